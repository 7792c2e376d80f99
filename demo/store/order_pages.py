"""Pages for people who watch the demo: orders, and what became of each."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request

from . import order_admin, order_store, shipments, stores
from .errors import StoreError
from .shop import Shop

PAGE_SIZE = 50

blueprint = Blueprint("order_pages", __name__, template_folder="templates")


def _shop() -> Shop:
    return current_app.extensions["shop"]


@blueprint.get("/orders")
def orders() -> str:
    """Show the orders, the latest change first."""
    page = max(request.args.get("page", 1, type=int), 1)
    search = request.args.get("q", "").strip()
    pattern = f"%{search}%"
    where = "increment_id LIKE ? OR customer_email LIKE ? OR status = ?"
    values = [pattern, pattern, search]
    with _shop().database.read() as connection:
        total = connection.execute(
            f"SELECT count(*) FROM sales_order WHERE {where}", values
        ).fetchone()[0]
        rows = connection.execute(
            f"SELECT payload FROM sales_order WHERE {where} "
            "ORDER BY updated_at DESC, entity_id DESC LIMIT ? OFFSET ?",
            [*values, PAGE_SIZE, (page - 1) * PAGE_SIZE],
        ).fetchall()
        shown = [json.loads(row["payload"]) for row in rows]
        tracks = _tracks(
            [
                shipment
                for order in shown
                for shipment in shipments.KIND.of_order(connection, order["entity_id"])
            ]
        )
        updated = connection.execute(
            "SELECT max(updated_at) FROM sales_order"
        ).fetchone()
    return render_template(
        "orders.html",
        orders=shown,
        tracks=tracks,
        total=total,
        page=page,
        pages=max(-(-total // PAGE_SIZE), 1),
        search=search,
        updated=updated[0],
        views={view["id"]: view["name"] for view in stores.views()},
    )


@blueprint.get("/order/<int:order_id>")
def order(order_id: int) -> str:
    """Show one order: lines, invoices, shipments with their tracking numbers."""
    with _shop().database.read() as connection:
        try:
            shown = order_admin.whole(connection, order_id)
        except StoreError:
            abort(404)
        document = order_store.load(connection, order_id)
    own = {"invoices", "shipments", "creditmemos"}
    payload = {key: value for key, value in shown.items() if key not in own}
    return render_template(
        "order.html",
        order=shown,
        shipping_address=document["shipping_address"],
        tracks=_tracks(shown["shipments"]).get(order_id, []),
        payload=json.dumps(payload, indent=2, ensure_ascii=False),
    )


def _tracks(found: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    """Return the tracking numbers of shipments by order."""
    tracks: dict[int, list[dict[str, Any]]] = {}
    for shipment in found:
        tracks.setdefault(shipment["order_id"], []).extend(shipment["tracks"])
    return tracks
