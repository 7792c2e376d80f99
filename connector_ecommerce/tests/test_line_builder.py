"""Lines of orders that stand for no article."""

from odoo import Command
from odoo.tests import TransactionCase, tagged

from odoo.addons.component.core import Component
from odoo.addons.connector.exception import ConfigurationError, InvalidDataError

from .component_case import EcommerceComponentCase


@tagged("post_install", "-at_install")
class TestLineBuilder(EcommerceComponentCase):
    def builder(self, kind="", **state):
        builder = self.component("order.line.builder" + (f".{kind}" if kind else ""))
        for name, value in state.items():
            setattr(builder, name, value)
        return builder

    def own_product(self, name):
        return self.env.ref(f"connector_ecommerce.product_product_{name}")

    def test_line(self):
        builder = self.builder(product=self.product, price_unit=12.345678, quantity=3)
        self.assertEqual(
            builder.get_line(),
            {
                "product_id": self.product.id,
                "name": "Mug",
                "product_uom_id": self.product.uom_id.id,
                "product_uom_qty": 3,
                "price_unit": 12.345678,
                "sequence": 980,
            },
        )

    def test_defaults(self):
        builder = self.builder()
        self.assertIsNone(builder.product)
        self.assertIsNone(builder.product_ref)
        self.assertIsNone(builder.price_unit)
        self.assertEqual((builder.quantity, builder.sign), (1, 1))

    def test_product_id(self):
        line = self.builder(product=self.product.id, price_unit=1).get_line()
        self.assertEqual(line["product_id"], self.product.id)
        self.assertEqual(line["name"], "Mug")

    def test_product_reference(self):
        reference = ("connector_ecommerce", "product_product_discount")
        line = self.builder(product_ref=reference, price_unit=1).get_line()
        self.assertEqual(line["product_id"], self.own_product("discount").id)

    def test_product_wins_over_reference(self):
        line = self.builder("shipping", product=self.service, price_unit=1).get_line()
        self.assertEqual(line["product_id"], self.service.id)

    def test_empty_product_is_none(self):
        builder = self.builder("shipping", product=self.product.browse(), price_unit=1)
        product = self.own_product("shipping")
        self.assertEqual(builder.get_line()["product_id"], product.id)

    def test_zero_is_a_price(self):
        line = self.builder("shipping", price_unit=0).get_line()
        self.assertEqual(line["price_unit"], 0)

    def test_sign(self):
        builder = self.builder(product=self.product, price_unit=7.5, sign=-1)
        self.assertEqual(builder.get_line()["price_unit"], -7.5)

    def test_nothing_is_not_negative(self):
        line = self.builder("gift", price_unit=0.0).get_line()
        self.assertEqual(str(line["price_unit"]), "0.0")

    def test_no_product(self):
        with self.assertRaisesRegex(
            AssertionError, r"ecommerce\.order\.line\.builder .* lacks product "
        ):
            self.builder(price_unit=1).get_line()

    def test_no_price(self):
        for missing in (None, False):
            builder = self.builder(product=self.product, price_unit=missing)
            with self.assertRaisesRegex(AssertionError, "lacks price_unit"):
                builder.get_line()

    def test_nothing_given(self):
        with self.assertRaisesRegex(AssertionError, "product.* and price_unit"):
            self.builder().get_line()

    def test_deleted_product(self):
        gone = self.make_product("Gone")
        gone_id = gone.id
        gone.unlink()
        with self.assertRaisesRegex(InvalidDataError, str(gone_id)):
            self.builder(product=gone_id, price_unit=1).get_line()

    def test_no_product_at_all(self):
        template = self.product.product_tmpl_id
        for wrong in ("MUG", True, template, self.product + self.service):
            builder = self.builder(product=wrong, price_unit=1)
            with self.subTest(wrong), self.assertRaises(InvalidDataError):
                builder.get_line()

    def test_deleted_referenced_product(self):
        self.own_product("shipping").unlink()
        with self.assertRaisesRegex(
            ConfigurationError, r"connector_ecommerce\.product_product_shipping"
        ):
            self.builder("shipping", price_unit=1).get_line()

    def test_shipping(self):
        line = self.builder("shipping", price_unit=4).get_line()
        self.assertEqual(line["product_id"], self.own_product("shipping").id)
        self.assertEqual(line["sequence"], 999)
        self.assertIs(line["is_delivery"], True)

    def test_cash_on_delivery(self):
        line = self.builder("cod", price_unit=4).get_line()
        product = self.own_product("cash_on_delivery")
        self.assertEqual(line["product_id"], product.id)
        self.assertEqual((line["sequence"], line["price_unit"]), (995, 4))
        self.assertNotIn("is_delivery", line)

    def test_gift(self):
        line = self.builder("gift", price_unit=20).get_line()
        self.assertEqual(line["product_id"], self.own_product("gift").id)
        self.assertEqual((line["sequence"], line["price_unit"]), (990, -20))
        self.assertEqual(line["name"], "Gift Certificate")

    def test_gift_code(self):
        line = self.builder("gift", price_unit=20, gift_code="XMAS").get_line()
        self.assertEqual(line["name"], "Gift Certificate [XMAS]")

    def test_names(self):
        for name, usage in (
            ("ecommerce.order.line.builder", "order.line.builder"),
            ("ecommerce.order.line.builder.shipping", "order.line.builder.shipping"),
            ("ecommerce.order.line.builder.cod", "order.line.builder.cod"),
            ("ecommerce.order.line.builder.gift", "order.line.builder.gift"),
        ):
            self.assertEqual(self.component(usage)._name, name)

    def test_state_is_of_one_builder(self):
        self.builder("gift", gift_code="XMAS", price_unit=1)
        self.assertIsNone(self.builder("gift").gift_code)
        self.assertIsNone(self.builder("gift").price_unit)

    def test_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.service.with_context(lang="fr_FR").name = "Gravure"
        env = self.env(context=dict(self.env.context, lang="fr_FR"))
        for product in (self.service.id, self.service.with_env(env)):
            builder = self.component("order.line.builder", env=env)
            builder.product = product
            builder.price_unit = 1
            self.assertEqual(builder.get_line()["name"], "Gravure")

    def test_kind_of_a_connector(self):
        class WrappingLineBuilder(Component):
            _name = "acme.order.line.builder.wrapping"
            _inherit = "ecommerce.order.line.builder"
            _usage = "order.line.builder.wrapping"

            product_ref = ("connector_ecommerce", "product_product_discount")
            sequence = 985

            def get_line(self):
                return {**super().get_line(), "name": "Wrapping"}

        self._build_components(WrappingLineBuilder)
        line = self.builder("wrapping", price_unit=2).get_line()
        self.assertEqual(line["product_id"], self.own_product("discount").id)
        self.assertEqual((line["name"], line["sequence"]), ("Wrapping", 985))
        self.assertEqual(self.component("order.line.builder")._name[:9], "ecommerce")

    def test_order_of_special_lines(self):
        """They come after the articles; what was paid for them is invoiced."""
        lines = [
            self.builder("shipping", price_unit=5).get_line(),
            self.builder("cod", price_unit=3).get_line(),
            self.builder("gift", price_unit=8, gift_code="G1").get_line(),
            self.builder(product=self.service, price_unit=1).get_line(),
        ]
        order = self.make_order(quantity=2)
        order.order_line = [Command.create(line) for line in lines]
        order.order_line.tax_ids = False
        self.assertEqual(order.amount_total, 2 * 10 + 5 + 3 - 8 + 1)
        shown = order.order_line.sorted().mapped("price_unit")
        self.assertEqual(shown, [10, 1, -8, 3, 5])
        self.assertTrue(order.delivery_set)
        order.action_confirm()
        invoice = self.invoice(order)
        self.assertEqual(invoice.amount_total, 21)


