"""What is in stock: quantities per source, and what open orders have reserved.

A product has one legacy stock item; its quantity is that of the source ``default``,
so a write to either changes both. Other sources stand alone. An order does not change
quantities: it reserves (:func:`reserve`) until its goods leave a source (:func:`ship`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from .data import load
from .shop import now

DEFAULT_SOURCE = "default"
COMPOSITES = ("configurable", "bundle", "grouped")
IN_STOCK, OUT_OF_STOCK = 1, 0

SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS stock_item (
        item_id INTEGER PRIMARY KEY AUTOINCREMENT,
        product_id INTEGER NOT NULL UNIQUE,
        qty REAL,
        is_in_stock INTEGER NOT NULL,
        payload TEXT NOT NULL DEFAULT '{}'
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS source_item (
        sku TEXT NOT NULL COLLATE NOCASE,
        source_code TEXT NOT NULL,
        quantity REAL NOT NULL,
        status INTEGER NOT NULL,
        PRIMARY KEY (sku, source_code)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS reservation (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        stock_id INTEGER NOT NULL,
        sku TEXT NOT NULL COLLATE NOCASE,
        quantity REAL NOT NULL,
        metadata TEXT NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS reservation_sku ON reservation (sku, stock_id)",
)

DEFAULTS: dict[str, Any] = {
    "is_qty_decimal": False,
    "show_default_notification_message": False,
    "use_config_min_qty": True,
    "min_qty": 0,
    "use_config_min_sale_qty": 1,
    "min_sale_qty": 1,
    "use_config_max_sale_qty": True,
    "max_sale_qty": 10000,
    "use_config_backorders": True,
    "backorders": 0,
    "use_config_notify_stock_qty": True,
    "notify_stock_qty": 1,
    "use_config_qty_increments": True,
    "qty_increments": 0,
    "use_config_enable_qty_inc": True,
    "enable_qty_increments": False,
    "use_config_manage_stock": True,
    "manage_stock": True,
    "low_stock_date": None,
    "is_decimal_divided": False,
    "stock_status_changed_auto": 0,
}
"""A stock item's fields besides ids, quantity and status, as a new product has them."""


def clear(connection: sqlite3.Connection) -> None:
    """Forget all quantities and reservations; ids start anew."""
    for table in ("stock_item", "source_item", "reservation"):
        connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])


def number(value: float | None) -> float | int | None:
    """Return a number as answers show it: whole ones without a point.

    >>> number(12.0), number(3.25), number(None)
    (12, 3.25, None)
    """
    return int(value) if value is not None and value == int(value) else value


def items(
    connection: sqlite3.Connection, product_ids: Iterable[int]
) -> dict[int, dict[str, Any]]:
    """Return the stock items of products, as the interface shows them."""
    rows = connection.execute(
        "SELECT * FROM stock_item WHERE product_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(product_ids))],
    )
    return {row["product_id"]: item_answer(row) for row in rows}


def item_answer(row: sqlite3.Row) -> dict[str, Any]:
    """Return a row of stock items as the interface shows it."""
    return {
        "item_id": row["item_id"],
        "product_id": row["product_id"],
        "stock_id": 1,
        "qty": number(row["qty"]),
        "is_in_stock": bool(row["is_in_stock"]),
        **DEFAULTS,
        **json.loads(row["payload"]),
    }


def save_item(
    connection: sqlite3.Connection, product: Mapping[str, Any], given: dict[str, Any]
) -> int:
    """Write the legacy stock item of a product and what follows; return its id.

    Fields that are not given keep their value: a quantity alone leaves a product out
    of stock that was. Quantity 0 takes it out, unless back-orders are allowed.

    :param product: its row: ``id``, ``sku`` and ``type_id``.
    """
    row = connection.execute(
        "SELECT * FROM stock_item WHERE product_id = ?", [product["id"]]
    ).fetchone()
    payload = json.loads(row["payload"]) if row else {}
    payload |= {
        key: value
        for key, value in given.items()
        if key in DEFAULTS and value is not None and value != payload.get(key)
    }
    quantity = given.get("qty")
    if quantity is None:
        quantity = row["qty"] if row else None
    status = given.get("is_in_stock")
    if status is None:
        status = bool(row["is_in_stock"]) if row else False
    effective = DEFAULTS | payload
    composite = product["type_id"] in COMPOSITES
    if composite:
        quantity = 0
    elif effective["manage_stock"] and not effective["backorders"]:
        status = status and (quantity or 0) > effective["min_qty"]
    if row and not composite:
        is_low = effective["manage_stock"] and (
            (quantity or 0) < effective["notify_stock_qty"]
        )
        low_since = effective["low_stock_date"] or now()
        payload["low_stock_date"] = low_since if is_low else None
    item_id = row["item_id"] if row else given.get("item_id")
    cursor = connection.execute(
        "INSERT OR REPLACE INTO stock_item VALUES (?, ?, ?, ?, ?)",
        [item_id, product["id"], quantity, int(status), json.dumps(payload)],
    )
    if not composite and quantity is not None:
        _put_source_item(
            connection, product["sku"], DEFAULT_SOURCE, quantity, int(status)
        )
    return int(item_id or cursor.lastrowid or 0)


