"""The states of an order, and what leads from one to another."""

from __future__ import annotations

from typing import Any

from . import order_lines
from .order_amounts import add, cents, number

Document = dict[str, Any]

NEW = "new"
PENDING_PAYMENT = "pending_payment"
PROCESSING = "processing"
COMPLETE = "complete"
CLOSED = "closed"
CANCELED = "canceled"
HELD = "holded"
REVIEW = "payment_review"

DEFAULT_STATUS = {NEW: "pending", REVIEW: "payment_review"}
"""Statuses that are not called as their state."""


def move_to(order: Document, state: str) -> None:
    """Put an order into a state, with the status that it begins with."""
    order["state"] = state
    order["status"] = DEFAULT_STATUS.get(state, state)


def can_invoice(order: Document) -> bool:
    """Tell whether something of an order can be billed."""
    if order["state"] in (HELD, REVIEW, CANCELED, COMPLETE, CLOSED):
        return False
    return any(order_lines.to_invoice(order, item) > 0 for item in order["items"])


def can_ship(order: Document) -> bool:
    """Tell whether something of an order can be sent."""
    if order["state"] in (HELD, REVIEW, CANCELED) or order["is_virtual"]:
        return False
    return any(order_lines.to_ship(order, item) > 0 for item in order["items"])


def can_refund(order: Document) -> bool:
    """Tell whether money of an order can be given back."""
    if order["state"] in (HELD, REVIEW, CANCELED, CLOSED):
        return False
    return cents(order.get("total_paid", 0) - order.get("total_refunded", 0)) > 0


def can_cancel(order: Document) -> bool:
    """Tell whether an order has anything that is not billed yet and can be dropped."""
    if order["state"] in (HELD, REVIEW, CANCELED, COMPLETE, CLOSED):
        return False
    return any(order_lines.to_invoice(order, item) > 0 for item in order["items"])


def can_hold(order: Document) -> bool:
    return order["state"] not in (HELD, REVIEW, CANCELED, COMPLETE, CLOSED)


def follow(order: Document) -> None:
    """Move an order to the state that its lines and payments call for."""
    if order["state"] in (HELD, REVIEW, CANCELED) or can_invoice(order):
        return
    before = order["state"]
    if before in (PROCESSING, COMPLETE) and not can_ship(order):
        given_back = order.get("total_refunded", 0) > 0
        if given_back and not can_refund(order):
            move_to(order, CLOSED)
        elif before == PROCESSING:
            move_to(order, COMPLETE)


def begin(order: Document) -> None:
    """Take note that work on an order has begun."""
    if order["state"] in (NEW, PENDING_PAYMENT):
        move_to(order, PROCESSING)


def hold(order: Document) -> None:
    order["hold_before_state"] = order["state"]
    order["hold_before_status"] = order["status"]
    move_to(order, HELD)


def unhold(order: Document) -> None:
    order["state"] = order.pop("hold_before_state")
    order["status"] = order.pop("hold_before_status")


def cancel(order: Document, moment: str) -> None:
    """Drop what of an order is neither billed nor sent."""
    state = CANCELED
    for item in order["items"]:
        billed = order_lines.to_refund(order, item) > 0
        if billed and state != PROCESSING:
            open_to_ship = order_lines.to_ship(order, item)
            waiting = open_to_ship > order_lines.to_cancel(order, item)
            state = PROCESSING if waiting else COMPLETE
        _cancel_item(order, item, moment)
    order["subtotal_canceled"] = number(
        order["subtotal"] - order.get("subtotal_invoiced", 0)
    )
    for prefix in ("", "base_"):
        _cancel_totals(order, prefix)
    move_to(order, state)


def _cancel_item(order: Document, item: dict[str, Any], moment: str) -> None:
    quantity = order_lines.to_cancel(order, item)
    if item["qty_canceled"] or quantity <= 0:
        return
    item["qty_canceled"] = number(quantity)
    item["updated_at"] = moment
    if not order_lines.is_billed_with_others(order, item):
        share = quantity / item["qty_ordered"]
        add(item, "tax_canceled", cents(item["tax_amount"] * share))
        compensation = item.get("discount_tax_compensation_amount", 0)
        add(item, "discount_tax_compensation_canceled", cents(compensation * share))


def _cancel_totals(order: Document, prefix: str) -> None:
    for name in ("subtotal", "tax", "shipping", "discount"):
        total = "subtotal" if name == "subtotal" else f"{name}_amount"
        billed = order.get(f"{prefix}{name}_invoiced", 0)
        order[f"{prefix}{name}_canceled"] = number(
            abs(order[f"{prefix}{total}"]) - abs(billed)
        )
    order[f"{prefix}total_canceled"] = number(
        order[f"{prefix}grand_total"] - order.get(f"{prefix}total_paid", 0)
    )
