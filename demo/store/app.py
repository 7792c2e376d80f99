"""The store as a web application: REST interface, control, and pages for people."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from urllib.parse import unquote_plus

from flask import Flask, Response, request

from . import (
    admin,
    admin_token,
    attribute_api,
    attributes,
    catalog_admin,
    catalog_pages,
    catalog_seed,
    categories,
    category_api,
    creditmemos,
    customer_groups,
    customers,
    directory,
    dispatch,
    inventory,
    invoices,
    media,
    mishaps,
    modules,
    order_admin,
    order_pages,
    order_seed,
    order_store,
    orders,
    pages,
    product_media,
    product_parts,
    product_prices,
    product_store,
    products,
    seed,
    shipments,
    stock,
    stock_items,
    stores,
    taxes,
)
from .database import Database
from .faults import Asked
from .rest import Request, Router
from .settings import Settings
from .shop import Shop, now

SCHEMA = (
    *customer_groups.SCHEMA,
    *customers.SCHEMA,
    *attributes.SCHEMA,
    *categories.SCHEMA,
    *product_store.SCHEMA,
    *product_media.SCHEMA,
    *stock.SCHEMA,
    *order_store.SCHEMA,
    *invoices.SCHEMA,
    *shipments.SCHEMA,
    *creditmemos.SCHEMA,
)

ROUTER = Router(
    [
        admin_token.routes,
        stores.routes,
        customer_groups.routes,
        customers.routes,
        directory.routes,
        modules.routes,
        attribute_api.routes,
        category_api.routes,
        products.routes,
        product_parts.routes,
        product_prices.routes,
        media.routes,
        stock_items.routes,
        inventory.routes,
        taxes.routes,
        orders.routes,
        orders.item_routes,
        invoices.routes,
        shipments.routes,
        creditmemos.routes,
    ]
)

PRODUCTS = 520
"""How many products a new store gets unless told otherwise."""
ORDERS = 520
"""The same for orders, where the store runs for itself."""

_EVERY_METHOD = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]


def open_shop(
    path: str,
    number: int,
    settings: Settings | None = None,
    products: int = PRODUCTS,
    orders: int = 0,
) -> Shop:
    """Return the store of a file.

    :param number: how many customers a new file is filled with.
    :param products: the same for products.
    :param orders: the same for orders.
    """
    shop = Shop(
        database=Database(path, SCHEMA),
        settings=settings or Settings(),
        seeders=(
            customer_groups.seed,
            partial(seed.customers, number=number),
            partial(catalog_seed.catalog, number=products),
            partial(order_seed.orders, number=orders),
        ),
    )
    with shop.database.read() as connection:
        is_new = not connection.execute("SELECT 1 FROM customer_group").fetchone()
    if is_new:
        for fill in shop.seeders:
            fill(shop.database)
    return shop


def create_app(shop: Shop) -> Flask:
    """Return the web application of a store."""
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    app.extensions["shop"] = shop
    app.add_url_rule(
        "/rest/<path:path>",
        "rest",
        partial(_rest, shop),
        methods=_EVERY_METHOD,
        provide_automatic_options=False,
    )
    app.add_url_rule("/media/<path:file>", "media", partial(_media, shop))
    app.register_blueprint(admin.blueprint)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(order_admin.blueprint)
    app.register_blueprint(order_pages.blueprint)
    app.register_blueprint(catalog_admin.blueprint)
    app.register_blueprint(catalog_pages.blueprint)
    return app


def _rest(shop: Shop, path: str) -> Response:
    asked_request = _read_request()
    return _answer(
        shop,
        asked_request,
        lambda asked: dispatch.serve(shop, ROUTER, asked_request, asked),
    )


def _media(shop: Shop, file: str) -> Response:
    return _answer(shop, _read_request(), lambda asked: media.serve(shop, file))


def _answer(
    shop: Shop, asked_request: Request, serve: Callable[[Asked], dispatch.Served]
) -> Response:
    """Return what ``serve`` answers, or what faults make of it; log the request."""
    asked = Asked(
        asked_request.method, asked_request.path, unquote_plus(asked_request.query)
    )
    begun, at = time.perf_counter(), now()
    shop.log.begin()
    status, struck = 500, []
    try:
        faults = shop.faults.striking(asked)
        struck = [fault.kind for fault in faults]
        for fault in faults:
            if fault.kind == "slow":
                time.sleep(fault.seconds)
        mishap = next((f for f in faults if f.kind != "slow"), None)
        served = None
        if mishap is None or mishaps.is_carried_out(mishap):
            served = serve(asked)
            struck += served.struck
            status, response = served.status, served.response()
        if mishap is not None:
            status, response = mishaps.answer(mishap, served, asked_request.base_url)
        return response
    finally:
        ms = (time.perf_counter() - begun) * 1000
        shop.log.end(
            at,
            asked_request.method,
            asked_request.path,
            asked_request.query,
            status,
            ms,
            struck,
        )


def _read_request() -> Request:
    environ = request.environ
    # The path as sent: the one that the framework gives is decoded already.
    path = environ["RAW_URI"].partition("?")[0]
    if not path.startswith("/"):
        path = "/" + path.split("/", 3)[3]
    scheme = environ["wsgi.url_scheme"]
    host = request.headers.get("Host", "").lower()
    if scheme == "http":
        host = host.removesuffix(":80")
    return Request(
        method=request.method,
        path=path,
        query=environ["QUERY_STRING"],
        base_url=f"{scheme}://{host}",
        content_type=request.headers.get("Content-Type", ""),
        accept=request.headers.get("Accept", ""),
        authorization=request.headers.get("Authorization", ""),
        body=request.get_data(),
    )
