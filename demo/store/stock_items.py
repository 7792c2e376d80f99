"""Stock as Magento had it before there were sources: one item per product."""

from __future__ import annotations

import sqlite3
from typing import Any

from . import stock
from .errors import StoreError
from .rest import Call, Routes
from .typed_input import Record, body_parameter, convert

RESOURCE = "Magento_CatalogInventory::cataloginventory"

_TYPES = {bool: "bool", int: "int", float: "float", type(None): "string"}

STOCK_ITEM = Record(
    {
        **{name: _TYPES[type(value)] for name, value in stock.DEFAULTS.items()},
        **dict.fromkeys(
            (
                "qty",
                "min_qty",
                "min_sale_qty",
                "max_sale_qty",
                "notify_stock_qty",
                "qty_increments",
            ),
            "float",
        ),
        "item_id": "int",
        "product_id": "int",
        "stock_id": "int",
        "is_in_stock": "bool",
        "extension_attributes": "mixed",
    }
)
"""Of the ``use_config_`` fields, one is declared as a number; so it is in Magento."""

routes = Routes()


def _product(connection: sqlite3.Connection, sku: str) -> sqlite3.Row:
    row = connection.execute(
        "SELECT id, sku, type_id FROM product WHERE sku = ?", [sku]
    ).fetchone()
    if row is None:
        raise StoreError(404, 'The Product with the "%1" SKU doesn\'t exist.', [sku])
    return row


@routes.get("stockItems/:productSku", RESOURCE)
def read(call: Call) -> dict[str, Any]:
    with call.shop.database.read() as connection:
        product_id = _product(connection, call.path["productSku"])["id"]
        return stock.items(connection, [product_id])[product_id]


@routes.put("products/:productSku/stockItems/:itemId", RESOURCE)
def update(call: Call) -> int:
    """Write the stock item of the product; the item id of the path is not used."""
    body = call.body()
    given = body_parameter(body, "stockItem", STOCK_ITEM)
    convert({"item_id": call.path["itemId"]}, STOCK_ITEM)
    with call.shop.database.write() as connection:
        product = _product(connection, call.path["productSku"])
        return stock.save_item(connection, dict(product), given)


@routes.get("stockItems/lowStock", RESOURCE)
def list_low(call: Call) -> dict[str, Any]:
    """Answer with the items whose quantity is below ``qty``, on one page of them."""
    limit = convert(call.query.get("qty", "0"), "float")
    page = max(convert(call.query.get("currentPage", "1"), "int"), 1)
    size = convert(call.query.get("pageSize", "0"), "int")
    with call.shop.database.read() as connection:
        rows = connection.execute(
            "SELECT * FROM stock_item WHERE qty <= ? ORDER BY item_id", [limit]
        ).fetchall()
    shown = rows[(page - 1) * size :][:size] if size else rows
    criteria = {
        "mapper_interface_name": "Magento\\CatalogInventory\\Model\\ResourceModel\\"
        "Stock\\Item\\StockItemCriteriaMapper",
        "criteria_list": [],
        "filters": [],
        "orders": [],
        "limit": [str(page), str(size)],
    }
    return {
        "items": [stock.item_answer(row) for row in shown],
        "search_criteria": criteria,
        "total_count": len(rows),
    }


@routes.get("stockStatuses/:productSku", RESOURCE)
def read_status(call: Call) -> dict[str, Any]:
    with call.shop.database.read() as connection:
        product = _product(connection, call.path["productSku"])
        item = stock.items(connection, [product["id"]])[product["id"]]
        salable = stock.salable(connection, product["sku"], 1)
    return {
        "product_id": product["id"],
        "stock_id": 1,
        "qty": stock.number(salable),
        "stock_status": int(item["is_in_stock"]),
        "stock_item": item,
    }
