"""What is read of orders, shipments and invoices before something is sent."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

from odoo.addons.connector.schema import Identifier, Number, Parts, Text

from .payload import Moment, Schema

_lt = LazyTranslate(__name__, default_lang="en_US")

_LONG = 100_000

_ORDER_ITEM = Schema(
    _lt("line"),
    {
        "item_id": Identifier(required=True),
        "parent_item_id": Identifier(),
        "product_type": Text(),
        "sku": Text(),
        "qty_ordered": Number(required=True),
        "qty_shipped": Number(),
        "qty_invoiced": Number(),
        "qty_refunded": Number(),
        "qty_canceled": Number(),
    },
)
#: How far an order is.
PROGRESS = Schema(
    _lt("order"),
    {
        "entity_id": Identifier(required=True),
        "state": Text(required=True),
        "status": Text(),
        "items": Parts(schema=_ORDER_ITEM, required=True),
    },
    naming=("increment_id",),
)
_DOCUMENT_ITEM = Schema(
    _lt("line"),
    {"order_item_id": Identifier(required=True), "qty": Number()},
)
_COMMENT = Schema(_lt("comment"), {"comment": Text(longest=_LONG)})
_TRACK = Schema(_lt("tracking number"), {"track_number": Text()})
INVOICE = Schema(
    _lt("invoice"),
    {
        "entity_id": Identifier(required=True),
        "items": Parts(schema=_DOCUMENT_ITEM),
        "comments": Parts(schema=_COMMENT),
    },
    naming=("increment_id",),
)
SHIPMENT = Schema(
    _lt("shipment"),
    {
        **INVOICE.fields,
        "order_id": Identifier(required=True),
        "tracks": Parts(schema=_TRACK),
    },
    naming=("increment_id",),
)
ORDER_COMMENT = Schema(
    _lt("comment"), {"comment": Text(longest=_LONG), "created_at": Moment()}
)
