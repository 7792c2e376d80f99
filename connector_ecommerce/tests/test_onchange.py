"""Values of orders and lines, completed as a form would do it.

Longer than 400 lines because each promise of the manager has its test, all on the same
customer and articles.
"""

import copy

from odoo import Command
from odoo.api import NewId
from odoo.tests import tagged

from odoo.addons.component.core import Component

from .component_case import EcommerceComponentCase

USAGE = "ecommerce.onchange.manager.sale.order"


class OnChangeCase(EcommerceComponentCase):
    """A customer with an address for invoices, taxed articles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.make_tax("VAT 20", 20)
        cls.product.taxes_id = cls.tax
        cls.accounting = cls.env["res.partner"].create(
            {"name": "Accounting", "type": "invoice", "parent_id": cls.customer.id}
        )

    @classmethod
    def make_tax(cls, name, amount, company=None, **values):
        company = company or cls.company
        return (
            cls.env["account.tax"]
            .with_company(company)
            .create(
                {
                    "name": name,
                    "amount": amount,
                    "type_tax_use": "sale",
                    "company_id": company.id,
                    "price_include_override": "tax_excluded",
                    **values,
                }
            )
        )

    def manager(self, **kwargs):
        return self.component(USAGE, **kwargs)

    def play(self, order, order_lines=None, **kwargs):
        return self.manager(**kwargs).play(order, order_lines)

    def line(self, values, **order):
        """Return the completed values of one line."""
        lines = [(0, 0, values)]
        self.play({"partner_id": self.customer.id, **order}, lines)
        return lines[0][2]


@tagged("post_install", "-at_install")
class TestGetNewValues(OnChangeCase):
    def get_new_values(self, record, value, model=None):
        return self.manager().get_new_values(record, {"value": value}, model=model)

    def test_only_absent_fields(self):
        new = self.get_new_values({"name": False}, {"name": "A", "origin": "B"})
        self.assertEqual(new, {"origin": "B"})

    def test_many2one(self):
        for model in ("sale.order", None):
            for value in (5, (5, "Ada"), [5, "Ada"], {"id": 5, "display_name": "Ada"}):
                with self.subTest(model=model, value=value):
                    new = self.get_new_values({}, {"partner_id": value}, model)
                    self.assertEqual(new, {"partner_id": 5})
            for value in (False, {"id": False}):
                new = self.get_new_values({}, {"partner_id": value}, model)
                self.assertEqual(new, {"partner_id": False})

    def test_other_types(self):
        value = {"tax_ids": [(4, 3, {"id": 3})], "extra_tax_data": {"id": 3}}
        self.assertEqual(self.get_new_values({}, value, "sale.order.line"), value)

    def test_no_value(self):
        self.assertEqual(self.manager().get_new_values({}, {}), {})
        warning = {"warning": {"title": "Careful"}}
        self.assertEqual(self.manager().get_new_values({}, warning), {})

    def test_real_onchange(self):
        specification = {"partner_id": {}, "partner_invoice_id": {}, "origin": {}}
        values = {"partner_id": self.customer.id, "partner_invoice_id": False}
        result = self.env["sale.order"].onchange(values, ["partner_id"], specification)
        new = self.manager().get_new_values(
            {"partner_id": self.customer.id}, result, model="sale.order"
        )
        self.assertEqual(new, {"partner_invoice_id": self.accounting.id})


@tagged("post_install", "-at_install")
class TestPlay(OnChangeCase):
    def test_names(self):
        manager = self.manager()
        self.assertEqual((manager._name, manager._usage), (USAGE, USAGE))
        self.assertEqual(manager.order_onchange_fields, ["partner_id"])
        self.assertEqual(manager.line_onchange_fields, ["order_id", "product_id"])
        base = self.component(name="ecommerce.onchange.manager")
        self.assertFalse(base._usage)

    def test_order_and_both_lists(self):
        """What the last version that ran asserted."""
        order = {
            "name": "mag_10000001",
            "partner_id": self.customer.id,
            "order_line": [
                (0, 0, {"product_id": self.product.id, "name": "Native line"}),
            ],
            "backend_order_line": [
                (0, 0, {"product_id": self.product.id, "name": "Backend line"}),
            ],
        }
        native, backend = order["order_line"], order["backend_order_line"]
        completed = self.play(order, backend)
        self.assertEqual(completed["name"], "mag_10000001")
        self.assertEqual(completed["partner_invoice_id"], self.accounting.id)
        self.assertIs(completed["order_line"], native)
        self.assertIs(completed["backend_order_line"], backend)
        for lines, name in ((native, "Native line"), (backend, "Backend line")):
            [(code, id_, line)] = lines
            self.assertEqual((code, id_), (0, 0))
            self.assertEqual(line["name"], name)
            self.assertEqual(line["product_uom_id"], self.product.uom_id.id)
            self.assertEqual(line["tax_ids"], [(6, 0, self.tax.ids)])

    def test_order_as_a_form(self):
        term = self.env.ref("account.account_payment_term_30days")
        delivery = self.env["res.partner"].create(
            {"name": "Ramp", "type": "delivery", "parent_id": self.customer.id}
        )
        position = self.env["account.fiscal.position"].create({"name": "Abroad"})
        self.customer.write(
            {
                "property_payment_term_id": term.id,
                "property_account_position_id": position.id,
                "user_id": self.salesman.id,
            }
        )
        completed = self.play({"partner_id": self.customer.id})
        expected = {
            "partner_id": self.customer.id,
            "partner_invoice_id": self.accounting.id,
            "partner_shipping_id": delivery.id,
            "payment_term_id": term.id,
            "fiscal_position_id": position.id,
            "user_id": self.salesman.id,
        }
        self.assertEqual({name: completed.get(name) for name in expected}, expected)
        warehouse = self.env["stock.warehouse"].browse(completed["warehouse_id"])
        self.assertEqual(warehouse.company_id, self.company)
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        for name, value in completed.items():
            field = order._fields[name]
            with self.subTest(name):
                stored = field.convert_to_write(order[name], order)
                self.assertEqual(stored, value)

    def test_nothing_empty_is_added(self):
        """A key that says nothing is noise."""
        lines = [(0, 0, {"product_id": self.service.id})]
        completed = self.play({"partner_id": self.customer.id}, lines)
        del completed["partner_id"]
        for values in (completed, lines[0][2]):
            for name, value in values.items():
                with self.subTest(name):
                    self.assertTrue(value)
        self.assertNotIn("payment_term_id", completed)
        self.assertNotIn("order_line", completed)
        self.assertNotIn("tax_ids", lines[0][2])
        self.assertNotIn("product_uom_qty", lines[0][2])
        self.assertNotIn("sequence", lines[0][2])

    def test_given_values_stay(self):
        given = {
            "partner_id": self.customer.id,
            "partner_invoice_id": self.customer.id,
            "partner_shipping_id": False,
            "payment_term_id": None,
            "user_id": False,
            "note": "",
            "warehouse_id": False,
        }
        completed = self.play(dict(given))
        self.assertEqual({name: completed[name] for name in given}, given)

    def test_given_line_values_stay(self):
        given = {
            "product_id": self.product.id,
            "name": "",
            "price_unit": 0,
            "discount": 0.0,
            "product_uom_qty": 0,
            "tax_ids": [],
            "customer_lead": False,
        }
        line = self.line(dict(given))
        self.assertEqual({name: line[name] for name in given}, given)

    def test_cleared_taxes_stay(self):
        for commands in ([(5,)], [(6, 0, [])], [Command.set([])], [Command.clear()]):
            with self.subTest(commands):
                line = self.line({"product_id": self.product.id, "tax_ids": commands})
                self.assertIs(line["tax_ids"], commands)

    def test_unknown_keys_stay(self):
        token = object()
        order = {"partner_id": self.customer.id, "backend_id": token, "external_id": ""}
        lines = [(0, 0, {"product_id": self.product.id, "external_id": token})]
        completed = self.play(order, lines)
        self.assertIs(completed["backend_id"], token)
        self.assertEqual(completed["external_id"], "")
        self.assertIs(lines[0][2]["external_id"], token)

    def test_arguments_are_not_changed(self):
        line = {"product_id": self.product.id}
        order = {"partner_id": self.customer.id, "order_line": [(0, 0, line)]}
        before = copy.deepcopy(line)
        self.play(order, order["order_line"])
        self.assertEqual(line, before)
        self.assertEqual(set(order), {"partner_id", "order_line"})
        self.assertIsNot(order["order_line"][0][2], line)

    def test_other_commands_stay(self):
        old = self.make_order().order_line
        others = [
            (2, old.id, 0),
            (3, old.id),
            Command.link(old.id),
            (5,),
            Command.set(old.ids),
            [6, 0, []],
            (0, 0),
            "anything",
        ]
        lines = [*others, (0, 0, {"product_id": self.product.id})]
        self.play({"partner_id": self.customer.id}, lines)
        for command, other in zip(lines, others, strict=False):
            self.assertIs(command, other)
        self.assertIn("product_uom_id", lines[-1][2])

    def test_places_and_kinds_of_commands(self):
        values = {"product_id": self.product.id}
        lines = [
            (0, 0, dict(values, name="tuple")),
            [0, "virtual_7", dict(values, name="list")],
            Command.create(dict(values, name="command")),
        ]
        same = lines
        self.play({"partner_id": self.customer.id}, lines)
        self.assertIs(lines, same)
        self.assertEqual([c[2]["name"] for c in lines], ["tuple", "list", "command"])
        self.assertEqual([c[1] for c in lines], [0, "virtual_7", 0])
        for command in lines:
            self.assertIsInstance(command, tuple)
            self.assertEqual(command[2]["product_uom_id"], self.product.uom_id.id)

    def test_list_of_the_order_itself(self):
        """It is completed once."""
        lines = [(0, 0, {"product_id": self.product.id})]
        order = {"partner_id": self.customer.id, "order_line": lines}
        completed = self.play(order, lines)
        self.assertIs(completed["order_line"], lines)
        self.assertEqual(len(lines), 1)
        self.assertIn("tax_ids", lines[0][2])

    def test_no_lines(self):
        for lines in (None, [], False, ()):
            with self.subTest(lines):
                order = {"partner_id": self.customer.id, "order_line": lines}
                completed = self.play(order, lines)
                self.assertEqual(completed["order_line"], lines)
                self.assertIn("partner_invoice_id", completed)

    def test_temporary_order_does_not_remain(self):
        line = self.line({"product_id": self.product.id})
        self.assertNotIn("order_id", line)
        for temporary in (NewId(), self.env["sale.order"].new({})):
            line = self.line({"product_id": self.product.id, "order_id": temporary})
            self.assertNotIn("order_id", line)

    def test_temporary_records_are_forgotten(self):
        def temporary():
            return [
                (field, id_)
                for name in ("sale.order", "sale.order.line")
                for field in self.env[name]._fields.values()
                for id_ in (
                    *field._get_all_cache_ids(self.env),
                    *self.env.transaction.tocompute.get(field, ()),
                    *self.env.transaction.field_data_patches.get(field, ()),
                )
                if not id_
            ]

        self.env.invalidate_all()
        self.line({"product_id": self.product.id})
        self.assertEqual(temporary(), [])

    def test_tax_mapped_by_fiscal_position(self):
        position = self.env["account.fiscal.position"].create({"name": "Abroad"})
        abroad = self.make_tax(
            "VAT 0",
            0,
            fiscal_position_ids=[Command.set(position.ids)],
            original_tax_ids=[Command.set(self.tax.ids)],
        )
        line = {"product_id": self.product.id}
        self.assertEqual(self.line(line)["tax_ids"], [(6, 0, self.tax.ids)])
        mapped = self.line(line, fiscal_position_id=position.id)
        self.assertEqual(mapped["tax_ids"], [(6, 0, abroad.ids)])
        self.customer.property_account_position_id = position
        self.assertEqual(self.line(line)["tax_ids"], [(6, 0, abroad.ids)])
        # The order is to have none, whatever the customer has.
        own = self.line(line, fiscal_position_id=False)
        self.assertEqual(own["tax_ids"], [(6, 0, self.tax.ids)])

    def test_name_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.product.with_context(lang="fr_FR").name = "Tasse"
        self.assertEqual(
            self.line({"product_id": self.product.id})["name"], "[MUG] Mug"
        )
        self.customer.lang = "fr_FR"
        line = self.line({"product_id": self.product.id})
        self.assertEqual(line["name"], "[MUG] Tasse")

    def test_sections(self):
        lines = [
            (0, 0, {"display_type": "line_section", "name": "Gifts"}),
            (0, 0, {"product_id": self.product.id}),
        ]
        order = self.play({"partner_id": self.customer.id, "order_line": lines})
        self.assertEqual(lines[0][2], {"display_type": "line_section", "name": "Gifts"})
        created = self.env["sale.order"].create(order)
        self.assertEqual(
            created.order_line.mapped("display_type"), ["line_section", False]
        )

    def test_defaults_of_the_context(self):
        """They are meant for these orders, other than those of fields."""
        team = self.env["crm.team"].create({"name": "Shop"})
        self.customer.user_id = self.salesman
        env = self.env(context={**self.env.context, "default_team_id": team.id})
        completed = self.play({"partner_id": self.customer.id}, env=env)
        order = env["sale.order"].create(completed)
        self.assertEqual(order.team_id, team)

    def test_play_onchanges(self):
        manager = self.component(name="ecommerce.onchange.manager")
        order = self.make_order()
        values = {
            "order_id": order.id,
            "product_id": self.product.id,
            "price_unit": 3,
            "other": 1,
        }
        completed = manager.play_onchanges("sale.order.line", values, ["product_id"])
        self.assertEqual({name: completed[name] for name in values}, values)
        self.assertEqual(completed["product_uom_id"], self.product.uom_id.id)
        self.assertEqual(completed["tax_ids"], [(6, 0, self.tax.ids)])
        self.assertEqual(len(values), 4)
        self.assertEqual(len(order.order_line), 1)

    def test_fields_of_others_are_left_to_create(self):
        """What does not follow from the customer is no affair of its onchange."""
        self.company.portal_confirmation_pay = True
        completed = self.play({"partner_id": self.customer.id})
        self.assertNotIn("require_payment", completed)
        order = self.env["sale.order"].create(completed)
        self.assertTrue(order.require_payment)


@tagged("post_install", "-at_install")
class TestOnchangeFields(OnChangeCase):
    def test_extended(self):
        class Extended(Component):
            _inherit = USAGE
            order_onchange_fields = ["partner_id", "company_id"]

        self.company.portal_confirmation_pay = True
        self._build_components(Extended)
        completed = self.play({"partner_id": self.customer.id})
        self.assertTrue(completed["require_payment"])
        self.assertIn("partner_invoice_id", completed)

    def test_price_of_the_shop_is_manual(self):
        """A form remembers the price of the pricelist beside the one entered."""
        line = self.line({"product_id": self.product.id, "price_unit": 7})
        self.assertEqual((line["price_unit"], line["technical_price_unit"]), (7, 10))
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "order_line": [(0, 0, line)]}
        )
        order.order_line.product_uom_qty = 5
        self.assertEqual(order.order_line.price_unit, 7)

    def test_default_for_a_product(self):
        """A user saved a default "if the product is this one"."""
        other = self.make_product("Cup")
        self.env["ir.default"].set(
            "sale.order.line", "discount", 5, condition=f"product_id={self.product.id}"
        )
        lines = [(0, 0, {"product_id": p.id}) for p in (self.product, other)]
        self.play({"partner_id": self.customer.id}, lines)
        self.assertEqual(lines[0][2]["discount"], 5)
        self.assertNotIn("discount", lines[1][2])
