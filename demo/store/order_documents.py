"""Documents that follow from orders: how invoices, shipments and others are stored."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from .errors import StoreError, internal_error
from .listing import Column, Listing
from .order_amounts import number
from .order_store import new_id, new_ids, no_such_document
from .rest import Call, list_answer

Document = dict[str, Any]


def schema(table: str) -> tuple[str, ...]:
    """Return the statements that create the table of a kind of document."""
    return (
        f"""
        CREATE TABLE IF NOT EXISTS {table} (
            entity_id INTEGER PRIMARY KEY,
            order_id INTEGER NOT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            payload TEXT NOT NULL
        )
        """,
        f"CREATE INDEX IF NOT EXISTS {table}_order ON {table} (order_id, entity_id)",
        f"CREATE INDEX IF NOT EXISTS {table}_updated ON {table} (updated_at)",
    )


def json_column(key: str, kind: str = "text") -> Column:
    """Return the column that searches a key of the stored JSON."""
    sql = f"json_extract(payload, '$.{key}')"
    return Column(sql if kind == "int" else f"({sql} COLLATE NOCASE)", kind)


def listing(table: str, keys: tuple[str, ...], report: str) -> Listing:
    """Return the search of a kind of document.

    :param report: begins the id of the report about a search on an unknown field.
    """
    plain = {
        "entity_id": Column("entity_id", "int"),
        "order_id": Column("order_id", "int"),
        "created_at": Column("created_at", "date"),
        "updated_at": Column("updated_at", "date"),
    }
    texts = {"increment_id", "transaction_id"}
    columns = {
        key: json_column(key, "text" if key in texts else "int")
        for key in keys
        if key not in ("items", "comments", "tracks", "packages")
    }
    return Listing(
        table=table,
        key="entity_id",
        columns=columns | plain,
        unknown_filter=lambda field: internal_error(report),
        unknown_sort=lambda field: internal_error(report),
    )


@dataclass(frozen=True)
class Kind:
    """A kind of document, with its table and its search."""

    table: str
    listing: Listing

    def save(self, connection: sqlite3.Connection, document: Document) -> None:
        """Write a document, new or changed."""
        connection.execute(
            f"INSERT OR REPLACE INTO {self.table} VALUES (?, ?, ?, ?, ?)",
            [
                document["entity_id"],
                document["order_id"],
                document["created_at"],
                document["updated_at"],
                json.dumps(document, ensure_ascii=False, separators=(",", ":")),
            ],
        )

    def load(self, connection: sqlite3.Connection, document_id: int) -> Document:
        """Return a document.

        :raises StoreError: 404, if there is none with this id.
        """
        row = connection.execute(
            f"SELECT payload FROM {self.table} WHERE entity_id = ?", [document_id]
        ).fetchone()
        if row is None:
            raise no_such_document()
        return json.loads(row["payload"])

    def of_order(self, connection: sqlite3.Connection, order_id: int) -> list[Document]:
        """Return the documents of an order, oldest first."""
        rows = connection.execute(
            f"SELECT payload FROM {self.table} WHERE order_id = ? ORDER BY entity_id",
            [order_id],
        )
        return [json.loads(row["payload"]) for row in rows]

    def search(self, call: Call) -> dict[str, Any]:
        """Answer a request for a list."""
        criteria = call.criteria()
        with call.shop.database.read() as connection:
            rows, total = self.listing.search(connection, criteria, call.shop.settings)
        return list_answer(
            [json.loads(row["payload"]) for row in rows], criteria, total
        )

    def new_id(self, connection: sqlite3.Connection) -> int:
        return new_id(connection, self.table)

    def new_item_ids(self, connection: sqlite3.Connection, count: int) -> range:
        return new_ids(connection, f"{self.table} item", count)


def refusal(kind: str, reasons: list[str]) -> StoreError:
    """Return the 400 that tells all ``reasons`` against a document."""
    lines = [f"{kind} Document Validation Error(s):", *reasons]
    return StoreError(400, "\n".join(lines))


def wanted(items: list[dict[str, Any]] | None) -> dict[int, float] | None:
    """Return the quantity asked for by line, or None where all that is open is."""
    if not items:
        return None
    quantities: dict[int, float] = {}
    for item in items:
        item_id = item.get("order_item_id") or 0
        quantities[item_id] = quantities.get(item_id, 0) + (item.get("qty") or 0)
    return quantities


def quantity_sum(items: list[dict[str, Any]]) -> int | float:
    return number(sum(item["qty"] for item in items))
