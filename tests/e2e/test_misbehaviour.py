"""A store that misbehaves: the good records arrive, the bad ones say why, nothing is lost.

Odoo's processes, the job runner, PostgreSQL and HTTP are real; only the store is not.
"""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from demo.main_job import BACKEND, CUSTOMER, Jobs, newest_job, wait_for_jobs
from demo.odoo_server import OdooServer
from demo.odoo_session import OdooSession
from demo.store.control import Store

from .conftest import connect

#: Several records at once, as a chunk is read.
CHUNK = {"path": "/V1/customers/search", "query": r"\[condition_type\]=in(&|$)"}
#: One single record.
ONE_CUSTOMER = {"path": r"/V1/customers/\d+$"}
#: Customers per chunk: eight chunks of them.
SMALL = 5


def import_customers(odoo: OdooSession, backend_id: int) -> Jobs:
    """Press *Import Customers* and wait for all its jobs."""
    before = newest_job(odoo)
    odoo.press(BACKEND, backend_id, "action_import_customers")
    return wait_for_jobs(odoo, before, tell=lambda line: None)


def imported(odoo: OdooSession, backend_id: int) -> list[str]:
    """Magento ids of the customers of a backend, archived ones included."""
    records = odoo.read(
        CUSTOMER,
        [("backend_id", "=", backend_id)],
        ["external_id"],
        context={"active_test": False},
    )
    return [record["external_id"] for record in records]


def check_connection(odoo: OdooSession, backend_id: int) -> str:
    """Press *Check Connection*, which must fail; returns what the person reads."""
    action = odoo.press(BACKEND, backend_id, "action_check_connection")
    assert action["params"]["type"] == "danger"
    (backend,) = odoo.read(
        BACKEND, [("id", "=", backend_id)], ["last_check_state", "last_check_message"]
    )
    assert backend["last_check_state"] == "failed"
    return backend["last_check_message"]


def in_store(store: Store) -> int:
    return store.stats()["customers"]


def test_bad_records_are_set_aside_with_their_reason(
    odoo: OdooSession, store: Store, backend_id: int
) -> None:
    store.fault("patch", ids=[21], remove=["email"], **CHUNK)
    store.fault("patch", ids=[22], remove=["firstname", "lastname"], **CHUNK)
    store.fault("patch", ids=[23], set={"lastname": 4711}, **CHUNK)
    for request in (CHUNK, ONE_CUSTOMER):
        store.fault("patch", ids=[24], remove=["id"], **request)
    store.fault("patch", ids=[25], set={"lastname": "N" * 300}, **CHUNK)

    jobs = import_customers(odoo, backend_id)

    assert jobs.failed == 4
    reasons = "\n".join(jobs.failures)
    for external_id, words in {
        21: "email",
        22: "lastname",
        23: "4711",
        24: "id",
    }.items():
        reason = next(
            line for line in jobs.failures if f"Customer {external_id}:" in line
        )
        assert words in reason, reasons
    ids = imported(odoo, backend_id)
    assert len(ids) == len(set(ids)) == in_store(store) - 4
    (long_name,) = odoo.read(
        CUSTOMER,
        [("backend_id", "=", backend_id), ("external_id", "=", "25")],
        ["name"],
    )
    assert "N" * 300 in long_name["name"]

    store.clear_faults()
    assert import_customers(odoo, backend_id).failed == 0
    ids = imported(odoo, backend_id)
    assert len(ids) == len(set(ids)) == in_store(store)


def test_customer_listed_without_id_fails_alone(
    odoo: OdooSession, store: Store, backend_id: int
) -> None:
    store.fault("patch", path="/customers/search", ids=[26], remove=["id"])

    jobs = import_customers(odoo, backend_id)

    assert jobs.failed == 1
    assert "without id" in jobs.failures[0]
    assert len(imported(odoo, backend_id)) == in_store(store) - 1


def test_unknown_country_asks_a_person(
    odoo: OdooSession, store: Store, backend_id: int
) -> None:
    jobs = import_customers(odoo, backend_id)

    assert jobs.failed == 0
    checkpoints = odoo.read(
        "connector.checkpoint",
        [("backend_id", "=", f"{BACKEND},{backend_id}"), ("state", "=", "need_review")],
        ["record", "reason"],
    )
    assert checkpoints
    assert all("country" in checkpoint["reason"] for checkpoint in checkpoints)


def test_passing_errors_are_tried_again_until_all_is_there(
    odoo: OdooSession, store: Store, backend_id: int
) -> None:
    odoo.call(BACKEND, "write", [backend_id], {"page_size": SMALL})
    faults = [
        store.fault("status", status=500, skip=1, times=2, **CHUNK),
        store.fault("html", skip=3, times=1, **CHUNK),
        store.fault("broken_json", skip=4, times=1, **CHUNK),
        store.fault("disconnect", skip=5, times=1, **CHUNK),
        store.fault("maintenance", skip=6, times=1, **CHUNK),
        store.fault("status", status=429, retry_after=2, skip=7, times=2, **CHUNK),
    ]

    jobs = import_customers(odoo, backend_id)

    assert [store.struck(fault) for fault in faults] == [2, 1, 1, 1, 1, 2]
    assert jobs.failed == 0, jobs.failures
    ids = imported(odoo, backend_id)
    assert len(ids) == len(set(ids)) == in_store(store)


