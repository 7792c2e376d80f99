"""Orders become sales orders, to the cent."""

from __future__ import annotations

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.connector.exception import ConfigurationError, InvalidDataError

from .order_case import ORDER, OrderCase


@tagged("standard", "at_install")
class TestOrderImport(OrderCase):
    def test_head(self):
        order = self.import_order("pending_simple")
        self.assertEqual(order.name, "000000001")
        self.assertEqual(order.increment_id, "000000001")
        self.assertEqual(order.external_id, "1")
        self.assertEqual(str(order.date_order), "2026-11-23 01:04:11")
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.magento_state, "new")
        self.assertEqual(order.magento_status, "pending")
        self.assertEqual(order.storeview_id, self.view("default"))
        self.assertEqual(order.payment_mode_id.name, "checkmo")
        self.assertEqual(order.payment_method, "checkmo")
        self.assertFalse(order.user_id)
        self.assertEqual(order.company_id, self.company)
        self.assertEqual(order.total_amount, 46.9)
        self.assertEqual(order.amount_total, 46.9)
        self.assertEqual(order.total_amount_tax, order.amount_tax)
        url = order.connector_url
        self.assertTrue(url.endswith("/admin/sales/order/view/order_id/1/"), url)

    def test_every_captured_order_has_the_total_of_the_shop(self):
        for name, order in self.shop.by_name.items():
            if name == "canceled":
                continue
            with self.subTest(name):
                binding = self.import_order(order)
                self.assertEqual(
                    round(binding.amount_total, 2), round(order["grand_total"], 2)
                )
                self.assertFalse(binding.total_difference)
                self.assertEqual(binding.currency_id.name, order["order_currency_code"])

    def test_lines(self):
        order = self.import_order("pending_simple")
        self.assertEqual(
            self.lines(order),
            [("MUG-RED", 2, 25.0), ("CAP-01", 1, 15.0), ("SHIP", 1, 6.9)],
        )
        mug = order.order_line.filtered(lambda one: one.product_uom_qty == 2)
        self.assertEqual(mug.tax_ids, self.taxes[20, "included"])
        self.assertEqual(mug.price_unit, 12.5)
        shipping = order.order_line.filtered("is_delivery")
        self.assertEqual(shipping.name, "Flat Rate - Fixed")
        self.assertEqual(shipping.tax_ids, self.taxes[20, "included"])

    def test_configurable(self):
        """The variant is sold, at the price that only the other line has."""
        order = self.import_order("configurable")
        self.assertEqual(
            self.lines(order),
            [("TEE-RED-M", 2, 39.8), ("TEE-BLUE-S", 1, 19.9), ("SHIP", 1, 6.9)],
        )
        line = order.magento_order_line_ids.filtered(
            lambda one: one.external_id == "13"
        )
        self.assertEqual(line.product_id.product_tmpl_id.product_variant_count, 6)
        self.assertEqual(line.product_type, "configurable")
        self.assertEqual(line.qty_invoiced_in_shop, 1)
        self.assertIn("[TEE-RED-M]", line.name)

    def test_bundles_are_counted_once(self):
        """Priced by its parts: these count. With a price of its own: that counts."""
        order = self.import_order("bundle")
        self.assertEqual(
            self.lines(order),
            [
                ("line_note", 0, 0),
                ("MUG-RED", 2, 25.0),
                ("PEN-01", 4, 4.8),
                ("KIT-FIX", 1, 51.5),
                ("MUG-RED", 1, 0),
                ("CAP-01", 1, 0),
                ("SHIP", 1, 6.9),
            ],
        )
        note = order.order_line.filtered("display_type")
        self.assertIn("2 × ", note.name)
        parts = order.magento_order_line_ids.filtered("parent_item_id")
        self.assertEqual(
            sorted(parts.mapped("parent_item_id")), ["17", "17", "20", "20"]
        )

    def test_custom_options_are_in_the_text(self):
        order = self.import_order("custom_options")
        ring = order.order_line.filtered(
            lambda one: one.product_id.default_code == "RING-01"
        )
        self.assertEqual(
            ring.name.splitlines(),
            [
                "[RING-01-ENG-BOX1] Ring with engraving",
                "Engraving: Für immer ♥",
                "Box: Velvet",
            ],
        )

    def test_options_of_a_vanished_product_are_shown_as_they_are(self):
        self.shop.products[15].pop("options")
        order = self.import_order("custom_options")
        self.assertIn("Für immer ♥", order.order_line[0].name)

    def test_options_cost_a_request_only_if_there_are_some(self):
        self.import_order("pending_simple")
        self.assertFalse(self.shop.count("V1/products"))
        self.import_order("custom_options")
        self.assertEqual(self.shop.count("V1/products"), 1)

    def test_virtual_order_is_not_shipped(self):
        order = self.import_order("virtual")
        self.assertEqual(self.lines(order), [("SERVICE-01", 1, 50.0)])
        self.assertFalse(order.shipping_method)
        self.assertFalse(order.carrier_id)

    def test_decimal_quantity(self):
        order = self.import_order("guest")
        fabric = order.order_line.filtered(
            lambda one: one.product_id.default_code == "FABRIC-M"
        )
        self.assertEqual(fabric.product_uom_qty, 2.75)

    def test_discount_is_a_line_of_the_same_tax(self):
        order = self.import_order("coupon")
        discount = order.order_line.filtered(
            lambda one: one.product_id.default_code == "DISCOUNT"
        )
        self.assertEqual(discount.price_total, -7.52)
        self.assertEqual(discount.tax_ids, self.taxes[19, "included"])
        self.assertEqual(discount.name, "Discount (Ten percent, SAVE10)")
        self.assertEqual(order.amount_total, 74.5)
        self.assertEqual(order.coupon_code, "SAVE10")
        self.assertEqual(order.amount_tax, 11.89)

    def test_a_discount_of_two_taxes_is_two_lines(self):
        order = self.shop.add_order("coupon")
        first = order["items"][0]
        first |= {"tax_percent": 5.5}
        for tax in order["extension_attributes"]["item_applied_taxes"]:
            if tax.get("item_id") == first["item_id"]:
                tax["applied_taxes"][0]["percent"] = 5.5
        binding = self.import_order(order)
        discounts = binding.order_line.filtered(
            lambda one: one.product_id.default_code == "DISCOUNT"
        )
        self.assertEqual(
            {line.tax_ids.amount: line.price_total for line in discounts},
            {5.5: -3.72, 19: -3.8},
        )
        self.assertEqual(binding.amount_total, 74.5)

    def test_row_totals_before_the_discount(self):
        """As other versions tell them: before the discount, not after it."""
        order = self.shop.add_order("coupon")
        for item in order["items"]:
            item["row_total_incl_tax"] += item["discount_amount"]
        self.assertEqual(self.import_order(order).amount_total, 74.5)

    def test_a_price_that_does_not_make_the_amount(self):
        """Four times 10.42 are not the 41.67 that the shop counts."""
        self.view("default").price_tax = "excluded"
        order = self.shop.add_order("pending_simple")
        item = order["items"][0]
        item |= {"qty_ordered": 4, "price": 10.42, "row_total": 41.67}
        binding = self.import_order(order)
        line = binding.order_line.sorted("sequence")[0]
        self.assertEqual(line.price_unit, 10.4175)
        self.assertEqual(line.price_subtotal, 41.67)
        self.assertEqual(line.tax_ids, self.taxes[20, "excluded"])

    def test_prices_without_tax(self):
        order = self.import_order("pro_usd")
        self.assertEqual(order.order_line.tax_ids, self.taxes[8.25, "excluded"])
        self.assertEqual(order.amount_total, 271.17)
        self.assertEqual(order.amount_tax, order.total_amount_tax)
        self.assertEqual(order.client_order_ref, "PO-2026/0042")

    def test_amounts_of_another_currency_than_the_shop_counts_in(self):
        order = self.import_order("pro_eur_view")
        self.assertEqual(order.currency_id, self.eur)
        self.assertEqual(order.pricelist_id, self.pricelists["EUR"])
        self.assertEqual(order.amount_total, 173.63)

    def test_two_taxes_on_a_line(self):
        """State and county: two taxes of Odoo, if none has the sum."""
        one, other = (
            self.env["account.tax"].create(
                {
                    "name": f"Part {rate}",
                    "amount": rate,
                    "type_tax_use": "sale",
                    "price_include_override": "tax_excluded",
                }
            )
            for rate in (6, 3.5)
        )
        order = self.shop.add_order("pro_usd")
        for item in order["items"]:
            item["tax_percent"] = 9.5
        for tax in order["extension_attributes"]["item_applied_taxes"]:
            tax["applied_taxes"] = [{"percent": 6}, {"percent": 3.5}]
        binding = self.import_order(order)
        self.assertEqual(binding.order_line.tax_ids, one | other)

    def test_zero_total(self):
        order = self.shop.add_order("pending_simple")
        for item in order["items"]:
            item["discount_amount"] = item["row_total_incl_tax"]
        order |= {"grand_total": 0, "shipping_discount_amount": 6.9, "tax_amount": 0}
        binding = self.import_order(order)
        self.assertEqual(binding.amount_total, 0)
        self.assertEqual(len(binding.order_line), 4)

    def test_gift_card_and_fee(self):
        order = self.shop.add_order("pending_simple")
        order["extension_attributes"] |= {"gift_cards_amount": 10, "cod_fee": 2.4}
        order["grand_total"] = 39.3
        binding = self.import_order(order)
        self.assertEqual(binding.amount_total, 39.3)
        by_code = {line.product_id.default_code: line for line in binding.order_line}
        self.assertEqual(by_code["GIFT CERTIFICATE"].price_total, -10)
        self.assertFalse(by_code["GIFT CERTIFICATE"].tax_ids)
        self.assertEqual(by_code["CASH ON DELIVERY"].price_total, 2.4)

    def test_cents_of_rounding_are_a_line(self):
        order = self.shop.add_order("pending_simple", grand_total=46.88)
        binding = self.import_order(order)
        self.assertEqual(binding.amount_total, 46.88)
        rounding = binding.order_line.filtered(
            lambda one: one.product_id.default_code == "ROUNDING"
        )
        self.assertEqual(rounding.price_total, -0.02)
        self.assertFalse(rounding.tax_ids)

    def test_three_hundred_lines(self):
        order = self.shop.add_order("pending_simple")
        first = order["items"][0]
        order["items"] = [
            {**first, "item_id": 9_000_000 + rank, "qty_ordered": 2}
            for rank in range(300)
        ]
        order["grand_total"] = 300 * 25 + 6.9
        self.import_order("pending_simple")
        before = self.env.cr.sql_log_count
        binding = self.import_order(order)
        queries = self.env.cr.sql_log_count - before
        self.assertEqual(len(binding.magento_order_line_ids), 300)
        self.assertEqual(binding.amount_total, 7506.9)
        self.assertLess(queries, 200, "the lines are not created together")

    def test_what_the_shop_sends_wrong_is_refused(self):
        for change, hint in (
            ({"grand_total": "a lot"}, "grand_total"),
            ({"items": None}, "items"),
            ({"created_at": "yesterday"}, "created_at"),
            ({"billing_address": None}, "billing_address"),
        ):
            order = self.shop.add_order("pending_simple", **change)
            with self.subTest(hint), self.assertRaisesRegex(InvalidDataError, hint):
                self.import_order(order)

    # -- settings -----------------------------------------------------------------

    def test_number_with_prefix(self):
        self.backend.order_prefix = "MAG-"
        order = self.import_order("pending_simple")
        self.assertEqual(order.name, "MAG-000000001")
        self.view("default").order_prefix = "FR-"
        self.assertEqual(self.import_order("coupon").name, "FR-000000005")

    def test_nearest_setting_counts(self):
        view = self.view("default")
        levels = [self.backend, view.website_id, view.store_id, view]
        team = self.env["crm.team"]
        for level in levels:
            team = team.create({"name": level._name})
            level.team_id = team
            self.assertEqual(view._order_setting("team_id"), team)
        order = self.import_order("pending_simple")
        self.assertEqual(order.team_id, team)

    def test_warehouse(self):
        warehouse = self.env["stock.warehouse"].create({"name": "Two", "code": "TWO"})
        self.view("default").website_id.warehouse_id = warehouse
        self.assertEqual(self.import_order("pending_simple").warehouse_id, warehouse)
        self.assertNotEqual(self.import_order("pro_usd").warehouse_id, warehouse)

    def test_settings_of_another_company_are_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        self.backend.company_id = self.company
        with self.assertRaises(UserError):
            self.view("default").warehouse_id = warehouse

    def test_carrier(self):
        product = self.env["product.product"].create(
            {"name": "By post", "type": "service"}
        )
        carrier = self.env["delivery.carrier"].create(
            {"name": "Post", "product_id": product.id}
        )
        self.method.write({"carrier_id": carrier.id, "without_carrier": False})
        order = self.import_order("pending_simple")
        self.assertEqual(order.carrier_id, carrier)
        shipping = order.order_line.filtered("is_delivery")
        self.assertEqual(shipping.product_id, product)
        self.assertEqual(order.amount_total, 46.9)

    # -- gaps ---------------------------------------------------------------------

    def assert_gap(self, order, record, *hints):
        """An order waits, with a message and a link to what is to be configured."""
        with self.assertRaises(ConfigurationError) as caught:
            self.import_order(order)
        for hint in hints:
            self.assertIn(hint, str(caught.exception))
        self.assertEqual(caught.exception.record, record)
        self.assertFalse(self.env[ORDER].search([]))

    def test_unmapped_carrier(self):
        self.method.without_carrier = False
        self.assert_gap("pending_simple", self.method, "flatrate_flatrate", "Run Again")

    def test_unknown_carrier(self):
        self.method.unlink()
        self.assert_gap("pending_simple", self.backend, "flatrate_flatrate")

    def test_missing_tax(self):
        self.taxes[20, "included"].active = False
        view = self.view("default")
        self.assert_gap(
            "pending_simple", view, "20 %", "included in the price", "000000001"
        )

    def test_missing_currency(self):
        view = self.view("pro_en")
        view.pricelist_id = self.pricelists["EUR"]
        self.company.currency_id = self.eur
        self.assert_gap("pro_usd", view, "USD", "pricelist")

    def test_vanished_product(self):
        del self.shop.products[4]
        self.assert_gap("pending_simple", self.backend, "CAP-01", "id 4")
        self.backend.missing_product_id = instead = self.env["product.product"].create(
            {"name": "Vanished"}
        )
        order = self.import_order("pending_simple")
        line = order.order_line.sorted("sequence")[1]
        self.assertEqual(line.product_id, instead)
        self.assertIn("CAP-01", line.name)
        self.assertEqual(order.amount_total, 46.9)

    def test_vanished_product_is_found_by_its_sku(self):
        """It was made anew in the shop: another id, the same SKU."""
        cap = self.shop.products.pop(4)
        self.shop.products[90] = {**cap, "id": 90}
        known = self.import_sku("CAP-01")
        order = self.import_order("pending_simple")
        self.assertIn(known.odoo_id, order.order_line.product_id)

    def test_product_is_found_by_its_id_first(self):
        """The SKU of a line may be that of another product by now."""
        self.shop.product("CAP-01")["sku"] = "CAP-OLD"
        self.shop.product("MUG-BLUE")["sku"] = "CAP-01"
        self.import_sku("CAP-01")
        order = self.import_order("pending_simple")
        self.assertIn("CAP-OLD", order.order_line.product_id.mapped("default_code"))
