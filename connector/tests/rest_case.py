"""A server that answers what a test tells it to, and a client that asks it."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

from odoo.tests import BaseCase

from ..rest import RestClient

_real_send = requests.Session.send


@dataclass
class Reply:
    """What the server answers."""

    status: int = 200
    body: object = b""
    headers: dict[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body).encode()


@dataclass
class Asked:
    """What the server was asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address) -> None:
        """A client that hangs up is what some tests are about."""


class Server:
    """Gives out ``replies`` one by one, the last one for ever; or asks ``reply``."""

    def __init__(self) -> None:
        self.replies: list[Reply] = [Reply(body={})]
        self.reply: Callable[[Asked], Reply] = self._next
        self.asked: list[Asked] = []
        self.date = time.time
        self._server = _QuietServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.02},
            daemon=True,
        )
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _next(self, asked: Asked) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def _handler(server) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 5

            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                asked = Asked(self.command, self.path, dict(self.headers), body)
                server.asked.append(asked)
                reply = server.reply(asked)
                content = reply.content()
                headers = {
                    "Content-Type": "application/json",
                    "Content-Length": str(len(content)),
                    "Date": formatdate(server.date(), usegmt=True),
                    **reply.headers,
                }
                self.send_response_only(reply.status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command == "HEAD":
                    return
                with contextlib.suppress(ConnectionError):
                    self.wfile.write(content)
                if int(headers["Content-Length"]) > len(content):
                    self.close_connection = True

            do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer

            def log_message(self, *args: object) -> None:
                pass

        return Handler


class RestCase(BaseCase):
    """Requests go through to servers of the test itself."""

    @classmethod
    def _request_handler(cls, session, request, /, **kwargs):
        return _real_send(session, request, **kwargs)

    def setUp(self) -> None:
        super().setUp()
        self.server = self.new_server()

    def new_server(self) -> Server:
        server = Server()
        self.addCleanup(server.close)
        return server

    def client(self, auth=None, *, url="", base=RestClient, **kwargs) -> RestClient:
        kwargs.setdefault("allow_private_network", True)
        client = base(url or self.server.url, auth, **kwargs)
        self.addCleanup(client.close)
        return client

    def quick(self, **attributes) -> type[RestClient]:
        """A client that repeats nothing, with other limits."""
        return type("QuickClient", (RestClient,), {"most_repeats": 0, **attributes})

    def listen(self, talk=None) -> str:
        """Host and port that accept one connection, and then do ``talk``."""
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)

        def serve():
            try:
                connection, _address = server.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                talk(connection)

        if talk:
            thread = threading.Thread(target=serve, daemon=True)
            thread.start()
        return f"127.0.0.1:{server.getsockname()[1]}"


def oauth1(case):
    """The class, which connectors that need it depend on."""
    try:
        from requests_oauthlib import OAuth1
    except ImportError:
        case.skipTest("requests_oauthlib is not installed")
    return OAuth1
