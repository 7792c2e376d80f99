"""Orders: their end points."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from . import order_states, order_store, shipments
from .errors import StoreError, bad_request, internal_error
from .listing import Column, Listing
from .order_documents import json_column
from .order_types import ADDRESS, ADDRESS_KEYS, ORDER, ORDER_KEYS, STATUS_HISTORY
from .rest import Call, Entity, Routes, list_answer
from .shop import now
from .typed_input import body_parameter

VIEW_RESOURCE = "Magento_Sales::actions_view"
CREATE_RESOURCE = "Magento_Sales::create"
COMMENT_RESOURCE = "Magento_Sales::comment"
CANCEL_RESOURCE = "Magento_Sales::cancel"
HOLD_RESOURCE = "Magento_Sales::hold"
UNHOLD_RESOURCE = "Magento_Sales::unhold"

Document = dict[str, Any]

_TEXTS = {
    "applied_rule_ids",
    "coupon_code",
    "discount_description",
    "ext_order_id",
    "ext_customer_id",
    "global_currency_code",
    "base_currency_code",
    "order_currency_code",
    "store_currency_code",
    "hold_before_state",
    "hold_before_status",
    "original_increment_id",
    "protect_code",
    "relation_child_id",
    "relation_child_real_id",
    "relation_parent_id",
    "relation_parent_real_id",
    "remote_ip",
    "shipping_description",
    "store_name",
}


def _column(key: str) -> Column:
    if key in order_store.INDEXED or key == "entity_id":
        if key in ("created_at", "updated_at"):
            return Column(key, "date")
        is_text = order_store.INDEXED.get(key, "INTEGER") != "INTEGER"
        return Column(key, "text" if is_text else "int")
    is_text = (
        key in _TEXTS
        or key.startswith("customer_")
        and not key.endswith(("_id", "_is_guest", "_gender", "_note_notify"))
    )
    return json_column(key, "text" if is_text else "int")


def _unknown_field(field: str) -> StoreError:
    return internal_error("orders0000000")


_LISTING = Listing(
    table="sales_order",
    key="entity_id",
    columns={key: _column(key) for key in ORDER_KEYS},
    unknown_filter=_unknown_field,
    unknown_sort=_unknown_field,
)

_ITEM_LISTING = Listing(
    table="sales_order_item",
    key="item_id",
    columns={
        "item_id": Column("item_id", "int"),
        "order_id": Column("order_id", "int"),
    },
    unknown_filter=_unknown_field,
    unknown_sort=_unknown_field,
)

routes = Routes(
    Entity("order", "entity_id", "id", lambda id_: order_store.no_such_document())
)
item_routes = Routes()


@routes.get("orders", VIEW_RESOURCE)
def search(call: Call) -> dict[str, Any]:
    criteria = call.criteria()
    with call.shop.database.read() as connection:
        rows, total = _LISTING.search(connection, criteria, call.shop.settings)
        found = [json.loads(row["payload"]) for row in rows]
        items = order_store.answers(connection, found)
    return list_answer(items, criteria, total)


@routes.get("orders/:id", VIEW_RESOURCE)
def read(call: Call) -> Document:
    with call.shop.database.read() as connection:
        order = order_store.load(connection, call.path_id("id"))
        return order_store.answers(connection, [order])[0]


@item_routes.get("orders/items", VIEW_RESOURCE)
def search_items(call: Call) -> dict[str, Any]:
    criteria = call.criteria()
    with call.shop.database.read() as connection:
        rows, total = _ITEM_LISTING.search(connection, criteria, call.shop.settings)
        items = [_item_answer(connection, row) for row in rows]
    return list_answer(items, criteria, total)


@item_routes.get("orders/items/:id", VIEW_RESOURCE)
def read_item(call: Call) -> Document:
    item_id = call.path_id("id")
    with call.shop.database.read() as connection:
        row = connection.execute(
            "SELECT * FROM sales_order_item WHERE item_id = ?", [item_id]
        ).fetchone()
        if row is None:
            raise order_store.no_such_document()
        return _item_answer(connection, row)


def _item_answer(connection: sqlite3.Connection, row: sqlite3.Row) -> Document:
    order = order_store.load(connection, row["order_id"])
    return order_store.item_answers(order, extended=False)[row["position"]]


@routes.post("orders", CREATE_RESOURCE)
def save(call: Call) -> Document:
    """Store what a client may tell of an order; answer with little of it."""
    given = body_parameter(call.body(), "entity", ORDER)
    with call.shop.database.write() as connection:
        order = order_store.load(connection, given.get("entity_id") or 0)
        for key in ("ext_order_id", "ext_customer_id", "customer_note", "status"):
            if given.get(key) is not None:
                order[key] = given[key]
        order["updated_at"] = now()
        order_store.save(connection, order)
        whole = order_store.answers(connection, [order])[0]
    nothing = dict.fromkeys(("base_grand_total", "customer_email", "grand_total"))
    answer = {
        **nothing,
        "base_total_due": 0,
        "billing_address_id": order["billing_address_id"],
        "created_at": order["created_at"],
        "total_due": 0,
        "updated_at": order["updated_at"],
        **{key: value for key, value in given.items() if value is not None},
    }
    partial = {key: answer[key] for key in ORDER_KEYS if key in answer}
    partial["items"] = order_store.item_answers(order, extended=False)
    for key in ("billing_address", "payment", "status_histories"):
        partial[key] = whole[key]
    return partial


@routes.put("orders/:id", CREATE_RESOURCE)
def save_address(call: Call) -> Document:
    """Replace an address of an order: that is all that Magento does here."""
    given = body_parameter(call.body(), "entity", ADDRESS)
    with call.shop.database.write() as connection:
        order = order_store.load(connection, call.path_id("id"))
        kind = given.get("address_type") or "billing"
        address = order[f"{kind}_address"]
        if address is None:
            raise order_store.no_such_document()
        kept = {key: address[key] for key in ("entity_id", "parent_id")}
        order[f"{kind}_address"] = given | kept | {"address_type": kind}
        order_store.save(connection, order)
    return order_store.pick(order[f"{kind}_address"], ADDRESS_KEYS)


@routes.get("orders/:id/comments", VIEW_RESOURCE)
def list_comments(call: Call) -> dict[str, Any]:
    order_id = call.path_id("id")
    with call.shop.database.read() as connection:
        order_store.load(connection, order_id)
        comments = order_store.comments(connection, [order_id]).get(order_id, [])
    return shipments.comment_list(comments, order_id)


@routes.post("orders/:id/comments", COMMENT_RESOURCE)
def add_comment(call: Call) -> bool:
    given = body_parameter(call.body(), "statusHistory", STATUS_HISTORY)
    with call.shop.database.write() as connection:
        order = order_store.load(connection, call.path_id("id"))
        comment_on(connection, order, given, now())
    return True


def comment_on(
    connection: sqlite3.Connection, order: Document, given: Document, moment: str
) -> None:
    """Add a comment to an order, with a new status of the same state if it says so."""
    status = given.get("status") or order["status"]
    order_store.add_comment(
        connection,
        order["entity_id"],
        comment=given.get("comment"),
        created_at=moment,
        entity_name=given.get("entity_name"),
        is_customer_notified=given.get("is_customer_notified") or 0,
        is_visible_on_front=given.get("is_visible_on_front") or 0,
        status=status,
    )
    if status != order["status"]:
        order["status"] = status
        order["updated_at"] = moment
        order_store.save(connection, order)


@routes.get("orders/:id/statuses", VIEW_RESOURCE)
def read_status(call: Call) -> str:
    with call.shop.database.read() as connection:
        return order_store.load(connection, call.path_id("id"))["status"]


@routes.post("orders/:id/cancel", CANCEL_RESOURCE)
def cancel(call: Call) -> bool:
    with call.shop.database.write() as connection:
        order = order_store.load(connection, call.path_id("id"))
        if not order_states.can_cancel(order):
            return False
        moment = now()
        order_states.cancel(order, moment)
        order["updated_at"] = moment
        order_store.save(connection, order)
    return True


@routes.post("orders/:id/hold", HOLD_RESOURCE)
def hold(call: Call) -> bool:
    with call.shop.database.write() as connection:
        order = order_store.load(connection, call.path_id("id"))
        if not order_states.can_hold(order):
            raise bad_request("A hold action is not available.")
        order_states.hold(order)
        order["updated_at"] = now()
        order_store.save(connection, order)
    return True


@routes.post("orders/:id/unhold", UNHOLD_RESOURCE)
def unhold(call: Call) -> bool:
    with call.shop.database.write() as connection:
        order = order_store.load(connection, call.path_id("id"))
        if order["state"] != order_states.HELD:
            raise bad_request("You cannot remove the hold.")
        order_states.unhold(order)
        order["updated_at"] = now()
        order_store.save(connection, order)
    return True
