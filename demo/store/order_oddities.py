"""Orders with one awkward thing each, after the recorded ones of every seeded store.

Who ordered says what is odd: the e-mail address is unique to each.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import creditmemos, invoices, order_states, order_store, shipments
from .carts import Cart, Discount, Piece
from .order_placing import place
from .product_store import Brief
from .shelf import Shelf

Document = dict[str, Any]

LONG_ORDER = 300
"""How many lines the longest order has."""
DELETED_CUSTOMER_ID = 990_001
DELETED_PRODUCT_ID = 990_002
DELETED_PRODUCT_SKU = "GONE-01"
UNKNOWN_CARRIER = "pigeon_post"
UNKNOWN_COUNTRY = "AN"
UNKNOWN_COUNTRY_EMAIL = "odd.antilles@example.test"
"""The order that goes to a country that Odoo does not know."""

_HOME = {
    "firstname": "Odile",
    "lastname": "Commande",
    "street": ["1 place de l’Exemple"],
    "city": "Orléans",
    "postcode": "45000",
    "country_id": "FR",
    "region_id": 0,
    "telephone": "+33 (0)2 38 00 00 00",
}
_AMERICAN = {
    "firstname": "Odell",
    "lastname": "Order",
    "street": ["1 Example Plaza"],
    "city": "Los Angeles",
    "postcode": "90001",
    "country_id": "US",
    "region": "California",
    "region_code": "CA",
    "region_id": 12,
    "telephone": "+1 555 0100",
}


@dataclass
class Maker:
    """What it takes to make up orders.

    :param shelves: products by store view.
    :param people: customers with an address, as the interface shows them.
    """

    connection: sqlite3.Connection
    shelves: Mapping[int, Shelf]
    people: list[Document]
    home: Document = field(default_factory=lambda: dict(_HOME))

    def cart(self, email: str, moment: str, *goods: Any, **values: Any) -> Cart:
        """Return the cart of a guest.

        :param goods: SKUs, or pairs of a SKU and a quantity, or pieces.
        """
        view_id = values.pop("view_id", 1)
        address = values.pop("address", self.home if view_id < 3 else _AMERICAN)
        shelf = self.shelves[view_id]
        pieces = []
        for good in goods:
            if isinstance(good, Piece):
                pieces.append(good)
                continue
            sku, quantity = good if isinstance(good, tuple) else (good, 1)
            pieces.append(shelf.piece(shelf.find(sku), quantity, moment))
        return Cart(
            view_id=view_id,
            moment=moment,
            pieces=pieces,
            billing=address,
            shipping=address,
            email=email,
            **values,
        )

    def place(self, email: str, moment: str, *goods: Any, **values: Any) -> Document:
        return place(self.connection, self.cart(email, moment, *goods, **values))


@dataclass(frozen=True)
class Oddity:
    """An awkward order.

    :param count: how many orders it takes.
    """

    email: str
    act: Callable[[Maker, str, str], None]
    count: int = 1

    def make(self, maker: Maker, moment: str) -> None:
        """Write the order, or the orders."""
        self.act(maker, self.email, moment)


def _placed(*goods: Any, **values: Any) -> Callable[[Maker, str, str], None]:
    def act(maker: Maker, email: str, moment: str) -> None:
        maker.place(email, moment, *goods, **values)

    return act


def _of_deleted_product(maker: Maker, email: str, moment: str) -> None:
    gone = Brief(
        id=DELETED_PRODUCT_ID,
        sku=DELETED_PRODUCT_SKU,
        type_id="simple",
        name="Sold once, deleted since",
        price=24.0,
        special_price=None,
        weight=1.0,
        tax_class_id="2",
        status=1,
        website_ids=(1, 2),
        children=(),
    )
    maker.place(email, moment, Piece(gone, 2), "MUG-RED")


def _of_deleted_customer(maker: Maker, email: str, moment: str) -> None:
    customer = {
        "id": DELETED_CUSTOMER_ID,
        "firstname": "Deleted",
        "lastname": "Since",
        "group_id": 1,
    }
    maker.place(email, moment, "MUG-RED", customer=customer)


def _zero(maker: Maker, email: str, moment: str) -> None:
    maker.place(
        email,
        moment,
        ("MUG-RED", 2),
        discount=Discount(percent=100, on_shipping=True, coupon="GRATIS"),
        method="free",
    )


def _long(maker: Maker, email: str, moment: str) -> None:
    shelf = maker.shelves[1]
    plain = [p for p in shelf.for_sale if p.type_id == "simple" and p.weight]
    pieces = [
        shelf.piece(plain[n % len(plain)], 1 + n % 3, moment, n)
        for n in range(LONG_ORDER)
    ]
    maker.place(email, moment, *pieces)


def _commented(maker: Maker, email: str, moment: str) -> None:
    order = maker.place(email, moment, "MUG-RED")
    order_store.add_comment(
        maker.connection,
        order["entity_id"],
        comment="<p>Call <a href='tel:1'>me</a> <script>alert('1')</script>&amp; ring"
        "<br/>twice</p>\nأهلا",
        created_at=moment,
        entity_name="order",
        is_customer_notified=1,
        is_visible_on_front=1,
        status="pending",
    )


def _unknown_carrier(maker: Maker, email: str, moment: str) -> None:
    order = maker.place(email, moment, "MUG-RED", ("CAP-01", 2))
    invoices.make(maker.connection, order, moment)
    track = {
        "carrier_code": UNKNOWN_CARRIER,
        "title": "Pigeon post é",
        "track_number": "COO/1 & 2",
    }
    shipments.make(maker.connection, order, moment, tracks=[track], from_stock=False)


def _refunded_before_shipment(maker: Maker, email: str, moment: str) -> None:
    order = maker.place(email, moment, ("MUG-RED", 3), "CAP-01")
    invoices.make(maker.connection, order, moment)
    first = order["items"][0]["item_id"]
    creditmemos.make(
        maker.connection,
        order,
        moment,
        quantities={first: 2},
        shipping=0,
        from_stock=False,
    )


def _edited_three_times(maker: Maker, email: str, moment: str) -> None:
    order = maker.place(email, moment, "MUG-RED")
    for quantity in (2, 3, 4):
        order = edit(
            maker.connection,
            order,
            maker.cart(email, moment, ("MUG-RED", quantity)),
        )


def edit(connection: sqlite3.Connection, order: Document, cart: Cart) -> Document:
    """Replace an order as the shop's people do: cancel it, and place another one.

    The new one is called as the first of all, with a number behind; each knows the one
    before and after it.
    """
    order_states.cancel(order, cart.moment)
    first = order.get("original_increment_id") or order["increment_id"]
    times = (order.get("edit_increment") or 0) + 1
    cart.values |= {
        "increment_id": f"{first}-{times}",
        "original_increment_id": first,
        "edit_increment": times,
        "relation_parent_id": str(order["entity_id"]),
        "relation_parent_real_id": order["increment_id"],
    }
    new = place(connection, cart)
    order["relation_child_id"] = str(new["entity_id"])
    order["relation_child_real_id"] = new["increment_id"]
    order["updated_at"] = cart.moment
    order_store.save(connection, order)
    return new


def _to_someone_else(maker: Maker, email: str, moment: str) -> None:
    cart = maker.cart(email, moment, "MUG-RED", "TEE")
    cart.shipping = _HOME | {
        "firstname": "Cadeau",
        "lastname": "Pour Toi",
        "company": "Chez <b>Fictive</b> & Fils",
        "street": ["c/o Exemple", "2e étage"],
        "country_id": "BE",
        "city": "Liège",
        "postcode": "4000",
        "vat_id": "BE0477472701",
    }
    place(maker.connection, cart)


ODDITIES: tuple[Oddity, ...] = (
    Oddity("odd.deleted.product@example.test", _of_deleted_product),
    Oddity("odd.deleted.customer@example.test", _of_deleted_customer),
    Oddity("odd.zero.total@example.test", _zero),
    Oddity("odd.long@example.test", _long),
    Oddity("odd.html.comment@example.test", _commented),
    Oddity("odd.unknown.carrier@example.test", _unknown_carrier),
    Oddity("odd.refund.before.shipment@example.test", _refunded_before_shipment),
    Oddity("odd.edited@example.test", _edited_three_times, count=4),
    # Four times 10.42 is 41.68, but the row is 41.67: it is 50 less its tax.
    Oddity("odd.rounding@example.test", _placed(("MUG-RED", 4))),
    Oddity(
        "odd.no.region@example.test",
        _placed(
            "MUG-RED",
            view_id=3,
            address={
                key: value
                for key, value in _AMERICAN.items()
                if not key.startswith("region")
            },
        ),
    ),
    Oddity(
        UNKNOWN_COUNTRY_EMAIL,
        _placed("MUG-RED", address=_HOME | {"country_id": UNKNOWN_COUNTRY}),
    ),
    Oddity("odd.other.recipient@example.test", _to_someone_else),
    Oddity("odd.virtual@example.test", _placed("SERVICE-01", ("EBOOK-01", 2))),
    Oddity("odd.same.product.twice@example.test", _placed("MUG-RED", ("MUG-RED", 2))),
    Oddity(
        "odd.tiny.quantity@example.test",
        _placed(("FABRIC-M", 0.25), ("PEN-01", 999)),
    ),
    Oddity("ODD.Capital.Letters@Example.test", _placed("MUG-RED")),
    Oddity(
        "odd.line.discount@example.test",
        _placed(
            ("MUG-RED", 3),
            "CAP-01",
            discount=Discount(percent=33, lines=(0,), description="Mugs"),
        ),
    ),
    Oddity(
        "odd.shipping.discount@example.test",
        _placed("MUG-RED", discount=Discount(percent=50, on_shipping=True)),
    ),
    Oddity("odd.bundles@example.test", _placed(("KIT-DYN", 3), ("KIT-FIX", 2))),
    Oddity(
        "odd.euro.over.dollar@example.test",
        _placed(
            ("SCREWS-PRO", 7),
            "RING-01",
            view_id=4,
            discount=Discount(percent=10, on_shipping=True),
        ),
    ),
    Oddity(
        "odd.own.status@example.test",
        _placed("MUG-RED", values={"status": "waiting_for_engraver"}),
    ),
)
