"""Customer groups. Group 0 stands for those who are not logged in."""

from __future__ import annotations

import sqlite3
from typing import Any

from .data import load
from .database import Database
from .errors import internal_error, no_such_entity
from .listing import Column, Listing
from .rest import Call, Entity, Routes, list_answer

RESOURCE = "Magento_Customer::group"
DEFAULT_GROUP = 1

SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS customer_group (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL COLLATE NOCASE,
        tax_class_id INTEGER NOT NULL,
        tax_class_name TEXT NOT NULL COLLATE NOCASE
    )
    """,
)

_LISTING = Listing(
    table="customer_group",
    key="id",
    columns={
        "id": Column("id", "int"),
        "code": Column("code"),
        "tax_class_id": Column("tax_class_id", "int"),
        "tax_class_name": Column("tax_class_name"),
    },
    unknown_filter=lambda field: internal_error("customergroups0"),
    unknown_sort=lambda field: internal_error("customergroups0"),
)

routes = Routes(
    Entity("customer_group", "id", "id", lambda id_: no_such_entity("id", int(id_)))
)


def seed(database: Database) -> None:
    """Put the groups back to those of the beginning."""
    with database.write() as connection:
        connection.execute("DELETE FROM customer_group")
        connection.executemany(
            "INSERT INTO customer_group VALUES "
            "(:id, :code, :tax_class_id, :tax_class_name)",
            load("stores.json")["customer_groups"],
        )


def exists(connection: sqlite3.Connection, group_id: int) -> bool:
    """Tell whether there is a group with this id."""
    return _row(connection, group_id) is not None


@routes.get("customerGroups/search", RESOURCE)
def search(call: Call) -> dict[str, Any]:
    criteria = call.criteria()
    with call.shop.database.read() as connection:
        rows, total = _LISTING.search(connection, criteria, call.shop.settings)
    return list_answer([dict(row) for row in rows], criteria, total)


@routes.get("customerGroups/default", RESOURCE)
def read_default(call: Call) -> dict[str, Any]:
    return _read(call, DEFAULT_GROUP)


@routes.get("customerGroups/:id", RESOURCE)
def read(call: Call) -> dict[str, Any]:
    return _read(call, call.path_id("id"))


def _read(call: Call, group_id: int) -> dict[str, Any]:
    with call.shop.database.read() as connection:
        row = _row(connection, group_id)
    if row is None:
        raise no_such_entity("id", group_id)
    return dict(row)


def _row(connection: sqlite3.Connection, group_id: int) -> sqlite3.Row | None:
    return connection.execute(
        "SELECT * FROM customer_group WHERE id = ?", [group_id]
    ).fetchone()
