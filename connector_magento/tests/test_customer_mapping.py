"""The rules by which a customer becomes a person or a company."""

from __future__ import annotations

from unittest.mock import patch

from odoo import api
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import MagentoCase


@tagged("standard", "at_install")
class TestCustomerMapping(MagentoCase):
    def test_person(self):
        partner = self.import_customer("4").odoo_id
        self.assertEqual(partner.name, "Mme Alba Testa")
        self.assertFalse(partner.is_company)
        self.assertEqual(partner.email, "alba.test@example.test")
        self.assertEqual(partner.type, "contact")

    def test_all_parts_of_a_name(self):
        self.shop.customers[4] |= {"middlename": "B.", "suffix": "PhD"}
        self.assertEqual(self.import_customer("4").name, "Mme Alba B. Testa PhD")

    def test_names_of_any_script(self):
        binding = self.import_customer("16")
        self.assertEqual(binding.name, "試験 太郎")
        self.assertEqual(binding.address_ids.region, "東京都")
        self.assertEqual(self.import_customer("9").name, "Kim O’Sample-Lee")

    def test_email_is_kept_as_typed(self):
        self.assertEqual(
            self.import_customer("20").email, "MixedCase.User@Example.Test"
        )

    def test_company(self):
        binding = self.import_customer("6")
        partner = binding.odoo_id
        self.assertTrue(partner.is_company)
        self.assertEqual(partner.name, "Société Fictive & Fils SARL")
        self.assertEqual(partner.vat, "FR40303265045")
        self.assertEqual((binding.firstname, binding.lastname), ("Société", "Fictive"))
        address = binding.address_ids
        self.assertEqual(address.name, "M. Jean-Noël A. Fictif Dr")
        self.assertEqual(address.vat_id, "FR40303265045")
        self.assertFalse(address.is_company)

    def test_company_name_without_vat_number_is_a_person(self):
        del self.shop.customers[6]["taxvat"]
        del self.shop.customers[6]["addresses"][0]["vat_id"]
        partner = self.import_customer("6").odoo_id
        self.assertFalse(partner.is_company)
        self.assertEqual(partner.name, "Société Fictive")
        self.assertEqual(partner.company_name, "Société Fictive & Fils SARL")

    def test_vat_number_of_the_address_makes_a_company_too(self):
        del self.shop.customers[6]["taxvat"]
        self.assertTrue(self.import_customer("6").is_company)

    def test_main_address(self):
        partner = self.import_customer("10").odoo_id
        self.assertEqual(
            (partner.street, partner.street2, partner.zip, partner.city),
            ("500 Test Blvd", "Apt #12", "90001", "Los Angeles"),
        )
        self.assertEqual(partner.state_id.code, "CA")
        self.assertEqual(partner.phone, "0102030405")

    def test_main_address_without_default_billing(self):
        addresses = self.shop.customers[10]["addresses"]
        for key in ("default_billing", "default_shipping"):
            del addresses[0][key], self.shop.customers[10][key]
        self.assertEqual(self.import_customer("10").city, "Los Angeles")
        addresses[1]["default_shipping"] = True
        self.assertEqual(self.import_customer("10", force=True).city, "Austin")

    def test_customer_without_address_keeps_what_was_entered(self):
        binding = self.import_customer("7")
        binding.odoo_id.city = "Typed by hand"
        self.import_customer("7", force=True)
        self.assertEqual(binding.city, "Typed by hand")

    def test_three_street_lines(self):
        partner = self.import_customer("4").odoo_id
        self.assertEqual(partner.street, "12 rue des Essais")
        self.assertEqual(partner.street2, "Bâtiment B, 3e étage")

    def test_region_by_name(self):
        binding = self.import_customer("9")
        self.assertEqual(binding.address_ids.state_id.name, "Kent")
        self.assertEqual(binding.address_ids.region, "Kent")

    def test_unknown_region_is_kept_as_text(self):
        region = {"region_code": "Nowhere", "region": "Nowhere", "region_id": 0}
        self.shop.customers[9]["addresses"][0]["region"] = region
        address = self.import_customer("9").address_ids
        self.assertFalse(address.state_id)
        self.assertEqual(address.region, "Nowhere")
        self.assertFalse(self.checkpoints())

    def test_region_is_one_of_its_country(self):
        self.shop.customers[10]["addresses"][0]["country_id"] = "FR"
        address = self.import_customer("10").address_ids.sorted("id")[0]
        self.assertEqual(address.country_id.code, "FR")
        self.assertNotEqual(address.state_id.country_id.code, "US")

    def test_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.shop.customers[4]["store_id"] = 2
        binding = self.import_customer("4")
        self.assertEqual(binding.lang, "fr_FR")
        self.assertEqual(binding.address_ids.lang, "fr_FR")

    def test_language_is_never_that_of_whoever_runs_the_job(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.backend = self.backend.with_context(lang="fr_FR")
        self.env = self.backend.env
        self.shop.customers[10]["store_id"] = 0
        self.assertEqual(self.import_customer("10").lang, "en_US")

    def test_unknown_country(self):
        self.shop.customers[9]["addresses"][0]["country_id"] = "ZZ"
        binding = self.import_customer("9")
        self.assertFalse(binding.country_id)
        self.assertFalse(binding.address_ids.country_id)
        self.assertEqual(binding.address_ids.magento_country, "ZZ")
        checkpoint = self.checkpoints(binding)
        self.assertIn("“ZZ”", checkpoint.reason)
        self.assertIn("Address 6", checkpoint.reason)

    def test_unknown_country_again_makes_no_second_checkpoint(self):
        self.shop.customers[9]["addresses"][0]["country_id"] = "ZZ"
        binding = self.import_customer("9")
        self.import_customer("9", force=True)
        self.assertEqual(len(self.checkpoints(binding)), 1)

    def test_long_names(self):
        long = "N" * 300
        self.shop.customers[9] |= {"firstname": long, "lastname": long}
        self.shop.customers[9]["addresses"][0]["company"] = "C" * 300
        self.assertEqual(self.import_customer("9").name, f"{long} {long}")

    def test_text_that_is_no_vat_number(self):
        self.shop.customers[4]["taxvat"] = "none"
        binding = self.import_customer("4")
        self.assertEqual(binding.taxvat, "none")
        self.assertFalse(binding.vat)

    def refuse_vat(self):
        """Let Odoo refuse VAT numbers, as the addon base_vat does."""

        @api.constrains("vat", "country_id")
        def check_vat(partners):
            for partner in partners:
                if partner.vat and partner.vat.startswith("FR"):
                    raise ValidationError("no valid VAT number")

        partner_class = self.registry["res.partner"]
        self.patch(partner_class, "_constraint_methods", [check_vat])
        return patch.object(partner_class, "check_vat", check_vat, create=True)

    def test_refused_vat_number(self):
        with self.refuse_vat():
            binding = self.import_customer("6")
        self.assertFalse(binding.vat)
        self.assertEqual(binding.taxvat, "FR40303265045")
        self.assertEqual(binding.name, "Société Fictive & Fils SARL")
        self.assertEqual(len(binding.address_ids), 1)
        reason = self.checkpoints(binding).reason
        self.assertIn("FR40303265045", reason)
        self.assertIn("no valid VAT number", reason)

    def test_vat_number_refused_once_is_not_tried_again(self):
        with self.refuse_vat():
            binding = self.import_customer("6")
            self.checkpoints(binding).reviewed()
            self.import_customer("6", force=True)
        self.assertFalse(self.checkpoints(binding))

    def test_vat_number_refused_after_a_change_of_country(self):
        binding = self.import_customer("6")
        self.assertTrue(binding.vat)
        self.shop.customers[6]["addresses"][0]["country_id"] = "DE"
        with self.refuse_vat():
            self.import_customer("6", force=True)
        self.assertEqual(binding.country_id.code, "DE")
        self.assertFalse(binding.vat)
        self.assertIn("FR40303265045", self.checkpoints(binding).reason)

    def test_corrected_vat_number_is_kept(self):
        binding = self.import_customer("6")
        binding.odoo_id.vat = "FR23334175221"
        self.import_customer("6", force=True)
        self.assertEqual(binding.vat, "FR23334175221")
        self.shop.customers[6]["taxvat"] = "FR83404833048"
        self.import_customer("6", force=True)
        self.assertEqual(binding.vat, "FR83404833048")

    def test_other_refusals_are_not_hidden(self):
        def refuse(partners):
            raise ValidationError("something else")

        self.patch(self.registry["res.partner"], "_constraint_methods", [refuse])
        refuse._constrains = ("name",)
        with self.assertRaisesRegex(ValidationError, "something else"):
            self.import_customer("6")
