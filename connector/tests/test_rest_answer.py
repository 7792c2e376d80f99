"""What an answer means, for every status that HTTP knows and for all others."""

from __future__ import annotations

import time
from datetime import timedelta
from email.utils import formatdate

from odoo.fields import Datetime
from odoo.tests import BaseCase, tagged

from ..exception import NetworkRetryableError, error_kind
from ..rest import (
    Reader,
    Received,
    RecordMissing,
    RequestRefused,
    RestConfigurationError,
    RestError,
    ServerFailure,
    ServerUnreachable,
    TooManyRequests,
    UnreadableAnswer,
    errors,
)
from ..rest.parts import links, messages

MEANINGS = {
    **dict.fromkeys(range(100, 200), UnreadableAnswer),
    **dict.fromkeys(range(300, 400), RestConfigurationError),
    304: UnreadableAnswer,
    **dict.fromkeys(range(400, 500), RequestRefused),
    **dict.fromkeys((401, 402, 403, 404, 407, 410, 451), RestConfigurationError),
    **dict.fromkeys((408, 421, 423, 425), ServerUnreachable),
    429: TooManyRequests,
    **dict.fromkeys(range(500, 600), ServerFailure),
    **dict.fromkeys((502, 503, 504), ServerUnreachable),
    **dict.fromkeys((520, 521, 522, 523, 524, 529, 530), ServerUnreachable),
    511: RestConfigurationError,
    **dict.fromkeys((*range(600, 700), 999), UnreadableAnswer),
}
KINDS = {
    UnreadableAnswer: "retry",
    ServerUnreachable: "retry",
    ServerFailure: "retry",
    TooManyRequests: "retry",
    errors.BudgetSpent: "retry",
    RestConfigurationError: "configuration",
    errors.AddressRefused: "configuration",
    RequestRefused: "skip",
    RecordMissing: "skip",
    errors.EndlessPages: "stop",
}


class AnswerCase(BaseCase):
    def received(self, status, content=b"{}", headers=None, method="GET"):
        return Received(f"{method} http://a.test/x", status, headers or {}, content)

    def read(self, *args, record=False, **kwargs):
        reader = Reader(str, lambda text: text.replace("s3cret", "***"), "Look.")
        return reader.read(self.received(*args, **kwargs), record=record)

    def error(self, error_class, *args, **kwargs):
        with self.assertRaises(RestError) as caught:
            self.read(*args, **kwargs)
        self.assertIs(type(caught.exception), error_class)
        return caught.exception


@tagged("standard", "at_install")
class TestAnswer(AnswerCase):
    def test_every_status_has_its_meaning(self):
        for status, error_class in MEANINGS.items():
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"):
                with self.subTest(status=status, method=method):
                    error = self.error(error_class, status, method=method)
                    self.assertEqual(error.status, status)
                    self.assertIn(f"{method} http://a.test/x", str(error))
                    self.assertIn(str(status), error.seen)
                    self.assertTrue(error.advice)
        for status in range(200, 300):
            self.assertEqual(self.read(status), {})

    def test_every_error_is_of_a_kind(self):
        ours = {
            value
            for value in vars(errors).values()
            if isinstance(value, type) and issubclass(value, RestError)
        } - {RestError}
        self.assertEqual(ours, set(KINDS))
        for error_class, kind in KINDS.items():
            error = error_class("GET x", "seen", "advice", status=3)
            self.assertEqual(error_kind(error), kind, error_class)
            self.assertEqual(str(error), "GET x: seen advice")
            self.assertEqual(
                (error.call, error.seen, error.advice, error.status),
                ("GET x", "seen", "advice", 3),
            )

    def test_what_the_next_record_would_meet(self):
        """A chunk of records ends with these, instead of asking for each of them."""
        for error_class in (ServerUnreachable, TooManyRequests, errors.BudgetSpent):
            self.assertTrue(issubclass(error_class, NetworkRetryableError))
        self.assertFalse(issubclass(ServerFailure, NetworkRetryableError))

    def test_record_that_is_gone(self):
        for status in (404, 410):
            self.error(RecordMissing, status, record=True)
            self.error(RecordMissing, status, b"", record=True)
            page = b"<html><title>Not here</title>"
            error = self.error(RestConfigurationError, status, page, record=True)
            self.assertIn("a web page, “Not here”", error.seen)

    def test_wrong_setting_names_the_record(self):
        reader = Reader(str, str, "Look.", record="backend")
        with self.assertRaises(RestConfigurationError) as caught:
            reader.read(self.received(401))
        self.assertEqual(caught.exception.record, "backend")
        self.assertEqual(caught.exception.advice, "Look.")

    def test_clocks_that_differ_are_mentioned(self):
        headers = {"Date": formatdate(time.time() - 1000, usegmt=True)}
        error = self.error(RestConfigurationError, 401, headers=headers)
        self.assertRegex(error.advice, r"Look\. .*clocks.* 100\d seconds")

    def test_empty_answers(self):
        self.assertIsNone(self.read(204, b""))
        for method in ("PUT", "DELETE", "POST", "PATCH", "HEAD"):
            self.assertIsNone(self.read(200, b" ", method=method))
        self.assertIn("200 and nothing", self.error(UnreadableAnswer, 200, b"").seen)

    def test_json_is_read_strictly(self):
        self.assertEqual(self.read(200, b"\xef\xbb\xbf[1]"), [1])
        for content in (b'{"a": NaN}', b"[Infinity]", b'"\xff"', b"[" * 100_000, b"[1"):
            self.error(UnreadableAnswer, 200, content)
        page = self.error(UnreadableAnswer, 200, b"<!doctype html><title>Hi</title>")
        self.assertIn("what answers there is not the API", page.advice)

    def test_what_is_said_can_be_stored_and_is_bounded(self):
        error = self.error(RequestRefused, 400, b'{"message": "a\\u0000b\\ud800"}')
        self.assertIn("“a\ufffdb\ufffd”", str(error))
        error = self.error(RequestRefused, 400, b"\0x" * 50_000)
        self.assertNotIn("\0", str(error))
        self.assertLess(len(str(error)), 700)

    def test_secrets_that_come_back(self):
        for content in (
            b'{"message": "bad s3cret"}',
            b"<p>s3cret",
            b"s3cret",
            b'{"x": "s3cret"}',
        ):
            error = self.error(RequestRefused, 400, content)
            self.assertNotIn("s3cret", str(error))
            self.assertIn("***", str(error))

    def test_messages(self):
        for data, text in (
            ({"message": "m", "code": 4}, "m"),
            ({"error": {"message": "m"}}, "m"),
            ({"error": "invalid_grant", "error_description": "expired"}, "expired"),
            ({"title": "Bad", "detail": "No such tax"}, "No such tax"),
            ({"errors": [{"message": "a"}, {"detail": "b"}]}, "a b"),
            ({"errors": {"name": ["is empty"]}}, "name: is empty"),
            ({"message": "m", "errors": ["x"]}, "m x"),
            ([{"message": "m"}], "m"),
            ({"unknown": "x"}, ""),
            (3, ""),
        ):
            with self.subTest(data):
                self.assertEqual(" ".join(messages(data)), text)

    def test_links(self):
        found = links('<a,b;c>; rel="prev", </x>;rel=next ; title="a, b", bad')
        self.assertEqual([target for target, _parameters in found], ["a,b;c", "/x"])
        self.assertEqual(found[1][1], {"rel": "next", "title": "a, b"})
        begun = time.monotonic()
        for header in ("<" * 99_999, "<a>;" + " " * 99_999, "<a>" + "; b = " * 20_000):
            links(header)
        self.assertLess(time.monotonic() - begun, 2)


