"""Credit memos: giving money back, and their end points."""

from __future__ import annotations

import sqlite3
from typing import Any

from . import (
    invoices,
    order_documents,
    order_lines,
    order_states,
    order_store,
    stock,
)
from .order_amounts import Rounder, add, cents, number
from .order_types import (
    CREDITMEMO_ITEM_KEYS,
    CREDITMEMO_KEYS,
    DOCUMENT_CURRENCY_KEYS,
    DOCUMENT_ITEM,
    REFUND_ARGUMENTS,
)
from .rest import Call, Entity, Routes
from .shop import now
from .typed_input import ListOf, convert

VIEW_RESOURCE = "Magento_Sales::sales_creditmemo"
RESOURCE = "Magento_Sales::creditmemo"

REFUNDED = 2
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}

SCHEMA = order_documents.schema("sales_creditmemo")
KIND = order_documents.Kind(
    "sales_creditmemo",
    order_documents.listing("sales_creditmemo", CREDITMEMO_KEYS, "creditmemos00"),
)

Document = dict[str, Any]

routes = Routes(
    Entity("creditmemo", "entity_id", "id", lambda id_: order_store.no_such_document())
)


@routes.get("creditmemos", VIEW_RESOURCE)
def search(call: Call) -> dict[str, Any]:
    return KIND.search(call)


@routes.get("creditmemo/:id", VIEW_RESOURCE)
def read(call: Call) -> Document:
    with call.shop.database.read() as connection:
        return KIND.load(connection, call.path_id("id"))


@routes.post("invoice/:invoiceId/refund", RESOURCE)
def refund_invoice(call: Call) -> str:
    """Refuse: only methods that collect by themselves can give back by invoice."""
    with call.shop.database.read() as connection:
        invoices.KIND.load(connection, call.path_id("invoiceId"))
    raise order_documents.refusal(
        "Creditmemo", ["We can't create creditmemo for the invoice."]
    )


@routes.post("order/:orderId/refund", RESOURCE)
def create(call: Call) -> str:
    body = call.body()
    items = convert(body.get("items"), ListOf(DOCUMENT_ITEM))
    arguments = convert(body.get("arguments"), REFUND_ARGUMENTS) or {}
    extension = arguments.get("extension_attributes") or {}
    with call.shop.database.write() as connection:
        order = order_store.load(connection, call.path_id("orderId"))
        memo = make(
            connection,
            order,
            moment=now(),
            quantities=order_documents.wanted(items),
            shipping=arguments.get("shipping_amount"),
            adjustments=(
                arguments.get("adjustment_positive"),
                arguments.get("adjustment_negative"),
            ),
            back_to_stock=extension.get("return_to_stock_items") or [],
        )
    return str(memo["entity_id"])


def make(
    connection: sqlite3.Connection,
    order: Document,
    moment: str,
    quantities: dict[int, float] | None = None,
    shipping: float | None = None,
    adjustments: tuple[float | None, float | None] = (None, None),
    back_to_stock: list[int] | None = None,
    from_stock: bool = True,
) -> Document:
    """Give money of an order back, wholly or in part, and write both.

    :param quantities: by line; None gives back all that was billed.
    :param shipping: how much of the shipping; None gives back what is left of it.
    :param adjustments: a sum to give back besides, and one to keep.
    :param back_to_stock: the lines whose goods go back to the source.
    :raises StoreError: 400, if that cannot be given back.
    """
    chosen = _choose(order, quantities)
    _check(order, quantities, chosen)
    memo_id = KIND.new_id(connection)
    plus, minus = adjustments
    memo = {
        **{key: order[key] for key in DOCUMENT_CURRENCY_KEYS},
        "created_at": moment,
        "entity_id": memo_id,
        "increment_id": order_store.new_increment_id(
            connection, "creditmemo", order["store_id"]
        ),
        "order_id": order["entity_id"],
        "shipping_address_id": (order["shipping_address"] or {}).get("entity_id"),
        "state": REFUNDED,
        "updated_at": moment,
        "comments": [],
    }
    ids = KIND.new_item_ids(connection, len(chosen))
    lines = [
        _line(item, quantity, item_id, memo_id)
        for (item, quantity), item_id in zip(chosen, ids, strict=True)
    ]
    for prefix, rate in (("base_", 1.0), ("", order["base_to_order_rate"])):
        memo[f"{prefix}adjustment"] = number((plus or 0) * rate - (minus or 0) * rate)
        if adjustments != (None, None):
            memo[f"{prefix}adjustment_positive"] = number((plus or 0) * rate)
            memo[f"{prefix}adjustment_negative"] = number((minus or 0) * rate)
        share = None if shipping is None else shipping * rate
        _total(order, memo, chosen, lines, share, prefix)
    memo["items"] = [
        {key: line[key] for key in CREDITMEMO_ITEM_KEYS if key in line}
        for line in lines
    ]
    _note(order, memo, chosen, lines, moment)
    order_states.follow(order)
    memo = order_store.pick(memo, CREDITMEMO_KEYS)
    symbol = SYMBOLS[order["order_currency_code"]]
    order_store.add_comment(
        connection,
        order["entity_id"],
        comment=f"We refunded {symbol}{memo['grand_total']:.2f} offline.",
        created_at=moment,
        entity_name="creditmemo",
        is_customer_notified=0,
        is_visible_on_front=0,
        status=order["status"],
    )
    if from_stock:
        _put_back(connection, order, chosen, back_to_stock or [])
    KIND.save(connection, memo)
    order_store.save(connection, order)
    return memo


