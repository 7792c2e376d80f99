"""The orders of the recorded store: as they were placed, and what became of them.

Carried out one after the other by the same code that answers clients, the events bring
the orders to where the recorded store had them in the end.
"""

from __future__ import annotations

import copy
import re
import sqlite3
from typing import Any

from . import (
    creditmemos,
    invoices,
    order_states,
    order_store,
    orders,
    shipments,
    stores,
)
from .data import load
from .stock import stock_of_website

DAY = "2024-11-23"

Document = dict[str, Any]
Event = tuple[str, str, str, int, dict[str, Any]]

_TRACKS = [
    {"track_number": "TRK-A", "title": "UPS", "carrier_code": "ups"},
    {"track_number": "TRK-B", "title": "My carrier", "carrier_code": "custom"},
]
_COLISSIMO = {
    "track_number": "6A00000000001",
    "title": "Colissimo",
    "carrier_code": "custom",
}
_FROM_TEST = {"comment": "Shipped from test", "is_visible_on_front": 1}


def _comment(text: str, status: str = "pending", **values: Any) -> Document:
    return {"comment": text, "status": status} | values


EVENTS: tuple[Event, ...] = (
    ("01:05:42", "order_invoice_full", "invoice", 3, {}),
    ("01:05:42", "order_invoice_processing", "invoice", 2, {}),
    ("01:05:42", "order_invoice_partial_ship", "invoice", 5, {}),
    (
        "01:05:42",
        "order_ship_qty_too_high_is_clamped",
        "ship",
        5,
        {"quantities": {8: 99}},
    ),
    (
        "01:05:42",
        "order_ship_without_source_uses_default",
        "ship",
        12,
        {"quantities": {28: 1}},
    ),
    (
        "01:05:42",
        "order_ship_full_with_track",
        "ship",
        3,
        {"tracks": [_COLISSIMO], "remark": _FROM_TEST},
    ),
    ("01:05:42", "order_cancel", "cancel", 4, {}),
    (
        "01:05:43",
        "order_ship_partial_already_shipped_line_dropped",
        "ship",
        5,
        {"quantities": {8: 2, 9: 1}, "tracks": _TRACKS},
    ),
    ("01:05:43", "order_invoice_refunded", "invoice", 14, {}),
    ("01:05:43", "order_ship_refunded", "ship", 14, {}),
    (
        "01:05:43",
        "order_refund_partial",
        "refund",
        14,
        {"quantities": {32: 2}, "shipping": 0, "adjustments": (1.5, 0)},
    ),
    ("01:05:43", "order_invoice_closed", "invoice", 15, {}),
    ("01:05:43", "order_ship_closed", "ship", 15, {}),
    ("01:06:33", "order_invoice_partial_ship2", "invoice", 19, {}),
    (
        "01:06:33",
        "order_ship_partial_two_tracks",
        "ship",
        19,
        {"quantities": {40: 2, 41: 1}, "tracks": _TRACKS},
    ),
    ("01:06:33", "order_refund_full", "refund", 15, {}),
    ("01:06:33", "order_hold", "hold", 16, {}),
    (
        "01:06:33",
        "order_comment_post",
        "comment",
        1,
        _comment("Imported in the ERP as SO-TEST-1"),
    ),
    (
        "01:06:34",
        "order_comment_visible",
        "comment",
        1,
        _comment(
            "Visible <b>comment</b> é",
            is_customer_notified=1,
            is_visible_on_front=1,
            entity_name="order",
        ),
    ),
    ("01:06:34", "order_invoice_pro", "invoice", 12, {}),
    (
        "01:06:35",
        "order_ship_from_source",
        "ship",
        12,
        {
            "tracks": [
                {"track_number": "1Z999", "title": "UPS", "carrier_code": "ups"}
            ],
            "source_code": "lyon",
        },
    ),
    (
        "01:06:35",
        "order_invoice_partial",
        "invoice",
        7,
        {"quantities": {13: 1}},
    ),
    ("01:06:35", "order_invoice_free_shipping", "invoice", 17, {}),
    ("01:06:36", "order_invoice_mixed", "invoice", 18, {}),
    ("01:06:37", "order_ship_bundle_no_items", "ship", 8, {}),
    (
        "01:06:37",
        "shipment_track_add",
        "track",
        9,
        {"track_number": "LATE-1", "title": "Added later", "carrier_code": "custom"},
    ),
    (
        "01:06:37",
        "shipment_comment_post",
        "shipment_comment",
        9,
        {"comment": "shipment comment"},
    ),
    ("01:11:28", "semantics_comment", "comment", 20, _comment("c")),
    ("01:11:30", "semantics_comment_again", "comment", 20, _comment("c2")),
    ("01:11:32", "order_status_update_via_post_orders", "reference", 20, {}),
    ("01:11:33", "semantics_invoice", "invoice", 20, {}),
    ("01:11:35", "semantics_ship", "ship", 20, {"quantities": {42: 1}}),
    (
        "01:11:35",
        "semantics_track",
        "track",
        10,
        {"track_number": "T", "title": "T", "carrier_code": "custom"},
    ),
    ("01:11:38", "semantics_ship_rest", "ship", 20, {}),
    ("01:17:29", "order_invoice_capture_false", "invoice", 21, {"capture": False}),
)
"""When, what it is called in the recordings, what was done to which record, and how."""


