"""What people change in Odoo reaches the shop, and nothing else does."""

from __future__ import annotations

import json

from odoo.tests import tagged

from odoo.addons.connector.exception import InvalidDataError, RetryLater
from odoo.addons.connector.rest import RequestRefused
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import MagentoCase
from .fake_shop import Answer, capture


@tagged("standard", "at_install")
class TestCustomerExport(MagentoCase):
    def setUp(self):
        super().setUp()
        self.backend.export_customers = True
        self.binding = self.import_customer("10")
        self.partner = self.binding.odoo_id
        self.shop.requests.clear()

    def change(self, record, **values):
        """Write as a person does, and run the jobs of it; their results."""
        with trap_jobs() as trap:
            record.write(values)
            self.env.cr.precommit.run()
            trap.perform_enqueued_jobs()
        return trap.enqueued_jobs

    def sent(self):
        """The one customer that was written."""
        (sent,) = self.shop.sent()
        return sent

    def test_email(self):
        self.change(self.partner, email="new@example.test")
        self.assertEqual(
            self.sent(),
            {
                "id": 10,
                "email": "new@example.test",
                "firstname": "Casey",
                "lastname": "Samplez",
                "website_id": 2,
            },
        )
        self.assertEqual(
            [(one.method, one.path) for one in self.shop.requests],
            [("GET", "V1/customers/10"), ("PUT", "V1/customers/10")],
        )

    def test_name(self):
        self.change(self.partner, name="Casey Ann Newname")
        sent = self.sent()
        self.assertEqual(
            (sent["firstname"], sent["lastname"]), ("Casey", "Ann Newname")
        )
        self.assertNotIn("addresses", sent)
        self.assertEqual(self.binding.lastname, "Ann Newname")
        self.import_customer("10", force=True)
        self.assertEqual(self.partner.name, "Casey Ann Newname")

    def test_name_that_the_shop_would_refuse_is_cleaned(self):
        self.change(self.partner, name="Casey Samplez (Lyon)")
        self.assertEqual(self.sent()["lastname"], "Samplez Lyon")

    def test_one_word_is_no_name_for_the_shop(self):
        with self.assertRaisesRegex(InvalidDataError, "“Casey”.*first and a last name"):
            self.change(self.partner, name="Casey")
        self.assertFalse(self.shop.sent())

    def test_name_and_back(self):
        self.change(self.partner, name="Casey Other")
        self.change(self.partner, name="Casey Samplez")
        self.assertEqual(self.shop.customers[10]["lastname"], "Samplez")

    def test_main_address(self):
        self.change(self.partner, city="San Diego", zip="92101")
        first, second = self.sent()["addresses"]
        self.assertEqual((first["id"], first["city"]), (7, "San Diego"))
        self.assertEqual(first["postcode"], "92101")
        # The shop replaces the whole list: what did not change goes with it.
        self.assertEqual(first["street"], ["500 Test Blvd", "Apt #12"])
        self.assertEqual((second["id"], second["city"]), (8, "Austin"))

    def test_phone(self):
        self.change(self.partner, phone="+1 555 0100")
        phones = [one["telephone"] for one in self.sent()["addresses"]]
        self.assertEqual(phones[0], "+1 555 0100")
        self.assertNotEqual(phones[1], "+1 555 0100")

    def test_other_address(self):
        address = self.binding.address_ids.filtered(lambda one: one.external_id == "8")
        self.change(address.odoo_id, city="Dallas", name="Someone Else")
        first, second = self.sent()["addresses"]
        self.assertEqual((first["city"], second["city"]), ("Los Angeles", "Dallas"))
        self.assertEqual((second["firstname"], second["lastname"]), ("Someone", "Else"))
        self.assertEqual(self.sent()["firstname"], "Casey")

    def test_region_by_the_shops_own_id(self):
        regions = [{"id": "33", "code": "MI", "name": "Michigan"}]
        self.shop.routes["GET", "V1/directory/countries/US"] = Answer(
            body={"id": "US", "available_regions": regions}
        )
        michigan = self.env["res.country.state"].search(
            [("country_id.code", "=", "US"), ("code", "=", "MI")]
        )
        self.change(self.partner, state_id=michigan.id)
        address = self.sent()["addresses"][0]
        self.assertEqual(
            address["region"],
            {"region_id": 33, "region_code": "MI", "region": "Michigan"},
        )
        self.assertNotIn("region_id", address)
        self.assertEqual(address["country_id"], "US")

    def test_region_of_a_country_without_regions(self):
        country = self.env.ref("base.be")
        state = self.env["res.country.state"].create(
            {"name": "Lowland", "code": "XLL", "country_id": country.id}
        )
        self.shop.routes["GET", "V1/directory/countries/BE"] = Answer(body={"id": "BE"})
        self.change(self.partner, country_id=country.id, state_id=state.id)
        self.assertEqual(
            self.sent()["addresses"][0]["region"],
            {"region_id": 0, "region_code": None, "region": "Lowland"},
        )

    def test_company(self):
        binding = self.import_customer("6")
        self.shop.requests.clear()
        self.change(binding.odoo_id, name="Société Renommée SAS")
        sent = self.sent()
        self.assertEqual(sent["addresses"][0]["company"], "Société Renommée SAS")
        self.assertEqual(sent["lastname"], "Fictive")

    def test_customer_without_address(self):
        binding = self.import_customer("7")
        with self.assertRaisesRegex(InvalidDataError, "telephone can't be written"):
            self.change(binding.odoo_id, phone="+33 1 00 00 00 00")

    def test_the_shops_refusal_is_told(self):
        self.shop.routes["PUT", "V1/customers/10"] = capture(
            "error_customer_validation_multi"
        )
        with self.assertRaises(RequestRefused):
            self.change(self.partner, email="x")

    def test_street_lines_that_the_shop_has_but_refuses(self):
        """The whole list goes back; the third line was stored under other settings."""
        binding = self.import_customer("4")
        self.shop.requests.clear()
        real = self.shop._customer

        def put(request):
            (sent,) = json.loads(request.body)["customer"]["addresses"]
            if len(sent["street"]) > 2:
                return Answer(400, {"message": "cannot contain more than 2 lines"})
            return real(request)

        self.shop.routes["PUT", "V1/customers/4"] = put
        self.change(binding.odoo_id, phone="+33 1 00 00 00 00")
        (address,) = self.shop.customers[4]["addresses"]
        self.assertEqual(address["telephone"], "+33 1 00 00 00 00")
        self.assertEqual(
            address["street"], ["12 rue des Essais", "Bâtiment B, 3e étage"]
        )

    def test_one_job_for_all_changes_of_a_transaction(self):
        with trap_jobs() as trap:
            self.partner.email = "new@example.test"
            self.partner.phone = "+1 555 0100"
            self.env.cr.precommit.run()
        self.assertEqual(len(trap.enqueued_jobs), 1)
        self.assertEqual(
            sorted(trap.enqueued_jobs[0].kwargs["fields"]), ["email", "phone"]
        )

    def test_what_concerns_no_shop_is_not_exported(self):
        for values in ({"comment": "ours"}, {"lang": "en_US"}, {"ref": "R1"}):
            self.assertFalse(self.change(self.partner, **values))
        other = self.env["res.partner"].create({"name": "No customer"})
        self.assertFalse(self.change(other, name="Still none"))

    def test_not_unless_the_backend_wants_it(self):
        self.backend.export_customers = False
        self.assertFalse(self.change(self.partner, email="new@example.test"))
        self.assertFalse(self.shop.requests)

    def test_switched_off_while_the_job_waits(self):
        with trap_jobs() as trap:
            self.partner.email = "new@example.test"
            self.env.cr.precommit.run()
            self.backend.export_customers = False
            trap.perform_enqueued_jobs()
        self.assertFalse(self.shop.requests)

    def test_import_is_not_exported_back(self):
        self.shop.customers[10]["email"] = "shop@example.test"
        with trap_jobs() as trap:
            self.import_customer("10", force=True)
            self.env.cr.precommit.run()
        self.assertEqual(self.partner.email, "shop@example.test")
        self.assertFalse(trap.enqueued_jobs)

    def test_archiving_and_deleting_leave_the_shop_alone(self):
        self.assertFalse(self.change(self.partner, active=False))
        with trap_jobs() as trap:
            self.binding.unlink()
            self.env.cr.precommit.run()
        self.assertFalse(trap.enqueued_jobs)

    def test_same_value_again_sends_nothing(self):
        self.change(self.partner, email="new@example.test")
        self.shop.requests.clear()
        self.binding.export_record(fields=["email"])
        self.assertFalse(self.shop.requests)

    def test_value_that_the_shop_changed_meanwhile_is_sent_again(self):
        self.change(self.partner, email="new@example.test")
        self.shop.customers[10]["email"] = "shop@example.test"
        self.import_customer("10", force=True)
        self.change(self.partner, email="new@example.test")
        self.assertEqual(self.shop.customers[10]["email"], "new@example.test")

    def test_address_that_the_shop_changed_meanwhile_is_sent_again(self):
        contact = self.binding.address_ids.filtered(
            lambda one: one.external_id == "8"
        ).odoo_id
        self.change(contact, city="Dallas")
        self.shop.customers[10]["addresses"][1]["city"] = "Waco"
        self.import_customer("10", force=True)
        self.assertEqual(contact.city, "Waco")
        self.change(contact, city="Dallas")
        self.assertEqual(self.shop.customers[10]["addresses"][1]["city"], "Dallas")

    def test_our_own_change_comes_back_as_nothing_new(self):
        self.change(self.partner, city="San Diego", email="new@example.test")
        self.import_customer("10")
        written = self.partner.write_date
        result = self.env["magento.res.partner"].import_record(
            self.backend, "10", force=True
        )
        self.assertIn("nothing new", result)
        self.assertEqual(self.partner.write_date, written)

    def test_deleted_in_the_shop(self):
        del self.shop.customers[10]
        self.change(self.partner, email="new@example.test")
        self.assertFalse(self.partner.active)

    def test_import_waits_for_an_address_that_is_to_be_exported(self):
        self.binding.address_ids[0].odoo_id.city = "San Diego"
        self.env.cr.precommit.run()
        self.shop.customers[10]["updated_at"] = "2026-11-26 00:00:00"
        self.shop.customers[10]["email"] = "shop@example.test"
        with self.assertRaisesRegex(RetryLater, "is exported"):
            self.import_customer("10")

    # Both changed

    def both_change(self, policy):
        self.backend.export_conflict_policy = policy
        self.shop.customers[10]["email"] = "shop@example.test"
        return self.change(self.partner, phone="+1 555 0100")

    def test_odoo_wins(self):
        self.both_change("odoo")
        customer = self.shop.customers[10]
        self.assertEqual(customer["addresses"][0]["telephone"], "+1 555 0100")
        self.assertEqual(customer["email"], "shop@example.test")

    def test_the_shop_wins(self):
        self.both_change("remote")
        self.assertFalse(self.shop.sent())

    def test_a_person_decides(self):
        self.both_change("ask")
        self.assertFalse(self.shop.sent())
        self.assertTrue(self.checkpoints(self.binding))

    def test_no_conflict_of_our_own_changes(self):
        self.backend.export_conflict_policy = "ask"
        self.change(self.partner, phone="+1 555 0100")
        contact = self.binding.address_ids[0].odoo_id
        self.change(contact, city="San Diego")
        self.change(self.partner, email="new@example.test")
        self.assertEqual(len(self.shop.sent()), 3)
        self.assertFalse(self.checkpoints(self.binding))

    def test_conflict_is_noticed_for_an_address_too(self):
        self.backend.export_conflict_policy = "ask"
        self.shop.customers[10]["email"] = "shop@example.test"
        self.change(self.binding.address_ids[0].odoo_id, city="San Diego")
        self.assertFalse(self.shop.sent())
