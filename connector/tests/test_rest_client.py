"""The client against real HTTP."""

from __future__ import annotations

import socket
from datetime import datetime
from unittest.mock import patch

from requests.auth import AuthBase
from urllib3.connectionpool import HTTPConnectionPool

from odoo.tests import tagged

from ..rest import (
    Anonymous,
    Basic,
    Bearer,
    BudgetSpent,
    HeaderKey,
    RequestRefused,
    RestConfigurationError,
    ServerUnreachable,
    Signed,
    TokenAuthentication,
    TokenCache,
    TooManyRequests,
    encode_path,
    encode_query,
)
from ..rest.budget import Spent
from .rest_case import Reply, RestCase, oauth1

TOKEN = "s3cret+token/1"


@tagged("standard", "at_install")
class TestRequests(RestCase):
    def test_get(self):
        self.server.replies = [Reply(body=[{"id": 1}])]
        client = self.client(Bearer(TOKEN), headers={"X-Version": "2"})
        self.assertEqual(client.get("items", {"a b": "c+d", "n": None}), [{"id": 1}])
        asked = self.server.asked[0]
        self.assertEqual(asked.path, "/items?a%20b=c%2Bd")
        self.assertEqual(asked.headers["Authorization"], f"Bearer {TOKEN}")
        self.assertEqual(asked.headers["Accept"], "application/json")
        self.assertEqual(asked.headers["X-Version"], "2")
        self.assertEqual(client.requests_made, 1)

    def test_methods(self):
        client = self.client()
        client.post("items", {"name": "é"})
        client.put("items/1", {"a": 1})
        client.patch("items/1", {"a": 2})
        client.delete("items/1")
        asked = [(one.method, one.path, one.body) for one in self.server.asked]
        self.assertEqual(
            asked,
            [
                ("POST", "/items", b'{"name": "\\u00e9"}'),
                ("PUT", "/items/1", b'{"a": 1}'),
                ("PATCH", "/items/1", b'{"a": 2}'),
                ("DELETE", "/items/1", b""),
            ],
        )
        types = [one.headers.get("Content-Type") for one in self.server.asked]
        self.assertEqual(types, ["application/json"] * 3 + [None])

    def test_bytes(self):
        headers = {"Content-Type": "text/csv"}
        self.client().send("POST", "x", body=b"a;b", headers=headers)
        asked = self.server.asked[0]
        self.assertEqual(
            (asked.body, asked.headers["Content-Type"]), (b"a;b", "text/csv")
        )

    def test_data_that_are_no_json(self):
        for body in ({"a": float("nan")}, {"a": object()}, {1, 2}):
            with self.assertRaisesRegex(RequestRefused, "can't be written as JSON"):
                self.client().post("x", body)
        self.assertEqual(self.server.asked, [])

    def test_clock_of_the_server(self):
        client = self.client()
        self.assertIsNone(client.server_time)
        self.server.date = lambda: 1795396109
        client.get("x")
        self.assertEqual(str(client.server_time), "2026-11-23 01:08:29")

    def test_one_connection_for_all(self):
        with patch.object(
            HTTPConnectionPool,
            "_new_conn",
            autospec=True,
            side_effect=HTTPConnectionPool._new_conn,
        ) as opened:
            client = self.client()
            client.get("x")
            client.get("y")
        self.assertEqual(opened.call_count, 1)

    def test_time_limits(self):
        for timeout, limits in ((7, (7, 7)), (90, (10, 90))):
            client = self.client(timeout=timeout)
            failing = patch("requests.adapters.HTTPAdapter.send", side_effect=OSError)
            with failing as send, self.assertRaises(ServerUnreachable):
                client.post("x")
            self.assertEqual(send.call_args.args[2], limits)

    def test_data_in_paths(self):
        self.assertEqual(encode_path("a", "b/c?d#e%"), "a/b%2Fc%3Fd%23e%25")
        for part in ("", ".", ".."):
            with self.assertRaisesRegex(Exception, "can't be part of a URL"):
                encode_path("products", part)
        self.assertEqual(encode_query([("a", "1&b=2"), ("a", 3)]), "a=1%26b%3D2&a=3")

    def test_whole_url_of_the_same_server(self):
        self.client().get(f"{self.server.url}/other?page=2", {"a": 1})
        self.assertEqual(self.server.asked[0].path, "/other?page=2&a=1")

    def test_whole_url_of_another_server(self):
        other = self.new_server()
        with self.assertRaisesRegex(RestConfigurationError, "another server"):
            self.client(Bearer(TOKEN)).get(f"{other.url}/x?api_key=abc")
        self.assertEqual(other.asked, [])

    def test_whole_url_that_hides_another_server(self):
        """Some take what follows a backslash for the host, others what is before it."""
        other = self.new_server()
        with self.assertRaisesRegex(RestConfigurationError, "another server"):
            url = f"http://127.0.0.1:{other.port}\\@127.0.0.1:{self.server.port}/x"
            self.client(Bearer(TOKEN)).get(url)
        self.assertEqual(other.asked, [])


