"""What customers and the people of the shop do to orders, outside the REST interface.

Answers to this machine only, as all of :mod:`.admin`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, jsonify

from . import (
    admin,
    creditmemos,
    customers,
    invoices,
    order_oddities,
    order_seed,
    order_states,
    order_store,
    orders,
    shipments,
    stock,
    stores,
)
from .carts import SHIPPING_METHODS, Cart, Discount, Piece, order_address
from .errors import StoreError
from .order_placing import METHODS, place
from .order_types import ADDRESS_KEYS, ORDER_KEYS
from .shelf import Shelf
from .shop import Shop, now

blueprint = Blueprint("order_admin", __name__, url_prefix="/_store")
blueprint.before_request(admin.only_from_here)
blueprint.register_error_handler(ValueError, admin.refuse)

Document = dict[str, Any]

_HOME = {
    "firstname": "Ada",
    "lastname": "Acheteuse",
    "street": ["5 rue de la Démo"],
    "city": "Nantes",
    "postcode": "44000",
    "country_id": "FR",
    "region_id": 0,
    "telephone": "+33 2 40 00 00 00",
}
"""Where goods of a guest go, who tells nothing else."""
_GIVEN = {
    "lines",
    "view",
    "customer_id",
    "email",
    "address",
    "shipping_address",
    "method",
    "shipping_method",
    "shipping_price",
    "percent",
    "coupon",
    "po_number",
}


def _shop() -> Shop:
    return current_app.extensions["shop"]


@blueprint.errorhandler(StoreError)
def _refuse_as_magento(error: StoreError) -> tuple[Response, int]:
    return jsonify(message=error.message), error.status


def whole(connection: sqlite3.Connection, order_id: int) -> Document:
    """Return an order as the interface shows it, and what followed from it."""
    order = order_store.load(connection, order_id)
    return order_store.answers(connection, [order])[0] | {
        "invoices": invoices.KIND.of_order(connection, order_id),
        "shipments": shipments.KIND.of_order(connection, order_id),
        "creditmemos": creditmemos.KIND.of_order(connection, order_id),
    }


@blueprint.get("/orders/<int:order_id>")
def read_order(order_id: int) -> Response:
    with _shop().database.read() as connection:
        return jsonify(whole(connection, order_id))


@blueprint.post("/orders")
def place_order() -> Response:
    given = admin.given()
    with _shop().database.write() as connection:
        order = place(connection, _cart(connection, given))
        return jsonify(whole(connection, order["entity_id"]))


@blueprint.post("/orders/<int:order_id>/<action>")
def act(order_id: int, action: str) -> Response:
    """Do something to an order; answer with the order that there is afterwards."""
    if action not in _ACTIONS:
        raise ValueError(
            f"nothing to do called {action!r}; there are {', '.join(_ACTIONS)}"
        )
    given = admin.given()
    with _shop().database.write() as connection:
        order = order_store.load(connection, order_id)
        shown_id = _ACTIONS[action](connection, order, given) or order_id
        return jsonify(whole(connection, shown_id))


def _cart(connection: sqlite3.Connection, given: Document) -> Cart:
    unknown = set(given) - _GIVEN
    if unknown:
        raise ValueError(f"an order has no {', '.join(sorted(unknown))}")
    view = stores.view_by_code(given.get("view", "default"))
    if view is None or not view["id"]:
        raise ValueError(f"no store view {given.get('view')!r}")
    moment = now()
    customer, home = None, dict(_HOME)
    if given.get("customer_id"):
        customer = customers.load(connection, given["customer_id"])
        if customer["addresses"]:
            home = order_address(customer["addresses"][0])
    email = customer["email"] if customer else "guest@example.test"
    billing = home | _address(given.get("address"))
    discount = None
    if given.get("percent"):
        discount = Discount(percent=given["percent"], coupon=given.get("coupon"))
    values = {
        key: given[key]
        for key in ("method", "shipping_method", "shipping_price", "po_number")
        if key in given
    }
    for key, known in (("method", METHODS), ("shipping_method", SHIPPING_METHODS)):
        if key in values and values[key] not in known:
            raise ValueError(f"{key} cannot be {values[key]!r}, only {list(known)}")
    return Cart(
        view_id=view["id"],
        moment=moment,
        pieces=_pieces(connection, view["id"], given.get("lines"), moment),
        billing=billing,
        shipping=billing | _address(given.get("shipping_address")),
        email=given.get("email", email),
        customer=customer,
        discount=discount,
        **values,
    )


def _address(given: Document | None) -> Document:
    unknown = set(given or ()) - set(ADDRESS_KEYS)
    if unknown:
        raise ValueError(f"an address has no {', '.join(sorted(unknown))}")
    return given or {}


def _pieces(
    connection: sqlite3.Connection, view_id: int, lines: Any, moment: str
) -> list[Piece]:
    if not lines:
        raise ValueError("an order needs lines: pairs of a SKU and a quantity")
    shelf = Shelf(connection, view_id)
    return [shelf.piece(shelf.find(sku), qty, moment) for sku, qty in lines]


def _edit(connection: sqlite3.Connection, order: Document, given: Document) -> int:
    if not order_states.can_cancel(order):
        raise ValueError(f"order {order['increment_id']} cannot be edited any more")
    moment = now()
    lines = given.get("lines")
    customer = None
    if order.get("customer_id"):
        customer = {"id": order["customer_id"]} | {
            key.removeprefix("customer_"): order.get(key)
            for key in ORDER_KEYS
            if key.startswith("customer_") and key != "customer_id"
        }
        customer["dob"] = (customer.get("dob") or "")[:10]
    cart = Cart(
        view_id=order["store_id"],
        moment=moment,
        pieces=_pieces(connection, order["store_id"], lines, moment),
        billing=order["billing_address"],
        shipping=order["shipping_address"] or order["billing_address"],
        email=order["customer_email"],
        customer=customer,
        method=order["payment"]["method"],
        shipping_method=order["shipping_method"] or "flatrate_flatrate",
        shipping_price=order["base_shipping_incl_tax"],
    )
    return order_oddities.edit(connection, order, cart)["entity_id"]


def _pay(connection: sqlite3.Connection, order: Document, given: Document) -> None:
    order_states.begin(order)
    invoices.make(connection, order, now())


def _authorize(
    connection: sqlite3.Connection, order: Document, given: Document
) -> None:
    order_seed.authorize(order, f"authorized-{order['entity_id']}")
    _touch(connection, order)


def _cancel(connection: sqlite3.Connection, order: Document, given: Document) -> None:
    if not order_states.can_cancel(order):
        raise ValueError(f"order {order['increment_id']} cannot be cancelled any more")
    order_states.cancel(order, now())
    _touch(connection, order)


def _hold(connection: sqlite3.Connection, order: Document, given: Document) -> None:
    if not order_states.can_hold(order):
        raise ValueError(f"order {order['increment_id']} cannot be held")
    order_states.hold(order)
    _touch(connection, order)


def _unhold(connection: sqlite3.Connection, order: Document, given: Document) -> None:
    if order["state"] != order_states.HELD:
        raise ValueError(f"order {order['increment_id']} is not held")
    order_states.unhold(order)
    _touch(connection, order)


def _ship(connection: sqlite3.Connection, order: Document, given: Document) -> None:
    shipments.make(
        connection,
        order,
        now(),
        quantities=_quantities(given),
        tracks=given.get("tracks"),
        source_code=given.get("source_code", stock.DEFAULT_SOURCE),
    )


def _refund(connection: sqlite3.Connection, order: Document, given: Document) -> None:
    creditmemos.make(connection, order, now(), quantities=_quantities(given))


def _comment(connection: sqlite3.Connection, order: Document, given: Document) -> None:
    orders.comment_on(connection, order, given, now())


def _change(connection: sqlite3.Connection, order: Document, given: Document) -> None:
    unknown = set(given) - set(ORDER_KEYS)
    if unknown:
        raise ValueError(f"an order has no {', '.join(sorted(unknown))}")
    order["updated_at"] = now()
    order |= given
    order_store.save(connection, order)


def _touch(connection: sqlite3.Connection, order: Document) -> None:
    order["updated_at"] = now()
    order_store.save(connection, order)


def _quantities(given: Document) -> dict[int, float] | None:
    return {int(key): qty for key, qty in given.get("quantities") or ()} or None


_ACTIONS: dict[str, Callable[[sqlite3.Connection, Document, Document], int | None]] = {
    "edit": _edit,
    "pay": _pay,
    "authorize": _authorize,
    "cancel": _cancel,
    "hold": _hold,
    "unhold": _unhold,
    "ship": _ship,
    "refund": _refund,
    "comment": _comment,
    "change": _change,
}
