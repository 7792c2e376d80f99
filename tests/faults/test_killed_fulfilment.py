"""Deliveries and invoices whose export dies in the middle, or is never answered."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from demo.store.control import Store

from .conftest import Database, Nest, as_arguments, wait_for
from .test_killed_processes import requeue_dead_jobs

BINDINGS = {"ship": "magento_stock_picking", "invoice": "magento_account_move"}
DOCUMENTS = {"ship": "shipments", "invoice": "invoices"}


@pytest.fixture
def store() -> Iterator[Store]:
    with Store(customers=5, products=28) as running:
        yield running


@pytest.fixture
def order(store: Store, database: Database) -> dict:
    """An order of five in the shop; Odoo has none."""
    for table in ("magento_sale_order", "queue_job", "connector_export_receipt"):
        database.rows(f"DELETE FROM {table}")
    return store.place_order(("MUG-RED", 5))


def quantities(store: Store, order: dict, what: str) -> list[list[float]]:
    """What the shop made of an order."""
    made = store.order(order["entity_id"])[DOCUMENTS[what]]
    return [[line["qty"] for line in one["items"]] for one in made]


def bound(database: Database, what: str) -> list[str | None]:
    rows = database.rows(f"SELECT external_id FROM {BINDINGS[what]}")
    return [external_id for (external_id,) in rows]


def finish(database: Database, config: str, arguments: dict) -> None:
    """Let another process do what is left."""
    # An administrator who does not like to wait.
    database.rows("UPDATE queue_job SET eta = NULL")
    with Nest(config, database.name, "fulfil", moment="", **arguments) as nest:
        assert {"done": True} in nest.lines()
        assert nest.process.wait(60) == 0
    assert set(database.jobs()) == {"done"}


@pytest.mark.parametrize(
    ("moment", "what"),
    [("created", "ship"), ("answered", "ship"), ("created", "invoice")],
)
def test_killed_after_the_shop_did_it(
    database: Database, config: str, store: Store, order: dict, moment: str, what: str
) -> None:
    """SIGKILL before Odoo has the answer, or with it: the shop does it once."""
    arguments = {"store": as_arguments(store), "order": order, "what": what}
    with Nest(config, database.name, "fulfil", moment=moment, **arguments) as nest:
        external_id = nest.told("created")
        assert nest.process.wait(60) == -signal.SIGKILL
    assert quantities(store, order, what) == [[3]]
    assert bound(database, what) == [None]
    requeue_dead_jobs(database)

    finish(database, config, arguments)

    assert quantities(store, order, what) == [[3]]
    assert bound(database, what) == [external_id]
    other = "invoice" if what == "ship" else "ship"
    assert quantities(store, order, other) == [[3]]


@pytest.mark.parametrize(
    ("kind", "what"), [("disconnect", "ship"), ("status", "invoice")]
)
def test_answer_that_never_came(
    database: Database, config: str, store: Store, order: dict, kind: str, what: str
) -> None:
    """The shop did it, and its answer is lost: the shop does it once."""
    options = {"status": 504} if kind == "status" else {}
    fault = store.fault(
        kind, path=f"/{what}$", method="POST", times=1, after=True, **options
    )
    arguments = {"store": as_arguments(store), "order": order, "what": what}
    with Nest(config, database.name, "fulfil", moment="", **arguments) as nest:
        wait_for(lambda: store.struck(fault), "the fault")
        wait_for(
            lambda: database.value(
                "SELECT count(*) FROM queue_job WHERE eta IS NOT NULL"
            ),
            "the job to be put off",
        )
        nest.process.kill()
    assert quantities(store, order, what) == [[3]]
    requeue_dead_jobs(database)

    finish(database, config, arguments)

    assert quantities(store, order, what) == [[3]]
    [external_id] = bound(database, what)
    documents = store.order(order["entity_id"])[DOCUMENTS[what]]
    assert external_id == str(documents[0]["entity_id"])
