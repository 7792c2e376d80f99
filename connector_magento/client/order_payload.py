"""Which values the shop may send of its orders."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

from odoo.addons.connector.schema import (
    Flag,
    Identifier,
    Number,
    Part,
    Parts,
    Text,
    Texts,
)

from .payload import Moment, Schema

_lt = LazyTranslate(__name__, default_lang="en_US")

#: Comments are pages of text, at times.
_LONG = 100_000

_CUSTOM_OPTION = Schema(
    _lt("option"),
    {"option_id": Identifier(required=True), "option_value": Text(longest=_LONG)},
)
_OPTIONS = Schema(_lt("options"), {"custom_options": Parts(schema=_CUSTOM_OPTION)})
_PRODUCT_OPTION = Schema(
    _lt("options"), {"extension_attributes": Part(schema=_OPTIONS)}
)
_ITEM = Schema(
    _lt("line"),
    {
        "item_id": Identifier(required=True),
        "parent_item_id": Identifier(),
        "product_id": Identifier(),
        "product_type": Text(),
        "sku": Text(),
        "name": Text(),
        "qty_ordered": Number(required=True),
        "qty_shipped": Number(),
        "qty_invoiced": Number(),
        "qty_refunded": Number(),
        "qty_canceled": Number(),
        "price": Number(),
        "price_incl_tax": Number(),
        "row_total": Number(),
        "row_total_incl_tax": Number(),
        "discount_amount": Number(),
        "tax_percent": Number(),
        "tax_amount": Number(),
        "product_option": Part(schema=_PRODUCT_OPTION),
    },
)
ORDER_ADDRESS = Schema(
    _lt("address"),
    {
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
        "region": Text(),
        "region_code": Text(),
        "telephone": Text(),
        "vat_id": Text(),
        "email": Text(),
    },
)
_SHIPPING = Schema(
    _lt("shipping"), {"address": Part(schema=ORDER_ADDRESS), "method": Text()}
)
_ASSIGNMENT = Schema(_lt("shipping"), {"shipping": Part(schema=_SHIPPING)})
_APPLIED_TAX = Schema(_lt("tax"), {"percent": Number(), "amount": Number()})
_ITEM_TAX = Schema(
    _lt("tax"),
    {
        "type": Text(),
        "item_id": Identifier(),
        "applied_taxes": Parts(schema=_APPLIED_TAX),
    },
)
_GIFT_MESSAGE = Schema(
    _lt("gift message"),
    {"sender": Text(), "recipient": Text(), "message": Text(longest=_LONG)},
)
_EXTENSION = Schema(
    _lt("order"),
    {
        "shipping_assignments": Parts(schema=_ASSIGNMENT),
        "item_applied_taxes": Parts(schema=_ITEM_TAX),
        "gift_message": Part(schema=_GIFT_MESSAGE),
        "gift_cards_amount": Number(),
        "cod_fee": Number(),
    },
)
_PAYMENT = Schema(
    _lt("payment"),
    {
        "method": Text(required=True),
        "amount_paid": Number(),
        "amount_authorized": Number(),
        "po_number": Text(),
    },
)
_COMMENT = Schema(
    _lt("comment"),
    {
        "entity_id": Identifier(required=True),
        "comment": Text(longest=_LONG),
        "created_at": Moment(),
    },
)

ORDER = Schema(
    _lt("order"),
    {
        "id": Identifier(required=True),
        "increment_id": Text(required=True),
        "state": Text(required=True),
        "status": Text(),
        "created_at": Moment(required=True),
        "updated_at": Moment(),
        "store_id": Identifier(required=True),
        "order_currency_code": Text(required=True),
        "customer_id": Identifier(),
        "customer_is_guest": Flag(),
        "customer_email": Text(),
        "customer_note": Text(longest=_LONG),
        "coupon_code": Text(),
        "discount_description": Text(),
        "shipping_description": Text(),
        "grand_total": Number(required=True),
        "tax_amount": Number(),
        "shipping_amount": Number(),
        "shipping_incl_tax": Number(),
        "shipping_tax_amount": Number(),
        "shipping_discount_amount": Number(),
        "discount_amount": Number(),
        "total_paid": Number(),
        "total_invoiced": Number(),
        "total_refunded": Number(),
        "total_due": Number(),
        "payment_authorization_amount": Number(),
        "relation_parent_id": Identifier(),
        "billing_address": Part(schema=ORDER_ADDRESS, required=True),
        "payment": Part(schema=_PAYMENT, required=True),
        "items": Parts(schema=_ITEM, required=True),
        "status_histories": Parts(schema=_COMMENT),
        "extension_attributes": Part(schema=_EXTENSION),
    },
    naming=("increment_id",),
)


def shipping_of(order: dict) -> dict:
    """Address and method of an order that was checked; empty if nothing is shipped."""
    extension = order["extension_attributes"] or {}
    for assignment in extension.get("shipping_assignments") or ():
        if assignment.get("shipping"):
            return assignment["shipping"]
    return {}
