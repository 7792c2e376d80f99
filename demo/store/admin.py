"""Control of a running store, outside its REST interface.

Answers to this machine only, and asks for nothing more: never put the store where
others can reach it.
"""

from __future__ import annotations

import ipaddress
import time
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, request

from . import customers
from .errors import StoreError
from .shop import Shop

blueprint = Blueprint("admin", __name__, url_prefix="/_store")


def _shop() -> Shop:
    return current_app.extensions["shop"]


@blueprint.before_request
def only_from_here() -> None:
    """Refuse whoever asks from another machine."""
    address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")
    if not address.is_loopback:
        abort(403)


@blueprint.errorhandler(ValueError)
def refuse(error: ValueError) -> tuple[Response, int]:
    return jsonify(message=str(error)), 400


def given() -> dict[str, Any]:
    """Return the JSON object in the body."""
    body = request.get_json(force=True)
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")
    return body


@blueprint.get("/")
def describe() -> Response:
    """Answer with the store's credentials, which are invented and public."""
    return jsonify(credentials=_shop().credentials.as_dict())


@blueprint.get("/faults")
def list_faults() -> Response:
    return jsonify(_shop().faults.all())


@blueprint.post("/faults")
def add_fault() -> Response:
    return jsonify(_shop().faults.add(given()).as_dict())


@blueprint.delete("/faults")
def clear_faults() -> Response:
    _shop().faults.clear()
    return jsonify(True)


@blueprint.delete("/faults/<fault_id>")
def remove_fault(fault_id: str) -> Response:
    return jsonify(_shop().faults.remove(fault_id))


@blueprint.get("/log")
def read_log() -> Response:
    """Answer with the requests after number ``since`` that match path and method."""
    arguments = request.args
    return jsonify(
        _shop().log.entries(
            path=arguments.get("path", ""),
            since=int(arguments.get("since", "0")),
            method=arguments.get("method", ""),
        )
    )


@blueprint.delete("/log")
def clear_log() -> Response:
    _shop().log.clear()
    return jsonify(True)


@blueprint.get("/stats")
def stats() -> Response:
    shop = _shop()
    with shop.database.read() as connection:
        count, updated = connection.execute(
            "SELECT count(*), max(updated_at) FROM customer"
        ).fetchone()
        products = connection.execute("SELECT count(*) FROM product").fetchone()[0]
        categories = connection.execute("SELECT count(*) FROM category").fetchone()[0]
        orders = connection.execute("SELECT count(*) FROM sales_order").fetchone()[0]
    return jsonify(
        **shop.log.stats(),
        uptime=round(time.time() - shop.started, 1),
        customers=count,
        categories=categories,
        products=products,
        orders=orders,
        last_update=updated,
    )


@blueprint.get("/customers/<int:customer_id>")
def read_customer(customer_id: int) -> Response:
    """Answer with a customer as the REST interface shows it."""
    with _shop().database.read() as connection:
        try:
            return jsonify(customers.load(connection, customer_id))
        except StoreError:
            abort(404)


@blueprint.get("/settings")
def read_settings() -> Response:
    return jsonify(_shop().settings.as_dict())


@blueprint.post("/settings")
def change_settings() -> Response:
    _shop().settings.update(given())
    return jsonify(_shop().settings.as_dict())


@blueprint.post("/expire_tokens")
def expire_tokens() -> Response:
    _shop().doorman.expire_tokens()
    return jsonify(True)


@blueprint.post("/reset")
def reset() -> Response:
    _shop().reset()
    return jsonify(True)
