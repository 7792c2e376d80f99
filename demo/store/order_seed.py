"""The orders of a new store: always the same, and awkward on purpose.

The first 21 are those of a real store's interface (:mod:`.order_history`). Then come
:data:`~.order_oddities.ODDITIES`, each with one thing that trips importers up; then any
number of made-up ones in every state that an order can be in.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from . import (
    creditmemos,
    customers,
    invoices,
    order_history,
    order_lines,
    order_states,
    order_store,
    shipments,
)
from .carts import SHIPPING_METHODS, Cart, Discount, Piece, order_address
from .database import Database
from .order_oddities import ODDITIES, Maker
from .order_placing import place
from .seed import NIGHTLY_UPDATE
from .shelf import Shelf

SEED = 20241125
CAPTURED = 21
FIRST_DAY = datetime(2025, 1, 6, 8)
_STEP = timedelta(hours=8, minutes=47)

Document = dict[str, Any]
Act = Callable[[sqlite3.Connection, Document, "Clock", random.Random], None]

_CARRIERS = (
    ("custom", "Colissimo", "6A{0:011}"),
    ("ups", "United Parcel Service", "1Z{0:016}"),
    ("dhl", "DHL", "JJD{0:015}"),
    ("fedex", "Federal Express", "{0:012}"),
)
_METHODS = ("checkmo", "banktransfer", "cashondelivery", "purchaseorder")
_COMMENTS = (
    "Merci de livrer avant midi.",
    "Called the customer: any colour will do.",
    "Bitte beim Nachbarn abgeben – 3. Stock links",
)


class Clock:
    """The time of an order's life; every step is some hours after the one before."""

    def __init__(self, begun: datetime, dice: random.Random) -> None:
        self._now = begun
        self._dice = dice

    def tick(self) -> str:
        """Return the time of the next thing that happens."""
        self._now += timedelta(minutes=self._dice.randint(20, 3000), seconds=11)
        return f"{self._now:%Y-%m-%d %H:%M:%S}"


def orders(database: Database, number: int) -> None:
    """Fill the store with ``number`` orders, instead of those that it has."""
    with database.write() as connection:
        order_history.clear(connection)
        order_history.tell(connection, number)
        if number > CAPTURED:
            _make_up(connection, number - CAPTURED)


def _make_up(connection: sqlite3.Connection, number: int) -> None:
    maker = Maker(
        connection,
        shelves={view: Shelf(connection, view) for view in (1, 2, 3, 4)},
        people=_people(connection),
    )
    dice = random.Random(SEED)
    made = 0
    moment = FIRST_DAY
    for oddity in ODDITIES:
        if made + oddity.count <= number:
            oddity.make(maker, f"{moment:%Y-%m-%d %H:%M:%S}")
            moment += _STEP
            made += oddity.count
    for index in range(number - made):
        _one(maker, dice, index, moment)
        moment += _STEP


def _people(connection: sqlite3.Connection) -> list[Document]:
    """Return the customers who can order: those with an address, as answers."""
    rows = connection.execute("SELECT * FROM customer ORDER BY id").fetchall()
    found = customers.answers(connection, rows)
    return [customer for customer in found if customer["addresses"]]


def _one(maker: Maker, dice: random.Random, index: int, begun: datetime) -> None:
    moment = f"{begun:%Y-%m-%d %H:%M:%S}"
    is_guest = dice.random() < 0.12
    customer = dice.choice(maker.people) if maker.people else None
    # Nobody orders in a view that is closed.
    view_id = (
        1 if customer is None or customer["store_id"] == 5 else customer["store_id"]
    )
    addresses = customer["addresses"] if customer else [maker.home]
    billing = order_address(dice.choice(addresses))
    shipping = order_address(dice.choice(addresses))
    email = customer["email"] if customer else f"guest{index:04}@example.test"
    if is_guest:
        email, customer = f"guest{index:04}@example.test", None
    cart = Cart(
        view_id=view_id,
        moment=moment,
        pieces=_pieces(maker.shelves[view_id], dice, moment),
        billing=billing,
        shipping=shipping,
        email=email,
        customer=customer,
        method=dice.choice(_METHODS[: 3 if view_id < 3 else 4]),
        shipping_method=dice.choice(list(SHIPPING_METHODS)),
        shipping_price=dice.choice((4.9, 6.9, 9.5, 12.34)),
        discount=_some_discount(dice),
    )
    if cart.shipping_method.startswith("free"):
        cart.shipping_price = 0
    if cart.method == "purchaseorder":
        cart.po_number = f"PO-{index:05}"
    life = dice.choices(_LIVES, [weight for _, weight, _ in _LIVES])[0]
    name, _, acts = life
    if name in _ONLINE:
        cart.method = dice.choice(invoices.ONLINE_METHODS)
    order = place(maker.connection, cart)
    clock = Clock(begun, dice)
    for act in acts:
        act(maker.connection, order, clock, dice)
    if dice.random() < 0.15:
        order_store.add_comment(
            maker.connection,
            order["entity_id"],
            comment=dice.choice(_COMMENTS),
            created_at=clock.tick(),
            is_customer_notified=0,
            is_visible_on_front=dice.randint(0, 1),
            status=order["status"],
        )
    if index % 7 == 0 and order["updated_at"] < NIGHTLY_UPDATE:
        order["updated_at"] = NIGHTLY_UPDATE
        order_store.save(maker.connection, order)


def _pieces(shelf: Shelf, dice: random.Random, moment: str) -> list[Piece]:
    pieces = []
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3, 4, 6))):
        product = dice.choice(shelf.for_sale)
        quantity: float = dice.choice((1, 1, 1, 2, 2, 3, 4, 5))
        if product.sku.startswith("FABRIC"):
            quantity = dice.choice((0.5, 1.25, 2.75))
        pieces.append(shelf.piece(product, quantity, moment, dice.randrange(30)))
    return pieces


