"""Prices of many products at once. Changing them here moves no ``updated_at``."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from . import attributes, customer_groups, product_store, stores
from .product_changes import write_values
from .rest import Call, Routes
from .stock import number
from .typed_input import ListOf, Record, body_parameter

RESOURCE = "Magento_Catalog::catalog"

_SKUS = ListOf("string")
_BASE_PRICE = Record(
    {
        "price": "float",
        "store_id": "int",
        "sku": "string",
        "extension_attributes": "mixed",
    }
)
_SPECIAL_PRICE = Record(
    {
        "price": "float",
        "store_id": "int",
        "sku": "string",
        "price_from": "string",
        "price_to": "string",
        "extension_attributes": "mixed",
    }
)
_SPECIAL = ("special_price", "special_from_date", "special_to_date")
_ALL_GROUPS = 32000

routes = Routes()


def _by_view(
    connection: sqlite3.Connection, skus: list[str], codes: tuple[str, ...]
) -> list[tuple[str, int, dict[str, Any]]]:
    """Return SKU, view and values wherever a product has the first of ``codes``."""
    ids = product_store.ids_of(connection, skus)
    found = []
    for row in product_store.rows_of(connection, ids.values()):
        views: dict[int, dict[str, Any]] = {}
        for value in connection.execute(
            "SELECT view_id, code, value FROM product_value WHERE product_id = ? "
            "ORDER BY view_id",
            [row["id"]],
        ):
            if value["code"] in codes:
                views.setdefault(value["view_id"], {})[value["code"]] = value["value"]
        found += [
            (row["sku"], view, values)
            for view, values in views.items()
            if codes[0] in values
        ]
    return found


@routes.post("products/base-prices-information", RESOURCE)
def read_base_prices(call: Call) -> list[dict[str, Any]]:
    """Answer with the prices in every view that has its own; unknown SKUs are skipped."""
    skus = body_parameter(call.body(), "skus", _SKUS)
    with call.shop.database.read() as connection:
        return [
            {"price": number(values["price"]), "store_id": view, "sku": sku}
            for sku, view, values in _by_view(connection, skus, ("price",))
        ]


@routes.post("products/base-prices", RESOURCE)
def write_base_prices(call: Call) -> list[dict[str, Any]]:
    given = body_parameter(call.body(), "prices", ListOf(_BASE_PRICE))
    return _write(call, given, lambda item: {"price": item.get("price")})


@routes.post("products/special-price-information", RESOURCE)
def read_special_prices(call: Call) -> list[dict[str, Any]]:
    skus = body_parameter(call.body(), "skus", _SKUS)
    with call.shop.database.read() as connection:
        found = _by_view(connection, skus, _SPECIAL)
    return [
        {
            "price": number(values["special_price"]),
            "store_id": view,
            "sku": sku,
            "price_from": values.get("special_from_date", ""),
            "price_to": values.get("special_to_date", ""),
        }
        for sku, view, values in found
    ]


@routes.post("products/special-price", RESOURCE)
def write_special_prices(call: Call) -> list[dict[str, Any]]:
    given = body_parameter(call.body(), "prices", ListOf(_SPECIAL_PRICE))
    return _write(
        call,
        given,
        lambda item: {
            "special_price": item.get("price"),
            "special_from_date": item.get("price_from"),
            "special_to_date": item.get("price_to"),
        },
    )


@routes.post("products/special-price-delete", RESOURCE)
def delete_special_prices(call: Call) -> list[dict[str, Any]]:
    given = body_parameter(call.body(), "prices", ListOf(_SPECIAL_PRICE))
    return _write(call, given, lambda item: dict.fromkeys(_SPECIAL))


def _write(call: Call, given: list[dict[str, Any]], values_of: Any) -> list[Any]:
    """Write prices; return what could not be written, with the reasons."""
    problems = []
    with call.shop.database.write() as connection:
        known = attributes.all_by_code(connection)
        ids = product_store.ids_of(connection, [str(x.get("sku")) for x in given])
        for item in given:
            product_id = ids.get(str(item.get("sku")).upper())
            view_id = item.get("store_id") or 0
            if product_id is None or stores.view_by_id(view_id) is None:
                problems.append(_problem(item, product_id is None))
            else:
                write_values(connection, product_id, view_id, values_of(item), known)
    return problems


def _problem(item: dict[str, Any], no_product: bool) -> dict[str, Any]:
    name, value = ("SKU", item.get("sku")) if no_product else ("Store ID", None)
    return {
        "message": "Invalid attribute %fieldName = %fieldValue.",
        "parameters": [name, str(value if no_product else item.get("store_id"))],
    }


@routes.post("products/tier-prices-information", RESOURCE)
def read_tier_prices(call: Call) -> list[dict[str, Any]]:
    skus = body_parameter(call.body(), "skus", _SKUS)
    with call.shop.database.read() as connection:
        ids = product_store.ids_of(connection, skus)
        rows = product_store.rows_of(connection, ids.values())
        groups = {
            row["id"]: row["code"]
            for row in connection.execute("SELECT id, code FROM customer_group")
        }
    return [
        _tier_price(row["sku"], tier, groups)
        for row in rows
        for tier in json.loads(row["details"]).get("tier_prices", [])
    ]


def _tier_price(
    sku: str, tier: dict[str, Any], groups: dict[int, str]
) -> dict[str, Any]:
    discount = (tier.get("extension_attributes") or {}).get("percentage_value")
    group = groups.get(tier["customer_group_id"], "all groups")
    return {
        "price": number(tier["value"]) if discount is None else number(discount),
        "price_type": "fixed" if discount is None else "discount",
        "website_id": 0,
        "sku": sku,
        "customer_group": group,
        "quantity": number(tier["qty"]),
    }


@routes.get("products/:sku/group-prices/:customerGroupId/tiers", RESOURCE)
def list_tiers(call: Call) -> list[dict[str, Any]]:
    group = call.path["customerGroupId"]
    wanted = _ALL_GROUPS if group == "all" else call.path_id("customerGroupId")
    with call.shop.database.read() as connection:
        answer = product_store.load(connection, call.path["sku"], call.scope)
        if group != "all" and not customer_groups.exists(connection, wanted):
            return []
    return [
        {key: tier[key] for key in ("customer_group_id", "qty", "value")}
        for tier in answer["tier_prices"]
        if tier["customer_group_id"] == wanted
    ]
