"""A connector maps an order with the line builders and the onchange manager."""

from unittest import mock

from odoo import Command
from odoo.tests import TransactionCase, tagged

from odoo.addons.component.tests.common import ComponentMixin
from odoo.addons.connector_ecommerce import completion
from odoo.addons.connector_ecommerce.tests.common import EcommerceMixin

from ..components.order_shop import ORDER


class OrderShopCase(EcommerceMixin, TransactionCase, ComponentMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpComponent()
        cls.set_up_ecommerce()
        cls.shop = cls.env["test.order.shop"].create({"name": "Corner Shop"})
        cls.tax = cls.env["account.tax"].create(
            {"name": "VAT 20", "amount": 20, "price_include_override": "tax_excluded"}
        )
        cls.product.taxes_id = cls.tax
        cls.accounting = cls.env["res.partner"].create(
            {"name": "Accounting", "type": "invoice", "parent_id": cls.customer.id}
        )

    def setUp(self):
        super().setUp()
        self.setUpComponentRegistryReady()

    def order(self, **values):
        return {
            "number": "W-1",
            "channel": None,
            "partner_id": self.customer.id,
            "shipping": 5.0,
            "gift": 3.0,
            "items": [
                {
                    "id": "7",
                    "label": "A mug, blue",
                    "quantity": 2.0,
                    "price": 9.0,
                    "product_id": self.product.id,
                    "engraving": None,
                }
            ],
            **values,
        }

    def map(self, record):
        with self.shop.work_on(ORDER) as work:
            mapper = work.component(usage="import.mapper")
            return mapper.map_record(record).values(for_create=True)

    def manager(self):
        with self.shop.work_on(ORDER) as work:
            return work.component(usage="ecommerce.onchange.manager.sale.order")


@tagged("post_install", "-at_install")
class TestOrderShop(OrderShopCase):
    def test_mapped_order(self):
        shipping = self.env.ref("connector_ecommerce.product_product_shipping")
        shipping.taxes_id = False
        binding = self.env[ORDER].create(self.map(self.order()))
        order = binding.odoo_id
        self.assertAlmostEqual(order.amount_total, 2 * 9 * 1.2 + 5 - 3)
        self.assertEqual(order.partner_invoice_id, self.accounting)
        self.assertEqual(order.client_order_ref, "W-1")
        self.assertEqual(binding.shop_line_ids.odoo_id.name, "A mug, blue")
        self.assertEqual(binding.shop_line_ids.external_id, "7")
        self.assertEqual(binding.shop_line_ids.tax_ids, self.tax)
        self.assertEqual(len(order.order_line), 3)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_onchange_method_of_own_field(self):
        values = self.map(self.order(channel="Web"))
        self.assertEqual(values["shop_greeting"], "Thanks for using Web")
        self.assertEqual(values["shop_region"], "Region Web")

    def test_onchange_methods_follow_each_other(self):
        """One method fills a field whose own method fills another."""
        self.customer.write({"comment": "regular", "ref": "App"})
        manager = self.manager()
        values = manager.play({"partner_id": self.customer.id}, None)
        self.assertEqual(values["shop_channel"], "App")
        self.assertEqual(values["shop_greeting"], "Thanks for using App")
        # The computed field depends on what the method filled in.
        self.assertEqual(values["shop_region"], "Region App")

    def test_emptied_by_a_method(self):
        """Otherwise creation would take the default."""
        self.customer.comment = "regular"
        values = self.manager().play({"partner_id": self.customer.id}, None)
        self.assertIs(values["shop_reminder"], False)
        order = self.env["sale.order"].create(values)
        self.assertFalse(order.shop_reminder)

    def test_methods_do_not_replace_given_values(self):
        self.customer.write({"comment": "regular", "ref": "App"})
        given = {
            "partner_id": self.customer.id,
            "client_order_ref": False,
            "shop_channel": "Web",
        }
        values = self.manager().play(given, None)
        self.assertEqual({name: values[name] for name in given}, given)
        self.assertEqual(values["shop_greeting"], "Thanks for using Web")
        self.assertEqual(values["shop_region"], "Region Web")

    def test_methods_of_lines(self):
        item = {**self.order()["items"][0], "engraving": "Ada"}
        values = self.map(self.order(items=[item]))
        [(_code, _id, line)] = values["shop_line_ids"]
        self.assertEqual(line["shop_hint"], "Engrave Ada")
        self.assertEqual(line["price_unit"], 9)
        self.assertEqual(line["shop_customer"], self.customer.name)
        self.assertNotIn("order_id", line)

    def test_warning_is_logged(self):
        self.customer.ref = "warned"
        with mock.patch.object(completion._logger, "info") as info:
            self.manager().play({"partner_id": self.customer.id}, None)
        self.assertIn("A bad payer", info.call_args.args)

    def test_lines_of_others_keep_their_values(self):
        """Two lines: what the method of one assigns is not the other's."""
        lines = [
            Command.create({"product_id": self.product.id, "shop_engraving": "Ada"}),
            Command.create({"product_id": self.product.id}),
        ]
        self.manager().play({"partner_id": self.customer.id}, lines)
        self.assertEqual(lines[0][2]["price_unit"], 99)
        self.assertEqual(lines[1][2]["price_unit"], 10)
        self.assertNotIn("shop_hint", lines[1][2])

    def test_updated_lines_of_bindings(self):
        """Ids in the binding's list are those of bindings."""
        binding = self.env[ORDER].create(self.map(self.order()))
        line = binding.shop_line_ids
        self.assertNotEqual(line.id, line.odoo_id.id)
        position = self.env["account.fiscal.position"].create({"name": "Abroad"})
        self.env["account.tax"].create(
            {
                "name": "VAT 0",
                "amount": 0,
                "fiscal_position_ids": [Command.set(position.ids)],
                "original_tax_ids": [Command.set(self.tax.ids)],
            }
        )
        binding.odoo_id.fiscal_position_id = position
        values = {
            "shop_line_ids": [Command.update(line.id, {"product_id": self.product.id})]
        }
        self.manager().play(values, values["shop_line_ids"])
        [(code, id_, completed)] = values["shop_line_ids"]
        self.assertEqual((code, id_), (1, line.id))
        taxes = self.env["account.tax"].browse(completed["tax_ids"][0][2])
        self.assertEqual(taxes.name, "VAT 0")
