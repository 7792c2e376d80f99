"""What customers put into their cart, and how they want to have and pay it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .order_types import ADDRESS_KEYS
from .product_store import Brief

Document = dict[str, Any]

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

    @property
    def weight(self) -> float | None:
        """What one weighs, where that is known."""
        if self.product.type_id == "configurable" and self.children:
            return self.children[0].product.weight
        if self.priced_by_children:
            return sum(
                (child.product.weight or 0) * child.quantity for child in self.children
            )
        return self.product.weight

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
