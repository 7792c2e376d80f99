"""Export of stock to the stock item of each product."""

from __future__ import annotations

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.connector.exception import ConfigurationError

from .catalogue_case import PRODUCT
from .stock_case import ITEM, MUG_BLUE, MUG_RED, StockCase


@tagged("standard", "at_install")
class TestStockExport(StockCase):
    def item(self, sku="MUG-RED"):
        return self.shop.items[sku]

    def test_quantity_and_status(self):
        self.put(MUG_RED, 7)
        self.export()
        self.assertEqual(self.item(), {"qty": 7, "is_in_stock": True})
        # Zero, with the rules of the shop: it decides.
        self.assertEqual(self.item("MUG-BLUE"), {"qty": 0, "is_in_stock": True})

    def test_what_was_sent_is_known(self):
        binding = self.put(MUG_RED, 7)
        self.assertFalse(binding.stock_sent_date)
        self.export()
        self.assertEqual(binding.magento_qty, 7)
        self.assertTrue(binding.stock_sent_date)
        self.assertFalse(binding.stock_item_ids.source_id)

    def test_only_what_changed(self):
        self.put(MUG_RED, 7)
        self.export()
        self.shop.requests.clear()
        self.export()
        self.assertEqual(self.shop.sent(), [])
        self.put(MUG_BLUE, 3)
        self.export()
        self.assertEqual(
            self.shop.sent(), [{"stockItem": {"qty": 3, "is_in_stock": True}}]
        )

    def test_send_all_again(self):
        self.export()
        self.shop.items.clear()
        self.export()
        self.assertEqual(self.shop.items, {})
        self.export(force=True)
        self.assertEqual(set(self.shop.items), {"MUG-RED", "MUG-BLUE"})

    def test_button_of_a_product_sends_it_again(self):
        binding = self.put(MUG_RED, 7)
        self.export()
        self.shop.items.clear()
        binding.with_context(queue_job__no_delay=True).action_export_stock()
        self.assertEqual(self.shop.items, {"MUG-RED": {"qty": 7, "is_in_stock": True}})

    def test_filter_of_what_is_to_be_sent(self):
        self.assertEqual(self.to_send(), {"MUG-RED", "MUG-BLUE"})
        self.export()
        self.assertEqual(self.to_send(), set())
        self.put(MUG_RED, 1)
        self.assertEqual(self.to_send(), {"MUG-RED"})
        others = self.env[PRODUCT].search([("stock_to_send", "=", False)])
        self.assertEqual(others.mapped("sku"), ["MUG-BLUE"])
        self.assertTrue(self.bound(PRODUCT, MUG_RED).stock_to_send)
        self.assertFalse(self.bound(PRODUCT, MUG_BLUE).stock_to_send)

    def test_schedule(self):
        line = self.backend.connector_schedule_ids.filtered(
            lambda one: one.what == "stock"
        )
        line.enabled = True
        self.put(MUG_RED, 7)
        self.assertTrue(line.with_context(queue_job__no_delay=True)._start())
        self.assertEqual(self.item()["qty"], 7)

    def test_run_counts(self):
        self.export()
        self.put(MUG_RED, 7)
        self.export()
        run = self.env["connector.run"].search([("model_name", "=", PRODUCT)], limit=1)
        run.invalidate_recordset()
        self.assertEqual((run.found_count, run.updated_count), (1, 1))

    # -- which quantity -----------------------------------------------------------

    def test_decimals(self):
        self.put(MUG_RED, 2.5)
        self.export()
        self.assertEqual(self.item()["qty"], 2.5)

    def test_what_is_on_hand_is_sent_though_reserved(self):
        binding = self.put(MUG_RED, 7)
        self.reserve(binding, 3)
        self.export()
        self.assertEqual(self.item()["qty"], 7)

    def test_other_quantities(self):
        binding = self.put(MUG_RED, 7)
        self.reserve(binding, 3)
        for values, quantity in (
            ({"stock_field": "free_qty"}, 4),
            ({"stock_field": "virtual_available"}, 4),
            ({"stock_field": "other", "stock_field_name": "outgoing_qty"}, 3),
        ):
            self.backend.write(values)
            self.export()
            self.assertEqual(self.item()["qty"], quantity, values)

    def reserve(self, binding, quantity):
        customers = self.env.ref("stock.stock_location_customers")
        move = self.env["stock.move"].create(
            {
                "product_id": binding.odoo_id.id,
                "product_uom_qty": quantity,
                "product_uom": binding.odoo_id.uom_id.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": customers.id,
            }
        )
        move._action_confirm()
        move._action_assign()

    def test_field_must_be_a_number_of_products(self):
        for name in ("no_such_field", "name", False, "product_tmpl_id"):
            with (
                self.subTest(name),
                self.assertRaisesRegex(ValidationError, "no field with a number"),
                self.cr.savepoint(),
            ):
                self.backend.write({"stock_field": "other", "stock_field_name": name})
        self.backend.write({"stock_field": "other", "stock_field_name": "volume"})

    def test_warehouses_are_added_up(self):
        other = self.add_warehouse("HK1")
        third = self.add_warehouse("HK2")
        for warehouse in (self.warehouse, other, third):
            self.put(MUG_RED, 5, warehouse)
        self.export()
        self.assertEqual(self.item()["qty"], 5)
        self.backend.stock_warehouse_ids += other
        self.export()
        self.assertEqual(self.item()["qty"], 10)
        self.backend.stock_warehouse_ids = False
        self.export()
        self.assertEqual(self.item()["qty"], 15)

    def test_warehouses_of_the_company_only(self):
        company = self.env["res.company"].create({"name": "Other"})
        other = self.env["stock.warehouse"].search([("company_id", "=", company.id)])
        self.put(MUG_RED, 5)
        product = self.bound(PRODUCT, MUG_RED).odoo_id
        self.env["stock.quant"].with_company(company)._update_available_quantity(
            product, other.lot_stock_id, 100
        )
        self.backend.stock_warehouse_ids = False
        self.env.user.company_ids += company
        self.backend = self.backend.with_context(
            allowed_company_ids=[self.env.company.id, company.id]
        )
        self.export()
        self.assertEqual(self.item()["qty"], 5)
        self.assertEqual(self.backend._stock_warehouses().company_id, self.env.company)

    def test_no_warehouse(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)]
        ).active = False
        self.backend.stock_warehouse_ids = False
        self.backend.company_id = company
        with self.assertRaisesRegex(ConfigurationError, "Other has no warehouse") as e:
            self.backend._stock_places()
        self.assertEqual(e.exception.record, self.backend)
        self.assertEqual(self.to_send(), set())

    # -- which products -----------------------------------------------------------

    def test_never_sent(self):
        skus = ("SERVICE-01", "EBOOK-01", "KIT-DYN", "KIT-FIX", "SET-01", "OLD-01")
        for sku in skus:
            binding = self.import_sku(sku)
            self.assertTrue(binding, sku)
        self.import_sku("TEE")
        self.assertFalse(self.to_send() & {*skus, "TEE"})
        self.export(force=True)
        self.assertIn("TEE-RED-S", self.shop.items)
        self.assertFalse(self.shop.items.keys() & {*skus, "TEE"})

    def test_archived_products_and_those_not_tracked(self):
        self.bound(PRODUCT, MUG_RED).odoo_id.active = False
        self.bound(PRODUCT, MUG_BLUE).odoo_id.is_storable = False
        self.export(force=True)
        self.assertEqual(self.shop.items, {})

    def test_product_that_is_not_to_be_synchronized(self):
        self.bound(PRODUCT, MUG_RED).no_stock_sync = True
        self.export(force=True)
        self.assertEqual(set(self.shop.items), {"MUG-BLUE"})
        self.assertIn("1 not to be sent", self.export_chunk(MUG_RED))

    def test_disabled_in_the_shop_but_active_in_odoo(self):
        self.backend.disabled_products = "keep"
        self.import_sku("OLD-01")
        self.export()
        self.assertIn("OLD-01", self.shop.items)

    def test_odd_sku(self):
        binding = self.import_sku("AB/12 é+")
        self.put(binding.external_id, 4)
        self.export()
        self.assertEqual(self.item("AB/12 é+")["qty"], 4)

    def test_renamed_in_the_shop(self):
        self.put(MUG_RED, 4)
        self.shop.product("MUG-RED")["sku"] = "CUP-RED"
        self.export()
        self.assertEqual(self.item("CUP-RED")["qty"], 4)
        self.assertNotIn("MUG-RED", self.shop.items)

    def test_became_configurable_in_the_shop(self):
        self.shop.product("MUG-RED")["type_id"] = "configurable"
        self.export()
        self.assertEqual(set(self.shop.items), {"MUG-BLUE"})
        self.assertFalse(self.env[ITEM].search([("product_id.sku", "=", "MUG-RED")]))

    # -- back-orders --------------------------------------------------------------

    def test_rules_for_back_orders(self):
        own = {"manage_stock": True, "use_config_manage_stock": False}
        for rule, quantity, expected in (
            ("no", 0, {**own, "backorders": 0, "is_in_stock": False}),
            ("no", 1, {**own, "backorders": 0, "is_in_stock": True}),
            ("allowed", 0, {**own, "backorders": 1, "is_in_stock": True}),
            ("notify", 0, {**own, "backorders": 2, "is_in_stock": True}),
            (
                "unmanaged",
                0,
                {
                    "manage_stock": False,
                    "use_config_manage_stock": False,
                    "is_in_stock": True,
                },
            ),
            (
                "config",
                0,
                {
                    "use_config_manage_stock": True,
                    "use_config_backorders": True,
                    "is_in_stock": True,
                },
            ),
        ):
            with self.subTest(rule):
                self.shop.items.clear()
                self.backend.back_orders = rule
                binding = self.bound(PRODUCT, MUG_RED)
                if quantity != binding.qty_available:
                    self.put(MUG_RED, quantity - binding.qty_available)
                self.export()
                sent = self.item()
                if "backorders" in expected:
                    expected["use_config_backorders"] = False
                self.assertEqual(sent, {**expected, "qty": quantity})

    def test_rule_of_a_product(self):
        self.backend.back_orders = "no"
        self.bound(PRODUCT, MUG_RED).back_orders = "allowed"
        self.export()
        self.assertEqual(self.item()["backorders"], 1)
        self.assertEqual(self.item("MUG-BLUE")["backorders"], 0)

    def test_another_rule_is_sent_though_the_quantity_is_the_same(self):
        self.export()
        self.assertEqual(self.to_send(), set())
        self.bound(PRODUCT, MUG_RED).back_orders = "notify"
        self.assertEqual(self.to_send(), {"MUG-RED"})
        self.export()
        self.assertEqual(self.item()["backorders"], 2)
        self.assertEqual(self.to_send(), set())

    def test_less_than_nothing(self):
        self.put(MUG_RED, -3)
        self.export()
        self.assertEqual(self.item()["qty"], 0)
        self.backend.back_orders = "allowed"
        self.export()
        self.assertEqual(self.item()["qty"], -3)
        self.assertTrue(self.item()["is_in_stock"])

    def test_out_of_stock_up_to(self):
        self.backend.stock_min_quantity = 2
        for quantity, in_stock in ((2, False), (1, True)):
            self.put(MUG_RED, quantity)
            self.export()
            self.assertEqual(self.item()["is_in_stock"], in_stock)
        self.backend.stock_min_quantity = 10
        self.export()
        self.assertFalse(self.item()["is_in_stock"])
        self.backend.back_orders = "allowed"
        self.export()
        self.assertTrue(self.item()["is_in_stock"])
