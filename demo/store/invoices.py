"""Invoices: making them, and their end points."""

from __future__ import annotations

import sqlite3
from typing import Any

from . import order_documents, order_lines, order_states, order_store
from .errors import bad_request
from .order_amounts import Rounder, add, cents, number
from .order_types import (
    DOCUMENT_COMMENT,
    DOCUMENT_CURRENCY_KEYS,
    DOCUMENT_ITEM,
    INVOICE_ITEM_KEYS,
    INVOICE_KEYS,
)
from .rest import Call, Entity, Routes
from .shop import now
from .typed_input import ListOf, convert

VIEW_RESOURCE = "Magento_Sales::sales_invoice"
RESOURCE = "Magento_Sales::invoice"

OPEN, PAID = 1, 2
ONLINE_METHODS = ("braintree", "paypal_express")
"""Methods that authorize first and collect later; all others are settled by hand."""

SCHEMA = order_documents.schema("sales_invoice")
KIND = order_documents.Kind(
    "sales_invoice",
    order_documents.listing("sales_invoice", INVOICE_KEYS, "invoices00000"),
)

Document = dict[str, Any]

routes = Routes(
    Entity("invoice", "entity_id", "id", lambda id_: order_store.no_such_document())
)


@routes.get("invoices", VIEW_RESOURCE)
def search(call: Call) -> dict[str, Any]:
    return KIND.search(call)


@routes.get("invoices/:id", VIEW_RESOURCE)
def read(call: Call) -> Document:
    with call.shop.database.read() as connection:
        return KIND.load(connection, call.path_id("id"))


@routes.post("invoices/:id/capture", VIEW_RESOURCE)
def collect(call: Call) -> bool:
    with call.shop.database.write() as connection:
        invoice = KIND.load(connection, call.path_id("id"))
        if invoice["state"] != OPEN:
            raise bad_request("The capture action is not available.")
        order = order_store.load(connection, invoice["order_id"])
        moment = now()
        pay(order, invoice)
        invoice["updated_at"] = order["updated_at"] = moment
        KIND.save(connection, invoice)
        order_store.save(connection, order)
    return True


@routes.post("order/:orderId/invoice", RESOURCE)
def create(call: Call) -> str:
    body = call.body()
    items = convert(body.get("items"), ListOf(DOCUMENT_ITEM))
    comment = convert(body.get("comment"), DOCUMENT_COMMENT)
    with call.shop.database.write() as connection:
        order = order_store.load(connection, call.path_id("orderId"))
        invoice = make(
            connection,
            order,
            quantities=order_documents.wanted(items),
            capture=convert(body.get("capture", False), "bool"),
            comment=comment if convert(body.get("appendComment"), "bool") else None,
            moment=now(),
        )
    return str(invoice["entity_id"])


def make(
    connection: sqlite3.Connection,
    order: Document,
    moment: str,
    quantities: dict[int, float] | None = None,
    capture: bool = True,
    comment: Document | None = None,
) -> Document:
    """Bill an order, wholly or in part, and write both.

    :param quantities: by line; None bills all that is open.
    :param capture: collect the money at once; methods settled by hand always do.
    :raises StoreError: 400, if that cannot be billed.
    """
    chosen = _choose(order, quantities)
    _check(order, quantities, chosen)
    invoice_id = KIND.new_id(connection)
    invoice = {
        **{key: order[key] for key in DOCUMENT_CURRENCY_KEYS},
        "can_void_flag": 0,
        "created_at": moment,
        "entity_id": invoice_id,
        "increment_id": order_store.new_increment_id(
            connection, "invoice", order["store_id"]
        ),
        "order_id": order["entity_id"],
        "shipping_address_id": (order["shipping_address"] or {}).get("entity_id"),
        "state": OPEN,
        "updated_at": moment,
        "comments": [],
    }
    ids = KIND.new_item_ids(connection, len(chosen))
    lines = [
        _line(order, item, quantity, item_id, invoice_id)
        for (item, quantity), item_id in zip(chosen, ids, strict=True)
    ]
    for prefix in ("", "base_"):
        _total(order, invoice, lines, prefix)
    _note(order, chosen, lines, moment)
    invoice["total_qty"] = order_documents.quantity_sum(lines)
    invoice["items"] = [order_store.pick(line, INVOICE_ITEM_KEYS) for line in lines]
    if comment:
        invoice["comments"].append(_comment(connection, comment, invoice_id, moment))
    if capture or order["payment"]["method"] not in ONLINE_METHODS:
        pay(order, invoice)
    order_states.begin(order)
    order_states.follow(order)
    order["updated_at"] = moment
    invoice = order_store.pick(invoice, INVOICE_KEYS)
    KIND.save(connection, invoice)
    order_store.save(connection, order)
    return invoice