def _some_discount(dice: random.Random) -> Discount | None:
    chance = dice.random()
    if chance < 0.1:
        return Discount(percent=10, coupon="SAVE10")
    if chance < 0.16:
        return Discount(amount=5, coupon="FIVE", description="Five off")
    if chance < 0.2:
        return Discount(percent=15, lines=(0,), description="First line")
    if chance < 0.24:
        return Discount(percent=20, on_shipping=True, description="Summer sale")
    return None


def _bill(
    connection: sqlite3.Connection, order: Document, clock: Clock, dice: random.Random
) -> None:
    if order_states.can_invoice(order):
        invoices.make(connection, order, clock.tick())


def _bill_some(
    connection: sqlite3.Connection, order: Document, clock: Clock, dice: random.Random
) -> None:
    part = _some(order, order_lines.to_invoice, dice)
    if part:
        invoices.make(connection, order, clock.tick(), quantities=part)


def _track(dice: random.Random) -> Document:
    code, title, number = dice.choice(_CARRIERS)
    return {
        "carrier_code": code,
        "title": title,
        "track_number": number.format(dice.randrange(10**9)),
    }


def _send(
    connection: sqlite3.Connection, order: Document, clock: Clock, dice: random.Random
) -> None:
    if order_states.can_ship(order):
        tracks = [_track(dice) for _ in range(dice.choice((0, 1, 1, 1, 2)))]
        shipments.make(connection, order, clock.tick(), tracks=tracks, from_stock=False)


def _send_some(
    connection: sqlite3.Connection, order: Document, clock: Clock, dice: random.Random
) -> None:
    part = _some(order, order_lines.to_ship, dice)
    if part and order_states.can_ship(order):
        shipments.make(
            connection,
            order,
            clock.tick(),
            quantities=part,
            tracks=[_track(dice)],
            from_stock=False,
        )


def _give_back(
    connection: sqlite3.Connection, order: Document, clock: Clock, dice: random.Random
) -> None:
    if order_states.can_refund(order):
        creditmemos.make(connection, order, clock.tick(), from_stock=False)


def _give_back_some(
    connection: sqlite3.Connection, order: Document, clock: Clock, dice: random.Random
) -> None:
    part = _some(order, order_lines.to_refund, dice)
    if part and order_states.can_refund(order):
        creditmemos.make(
            connection,
            order,
            clock.tick(),
            quantities=part,
            shipping=0,
            from_stock=False,
        )


def _some(
    order: Document, open_of: Callable[[Document, Document], float], dice: random.Random
) -> dict[int, float]:
    """Return a part of what is open; of a single piece all of it."""
    part: dict[int, float] = {}
    for item in order["items"]:
        quantity = open_of(order, item)
        if quantity >= 1 and not part:
            part[item["item_id"]] = quantity if quantity == 1 else quantity // 2
        elif quantity > 0 and dice.random() < 0.3:
            part[item["item_id"]] = quantity
    return part


def _drop(
    connection: sqlite3.Connection, order: Document, clock: Clock, dice: random.Random
) -> None:
    if order_states.can_cancel(order):
        moment = clock.tick()
        order_states.cancel(order, moment)
        order["updated_at"] = moment
        order_store.save(connection, order)


def _hold(
    connection: sqlite3.Connection, order: Document, clock: Clock, dice: random.Random
) -> None:
    order_states.hold(order)
    order["updated_at"] = clock.tick()
    order_store.save(connection, order)


def _await_payment(
    connection: sqlite3.Connection, order: Document, clock: Clock, dice: random.Random
) -> None:
    order_states.move_to(order, order_states.PENDING_PAYMENT)
    order_store.save(connection, order)


def _review(
    connection: sqlite3.Connection, order: Document, clock: Clock, dice: random.Random
) -> None:
    order_states.move_to(order, order_states.REVIEW)
    order_store.save(connection, order)


def _authorize(
    connection: sqlite3.Connection, order: Document, clock: Clock, dice: random.Random
) -> None:
    authorize(order, f"{dice.randrange(16**10):010x}")
    order["updated_at"] = clock.tick()
    order_store.save(connection, order)


def authorize(order: Document, transaction: str) -> None:
    """Let the money of an order be promised, and not yet collected."""
    payment = order["payment"]
    for prefix in ("", "base_"):
        payment[f"{prefix}amount_authorized"] = order[f"{prefix}grand_total"]
    payment["last_trans_id"] = transaction
    order_states.begin(order)


_ONLINE = ("awaits payment", "authorized", "collected", "in review")
_LIVES: tuple[tuple[str, int, tuple[Act, ...]], ...] = (
    ("new", 18, ()),
    ("awaits payment", 5, (_await_payment,)),
    ("authorized", 5, (_authorize,)),
    ("collected", 5, (_authorize, _bill)),
    ("in review", 2, (_review,)),
    ("complete", 24, (_bill, _send)),
    ("billed", 8, (_bill,)),
    ("billed in part", 4, (_bill_some,)),
    ("sent in part", 7, (_bill, _send_some)),
    ("sent in two parcels", 4, (_bill, _send_some, _send)),
    ("sent, not billed", 4, (_send,)),
    ("canceled", 5, (_drop,)),
    ("canceled in part", 2, (_bill_some, _drop)),
    ("held", 3, (_hold,)),
    ("given back in part", 4, (_bill, _send, _give_back_some)),
    ("given back", 2, (_bill, _send, _give_back)),
    ("given back before it was sent", 2, (_bill, _give_back_some)),
)
"""What becomes of made-up orders: name, how often, and what is done to them."""
