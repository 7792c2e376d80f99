"""Which values the shop may send of its catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from odoo.tools.translate import LazyGettext, LazyTranslate

from odoo.addons.connector.schema import (
    Flag,
    Identifier,
    Kind,
    Number,
    Part,
    Parts,
    Text,
)

from .payload import Moment, Schema

_lt = LazyTranslate(__name__, default_lang="en_US")

#: Descriptions are pages of HTML.
_LONG = 1_000_000

TAX_CLASS = Schema(
    _lt("tax class"),
    {"id": Identifier(required=True), "class_name": Text(required=True)},
    naming=("class_name",),
)
CATEGORY = Schema(
    _lt("category"),
    {
        "id": Identifier(required=True),
        "parent_id": Identifier(required=True),
        "name": Text(required=True),
        "level": Identifier(),
        "position": Identifier(),
        "is_active": Flag(),
        "updated_at": Moment(),
    },
)
OPTION = Schema(_lt("option"), {"value": Identifier(), "label": Text()})
ATTRIBUTE_LABEL = Schema(_lt("label"), {"store_id": Identifier(), "label": Text()})
ATTRIBUTE = Schema(
    _lt("attribute"),
    {
        "id": Identifier(required=True),
        "attribute_code": Text(required=True),
        "default_frontend_label": Text(),
        "frontend_labels": Parts(schema=ATTRIBUTE_LABEL),
        "options": Parts(schema=OPTION),
    },
    naming=("attribute_code",),
)
TEXTS = Schema(
    _lt("texts"),
    {
        "name": Text(),
        "description": Text(longest=_LONG),
        "short_description": Text(longest=_LONG),
    },
)


@dataclass(frozen=True)
class Identifiers(Kind):
    """A list of ids."""

    def read(self, value: object) -> list[str]:
        items = list(value.values()) if isinstance(value, dict) else value
        rows = [{"id": item} for item in items] if isinstance(items, list) else items
        schema = Schema(_lt("id"), {"id": Identifier()})
        return [row["id"] for row in Parts(schema=schema).read(rows) if row["id"]]


_ATTRIBUTES = Schema(
    _lt("attributes"),
    {
        **TEXTS.fields,
        "image": Text(),
        "cost": Number(),
        "special_price": Number(),
        "special_from_date": Moment(),
        "special_to_date": Moment(),
        "tax_class_id": Identifier(),
    },
)
_CATEGORY_LINK = Schema(
    _lt("category"),
    {"category_id": Identifier(required=True), "position": Identifier()},
)
_AXIS = Schema(
    _lt("option"),
    {"attribute_id": Identifier(required=True), "position": Identifier()},
)
_EXTENSION = Schema(
    _lt("product"),
    {
        "category_links": Parts(schema=_CATEGORY_LINK),
        "configurable_product_options": Parts(schema=_AXIS),
        "configurable_product_links": Identifiers(),
    },
)


@dataclass(frozen=True)
class ProductSchema(Schema):
    """A product; its custom attributes are found by their codes in ``attributes``."""

    def read(self, data: object, problems: list[tuple[str, LazyGettext]]) -> dict:
        """The product in our form, with the texts of each language checked, too."""
        if isinstance(data, dict) and "attributes" not in data:
            data = {**data, "attributes": custom_attributes(data)}
        checked = super().read(data, problems)
        checked["texts"] = {
            lang: TEXTS.read(texts, problems)
            for lang, texts in (checked.get("texts") or {}).items()
        }
        return checked


def custom_attributes(record: dict) -> dict[str, object]:
    """The values of a record's custom attributes by code.

    >>> custom_attributes({"custom_attributes": [{"attribute_code": "a", "value": 1}]})
    {'a': 1}
    """
    found = record.get("custom_attributes")
    return {
        one["attribute_code"]: one.get("value")
        for one in (found if isinstance(found, list) else [])
        if isinstance(one, dict) and isinstance(one.get("attribute_code"), str)
    }


PRODUCT = ProductSchema(
    _lt("product"),
    {
        "id": Identifier(required=True),
        "sku": Text(required=True),
        "name": Text(required=True),
        "type_id": Text(required=True),
        "status": Identifier(),
        "visibility": Identifier(),
        "price": Number(),
        "weight": Number(),
        "created_at": Moment(),
        "updated_at": Moment(),
        "attributes": Part(schema=_ATTRIBUTES),
        "extension_attributes": Part(schema=_EXTENSION),
    },
    naming=("sku", "name"),
)
