"""End points of product attributes, their options, and attribute sets."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from . import attributes
from .attributes import DEFAULT_SET
from .errors import StoreError, bad_request, no_such_entity
from .listing import Column, Listing
from .rest import Call, Routes, list_answer
from .typed_input import ListOf, Record, body_parameter

RESOURCE = "Magento_Catalog::attributes_attributes"
SETS_RESOURCE = "Magento_Catalog::sets"
SELECTS = ("select", "multiselect")

_FLAGS = (
    "is_wysiwyg_enabled",
    "is_html_allowed_on_front",
    "used_for_sort_by",
    "is_filterable",
    "is_filterable_in_search",
    "is_used_in_grid",
    "is_visible_in_grid",
    "is_filterable_in_grid",
)
_TEXT_FLAGS = (
    "is_searchable",
    "is_visible_in_advanced_search",
    "is_comparable",
    "is_used_for_promo_rules",
    "is_visible_on_front",
    "used_in_product_listing",
)
_BACKENDS = {
    "select": "int",
    "boolean": "int",
    "price": "decimal",
    "date": "datetime",
    "textarea": "text",
    "multiselect": "text",
}
_SOURCE = "Magento\\Eav\\Model\\Entity\\Attribute\\Source\\"
_EMPTY_OPTION = {"label": " ", "value": ""}

_LISTING = Listing(
    table="product_attribute",
    key="attribute_id",
    columns={
        "attribute_id": Column("attribute_id", "int"),
        "attribute_code": Column("attribute_code"),
        "frontend_input": Column("frontend_input"),
        "is_user_defined": Column("is_user_defined", "int"),
    },
    unknown_filter=lambda field: bad_request(
        'Invalid value of "%value" provided for the %fieldName field.',
        {"fieldName": "field", "value": field},
    ),
)

_OPTION = Record(
    {
        "label": "string",
        "value": "string",
        "sort_order": "int",
        "is_default": "bool",
        "store_labels": ListOf(Record({"store_id": "int", "label": "string"})),
    }
)
_ATTRIBUTE = Record(
    {
        **dict.fromkeys(_FLAGS, "bool"),
        **dict.fromkeys(_TEXT_FLAGS, "string"),
        **dict.fromkeys(
            (
                "attribute_code",
                "frontend_input",
                "scope",
                "entity_type_id",
                "default_frontend_label",
                "backend_type",
                "backend_model",
                "source_model",
                "default_value",
                "is_unique",
                "frontend_class",
                "note",
            ),
            "string",
        ),
        "attribute_id": "int",
        "position": "int",
        "is_visible": "bool",
        "is_required": "bool",
        "is_user_defined": "bool",
        "apply_to": ListOf("string"),
        "options": ListOf(_OPTION),
        "frontend_labels": ListOf(Record({"store_id": "int", "label": "string"})),
        "validation_rules": "mixed",
        "extension_attributes": "mixed",
        "custom_attributes": "mixed",
    }
)

routes = Routes()


@routes.get("products/attributes", RESOURCE)
def search(call: Call) -> dict[str, Any]:
    criteria = call.criteria()
    with call.shop.database.read() as connection:
        rows, total = _LISTING.search(connection, criteria, call.shop.settings)
        items = [_answer(connection, row, call.view["id"]) for row in rows]
    for item in items:
        item.pop("extension_attributes")
    return list_answer(items, criteria, total)


@routes.get("products/attributes/:attributeCode", RESOURCE)
def read(call: Call) -> dict[str, Any]:
    with call.shop.database.read() as connection:
        row = _row(connection, call.path["attributeCode"])
        return _answer(connection, row, call.view["id"])


@routes.get("products/attributes/:attributeCode/options", RESOURCE)
def read_options(call: Call) -> list[dict[str, str]]:
    with call.shop.database.read() as connection:
        row = _row(connection, call.path["attributeCode"])
        return _option_answers(connection, row, call.view["id"])


@routes.post("products/attributes", RESOURCE)
def create(call: Call) -> dict[str, Any]:
    given = body_parameter(call.body(), "attribute", _ATTRIBUTE)
    code = given.get("attribute_code") or ""
    with call.shop.database.write() as connection:
        if connection.execute(
            "SELECT 1 FROM product_attribute WHERE attribute_code = ?", [code]
        ).fetchone():
            raise StoreError(
                400, "Attribute code is already in use. Use another code, and try again"
            )
        options = given.pop("options", None) or []
        completed = _completed(given)
        attribute_id = attributes.store(connection, None, completed)
        payload = completed | {"attribute_id": attribute_id}
        connection.execute(
            "UPDATE product_attribute SET payload = ? WHERE attribute_id = ?",
            [json.dumps(payload, ensure_ascii=False), attribute_id],
        )
        for option in options:
            _add_option(connection, code, option)
        return _answer(connection, _row(connection, code), call.view["id"])


@routes.post("products/attributes/:attributeCode/options", RESOURCE)
def create_option(call: Call) -> str:
    given = body_parameter(call.body(), "option", _OPTION)
    with call.shop.database.write() as connection:
        code = _row(connection, call.path["attributeCode"])["attribute_code"]
        return str(_add_option(connection, code, given))


def _completed(given: dict[str, Any]) -> dict[str, Any]:
    kind = given.get("frontend_input") or "text"
    completed = {"is_user_defined": True, "is_required": False, "scope": "store"}
    completed |= {key: value for key, value in given.items() if value is not None}
    completed["backend_type"] = _BACKENDS.get(kind, "varchar")
    if kind == "select":
        completed["source_model"] = f"{_SOURCE}Table"
    if kind in SELECTS:
        completed["default_value"] = ""
    return completed


def _add_option(
    connection: sqlite3.Connection, code: str, given: dict[str, Any]
) -> int:
    labels = {"0": given.get("label") or ""}
    for item in given.get("store_labels") or []:
        labels[str(item["store_id"])] = item["label"]
    cursor = connection.execute(
        "INSERT INTO product_attribute_option VALUES (NULL, ?, ?, ?)",
        [code, given.get("sort_order") or 0, json.dumps(labels, ensure_ascii=False)],
    )
    return int(cursor.lastrowid or 0)


def _row(connection: sqlite3.Connection, code: str) -> sqlite3.Row:
    row = connection.execute(
        "SELECT * FROM product_attribute WHERE ? IN (attribute_code, attribute_id)",
        [code],
    ).fetchone()
    if row is None:
        raise StoreError(
            404,
            'The attribute with a "%1" attributeCode doesn\'t exist. Verify the '
            "attribute and try again.",
            [code],
        )
    return row


def _option_answers(
    connection: sqlite3.Connection, row: sqlite3.Row, view_id: int
) -> list[dict[str, str]]:
    if row["frontend_input"] == "boolean":
        return [{"label": "Yes", "value": "1"}, {"label": "No", "value": "0"}]
    if row["frontend_input"] not in SELECTS:
        return []
    options = attributes.options(connection, view_id, row["attribute_code"])
    return [_EMPTY_OPTION] + [
        {"label": label, "value": str(option_id)} for _, option_id, label in options
    ]


_LATER_KEYS = (
    "backend_type",
    "backend_model",
    "source_model",
    "default_value",
)


def _answer(
    connection: sqlite3.Connection, row: sqlite3.Row, view_id: int
) -> dict[str, Any]:
    given = json.loads(row["payload"])
    answer: dict[str, Any] = {"extension_attributes": {"is_pagebuilder_enabled": False}}
    answer |= {flag: bool(given.get(flag, False)) for flag in _FLAGS}
    answer |= {"position": given.get("position", 0)}
    answer |= {"apply_to": given.get("apply_to", [])}
    answer |= {flag: str(given.get(flag, "0")) for flag in _TEXT_FLAGS}
    answer |= {
        "is_visible": given.get("is_visible", True),
        "scope": given["scope"],
        "attribute_id": row["attribute_id"],
        "attribute_code": row["attribute_code"],
        "frontend_input": row["frontend_input"],
        "entity_type_id": "4",
        "is_required": given["is_required"],
        "options": _option_answers(connection, row, view_id),
        "is_user_defined": bool(row["is_user_defined"]),
        "default_frontend_label": given.get("default_frontend_label", ""),
        "frontend_labels": given.get("frontend_labels", []),
    }
    answer |= {key: given[key] for key in _LATER_KEYS if key in given}
    answer |= {"is_unique": str(given.get("is_unique", "0")), "validation_rules": []}
    return answer


@routes.get("products/attribute-sets/sets/list", SETS_RESOURCE)
def list_sets(call: Call) -> dict[str, Any]:
    criteria = call.criteria()
    return list_answer([_set()], criteria, 1)


@routes.get("products/attribute-sets/:attributeSetId", SETS_RESOURCE)
def read_set(call: Call) -> dict[str, Any]:
    set_id = call.path_id("attributeSetId")
    if set_id != DEFAULT_SET:
        raise no_such_entity("id", set_id)
    return _set()


def _set() -> dict[str, Any]:
    return {
        "attribute_set_id": DEFAULT_SET,
        "attribute_set_name": "Default",
        "sort_order": 1,
        "entity_type_id": 4,
    }


@routes.get("products/attribute-sets/:attributeSetId/attributes", SETS_RESOURCE)
def list_of_set(call: Call) -> list[dict[str, Any]]:
    set_id = call.path_id("attributeSetId")
    if set_id != DEFAULT_SET:
        raise no_such_entity("attributeSetId", set_id)
    with call.shop.database.read() as connection:
        rows = connection.execute(
            "SELECT * FROM product_attribute WHERE in_set ORDER BY position"
        ).fetchall()
        return [_in_set(_answer(connection, row, call.view["id"])) for row in rows]


def _in_set(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an attribute as lists of a set show it: without scope."""
    del answer["scope"]
    return answer
