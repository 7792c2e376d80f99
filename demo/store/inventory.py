"""Stock in several sources, as Magento's inventory modules have it.

The setting ``msi`` takes these end points away, as in a shop without those modules.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from . import stock
from .data import load
from .errors import StoreError, bad_request, internal_error
from .listing import Column, Listing
from .rest import Call, Routes, list_answer, search_fixed
from .typed_input import ListOf, Record, body_parameter

SOURCE_RESOURCE = "Magento_InventoryApi::source"
STOCK_RESOURCE = "Magento_InventoryApi::stock"
SALES_RESOURCE = "Magento_InventorySalesApi::stock"

_SOURCE_ITEM_TYPE = "\\Magento\\InventoryApi\\Api\\Data\\SourceItemInterface"
_SOURCE_ITEM = Record(
    {
        "sku": "string",
        "source_code": "string",
        "quantity": "float",
        "status": "int",
        "extension_attributes": "mixed",
    }
)
_LISTING = Listing(
    table="source_item",
    key="sku, source_code",
    columns={
        "sku": Column("sku"),
        "source_code": Column("source_code"),
        "quantity": Column("quantity", "int"),
        "status": Column("status", "int"),
    },
    unknown_filter=lambda field: internal_error("sourceitems00"),
)

routes = Routes()


def _search(call: Call, kind: str) -> dict[str, Any]:
    return search_fixed(call, load("inventory.json")[kind], "inventory0000")


@routes.get("inventory/sources", SOURCE_RESOURCE)
def search_sources(call: Call) -> dict[str, Any]:
    return _search(call, "sources")


@routes.get("inventory/sources/:sourceCode", SOURCE_RESOURCE)
def read_source(call: Call) -> dict[str, Any]:
    code = call.path["sourceCode"]
    for row in load("inventory.json")["sources"]:
        if row["source_code"] == code:
            return dict(row)
    raise StoreError(404, 'Source with code "%value" does not exist.', {"value": code})


@routes.get("inventory/stocks", STOCK_RESOURCE)
def search_stocks(call: Call) -> dict[str, Any]:
    return _search(call, "stocks")


@routes.get("inventory/stock-source-links", STOCK_RESOURCE)
def search_links(call: Call) -> dict[str, Any]:
    return _search(call, "links")


@routes.get("inventory/source-items", SOURCE_RESOURCE)
def search_source_items(call: Call) -> dict[str, Any]:
    criteria = call.criteria()
    with call.shop.database.read() as connection:
        rows, total = _LISTING.search(connection, criteria, call.shop.settings)
    items = [dict(row) | {"quantity": stock.number(row["quantity"])} for row in rows]
    return list_answer(items, criteria, total)


@routes.post("inventory/source-items", SOURCE_RESOURCE)
def save_source_items(call: Call) -> list[Any]:
    """Store quantities, all or none; SKUs that no product has are taken, too."""
    given = _given_items(call)
    known = {source["source_code"] for source in load("inventory.json")["sources"]}
    with call.shop.database.write() as connection:
        _refuse_split_bundles(connection, given, call.request.base_url)
        for item in given:
            if item.get("source_code") not in known:
                raise bad_request("Could not save Source Item")
            stock.save_source_item(
                connection,
                item["sku"],
                item["source_code"],
                item.get("quantity") or 0,
                item.get("status") or stock.OUT_OF_STOCK,
            )
    return []


@routes.post("inventory/source-items-delete", SOURCE_RESOURCE)
def delete_source_items(call: Call) -> list[Any]:
    given = _given_items(call)
    with call.shop.database.write() as connection:
        connection.executemany(
            "DELETE FROM source_item WHERE sku = ? AND source_code = ?",
            [(item["sku"], item["source_code"]) for item in given],
        )
    return []


def _given_items(call: Call) -> list[dict[str, Any]]:
    given = body_parameter(call.body(), "sourceItems", ListOf(_SOURCE_ITEM)) or []
    largest = call.shop.settings.maximum_array_size
    if largest and len(given) > largest:
        raise bad_request(
            'Maximum items of type "%type" is %max',
            {"type": _SOURCE_ITEM_TYPE, "max": largest},
        )
    return given


def _refuse_split_bundles(
    connection: sqlite3.Connection, given: list[dict[str, Any]], base_url: str
) -> None:
    """Refuse further sources for parts of bundles that are shipped together."""
    errors = []
    bundles = _together(connection)
    for item in given:
        bundle = bundles.get(str(item.get("sku")).upper())
        if bundle is not None and item.get("source_code") != stock.DEFAULT_SOURCE:
            errors.append(
                bad_request(
                    'Not able to assign "%1" to product "%2", as it is part of bundle '
                    'product <a href="%3">"%4"</a> with shipment type "Ship Together" '
                    "and has multiple sources or different source as other bundle "
                    "selections.",
                    [
                        item["source_code"],
                        item["sku"],
                        f"{base_url}/catalog/product/edit/id/{bundle['id']}/",
                        bundle["sku"],
                    ],
                )
            )
    if errors:
        first = errors[0]
        message = first.message
        parameters = first.parameters if isinstance(first.parameters, list) else []
        for place, value in enumerate(parameters, 1):
            message = message.replace(f"%{place}", value)
        raise StoreError(
            400,
            f"Validation Failed: {message}",
            errors=[error.body() for error in errors],
        )


def _together(connection: sqlite3.Connection) -> dict[str, sqlite3.Row]:
    """Return the bundles that are shipped together, by SKU of what they can contain."""
    rows = connection.execute(
        "SELECT product.* FROM product JOIN product_value AS value "
        "ON value.product_id = product.id AND value.code = 'shipment_type' "
        "AND value.view_id = 0 AND value.value = '0' "
        "WHERE type_id = 'bundle' ORDER BY id DESC"
    )
    return {
        link["sku"].upper(): row
        for row in rows
        for option in json.loads(row["details"]).get("bundle_product_options", [])
        for link in option["product_links"]
    }


@routes.get("inventory/get-product-salable-quantity/:sku/:stockId", SALES_RESOURCE)
def read_salable(call: Call) -> float | int | None:
    with call.shop.database.read() as connection:
        product = _of_source_items(connection, call.path["sku"])
        quantity = stock.salable(connection, product["sku"], call.path_id("stockId"))
    return stock.number(quantity)


@routes.get("inventory/is-product-salable/:sku/:stockId", SALES_RESOURCE)
def read_is_salable(call: Call) -> bool:
    with call.shop.database.read() as connection:
        product = _of_source_items(connection, call.path["sku"])
        item = stock.items(connection, [product["id"]])[product["id"]]
        quantity = stock.salable(connection, product["sku"], call.path_id("stockId"))
    unlimited = item["backorders"] or not item["manage_stock"]
    return bool(item["is_in_stock"] and (unlimited or quantity > item["min_qty"]))


def _of_source_items(connection: sqlite3.Connection, sku: str) -> sqlite3.Row:
    row = connection.execute("SELECT * FROM product WHERE sku = ?", [sku]).fetchone()
    if row is None:
        raise StoreError(
            404,
            "The product that was requested doesn't exist. Verify the product and try "
            "again.",
        )
    if row["type_id"] in stock.COMPOSITES:
        raise bad_request(
            "Can't check requested quantity for products without Source Items support."
        )
    return row
