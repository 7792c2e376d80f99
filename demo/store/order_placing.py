"""From a cart to the order that the shop gets."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass, field
from typing import Any

from . import order_prices, order_store, order_taxes, stores
from .carts import SHIPPING_METHODS, Cart, Piece
from .data import load
from .order_amounts import cents, number
from .order_prices import NO_TAX, Priced, Tax
from .stock import stock_of_website

Document = dict[str, Any]

EURO_RATE = 0.925
"""Euros for a dollar, the base currency of the second website."""

_GLOBAL_CURRENCY = "EUR"
METHODS = {
    "checkmo": "Check / Money order",
    "banktransfer": "Bank Transfer Payment",
    "cashondelivery": "Cash On Delivery",
    "purchaseorder": "Purchase Order",
    "free": "No Payment Information Required",
    "braintree": "Credit Card",
    "paypal_express": "PayPal Express Checkout",
}
"""Ways to pay, with their titles."""
_WITH_INSTRUCTIONS = ("banktransfer", "cashondelivery")


@dataclass
class _Row:
    piece: Piece
    quantity: float
    parent: _Row | None
    is_priced: bool
    tax: Tax = NO_TAX
    discount: float = 0
    item: Document = field(default_factory=dict)


def place(connection: sqlite3.Connection, cart: Cart) -> Document:
    """Make the order of a cart and write it; return its document."""
    order_id = order_store.new_id(connection, "order")
    view = stores.view_by_id(cart.view_id) or {}
    rows = _rows(cart)
    shipping_tax = _taxes(cart, rows)
    _discount(cart, rows)
    rate = EURO_RATE if view["code"] == "pro_de" else 1.0
    is_virtual = all(piece.is_virtual for piece in cart.pieces)
    order = _header(connection, cart, view, order_id, rows, is_virtual)
    order["base_to_order_rate"] = number(rate)
    if rate != 1:
        order["order_currency_code"] = _GLOBAL_CURRENCY
    ids = order_store.new_ids(connection, "order item", len(rows))
    for row, item_id in zip(rows, ids, strict=True):
        row.item = _item(row, item_id, order)
    charged = _price(cart, order, rows, shipping_tax, view["website_id"] == 1)
    order["items"] = [row.item for row in rows]
    order["taxes"] = order_taxes.lists(connection, order_id, charged)
    order["payment"] = _payment(cart, order)
    order["taxes"]["payment_additional_info"] = _payment_info(cart)
    order |= cart.values
    order["payment"] |= order.pop("_payment", {})
    order_store.insert(connection, order)
    return order


def _price(
    cart: Cart,
    order: Document,
    rows: list[_Row],
    shipping_tax: Tax,
    with_tax: bool,
) -> list[order_taxes.Charged]:
    """Write all amounts on the order and its lines; return which tax is on what."""
    priced = [row for row in rows if row.is_priced]
    to_price = [
        Priced(
            row.piece.unit_price(),
            row.quantity,
            row.tax,
            row.piece.product.tax_class_id,
            row.discount,
        )
        for row in priced
    ]
    is_virtual = bool(order["is_virtual"])
    to_price.append(_shipping(cart, is_virtual, shipping_tax))
    on_shipping = []
    for prefix, rate in (("", order["base_to_order_rate"]), ("base_", 1.0)):
        *found, shipping = order_prices.amounts(to_price, with_tax, rate)
        on_shipping.append(shipping["tax_amount"])
        for row, amounts in zip(priced, found, strict=True):
            _put_amounts(row.item, amounts, prefix)
        for row in rows:
            if row.piece.priced_by_children:
                _sum_up(row, rows, prefix, rate)
        order |= order_prices.totals(found, shipping, prefix)
    charged: list[order_taxes.Charged] = [
        (row.tax, row.item["tax_amount"], row.item["base_tax_amount"], row.item)
        for row in priced
        if row.tax.percent
    ]
    if shipping_tax.percent and not is_virtual:
        charged.insert(0, (shipping_tax, on_shipping[0], on_shipping[1], {}))
    return charged


def _rows(cart: Cart) -> list[_Row]:
    rows = []
    for piece in cart.pieces:
        above = _Row(piece, piece.quantity, None, not piece.priced_by_children)
        rows.append(above)
        for child in piece.children:
            quantity = child.quantity * piece.quantity
            rows.append(_Row(child, quantity, above, piece.priced_by_children))
    return rows


def _taxes(cart: Cart, rows: list[_Row]) -> Tax:
    """Set the tax of every line; return that of the shipping."""
    place_ = cart.shipping or cart.billing
    group = cart.customer["group_id"] if cart.customer else 0
    where = (place_["country_id"], place_.get("region_id"))
    for row in rows:
        if row.is_priced:
            row.tax = order_prices.tax(*where, row.piece.product.tax_class_id, group)
    return order_prices.tax(*where, order_prices.SHIPPING_CLASS, group)


def _discount(cart: Cart, rows: list[_Row]) -> None:
    """Spread a discount over the lines that it concerns."""
    given = cart.discount
    if given is None:
        return
    concerned = [
        row
        for position, row in enumerate(row for row in rows if row.is_priced)
        if given.lines is None or position in given.lines
    ]
    worth = [row.piece.unit_price() * row.quantity for row in concerned]
    left, weight = given.amount, sum(worth)
    for row, value in zip(concerned, worth, strict=True):
        if given.percent:
            row.discount = cents(value * given.percent / 100)
        else:
            row.discount = cents(left * value / weight) if weight else 0
            left, weight = left - row.discount, weight - value


def _shipping(cart: Cart, is_virtual: bool, tax: Tax) -> Priced:
    price = 0.0 if is_virtual else cart.shipping_price
    discount = 0.0
    if cart.discount and cart.discount.on_shipping:
        discount = cents(price * (cart.discount.percent or 100) / 100)
    return Priced(price, 1, tax, order_prices.SHIPPING_CLASS, discount)


def _header(
    connection: sqlite3.Connection,
    cart: Cart,
    view: Document,
    order_id: int,
    rows: list[_Row],
    is_virtual: bool,
) -> Document:
    website = _known("websites", view["website_id"])
    group = _known("groups", view["store_group_id"])
    base = next(
        config["base_currency_code"]
        for config in load("stores.json")["configs"]
        if config["website_id"] == website["id"]
    )
    addresses = order_store.new_ids(connection, "order address", 1 if is_virtual else 2)
    common = {"email": cart.email, "parent_id": order_id}
    shipping = None
    if not is_virtual:
        shipping = {
            **(cart.shipping or cart.billing),
            **common,
            "address_type": "shipping",
            "entity_id": addresses[0],
        }
    billing = {
        **cart.billing,
        **common,
        "address_type": "billing",
        "entity_id": addresses[-1],
    }
    tops = [row for row in rows if row.parent is None]
    number_ = cart.values.get("increment_id") or order_store.new_increment_id(
        connection, "order", view["id"]
    )
    order = {
        "base_currency_code": base,
        "base_to_global_rate": number(1.0 if base == _GLOBAL_CURRENCY else EURO_RATE),
        "billing_address_id": billing["entity_id"],
        "created_at": cart.moment,
        "customer_email": cart.email,
        "customer_note_notify": 1,
        "email_sent": 1,
        "entity_id": order_id,
        "global_currency_code": _GLOBAL_CURRENCY,
        "increment_id": number_,
        "is_virtual": int(is_virtual),
        "order_currency_code": base,
        "protect_code": hashlib.sha256(f"order {order_id}".encode()).hexdigest()[:32],
        "quote_id": order_id,
        "remote_ip": "127.0.0.1",
        "state": "new",
        "status": "pending",
        "store_currency_code": base,
        "store_id": view["id"],
        "store_name": "\n".join((website["name"], group["name"], view["name"])),
        "store_to_base_rate": 0,
        "store_to_order_rate": 0,
        "total_item_count": sum(
            row.parent is None or row.parent.piece.priced_by_children for row in rows
        ),
        "total_qty_ordered": number(sum(row.quantity for row in tops)),
        "updated_at": cart.moment,
        "billing_address": billing,
        "shipping_address": shipping,
        "shipping_method": None if is_virtual else cart.shipping_method,
        "_stock_id": stock_of_website(website["code"]),
        **_customer_columns(cart),
    }
    if not is_virtual:
        order["shipping_description"] = SHIPPING_METHODS[cart.shipping_method]
    if cart.discount:
        order["applied_rule_ids"] = "1"
        order["discount_description"] = cart.discount.description
        if cart.discount.coupon:
            order["coupon_code"] = cart.discount.coupon
    order["weight"] = number(
        sum((row.piece.weight or 0) * row.quantity for row in tops)
    )
    return order


def _known(kind: str, id_: int) -> Document:
    return next(item for item in load("stores.json")[kind] if item["id"] == id_)


def _customer_columns(cart: Cart) -> Document:
    customer = cart.customer
    if customer is None:
        return {
            "customer_firstname": cart.billing["firstname"],
            "customer_lastname": cart.billing["lastname"],
            "customer_group_id": 0,
            "customer_is_guest": 1,
        }
    columns = {
        f"customer_{key}": customer.get(key)
        for key in (
            "firstname",
            "lastname",
            "middlename",
            "prefix",
            "suffix",
            "gender",
            "group_id",
            "taxvat",
        )
    }
    if customer.get("dob"):
        columns["customer_dob"] = f"{customer['dob']} 00:00:00"
    return columns | {"customer_id": customer["id"], "customer_is_guest": 0}


def _item(row: _Row, item_id: int, order: Document) -> Document:
    product, piece = row.piece.product, row.piece
    zeros = dict.fromkeys(
        f"{prefix}{name}"
        for name in (
            "amount_refunded",
            "discount_amount",
            "discount_invoiced",
            "price",
            "row_invoiced",
            "row_total",
            "tax_amount",
            "tax_invoiced",
        )
        for prefix in ("", "base_")
    )
    item: Document = dict.fromkeys(zeros, 0) | dict.fromkeys(
        (
            "discount_percent",
            "free_shipping",
            "no_discount",
            "original_price",
            "qty_canceled",
            "qty_invoiced",
            "qty_refunded",
            "qty_shipped",
        ),
        0,
    )
    is_child_without_price = row.parent is not None and not row.is_priced
    item |= {
        "created_at": order["created_at"],
        "is_qty_decimal": int(row.quantity != int(row.quantity)),
        "is_virtual": int(piece.is_virtual),
        "item_id": item_id,
        "name": product.name,
        "order_id": order["entity_id"],
        "product_id": product.id,
        "product_type": product.type_id,
        "qty_ordered": number(row.quantity),
        "quote_item_id": item_id,
        "row_weight": 0
        if row.parent is not None
        else number((piece.weight or 0) * row.quantity),
        "sku": piece.sku or product.sku,
        "store_id": order["store_id"],
        "updated_at": order["created_at"],
        "itemized_taxes": [],
        "_product_sku": product.sku,
    }
    if piece.weight:
        item["weight"] = number(piece.weight)
    if row.is_priced or is_child_without_price:
        item["tax_percent"] = number(row.tax.percent)
    if row.parent is not None:
        item["parent_item_id"] = row.parent.item["item_id"]
    if piece.option:
        item["product_option"] = {"extension_attributes": piece.option}
    if product.type_id == "bundle":
        item["_priced_by_children"] = piece.priced_by_children
        item["_shipped_by_children"] = piece.shipped_by_children
    if row.discount:
        item["applied_rule_ids"] = "1"
    return item


def _put_amounts(item: Document, amounts: Document, prefix: str) -> None:
    for key, amount in amounts.items():
        if not key.startswith("_"):
            item[prefix + key] = amount
    whole = amounts["_row_gross"]
    if amounts["discount_amount"] and whole:
        item["discount_percent"] = number(
            round(100 * amounts["discount_amount"] / whole)
        )


def _sum_up(row: _Row, rows: list[_Row], prefix: str, currency_rate: float) -> None:
    """Give a dynamic bundle the sums of its parts, as Magento does."""
    parts = [other.item for other in rows if other.parent is row]
    item = row.item
    for key in ("row_total", "row_total_incl_tax", "tax_amount"):
        item[prefix + key] = number(sum(part[prefix + key] for part in parts))
    off = sum(part[f"{prefix}discount_amount"] for part in parts)
    item[f"{prefix}price"] = number(
        cents((item[f"{prefix}row_total"] + off) / row.quantity)
    )
    item[f"{prefix}price_incl_tax"] = number(
        cents((item[f"{prefix}row_total_incl_tax"] + off) / row.quantity)
    )
    item[f"{prefix}original_price"] = number(row.piece.unit_price() * currency_rate)


def _payment(cart: Cart, order: Document) -> Document:
    title = METHODS[cart.method]
    payment = {
        "account_status": None,
        "additional_information": [title, None]
        if cart.method in _WITH_INSTRUCTIONS
        else [title],
        "cc_last4": None,
        "entity_id": order["entity_id"],
        "method": cart.method,
        "parent_id": order["entity_id"],
    }
    for prefix in ("", "base_"):
        payment[f"{prefix}amount_ordered"] = order[f"{prefix}grand_total"]
        payment[f"{prefix}shipping_amount"] = order[f"{prefix}shipping_amount"]
    if cart.po_number:
        payment["po_number"] = cart.po_number
    return payment


def _payment_info(cart: Cart) -> list[Document]:
    info = [{"key": "method_title", "value": METHODS[cart.method]}]
    if cart.method in _WITH_INSTRUCTIONS:
        info.append({"key": "instructions", "value": "null"})
    return info
