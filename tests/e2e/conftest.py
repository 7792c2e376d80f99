"""Real processes for the end-to-end tests: store, Odoo with its job runner, browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from odoo.tools import config as odoo_config

from demo.main_job import ensure_backend
from demo.odoo_server import OdooServer
from demo.odoo_session import OdooSession
from demo.store.control import Store

from .browser import PATIENCE

#: Flags that keep Chromium quiet and off the network; no sandbox, as tests may run as root.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CUSTOMERS = 40


def connect(database: str):
    """A connection of its own to a database of the test server, in autocommit."""
    connection = psycopg2.connect(
        dbname=database,
        host=odoo_config["db_host"] or None,
        port=odoo_config["db_port"] or None,
        user=odoo_config["db_user"] or None,
        password=odoo_config["db_password"] or None,
    )
    connection.autocommit = True
    return connection


@contextmanager
def database_copy(name: str) -> Iterator[str]:
    """A copy of the database with all our addons, dropped afterwards."""
    source = os.environ.get("CONNECTOR_INSTALLED_DATABASE")
    if not source:
        pytest.skip(
            "CONNECTOR_INSTALLED_DATABASE names no database to copy: run `make test ONLY=e2e`"
        )
    copy = f"odoo_connector_{name}"
    connection = connect("postgres")
    try:
        cursor = connection.cursor()
        cursor.execute(f'drop database if exists "{copy}" with (force)')
        cursor.execute(f'create database "{copy}" template "{source}"')
        yield copy
        cursor.execute(f'drop database if exists "{copy}" with (force)')
    finally:
        connection.close()


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """A store of its own for each test module."""
    with Store(customers=CUSTOMERS) as running:
        yield running


@pytest.fixture(scope="module")
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OdooServer]:
    """An Odoo server with workers, cron and job runner on a database of its own."""
    name = request.module.__name__.rpartition(".")[2]
    log = tmp_path_factory.mktemp("odoo") / "odoo.log"
    config = Path(request.config.getoption("--odoo-config"))
    with (
        database_copy(f"e2e_{name}") as database,
        OdooServer(config, database, log, workers=4) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def odoo(server: OdooServer) -> OdooSession:
    """The administrator's session."""
    return OdooSession(server.url, server.database)


@pytest.fixture
def backend_id(
    odoo: OdooSession, store: Store, request: pytest.FixtureRequest
) -> Iterator[int]:
    """A backend of its own for each test; the store behaves well again afterwards."""
    store.reset()
    yield ensure_backend(odoo, store.url, store.credentials, name=request.node.name)
    store.reset()


@pytest.fixture
def page() -> Iterator[Page]:
    """A page of a fresh browser that fails the test on errors of the client."""
    executable = os.environ.get("CHROMIUM")
    if not executable:
        pytest.skip("no browser that works: `make test` says what is missing")
    errors: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=CHROMIUM_FLAGS
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        browser.close()
    assert not errors
