"""What is still to do about the lines of an order.

A line whose price or shipment is told by others of the same order (the variant of a
configurable, the parts of a bundle, the bundle itself) is a *dummy* in that respect: it
goes with those others.
"""

from __future__ import annotations

from typing import Any

from .order_amounts import number

Document = dict[str, Any]
Item = dict[str, Any]


def children(order: Document, item: Item) -> list[Item]:
    """Return the lines that belong to a configurable or a bundle."""
    return [
        other
        for other in order["items"]
        if other.get("parent_item_id") == item["item_id"]
    ]


def parent(order: Document, item: Item) -> Item | None:
    """Return the line that this one belongs to."""
    parent_id = item.get("parent_item_id")
    if parent_id is None:
        return None
    return next(other for other in order["items"] if other["item_id"] == parent_id)


def _is_composite(item: Item) -> bool:
    return item["product_type"] in ("configurable", "bundle")


def is_billed_with_others(order: Document, item: Item) -> bool:
    """Tell whether invoices count this line through others."""
    above = parent(order, item)
    if above is not None:
        return not above.get("_priced_by_children")
    return _is_composite(item) and bool(item.get("_priced_by_children"))


def is_shipped_with_others(order: Document, item: Item) -> bool:
    """Tell whether shipments count this line through others."""
    above = parent(order, item)
    if above is not None:
        return not above.get("_shipped_by_children")
    return _is_composite(item) and bool(item.get("_shipped_by_children"))


def to_invoice(order: Document, item: Item) -> float:
    if is_billed_with_others(order, item):
        return 0
    return max(item["qty_ordered"] - item["qty_invoiced"] - item["qty_canceled"], 0)


def to_ship(order: Document, item: Item) -> float:
    if item["is_virtual"] or is_shipped_with_others(order, item):
        return 0
    done = item["qty_shipped"] + item["qty_refunded"] + item["qty_canceled"]
    return max(item["qty_ordered"] - done, 0)


def to_refund(order: Document, item: Item) -> float:
    if is_billed_with_others(order, item):
        return 0
    return max(item["qty_invoiced"] - item["qty_refunded"], 0)


def to_cancel(order: Document, item: Item) -> float:
    """Return what is neither invoiced nor shipped."""
    open_to_invoice = item["qty_ordered"] - item["qty_invoiced"] - item["qty_canceled"]
    if item["is_virtual"]:
        return max(open_to_invoice, 0)
    done = item["qty_shipped"] + item["qty_refunded"] + item["qty_canceled"]
    return max(min(open_to_invoice, item["qty_ordered"] - done), 0)


def ratio(item: Item, above: Item) -> float:
    """Return how many of ``item`` are in one of ``above``."""
    return item["qty_ordered"] / above["qty_ordered"]


def waited_for(order: Document) -> dict[str, float]:
    """Return what is ordered, and neither sent nor dropped, by SKU of the product."""
    waiting: dict[str, float] = {}
    if order["state"] in ("canceled", "closed"):
        return waiting
    for item in order["items"]:
        if _is_composite(item):
            continue
        counted, per_unit = item, 1.0
        above = parent(order, item)
        if above is not None and is_shipped_with_others(order, item):
            counted, per_unit = above, ratio(item, above)
        done = counted["qty_canceled"]
        if item["is_virtual"]:
            done += counted["qty_invoiced"]
        else:
            done += counted["qty_refunded"] + counted["qty_shipped"]
        quantity = (counted["qty_ordered"] - done) * per_unit
        if quantity > 0:
            sku = item["_product_sku"]
            waiting[sku] = number(waiting.get(sku, 0) + quantity)
    return waiting