def test_batch_that_breaks_off_leaves_nothing_half_done(
    odoo: OdooSession, store: Store, backend_id: int
) -> None:
    """The second page of the list fails once: the batch starts over, as a whole."""
    odoo.call(BACKEND, "write", [backend_id], {"page_size": 15})
    fault = store.fault("status", path="/customers/search", status=500, skip=1, times=1)

    jobs = import_customers(odoo, backend_id)

    assert store.struck(fault) == 1
    assert jobs.failed == 0, jobs.failures
    assert len(imported(odoo, backend_id)) == in_store(store)


def test_store_restarts_during_the_import(
    odoo: OdooSession, store: Store, backend_id: int
) -> None:
    before = newest_job(odoo)
    odoo.call(BACKEND, "write", [backend_id], {"page_size": SMALL})
    store.fault("slow", seconds=0.2, **CHUNK)
    odoo.press(BACKEND, backend_id, "action_import_customers")
    while not any("=in" in one["query"] for one in store.log(path=CHUNK["path"])):
        time.sleep(0.05)
    store.restart()

    jobs = wait_for_jobs(odoo, before, tell=lambda line: None)

    assert jobs.failed == 0, jobs.failures
    ids = imported(odoo, backend_id)
    assert len(ids) == len(set(ids)) == in_store(store)


def test_button_pressed_by_two_users_at_once(
    server: OdooServer, odoo: OdooSession, store: Store, backend_id: int
) -> None:
    sessions = [OdooSession(server.url, server.database) for _ in range(2)]
    before = newest_job(odoo)
    with ThreadPoolExecutor() as pool:
        actions = list(
            pool.map(
                lambda session: session.press(
                    BACKEND, backend_id, "action_import_customers"
                ),
                sessions * 2,
            )
        )

    jobs = wait_for_jobs(odoo, before, tell=lambda line: None)

    kinds = sorted(action["params"]["type"] for action in actions)
    assert kinds == ["success", "warning", "warning", "warning"]
    assert jobs.failed == 0, jobs.failures
    ids = imported(odoo, backend_id)
    assert len(ids) == len(set(ids)) == in_store(store)


def test_importing_again_changes_nothing(
    odoo: OdooSession, store: Store, backend_id: int
) -> None:
    import_customers(odoo, backend_id)
    counts = [
        odoo.count(model) for model in ("res.partner", CUSTOMER, "magento.address")
    ]

    assert import_customers(odoo, backend_id).failed == 0

    assert counts == [
        odoo.count(model) for model in ("res.partner", CUSTOMER, "magento.address")
    ]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://no-such-host.invalid", "no-such-host.invalid"),
        ("http://127.0.0.1:{closed_port}", "127.0.0.1"),
        ("{odoo}", "Magento"),
    ],
    ids=["unknown host", "refused", "not a shop"],
)
def test_check_connection_says_what_is_wrong_with_the_address(
    server: OdooServer, odoo: OdooSession, backend_id: int, url: str, words: str
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = url.format(closed_port=probe.getsockname()[1], odoo=server.url)
        odoo.call(BACKEND, "write", [backend_id], {"url": url})
        assert words in check_connection(odoo, backend_id)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"access_token": "wrong-token"}, "401"),
        ({"auth_method": "bearer"}, "2.4.4"),
        (
            {
                "auth_method": "password",
                "username": "connector",
                "password": "wrong-password",
            },
            "401",
        ),
        ({"consumer_secret": False}, "Consumer Secret"),
    ],
    ids=["token", "bearer disabled", "password", "missing key"],
)
def test_check_connection_says_what_is_wrong_with_the_keys(
    odoo: OdooSession, backend_id: int, values: dict, words: str
) -> None:
    odoo.call(BACKEND, "write", [backend_id], values)
    message = check_connection(odoo, backend_id)
    assert words in message
    assert "wrong-" not in message


def test_wrong_keys_fail_the_job_with_advice_and_without_retries(
    odoo: OdooSession, store: Store, backend_id: int
) -> None:
    odoo.call(BACKEND, "write", [backend_id], {"access_token_secret": "wrong-secret"})
    jobs = import_customers(odoo, backend_id)
    assert (jobs.total, jobs.failed) == (1, 1)
    assert "401" in jobs.failures[0]
    assert "wrong-secret" not in jobs.failures[0]


def test_no_secret_is_in_a_log_or_a_job(
    server: OdooServer, odoo: OdooSession, store: Store, backend_id: int
) -> None:
    """Runs last: looks at all that the tests above left behind."""
    odoo.call(
        BACKEND,
        "write",
        [backend_id],
        {
            "auth_method": "password",
            "username": store.credentials.username,
            "password": store.credentials.password,
        },
    )
    assert import_customers(odoo, backend_id).failed == 0
    secrets = [
        store.credentials.password,
        store.credentials.consumer_secret,
        store.credentials.access_token,
        store.credentials.access_token_secret,
        "wrong-secret",
        "wrong-token",
        "wrong-password",
    ]
    log = server.log.read_text("utf-8", "replace")
    assert "/queue_job/runjob" in log
    connection = connect(server.database)
    try:
        cursor = connection.cursor()

        def rows_with(table: str, text: str) -> int:
            cursor.execute(
                f"select count(*) from {table} row where strpos(row::text, %s) > 0",
                [text],
            )
            return cursor.fetchone()[0]

        assert rows_with("queue_job", "import_chunk") > 10
        assert rows_with("magento_backend", store.credentials.password) == 1
        for secret in secrets:
            assert secret not in log
            for table in ("queue_job", "mail_message", "connector_checkpoint"):
                assert not rows_with(table, secret), f"{table} holds a secret"
    finally:
        connection.close()
