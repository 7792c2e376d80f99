"""Shipments and tracking numbers: making them, and their end points.

Shipping is lenient, as Magento is: more than what is open is cut down, lines that are
shipped already are left out, and asking again ships the rest.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from . import order_documents, order_lines, order_states, order_store, stock
from .errors import bad_request
from .order_amounts import add, number
from .order_types import (
    DOCUMENT_COMMENT,
    DOCUMENT_ITEM,
    NEW_TRACK,
    SHIP_ARGUMENTS,
    SHIPMENT_COMMENT,
    SHIPMENT_ITEM_KEYS,
    SHIPMENT_KEYS,
    TRACK,
    TRACK_KEYS,
)
from .rest import Call, Entity, Routes
from .shop import now
from .typed_input import ListOf, body_parameter, convert

RESOURCE = "Magento_Sales::shipment"
SHIP_RESOURCE = "Magento_Sales::ship"

SCHEMA = order_documents.schema("sales_shipment")
KIND = order_documents.Kind(
    "sales_shipment",
    order_documents.listing("sales_shipment", SHIPMENT_KEYS, "shipments0000"),
)

Document = dict[str, Any]

routes = Routes(
    Entity("shipment", "entity_id", "id", lambda id_: order_store.no_such_document())
)


@routes.get("shipments", RESOURCE)
def search(call: Call) -> dict[str, Any]:
    return KIND.search(call)


@routes.get("shipment/:id", RESOURCE)
def read(call: Call) -> Document:
    with call.shop.database.read() as connection:
        return KIND.load(connection, call.path_id("id"))


@routes.post("order/:orderId/ship", SHIP_RESOURCE)
def create(call: Call) -> str:
    body = call.body()
    items = convert(body.get("items"), ListOf(DOCUMENT_ITEM))
    tracks = convert(body.get("tracks"), ListOf(NEW_TRACK))
    remark = convert(body.get("comment"), DOCUMENT_COMMENT)
    arguments = convert(body.get("arguments"), SHIP_ARGUMENTS) or {}
    extension = arguments.get("extension_attributes") or {}
    with call.shop.database.write() as connection:
        order = order_store.load(connection, call.path_id("orderId"))
        shipment = make(
            connection,
            order,
            moment=now(),
            quantities=order_documents.wanted(items),
            tracks=tracks or [],
            remark=remark if convert(body.get("appendComment"), "bool") else None,
            source_code=extension.get("source_code") or stock.DEFAULT_SOURCE,
        )
    return str(shipment["entity_id"])


@routes.post("shipment/track", RESOURCE)
def add_track(call: Call) -> Document:
    given = body_parameter(call.body(), "entity", TRACK)
    shipment_id = given.get("parent_id") or 0
    with call.shop.database.write() as connection:
        shipment = KIND.load(connection, shipment_id)
        if given.get("order_id") != shipment["order_id"]:
            raise bad_request("Could not save the shipment tracking.")
        return track(connection, shipment_id, given, now())


@routes.delete("shipment/track/:trackId", RESOURCE)
def remove_track(call: Call) -> bool:
    track_id = call.path_id("trackId")
    with call.shop.database.write() as connection:
        row = connection.execute(
            "SELECT entity_id FROM sales_shipment WHERE EXISTS (SELECT 1 FROM "
            "json_each(payload, '$.tracks') "
            "WHERE json_extract(value, '$.entity_id') = ?)",
            [track_id],
        ).fetchone()
        if row is None:
            raise order_store.no_such_document()
        shipment = KIND.load(connection, row["entity_id"])
        shipment["tracks"] = [
            track for track in shipment["tracks"] if track["entity_id"] != track_id
        ]
        KIND.save(connection, shipment)
    return True


@routes.get("shipment/:id/comments", RESOURCE)
def list_comments(call: Call) -> dict[str, Any]:
    shipment_id = call.path_id("id")
    with call.shop.database.read() as connection:
        comments = KIND.load(connection, shipment_id)["comments"]
    return comment_list(comments, shipment_id)


@routes.post("shipment/:id/comments", RESOURCE)
def add_comment(call: Call) -> Document:
    given = body_parameter(call.body(), "entity", SHIPMENT_COMMENT)
    with call.shop.database.write() as connection:
        made = comment(connection, call.path_id("id"), given, now())
    return {key: value for key, value in made.items() if key != "created_at"}


def track(
    connection: sqlite3.Connection, shipment_id: int, given: Document, moment: str
) -> Document:
    """Add a tracking number to a shipment."""
    shipment = KIND.load(connection, shipment_id)
    made = _track(connection, given, shipment, moment)
    shipment["tracks"].append(made)
    KIND.save(connection, shipment)
    return made


def comment(
    connection: sqlite3.Connection, shipment_id: int, given: Document, moment: str
) -> Document:
    """Add a comment to a shipment."""
    shipment = KIND.load(connection, shipment_id)
    made = _comment(connection, given, shipment_id, moment)
    shipment["comments"].append(made)
    KIND.save(connection, shipment)
    return made


def comment_list(comments: list[Document], parent_id: int) -> dict[str, Any]:
    """Return the answer of an end point that lists comments."""
    asked = {"field": "parent_id", "value": str(parent_id), "condition_type": "eq"}
    return {
        "items": comments,
        "search_criteria": {"filter_groups": [{"filters": [asked]}]},
        "total_count": len(comments),
    }


def make(
    connection: sqlite3.Connection,
    order: Document,
    moment: str,
    quantities: dict[int, float] | None = None,
    tracks: list[Document] | None = None,
    remark: Document | None = None,
    source_code: str = stock.DEFAULT_SOURCE,
    from_stock: bool = True,
) -> Document:
    """Send an order, wholly or in part, and write both.

    :param quantities: by line; None sends all that is open.
    :param remark: a comment on the shipment.
    :param from_stock: take the goods from the source.
    :raises StoreError: 400, if nothing can be sent.
    """
    chosen = _choose(order, quantities)
    _check(order, chosen, tracks or [])
    shipment_id = KIND.new_id(connection)
    address = order["shipping_address"] or {}
    shipment = {
        "billing_address_id": order["billing_address_id"],
        "created_at": moment,
        "customer_id": order.get("customer_id"),
        "entity_id": shipment_id,
        "increment_id": order_store.new_increment_id(
            connection, "shipment", order["store_id"]
        ),
        "order_id": order["entity_id"],
        "packages": [],
        "shipping_address_id": address.get("entity_id"),
        "store_id": order["store_id"],
        "updated_at": moment,
        "comments": [],
        "extension_attributes": {"source_code": source_code},
    }
    ids = KIND.new_item_ids(connection, len(chosen))
    shipment["items"] = [
        _line(item, quantity, item_id, shipment_id)
        for (item, quantity), item_id in zip(chosen, ids, strict=True)
    ]
    shipment["total_qty"] = number(
        sum(
            quantity
            for item, quantity in chosen
            if not order_lines.is_shipped_with_others(order, item)
        )
    )
    shipment["tracks"] = [
        _track(connection, given, shipment, moment) for given in tracks or []
    ]
    if remark:
        made = _comment(connection, remark, shipment_id, moment)
        shipment["comments"].append(made)
    for item, quantity in chosen:
        for sku, units in _send(order, item, quantity, moment):
            if from_stock:
                stock.move(connection, source_code, sku, -units)
    _follow(order, moment)
    shipment = order_store.pick(shipment, SHIPMENT_KEYS)
    KIND.save(connection, shipment)
    order_store.save(connection, order)
    return shipment


def _choose(
    order: Document, quantities: dict[int, float] | None
) -> list[tuple[Document, float]]:
    """Return the lines to send, the bundle of parts sent one by one among them."""
    chosen: dict[int, float] = {}
    for item in order["items"]:
        open_quantity = order_lines.to_ship(order, item)
        wanted = open_quantity
        if quantities is not None:
            wanted = min(quantities.get(item["item_id"], 0), open_quantity)
        if wanted > 0:
            chosen[item["item_id"]] = wanted
            above = order_lines.parent(order, item)
            if above is not None:
                chosen.setdefault(
                    above["item_id"], wanted / order_lines.ratio(item, above)
                )
    return [
        (item, number(chosen[item["item_id"]]))
        for item in order["items"]
        if item["item_id"] in chosen
    ]


def _check(
    order: Document, chosen: list[tuple[Document, float]], tracks: list[Document]
) -> None:
    reasons = []
    held = (order_states.REVIEW, order_states.HELD, order_states.CANCELED)
    if order["state"] in held or order["is_virtual"]:
        reasons.append(
            "A shipment cannot be created when an order has a status of "
            f"{order['status']}"
        )
    elif not order_states.can_ship(order):
        reasons.append("The order does not allow a shipment to be created.")
    if not chosen:
        reasons.append("You can't create a shipment without products.")
    if any(not track.get("track_number") for track in tracks):
        reasons.append("Please enter a tracking number.")
    if reasons:
        raise order_documents.refusal("Shipment", reasons)


def _line(
    item: Document, quantity: float, item_id: int, shipment_id: int
) -> dict[str, Any]:
    line = {
        "entity_id": item_id,
        "parent_id": shipment_id,
        "order_item_id": item["item_id"],
        "qty": quantity,
    }
    for key in ("name", "price", "product_id", "sku", "weight"):
        line[key] = item.get(key)
    return order_store.pick(line, SHIPMENT_ITEM_KEYS)


def _send(
    order: Document, item: Document, quantity: float, moment: str
) -> list[tuple[str, float]]:
    """Note what is sent of a line; return the products that leave the source."""
    item["updated_at"] = moment
    parts = order_lines.children(order, item)
    if item.get("_shipped_by_children"):
        # The bundle itself counts as sent with the last of its parts.
        item["qty_shipped"] = number(min(item["qty_shipped"] + quantity, _whole(item)))
        return []
    add(item, "qty_shipped", quantity)
    if not parts:
        return [(item["_product_sku"], quantity)]
    leaving = []
    for part in parts:
        units = number(quantity * order_lines.ratio(part, item))
        if item["product_type"] == "bundle":
            add(part, "qty_shipped", units)
            part["updated_at"] = moment
        leaving.append((part["_product_sku"], units))
    return leaving


def _whole(item: Document) -> float:
    return item["qty_ordered"] - item["qty_canceled"]


def _follow(order: Document, moment: str) -> None:
    """Move the order on; only that counts as an update of the order itself."""
    before = order["state"]
    order_states.begin(order)
    order_states.follow(order)
    if order["state"] != before:
        order["updated_at"] = moment


def _track(
    connection: sqlite3.Connection, given: Document, shipment: Document, moment: str
) -> Document:
    if not given.get("track_number"):
        raise bad_request("Please enter a tracking number.")
    values = {
        "order_id": shipment["order_id"],
        "created_at": moment,
        "entity_id": order_store.new_id(connection, "track"),
        "parent_id": shipment["entity_id"],
        "updated_at": moment,
        "track_number": given["track_number"],
        "title": given.get("title"),
        "carrier_code": given.get("carrier_code"),
    }
    return {key: values.get(key) for key in TRACK_KEYS}


def _comment(
    connection: sqlite3.Connection, given: Document, shipment_id: int, moment: str
) -> Document:
    return {
        "is_customer_notified": given.get("is_customer_notified") or 0,
        "parent_id": shipment_id,
        "comment": given.get("comment") or "",
        "is_visible_on_front": given.get("is_visible_on_front") or 0,
        "created_at": moment,
        "entity_id": order_store.new_id(connection, "shipment comment"),
    }