@tagged("standard", "at_install")
class TestRepeats(RestCase):
    def setUp(self):
        super().setUp()
        self.pauses = []
        self.enterContext(patch("time.sleep", self.pauses.append))

    def failing(self, *statuses, headers=None):
        self.server.replies = [Reply(one, {}, headers or {}) for one in statuses]

    def test_passing_failures(self):
        for status in (502, 503, 504):
            for method in ("GET", "HEAD", "PUT", "DELETE"):
                self.failing(status, status, 200)
                self.client().request(method, "x")
        self.assertEqual(len(self.server.asked), 36)

    def test_broken_connections(self):
        def reply(asked):
            if len(self.server.asked) < 3:
                return Reply(body=b"{}", headers={"Content-Length": "500"})
            return Reply(body=[1])

        self.server.reply = reply
        self.assertEqual(self.client().get("x"), [1])

    def test_few_and_short(self):
        self.failing(503)
        with self.assertRaises(Exception) as caught:
            self.client().get("x")
        self.assertEqual(caught.exception.status, 503)
        self.assertEqual(len(self.server.asked), 3)
        self.assertEqual(len(self.pauses), 2)
        self.assertLess(sum(self.pauses), 3)
        self.assertLess(self.pauses[0], self.pauses[1])

    def test_others_are_not_repeated(self):
        for status in (400, 401, 404, 408, 429, 500, 520):
            self.failing(status)
            count = len(self.server.asked)
            with self.assertRaises(Exception) as caught:
                self.client().get("x")
            self.assertEqual(caught.exception.status, status)
            self.assertEqual(len(self.server.asked), count + 1)
        self.assertEqual(self.pauses, [])

    def test_creations_are_not_repeated_unless_told(self):
        for method in ("POST", "PATCH"):
            self.failing(503, 200)
            with self.assertRaises(ServerUnreachable):
                self.client().request(method, "x", body={})
            self.failing(503, 200)
            self.client().request(method, "x", body={}, repeat=True)
        self.failing(503)
        with self.assertRaises(ServerUnreachable):
            self.client().request("GET", "x", repeat=False)
        self.assertEqual(len(self.server.asked), 7)

    def test_creation_that_never_left_is_repeated(self):
        client = self.client(url=f"http://{self.listen()}")
        real = socket.create_connection
        tries = []

        def connect(address, *args, **kwargs):
            tries.append(address)
            if len(tries) < 3:
                raise ConnectionRefusedError
            return real(("127.0.0.1", self.server.port), *args)

        with patch("urllib3.util.connection.create_connection", connect):
            client.post("x", {})
        self.assertEqual((len(tries), len(self.server.asked)), (3, 1))

    def test_server_that_names_the_moment(self):
        self.failing(503, 200, headers={"Retry-After": "2"})
        self.client().get("x")
        self.assertEqual(self.pauses, [2])
        self.pauses.clear()
        self.failing(503, headers={"Retry-After": "2"})
        with self.assertRaises(ServerUnreachable):
            self.client().get("x")
        self.assertEqual(self.pauses, [2], "all pauses together are bounded")
        self.failing(503, 200, headers={"Retry-After": "30"})
        with self.assertRaises(Exception) as caught:
            self.client().get("x")
        self.assertEqual(caught.exception.seconds, 30)
        self.assertEqual(self.pauses, [2], "no worker sleeps so long")

    def test_too_many_requests_hold_the_others(self):
        class Budget:
            held = []

            def take(self):
                return 0.25

            def hold(self, seconds):
                self.held.append(seconds)

        self.failing(429, headers={"Retry-After": "60"})
        with self.assertRaises(TooManyRequests):
            self.client(budget=Budget()).get("x")
        self.assertEqual(Budget.held, [60])
        self.assertEqual(self.pauses, [0.25], "its turn")

    def test_budget_that_is_spent(self):
        class Budget:
            def take(self):
                raise Spent(datetime(2126, 1, 2, 3, 4, 5))

        with self.assertRaises(BudgetSpent) as caught:
            self.client(budget=Budget()).get("x")
        self.assertEqual(caught.exception.at, datetime(2126, 1, 2, 3, 4, 5))
        self.assertGreater(caught.exception.seconds, 3600)
        self.assertTrue(caught.exception.ignore_retry)
        self.assertIn("2126-01-02 03:04:05", str(caught.exception))
        self.assertEqual(self.server.asked, [])


