"""Products, one by one: what becomes of each field and kind."""

from __future__ import annotations

from datetime import date

from odoo.tests import tagged

from odoo.addons.connector.exception import (
    ConfigurationError,
    NetworkRetryableError,
)
from odoo.addons.connector.schema import UnexpectedData
from odoo.addons.queue_job.tests.common import trap_jobs

from .catalogue_case import CATEGORY, CONFIGURABLE, PRODUCT, CatalogueCase
from .fake_shop import Answer


@tagged("standard", "at_install")
class TestProductImport(CatalogueCase):
    def setUp(self):
        super().setUp()
        self.prepare()

    def test_simple(self):
        binding = self.import_sku("MUG-RED")
        product = binding.odoo_id
        self.assertEqual(product.default_code, "MUG-RED")
        self.assertEqual(product.name, "Red mug")
        self.assertEqual(product.list_price, 12.5)
        self.assertEqual(product.weight, 0.5)
        self.assertEqual(product.type, "consu")
        self.assertTrue(product.is_storable)
        self.assertTrue(product.sale_ok)
        self.assertEqual(product.taxes_id, self.tax)
        self.assertEqual(product.company_id, self.backend.company_id)
        self.assertEqual(product.description_sale, "Mug")
        self.assertEqual(product.description, "<p>A red mug.</p>")
        self.assertEqual(product.categ_id.name, "Mugs")
        self.assertEqual(len(product.product_tmpl_id.product_variant_ids), 1)
        self.assertEqual((binding.sku, binding.magento_type), ("MUG-RED", "simple"))
        self.assertEqual((binding.status, binding.visibility), ("1", "4"))
        self.assertTrue(binding.sync_date)
        self.assertFalse(self.checkpoints())

    def test_texts_per_language(self):
        product = self.import_sku("MUG-RED").odoo_id
        french = product.with_context(lang="fr_FR")
        self.assertEqual(french.name, "Tasse rouge")
        self.assertEqual(french.description, "<p>Une tasse rouge.</p>")
        self.assertEqual(product.with_context(lang="en_US").name, "Red mug")

    def test_html_that_is_built_in_another_way_keeps_the_source(self):
        self.shop.texts["fr", "products", 1]["description"] = "<p>Un</p><p>Deux</p>"
        product = self.import_sku("MUG-RED").odoo_id
        for lang in ("fr_FR", "en_US"):
            found = product.with_context(lang=lang).description
            self.assertEqual(found, "<p>A red mug.</p>")

    def test_text_changed_in_one_language(self):
        product = self.import_sku("MUG-RED").odoo_id
        self.shop.texts["fr", "products", 1]["name"] = "Gobelet rouge"
        self.import_chunk(PRODUCT, 1)
        self.assertIn("1 updated", self.result)
        self.assertEqual(product.with_context(lang="fr_FR").name, "Gobelet rouge")
        self.assertEqual(product.with_context(lang="en_US").name, "Red mug")

    def test_again_changes_nothing(self):
        binding = self.import_sku("MUG-RED")
        before = (binding.write_date, binding.odoo_id.product_tmpl_id.write_date)
        self.import_chunk(PRODUCT, 1)
        self.assertIn("1 unchanged", self.result)
        self.assertEqual(
            (binding.write_date, binding.odoo_id.product_tmpl_id.write_date), before
        )

    def test_odd_skus(self):
        for rank, sku in enumerate(
            ("AB/12 é+", "QUO\"TE'S", "a b  c", "ÜÑÏ-日本", "0012", "12%2F&x=1#?")
        ):
            with self.subTest(sku):
                if sku not in {one["sku"] for one in self.shop.products.values()}:
                    self.shop.add_product(500 + rank, sku)
                binding = self.import_sku(sku)
                self.assertEqual(binding.sku, sku)
                self.assertEqual(binding.odoo_id.default_code, sku)

    def test_special_price(self):
        binding = self.import_sku("MUG-BLUE")
        self.assertEqual(binding.special_price, 9.9)
        self.assertEqual(binding.special_from_date, date(2026, 1, 1))
        self.assertEqual(binding.special_to_date, date(2027, 12, 31))
        self.assertEqual(binding.odoo_id.list_price, binding.magento_price)

    def test_price_changed_without_a_new_date(self):
        """The shop's bulk end points change prices, and leave ``updated_at``."""
        binding = self.import_sku("MUG-RED")
        self.shop.product("MUG-RED")["price"] = 13.9
        self.shop.set_attribute("MUG-RED", "special_price", "11.000000")
        self.import_chunk(PRODUCT, 1)
        self.assertEqual(binding.odoo_id.list_price, 13.9)
        self.assertEqual(binding.special_price, 11)

    def test_cost(self):
        self.shop.set_attribute("MUG-RED", "cost", "4.500000")
        binding = self.import_sku("MUG-RED")
        self.assertEqual(binding.odoo_id.standard_price, 4.5)
        # Odoo counts it from here on, until the shop changes it.
        binding.odoo_id.standard_price = 5
        self.shop.product("MUG-RED")["price"] = 14
        self.import_chunk(PRODUCT, 1)
        self.assertEqual(binding.odoo_id.standard_price, 5)
        self.shop.set_attribute("MUG-RED", "cost", "4.600000")
        self.import_chunk(PRODUCT, 1)
        self.assertEqual(binding.odoo_id.standard_price, 4.6)

    def test_weight_in_pounds(self):
        view = self.env["magento.storeview"].search([("external_id", "=", "1")])
        view.weight_unit = "lbs"
        product = self.import_sku("MUG-RED").odoo_id
        self.assertAlmostEqual(product.weight, 0.5 * 0.45359237, 2)

    def test_currency(self):
        view = self.env["magento.storeview"].search([("external_id", "=", "1")])
        company = self.backend.company_id
        code = "EUR" if company.currency_id.name != "EUR" else "USD"
        view.currency_code = code
        currency = self.env.ref(f"base.{code}")
        currency.active = False
        with self.assertRaisesRegex(ConfigurationError, f"{code}.*activate"):
            self.import_sku("MUG-RED")
        currency.active = True
        self.env["res.currency.rate"].search(
            [("currency_id", "in", (currency.id, company.currency_id.id))]
        ).unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "rate": 2, "company_id": company.id}
        )
        product = self.import_sku("MUG-RED").odoo_id
        self.assertAlmostEqual(product.list_price, 6.25)

    # Kinds

    def test_services(self):
        for sku in ("SERVICE-01", "EBOOK-01"):
            product = self.import_sku(sku).odoo_id
            self.assertEqual(product.type, "service")
            self.assertFalse(product.is_storable)
        self.assertFalse(self.checkpoints())

    def test_bundle(self):
        binding = self.import_sku("KIT-DYN")
        self.assertEqual(binding.odoo_id.type, "consu")
        self.assertFalse(binding.odoo_id.is_storable)
        self.assertTrue(binding.odoo_id.sale_ok)
        self.assertIn("KIT-DYN is a bundle", self.checkpoints(binding).reason)

    def test_grouped(self):
        binding = self.import_sku("SET-01")
        self.assertFalse(binding.odoo_id.sale_ok)
        self.assertFalse(binding.odoo_id.taxes_id)
        self.assertIn("one by one", self.checkpoints(binding).reason)

    def test_reviewed_once(self):
        binding = self.import_sku("KIT-DYN")
        self.checkpoints(binding).reviewed()
        self.shop.product("KIT-DYN")["name"] = "Another kit"
        self.import_sku("KIT-DYN")
        self.assertEqual(binding.name, "Another kit")
        self.assertFalse(self.checkpoints(binding))

    def test_kind_changed(self):
        binding = self.import_sku("MUG-RED")
        self.shop.product("MUG-RED")["type_id"] = "virtual"
        self.import_sku("MUG-RED")
        self.assertEqual(binding.odoo_id.type, "consu")
        self.assertIn("“simple”", self.checkpoints(binding).reason)

    def test_tracking_is_a_choice(self):
        self.backend.track_inventory = False
        self.assertFalse(self.import_sku("MUG-RED").odoo_id.is_storable)

    # Categories

    def test_categories(self):
        product = self.shop.product("MUG-RED")
        links = [(8, 0), (6, 1), (2, 2)]
        product["extension_attributes"]["category_links"] = [
            {"category_id": str(id_), "position": position} for id_, position in links
        ]
        binding = self.import_sku("MUG-RED")
        self.assertEqual(
            set(binding.magento_category_ids.mapped("external_id")), {"8", "6", "2"}
        )
        self.assertEqual(binding.odoo_id.categ_id, self.bound(CATEGORY, 6).odoo_id)

    def test_without_category(self):
        extension = self.shop.product("MUG-RED")["extension_attributes"]
        extension.pop("category_links")
        binding = self.import_sku("MUG-RED")
        self.assertFalse(binding.magento_category_ids)
        self.assertTrue(binding.odoo_id)

    # Taxes

    def test_tax_class_without_taxes(self):
        tax_class = self.env["magento.tax.class"].search([("external_id", "=", "2")])
        tax_class.tax_ids = False
        with self.assertRaisesRegex(
            ConfigurationError, "“Taxable Goods”.*choose them under"
        ) as caught:
            self.import_sku("MUG-RED")
        self.assertEqual(caught.exception.record, tax_class)
        tax_class.without_tax = True
        self.assertFalse(self.import_sku("MUG-RED").odoo_id.taxes_id)

    def test_only_products_of_the_unmapped_class_wait(self):
        tax_class = self.env["magento.tax.class"].search([("external_id", "=", "5")])
        tax_class.tax_ids = False
        self.import_chunk(PRODUCT, 1, 2, 13)
        self.assertIn("2 created", self.result)
        self.assertIn("1 set aside", self.result)
        [job] = self.failed()
        self.assertEqual(job.connector_external_id, "13")
        self.assertEqual(job.connector_error_kind, "configuration")
        self.assertEqual(self.backend.connector_waiting_count, 1)
        tax_class.tax_ids = self.tax
        self.backend.action_run_again_waiting()
        with trap_jobs():
            self.env[PRODUCT].import_record(self.backend, "13")
        self.assertEqual(self.bound(PRODUCT, 13).odoo_id.taxes_id, self.tax)

    def test_tax_class_that_the_shop_does_not_list(self):
        self.shop.set_attribute("MUG-RED", "tax_class_id", "99")
        with self.assertRaisesRegex(ConfigurationError, "tax class 99"):
            self.import_sku("MUG-RED")

    def test_no_tax_class(self):
        self.shop.set_attribute("MUG-RED", "tax_class_id", "0")
        self.assertFalse(self.import_sku("MUG-RED").odoo_id.taxes_id)

    def test_chosen_taxes_reach_known_products(self):
        product = self.import_sku("MUG-RED").odoo_id
        other = self.tax.copy({"name": "Shop 10 %", "amount": 10})
        tax_class = self.env["magento.tax.class"].search([("external_id", "=", "2")])
        tax_class.tax_ids = other
        self.import_chunk(PRODUCT, 1)
        self.assertEqual(product.taxes_id, other)

    # Barcodes

    def test_barcode(self):
        self.backend.barcode_attribute = "ean"
        self.shop.set_attribute("MUG-RED", "ean", " 4006381333931 ")
        binding = self.import_sku("MUG-RED")
        self.assertEqual(binding.odoo_id.barcode, "4006381333931")

    def test_barcode_is_left_alone_without_attribute(self):
        binding = self.import_sku("MUG-RED")
        binding.odoo_id.barcode = "123"
        self.shop.product("MUG-RED")["price"] = 1
        self.import_sku("MUG-RED")
        self.assertEqual(binding.odoo_id.barcode, "123")

    def test_two_products_with_one_barcode(self):
        self.backend.barcode_attribute = "ean"
        for sku in ("MUG-RED", "MUG-BLUE", "MUG-LTD"):
            self.shop.set_attribute(sku, "ean", "4006381333931")
        red, blue = self.import_chunk(PRODUCT, 1, 2)
        self.assertIn("2 created", self.result)
        self.assertEqual(red.odoo_id.barcode, "4006381333931")
        self.assertFalse(blue.odoo_id.barcode)
        self.assertEqual(blue.magento_barcode, "4006381333931")
        reason = self.checkpoints(blue).reason
        self.assertIn("4006381333931 of MUG-BLUE belongs to", reason)
        self.assertIn("MUG-RED", reason)
        self.assertFalse(self.checkpoints(red))
        # Also when the other one was there before.
        limited = self.import_sku("MUG-LTD")
        self.assertFalse(limited.odoo_id.barcode)
        self.assertIn("Red mug", self.checkpoints(limited).reason)
        # Corrected in the shop.
        self.shop.set_attribute("MUG-RED", "ean", "4006381333948")
        self.checkpoints(limited).reviewed()
        self.import_chunk(PRODUCT, 1, 2, 3)
        self.env.invalidate_all()
        self.assertFalse(self.checkpoints(limited))
        self.assertEqual(red.odoo_id.barcode, "4006381333948")
        self.assertEqual(blue.odoo_id.barcode, "4006381333931")

    def test_barcode_of_a_product_of_odoo(self):
        self.env["product.product"].create({"name": "Mine", "barcode": "4006381333931"})
        self.backend.barcode_attribute = "ean"
        self.shop.set_attribute("MUG-RED", "ean", "4006381333931")
        binding = self.import_sku("MUG-RED")
        self.assertFalse(binding.odoo_id.barcode)
        self.assertIn("“Mine”", self.checkpoints(binding).reason)

    def test_barcode_of_a_deleted_product_is_free(self):
        self.backend.barcode_attribute = "ean"
        for sku in ("MUG-RED", "MUG-BLUE"):
            self.shop.set_attribute(sku, "ean", "4006381333931")
        red = self.import_sku("MUG-RED")
        del self.shop.products[1]
        self.import_chunk(PRODUCT, 1, 2)
        self.assertFalse(red.odoo_id.active)
        self.assertEqual(self.bound(PRODUCT, 2).odoo_id.barcode, "4006381333931")

    # Disabled and deleted

    def test_disabled(self):
        binding = self.import_sku("OLD-01")
        self.assertFalse(binding.odoo_id.active)
        self.assertFalse(binding.odoo_id.product_tmpl_id.active)
        self.shop.product("OLD-01")["status"] = 1
        self.import_sku("OLD-01")
        self.assertTrue(binding.odoo_id.active)
        self.assertTrue(binding.odoo_id.product_tmpl_id.active)
        self.assertEqual(len(binding.odoo_id.product_tmpl_id.product_variant_ids), 1)

    def test_disabled_but_kept(self):
        self.backend.disabled_products = "keep"
        self.assertTrue(self.import_sku("OLD-01").odoo_id.active)

    def test_archived_by_a_person(self):
        binding = self.import_sku("MUG-RED")
        binding.odoo_id.action_archive()
        self.shop.product("MUG-RED")["price"] = 1
        self.import_sku("MUG-RED")
        self.assertFalse(binding.odoo_id.active)
        self.assertEqual(binding.odoo_id.list_price, 1)

    def test_deleted_and_back(self):
        binding = self.import_sku("MUG-RED")
        product = self.shop.products.pop(1)
        self.import_one(PRODUCT, 1)
        self.assertFalse(binding.odoo_id.active)
        self.assertFalse(binding.odoo_id.product_tmpl_id.active)
        self.shop.products[1] = product
        self.import_one(PRODUCT, 1)
        self.assertTrue(binding.odoo_id.active)
        self.assertTrue(binding.odoo_id.product_tmpl_id.active)

    # What the shop should not send

    def test_wrong_values(self):
        for name, value, text in (
            ("price", "cheap", "“price” holds 'cheap'"),
            ("sku", None, "“sku” is missing"),
            ("name", 12, "“name” holds 12"),
        ):
            with self.subTest(name):
                product = self.shop.add_product(600, "BROKEN")
                product[name] = value
                with self.assertRaisesRegex(UnexpectedData, text):
                    self.import_one(PRODUCT, 600)

    def test_a_bad_one_does_not_hold_up_the_others(self):
        self.shop.product("MUG-BLUE")["price"] = "cheap"
        self.import_chunk(PRODUCT, 1, 2, 3)
        self.assertIn("2 created", self.result)
        self.assertEqual(self.failed().connector_external_id, "2")

    def test_became_configurable(self):
        binding = self.import_sku("MUG-RED")
        self.shop.product("MUG-RED")["type_id"] = "configurable"
        self.import_one(PRODUCT, 1)
        self.assertFalse(binding.odoo_id.active)

    def test_server_failure_is_tried_again(self):
        self.shop.routes["GET", "all/V1/products"] = Answer(
            503, "<html>", {"Content-Type": "text/html"}
        )
        with self.assertRaises(NetworkRetryableError):
            self.import_sku("MUG-RED")
        self.assertFalse(self.env[PRODUCT].search_count([]))
        self.assertFalse(self.env[CONFIGURABLE].search_count([]))
