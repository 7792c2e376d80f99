"""Everything that a store knows of its orders."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from demo.store import creditmemos, invoices, order_documents, order_store, shipments
from demo.store.shop import Shop

#: How many orders the store has in which they are looked at.
NUMBER = 520
KINDS = (invoices.KIND, shipments.KIND, creditmemos.KIND)


def documents(
    connection: sqlite3.Connection, kind: order_documents.Kind
) -> list[dict[str, Any]]:
    rows = connection.execute(f"SELECT payload FROM {kind.table} ORDER BY entity_id")
    return [json.loads(row["payload"]) for row in rows]


def raw_orders(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    rows = connection.execute("SELECT payload FROM sales_order ORDER BY entity_id")
    return [json.loads(row["payload"]) for row in rows]


def everything(shop: Shop) -> list[list[dict[str, Any]]]:
    with shop.database.read() as connection:
        orders = order_store.answers(connection, raw_orders(connection))
        return [orders, *(documents(connection, kind) for kind in KINDS)]