@tagged("standard", "at_install")
class TestAuthentication(RestCase):
    def sent(self, auth):
        self.client(auth).get("x")
        return self.server.asked[-1].headers

    def test_ways(self):
        self.assertEqual(self.sent(Bearer("t"))["Authorization"], "Bearer t")
        self.assertEqual(self.sent(HeaderKey("X-Key", "k"))["X-Key"], "k")
        self.assertEqual(
            self.sent(Basic("me", "pw"))["Authorization"], "Basic bWU6cHc="
        )
        self.assertNotIn("Authorization", self.sent(Anonymous()))

    def test_netrc_is_not_read(self):
        netrc = patch("requests.sessions.get_netrc_auth", return_value=("u", "p"))
        with netrc:
            self.assertNotIn("Authorization", self.sent(None))

    def test_any_of_requests(self):
        class Shouting(AuthBase):
            def __call__(self, request):
                request.headers["X-Signed"] = request.url.upper()
                return request

        for auth in (Shouting(), Signed(Shouting(), "key")):
            self.assertIn("/X", self.sent(auth)["X-Signed"])

    def testoauth1(self):
        OAuth1 = oauth1(self)
        keys = ("ck", "cs-secret", "tk", "ts-secret")
        headers = self.sent(Signed(OAuth1(*keys), *keys))
        self.assertIn("oauth_signature=", headers["Authorization"])

    def test_token_that_expires(self):
        logins = []

        class Login(TokenAuthentication):
            def _log_in(self, client):
                logins.append(client.send("POST", "login", auth=Anonymous()).data)
                return f"token{len(logins)}"

        def reply(asked):
            if asked.path == "/login":
                self.assertNotIn("Authorization", asked.headers)
                return Reply(body={})
            good = asked.headers["Authorization"] == "Bearer token2"
            return Reply(200 if good else 401, {})

        self.server.reply = reply
        cache = TokenCache()
        client = self.client(Login("url", "user", "pw", cache=cache))
        client.get("x")
        client.get("x")
        self.assertEqual(len(logins), 2, "one more after the 401, then it is kept")
        self.client(Login("url", "user", "pw", cache=cache)).get("x")
        self.assertEqual(len(logins), 2, "shared by the clients of the process")

    def test_life_of_a_token(self):
        now = [0.0]
        cache = TokenCache(lambda: now[0])
        answers = iter([("a", 100.0), ("b", 10.0), "c"])
        for moment, token in ((0, "a"), (49, "a"), (51, "b"), (55, "b"), (57, "c")):
            now[0] = moment
            self.assertEqual(cache.get("k", lambda: next(answers)), token)

    def test_refused(self):
        self.server.replies = [Reply(401, {"message": "no"})]
        with self.assertRaises(RestConfigurationError) as caught:
            self.client(Bearer(TOKEN), record="backend").get("x")
        self.assertEqual(caught.exception.record, "backend")
        self.assertEqual(len(self.server.asked), 1)


@tagged("standard", "at_install")
class TestRedirections(RestCase):
    def redirect(self, status, location, method="GET", **kwargs):
        self.server.replies = [
            Reply(status, headers={"Location": location}),
            Reply(body="there"),
        ]
        return self.client(Bearer(TOKEN), **kwargs).request(method, "x", body=None)

    def test_within_the_server(self):
        for status in (301, 302, 303, 307, 308):
            for target in ("/y?a=1", f"{self.server.url}/y?a=1", "y?a=1"):
                self.assertEqual(self.redirect(status, target), "there")
                asked = self.server.asked[-1]
                self.assertEqual(asked.path, "/y?a=1")
                self.assertIn("Authorization", asked.headers)

    def test_writes(self):
        self.assertEqual(self.redirect(308, "/y", "POST"), "there")
        self.assertEqual(self.server.asked[-1].method, "POST")
        with self.assertRaises(RestConfigurationError):
            self.redirect(302, "/y", "POST")

    def test_to_another_server(self):
        other = self.new_server()
        for location in (
            f"http://user:pw@127.0.0.1:{other.port}/x?token=t",
            f"//127.0.0.1:{other.port}/x",
            f"http://127.0.0.1:{other.port}\\@127.0.0.1:{self.server.port}/x",
            f"http://localhost:{self.server.port}/x",
            f"https://127.0.0.1:{self.server.port}/x",
        ):
            with self.assertRaises(RestConfigurationError) as caught:
                self.redirect(302, location)
            self.assertNotRegex(str(caught.exception), "pw|token=|=t")
            self.assertIn("does not follow", str(caught.exception))
        self.assertEqual(other.asked, [])

    def test_in_a_circle(self):
        self.server.replies = [Reply(302, headers={"Location": "/x"})]
        with self.assertRaisesRegex(RestConfigurationError, "on and on"):
            self.client().get("x")
        self.assertEqual(len(self.server.asked), 6)

    def test_nowhere(self):
        for location in ("", "http://[bad", "http://a:b/"):
            with self.assertRaises(RestConfigurationError):
                self.redirect(302, location)

    def test_switched_off(self):
        with self.assertRaises(RestConfigurationError):
            self.redirect(302, "/y", base=self.quick(most_redirects=0))