@tagged("standard", "at_install")
class TestWaiting(AnswerCase):
    """When the job comes back."""

    def test_seconds(self):
        for status, error_class in ((429, TooManyRequests), (503, ServerUnreachable)):
            before = Datetime.now()
            error = self.error(error_class, status, headers={"Retry-After": "17"})
            self.assertEqual(error.seconds, 17)
            self.assertGreaterEqual(error.at, before + timedelta(seconds=17))
            self.assertLess(error.at, before + timedelta(seconds=22))
            self.assertEqual(error.ignore_retry, status == 429)

    def test_instant_by_the_clock_of_the_server(self):
        headers = {
            "Date": formatdate(time.time() - 5000, usegmt=True),
            "Retry-After": formatdate(time.time() - 4900, usegmt=True),
        }
        error = self.error(TooManyRequests, 429, headers=headers)
        self.assertAlmostEqual(error.seconds, 100, delta=2)

    def test_instant_without_clock(self):
        headers = {"Retry-After": formatdate(time.time() + 100, usegmt=True)}
        error = self.error(TooManyRequests, 429, headers=headers)
        self.assertAlmostEqual(error.seconds, 100, delta=2)

    def test_reset_of_the_quota(self):
        for reset in ("40", str(int(time.time()) + 40)):
            error = self.error(
                TooManyRequests, 429, headers={"X-RateLimit-Reset": reset}
            )
            self.assertAlmostEqual(error.seconds, 40, delta=2)

    def test_retry_after_comes_before_the_quota(self):
        headers = {"Retry-After": "3", "X-RateLimit-Reset": "40"}
        self.assertEqual(self.error(TooManyRequests, 429, headers=headers).seconds, 3)

    def test_within_reason(self):
        for value, seconds in (("0", 1), ("9" * 30, 86400), ("-3", None), ("x", None)):
            error = self.error(TooManyRequests, 429, headers={"Retry-After": value})
            self.assertEqual(error.seconds, seconds)

    def test_server_that_names_nothing(self):
        error = self.error(TooManyRequests, 429)
        self.assertEqual((error.seconds, error.at), (None, None))
        self.assertFalse(error.ignore_retry, "the tries must end some time")

    def test_403_of_a_spent_quota(self):
        self.error(TooManyRequests, 403, headers={"X-RateLimit-Remaining": "0"})
        self.error(TooManyRequests, 403, headers={"Retry-After": "9"})
        self.error(RestConfigurationError, 403, headers={"X-RateLimit-Remaining": "7"})
