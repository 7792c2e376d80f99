"""Orders created from completed values: totals, companies, currencies, 200 lines."""

from odoo import Command
from odoo.tests import tagged

from .test_onchange import OnChangeCase


class ImportedOrderCase(OnChangeCase):
    def create(self, values, order_lines=None, **kwargs):
        completed = self.play(values, order_lines, **kwargs)
        orders = kwargs.get("env", self.env)["sale.order"]
        return orders.create(completed)


@tagged("post_install", "-at_install")
class TestImportedOrder(ImportedOrderCase):
    def test_total_is_that_of_the_shop(self):
        lines = [
            (0, 0, {"product_id": self.product.id, "price_unit": 7.5, "name": "Mug x"}),
            (0, 0, {"product_id": self.service.id, "price_unit": 0}),
        ]
        lines[0][2]["product_uom_qty"] = 4
        for usage, price in (("shipping", 5), ("gift", 12)):
            builder = self.component(f"order.line.builder.{usage}")
            builder.price_unit = price
            lines.append((0, 0, {**builder.get_line(), "tax_ids": False}))
        order = self.create({"partner_id": self.customer.id, "order_line": lines})
        self.assertEqual(order.amount_untaxed, 4 * 7.5 + 5 - 12)
        self.assertEqual(order.amount_total, 4 * 7.5 * 1.2 + 5 - 12)
        self.assertEqual(order.partner_invoice_id, self.accounting)
        self.assertEqual(order.order_line[0].name, "Mug x")
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertTrue(order.picking_ids)

    def test_same_as_create(self):
        """Who gives nothing but products gets what Odoo fills in by itself."""
        values = {
            "partner_id": self.customer.id,
            "order_line": [
                (0, 0, {"product_id": self.product.id, "product_uom_qty": 3}),
                (0, 0, {"product_id": self.service.id}),
            ],
        }
        plain = self.env["sale.order"].create(values)
        played = self.create({**values, "order_line": list(values["order_line"])})
        pairs = [
            (plain, played),
            *zip(plain.order_line, played.order_line, strict=True),
        ]
        own = [
            "id",
            "name",
            "order_id",
            "create_date",
            "write_date",
            "access_token",
            "date_order",
        ]
        for one, other in pairs:
            for name, field in one._fields.items():
                if field.store and field.type != "one2many" and name not in own:
                    with self.subTest(field=str(field)):
                        self.assertEqual(one[name], other[name])

    def test_as_a_salesman(self):
        env = self.env(user=self.salesman)
        lines = [(0, 0, {"product_id": self.product.id, "price_unit": 9})]
        order = self.create(
            {"partner_id": self.customer.id, "order_line": lines}, env=env
        )
        self.assertEqual(order.user_id, self.salesman)
        self.assertAlmostEqual(order.amount_total, 9 * 1.2)

    def test_pricelist_and_currency(self):
        self.env.user.group_ids += self.env.ref("product.group_product_pricelist")
        self.env.ref("base.group_user").implied_ids += self.env.ref(
            "product.group_product_pricelist"
        )
        currency = self.env.ref("base.CHF")
        currency.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "rate": 2, "company_id": self.company.id}
        )
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Swiss",
                "currency_id": currency.id,
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "fixed",
                            "fixed_price": price,
                            "applied_on": "1_product",
                            "product_tmpl_id": product.product_tmpl_id.id,
                            "min_quantity": least,
                        }
                    )
                    for product, price, least in (
                        (self.product, 30, 0),
                        (self.product, 25, 10),
                        (self.service, 8, 0),
                    )
                ],
            }
        )
        other = self.make_product("Unlisted", list_price=50)
        lines = [
            (0, 0, {"product_id": self.product.id}),
            (0, 0, {"product_id": self.product.id, "product_uom_qty": 12}),
            (0, 0, {"product_id": self.service.id}),
            (0, 0, {"product_id": other.id}),
        ]
        order = self.create(
            {
                "partner_id": self.customer.id,
                "pricelist_id": pricelist.id,
                "order_line": lines,
            }
        )
        prices = [line[2]["price_unit"] for line in lines]
        self.assertEqual(prices, [30, 25, 8, 100])
        self.assertEqual(order.currency_id, currency)
        self.assertEqual(order.order_line.mapped("price_unit"), prices)

    def test_company_of_the_values(self):
        self.set_up_other_company()
        tax = self.make_tax("VAT of Other", 10, self.other_company)
        self.product.taxes_id = self.tax + tax
        term = self.env.ref("account.account_payment_term_30days")
        self.customer.with_company(self.other_company).property_payment_term_id = term
        lines = [(0, 0, {"product_id": self.product.id, "price_unit": 10})]
        self.assertEqual(self.env.company, self.company)
        values = {
            "partner_id": self.customer.id,
            "company_id": self.other_company.id,
            "order_line": lines,
        }
        completed = self.play(values)
        self.assertEqual(completed["payment_term_id"], term.id)
        warehouse = self.env["stock.warehouse"].browse(completed["warehouse_id"])
        self.assertEqual(warehouse.company_id, self.other_company)
        self.assertEqual(lines[0][2]["tax_ids"], [(6, 0, tax.ids)])
        order = self.env["sale.order"].create(completed)
        self.assertEqual(order.company_id, self.other_company)
        self.assertEqual(order.amount_total, 11)
        self.assertEqual(
            self.line({"product_id": self.product.id})["tax_ids"],
            [(6, 0, self.tax.ids)],
        )

    def test_analytic_distribution(self):
        plan = self.env["account.analytic.plan"].create({"name": "Channels"})
        account = self.env["account.analytic.account"].create(
            {"name": "Web", "plan_id": plan.id, "company_id": False}
        )
        self.env["account.analytic.distribution.model"].create(
            {
                "product_id": self.product.id,
                "analytic_distribution": {str(account.id): 100},
                "company_id": False,
            }
        )
        lines = [(0, 0, {"product_id": p.id}) for p in (self.product, self.service)]
        self.play({"partner_id": self.customer.id}, lines)
        self.assertEqual(lines[0][2]["analytic_distribution"], {str(account.id): 100})
        self.assertNotIn("analytic_distribution", lines[1][2])


