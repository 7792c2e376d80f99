"""What the owner of the shop does to catalogue and stock, outside the REST interface.

Answers to this machine only, as all of :mod:`.admin`. Products are named by ``sku`` in
the query: a SKU may hold any mark.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from . import (
    admin,
    categories,
    category_api,
    product_changes,
    product_store,
    stock,
    stores,
)
from .errors import StoreError
from .product_types import PRODUCT
from .shop import Shop
from .typed_input import convert

blueprint = Blueprint("catalog_admin", __name__, url_prefix="/_store")
blueprint.before_request(admin.only_from_here)
blueprint.register_error_handler(ValueError, admin.refuse)


def _shop() -> Shop:
    return current_app.extensions["shop"]


@blueprint.errorhandler(StoreError)
def _refuse_as_magento(error: StoreError) -> tuple[Response, int]:
    status = 404 if error.status == 404 else 400
    message = f"{error.message} {error.parameters or ''}".strip()
    return jsonify(message=message), status


def _scope() -> tuple[dict[str, Any], int]:
    """Return the view that the query names and the id to write for: 0 for ``all``."""
    code = request.args.get("scope", "all")
    view = stores.view_by_code("default" if code == "all" else code)
    if view is None:
        raise ValueError(f"no store view {code!r}")
    return view, 0 if code == "all" else view["id"]


def _sku() -> str:
    if not request.args.get("sku"):
        raise ValueError("the query must name a sku")
    return request.args["sku"]


@blueprint.get("/product")
def read_product() -> Response:
    """Answer with a product as the REST interface shows it."""
    _, scope = _scope()
    with _shop().database.read() as connection:
        return jsonify(product_store.load(connection, _sku(), scope))


@blueprint.post("/product")
def save_product() -> Response:
    """Create or change a product, with the body that the REST interface would take."""
    view, scope = _scope()
    product = convert(admin.given(), PRODUCT)
    with _shop().database.write() as connection:
        product_changes.save(connection, _sku(), product, view, scope)
        return jsonify(product_store.load(connection, _sku(), scope))


@blueprint.delete("/product")
def delete_product() -> Response:
    with _shop().database.write() as connection:
        product_changes.delete(connection, _sku())
    return jsonify(True)


@blueprint.post("/products_updated_at")
def date_products() -> Response:
    """Let products have been changed in one second: ``skus`` and ``updated_at``."""
    given = admin.given()
    with _shop().database.write() as connection:
        for sku in given["skus"]:
            row = product_store.find(connection, sku)
            connection.execute(
                "UPDATE product SET updated_at = ? WHERE id = ?",
                [given["updated_at"], row["id"]],
            )
    return jsonify(True)


@blueprint.get("/categories/<int:category_id>")
def read_category(category_id: int) -> Response:
    _, scope = _scope()
    with _shop().database.read() as connection:
        return jsonify(categories.get(connection, category_id, scope).answer())


@blueprint.post("/categories/<int:category_id>")
def change_category(category_id: int) -> Response:
    """Change values of a category, ``parent_id`` included: that moves it."""
    _, scope = _scope()
    values = admin.given()
    parent_id = values.pop("parent_id", None)
    with _shop().database.write() as connection:
        if parent_id is not None:
            category_api.relocate(connection, category_id, parent_id)
        category_api.change(connection, category_id, scope, values)
        return jsonify(categories.get(connection, category_id, scope).answer())


@blueprint.delete("/categories/<int:category_id>")
def delete_category(category_id: int) -> Response:
    with _shop().database.write() as connection:
        category_api.remove(connection, category_id)
    return jsonify(True)


@blueprint.get("/stock")
def read_stock() -> Response:
    """Answer with the stock item, the quantity per source and what is salable."""
    with _shop().database.read() as connection:
        row = product_store.find(connection, _sku())
        held = connection.execute(
            "SELECT * FROM source_item WHERE sku = ? ORDER BY source_code", [row["sku"]]
        ).fetchall()
        return jsonify(
            item=stock.items(connection, [row["id"]])[row["id"]],
            sources={
                item["source_code"]: {
                    "quantity": stock.number(item["quantity"]),
                    "status": item["status"],
                }
                for item in held
            },
            salable={
                str(number): stock.number(stock.salable(connection, row["sku"], number))
                for number in (1, 2)
            },
        )


@blueprint.post("/stock")
def change_stock() -> Response:
    """Put ``quantity`` in ``source``; ``status`` follows unless it is told."""
    given = admin.given()
    quantity = float(given["quantity"])
    status = int(given.get("status", quantity > 0))
    source = given.get("source", stock.DEFAULT_SOURCE)
    with _shop().database.write() as connection:
        row = product_store.find(connection, _sku())
        stock.save_source_item(connection, row["sku"], source, quantity, status)
    return read_stock()
