"""What is said when no answer comes."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from unittest.mock import patch

import requests
import urllib3

from odoo.tests import tagged

from ..exception import NetworkRetryableError
from ..rest import Bearer, RestConfigurationError, ServerUnreachable, UnreadableAnswer
from .rest_case import Reply, RestCase


@tagged("standard", "at_install")
class TestNetwork(RestCase):
    def error(self, url, error_class, *texts, token="s3cret", timeout=5.0):
        client = self.client(Bearer(token), url=url, timeout=timeout, base=self.quick())
        with self.assertRaises(error_class) as caught:
            client.get("x")
        self.assertIs(type(caught.exception), error_class)
        for text in (f"GET {url}/x", *texts):
            self.assertIn(text, str(caught.exception))
        self.assertIsNone(caught.exception.status)
        self.assertNotIn(token, str(caught.exception))
        return caught.exception

    def test_unknown_host(self):
        with patch("socket.getaddrinfo", side_effect=socket.gaierror(-2, "unknown")):
            error = self.error(
                "http://none.test", ServerUnreachable, "the host is unknown"
            )
        self.assertIsInstance(error, NetworkRetryableError)

    def test_refused_connection(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        error = self.error(
            f"http://127.0.0.1:{port}", ServerUnreachable, "refused", "Check the port"
        )
        self.assertTrue(error.passing and error.unsent)

    def test_no_answer_in_time(self):
        error = self.error(
            f"http://{self.listen()}",
            ServerUnreachable,
            "within 0.2 seconds",
            timeout=0.2,
        )
        self.assertFalse(error.passing or error.unsent, "it has made us wait already")

    def test_connection_closed(self):
        url = f"http://{self.listen(lambda c: c.recv(10))}"
        error = self.error(url, ServerUnreachable, "the connection broke")
        self.assertTrue(error.passing)
        self.assertFalse(error.unsent)

    def test_plain_http_behind_https(self):
        url = f"https://{self.listen(lambda c: c.sendall(b'HTTP/1.1 400 no' * 9))}"
        self.error(url, RestConfigurationError, "no secure connection", "http://")

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
                "https://a.test", RestConfigurationError, "certificate has expired"
            )

    def test_certificates_are_verified_unless_told(self):
        for verify in (True, False):
            client = self.client(verify=verify)
            with (
                patch("requests.Session.request", side_effect=OSError("x")) as request,
                self.assertRaises(ServerUnreachable),
            ):
                client.post("x")
            self.assertIs(request.call_args.kwargs["verify"], verify)
            self.assertIs(request.call_args.kwargs["allow_redirects"], False)

    def test_key_that_cannot_be_sent(self):
        for token in ("line\nbreak", "clé€"):
            with self.subTest(token):
                self.error(
                    self.server.url,
                    RestConfigurationError,
                    "characters that do not belong",
                    token=token,
                )

    def test_answer_that_trickles(self):
        """The limit of the whole answer holds, however much of it was announced."""

        def trickle(connection):
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 65000\r\n\r\n")
            for _part in range(100):
                time.sleep(0.05)
                connection.sendall(b" ")

        start = time.monotonic()
        self.error(
            f"http://{self.listen(trickle)}",
            ServerUnreachable,
            "no complete answer came within 1.0 seconds",
            timeout=0.2,
        )
        self.assertLess(time.monotonic() - start, 5)

    def test_head_that_trickles(self):
        """So does the limit of the lines before it."""

        def trickle(connection):
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            for _part in range(200):
                time.sleep(0.05)
                connection.sendall(b"X")

        start = time.monotonic()
        url = f"http://{self.listen(trickle)}"
        error = self.error(url, ServerUnreachable, "no complete answer", timeout=0.2)
        self.assertFalse(error.passing)
        self.assertLess(time.monotonic() - start, 5)

    def test_what_is_no_http_can_be_stored(self):
        def talk(connection):
            connection.recv(65536)
            connection.sendall(b"\0\1\2 binary\r\n\r\n")

        error = self.error(f"http://{self.listen(talk)}", ServerUnreachable, "binary")
        self.assertNotIn("\0", str(error))

    def test_bad_chunks(self):
        def talk(connection):
            connection.recv(65536)
            with contextlib.suppress(OSError):
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
                )

        error = self.error(f"http://{self.listen(talk)}", UnreadableAnswer, "cut short")
        self.assertTrue(error.passing)

    def test_proxy_that_is_down(self):
        environment = {"http_proxy": "http://127.0.0.1:9", "no_proxy": ""}
        with patch.dict("os.environ", environment, clear=True):
            self.error("http://192.0.2.1", ServerUnreachable, "refused")

    def test_url_that_cannot_be_asked(self):
        for url in ("http://[bad", "http://a..b.test", "ftp://a.test"):
            client = self.client(url=url)
            with self.assertRaises(RestConfigurationError):
                client.get("x")

    def test_errors_after_an_answer_keep_its_status(self):
        self.server.replies = [Reply(200, b"")]
        with self.assertRaises(UnreadableAnswer) as caught:
            self.client().get("x")
        self.assertEqual(caught.exception.status, 200)
