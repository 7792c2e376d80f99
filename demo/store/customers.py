"""Customers with their addresses: end points, and how they are stored."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from . import customer_changes
from .customer_types import ADDRESS_KEYS, ATTRIBUTES, CUSTOM_ATTRIBUTES, CUSTOMER
from .database import Database
from .errors import StoreError, bad_request, no_such_entity
from .listing import Column, Listing
from .rest import Call, Entity, Routes, list_answer
from .typed_input import body_parameter

VIEW_RESOURCE = "Magento_Customer::customer"
MANAGE_RESOURCE = "Magento_Customer::manage"
DELETE_RESOURCE = "Magento_Customer::delete"

SCHEMA = (
    f"""
    CREATE TABLE IF NOT EXISTS customer (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        {", ".join(f"{name} {sql}" for name, sql in ATTRIBUTES.items())},
        is_subscribed INTEGER NOT NULL DEFAULT 0,
        custom_attributes TEXT NOT NULL DEFAULT '{{}}'
    )
    """,
    "CREATE UNIQUE INDEX IF NOT EXISTS customer_email ON customer (email, website_id)",
    "CREATE INDEX IF NOT EXISTS customer_updated ON customer (updated_at, id)",
    "CREATE INDEX IF NOT EXISTS customer_created ON customer (created_at, id)",
    """
    CREATE TABLE IF NOT EXISTS customer_address (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        customer_id INTEGER NOT NULL,
        payload TEXT NOT NULL
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS customer_address_customer
        ON customer_address (customer_id)
    """,
)


def _unknown_attribute(field: str) -> StoreError:
    return bad_request(
        'The "%1" attribute name is invalid. Reset the name and try again.', [field]
    )


def _kind(name: str, sql: str) -> str:
    if sql.startswith("INTEGER"):
        return "int"
    return "date" if name in ("created_at", "updated_at") else "text"


_LISTING = Listing(
    table="customer",
    key="id",
    columns={
        "entity_id": Column("id", "int"),
        **{name: Column(name, _kind(name, sql)) for name, sql in ATTRIBUTES.items()},
        **{
            code: Column(f"json_extract(custom_attributes, '$.{code}')")
            for code in CUSTOM_ATTRIBUTES
        },
    },
    unknown_filter=_unknown_attribute,
)

routes = Routes(
    Entity(
        "customer",
        "id",
        "customerId",
        lambda id_: no_such_entity("customerId", int(id_)),
    )
)


@routes.get("customers/search", VIEW_RESOURCE)
def search(call: Call) -> dict[str, Any]:
    criteria = call.criteria()
    with call.shop.database.read() as connection:
        rows, total = _LISTING.search(connection, criteria, call.shop.settings)
        items = answers(connection, rows)
    return list_answer(items, criteria, total)


@routes.get("customers/:customerId", VIEW_RESOURCE)
def read(call: Call) -> dict[str, Any]:
    with call.shop.database.read() as connection:
        return load(connection, call.path_id("customerId"))


@routes.post("customers", "anonymous")
def create(call: Call) -> dict[str, Any]:
    given = body_parameter(call.body(), "customer", CUSTOMER)
    with call.shop.database.write() as connection:
        customer = customer_changes.new(given, call.view)
        customer_changes.check(connection, customer, call.shop.settings.street_lines)
        return _save(connection, customer)


@routes.put("customers/:customerId", MANAGE_RESOURCE)
def update(call: Call) -> dict[str, Any]:
    given = body_parameter(call.body(), "customer", CUSTOMER)
    customer_id = call.path_id("customerId")
    with call.shop.database.write() as connection:
        before = load(connection, customer_id)
        customer = customer_changes.merged(before, given)
        customer_changes.check(connection, customer, call.shop.settings.street_lines)
        return _save(connection, customer)


@routes.delete("customers/:customerId", DELETE_RESOURCE)
def delete(call: Call) -> bool:
    customer_id = call.path_id("customerId")
    with call.shop.database.write() as connection:
        load(connection, customer_id)
        connection.execute(
            "DELETE FROM customer_address WHERE customer_id = ?", [customer_id]
        )
        connection.execute("DELETE FROM customer WHERE id = ?", [customer_id])
    return True


def load(connection: sqlite3.Connection, customer_id: int) -> dict[str, Any]:
    """Return a customer as the interface shows it.

    :raises StoreError: 404, if there is none with this id.
    """
    row = connection.execute(
        "SELECT * FROM customer WHERE id = ?", [customer_id]
    ).fetchone()
    if row is None:
        raise no_such_entity("customerId", customer_id)
    return answers(connection, [row])[0]


def answers(
    connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]
) -> list[dict[str, Any]]:
    """Return rows of customers as the interface shows them, addresses included."""
    rows = list(rows)
    addresses = _addresses(connection, [row["id"] for row in rows])
    return [_answer(row, addresses.get(row["id"], [])) for row in rows]


def _addresses(
    connection: sqlite3.Connection, customer_ids: list[int]
) -> dict[int, list[sqlite3.Row]]:
    # The ids travel as one value: SQLite limits the number of values.
    rows = connection.execute(
        "SELECT * FROM customer_address WHERE customer_id IN "
        "(SELECT value FROM json_each(?)) ORDER BY id",
        [json.dumps(customer_ids)],
    )
    found: dict[int, list[sqlite3.Row]] = {}
    for row in rows:
        found.setdefault(row["customer_id"], []).append(row)
    return found


def _answer(row: sqlite3.Row, addresses: list[sqlite3.Row]) -> dict[str, Any]:
    values = {
        "id": row["id"],
        **{name: row[name] for name in ATTRIBUTES if row[name] is not None},
    }
    for name in ("default_billing", "default_shipping"):
        if name in values:
            values[name] = str(values[name])
    subscribed = {"is_subscribed": bool(row["is_subscribed"])}
    answer = {name: values[name] for name in _CUSTOMER_KEYS if name in values}
    answer["addresses"] = [_address_answer(row, address) for address in addresses]
    answer["disable_auto_group_change"] = values["disable_auto_group_change"]
    answer["extension_attributes"] = subscribed
    custom = json.loads(row["custom_attributes"])
    if custom:
        answer["custom_attributes"] = _attribute_list(custom)
    return answer


_CUSTOMER_KEYS = (
    "id",
    "group_id",
    "default_billing",
    "default_shipping",
    "confirmation",
    "created_at",
    "updated_at",
    "created_in",
    "dob",
    "email",
    "firstname",
    "lastname",
    "middlename",
    "prefix",
    "suffix",
    "gender",
    "store_id",
    "taxvat",
    "website_id",
)


def _address_answer(customer: sqlite3.Row, row: sqlite3.Row) -> dict[str, Any]:
    payload = json.loads(row["payload"])
    answer = {"id": row["id"], "customer_id": row["customer_id"]}
    answer |= {key: payload[key] for key in ADDRESS_KEYS if key in payload}
    for kind in ("default_shipping", "default_billing"):
        if customer[kind] == row["id"]:
            answer[kind] = True
    if payload.get("custom_attributes"):
        answer["custom_attributes"] = _attribute_list(payload["custom_attributes"])
    return answer


def _attribute_list(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"attribute_code": code, "value": value} for code, value in values.items()]


def _save(
    connection: sqlite3.Connection, customer: customer_changes.Customer
) -> dict[str, Any]:
    return load(connection, store(connection, customer))


def store(connection: sqlite3.Connection, customer: customer_changes.Customer) -> int:
    """Write a customer; return its id."""
    values = {name: customer.values.get(name) for name in ATTRIBUTES}
    values["is_subscribed"] = int(customer.is_subscribed)
    values["custom_attributes"] = json.dumps(customer.custom_attributes)
    if customer.id is None or customer.is_new:
        values = {"id": customer.id, **values}
        names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        cursor = connection.execute(
            f"INSERT INTO customer ({names}) VALUES ({marks})", values
        )
        customer.id = int(cursor.lastrowid or 0)
    else:
        changes = ", ".join(f"{name} = :{name}" for name in values)
        connection.execute(
            f"UPDATE customer SET {changes} WHERE id = :id",
            {"id": customer.id, **values},
        )
    _store_addresses(connection, customer)
    return customer.id


def _store_addresses(
    connection: sqlite3.Connection, customer: customer_changes.Customer
) -> None:
    if customer.addresses is None:
        return
    defaults = dict.fromkeys(("default_billing", "default_shipping"))
    kept = []
    for address in customer.addresses:
        cursor = connection.execute(
            "INSERT OR REPLACE INTO customer_address VALUES (?, ?, ?)",
            [address.id, customer.id, json.dumps(address.payload, ensure_ascii=False)],
        )
        address_id = int(address.id or cursor.lastrowid or 0)
        kept.append(address_id)
        defaults |= dict.fromkeys(address.default_for, address_id)
    marks = ", ".join("?" * len(kept))
    connection.execute(
        f"DELETE FROM customer_address WHERE customer_id = ? AND id NOT IN ({marks})",
        [customer.id, *kept],
    )
    connection.execute(
        "UPDATE customer SET default_billing = :default_billing, "
        "default_shipping = :default_shipping WHERE id = :id",
        {"id": customer.id, **defaults},
    )


def clear(database: Database) -> None:
    """Remove all customers; ids start anew."""
    with database.write() as connection:
        for table in ("customer_address", "customer"):
            connection.execute(f"DELETE FROM {table}")
            connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])
