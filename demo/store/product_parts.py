"""What products consist of: variants, choices of bundles, links, options, downloads."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from . import product_store
from .errors import StoreError, bad_request, no_such_entity
from .rest import Call, Routes
from .shop import now
from .typed_input import body_parameter

RESOURCE = "Magento_Catalog::products"

_CHILD_KEYS = (
    "id",
    "sku",
    "name",
    "attribute_set_id",
    "price",
    "status",
    "visibility",
    "type_id",
    "created_at",
    "updated_at",
    "weight",
    "product_links",
    "media_gallery_entries",
    "tier_prices",
    "custom_attributes",
)
_LAST_OF_CHILD = (
    "image",
    "small_image",
    "thumbnail",
    "swatch_image",
    "url_key",
    "msrp_display_actual_price_type",
)
"""Attributes that variants show last; one more, ``options_container``, not at all."""

routes = Routes()


def _answer(call: Call, sku: str = "sku") -> dict[str, Any]:
    with call.shop.database.read() as connection:
        return product_store.load(connection, call.path[sku], call.scope)


@routes.get("configurable-products/:sku/children", RESOURCE)
def list_variants(call: Call) -> list[dict[str, Any]]:
    with call.shop.database.read() as connection:
        parent = product_store.find(connection, call.path["sku"])
        links = json.loads(parent["details"]).get("configurable_product_links", [])
        rows = product_store.rows_of(connection, links)
        answers = product_store.answers(connection, rows, call.scope)
    return [_variant(answer) for answer in answers]


def _variant(answer: dict[str, Any]) -> dict[str, Any]:
    shown = {key: answer[key] for key in _CHILD_KEYS if key in answer}
    custom = {
        item["attribute_code"]: item
        for item in answer["custom_attributes"]
        if item["attribute_code"] != "options_container"
    }
    last = [custom.pop(code) for code in _LAST_OF_CHILD if code in custom]
    return shown | {"custom_attributes": [*custom.values(), *last]}


@routes.get("configurable-products/:sku/options/all", RESOURCE)
def list_variant_options(call: Call) -> list[dict[str, Any]]:
    answer = _answer(call)
    if answer["type_id"] != "configurable":
        raise bad_request(
            'The Product with the "%1" SKU isn\'t configurable.', [answer["sku"]]
        )
    return answer["extension_attributes"]["configurable_product_options"]


@routes.post("configurable-products/:sku/child", RESOURCE)
def add_variant(call: Call) -> bool:
    sku = body_parameter(call.body(), "childSku", "string")
    with call.shop.database.write() as connection:
        child = product_store.find(connection, sku)["id"]
        parent, links = _links_of(connection, call.path["sku"])
        if child in links:
            raise bad_request("The product is already attached.")
        _store_links(connection, parent, [*links, child])
    return True


@routes.delete("configurable-products/:sku/children/:childSku", RESOURCE)
def remove_variant(call: Call) -> bool:
    with call.shop.database.write() as connection:
        parent, links = _links_of(connection, call.path["sku"])
        child = product_store.find(connection, call.path["childSku"])["id"]
        if child not in links:
            raise StoreError(
                404,
                "The option that was requested doesn't exist. Verify the entity and "
                "try again.",
            )
        _store_links(connection, parent, [link for link in links if link != child])
    return True


def _links_of(
    connection: sqlite3.Connection, sku: str
) -> tuple[sqlite3.Row, list[int]]:
    parent = product_store.find(connection, sku)
    return parent, json.loads(parent["details"]).get("configurable_product_links", [])


def _store_links(
    connection: sqlite3.Connection, parent: sqlite3.Row, links: list[int]
) -> None:
    details = json.loads(parent["details"]) | {"configurable_product_links": links}
    connection.execute(
        "UPDATE product SET details = ?, updated_at = ? WHERE id = ?",
        [json.dumps(details, ensure_ascii=False), now(), parent["id"]],
    )


@routes.get("bundle-products/:sku/options/all", RESOURCE)
def list_bundle_options(call: Call) -> list[dict[str, Any]]:
    answer = _answer(call)
    if answer["type_id"] != "bundle":
        raise bad_request("This is implemented for bundle products only.")
    return answer["extension_attributes"]["bundle_product_options"]


@routes.get("bundle-products/:productSku/children", RESOURCE)
def list_bundle_parts(call: Call) -> list[dict[str, Any]]:
    """Answer with what a bundle chooses from; a dynamic one has no prices of its own."""
    answer = _answer(call, "productSku")
    if answer["type_id"] != "bundle":
        raise bad_request("This is implemented for bundle products only.")
    return [
        link | {"price": None} if link["price_type"] is None else link
        for option in answer["extension_attributes"]["bundle_product_options"]
        for link in option["product_links"]
    ]


@routes.get("products/:sku/links/:type", RESOURCE)
def list_links(call: Call) -> list[dict[str, Any]]:
    kind = call.path["type"]
    if kind not in ("related", "crosssell", "upsell", "associated"):
        raise no_such_entity("type", kind)
    return [
        link for link in _answer(call)["product_links"] if link["link_type"] == kind
    ]


@routes.get("products/:sku/options", RESOURCE)
def list_custom_options(call: Call) -> list[dict[str, Any]]:
    return _answer(call)["options"]


@routes.get("products/:sku/downloadable-links", RESOURCE)
def list_downloads(call: Call) -> list[dict[str, Any]]:
    extension = _answer(call)["extension_attributes"]
    return extension.get("downloadable_product_links", [])