def tell(
    connection: sqlite3.Connection, number: int, before: str | None = None
) -> None:
    """Write the first ``number`` recorded orders and what became of them.

    Stock stays as it is: the recorded quantities are those of the end.

    :param before: the event that has not happened yet; None for all of them.
    """
    placed = placed_orders()[:number]
    for order in placed:
        order_store.insert(connection, order)
    _keep_ids(connection, placed)
    known = {order["entity_id"] for order in placed}
    for time, name, action, record_id, arguments in EVENTS:
        if name == before:
            return
        order_id = _order_of(connection, action, record_id)
        if order_id in known:
            _ACTIONS[action](
                connection, record_id, f"{DAY} {time}", copy.deepcopy(arguments)
            )


def placed_orders() -> list[Document]:
    """Return the recorded orders as they were when they had been placed."""
    made = copy.deepcopy(load("orders.json"))
    for order in made:
        view = stores.view_by_id(order["store_id"]) or {}
        order["_stock_id"] = stock_of_website(
            "base" if view["website_id"] == 1 else "pro"
        )
    return made


def _keep_ids(connection: sqlite3.Connection, placed: list[Document]) -> None:
    """Let ids and numbers go on after those of the recorded orders."""
    for order in placed:
        series, taken = (
            order["store_id"],
            int(re.sub(r"^\d(?=\d{9}$)", "", order["increment_id"])),
        )
        order_store.skip_ids(connection, f"order number {series}", taken)
        order_store.skip_ids(connection, "order", order["entity_id"])
        for item in order["items"]:
            order_store.skip_ids(connection, "order item", item["item_id"])
            for tax in item["itemized_taxes"]:
                order_store.skip_ids(connection, "order tax item", tax["tax_item_id"])
        for address in (order["billing_address"], order["shipping_address"]):
            if address:
                order_store.skip_ids(connection, "order address", address["entity_id"])
        for tax in order["taxes"]["taxes"]:
            order_store.skip_ids(connection, "order tax", tax["tax_id"])
        for tax in order["taxes"]["additional_itemized_taxes"]:
            order_store.skip_ids(connection, "order tax item", tax["tax_item_id"])


def _order_of(connection: sqlite3.Connection, action: str, record_id: int) -> int:
    if action not in ("track", "shipment_comment"):
        return record_id
    row = connection.execute(
        "SELECT order_id FROM sales_shipment WHERE entity_id = ?", [record_id]
    ).fetchone()
    return row["order_id"] if row else 0


def _invoice(
    connection: sqlite3.Connection, order_id: int, moment: str, arguments: Document
) -> None:
    order = order_store.load(connection, order_id)
    invoices.make(connection, order, moment, **arguments)


def _ship(
    connection: sqlite3.Connection, order_id: int, moment: str, arguments: Document
) -> None:
    order = order_store.load(connection, order_id)
    shipments.make(connection, order, moment, from_stock=False, **arguments)


def _refund(
    connection: sqlite3.Connection, order_id: int, moment: str, arguments: Document
) -> None:
    order = order_store.load(connection, order_id)
    creditmemos.make(connection, order, moment, from_stock=False, **arguments)


def _cancel(
    connection: sqlite3.Connection, order_id: int, moment: str, arguments: Document
) -> None:
    order = order_store.load(connection, order_id)
    order_states.cancel(order, moment)
    order["updated_at"] = moment
    order_store.save(connection, order)


def _hold(
    connection: sqlite3.Connection, order_id: int, moment: str, arguments: Document
) -> None:
    order = order_store.load(connection, order_id)
    order_states.hold(order)
    order["updated_at"] = moment
    order_store.save(connection, order)


def _add_comment(
    connection: sqlite3.Connection, order_id: int, moment: str, arguments: Document
) -> None:
    order = order_store.load(connection, order_id)
    orders.comment_on(connection, order, arguments, moment)


def _refer(
    connection: sqlite3.Connection, order_id: int, moment: str, arguments: Document
) -> None:
    order = order_store.load(connection, order_id)
    order["ext_order_id"] = "SO-0043"
    order["updated_at"] = moment
    order_store.save(connection, order)


def _track(
    connection: sqlite3.Connection, shipment_id: int, moment: str, arguments: Document
) -> None:
    shipments.track(connection, shipment_id, arguments, moment)


def _comment_shipment(
    connection: sqlite3.Connection, shipment_id: int, moment: str, arguments: Document
) -> None:
    shipments.comment(connection, shipment_id, arguments, moment)


_ACTIONS = {
    "invoice": _invoice,
    "ship": _ship,
    "refund": _refund,
    "cancel": _cancel,
    "hold": _hold,
    "comment": _add_comment,
    "reference": _refer,
    "track": _track,
    "shipment_comment": _comment_shipment,
}


def clear(connection: sqlite3.Connection) -> None:
    """Remove all orders and what follows from them; ids start anew."""
    for table in (
        "sales_order",
        "sales_order_item",
        "sales_order_comment",
        "sales_counter",
        invoices.KIND.table,
        shipments.KIND.table,
        creditmemos.KIND.table,
        "reservation",
    ):
        connection.execute(f"DELETE FROM {table}")
