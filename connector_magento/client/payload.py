"""Which values the shop may send: checked here once, trusted everywhere else."""

from __future__ import annotations

from dataclasses import dataclass

from odoo.tools.translate import LazyGettext, LazyTranslate

from odoo.addons.connector import schema
from odoo.addons.connector.schema import (
    Flag,
    Identifier,
    Part,
    Parts,
    Text,
    Texts,
    UnexpectedData,
)

from .search import MOMENT_FORMAT

__all__ = [
    "ADDRESS",
    "CUSTOMER",
    "CUSTOMER_GROUP",
    "REGION",
    "STORE",
    "STORE_CONFIG",
    "STORE_VIEW",
    "WEBSITE",
    "Schema",
    "UnexpectedData",
]

_lt = LazyTranslate(__name__, default_lang="en_US")

_ADVICE = _lt("Correct it in Magento, then set this job to pending again.")


@dataclass(frozen=True)
class Schema(schema.Schema):
    """The fields of one kind of Magento's records."""

    advice: LazyGettext = _ADVICE


@dataclass(frozen=True)
class Moment(schema.Moment):
    """A date and time; Magento prints all in UTC, without zone mark."""

    format: str = MOMENT_FORMAT


WEBSITE = Schema(
    _lt("website"),
    {
        "id": Identifier(required=True),
        "code": Text(required=True),
        "name": Text(required=True),
    },
)
STORE = Schema(
    _lt("store"),
    {
        "id": Identifier(required=True),
        "website_id": Identifier(required=True),
        "root_category_id": Identifier(),
        "code": Text(),
        "name": Text(required=True),
    },
)
STORE_VIEW = Schema(
    _lt("store view"),
    {
        "id": Identifier(required=True),
        "store_group_id": Identifier(required=True),
        "website_id": Identifier(required=True),
        "code": Text(required=True),
        "name": Text(required=True),
        "is_active": Flag(),
    },
)
STORE_CONFIG = Schema(
    _lt("configuration of the store view"),
    {
        "id": Identifier(required=True),
        "locale": Text(),
        "timezone": Text(),
        "base_currency_code": Text(),
        "weight_unit": Text(),
        "base_media_url": Text(),
    },
)
CUSTOMER_GROUP = Schema(
    _lt("customer group"),
    {
        "id": Identifier(required=True),
        "code": Text(required=True),
        "tax_class_id": Identifier(),
        "tax_class_name": Text(),
    },
)
SOURCE = Schema(
    _lt("source"),
    {
        "id": Text(required=True),
        "name": Text(),
        "enabled": Flag(),
    },
)
REGION = Schema(
    _lt("region"), {"region_code": Text(), "region": Text(), "region_id": Identifier()}
)
ADDRESS = Schema(
    _lt("address"),
    {
        "id": Identifier(required=True),
        "prefix": Text(),
        "firstname": Text(),
        "middlename": Text(),
        "lastname": Text(),
        "suffix": Text(),
        "company": Text(),
        "street": Texts(),
        "city": Text(),
        "postcode": Text(),
        "country_id": Text(),
        "region": Part(schema=REGION),
        "telephone": Text(),
        "vat_id": Text(),
        "default_billing": Flag(),
        "default_shipping": Flag(),
    },
)
CUSTOMER = Schema(
    _lt("customer"),
    {
        "id": Identifier(required=True),
        "email": Text(required=True),
        "prefix": Text(),
        "firstname": Text(required=True),
        "middlename": Text(),
        "lastname": Text(required=True),
        "suffix": Text(),
        "taxvat": Text(),
        "group_id": Identifier(),
        "website_id": Identifier(),
        "store_id": Identifier(),
        "created_at": Moment(),
        "updated_at": Moment(),
        "default_billing": Identifier(),
        "default_shipping": Identifier(),
        "addresses": Parts(schema=ADDRESS),
        "extension_attributes": Part(
            schema=Schema(_lt("customer"), {"is_subscribed": Flag()})
        ),
    },
)
