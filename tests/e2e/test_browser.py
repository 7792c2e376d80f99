"""The operator's way through the web client, in a real browser, with real jobs behind it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from demo.main_job import CUSTOMER, ensure_backend, newest_job, wait_for_jobs
from demo.odoo_server import OdooServer
from demo.odoo_session import OdooSession
from demo.store.control import Store

from .conftest import CHROMIUM_FLAGS

#: Milliseconds that the client may take for one thing, on a busy machine.
PATIENCE = 30_000
SHOP = "Demo store"


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


class Pictures:
    """Takes the pictures of the docs, into the folder that SCREENSHOTS names, if any."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.folder = os.environ.get("SCREENSHOTS")

    def take(self, name: str) -> None:
        if self.folder:
            # No tooltip in the way, and no animation.
            self.page.mouse.move(640, 850)
            self.page.wait_for_timeout(1000)
            self.page.screenshot(path=Path(self.folder) / f"{name}.png")


def log_in(page: Page, server: OdooServer) -> None:
    page.goto(f"{server.url}/web/login")
    page.fill("input[name=login]", "admin")
    page.fill("input[name=password]", "admin")
    page.click("button[type=submit]")
    page.wait_for_selector(".o_main_navbar")


def test_customers_arrive(
    page: Page,
    server: OdooServer,
    odoo: OdooSession,
    store: Store,
) -> None:
    """Log in, check the connection, import customers, open one; import again: nothing new."""
    pictures = Pictures(page)
    backend_id = ensure_backend(odoo, store.url, store.credentials, name=SHOP)
    log_in(page, server)

    page.goto(f"{server.url}/odoo/action-connector_magento.action_magento_backend")
    page.get_by_role("cell", name=SHOP).click()
    expect(
        page.get_by_text("Fill in the keys, then press Check Connection.")
    ).to_be_visible()
    assert store.credentials.consumer_secret not in page.content()
    pictures.take("magento-backend-new")

    page.get_by_role("button", name="Check Connection").first.click()
    expect(page.locator(".o_notification")).to_contain_text("Connection succeeded")
    expect(page.locator("[name=last_check_state]")).to_contain_text("Connected")
    pictures.take("magento-check-connection")

    before = newest_job(odoo)
    page.get_by_role("button", name="Import Customers", exact=True).first.click()
    expect(page.locator(".o_notification").last).to_contain_text(
        "import of all customers"
    )
    jobs = wait_for_jobs(odoo, before, tell=lambda line: None)
    in_store = store.stats()["customers"]
    assert (jobs.failed, jobs.done) == (0, in_store + 1), jobs.failures

    page.reload()
    expect(page.locator("[name=customer_count]")).to_contain_text(str(in_store))
    pictures.take("magento-backend-imported")
    page.locator("[name=action_open_customers]").click()
    expect(page.locator(".o_list_view")).to_be_visible()
    pictures.take("demo-customers")

    (customer,) = odoo.read(
        CUSTOMER,
        [("backend_id", "=", backend_id), ("address_ids", "!=", False)],
        ["odoo_id", "external_id", "email"],
        limit=1,
    )
    partner_id, partner_name = customer["odoo_id"]
    page.goto(f"{server.url}/odoo/res.partner/{partner_id}")
    page.get_by_role("tab", name="Connectors").click()
    connectors = page.locator(".o_notebook_content")
    expect(connectors).to_contain_text(SHOP)
    expect(connectors).to_contain_text(customer["external_id"])
    pictures.take("contact-connectors-page")

    page.goto(f"{server.url}/odoo/action-connector.action_connector_checkpoint")
    expect(page.locator(".o_data_row").first).to_contain_text("country")
    pictures.take("checkpoints")
    page.goto(f"{server.url}/odoo/action-queue_job.action_queue_job")
    page.locator(".o_facet_remove").click()  # the default filter hides what is done
    expect(page.locator(".o_list_view")).to_contain_text("import")
    pictures.take("jobs")
    page.goto(f"{server.url}/odoo/action-component.action_component_definition")
    expect(page.locator(".o_list_view")).to_contain_text(
        re.compile("component|magento")
    )
    pictures.take("components")

    partners = odoo.count("res.partner")
    before = newest_job(odoo)
    page.goto(
        f"{server.url}/odoo/action-connector_magento.action_magento_backend/{backend_id}"
    )
    page.get_by_role("button", name="Import Customers", exact=True).first.click()
    expect(page.locator(".o_notification").last).to_contain_text(
        "import of all customers"
    )
    again = wait_for_jobs(odoo, before, tell=lambda line: None)
    assert again.failed == 0, again.failures
    assert odoo.count("res.partner") == partners
    assert odoo.count(CUSTOMER, [("backend_id", "=", backend_id)]) == in_store
