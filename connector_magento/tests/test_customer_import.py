"""From a customer of the shop to contacts in Odoo."""

from __future__ import annotations

import copy
import time
from datetime import datetime

from odoo.tests import tagged

from .common import MagentoCase
from .fake_shop import capture


@tagged("standard", "at_install")
class TestCustomerImport(MagentoCase):
    def test_customer_brings_all_it_needs(self):
        binding = self.import_customer("6")
        self.assertEqual(binding.external_id, "6")
        self.assertEqual(binding.website_id.external_id, "1")
        self.assertEqual(binding.storeview_id.external_id, "1")
        self.assertEqual(binding.group_id.external_id, "5")
        self.assertTrue(binding.sync_date)
        self.assertEqual(self.env["magento.res.partner.category"].search_count([]), 1)

    def test_dates_are_utc(self):
        binding = self.import_customer("4")
        self.assertEqual(binding.created_at, datetime(2026, 11, 23, 1, 2, 13))
        self.assertEqual(binding.external_updated_at, datetime(2026, 11, 23, 1, 2, 14))

    def test_newsletter(self):
        self.assertTrue(self.import_customer("4").is_subscribed)
        self.assertFalse(self.import_customer("6").is_subscribed)

    def test_addresses(self):
        binding = self.import_customer("10")
        first, second = binding.address_ids.sorted("id")
        self.assertEqual(first.odoo_id.parent_id, binding.odoo_id)
        self.assertEqual((first.type, second.type), ("invoice", "other"))
        self.assertEqual((first.external_id, second.external_id), ("7", "8"))
        self.assertEqual(first.name, "Casey Samplez")
        self.assertEqual(first.street, "500 Test Blvd")
        self.assertEqual(first.street2, "Apt #12")
        self.assertEqual(first.country_id.code, "US")
        self.assertEqual(first.state_id.code, "CA")
        self.assertEqual(second.state_id.code, "TX")
        self.assertEqual((second.zip, second.city), ("73301", "Austin"))
        self.assertTrue(first.is_default_billing and first.is_default_shipping)

    def test_delivery_address(self):
        customer = copy.deepcopy(capture("customers_search_page1").body["items"][1])
        self.shop.add(customer)
        binding = self.import_customer("5")
        self.assertEqual(
            binding.address_ids.sorted("id").mapped("type"), ["invoice", "delivery"]
        )
        addresses = binding.odoo_id.address_get(["invoice", "delivery"])
        self.assertEqual(
            self.env["res.partner"].browse(addresses["invoice"]).city, "Orléans"
        )
        self.assertEqual(
            self.env["res.partner"].browse(addresses["delivery"]).city, "Tours"
        )

    def test_no_address(self):
        binding = self.import_customer("7")
        self.assertFalse(binding.address_ids)
        self.assertFalse(binding.street)

    def test_again_creates_nothing(self):
        for external_id in self.shop.customers:
            self.import_customer(str(external_id))
        before = self.counts()
        for external_id in self.shop.customers:
            self.import_customer(str(external_id), force=True)
        self.assertEqual(self.counts(), before)

    def test_again_writes_nothing(self):
        model = self.env["magento.res.partner"]
        ids = [str(external_id) for external_id in self.shop.customers]
        self.shop.customers[9]["addresses"][0]["company"] = "Sample Ltd"
        self.assertIn("7 created", model.import_chunk(self.backend, ids))
        result = model.import_chunk(self.backend, ids, force=True)
        self.assertIn("0 updated, 7 unchanged", result)

    def test_up_to_date(self):
        self.import_customer("4")
        model = self.env["magento.res.partner"]
        self.assertEqual(
            model.import_record(self.backend, "4"), "The record is already up to date."
        )
        result = model.import_record(self.backend, "4", force=True)
        self.assertIn("brings nothing new", result)

    def test_change_within_the_second_of_the_import_is_not_missed(self):
        self.shop.customers[4]["updated_at"] = "2026-11-23 01:08:28"
        self.shop.date = lambda: 1795396109  # 01:08:29
        self.import_customer("4")
        self.shop.customers[4]["firstname"] = "Changed"
        self.assertEqual(self.import_customer("4").firstname, "Changed")
        self.shop.date = time.time

    def test_change(self):
        binding = self.import_customer("10")
        customer = self.shop.customers[10]
        customer |= {"updated_at": "2026-11-24 00:00:00", "email": "new@example.test"}
        customer["addresses"][1]["city"] = "Dallas"
        self.assertEqual(self.import_customer("10"), binding)
        self.assertEqual(binding.odoo_id.email, "new@example.test")
        self.assertEqual(
            binding.address_ids.sorted("id").mapped("city"), ["Los Angeles", "Dallas"]
        )

    def test_address_gone_and_back(self):
        binding = self.import_customer("10")
        gone = binding.address_ids.filtered(lambda one: one.external_id == "8")
        addresses = self.shop.customers[10]["addresses"]
        self.shop.customers[10]["addresses"] = addresses[:1]
        self.import_customer("10", force=True)
        self.assertFalse(gone.odoo_id.active)
        self.assertEqual(binding.address_ids.mapped("external_id"), ["7"])
        self.shop.customers[10]["addresses"] = addresses
        self.import_customer("10", force=True)
        self.assertTrue(gone.odoo_id.active)

    def test_archived_contact_stays_archived(self):
        binding = self.import_customer("10")
        binding.odoo_id.child_ids.active = False
        binding.odoo_id.active = False
        before = self.counts()
        self.import_customer("10", force=True)
        self.assertEqual(self.counts(), before)
        self.assertFalse(binding.odoo_id.active)
        self.assertFalse(binding.address_ids)

    def test_group_changes(self):
        binding = self.import_customer("6")
        tag = self.env["res.partner.category"].create({"name": "Our own"})
        binding.odoo_id.category_id += tag
        self.shop.customers[6]["group_id"] = 1
        self.import_customer("6", force=True)
        names = set(binding.odoo_id.category_id.mapped("name"))
        self.assertEqual(names, {"Our own", "General"})

    def test_same_email_on_two_websites_gives_two_contacts(self):
        twin = {**copy.deepcopy(self.shop.customers[7]), "id": 99, "website_id": 2}
        self.shop.add(twin)
        one, other = self.import_customer("7"), self.import_customer("99")
        self.assertEqual(one.email, other.email)
        self.assertNotEqual(one.odoo_id, other.odoo_id)

    def test_existing_contact_is_never_merged(self):
        existing = self.env["res.partner"].create(
            {"name": "Noa Address", "email": "no.address@example.test"}
        )
        self.assertNotEqual(self.import_customer("7").odoo_id, existing)

    def test_deleted_in_the_shop(self):
        binding = self.import_customer("7")
        del self.shop.customers[7]
        result = self.env["magento.res.partner"].import_record(self.backend, "7")
        self.assertIn("no longer exist", result)
        self.assertFalse(binding.odoo_id.active)

    def test_deleted_in_the_shop_with_addresses(self):
        binding = self.import_customer("10")
        contacts = binding.address_ids.odoo_id
        del self.shop.customers[10]
        self.import_customer("10")
        self.assertEqual(set(contacts.mapped("active")), {False})

    def test_deleted_and_back_from_a_backup(self):
        binding = self.import_customer("10")
        customer = self.shop.customers.pop(10)
        self.import_customer("10")
        self.shop.add(customer)
        self.import_customer("10")
        # A person may have had reasons of their own to archive the contact.
        self.assertFalse(binding.odoo_id.active)

    def test_deleted_before_it_was_ever_imported(self):
        before = self.counts()
        result = self.env["magento.res.partner"].import_record(self.backend, "12345")
        self.assertIn("no longer exist", result)
        self.assertEqual(self.counts(), before)
        self.assertFalse(self.checkpoints())

    def test_requests(self):
        self.import_stores()
        self.import_customer("4")
        self.shop.requests.clear()
        self.import_customer("10")
        self.assertEqual(self.shop.paths(), ["V1/customers/10"])

    def test_queries(self):
        self.import_customer("4")
        self.env.flush_all()
        with self.assertQueryCount(40):
            self.env["magento.res.partner"].import_record(self.backend, "9")
            self.env.flush_all()

    def test_update_is_one_write_of_the_contact(self):
        binding = self.import_customer("9")
        self.shop.customers[9] |= {"email": "new@example.test", "prefix": "Dr"}
        self.shop.customers[9]["addresses"][0]["city"] = "Dover"
        written = []
        real = type(binding.odoo_id).write

        def write(partners, vals):
            written.append((partners, sorted(vals)))
            return real(partners, vals)

        self.patch(type(binding.odoo_id), "write", write)
        self.import_customer("9", force=True)
        self.assertEqual(
            [vals for partners, vals in written if partners == binding.odoo_id],
            [["city", "email", "name"]],
        )
        self.assertEqual(binding.name, "Dr Kim O’Sample-Lee")

    def test_company_of_the_contacts(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.backend.company_id = company
        binding = self.import_customer("10")
        partners = binding.odoo_id + binding.address_ids.odoo_id
        self.assertEqual(partners.company_id, company)
        self.backend.company_id = False
        self.import_customer("10", force=True)
        self.assertFalse(partners.company_id)

    def test_website_zero_is_not_asked_for(self):
        self.shop.customers[7] |= {"website_id": 0, "store_id": 0}
        binding = self.import_customer("7")
        self.assertFalse(binding.website_id or binding.storeview_id)
        self.assertNotIn("V1/store/websites", self.shop.paths())
