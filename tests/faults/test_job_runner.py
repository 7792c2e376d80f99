"""Imports by the real job runner, while store, workers and people do as they please."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from demo.main_job import BACKEND, CUSTOMER, newest_job
from demo.odoo_server import OdooServer
from demo.odoo_session import OdooSession
from demo.store.control import Store

from .conftest import Database, wait_for

CUSTOMERS = 120
PAGE = 20
CUSTOMERS_PATH = "/V1/customers"


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with Store(customers=CUSTOMERS) as running:
        yield running


def ids_of(store: Store) -> list[str]:
    """Ids of all customers of a store, as its own file has them."""
    with sqlite3.connect(store.database) as file:
        rows = file.execute("SELECT id FROM customer ORDER BY id").fetchall()
    return [str(external_id) for (external_id,) in rows]


@pytest.fixture
def ids(store: Store, backend_id: int) -> list[str]:
    return ids_of(store)


@pytest.fixture
def small_pages(odoo: OdooSession, backend_id: int) -> None:
    odoo.call(BACKEND, "write", [backend_id], {"page_size": PAGE})


def start(odoo: OdooSession, backend_id: int, button: str) -> int:
    """Press a button; return the id of the newest job before."""
    before = newest_job(odoo)
    assert odoo.press(BACKEND, backend_id, button)["params"]["type"] == "success"
    return before


def import_all(odoo: OdooSession, backend_id: int) -> int:
    return start(odoo, backend_id, "action_import_customers")


def wait_for_requests(store: Store, number: int = 1) -> None:
    wait_for(
        lambda: len(store.log(path=CUSTOMERS_PATH)) >= number,
        f"{number} requests for customers",
    )


def test_store_fails_in_all_ways_and_restarts(
    odoo: OdooSession,
    store: Store,
    database: Database,
    backend_id: int,
    ids: list[str],
    small_pages: None,
) -> None:
    """In the middle of an import: 429, 500, garbage, a cut, and a restart."""
    which = {"path": CUSTOMERS_PATH, "times": 1}
    faults = [
        store.fault("status", status=429, retry_after=1, skip=1, **which),
        store.fault("status", status=500, skip=2, **which),
        store.fault("html", skip=3, **which),
        store.fault("broken_json", skip=4, **which),
        store.fault("truncated", skip=5, **which),
    ]
    slow = store.fault("slow", path=CUSTOMERS_PATH, seconds=0.2)
    before = import_all(odoo, backend_id)
    wait_for(
        lambda: all(map(store.struck, faults)) or failures(database),
        f"all faults {faults}",
    )
    assert [store.struck(fault) for fault in faults] == [1] * len(faults)
    assert store.struck(slow)
    store.restart()

    jobs = database.wait_for_jobs(before)

    assert set(jobs) == {"done"}, failures(database)
    assert database.customers(backend_id) == ids


def test_workers_and_then_the_whole_server_are_killed(
    server: OdooServer,
    odoo: OdooSession,
    store: Store,
    database: Database,
    backend_id: int,
    ids: list[str],
) -> None:
    """SIGKILL for the workers that are at work, then for all of Odoo; it goes on."""
    slow = store.fault("slow", path=CUSTOMERS_PATH, seconds=0.3)
    before = import_all(odoo, backend_id)
    at_work = (
        "SELECT worker_pid FROM queue_job "
        "WHERE state = 'started' AND id > %s AND worker_pid != ALL (%s)"
    )
    killed: list[int] = []

    def working() -> list[tuple]:
        database.wake_runner()
        return database.rows(at_work, before, killed)

    for __ in range(2):
        killed.append(wait_for(working, "a job at work")[0][0])
        print(f"kill worker {killed[-1]}")
        os.kill(killed[-1], signal.SIGKILL)
    wait_for(working, "a job at work, again")
    server.stop(kill=True)
    store.remove_fault(slow)
    server.start()

    jobs = database.wait_for_jobs(before)

    assert set(jobs) == {"done"}, failures(database)
    assert database.customers(backend_id) == ids


def test_records_that_change_during_the_run_are_not_lost(
    odoo: OdooSession,
    store: Store,
    database: Database,
    backend_id: int,
    ids: list[str],
    small_pages: None,
) -> None:
    """What the run reads too early, the next import since the cursor brings."""
    slow = store.fault("slow", path=CUSTOMERS_PATH, seconds=0.2)
    before = import_all(odoo, backend_id)
    wait_for_requests(store, 2)
    changed = {}
    for number, external_id in enumerate(ids[:: len(ids) // 12]):
        changed[external_id] = f"Changed{number}"
        rename(store, external_id, changed[external_id])
    store.remove_fault(slow)
    assert set(database.wait_for_jobs(before)) == {"done"}, failures(database)
    assert database.customers(backend_id) == ids

    before = start(odoo, backend_id, "action_import_changed_customers")

    assert set(database.wait_for_jobs(before)) == {"done"}, failures(database)
    names = dict(
        database.rows(
            "SELECT external_id, lastname FROM magento_res_partner "
            "WHERE backend_id = %s AND external_id = ANY (%s)",
            backend_id,
            list(changed),
        )
    )
    assert names == changed
    assert database.customers(backend_id) == ids


def rename(store: Store, external_id: str, lastname: str) -> None:
    """Change a customer as another program would: in the store's own file."""
    with sqlite3.connect(store.database, timeout=30) as file:
        changed = file.execute(
            "UPDATE customer SET lastname = ?, updated_at = datetime('now') "
            "WHERE id = ?",
            (lastname, int(external_id)),
        )
        assert changed.rowcount == 1


def test_two_users_press_the_button_at_once(
    server: OdooServer,
    odoo: OdooSession,
    store: Store,
    database: Database,
    backend_id: int,
    ids: list[str],
) -> None:
    """One import starts, whoever was first; the other reads that it is under way."""
    group = odoo.read(
        "ir.model.data",
        [("module", "=", "connector"), ("name", "=", "group_connector_manager")],
        ["res_id"],
    )[0]["res_id"]
    login = "second"
    odoo.call(
        "res.users",
        "create",
        [
            {
                "name": login,
                "login": login,
                "password": login,
                "group_ids": [(4, group)],
            }
        ],
    )
    second = OdooSession(server.url, server.database, login, login)
    store.fault("slow", path=CUSTOMERS_PATH, seconds=0.2)
    before = newest_job(odoo)
    with ThreadPoolExecutor() as pool:
        actions = list(
            pool.map(
                lambda user: user.press(BACKEND, backend_id, "action_import_customers"),
                [odoo, second] * 2,
            )
        )
    kinds = sorted(action["params"]["type"] for action in actions)
    assert kinds == ["success", "warning", "warning", "warning"]

    assert set(database.wait_for_jobs(before)) == {"done"}, failures(database)

    assert (
        database.value(
            "SELECT count(*) FROM queue_job WHERE id > %s "
            "AND model_name = %s AND method_name = 'import_batch'",
            before,
            CUSTOMER,
        )
        == 1
    )
    assert database.customers(backend_id) == ids


def failures(database: Database) -> list[tuple]:
    return database.rows(
        "SELECT name, exc_name, exc_message FROM queue_job WHERE state = 'failed'"
    )
