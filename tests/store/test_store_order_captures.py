"""Orders and what follows from them are answered as a real Magento 2.4.7 did.

``captures_orders/`` holds exchanges with the real instance whose 21 orders this store
begins with. Reads are repeated at the end of its history; a change is repeated at the
moment when the real instance saw it.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from store_client import Answer, Client

from demo.store import order_history
from demo.store.app import open_shop
from demo.store.control import Store

CAPTURES = Path(__file__).parent / "captures_orders"
NAMES = sorted(path.stem for path in CAPTURES.glob("*.json"))
SEPARATE = {"semantics_order_updated_at"}

EVENTS = {name for _, name, *_ in order_history.EVENTS}
BEFORE = {
    "order_get_pending_new": "semantics_comment",
    "invoices_search": "semantics_comment",
    "shipments_search": "semantics_comment",
}
"""The event before which the real instance was asked, where it was not the end."""
LATER = {
    "orders_search_date_only",
    "orders_search_neq",
    "orders_search_nin",
    "orders_search_notnull",
    "orders_search_space_as_plus_bearer",
}
"""Searches after the last order came; all others were made before the last but one
order went its way."""

TIMES = {"created_at", "updated_at"}


def load(name: str) -> dict[str, Any]:
    """Return a capture, moved to the dates of the store's orders."""
    text = (CAPTURES / f"{name}.json").read_text("utf-8")
    return json.loads(text.replace("2026-11-23", "2024-11-23"))


def rewind(store: Store, event: str, orders: int = 21) -> None:
    """Put the orders back to where they were before an event of their history."""
    shop = open_shop(store.database, 0)
    with shop.database.write() as connection:
        order_history.clear(connection)
        order_history.tell(connection, orders, before=event)
    shop.database.close()


def replay(client: Client, capture: dict[str, Any]) -> Answer:
    request = capture["request"]
    target = request["path"]
    if request["query"] is not None:
        target += "?" + request["query"].replace(" ", "%20")
    headers = {
        key: value
        for key, value in request["headers"].items()
        if key != "Authorization"
    }
    body = request["body"]
    if isinstance(body, dict | list):
        body = json.dumps(body)
    return client.call(request["method"], target, body, **headers)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SEPARATE])
def test_answers_as_captured(name: str, shop: Store, visitor: Client) -> None:
    capture = load(name)
    event = BEFORE.get(name, name if name in EVENTS else None)
    if event:
        rewind(shop, event)
    elif name.startswith("orders_search") and name not in LATER:
        rewind(shop, "semantics_comment", orders=20)
    if name.startswith("limits"):
        shop.settings(maximum_page_size=50)
    answer = replay(visitor, capture)
    expected = capture["response"]
    assert answer.status == expected["status"], answer.raw
    assert answer.headers["Content-Type"] == expected["headers"]["Content-Type"]
    moving = TIMES if capture["request"]["method"] != "GET" else set()
    compare(answer.json, expected["body"], moving)


def compare(actual: Any, expected: Any, moving: set[str], path: str = "") -> None:
    """Fail unless both have the same types, keys, lengths and values."""
    if isinstance(expected, str) and "Report ID: webapi-" in expected:
        actual = actual[: expected.index("webapi-")]
        expected = expected[: expected.index("webapi-")]
    assert type(actual) is type(expected), f"{path}: {actual!r} is not {expected!r}"
    if isinstance(expected, dict):
        assert list(actual) == list(expected), f"{path}: other keys"
        for key, value in expected.items():
            if key not in moving or isinstance(value, dict | list):
                compare(actual[key], value, moving, f"{path}.{key}")
    elif isinstance(expected, list):
        assert len(actual) == len(expected), f"{path}: other length"
        for index, (one, other) in enumerate(zip(actual, expected, strict=True)):
            compare(one, other, moving, f"{path}[{index}]")
    else:
        assert actual == expected, path


def test_when_an_order_counts_as_updated(shop: Store, visitor: Client) -> None:
    rewind(shop, "semantics_comment")
    comment = {"is_customer_notified": 0, "is_visible_on_front": 0, "parent_id": 20}
    reference = {"entity": {"entity_id": 20, "ext_order_id": "SO-0043"}}
    ship_mug = {"items": [{"order_item_id": 42, "qty": 1}]}
    ship_tee = {"items": [{"order_item_id": 43, "qty": 1}]}
    track = {"track_number": "T", "title": "T", "carrier_code": "custom"}
    calls: dict[str, tuple[str, Any]] = {
        "comment without status": (
            "orders/20/comments",
            {"statusHistory": comment | {"comment": "c"}},
        ),
        "comment with same status": (
            "orders/20/comments",
            {"statusHistory": comment | {"comment": "c2", "status": "pending"}},
        ),
        "POST /V1/orders with ext_order_id": ("orders", reference),
        "invoice": ("order/20/invoice", {"capture": True}),
        "partial shipment": ("order/20/ship", ship_mug),
        "track added to shipment": (
            "shipment/track",
            {"entity": {"order_id": 20, "parent_id": 10} | track},
        ),
        "second shipment, parent line of configurable": ("order/20/ship", ship_tee),
    }
    steps = load("semantics_order_updated_at")["result"]
    assert list(steps) == list(calls)
    for name, (path, body) in calls.items():
        before = visitor.get("orders/20")
        time.sleep(1.05)
        answer = visitor.call("POST", f"/rest/V1/{path}", body)
        assert answer.status == 200, (name, answer.raw)
        after = visitor.get("orders/20")
        moved = after["updated_at"] != before["updated_at"]
        assert moved is steps[name]["moved"], name
        assert after["status"] == steps[name]["status"], name


def test_the_history_ends_where_the_real_instance_was(
    shop: Store, visitor: Client
) -> None:
    names = [name for name in NAMES if name.startswith("order_get_")]
    final = {"order_get_pending_new_after"} | set(names) - {"order_get_pending_new"}
    assert len(final) == 21
    ids = {load(name)["response"]["body"]["entity_id"] for name in final}
    assert ids == set(range(1, 22))


def test_every_capture_is_used() -> None:
    assert set(NAMES) >= SEPARATE | set(BEFORE) | LATER
    assert len(NAMES) == 109
    # Those of the history that are no captures are steps in between.
    assert len(EVENTS & set(NAMES)) == 18