def pay(order: Document, invoice: Document) -> None:
    """Take note that an invoice was paid."""
    invoice["state"] = PAID
    payment = order["payment"]
    for prefix in ("", "base_"):
        paid = invoice[f"{prefix}grand_total"]
        add(order, f"{prefix}total_paid", paid)
        order[f"{prefix}total_due"] = number(
            order[f"{prefix}grand_total"] - order[f"{prefix}total_paid"]
        )
        add(payment, f"{prefix}amount_paid", paid)
        add(payment, f"{prefix}shipping_captured", invoice[f"{prefix}shipping_amount"])


def _choose(
    order: Document, quantities: dict[int, float] | None
) -> list[tuple[Document, float]]:
    """Return the lines to bill, those that go with others among them."""
    chosen: dict[int, float] = {}
    for item in order["items"]:
        open_quantity = order_lines.to_invoice(order, item)
        if open_quantity > 0:
            wanted = open_quantity
            if quantities is not None:
                wanted = quantities.get(item["item_id"], 0)
            if wanted > 0:
                chosen[item["item_id"]] = wanted
    for item in order["items"]:
        above = order_lines.parent(order, item)
        if above is None or item["item_id"] in chosen:
            if above is not None:
                chosen.setdefault(
                    above["item_id"],
                    chosen[item["item_id"]] / order_lines.ratio(item, above),
                )
        elif above["item_id"] in chosen and not above.get("_priced_by_children"):
            chosen[item["item_id"]] = chosen[above["item_id"]] * order_lines.ratio(
                item, above
            )
    return [
        (item, number(chosen[item["item_id"]]))
        for item in order["items"]
        if item["item_id"] in chosen
    ]


def _check(
    order: Document,
    quantities: dict[int, float] | None,
    chosen: list[tuple[Document, float]],
) -> None:
    reasons = []
    known = {item["item_id"] for item in order["items"]}
    for _ in set(quantities or ()) - known:
        reasons.append(
            "The invoice contains product item that is not part of the original order."
        )
    for item, quantity in chosen:
        if order_lines.is_billed_with_others(order, item):
            continue
        if quantity > order_lines.to_invoice(order, item):
            reasons.append(
                "The quantity to invoice must not be greater than the unfulfilled "
                f'quantity for product SKU "{item["sku"]}".'
            )
    if not chosen:
        reasons.append(
            "The invoice can't be created without products. Add products and try again."
        )
    states = order_states
    refused = (states.REVIEW, states.HELD, states.CANCELED)
    if order["state"] in (*refused, states.COMPLETE, states.CLOSED):
        reasons.append(
            "An invoice cannot be created when an order has a status of "
            f"{order['status']}"
        )
    elif not order_states.can_invoice(order):
        reasons.append("The order does not allow an invoice to be created.")
    if reasons:
        raise order_documents.refusal("Invoice", reasons)


def _line(
    order: Document, item: Document, quantity: float, item_id: int, invoice_id: int
) -> Document:
    line = {
        "entity_id": item_id,
        "parent_id": invoice_id,
        "order_item_id": item["item_id"],
        "qty": quantity,
    }
    for key in ("name", "sku", "product_id"):
        line[key] = item.get(key)
    for key in ("price", "base_price", "price_incl_tax", "base_price_incl_tax"):
        line[key] = item.get(key)
    line["_dummy"] = order_lines.is_billed_with_others(order, item)
    return line


def _total(
    order: Document,
    invoice: Document,
    lines: list[Document],
    prefix: str,
) -> None:
    """Compute the amounts of one currency, lines first."""
    rounder = Rounder()
    items = {item["item_id"]: item for item in order["items"]}
    real = [line for line in lines if not line["_dummy"]]
    sums = dict.fromkeys(("row", "row_incl", "discount", "tax", "compensation"), 0.0)
    for line in real:
        item, quantity = items[line["order_item_id"]], line["qty"]
        # Rows of an order are told after discount, those of an invoice before.
        discount = item[f"{prefix}discount_amount"]
        whole = item[f"{prefix}row_total"] + discount
        row = _part(item, whole, item[f"{prefix}row_invoiced"], quantity, rounder)
        line[f"{prefix}row_total"] = row
        incl = item[f"{prefix}row_total_incl_tax"] + discount
        share = number(rounder(incl / item["qty_ordered"] * quantity, "including"))
        line[f"{prefix}row_total_incl_tax"] = share
        sums["row"] += row
        sums["row_incl"] += share
    for line in real:
        item, quantity = items[line["order_item_id"]], line["qty"]
        discount = item[f"{prefix}discount_amount"]
        done = item[f"{prefix}discount_invoiced"]
        part = _part(item, discount, done, quantity, rounder)
        if discount:
            line[f"{prefix}discount_amount"] = part
        line["_" + prefix + "discount"] = part
        sums["discount"] += part
    for line in real:
        item, quantity = items[line["order_item_id"]], line["qty"]
        tax = item[f"{prefix}tax_amount"]
        done = item[f"{prefix}tax_invoiced"]
        line[f"{prefix}tax_amount"] = _part(item, tax, done, quantity, rounder)
        key = f"{prefix}discount_tax_compensation"
        hidden, done = item.get(f"{key}_amount", 0), item.get(f"{key}_invoiced", 0)
        line[f"{key}_amount"] = _part(item, hidden, done, quantity, rounder)
        sums["tax"] += line[f"{prefix}tax_amount"]
        sums["compensation"] += line[f"{key}_amount"]
    _with_shipping(order, invoice, sums, prefix)