@tagged("post_install", "-at_install")
class TestUpdatedOrder(ImportedOrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order(quantity=2)
        cls.mapped_line = cls.order.order_line
        cls.mapped_line.write({"name": "As agreed", "price_unit": 8})

    def test_other_product(self):
        lines = [(1, self.mapped_line.id, {"product_id": self.service.id})]
        completed = self.play({"order_line": lines})
        [(code, id_, values)] = lines
        self.assertEqual((code, id_), (1, self.mapped_line.id))
        self.assertEqual(values["name"], "Engraving")
        self.assertEqual(completed, {"order_line": lines})
        self.order.write(completed)
        self.assertEqual(self.mapped_line.product_id, self.service)
        self.assertFalse(self.mapped_line.tax_ids)
        self.assertEqual(self.mapped_line.product_uom_qty, 2)

    def test_other_quantity(self):
        """What nobody changes stays."""
        lines = [(1, self.mapped_line.id, {"product_uom_qty": 3})]
        completed = self.play({"order_line": lines})
        self.assertEqual(lines, [(1, self.mapped_line.id, {"product_uom_qty": 3})])
        self.order.write(completed)
        self.assertEqual(self.mapped_line.name, "As agreed")

    def test_given_values_stay(self):
        given = {"product_id": self.service.id, "name": "Initials", "price_unit": 1}
        lines = [(1, self.mapped_line.id, dict(given))]
        self.order.write(self.play({"order_line": lines}))
        for name, value in given.items():
            self.assertEqual(lines[0][2][name], value)
        self.assertEqual(self.mapped_line.name, "Initials")
        self.assertEqual(self.mapped_line.price_unit, 1)

    def test_new_line_sees_the_order(self):
        position = self.env["account.fiscal.position"].create({"name": "Abroad"})
        self.make_tax(
            "VAT 0",
            0,
            fiscal_position_ids=[Command.set(position.ids)],
            original_tax_ids=[Command.set(self.tax.ids)],
        )
        self.order.fiscal_position_id = position
        lines = [
            (1, self.mapped_line.id, {"product_uom_qty": 3}),
            (0, 0, {"product_id": self.product.id}),
        ]
        self.play({"order_line": lines})
        taxes = self.env["account.tax"].browse(lines[1][2]["tax_ids"][0][2])
        self.assertEqual(taxes.mapped("name"), ["VAT 0"])
        self.assertEqual(self.mapped_line.product_uom_qty, 2)


@tagged("post_install", "-at_install")
class TestManyLines(ImportedOrderCase):
    """The cost of an order of 200 lines, all of different products."""

    COUNT = 200

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        categories = cls.env["product.category"].create(
            [{"name": f"Category {number}"} for number in range(10)]
        )
        cls.articles = cls.env["product.product"].create(
            [
                {
                    "name": f"Article {number}",
                    "default_code": f"A{number}",
                    "list_price": 10 + number,
                    "categ_id": categories[number % 10].id,
                    "taxes_id": [Command.set(cls.tax.ids)],
                }
                for number in range(cls.COUNT)
            ]
        )

    def values(self):
        return {
            "partner_id": self.customer.id,
            "order_line": [
                (
                    0,
                    0,
                    {
                        "product_id": article.id,
                        "name": f"Line {number}",
                        "product_uom_qty": 1 + number % 5,
                        "price_unit": 9.0,
                    },
                )
                for number, article in enumerate(self.articles)
            ],
        }

    def queries_per_line(self, function, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = function(*args)
        self.env.flush_all()
        return (self.env.cr.sql_log_count - before) / self.COUNT, result

    def test_queries(self):
        self.play(self.values())
        create = self.env["sale.order"].create
        naive, plain = self.queries_per_line(create, self.values())
        play, completed = self.queries_per_line(self.play, self.values())
        played, order = self.queries_per_line(create, completed)
        self.assertLess(play, 0.2)
        self.assertLess(played, naive + 0.1)
        self.assertEqual(order.amount_total, plain.amount_total)
        self.assertEqual(len(order.order_line), self.COUNT)

    def test_queries_with_a_pricelist(self):
        """One search of rules for all; creating the order then does without."""
        self.env.ref("base.group_user").implied_ids += self.env.ref(
            "product.group_product_pricelist"
        )
        self.customer.property_product_pricelist = self.env["product.pricelist"].create(
            {
                "name": "Ten percent",
                "item_ids": [
                    Command.create({"compute_price": "percentage", "percent_price": 10})
                ],
            }
        )
        self.play(self.values())
        create = self.env["sale.order"].create
        naive, plain = self.queries_per_line(create, self.values())
        play, completed = self.queries_per_line(self.play, self.values())
        played, order = self.queries_per_line(create, completed)
        self.assertLess(play, 0.25)
        self.assertLess(play + played, naive)
        self.assertEqual(order.amount_total, plain.amount_total)

    def test_queries_do_not_grow(self):
        self.play(self.values())
        few = self.values()
        few["order_line"] = few["order_line"][:50]
        many, _completed = self.queries_per_line(self.play, self.values())
        some, _completed = self.queries_per_line(self.play, few)
        self.assertLessEqual(round((many - some) * self.COUNT), 2)
