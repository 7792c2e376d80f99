"""Values that the shop may send, and those that it may not."""

from __future__ import annotations

import copy
from datetime import datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.connector.exception import InvalidDataError

from ..client.payload import CUSTOMER, CUSTOMER_GROUP, STORE_VIEW, UnexpectedData
from .fake_shop import capture


@tagged("standard", "at_install")
class TestPayload(BaseCase):
    def setUp(self):
        super().setUp()
        self.customer = copy.deepcopy(capture("customer_get_societe").body)

    def refused(self, *texts, external_id=6, data=None):
        data = self.customer if data is None else data
        with self.assertRaises(UnexpectedData) as caught:
            CUSTOMER.check(data, external_id)
        for text in texts:
            self.assertIn(text, str(caught.exception))
        self.assertIsInstance(caught.exception, InvalidDataError)
        return caught.exception

    def test_captured_customers_pass(self):
        for name in ("alba", "societe", "kent", "ca", "jp", "mixedcase", "no"):
            CUSTOMER.check(capture(f"customer_get_{name}").body)

    def test_forms(self):
        checked = CUSTOMER.check(self.customer, "6")
        self.assertEqual(checked["id"], "6")
        self.assertEqual(checked["default_billing"], "4")
        self.assertEqual(checked["updated_at"], datetime(2026, 11, 23, 1, 2, 17))
        self.assertIs(checked["prefix"], None)
        self.assertIs(checked["addresses"][0]["default_billing"], True)
        self.assertIs(checked["extension_attributes"]["is_subscribed"], False)

    def test_the_source_is_left_alone(self):
        before = copy.deepcopy(self.customer)
        CUSTOMER.check(self.customer)
        self.assertEqual(self.customer, before)

    def test_other_fields_are_kept(self):
        self.customer["custom_attributes"] = [{"attribute_code": "x", "value": "1"}]
        self.assertIn("custom_attributes", CUSTOMER.check(self.customer))

    def test_group_zero(self):
        checked = CUSTOMER_GROUP.check({"id": 0, "code": "NOT LOGGED IN"}, "0")
        self.assertEqual(checked["id"], "0")

    def test_missing_id(self):
        del self.customer["id"]
        error = self.refused(
            "A customer without id (email 'societe.fictive@example.test')",
            "“id” is missing",
            external_id=False,
        )
        self.assertEqual(error.problems, [("id", "is missing")])

    def test_missing_email_and_names(self):
        for name in ("email", "firstname", "lastname"):
            for value in (None, "", "   "):
                with self.subTest(name, value=value):
                    self.customer[name] = value
                    self.refused("The customer with id 6", f"“{name}” is missing")

    def test_integer_where_text_belongs(self):
        self.customer["firstname"] = 42
        self.refused(
            "The customer with id 6 can't be imported",
            "“firstname” holds 42 where a text belongs",
            "Correct it in Magento",
        )

    def test_all_problems_are_told_at_once(self):
        self.customer |= {"firstname": 42, "email": None}
        self.refused("“firstname”", "“email”")

    def test_problem_in_an_address(self):
        self.customer["addresses"][0]["city"] = ["Nîmes"]
        self.refused("“addresses[0].city” holds ['Nîmes'] where a text belongs")
        self.customer["addresses"] = {"1": {}}
        self.refused("“addresses” holds", "where a list belongs")

    def test_problem_in_a_street(self):
        self.customer["addresses"][0]["street"] = ["1 rue", 5]
        self.refused("“addresses[0].street[1]” holds 5")

    def test_another_record_than_asked_for(self):
        self.refused("“id” is “6”, another than asked for", external_id="7")

    def test_not_an_object(self):
        self.refused("where an object belongs", data=["a"])

    def test_dates(self):
        for value in ("yesterday", 12, "2026-13-01 00:00:00"):
            self.customer["updated_at"] = value
            self.refused("“updated_at”", "where a date and time")
        self.customer["updated_at"] = "0000-00-00 00:00:00"
        self.assertIsNone(CUSTOMER.check(self.customer)["updated_at"])

    def test_ids(self):
        for value in (True, -1, "x", 1.5, [1]):
            with self.subTest(value=value):
                self.customer["group_id"] = value
                self.refused("“group_id”", "where an id")
        self.customer["group_id"] = "0005"
        self.assertEqual(CUSTOMER.check(self.customer)["group_id"], "5")

    def test_flags(self):
        view = {"id": 1, "store_group_id": 1, "website_id": 1, "code": "a", "name": "b"}
        for value, expected in ((1, True), ("0", False), (True, True), ("", False)):
            checked = STORE_VIEW.check({**view, "is_active": value})
            self.assertIs(checked["is_active"], expected)
        with self.assertRaises(UnexpectedData):
            STORE_VIEW.check({**view, "is_active": "perhaps"})

    def test_text_that_cannot_be_stored(self):
        self.customer["lastname"] = "a\0b"
        self.refused("“lastname” holds a null character")

    def test_half_a_character(self):
        for text in ("\ud83d", "a\udc00b"):
            with self.assertRaisesRegex(UnexpectedData, "half a character"):
                CUSTOMER_GROUP.check({"id": 1, "code": text})

    def test_text_length(self):
        self.customer["lastname"] = "x" * 300
        CUSTOMER.check(self.customer)
        self.customer["lastname"] = "x" * 1001
        self.refused("“lastname” is 1001 characters long")

    def test_empty_php_object(self):
        self.customer["extension_attributes"] = []
        self.assertEqual(
            CUSTOMER.check(self.customer)["extension_attributes"],
            {"is_subscribed": None},
        )

    def test_messages_can_be_translated(self):
        texts = []
        self.customer["firstname"] = 42

        def translate(text):
            texts.append(text)
            return f"<{text}>"

        with self.assertRaises(UnexpectedData) as caught:
            CUSTOMER.check(self.customer, 6, translate)
        self.assertTrue(str(caught.exception).startswith("<"))
        self.assertTrue(texts)