def _choose(
    order: Document, quantities: dict[int, float] | None
) -> list[tuple[Document, float]]:
    chosen = []
    for item in order["items"]:
        open_quantity = order_lines.to_refund(order, item)
        wanted = open_quantity
        if quantities is not None:
            wanted = quantities.get(item["item_id"], 0)
        if wanted > 0:
            chosen.append((item, number(wanted)))
    return chosen


def _check(
    order: Document,
    quantities: dict[int, float] | None,
    chosen: list[tuple[Document, float]],
) -> None:
    reasons = []
    for item, quantity in chosen:
        if quantity > order_lines.to_refund(order, item):
            reasons.append(
                "The quantity to refund must not be greater than the unrefunded "
                f'quantity for product SKU "{item["sku"]}".'
            )
    known = {item["item_id"] for item in order["items"]}
    for _ in set(quantities or ()) - known:
        reasons.append(
            "The creditmemo contains product item that is not part of the original "
            "order."
        )
    if not order_states.can_refund(order):
        states = order_states
        if order["state"] in (states.REVIEW, states.HELD, states.CANCELED):
            reasons.append(
                "A creditmemo can not be created when an order has a status of "
                f"{order['status']}"
            )
        else:
            reasons.append("The order does not allow a creditmemo to be created.")
    if reasons:
        raise order_documents.refusal("Creditmemo", reasons)


def _line(item: Document, quantity: float, item_id: int, memo_id: int) -> Document:
    line = {
        "base_cost": None,
        "base_weee_tax_row_disposition": 0,
        "weee_tax_applied": "[]",
        "weee_tax_applied_row_amount": 0,
        "weee_tax_row_disposition": 0,
        "entity_id": item_id,
        "parent_id": memo_id,
        "order_item_id": item["item_id"],
        "qty": quantity,
    }
    for key in ("name", "sku", "product_id"):
        line[key] = item[key]
    for key in ("price", "base_price", "price_incl_tax", "base_price_incl_tax"):
        line[key] = item.get(key, 0)
    return line


def _total(
    order: Document,
    memo: Document,
    chosen: list[tuple[Document, float]],
    lines: list[Document],
    shipping: float | None,
    prefix: str,
) -> None:
    """Compute the amounts of one currency, lines first."""
    rounder = Rounder()
    sums = dict.fromkeys(("row", "incl", "tax", "discount", "compensation"), 0.0)
    hidden = f"{prefix}discount_tax_compensation"
    for (item, quantity), line in zip(chosen, lines, strict=True):
        parts = {}
        for name, billed, done in (
            ("row", f"{prefix}row_invoiced", f"{prefix}amount_refunded"),
            ("tax", f"{prefix}tax_invoiced", f"{prefix}tax_refunded"),
            ("discount", f"{prefix}discount_invoiced", f"{prefix}discount_refunded"),
            ("compensation", f"{hidden}_invoiced", f"{hidden}_refunded"),
        ):
            rest = item.get(billed, 0) - item.get(done, 0)
            parts[name] = _part(item, rest, quantity, rounder)
        incl = item[f"{prefix}row_total_incl_tax"] + item[f"{prefix}discount_amount"]
        parts["incl"] = number(
            rounder(incl / item["qty_ordered"] * quantity, "including")
        )
        line[f"{prefix}row_total"] = parts["row"]
        line[f"{prefix}row_total_incl_tax"] = parts["incl"]
        line[f"{prefix}tax_amount"] = parts["tax"]
        line[f"{hidden}_amount"] = parts["compensation"]
        if item[f"{prefix}discount_amount"]:
            line[f"{prefix}discount_amount"] = parts["discount"]
        line["_" + prefix + "discount"] = parts["discount"]
        for name, amount in parts.items():
            sums[name] += amount
    _with_shipping(order, memo, sums, shipping, prefix)


