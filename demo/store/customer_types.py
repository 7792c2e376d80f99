"""The fields of customers and addresses, as the interface declares them."""

from __future__ import annotations

from .typed_input import ListOf, Record

ATTRIBUTES = {
    "website_id": "INTEGER NOT NULL",
    "store_id": "INTEGER NOT NULL",
    "group_id": "INTEGER NOT NULL",
    "email": "TEXT NOT NULL COLLATE NOCASE",
    "prefix": "TEXT COLLATE NOCASE",
    "firstname": "TEXT COLLATE NOCASE",
    "middlename": "TEXT COLLATE NOCASE",
    "lastname": "TEXT COLLATE NOCASE",
    "suffix": "TEXT COLLATE NOCASE",
    "dob": "TEXT",
    "gender": "INTEGER",
    "taxvat": "TEXT COLLATE NOCASE",
    "confirmation": "TEXT",
    "created_in": "TEXT COLLATE NOCASE",
    "created_at": "TEXT NOT NULL",
    "updated_at": "TEXT NOT NULL",
    "default_billing": "INTEGER",
    "default_shipping": "INTEGER",
    "disable_auto_group_change": "INTEGER NOT NULL DEFAULT 0",
}
"""Attributes of a customer that clients may filter and sort on, as columns."""

CUSTOM_ATTRIBUTES = ("legacy_code",)
"""Attributes that this shop added to customers; others are dropped silently."""

ADDRESS_CUSTOM_ATTRIBUTES = ("door_code",)
"""The same for addresses."""

ADDRESS_KEYS = (
    "region",
    "region_id",
    "country_id",
    "street",
    "company",
    "telephone",
    "fax",
    "postcode",
    "city",
    "firstname",
    "lastname",
    "middlename",
    "prefix",
    "suffix",
    "vat_id",
)
"""What an address consists of, in the order in which answers show it."""

_CUSTOM_ATTRIBUTE = Record({"attribute_code": "string", "value": "mixed"})

_REGION = Record(
    {
        "region_code": "string",
        "region": "string",
        "region_id": "int",
        "extension_attributes": "mixed",
    }
)

_ADDRESS = Record(
    {
        **dict.fromkeys(ADDRESS_KEYS, "string"),
        "id": "int",
        "customer_id": "int",
        "region": _REGION,
        "region_id": "int",
        "street": ListOf("string"),
        "default_shipping": "bool",
        "default_billing": "bool",
        "extension_attributes": "mixed",
        "custom_attributes": ListOf(_CUSTOM_ATTRIBUTE),
    }
)

CUSTOMER = Record(
    {
        "id": "int",
        "group_id": "int",
        "default_billing": "string",
        "default_shipping": "string",
        "confirmation": "string",
        "created_at": "string",
        "updated_at": "string",
        "created_in": "string",
        "dob": "string",
        "email": "string",
        "firstname": "string",
        "lastname": "string",
        "middlename": "string",
        "prefix": "string",
        "suffix": "string",
        "gender": "int",
        "store_id": "int",
        "taxvat": "string",
        "website_id": "int",
        "addresses": ListOf(_ADDRESS),
        "disable_auto_group_change": "int",
        "extension_attributes": Record({"is_subscribed": "bool"}),
        "custom_attributes": ListOf(_CUSTOM_ATTRIBUTE),
    }
)
