"""Pages for people who watch the demo: the customers, and each of them."""

from __future__ import annotations

import json

from flask import Blueprint, abort, current_app, render_template, request

from . import customers, stores
from .errors import StoreError
from .shop import Shop

PAGE_SIZE = 50

blueprint = Blueprint("pages", __name__, template_folder="templates")


def _shop() -> Shop:
    return current_app.extensions["shop"]


@blueprint.get("/")
def index() -> str:
    """Show the customers, the latest change first."""
    page = max(request.args.get("page", 1, type=int), 1)
    search = request.args.get("q", "").strip()
    pattern = f"%{search}%"
    where = "email LIKE ? OR firstname || ' ' || lastname LIKE ?"
    with _shop().database.read() as connection:
        total = connection.execute(
            f"SELECT count(*) FROM customer WHERE {where}", [pattern, pattern]
        ).fetchone()[0]
        rows = connection.execute(
            f"SELECT * FROM customer WHERE {where} "
            "ORDER BY updated_at DESC, id DESC LIMIT ? OFFSET ?",
            [pattern, pattern, PAGE_SIZE, (page - 1) * PAGE_SIZE],
        ).fetchall()
        shown = customers.answers(connection, rows)
        updated = connection.execute("SELECT max(updated_at) FROM customer").fetchone()
    return render_template(
        "customers.html",
        customers=shown,
        total=total,
        page=page,
        pages=max(-(-total // PAGE_SIZE), 1),
        search=search,
        updated=updated[0],
        views={view["id"]: view["name"] for view in stores.views()},
    )


@blueprint.get("/customer/<int:customer_id>")
def customer(customer_id: int) -> str:
    """Show one customer with all addresses."""
    with _shop().database.read() as connection:
        try:
            shown = customers.load(connection, customer_id)
        except StoreError:
            abort(404)
    return render_template(
        "customer.html",
        customer=shown,
        payload=json.dumps(shown, indent=2, ensure_ascii=False),
    )