def save_source_item(
    connection: sqlite3.Connection, sku: str, source: str, quantity: float, status: int
) -> None:
    """Write the quantity in a source; the default one is the legacy stock, too."""
    _put_source_item(connection, sku, source, quantity, status)
    if source == DEFAULT_SOURCE:
        connection.execute(
            "UPDATE stock_item SET qty = ?, is_in_stock = ? WHERE product_id = "
            "(SELECT id FROM product WHERE sku = ?)",
            [quantity, status, sku],
        )


def _put_source_item(
    connection: sqlite3.Connection, sku: str, source: str, quantity: float, status: int
) -> None:
    connection.execute(
        "INSERT INTO source_item VALUES (?, ?, ?, ?) ON CONFLICT (sku, source_code) "
        "DO UPDATE SET quantity = excluded.quantity, status = excluded.status",
        [sku, source, quantity, status],
    )


def forget(connection: sqlite3.Connection, product_id: int, sku: str) -> None:
    """Remove the stock of a product that is deleted."""
    connection.execute("DELETE FROM stock_item WHERE product_id = ?", [product_id])
    connection.execute("DELETE FROM source_item WHERE sku = ?", [sku])


def stock_of_website(website_code: str) -> int:
    """Return the stock that a website sells from."""
    for stock in load("inventory.json")["stocks"]:
        for channel in stock["extension_attributes"]["sales_channels"]:
            if channel["code"] == website_code:
                return stock["stock_id"]
    return 1


def sources_of_stock(stock_id: int) -> list[str]:
    """Return the codes of the sources that a stock draws from, best first."""
    links = [x for x in load("inventory.json")["links"] if x["stock_id"] == stock_id]
    return [x["source_code"] for x in sorted(links, key=lambda x: x["priority"])]


def reserve(
    connection: sqlite3.Connection,
    stock_id: int,
    quantities: Mapping[str, float],
    event: str = "order_placed",
    order: str = "",
) -> None:
    """Note what an order takes from (below zero) or gives back to a stock.

    :param quantities: by SKU of simple products: negative when an order is placed,
        positive when it is cancelled, shipped or refunded.
    :param event: ``order_placed``, ``order_canceled``, ``shipment_created``, ...
    :param order: its increment id.
    """
    metadata = json.dumps({"event_type": event, "object_increment_id": order})
    connection.executemany(
        "INSERT INTO reservation (stock_id, sku, quantity, metadata) "
        "VALUES (?, ?, ?, ?)",
        [(stock_id, sku, amount, metadata) for sku, amount in quantities.items()],
    )


def ship(
    connection: sqlite3.Connection,
    stock_id: int,
    source: str,
    quantities: Mapping[str, float],
    order: str = "",
) -> None:
    """Let goods leave a source, and take back what the order had reserved of them.

    :param quantities: what leaves, by SKU of simple products, above zero.
    """
    for sku, amount in quantities.items():
        move(connection, source, sku, -amount)
    reserve(connection, stock_id, quantities, "shipment_created", order)


def move(connection: sqlite3.Connection, source: str, sku: str, amount: float) -> None:
    """Add ``amount`` to what a source holds; below zero it takes away."""
    row = connection.execute(
        "SELECT quantity, status FROM source_item WHERE sku = ? AND source_code = ?",
        [sku, source],
    ).fetchone()
    if row is not None:
        quantity = row["quantity"] + amount
        save_source_item(connection, sku, source, quantity, row["status"])


def salable(connection: sqlite3.Connection, sku: str, stock_id: int) -> float:
    """Return what customers can buy: quantities in stock less what is reserved."""
    sources = sources_of_stock(stock_id)
    marks = ", ".join("?" * len(sources))
    held = connection.execute(
        "SELECT sum(quantity) FROM source_item "
        f"WHERE sku = ? AND status = 1 AND source_code IN ({marks})",
        [sku, *sources],
    ).fetchone()[0]
    reserved = connection.execute(
        "SELECT sum(quantity) FROM reservation WHERE sku = ? AND stock_id = ?",
        [sku, stock_id],
    ).fetchone()[0]
    return (held or 0) + (reserved or 0)
