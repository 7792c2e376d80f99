"""Whose an order is, and where it goes."""

from __future__ import annotations

from unittest.mock import patch

from odoo import api
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.connector.exception import ConfigurationError

from .order_case import OrderCase


@tagged("standard", "at_install")
class TestOrderPartner(OrderCase):
    def guest(self, **values):
        """One more order of a guest."""
        return self.shop.add_order("guest", **values)

    def test_customer_with_an_account(self):
        order = self.import_order("pending_simple")
        customer = self.env["magento.res.partner"].search([("external_id", "=", "4")])
        self.assertEqual(order.partner_id, customer.odoo_id)
        self.assertFalse(order.is_guest)

    def test_address_of_the_customer_is_used_again(self):
        order = self.import_order("pending_simple")
        customer = order.partner_id
        addresses = self.env["res.partner"].search([("parent_id", "=", customer.id)])
        again = self.shop.add_order("pending_simple")
        second = self.import_order(again)
        self.assertEqual(second.partner_shipping_id, order.partner_shipping_id)
        self.assertEqual(second.partner_invoice_id, order.partner_invoice_id)
        self.assertEqual(
            self.env["res.partner"].search([("parent_id", "=", customer.id)]), addresses
        )

    def test_other_recipient(self):
        order = self.shop.add_order("pending_simple")
        shipping = order["extension_attributes"]["shipping_assignments"][0]["shipping"]
        shipping["address"] |= {
            "firstname": "Cadeau",
            "lastname": "Pour Toi",
            "company": "Chez <b>Fictive</b> & Fils",
            "street": ["c/o Exemple", "2e étage"],
            "country_id": "BE",
            "city": "Liège",
            "postcode": "4000",
        }
        binding = self.import_order(order)
        delivery = binding.partner_shipping_id
        self.assertEqual(delivery.parent_id, binding.partner_id)
        self.assertEqual(delivery.type, "delivery")
        self.assertEqual(delivery.name, "Chez <b>Fictive</b> & Fils, Cadeau Pour Toi")
        self.assertEqual(delivery.street2, "2e étage")
        self.assertEqual(delivery.country_id.code, "BE")
        self.assertNotEqual(binding.partner_invoice_id, delivery)
        # Once more to the same one.
        third = self.shop.add_order("pending_simple")
        third["extension_attributes"] = order["extension_attributes"]
        self.assertEqual(self.import_order(third).partner_shipping_id, delivery)

    def test_order_of_a_customer_deleted_since(self):
        order = self.shop.add_order("pending_simple", customer_id=990_001)
        binding = self.import_order(order)
        self.assertFalse(binding.is_guest)
        self.assertTrue(binding.partner_id.name)
        self.assertFalse(binding.partner_id.magento_bind_ids)
        self.assertEqual(binding.partner_id.email, order["customer_email"])

    # -- guests -------------------------------------------------------------------

    def test_guest(self):
        order = self.import_order("guest")
        self.assertTrue(order.is_guest)
        partner = order.partner_id
        self.assertEqual(partner.email, "guest.buyer@example.test")
        self.assertEqual(partner.company_id, self.company)
        self.assertFalse(partner.parent_id)
        self.assertEqual(order.partner_invoice_id, partner)
        self.assertEqual(partner.lang, self.view("default").lang_id.code)

    def test_each_order_of_a_guest_has_its_contact(self):
        one, other = self.import_order("guest"), self.import_order(self.guest())
        self.assertNotEqual(one.partner_id, other.partner_id)

    def test_same_guest_if_the_backend_says_so(self):
        self.backend.guest_contacts = "email"
        first = self.import_order("guest")
        email = self.shop.by_name["guest"]["customer_email"].upper()
        second = self.import_order(self.guest(customer_email=email))
        self.assertEqual(second.partner_id, first.partner_id)

    def test_two_people_with_one_address_are_not_merged(self):
        self.backend.guest_contacts = "email"
        first = self.import_order("guest")
        order = self.guest()
        order["billing_address"]["firstname"] = "Somebody"
        self.assertNotEqual(self.import_order(order).partner_id, first.partner_id)

    def test_wildcards_in_an_address(self):
        self.backend.guest_contacts = "email"
        first = self.import_order(self.guest(customer_email="axb@example.test"))
        second = self.import_order(self.guest(customer_email="a_b@example.test"))
        self.assertNotEqual(second.partner_id, first.partner_id)

    def test_a_guest_is_never_a_customer_with_an_account(self):
        """Anybody can type the address of a customer, and read the customer's data."""
        self.backend.guest_contacts = "email"
        customer = self.import_order("pending_simple")
        order = self.shop.add_order(
            "pending_simple", customer_is_guest=1, customer_id=None
        )
        guest = self.import_order(order)
        self.assertEqual(guest.partner_id.email, customer.partner_id.email)
        self.assertNotEqual(guest.partner_id, customer.partner_id)
        # Nor somebody who was in Odoo before.
        stranger = self.env["res.partner"].create(
            {"name": "X", "email": "stranger@example.test"}
        )
        third = self.import_order(self.guest(customer_email=stranger.email))
        self.assertNotEqual(third.partner_id, stranger)

    def test_company_of_a_guest(self):
        order = self.guest()
        order["billing_address"] |= {"company": "ACME", "vat_id": "BE0477472701"}
        binding = self.import_order(order)
        self.assertTrue(binding.partner_id.is_company)
        self.assertEqual(binding.partner_id.name, "ACME")
        self.assertEqual(binding.partner_invoice_id.parent_id, binding.partner_id)
        self.assertNotEqual(binding.partner_invoice_id.name, "ACME")

    def test_vat_number_that_odoo_refuses(self):
        @api.constrains("vat", "country_id")
        def check_vat(partners):  # as the addon base_vat does
            if any(partner.vat == "BE0000000000" for partner in partners):
                raise ValidationError("no valid VAT number")

        partner_class = self.registry["res.partner"]
        self.patch(partner_class, "_constraint_methods", [check_vat])
        order = self.guest()
        order["billing_address"] |= {"company": "ACME", "vat_id": "BE0000000000"}
        with patch.object(partner_class, "check_vat", check_vat, create=True):
            partner = self.import_order(order).partner_id
        self.assertEqual(partner.name, "ACME")
        self.assertFalse(partner.vat)

    def test_unknown_country(self):
        order = self.guest()
        order["billing_address"]["country_id"] = "AN"
        with self.assertRaises(ConfigurationError) as caught:
            self.import_order(order)
        self.assertIn("“AN”", str(caught.exception))
        self.assertIn(order["increment_id"], str(caught.exception))
        self.assertEqual(caught.exception.record, self.backend)

    # -- afterwards ---------------------------------------------------------------

    def change_address(self, order, **values):
        shipping = order["extension_attributes"]["shipping_assignments"][0]["shipping"]
        shipping["address"] |= values
        self.shop.touch(order)

    def test_address_of_a_quotation_follows(self):
        binding = self.import_order("pending_simple")
        self.change_address(self.shop.by_name["pending_simple"], city="Lyon")
        again = self.import_order("pending_simple")
        self.assertEqual(again, binding)
        self.assertEqual(again.partner_shipping_id.city, "Lyon")
        self.assertNotEqual(again.partner_invoice_id.city, "Lyon")
        self.assertEqual(again.partner_id, binding.partner_id)

    def test_address_of_a_confirmed_order_is_told(self):
        binding = self.import_order("pending_simple")
        binding.odoo_id.action_confirm()
        before = binding.partner_shipping_id
        self.change_address(self.shop.by_name["pending_simple"], city="Lyon")
        again = self.import_order("pending_simple")
        self.assertEqual(again.partner_shipping_id, before)
        self.assertIn("Lyon", self.messages(again.odoo_id))
        count = len(again.odoo_id.message_ids)
        again = self.import_order("pending_simple", force=True)
        self.assertEqual(len(again.odoo_id.message_ids), count, "told twice")