@tagged("post_install", "-at_install")
class TestProducts(TransactionCase):
    def test_products(self):
        category = self.env.ref("connector_ecommerce.product_categ_services")
        for name, code in (
            ("shipping", "SHIP"),
            ("cash_on_delivery", "CASH ON DELIVERY"),
            ("gift", "GIFT CERTIFICATE"),
            ("discount", "DISCOUNT"),
        ):
            product = self.env.ref(f"connector_ecommerce.product_product_{name}")
            with self.subTest(name):
                self.assertEqual(product.default_code, code)
                self.assertEqual(product.type, "service")
                self.assertEqual(product.invoice_policy, "order")
                self.assertEqual(product.categ_id, category)
                self.assertEqual((product.list_price, product.standard_price), (0, 0))
                self.assertFalse(product.company_id)
                self.assertFalse(product.sale_ok)
                self.assertFalse(product.purchase_ok)

    def test_changes_survive_updates(self):
        data = self.env["ir.model.data"].search(
            [
                ("module", "=", "connector_ecommerce"),
                ("model", "in", ("product.product", "product.category")),
            ]
        )
        self.assertEqual(len(data), 5)
        self.assertTrue(all(data.mapped("noupdate")))

    def test_payments_bear_no_taxes(self):
        for name in ("gift", "discount"):
            product = self.env.ref(f"connector_ecommerce.product_product_{name}")
            self.assertFalse(product.taxes_id)
