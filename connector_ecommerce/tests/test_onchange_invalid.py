"""Values that cannot be completed say which they are."""

from odoo.tests import tagged

from odoo.addons.component.core import Component
from odoo.addons.connector.exception import InvalidDataError

from .test_onchange import USAGE, OnChangeCase


@tagged("post_install", "-at_install")
class TestInvalidValues(OnChangeCase):
    def assert_refused(self, pattern, order=None, line=None):
        lines = [(0, 0, {"product_id": self.product.id})]
        if line:
            lines.append((0, 0, line))
        values = {"partner_id": self.customer.id, "x_lines": lines, **(order or {})}
        with self.assertRaisesRegex(InvalidDataError, pattern):
            self.play(values, lines)

    def test_unknown_partner(self):
        self.assert_refused(
            r"The order .*its partner_id is 99999999.*no Contact \(res\.partner\)",
            {"partner_id": 99999999},
        )

    def test_deleted_product(self):
        gone = self.make_product("Gone")
        gone_id = gone.id
        gone.unlink()
        self.assert_refused(
            rf"Line 2 of x_lines .*its product_id is {gone_id}",
            line={"product_id": gone_id},
        )

    def test_wrong_types(self):
        for name, wrong in (
            ("product_id", "MUG"),
            ("product_id", True),
            ("product_id", 3.5),
            ("product_id", [7]),
            ("product_id", self.customer),
            ("product_uom_qty", "two"),
            ("price_unit", [1]),
            ("tax_ids", 5),
        ):
            with self.subTest(name=name, wrong=wrong):
                self.assert_refused(
                    rf"Line 2 of x_lines .*sale\.order\.line\.{name}, a field of type",
                    line={"product_id": self.product.id, name: wrong},
                )

    def test_wrong_value_of_the_order(self):
        self.assert_refused(
            r"The order .*'tomorrow' is no value of sale\.order\.date_order",
            {"date_order": "tomorrow"},
        )

    def test_company_of_others(self):
        self.set_up_other_company()
        order = {"partner_id": self.customer.id, "company_id": self.other_company.id}
        env = self.env(user=self.salesman)
        with self.assertRaisesRegex(InvalidDataError, "company_id.*ec-salesman"):
            self.play(order, env=env)

    def test_deleted_line(self):
        line = self.make_order().order_line
        id_ = line.id
        line.unlink()
        order = {"order_line": [(1, id_, {"product_id": self.product.id})]}
        with self.assertRaisesRegex(InvalidDataError, f"Line 1 of order_line .*{id_}"):
            self.play(order, None)

    def test_lines_in_a_tuple(self):
        with self.assertRaisesRegex(TypeError, "tuple, not a list"):
            self.play({"partner_id": self.customer.id}, ((0, 0, {}),))

    def test_unknown_onchange_field(self):
        class Misspelt(Component):
            _inherit = USAGE
            line_onchange_fields = ["product"]

        self._build_components(Misspelt)
        self.assert_refused("no field 'product'")

    def test_order_is_left_as_it_was(self):
        lines = [(0, 0, {"product_id": self.product.id}), (0, 0, {"product_id": "MUG"})]
        before = list(lines)
        with self.assertRaises(InvalidDataError):
            self.play({"partner_id": self.customer.id}, lines)
        self.assertEqual(lines, before)
