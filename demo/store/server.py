"""The HTTP server: a thread per connection, connections kept open."""

from __future__ import annotations

import logging
from typing import Any

from werkzeug import serving

from .app import PRODUCTS, create_app, open_shop
from .settings import Settings
from .shop import Shop


class _Handler(serving.WSGIRequestHandler):
    # Header and body leave as two packets: without this, the second waits for the
    # client's acknowledgement of the first (40 ms) on a connection kept open.
    disable_nagle_algorithm = True

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """Write nothing: the store keeps its own log, free of credentials."""


class Server:
    """A store with its socket open.

    :raises OSError: if the address cannot be listened on.
    """

    def __init__(self, shop: Shop, host: str, port: int) -> None:
        self.shop = shop
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = serving.make_server(
            host, port, create_app(shop), threaded=True, request_handler=_Handler
        )
        self.port: int = self._server.server_port

    def serve_forever(self) -> None:
        """Answer requests until :meth:`stop`, or an exception in this thread."""
        self._server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """Let :meth:`serve_forever` return; called from another thread."""
        self._server.shutdown()

    def close(self) -> None:
        """Give socket and file free."""
        self._server.server_close()
        self.shop.database.close()


def make_server(
    host: str,
    port: int,
    database: str,
    customers: int,
    settings: Settings | None = None,
    products: int = PRODUCTS,
    orders: int = 0,
) -> Server:
    """Return the server of the store in the file ``database``."""
    shop = open_shop(database, customers, settings, products, orders)
    return Server(shop, host, port)
