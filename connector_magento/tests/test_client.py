"""The client against real HTTP, with answers captured from a real Magento."""

from __future__ import annotations

import time

from odoo.tests import BaseCase, tagged

from odoo.addons.connector.exception import (
    IDMissingInBackend,
    InvalidDataError,
    JobError,
    NetworkRetryableError,
    RetryableJobError,
)

from ..client import (
    BearerAuthentication,
    ConfigurationError,
    MagentoClient,
    RecordMissing,
    RequestRefused,
    ShopFailure,
    ShopUnreachable,
    TooManyRequests,
    UnreadableAnswer,
)
from .common import RealRequestsMixin
from .fake_shop import Answer, FakeShop, capture

TOKEN = "integrationtoken123"
HTML = {"Content-Type": "text/html; charset=UTF-8"}


@tagged("standard", "at_install")
class TestClient(RealRequestsMixin, BaseCase):
    def setUp(self):
        super().setUp()
        self.shop = FakeShop()
        self.addCleanup(self.shop.close)
        self.client = MagentoClient(self.shop.url, BearerAuthentication(TOKEN))
        self.addCleanup(self.client.close)

    def answer(self, answer: Answer, path: str = "V1/x") -> None:
        self.shop.routes["GET", path] = answer

    def error(self, answer, error_class, *texts, path="V1/x", **kwargs):
        """Ask for something answered so; check the error's class and text."""
        self.answer(answer, path)
        with self.assertRaises(error_class) as caught:
            self.client.get(path, **kwargs)
        self.assertIs(type(caught.exception), error_class)
        for text in (f"GET {self.shop.url}/rest/{path}", *texts):
            self.assertIn(text, str(caught.exception))
        return caught.exception

    def test_json(self):
        self.answer(capture("store_websites"), "V1/store/websites")
        websites = self.client.get("V1/store/websites")
        self.assertEqual([one["code"] for one in websites], ["admin", "base", "pro"])
        headers = self.shop.requests[0].headers
        self.assertEqual(headers["Authorization"], f"Bearer {TOKEN}")
        self.assertEqual(headers["Accept"], "application/json")

    def test_scalars(self):
        for value in ("text", 17, True, [], None):
            self.answer(Answer(body=value))
            self.assertEqual(self.client.get("V1/x"), value)

    def test_body(self):
        self.shop.routes["POST", "V1/x"] = Answer(body=True)
        self.client.request("POST", "V1/x", body={"name": "é"})
        request = self.shop.requests[0]
        self.assertEqual(request.headers["Content-Type"], "application/json")
        self.assertEqual(request.body, b'{"name": "\\u00e9"}')

    def test_server_time(self):
        self.assertIsNone(self.client.server_time)
        self.shop.date = lambda: 1795396109
        self.answer(Answer(body=1))
        self.client.get("V1/x")
        self.assertEqual(str(self.client.server_time), "2026-11-23 01:08:29")

    def test_requests_are_counted(self):
        self.answer(Answer(body=1))
        self.client.get("V1/x")
        self.client.get("V1/x")
        self.assertEqual(self.client.requests_made, 2)

    # One test per status

    def test_400(self):
        error = self.error(
            capture("error_customers_search_field_id"),
            RequestRefused,
            'The "id" attribute name is invalid.',
            "the shop does not know what it was asked for",
        )
        self.assertIsInstance(error, InvalidDataError)
        self.assertNotIsInstance(error, RetryableJobError)
        self.assertEqual(error.status, 400)

    def test_400_named_parameters(self):
        self.error(
            capture("limits_pagesize_too_big"),
            RequestRefused,
            "Maximum SearchCriteria pageSize is 50",
            "set a smaller one on the backend",
        )

    def test_400_of_a_write(self):
        self.shop.routes["POST", "V1/x"] = capture("error_customer_validation_multi")
        with self.assertRaisesRegex(RequestRefused, "Correct the data named above"):
            self.client.request("POST", "V1/x", body={})

    def test_400_several_messages(self):
        self.error(
            capture("error_customer_validation_multi"),
            RequestRefused,
            '"First Name" is a required value. "Last Name" is a required value.',
        )

    def test_401(self):
        error = self.error(
            capture("auth_integration_lacks_permission"),
            ConfigurationError,
            "The consumer isn't authorized to access Magento_Customer::customer",
            "since version 2.4.4",
        )
        self.assertIsInstance(error, JobError)
        self.assertNotIsInstance(error, RetryableJobError)
        self.assertEqual(len(self.shop.requests), 1)

    def test_401_mentions_clocks_that_differ(self):
        self.shop.date = lambda: time.time() - 1000
        self.error(
            capture("auth_oauth1_space_as_plus"), ConfigurationError, "clocks", "1000"
        )

    def test_403(self):
        self.error(
            Answer(403, "<html><title>Blocked</title></html>", HTML),
            ConfigurationError,
            "Blocked",
            "firewall",
        )

    def test_404_record(self):
        error = self.error(
            capture("error_customer_unknown"),
            RecordMissing,
            "No such entity with customerId = 999999",
            record=True,
        )
        self.assertIsInstance(error, IDMissingInBackend)

    def test_404_list(self):
        self.error(capture("error_customer_unknown"), ConfigurationError)

    def test_404_unknown_route_is_no_missing_record(self):
        self.error(
            capture("error_unknown_route"),
            ConfigurationError,
            "is it Magento 2",
            record=True,
        )

    def test_404_page(self):
        self.error(
            Answer(404, "<html><title>Not Found</title></html>", HTML),
            ConfigurationError,
            "Check the URL",
            record=True,
        )

    def test_405(self):
        self.error(capture("error_wrong_method"), RequestRefused, "PATCH")

    def test_429_with_seconds(self):
        error = self.error(
            Answer(429, {"message": "slow down"}, {"Retry-After": "17"}),
            TooManyRequests,
            "slow down",
        )
        self.assertIsInstance(error, RetryableJobError)
        self.assertEqual(error.seconds, 17)
        self.assertTrue(error.ignore_retry)

    def test_429_seconds_are_bounded(self):
        for header, seconds in (("0", 1), ("9999999", 3600)):
            error = self.error(
                Answer(429, {}, {"Retry-After": header}), TooManyRequests
            )
            self.assertEqual(error.seconds, seconds)

    def test_429_with_date(self):
        from email.utils import formatdate

        header = formatdate(time.time() + 100, usegmt=True)
        error = self.error(Answer(429, {}, {"Retry-After": header}), TooManyRequests)
        self.assertAlmostEqual(error.seconds, 99, delta=3)

    def test_429_without_header(self):
        error = self.error(Answer(429, {}), TooManyRequests)
        self.assertIsNone(error.seconds)
        self.assertFalse(error.ignore_retry)

    def test_500(self):
        error = self.error(
            capture("error_orders_search_unknown_field"),
            ShopFailure,
            "Report ID: webapi-6b0392bb76ca2",
        )
        self.assertIsInstance(error, RetryableJobError)
        self.assertFalse(error.ignore_retry, "a 500 may last: retries are bounded")

    def test_503_maintenance_page(self):
        error = self.error(
            capture("maintenance_mode"),
            ShopUnreachable,
            "503",
            "Error 503: Service Unavailable",
            "maintenance",
        )
        self.assertIsInstance(error, NetworkRetryableError)

    def test_503_retry_after(self):
        error = self.error(Answer(503, {}, {"Retry-After": "40"}), ShopUnreachable)
        self.assertEqual(error.seconds, 40)

    def test_every_status_has_its_class(self):
        expected = {408: ShopUnreachable, 502: ShopUnreachable, 504: ShopUnreachable}
        for status in range(300, 600):
            if status == 304:
                continue  # has no content by definition
            error_class = (
                expected.get(status)
                or {
                    3: ConfigurationError,
                    4: {
                        401: ConfigurationError,
                        403: ConfigurationError,
                        404: ConfigurationError,
                        410: ConfigurationError,
                        429: TooManyRequests,
                    }.get(status, RequestRefused),
                    5: ShopUnreachable if status == 503 else ShopFailure,
                }[status // 100]
            )
            with self.subTest(status):
                error = self.error(Answer(status, {"message": "m"}), error_class)
                self.assertEqual(error.status, status)

    # What isn't JSON

    def test_web_page_instead_of_json(self):
        error = self.error(
            Answer(200, "<!doctype html><title>Welcome</title>", HTML),
            UnreadableAnswer,
            "a web page, “Welcome”",
            "Check the URL",
        )
        self.assertIsInstance(error, NetworkRetryableError)

    def test_broken_json(self):
        self.error(
            Answer(200, b'{"items": [{"id": 1'),
            UnreadableAnswer,
            'beginning with “{"items": [{"id": 1”',
        )

    def test_long_answers_are_not_quoted_whole(self):
        error = self.error(Answer(200, b"x" * 5000), UnreadableAnswer)
        self.assertLess(len(str(error)), 600)

    def test_empty_answer(self):
        self.error(Answer(200, b""), UnreadableAnswer, "200 and nothing")

    def test_not_a_number(self):
        self.error(Answer(200, b'{"price": NaN}'), UnreadableAnswer)

    def test_byte_order_mark(self):
        self.answer(Answer(200, b"\xef\xbb\xbf[1]"))
        self.assertEqual(self.client.get("V1/x"), [1])

    def test_not_utf8(self):
        self.error(Answer(200, b'"\xff"'), UnreadableAnswer)

    def test_deep_nesting(self):
        self.error(Answer(200, b"[" * 100_000), UnreadableAnswer)

    def test_cut_short(self):
        answer = Answer(200, b'{"items"', {"Content-Length": "500"})
        self.error(answer, UnreadableAnswer, "cut short")

    def test_too_long(self):
        from ..client import client as module

        self.patch(module, "MAX_ANSWER", 1000)
        self.error(Answer(200, b" " * 2000), UnreadableAnswer, "page size")

    # Other hosts

    def test_redirection_is_not_followed(self):
        other = FakeShop()
        self.addCleanup(other.close)
        location = f"https://user:pw@{other.url[7:]}/rest/V1/x?token=t"
        error = self.error(
            Answer(302, b"", {"Location": location}),
            ConfigurationError,
            f"“https://{other.url[7:]}”",
        )
        self.assertNotIn("pw", str(error))
        self.assertNotIn("token", str(error))
        self.assertEqual(other.requests, [])

    def test_errors_can_be_stored(self):
        message = {"message": "a\0b\ud800c\x1b[31m\r\nd"}
        error = self.error(Answer(400, message), RequestRefused, "a�b�c�[31m d")
        self.assertEqual(error.seen, "the shop answered 400, “a�b�c�[31m d”.")
        page = Answer(400, "<p>\0", {"Content-Type": "text/html"})
        self.error(page, RequestRefused, "“<p>�”")

    def test_secret_sent_back_is_masked(self):
        error = self.error(
            Answer(200, f"<p>Debug: Bearer {TOKEN}</p>", HTML), UnreadableAnswer, "***"
        )
        self.assertNotIn(TOKEN, str(error))
        error = self.error(Answer(400, {"message": TOKEN}), RequestRefused, "***")
        self.assertNotIn(TOKEN, str(error))

    def test_url_in_errors_is_readable_and_bounded(self):
        self.answer(Answer(500, {}))
        with self.assertRaises(ShopFailure) as caught:
            self.client.get("V1/x", [("a[b]", "é 1"), ("long", "x" * 5000)])
        self.assertIn("/rest/V1/x?a[b]=é 1&long=x", str(caught.exception))
        self.assertLess(len(str(caught.exception)), 1000)
