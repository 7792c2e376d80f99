"""The fields of a product, as the interface declares them."""

from __future__ import annotations

from .stock_items import STOCK_ITEM
from .typed_input import ListOf, Record

CUSTOM_ATTRIBUTE = Record({"attribute_code": "string", "value": "mixed"})

CONTENT = Record({"base64_encoded_data": "string", "type": "string", "name": "string"})

MEDIA_ENTRY = Record(
    {
        "id": "int",
        "media_type": "string",
        "label": "string",
        "position": "int",
        "disabled": "bool",
        "types": ListOf("string"),
        "file": "string",
        "content": CONTENT,
        "extension_attributes": "mixed",
    }
)

PRODUCT_LINK = Record(
    {
        "sku": "string",
        "link_type": "string",
        "linked_product_sku": "string",
        "linked_product_type": "string",
        "position": "int",
        "extension_attributes": Record({"qty": "float"}),
    }
)

_TIER_PRICE = Record(
    {
        "customer_group_id": "int",
        "qty": "float",
        "value": "float",
        "extension_attributes": Record(
            {"percentage_value": "float", "website_id": "int"}
        ),
    }
)

_CUSTOM_OPTION = Record(
    {
        "product_sku": "string",
        "option_id": "int",
        "title": "string",
        "type": "string",
        "sort_order": "int",
        "is_require": "bool",
        "price": "float",
        "price_type": "string",
        "sku": "string",
        "file_extension": "string",
        "max_characters": "int",
        "image_size_x": "int",
        "image_size_y": "int",
        "values": ListOf(
            Record(
                {
                    "title": "string",
                    "sort_order": "int",
                    "price": "float",
                    "price_type": "string",
                    "sku": "string",
                    "option_type_id": "int",
                }
            )
        ),
        "extension_attributes": "mixed",
    }
)

_BUNDLE_OPTION = Record(
    {
        "option_id": "int",
        "title": "string",
        "required": "bool",
        "type": "string",
        "position": "int",
        "sku": "string",
        "product_links": ListOf(
            Record(
                {
                    "id": "string",
                    "sku": "string",
                    "option_id": "int",
                    "qty": "float",
                    "position": "int",
                    "is_default": "bool",
                    "price": "float",
                    "price_type": "int",
                    "can_change_quantity": "int",
                    "extension_attributes": "mixed",
                }
            )
        ),
        "extension_attributes": "mixed",
    }
)

_CONFIGURABLE_OPTION = Record(
    {
        "id": "int",
        "attribute_id": "string",
        "label": "string",
        "position": "int",
        "is_use_default": "bool",
        "values": ListOf(Record({"value_index": "int"})),
        "product_id": "int",
        "extension_attributes": "mixed",
    }
)

_EXTENSION = Record(
    {
        "website_ids": ListOf("int"),
        "category_links": ListOf(
            Record(
                {
                    "position": "int",
                    "category_id": "string",
                    "extension_attributes": "mixed",
                }
            )
        ),
        "stock_item": STOCK_ITEM,
        "bundle_product_options": ListOf(_BUNDLE_OPTION),
        "configurable_product_options": ListOf(_CONFIGURABLE_OPTION),
        "configurable_product_links": ListOf("int"),
        "downloadable_product_links": "mixed",
        "downloadable_product_samples": "mixed",
        "discounts": "mixed",
    }
)

PRODUCT = Record(
    {
        "id": "int",
        "sku": "string",
        "name": "string",
        "attribute_set_id": "int",
        "price": "float",
        "status": "int",
        "visibility": "int",
        "type_id": "string",
        "created_at": "string",
        "updated_at": "string",
        "weight": "float",
        "extension_attributes": _EXTENSION,
        "product_links": ListOf(PRODUCT_LINK),
        "options": ListOf(_CUSTOM_OPTION),
        "media_gallery_entries": ListOf(MEDIA_ENTRY),
        "tier_prices": ListOf(_TIER_PRICE),
        "custom_attributes": ListOf(CUSTOM_ATTRIBUTE),
    }
)