def _part(
    item: Document, rest: float, quantity: float, rounder: Rounder
) -> int | float:
    left = item["qty_invoiced"] - item["qty_refunded"]
    if quantity >= left:
        return number(cents(rest))
    return number(rounder(rest / left * quantity))


def _with_shipping(
    order: Document,
    memo: Document,
    sums: dict[str, float],
    shipping: float | None,
    prefix: str,
) -> None:
    """Add what is given back of the shipping, with its tax and its discount."""
    whole = order[f"{prefix}shipping_amount"]
    left = order.get(f"{prefix}shipping_invoiced", 0) - order.get(
        f"{prefix}shipping_refunded", 0
    )
    amount = left if shipping is None else min(shipping, left)
    share = amount / whole if whole else 0.0
    key = "shipping_discount_tax_compensation_amount"
    if prefix:
        key = "base_shipping_discount_tax_compensation_amnt"
    tax = cents(order[f"{prefix}shipping_tax_amount"] * share)
    discount = cents(order[f"{prefix}shipping_discount_amount"] * share)
    compensation = sums["compensation"] + cents(order[key] * share)
    all_tax, all_discount = sums["tax"] + tax, sums["discount"] + discount
    total = sums["row"] + amount + all_tax - all_discount + compensation
    amounts = {
        "subtotal": sums["row"],
        "subtotal_incl_tax": sums["incl"],
        "shipping_amount": amount,
        "shipping_incl_tax": order[f"{prefix}shipping_incl_tax"] * share,
        "shipping_tax_amount": tax,
        "tax_amount": all_tax,
        "discount_amount": -all_discount,
        "discount_tax_compensation_amount": compensation,
        "grand_total": total + memo[f"{prefix}adjustment"],
    }
    for name, value in amounts.items():
        memo[prefix + name] = number(cents(value))


def _note(
    order: Document,
    memo: Document,
    chosen: list[tuple[Document, float]],
    lines: list[Document],
    moment: str,
) -> None:
    """Note on the order and its lines what was given back."""
    for (item, quantity), line in zip(chosen, lines, strict=True):
        item["updated_at"] = moment
        add(item, "qty_refunded", quantity)
        for child in order_lines.children(order, item):
            if order_lines.is_billed_with_others(order, child):
                add(child, "qty_refunded", quantity * order_lines.ratio(child, item))
        for prefix in ("", "base_"):
            hidden = f"{prefix}discount_tax_compensation"
            add(item, f"{prefix}amount_refunded", line[f"{prefix}row_total"])
            add(item, f"{prefix}tax_refunded", line[f"{prefix}tax_amount"])
            part = line["_" + prefix + "discount"]
            add(item, f"{prefix}discount_refunded", part)
            add(item, f"{hidden}_refunded", line[f"{hidden}_amount"])
    payment = order["payment"]
    for prefix in ("", "base_"):
        for name, source in (
            ("subtotal", "subtotal"),
            ("tax", "tax_amount"),
            ("discount", "discount_amount"),
            ("discount_tax_compensation", "discount_tax_compensation_amount"),
            ("shipping", "shipping_amount"),
            ("shipping_tax", "shipping_tax_amount"),
            ("total", "grand_total"),
            ("total_offline", "grand_total"),
        ):
            add(order, f"{prefix}{name}_refunded", memo[prefix + source])
        for name in ("adjustment_positive", "adjustment_negative"):
            add(order, prefix + name, memo.get(prefix + name, 0))
        add(payment, f"{prefix}amount_refunded", memo[f"{prefix}grand_total"])
        add(payment, f"{prefix}shipping_refunded", memo[f"{prefix}shipping_amount"])
    order["updated_at"] = moment


def _put_back(
    connection: sqlite3.Connection,
    order: Document,
    chosen: list[tuple[Document, float]],
    item_ids: list[int],
) -> None:
    for item, quantity in chosen:
        if item["item_id"] in item_ids and item["qty_shipped"]:
            parts = order_lines.children(order, item) or [item]
            for part in parts:
                units = quantity * order_lines.ratio(part, item)
                sku = part["_product_sku"]
                stock.move(connection, stock.DEFAULT_SOURCE, sku, units)