def _part(
    item: Document, whole: float, done: float, quantity: float, rounder: Rounder
) -> int | float:
    """Return the part of an amount of a line that goes with ``quantity``."""
    left = item["qty_ordered"] - item["qty_invoiced"]
    rest = whole - done
    if quantity >= left:
        return number(cents(rest))
    return number(rounder(rest / left * quantity))


def _with_shipping(
    order: Document,
    invoice: Document,
    sums: dict[str, float],
    prefix: str,
) -> None:
    """Add the shipping, which the first invoice bears, and note all on the order."""
    compensation_key = (
        "base_shipping_discount_tax_compensation_amnt"
        if prefix
        else "shipping_discount_tax_compensation_amount"
    )
    shipping = dict.fromkeys(("amount", "incl_tax", "tax_amount", "discount_amount"), 0)
    shipping_compensation = 0.0
    if f"{prefix}shipping_invoiced" not in order:
        shipping = {key: order[f"{prefix}shipping_{key}"] for key in shipping}
        shipping_compensation = order[compensation_key]
    tax = sums["tax"] + shipping["tax_amount"]
    discount = sums["discount"] + shipping["discount_amount"]
    compensation = sums["compensation"]
    total = sums["row"] + shipping["amount"] + tax - discount
    total += compensation + shipping_compensation
    amounts = {
        "subtotal": sums["row"],
        "subtotal_incl_tax": sums["row_incl"],
        "shipping_amount": shipping["amount"],
        "shipping_incl_tax": shipping["incl_tax"],
        "shipping_tax_amount": shipping["tax_amount"],
        "tax_amount": tax,
        "discount_amount": -discount,
        "discount_tax_compensation_amount": compensation,
        "grand_total": total,
    }
    for key, amount in amounts.items():
        invoice[prefix + key] = number(cents(amount))
    invoice[compensation_key] = number(shipping_compensation)
    noted = {
        "subtotal_invoiced": "subtotal",
        "shipping_invoiced": "shipping_amount",
        "tax_invoiced": "tax_amount",
        "discount_invoiced": "discount_amount",
        "discount_tax_compensation_invoiced": "discount_tax_compensation_amount",
        "total_invoiced": "grand_total",
    }
    for key, source in noted.items():
        add(order, prefix + key, invoice[prefix + source])
    order["base_total_invoiced_cost"] = 0


def _note(
    order: Document,
    chosen: list[tuple[Document, float]],
    lines: list[Document],
    moment: str,
) -> None:
    """Note on the lines of the order what was billed of them."""
    for (item, quantity), line in zip(chosen, lines, strict=True):
        item["updated_at"] = moment
        add(item, "qty_invoiced", quantity)
        for prefix in ("", "base_"):
            hidden = f"{prefix}discount_tax_compensation"
            add(item, f"{hidden}_invoiced", line.get(f"{hidden}_amount", 0))
            if not line["_dummy"]:
                add(item, f"{prefix}row_invoiced", line[f"{prefix}row_total"])
                add(item, f"{prefix}tax_invoiced", line[f"{prefix}tax_amount"])
                part = line["_" + prefix + "discount"]
                add(item, f"{prefix}discount_invoiced", part)
    for item in order["items"]:
        if item.get("parent_item_id") is None:
            item["weee_tax_applied"] = "[]"
            item["updated_at"] = moment


def _comment(
    connection: sqlite3.Connection, given: Document, invoice_id: int, moment: str
) -> Document:
    return {
        "is_customer_notified": 0,
        "parent_id": invoice_id,
        "comment": given.get("comment") or "",
        "is_visible_on_front": given.get("is_visible_on_front") or 0,
        "created_at": moment,
        "entity_id": order_store.new_id(connection, "invoice comment"),
    }
