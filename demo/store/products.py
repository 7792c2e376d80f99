"""Products: end points that list, show and change them."""

from __future__ import annotations

import sqlite3
from typing import Any

from . import attributes, product_changes, product_store
from .attributes import Attribute
from .errors import StoreError, bad_request, required
from .listing import Column, Listing
from .product_types import PRODUCT
from .rest import Call, Entity, Routes, list_answer
from .typed_input import body_parameter

RESOURCE = "Magento_Catalog::products"

_OF_PRODUCT = {
    "entity_id": Column("product.id", "int"),
    "sku": Column("product.sku"),
    "type_id": Column("product.type_id"),
    "attribute_set_id": Column("product.attribute_set_id", "int"),
    "created_at": Column("product.created_at", "date"),
    "updated_at": Column("product.updated_at", "date"),
    "category_id": Column(
        "category_id",
        "int",
        "product.id IN (SELECT product_id FROM product_category WHERE {test})",
    ),
    "website_id": Column(
        "json_each.value",
        "int",
        "EXISTS (SELECT 1 FROM json_each(product.website_ids) WHERE {test})",
    ),
}

routes = Routes(Entity("product", "sku", "sku", lambda _: product_store.not_there()))


def _unknown_attribute(field: str) -> StoreError:
    return bad_request(
        'The "%1" attribute name is invalid. Reset the name and try again.', [field]
    )


def _value_column(attribute: Attribute, view_id: int) -> Column:
    """Return the field of an attribute, whose value depends on the view."""
    value = (
        "(SELECT value FROM product_value WHERE product_id = product.id "
        f"AND code = '{attribute.code}' AND view_id = {{view}})"
    )
    own, common = value.format(view=int(view_id)), value.format(view=0)
    sql = f"coalesce({own}, {common})" if view_id else common
    if attribute.kind == "int":
        # Options and flags are stored as the texts that answers show.
        sql = f"CAST({sql} AS NUMERIC)"
    return Column(sql, attribute.kind)


def _listing(connection: sqlite3.Connection, view_id: int) -> Listing:
    known = attributes.all_by_code(connection)
    return Listing(
        table="product",
        key="id",
        columns={
            **{code: _value_column(known[code], view_id) for code in known},
            **_OF_PRODUCT,
        },
        unknown_filter=_unknown_attribute,
    )


@routes.get("products", RESOURCE)
def search(call: Call) -> dict[str, Any]:
    criteria = call.criteria()
    with call.shop.database.read() as connection:
        listing = _listing(connection, call.scope)
        rows, total = listing.search(connection, criteria, call.shop.settings)
        items = product_store.answers(connection, rows, call.scope)
    return list_answer(items, criteria, total)


@routes.get("products/types", RESOURCE)
def list_types(call: Call) -> list[dict[str, str]]:
    return [
        {"name": name, "label": f"{name.title()} Product"}
        for name in (
            "simple",
            "virtual",
            "downloadable",
            "bundle",
            "grouped",
            "configurable",
        )
    ]


@routes.get("products/:sku", RESOURCE)
def read(call: Call) -> dict[str, Any]:
    with call.shop.database.read() as connection:
        return product_store.load(connection, call.path["sku"], call.scope)


@routes.post("products", RESOURCE)
def create(call: Call) -> dict[str, Any]:
    """Create a product, or change the one that has the SKU already."""
    given = body_parameter(call.body(), "product", PRODUCT)
    sku = given.get("sku")
    if not sku:
        raise required("sku")
    answer = _save(call, sku, given)
    # What was not read before is not in the answer either.
    del answer["product_links"], answer["tier_prices"]
    return answer


@routes.put("products/:sku", RESOURCE)
def update(call: Call) -> dict[str, Any]:
    """Change the product of the path; another SKU in the body renames nothing."""
    given = body_parameter(call.body(), "product", PRODUCT)
    return _save(call, call.path["sku"], given)


def _save(call: Call, sku: str, given: dict[str, Any]) -> dict[str, Any]:
    with call.shop.database.write() as connection:
        product_changes.save(connection, sku, given, call.view, call.scope)
        return product_store.load(connection, sku, call.scope)


@routes.delete("products/:sku", RESOURCE)
def delete(call: Call) -> bool:
    with call.shop.database.write() as connection:
        product_changes.delete(connection, call.path["sku"])
    return True
