"""How orders are stored, and how the interface shows them.

An order is stored as one JSON document with its lines, addresses and payment. Keys that
start with an underscore are the store's own and never shown. Whatever happens to an
order, what it still waits for is reserved when it is written.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from . import order_lines, stock
from .errors import StoreError
from .order_amounts import number
from .order_types import (
    ADDRESS_KEYS,
    COMMENT_KEYS,
    ITEM_KEYS,
    NULLS_OF_PAYMENT,
    ORDER_KEYS,
    PAYMENT_KEYS,
    SHIPPING_TOTAL_KEYS,
    TAX_KEYS,
)

Document = dict[str, Any]

_TEXT = "TEXT COLLATE NOCASE"
INDEXED = {
    "increment_id": _TEXT,
    "state": _TEXT,
    "status": _TEXT,
    "store_id": "INTEGER",
    "customer_id": "INTEGER",
    "customer_email": _TEXT,
    "created_at": "TEXT",
    "updated_at": "TEXT",
}
"""What an order has in columns of its own, for searches."""

SCHEMA = (
    f"""
    CREATE TABLE IF NOT EXISTS sales_order (
        entity_id INTEGER PRIMARY KEY,
        {", ".join(f"{name} {sql}" for name, sql in INDEXED.items())},
        payload TEXT NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS order_updated ON sales_order (updated_at, entity_id)",
    "CREATE INDEX IF NOT EXISTS order_created ON sales_order (created_at, entity_id)",
    "CREATE UNIQUE INDEX IF NOT EXISTS order_number "
    "ON sales_order (increment_id, store_id)",
    """
    CREATE TABLE IF NOT EXISTS sales_order_item (
        item_id INTEGER PRIMARY KEY,
        order_id INTEGER NOT NULL,
        position INTEGER NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS order_item_order ON sales_order_item (order_id)",
    """
    CREATE TABLE IF NOT EXISTS sales_order_comment (
        entity_id INTEGER PRIMARY KEY,
        parent_id INTEGER NOT NULL,
        payload TEXT NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS order_comment_order "
    "ON sales_order_comment (parent_id, entity_id)",
    """
    CREATE TABLE IF NOT EXISTS sales_counter (
        name TEXT PRIMARY KEY,
        value INTEGER NOT NULL
    )
    """,
)

_WRITE = (
    f"INSERT OR REPLACE INTO sales_order (entity_id, {', '.join(INDEXED)}, payload) "
    f"VALUES ({', '.join('?' * (len(INDEXED) + 2))})"
)


def no_such_document() -> StoreError:
    """Return the 404 for an order, invoice, shipment or credit memo."""
    return StoreError(
        404,
        "The entity that was requested doesn't exist. Verify the entity and try again.",
    )


def new_ids(connection: sqlite3.Connection, name: str, count: int = 1) -> range:
    """Take the next ``count`` ids of a kind of record."""
    row = connection.execute(
        "INSERT INTO sales_counter VALUES (?, ?) "
        "ON CONFLICT DO UPDATE SET value = value + excluded.value RETURNING value",
        [name, count],
    ).fetchone()
    return range(row[0] - count + 1, row[0] + 1)


def new_id(connection: sqlite3.Connection, name: str) -> int:
    """Take the next id of a kind of record."""
    return new_ids(connection, name)[0]


def skip_ids(connection: sqlite3.Connection, name: str, used: int) -> None:
    """Let the ids of a kind of record go on after ``used``."""
    connection.execute(
        "INSERT INTO sales_counter VALUES (?, ?) "
        "ON CONFLICT DO UPDATE SET value = max(value, excluded.value)",
        [name, used],
    )


def new_increment_id(connection: sqlite3.Connection, kind: str, store_id: int) -> str:
    """Take the next number that people read: every store view has a series."""
    value = new_id(connection, f"{kind} number {store_id}")
    return increment_id(store_id, value)


def increment_id(store_id: int, value: int) -> str:
    """Return a number as people read it.

    >>> increment_id(1, 6), increment_id(4, 1)
    ('000000006', '4000000001')
    """
    prefix = "" if store_id == 1 else str(store_id)
    return f"{prefix}{value:09}"


def save(connection: sqlite3.Connection, order: Document) -> None:
    """Write an order as it is in ``order`` now."""
    _reserve(connection, order)
    columns = [order.get(name) for name in INDEXED]
    payload = json.dumps(order, ensure_ascii=False, separators=(",", ":"))
    connection.execute(_WRITE, [order["entity_id"], *columns, payload])


def _reserve(connection: sqlite3.Connection, order: Document) -> None:
    """Reserve what the order waits for now, and give back what it waited for."""
    before, after = order.get("_reserved", {}), order_lines.waited_for(order)
    changes = {
        sku: number(before.get(sku, 0) - after.get(sku, 0))
        for sku in before | after
        if before.get(sku, 0) != after.get(sku, 0)
    }
    if changes:
        event = "order_placed" if not before else f"order_{order['state']}"
        stock.reserve(
            connection, order["_stock_id"], changes, event, order["increment_id"]
        )
    order["_reserved"] = after


def insert(connection: sqlite3.Connection, order: Document) -> None:
    """Write a new order."""
    save(connection, order)
    connection.executemany(
        "INSERT INTO sales_order_item VALUES (?, ?, ?)",
        [
            (item["item_id"], order["entity_id"], position)
            for position, item in enumerate(order["items"])
        ],
    )


def load(connection: sqlite3.Connection, order_id: int) -> Document:
    """Return an order's document.

    :raises StoreError: 404, if there is none with this id.
    """
    row = connection.execute(
        "SELECT payload FROM sales_order WHERE entity_id = ?", [order_id]
    ).fetchone()
    if row is None:
        raise no_such_document()
    return json.loads(row["payload"])


def pick(values: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """Return what of ``keys`` is known, in their order: answers leave nulls out."""
    return {key: values[key] for key in keys if values.get(key) is not None}


def item_answers(order: Document, extended: bool = True) -> list[dict[str, Any]]:
    """Return an order's lines as the interface shows them.

    :param extended: with extension attributes; only whole orders have them.
    """
    parents: dict[int, dict[str, Any]] = {}
    answers = []
    for item in order["items"]:
        answer = pick(item, ITEM_KEYS)
        if item.get("product_option"):
            answer["product_option"] = item["product_option"]
        parent = parents.get(item.get("parent_item_id", 0))
        if parent is not None:
            answer["parent_item"] = parent
        if extended:
            answer["extension_attributes"] = {"itemized_taxes": item["itemized_taxes"]}
        for key in ("row_total_incl_tax", "base_row_total_incl_tax"):
            answer.setdefault(key, 0)
        parents[item["item_id"]] = answer
        answers.append(answer)
    return answers


def answer(order: Document, comments: list[dict[str, Any]]) -> dict[str, Any]:
    """Return an order as the interface shows it.

    :param comments: oldest first.
    """
    result = pick(order, ORDER_KEYS)
    items = item_answers(order)
    result["items"] = items
    result["billing_address"] = pick(order["billing_address"], ADDRESS_KEYS)
    result["payment"] = {
        key: value
        for key in PAYMENT_KEYS
        if (value := order["payment"].get(key)) is not None or key in NULLS_OF_PAYMENT
    }
    result["status_histories"] = comments[::-1]
    shipping: dict[str, Any] = {}
    if order["shipping_address"]:
        shipping["address"] = pick(order["shipping_address"], ADDRESS_KEYS)
    if order["shipping_method"]:
        shipping["method"] = order["shipping_method"]
    shipping["total"] = pick(order, SHIPPING_TOTAL_KEYS)
    extension: dict[str, Any] = {
        "shipping_assignments": [{"shipping": shipping, "items": items}]
    }
    taxes = {"converting_from_quote": False, **order["taxes"]}
    extension |= {key: taxes[key] for key in TAX_KEYS}
    result["extension_attributes"] = extension
    return result


def answers(
    connection: sqlite3.Connection, orders: Iterable[Document]
) -> list[dict[str, Any]]:
    """Return orders as the interface shows them, comments included."""
    orders = list(orders)
    found = comments(connection, [order["entity_id"] for order in orders])
    return [answer(order, found.get(order["entity_id"], [])) for order in orders]


def comments(
    connection: sqlite3.Connection, order_ids: list[int]
) -> dict[int, list[dict[str, Any]]]:
    """Return the comments of orders by order, oldest first."""
    rows = connection.execute(
        "SELECT parent_id, payload FROM sales_order_comment WHERE parent_id IN "
        "(SELECT value FROM json_each(?)) ORDER BY entity_id",
        [json.dumps(order_ids)],
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["parent_id"], []).append(json.loads(row["payload"]))
    return found


def add_comment(
    connection: sqlite3.Connection, order_id: int, **values: Any
) -> dict[str, Any]:
    """Write a comment of an order; the order itself stays as it is."""
    values["entity_id"] = new_id(connection, "order comment")
    values["parent_id"] = order_id
    comment = pick(values, COMMENT_KEYS)
    connection.execute(
        "INSERT INTO sales_order_comment VALUES (?, ?, ?)",
        [
            comment["entity_id"],
            order_id,
            json.dumps(comment, ensure_ascii=False),
        ],
    )
    return comment
