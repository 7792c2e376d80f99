"""From what customers put into their cart to the order that the shop gets."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass, field
from typing import Any

from . import order_prices, order_store, stores
from .data import load
from .order_amounts import cents, number
from .order_prices import NO_TAX, Priced, Tax
from .order_types import ADDRESS_KEYS
from .product_store import Brief
from .stock import stock_of_website

Document = dict[str, Any]

EURO_RATE = 0.925
"""Euros for a dollar, the base currency of the second website."""

_GLOBAL_CURRENCY = "EUR"
_TITLES = {
    "checkmo": "Check / Money order",
    "banktransfer": "Bank Transfer Payment",
    "cashondelivery": "Cash On Delivery",
    "purchaseorder": "Purchase Order",
    "free": "No Payment Information Required",
    "braintree": "Credit Card",
    "paypal_express": "PayPal Express Checkout",
}
_WITH_INSTRUCTIONS = ("banktransfer", "cashondelivery")
SHIPPING_METHODS = {
    "flatrate_flatrate": "Flat Rate - Fixed",
    "freeshipping_freeshipping": "Free Shipping - Free",
    "tablerate_bestway": "Best Way - Table Rate",
}


@dataclass
class Piece:
    """Something in a cart.

    :param quantity: of a child, how many are in one of its parent.
    :param price: of one in the catalogue, options included; None = the product's.
    :param sku: where it is not the product's.
    :param option: what the customer chose, as extension attributes have it.
    :param children: the variant of a configurable, the parts of a bundle.
    :param priced_by_children: a dynamic bundle.
    :param shipped_by_children: a bundle whose parts are sent one by one.
    """

    product: Brief
    quantity: float
    price: float | None = None
    sku: str | None = None
    option: Document | None = None
    children: list[Piece] = field(default_factory=list)
    priced_by_children: bool = False
    shipped_by_children: bool = False

    @property
    def is_virtual(self) -> bool:
        if self.children:
            return all(child.is_virtual for child in self.children)
        return self.product.type_id in ("virtual", "downloadable")

    def unit_price(self) -> float:
        """Return what one costs in the catalogue, in the base currency."""
        if self.priced_by_children:
            return sum(child.unit_price() * child.quantity for child in self.children)
        return self.price if self.price is not None else self.product.price or 0.0


@dataclass
class Discount:
    """What is off.

    :param percent: of every line; 0 where a sum is off.
    :param amount: a sum off the cart, in the base currency.
    :param lines: positions of the lines that it concerns; None = all.
    :param on_shipping: the shipping is discounted, too.
    """

    percent: float = 0
    amount: float = 0
    lines: tuple[int, ...] | None = None
    on_shipping: bool = False
    coupon: str | None = None
    description: str = "Ten percent"


@dataclass
class Cart:
    """All that an order is made of.

    :param customer: as the interface shows customers; None for a guest.
    :param billing: an address with the keys of an order's address.
    :param shipping: the same; None where nothing is to be sent.
    :param shipping_price: as in the catalogue, with or without tax.
    :param values: further columns of the order, or other values than usual.
    """

    view_id: int
    moment: str
    pieces: list[Piece]
    billing: Document
    shipping: Document | None
    email: str
    customer: Document | None = None
    method: str = "checkmo"
    shipping_method: str = "flatrate_flatrate"
    shipping_price: float = 6.9
    discount: Discount | None = None
    po_number: str | None = None
    values: Document = field(default_factory=dict)


@dataclass
class _Row:
    piece: Piece
    quantity: float
    parent: _Row | None
    is_priced: bool
    tax: Tax = NO_TAX
    discount: float = 0
    item: Document = field(default_factory=dict)


def price_at(product: Brief, moment: str) -> float:
    """Return what a product costs at a moment: less while a special price runs."""
    price, special = product.price or 0.0, product.special_price
    begin = product.values.get("special_from_date") or ""
    end = product.values.get("special_to_date") or "9999"
    if special is not None and begin <= moment < end:
        return min(price, special)
    return price


def order_address(address: Document) -> Document:
    """Return a customer's address with the keys of an order's address."""
    region = address.get("region") or {}
    copied = {
        key: value
        for key, value in address.items()
        if key in ADDRESS_KEYS and key != "region"
    }
    for key in ("region", "region_code"):
        if region.get(key):
            copied[key] = region[key]
    return copied


def place(connection: sqlite3.Connection, cart: Cart) -> Document:
    """Make the order of a cart and write it; return its document."""
    order_id = order_store.new_id(connection, "order")
    view = stores.view_by_id(cart.view_id) or {}
    rows = _rows(cart)
    shipping_tax = _taxes(cart, rows)
    _discount(cart, rows)
    with_tax = view["website_id"] == 1
    rate = EURO_RATE if view["code"] == "pro_de" else 1.0
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
    is_virtual = all(piece.is_virtual for piece in cart.pieces)
    order = _header(connection, cart, view, order_id, rows, is_virtual)
    order["base_to_order_rate"] = number(rate)
    if rate != 1:
        order["order_currency_code"] = _GLOBAL_CURRENCY
    ids = order_store.new_ids(connection, "order item", len(rows))
    for row, item_id in zip(rows, ids, strict=True):
        row.item = _item(row, item_id, order)
    shipping_amounts = {}
    for prefix, currency_rate in (("base_", 1.0), ("", rate)):
        found = order_prices.amounts(
            [*to_price, _shipping(cart, is_virtual, shipping_tax)],
            with_tax,
            currency_rate,
        )
        shipping = found.pop()
        shipping_amounts[prefix] = shipping
        for row, amounts in zip(priced, found, strict=True):
            _put_amounts(row.item, amounts, prefix)
        for row in rows:
            if row.piece.priced_by_children:
                _sum_up(row, rows, prefix, currency_rate)
        order |= order_prices.totals(found, shipping, prefix)
    order["items"] = [row.item for row in rows]
    order["taxes"] = _tax_lists(
        connection, order, priced, shipping_amounts, shipping_tax, is_virtual
    )
    order["payment"] = _payment(cart, order)
    order["taxes"]["payment_additional_info"] = _payment_info(cart)
    order |= cart.values
    order["payment"] |= order.pop("_payment", {})
    order_store.insert(connection, order)
    return order


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
        sum((row.piece.product.weight or 0) * row.quantity for row in tops)
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
        else number((product.weight or 0) * row.quantity),
        "sku": piece.sku or product.sku,
        "store_id": order["store_id"],
        "updated_at": order["created_at"],
        "itemized_taxes": [],
        "_product_sku": product.sku,
    }
    if product.weight:
        item["weight"] = number(product.weight)
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


def _tax_lists(
    connection: sqlite3.Connection,
    order: Document,
    priced: list[_Row],
    shipping_amounts: dict[str, Document],
    shipping_tax: Tax,
    is_virtual: bool,
) -> Document:
    """Return the lists that tell which tax is on what."""
    charged = [
        (row.tax, row.item["tax_amount"], row.item["base_tax_amount"], row.item)
        for row in priced
        if row.tax.percent
    ]
    if shipping_tax.percent and not is_virtual:
        own, base = (shipping_amounts[p]["tax_amount"] for p in ("", "base_"))
        charged.insert(0, (shipping_tax, own, base, {}))
    lists: Document = {
        key: []
        for key in (
            "applied_taxes",
            "item_applied_taxes",
            "taxes",
            "additional_itemized_taxes",
        )
    }
    for tax in dict.fromkeys(entry[0] for entry in charged):
        own = number(cents(sum(e[1] for e in charged if e[0] == tax)))
        base = number(cents(sum(e[2] for e in charged if e[0] == tax)))
        shown = {"code": tax.code, "title": tax.code, "percent": number(tax.percent)}
        tax_id = order_store.new_id(connection, "order tax")
        lists["applied_taxes"].append(shown | {"amount": own, "base_amount": base})
        lists["taxes"].append(
            {"tax_id": tax_id, "order_id": order["entity_id"]}
            | shown
            | {
                "amount": own,
                "base_amount": base,
                "base_real_amount": base,
                "priority": 0,
                "position": 0,
                "process": 0,
            }
        )
        for _, amount, base_amount, item in (e for e in charged if e[0] == tax):
            entry = shown | {"amount": amount, "base_amount": base_amount}
            kind = {"type": "product", "item_id": item["item_id"]} if item else None
            lists["item_applied_taxes"].append(
                (kind or {"type": "shipping"}) | {"applied_taxes": [entry]}
            )
            detail = {
                "tax_item_id": order_store.new_id(connection, "order tax item"),
                "tax_id": tax_id,
                **({"item_id": item["item_id"]} if item else {}),
                "tax_code": tax.code,
                "tax_percent": number(tax.percent),
                "amount": amount,
                "base_amount": base_amount,
                "real_amount": amount,
                "real_base_amount": base_amount,
                "taxable_item_type": "product" if item else "shipping",
            }
            if item:
                item["itemized_taxes"].append(detail)
            else:
                lists["additional_itemized_taxes"].append(detail)
    return lists


def _payment(cart: Cart, order: Document) -> Document:
    title = _TITLES[cart.method]
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
    info = [{"key": "method_title", "value": _TITLES[cart.method]}]
    if cart.method in _WITH_INSTRUCTIONS:
        info.append({"key": "instructions", "value": "null"})
    return info
