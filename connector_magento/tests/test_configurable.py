"""Configurable products: exactly the variants of the shop, which stay themselves."""

from __future__ import annotations

import copy

from odoo.tests import tagged

from .catalogue_case import CONFIGURABLE, PRODUCT, CatalogueCase
from .fake_shop import Answer

TEE = 25
CHILDREN = range(19, 25)


@tagged("standard", "at_install")
class TestConfigurable(CatalogueCase):
    def setUp(self):
        super().setUp()
        self.prepare()

    def tee(self):
        return self.import_sku("TEE")

    def children(self):
        """SKU → variant of Odoo."""
        return {
            self.bound(PRODUCT, id_).sku: self.bound(PRODUCT, id_).odoo_id
            for id_ in CHILDREN
            if self.bound(PRODUCT, id_)
        }

    def links(self):
        return self.shop.product("TEE")["extension_attributes"]

    def names(self, template):
        return sorted(
            variant.product_template_attribute_value_ids._get_combination_name()
            for variant in template.product_variant_ids
        )

    def test_variants(self):
        binding = self.tee()
        template = binding.odoo_id
        self.assertEqual(template.name, "Tee-shirt")
        self.assertEqual(len(template.product_variant_ids), 6)
        self.assertEqual(
            self.names(template),
            [f"{color}, {size}" for color in ("Blue", "Red") for size in "LMS"],
        )
        self.assertEqual(
            template.attribute_line_ids.attribute_id.mapped("name"), ["Color", "Size"]
        )
        self.assertEqual(
            set(template.attribute_line_ids.attribute_id.mapped("create_variant")),
            {"dynamic"},
        )
        red_s = self.bound(PRODUCT, 19)
        self.assertEqual(red_s.magento_template_id, binding)
        self.assertEqual(red_s.odoo_id.product_tmpl_id, template)
        self.assertEqual(red_s.odoo_id.default_code, "TEE-RED-S")
        self.assertEqual(red_s.odoo_id.weight, 0.2)
        self.assertEqual(red_s.magento_name, "Tee Red S")
        self.assertEqual(red_s.odoo_id.name, "Tee-shirt")
        self.assertFalse(self.checkpoints())
        # Nothing is left of what the variants were before.
        found = self.env["product.template"].with_context(active_test=False)
        self.assertFalse(found.search([("name", "=", "Tee Red S")]))

    def test_only_those_of_the_shop(self):
        self.links()["configurable_product_links"] = [19, 20, 22]
        template = self.tee().odoo_id
        self.assertEqual(self.names(template), ["Blue, S", "Red, M", "Red, S"])

    def test_prices(self):
        template = self.tee().odoo_id
        self.assertEqual(template.list_price, 19.9)
        for sku, product in self.children().items():
            self.assertEqual(product.lst_price, self.shop.product(sku)["price"])
        self.assertFalse(self.checkpoints())

    def test_prices_by_option(self):
        for id_ in CHILDREN:
            child = self.shop.products[id_]
            child["price"] = (
                20 + 2 * child["sku"].endswith("L") + 1 * ("BLUE" in child["sku"])
            )
        template = self.tee().odoo_id
        self.assertEqual(template.list_price, 20)
        prices = {sku: one.lst_price for sku, one in self.children().items()}
        self.assertEqual(prices["TEE-RED-S"], 20)
        self.assertEqual(prices["TEE-RED-L"], 22)
        self.assertEqual(prices["TEE-BLUE-L"], 23)
        self.assertFalse(self.checkpoints())

    def test_prices_that_do_not_add_up(self):
        self.shop.products[19]["price"] = 99
        binding = self.tee()
        self.assertIn("not made of a price", self.checkpoints(binding).reason)

    def test_price_of_a_variant_changed(self):
        """The date of the configurable product doesn't move then."""
        binding = self.tee()
        for id_ in CHILDREN:
            self.shop.products[id_]["price"] = 25
        self.import_chunk(PRODUCT, *CHILDREN)
        self.assertEqual(binding.odoo_id.list_price, 25)

    def test_texts(self):
        self.shop.texts["fr", "products", TEE] = {"name": "T-shirt"}
        binding = self.tee()
        self.assertEqual(binding.with_context(lang="fr_FR").name, "T-shirt")
        red = binding.magento_attribute_ids[0].magento_value_ids.filtered(
            lambda one: one.external_id == "10"
        )
        self.assertEqual(red.name, "Red")
        self.assertEqual(red.with_context(lang="fr_FR").name, "Rouge")
        size = binding.magento_attribute_ids.filtered(lambda one: one.code == "size")
        self.assertEqual(size.with_context(lang="fr_FR").name, "Size FR")

    def test_variants_keep_the_name_of_the_product(self):
        binding = self.tee()
        self.shop.products[19]["name"] = "Another"
        self.import_chunk(PRODUCT, 19)
        self.assertEqual(binding.name, "Tee-shirt")
        self.assertEqual(self.bound(PRODUCT, 19).magento_name, "Another")

    def test_again_changes_nothing(self):
        binding = self.tee()
        before = binding.odoo_id.product_variant_ids.ids
        write_date = binding.odoo_id.write_date
        self.import_chunk(CONFIGURABLE, TEE)
        self.assertIn("1 unchanged", self.result)
        self.import_chunk(CONFIGURABLE, TEE, force=True)
        self.assertEqual(binding.odoo_id.product_variant_ids.ids, before)
        self.assertEqual(binding.odoo_id.write_date, write_date)

    def test_products_that_orders_know_become_variants(self):
        for id_ in CHILDREN:
            self.import_one(PRODUCT, id_)
        before = self.children()
        partner = self.env["res.partner"].create({"name": "Customer"})
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [
                    (0, 0, {"product_id": before["TEE-RED-S"].id, "price_unit": 7})
                ],
            }
        )
        order.action_confirm()
        template = self.tee().odoo_id
        self.assertEqual(self.children(), before)
        line = order.order_line
        self.assertEqual(line.product_id, before["TEE-RED-S"])
        self.assertEqual(line.product_id.product_tmpl_id, template)
        self.assertEqual(line.product_template_id, template)
        self.assertEqual(line.price_unit, 7)
        self.assertEqual(line.move_ids.product_id, before["TEE-RED-S"])
        order.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        order.picking_ids.button_validate()
        self.assertEqual(line.qty_delivered, 1)

    def test_vendor_prices_are_kept(self):
        product = self.import_one(PRODUCT, 19).odoo_id
        vendor = self.env["res.partner"].create({"name": "Vendor"})
        info = self.env["product.supplierinfo"].create(
            {"partner_id": vendor.id, "product_tmpl_id": product.product_tmpl_id.id}
        )
        self.tee()
        self.assertTrue(info.exists())
        self.assertEqual(info.product_id, product)
        self.assertEqual(info.product_tmpl_id, product.product_tmpl_id)

    def test_variant_of_a_product_of_odoo_moves_alone(self):
        """Somebody had made it a variant of a product in Odoo, with others."""
        binding = self.import_one(PRODUCT, 19)
        other = binding.odoo_id.product_tmpl_id
        other.name = "Mine"
        second = self.env["product.product"].create(
            {"product_tmpl_id": other.id, "active": False, "name": "Mine"}
        )
        rule = self.env["product.pricelist.item"].create(
            {"applied_on": "1_product", "product_tmpl_id": other.id, "fixed_price": 3}
        )
        template = self.tee().odoo_id
        self.assertEqual(binding.odoo_id.product_tmpl_id, template)
        self.assertTrue(second.exists())
        self.assertEqual(second.product_tmpl_id, other)
        self.assertEqual(rule.product_tmpl_id, other)

    def test_rules_of_pricelists_are_kept(self):
        product = self.import_one(PRODUCT, 19).odoo_id
        rule = self.env["product.pricelist.item"].create(
            {
                "applied_on": "1_product",
                "product_tmpl_id": product.product_tmpl_id.id,
                "fixed_price": 3,
            }
        )
        self.tee()
        self.assertTrue(rule.exists())
        self.assertEqual(rule.applied_on, "0_product_variant")
        self.assertEqual(rule.product_id, product)

    def test_variant_added(self):
        self.links()["configurable_product_links"] = [19, 20]
        template = self.tee().odoo_id
        before = template.product_variant_ids
        self.links()["configurable_product_links"] = [19, 20, 24]
        self.tee()
        self.assertEqual(len(template.product_variant_ids), 3)
        self.assertLess(before, template.product_variant_ids)

    def test_option_added(self):
        self.tee()
        green = copy.deepcopy(self.shop.products[19])
        green |= {"id": 90, "sku": "TEE-GREEN-S", "name": "Tee Green S"}
        self.shop.products[90] = green
        self.shop.set_attribute("TEE-GREEN-S", "color", "13")
        self.shop.attributes[93]["options"].append({"label": "Green", "value": "13"})
        self.links()["configurable_product_links"].append(90)
        template = self.tee().odoo_id
        self.assertEqual(len(template.product_variant_ids), 7)
        self.assertIn("Green, S", self.names(template))

    def test_variant_removed(self):
        template = self.tee().odoo_id
        product = self.children()["TEE-RED-S"]
        self.links()["configurable_product_links"].remove(19)
        self.tee()
        self.assertEqual(len(template.product_variant_ids), 5)
        binding = self.bound(PRODUCT, 19)
        self.assertEqual(binding.odoo_id, product)
        self.assertFalse(binding.magento_template_id)
        self.assertNotEqual(product.product_tmpl_id, template)
        self.assertFalse(product.product_template_attribute_value_ids)
        # A job imports it as a product of its own.
        delayed = [job.args[1] for job in self.trap.enqueued_jobs]
        self.assertIn("19", delayed)
        self.import_one(PRODUCT, 19, force=True)
        self.assertEqual(product.name, "Tee Red S")
        self.assertEqual(product.list_price, 19.9)

    def test_variant_changes_its_option(self):
        template = self.tee().odoo_id
        del self.shop.products[20]
        self.links()["configurable_product_links"].remove(20)
        self.tee()
        self.shop.set_attribute("TEE-RED-S", "size", "5")
        self.import_chunk(PRODUCT, 19)
        self.assertIn("Red, M", self.names(template))
        self.assertNotIn("Red, S", self.names(template))

    def test_variants_exchange_their_options(self):
        template = self.tee().odoo_id
        before = self.children()
        self.shop.set_attribute("TEE-RED-S", "size", "5")
        self.shop.set_attribute("TEE-RED-M", "size", "4")
        self.import_chunk(PRODUCT, 19, 20)
        self.import_one(CONFIGURABLE, TEE, force=True)
        self.assertEqual(self.children(), before)
        self.assertEqual(
            before["TEE-RED-S"].product_template_attribute_value_ids.mapped("name"),
            ["Red", "M"],
        )
        self.assertEqual(len(template.product_variant_ids), 6)
        self.assertFalse(self.checkpoints(self.bound(CONFIGURABLE, TEE)))

    def test_attribute_added(self):
        template = self.tee().odoo_id
        before = self.children()
        for id_ in CHILDREN:
            sku = self.shop.products[id_]["sku"]
            self.shop.set_attribute(sku, "manufacturer", "31")
        self.shop.attributes[83]["options"].append({"label": "Acme", "value": "31"})
        self.links()["configurable_product_options"].append(
            {"id": 3, "attribute_id": "83", "label": "Maker", "position": 2}
        )
        self.import_chunk(PRODUCT, *CHILDREN)
        self.tee()
        self.assertEqual(self.children(), before)
        self.assertEqual(len(template.attribute_line_ids), 3)
        self.assertEqual(len(template.product_variant_ids), 6)

    def test_disabled_variant(self):
        template = self.tee().odoo_id
        self.shop.products[19]["status"] = 2
        self.import_chunk(PRODUCT, 19)
        product = self.bound(PRODUCT, 19).odoo_id
        self.assertFalse(product.active)
        self.assertEqual(product.product_tmpl_id, template)
        self.assertTrue(template.active)
        self.import_chunk(CONFIGURABLE, TEE, force=True)
        self.assertFalse(self.bound(PRODUCT, 19).odoo_id.active)
        self.shop.products[19]["status"] = 1
        self.import_chunk(PRODUCT, 19)
        self.assertTrue(product.active)
        self.assertEqual(len(template.product_variant_ids), 6)

    def test_disabled_product(self):
        template = self.tee().odoo_id
        self.shop.product("TEE")["status"] = 2
        self.tee()
        self.assertFalse(template.active)
        self.shop.product("TEE")["status"] = 1
        self.tee()
        self.assertTrue(template.active)
        self.assertEqual(len(template.product_variant_ids), 6)

    def test_deleted_variant(self):
        template = self.tee().odoo_id
        product = self.children()["TEE-RED-S"]
        del self.shop.products[19]
        self.import_chunk(PRODUCT, 19)
        self.assertFalse(product.active)
        self.links()["configurable_product_links"].remove(19)
        self.tee()
        self.assertEqual(len(template.product_variant_ids), 5)
        self.assertTrue(product.exists())
        self.assertFalse(product.active)

    def test_deleted_product_leaves_its_variants(self):
        binding = self.tee()
        before = self.children()
        del self.shop.products[TEE]
        self.import_one(CONFIGURABLE, TEE)
        self.assertFalse(binding.active)
        self.assertEqual(self.children(), before)
        for product in before.values():
            self.assertTrue(product.active)
            self.assertNotEqual(product.product_tmpl_id, binding.odoo_id)

    def test_two_variants_with_the_same_options(self):
        self.shop.set_attribute("TEE-RED-M", "size", "4")
        binding = self.tee()
        self.assertEqual(len(binding.odoo_id.product_variant_ids), 5)
        reason = self.checkpoints(binding).reason
        self.assertIn("TEE-RED-M has the same options as TEE-RED-S (Red, S)", reason)
        self.assertTrue(self.children()["TEE-RED-M"].active)

    def test_variant_without_option(self):
        self.shop.set_attribute("TEE-RED-M", "size", None)
        binding = self.tee()
        self.assertEqual(len(binding.odoo_id.product_variant_ids), 5)
        self.assertIn("no option that Odoo knows of: size", binding.notes)

    def test_variant_of_two_products(self):
        binding = self.tee()
        other = self.shop.add_product(91, "TEE-2", like="TEE")
        other["extension_attributes"]["configurable_product_links"] = [19]
        second = self.import_sku("TEE-2")
        self.assertEqual(self.bound(PRODUCT, 19).magento_template_id, binding)
        self.assertIn("TEE-RED-S is a variant of TEE already", second.notes)
        self.assertFalse(second.odoo_id.product_variant_ids)

    def test_list_without_variants(self):
        """Where the shop's list leaves them out, the product is asked for itself."""
        whole = copy.deepcopy(self.shop.product("TEE"))
        self.links().pop("configurable_product_links")
        self.shop.routes["GET", "all/V1/products/TEE"] = Answer(body=whole)
        self.assertEqual(len(self.tee().odoo_id.product_variant_ids), 6)

    def test_nobody_makes_other_variants(self):
        template = self.tee().odoo_id
        template.write({"description": "x"})
        template.attribute_line_ids[0].write({"sequence": 5})
        self.assertEqual(len(template.product_variant_ids), 6)

    def test_one_request_for_all_variants(self):
        self.shop.requests.clear()
        self.import_chunk(CONFIGURABLE, TEE)
        self.assertIn("1 created", self.result)
        paths = self.shop.paths()
        self.assertEqual(paths.count("all/V1/products"), 2)
        self.assertEqual(paths.count("all/V1/products/attributes"), 1)
