"""What is said when no answer comes."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from unittest.mock import patch

import requests
import urllib3

from odoo.tests import BaseCase, tagged

from odoo.addons.connector.exception import NetworkRetryableError

from ..client import (
    BearerAuthentication,
    ConfigurationError,
    MagentoClient,
    ShopUnreachable,
)
from .common import RealRequestsMixin
from .fake_shop import Answer, FakeShop


@tagged("standard", "at_install")
class TestNetwork(RealRequestsMixin, BaseCase):
    def error(self, url, error_class, *texts, token="token", timeout=5.0):
        with (
            MagentoClient(url, BearerAuthentication(token), timeout=timeout) as client,
            self.assertRaises(error_class) as caught,
        ):
            client.get("V1/x")
        for text in (f"GET {url}/rest/V1/x", *texts):
            self.assertIn(text, str(caught.exception))
        self.assertIsNone(caught.exception.status)
        self.assertNotIn(token, str(caught.exception).replace("/rest", ""))
        return caught.exception

    def listen(self, talk=None) -> str:
        """Host and port that accept one connection, and then do ``talk``."""
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)

        def serve():
            try:
                connection, _address = server.accept()
            except OSError:
                return
            with connection:
                if talk:
                    talk(connection)

        if talk:
            thread = threading.Thread(target=serve)
            thread.start()
            self.addCleanup(thread.join)
        return f"127.0.0.1:{server.getsockname()[1]}"

    def test_unknown_host(self):
        with patch("socket.getaddrinfo", side_effect=socket.gaierror(-2, "unknown")):
            error = self.error(
                "http://no-such-shop.test", ShopUnreachable, "the host is unknown"
            )
        self.assertIsInstance(error, NetworkRetryableError)

    def test_refused_connection(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        self.error(
            f"http://127.0.0.1:{port}", ShopUnreachable, "refused", "Check the port"
        )

    def test_no_answer_in_time(self):
        error = self.error(
            f"http://{self.listen()}",
            ShopUnreachable,
            "within 0.2 seconds",
            "longer time limit",
            timeout=0.2,
        )
        self.assertIsInstance(error, NetworkRetryableError)

    def test_answer_that_never_ends(self):
        shop = FakeShop()
        self.addCleanup(shop.close)
        shop.routes["GET", "V1/x"] = Answer(200, b"[1]")
        with patch(
            "odoo.addons.connector_magento.client.client.WHOLE_ANSWER_FACTOR", 0
        ):
            self.error(shop.url, ShopUnreachable, "no complete answer")

    def test_connection_closed(self):
        self.error(
            f"http://{self.listen(lambda c: c.recv(10))}",
            ShopUnreachable,
            "the connection broke",
        )

    def test_plain_http_behind_https(self):
        self.error(
            f"https://{self.listen(lambda c: c.sendall(b'HTTP/1.1 400 no' * 9))}",
            ConfigurationError,
            "no secure connection",
            "http://",
        )

    def test_certificate(self):
        error = ssl.SSLCertVerificationError("certificate has expired")
        error.verify_message = "certificate has expired"
        wrapped = requests.exceptions.SSLError(
            urllib3.exceptions.MaxRetryError(
                None, "/", urllib3.exceptions.SSLError(error)
            )
        )
        with patch("requests.Session.request", side_effect=wrapped):
            self.error(
                "https://shop.test", ConfigurationError, "certificate has expired"
            )

    def test_certificates_are_verified_unless_told(self):
        for verify in (True, False):
            client = MagentoClient(
                "https://shop.test", BearerAuthentication("t"), verify=verify
            )
            with (
                patch("requests.Session.request", side_effect=OSError("x")) as request,
                self.assertRaises(ShopUnreachable),
            ):
                client.get("V1/x")
            self.assertIs(request.call_args.kwargs["verify"], verify)
            self.assertIs(request.call_args.kwargs["allow_redirects"], False)
            self.assertEqual(request.call_args.kwargs["timeout"], 60)

    def test_key_that_cannot_be_sent(self):
        for token in ("line\nbreak", "clé€"):
            with self.subTest(token):
                self.error(
                    "http://127.0.0.1:9",
                    ConfigurationError,
                    "characters that do not belong",
                    token=token,
                )

    def test_answer_that_trickles(self):
        """The limit of the whole answer holds, however much of it was announced."""

        def trickle(connection):
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 65000\r\n\r\n")
            with contextlib.suppress(OSError):
                for _part in range(100):
                    time.sleep(0.05)
                    connection.sendall(b" ")

        start = time.monotonic()
        self.error(
            f"http://{self.listen(trickle)}",
            ShopUnreachable,
            "no complete answer came within 1.0 seconds",
            timeout=0.2,
        )
        self.assertLess(time.monotonic() - start, 5)

    def test_what_is_no_http_can_be_stored(self):
        def talk(connection):
            connection.recv(65536)
            connection.sendall(b"\0\1\2 binary\r\n\r\n")

        error = self.error(f"http://{self.listen(talk)}", ShopUnreachable, "binary")
        self.assertNotIn("\0", str(error))
