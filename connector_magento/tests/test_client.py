"""What is Magento's own in the client, with answers captured from a real Magento."""

from __future__ import annotations

from odoo.tests import BaseCase, tagged

from odoo.addons.connector.rest import (
    RecordMissing,
    RequestRefused,
    RestConfigurationError,
    ServerUnreachable,
    UnreadableAnswer,
)

from ..client import BearerAuthentication, MagentoClient
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
        self.client = MagentoClient(
            self.shop.url, BearerAuthentication(TOKEN), allow_private_network=True
        )
        self.addCleanup(self.client.close)

    def error(self, answer, error_class, *texts, path="V1/x", **kwargs):
        """Ask for something answered so; check the error's class and text."""
        self.shop.routes["GET", path] = answer
        with self.assertRaises(error_class) as caught:
            self.client.get(path, **kwargs)
        self.assertIs(type(caught.exception), error_class)
        for text in (f"GET {self.shop.url}/rest/{path}", *texts):
            self.assertIn(text, str(caught.exception))
        return caught.exception

    def test_json(self):
        self.shop.routes["GET", "V1/store/websites"] = capture("store_websites")
        websites = self.client.get("V1/store/websites")
        self.assertEqual([one["code"] for one in websites], ["admin", "base", "pro"])
        headers = self.shop.requests[0].headers
        self.assertEqual(headers["Authorization"], f"Bearer {TOKEN}")

    def test_shop_in_a_folder(self):
        client = MagentoClient(f"{self.shop.url}/store/", BearerAuthentication(TOKEN))
        self.addCleanup(client.close)
        self.assertEqual(client.base_url, f"{self.shop.url}/store/rest")

    def test_400(self):
        self.error(
            capture("error_customers_search_field_id"),
            RequestRefused,
            'The "id" attribute name is invalid.',
            "the shop does not know what it was asked for",
        )

    def test_400_named_parameters(self):
        self.error(
            capture("limits_pagesize_too_big"),
            RequestRefused,
            "Maximum SearchCriteria pageSize is 50",
            "set a smaller one on the backend",
        )

    def test_400_several_messages(self):
        self.error(
            capture("error_customer_validation_multi"),
            RequestRefused,
            '"First Name" is a required value. "Last Name" is a required value.',
        )

    def test_401(self):
        self.error(
            capture("auth_integration_lacks_permission"),
            RestConfigurationError,
            "The consumer isn't authorized to access Magento_Customer::customer",
            "since version 2.4.4",
        )
        self.assertEqual(len(self.shop.requests), 1)

    def test_403(self):
        self.error(
            Answer(403, "<html><title>Blocked</title></html>", HTML),
            RestConfigurationError,
            "Blocked",
            "firewall",
        )

    def test_404_record(self):
        self.error(
            capture("error_customer_unknown"),
            RecordMissing,
            "No such entity with customerId = 999999",
            record=True,
        )

    def test_404_unknown_route_is_no_missing_record(self):
        self.error(
            capture("error_unknown_route"),
            RestConfigurationError,
            "is it Magento 2",
            record=True,
        )

    def test_405(self):
        self.error(capture("error_wrong_method"), RequestRefused)

    def test_maintenance(self):
        self.error(capture("maintenance_mode"), ServerUnreachable, "503", "maintenance")

    def test_web_page_instead_of_json(self):
        self.error(
            Answer(200, "<!doctype html><title>Welcome</title>", HTML),
            UnreadableAnswer,
            "a web page, “Welcome”",
            "/rest/V1",
        )

    def test_redirection_is_not_followed(self):
        location = f"{self.shop.url}/rest/V1/y?token=t"
        error = self.error(
            Answer(302, b"", {"Location": location}),
            RestConfigurationError,
            "its right URL, enter it in the backend",
        )
        self.assertNotIn("token", str(error))
        self.assertEqual(self.shop.paths(), ["V1/x"])

    def test_messages_of_any_shape(self):
        for body, text in (
            ({"message": "No %1 in %2", "parameters": ["x", 3]}, "No x in 3"),
            ({"message": "100% wrong %s"}, "100% wrong %s"),
            ({"message": "%1 %2", "parameters": ["only one"]}, "only one %2"),
            ({"message": "a", "errors": "no list"}, "“a”"),
            ({"message": "a", "errors": [{"message": "b"}, 5]}, "“a b”"),
            ({"message": 5}, "400"),
        ):
            with self.subTest(body):
                self.error(Answer(400, body), RequestRefused, text)
