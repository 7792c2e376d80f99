"""Fields of products: the tax group, open checkpoints."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTaxGroup(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        country = cls.env.ref("base.be")
        cls.company, cls.other = cls.env["res.company"].create(
            [
                {"name": "Company of taxes", "country_id": country.id},
                {"name": "Other company of taxes", "country_id": country.id},
            ]
        )
        cls.env.user.company_ids += cls.company + cls.other
        cls.first = cls.new_tax("First", cls.company, 1)
        cls.last = cls.new_tax("Last", cls.company, 2)
        cls.foreign = cls.new_tax("Foreign", cls.other, 3)
        cls.products = cls.env["product.template"].with_company(cls.company)

    @classmethod
    def new_tax(cls, name, company, sequence):
        group = cls.env["account.tax.group"].create(
            {"name": f"Group {name}", "company_id": company.id}
        )
        return cls.env["account.tax"].create(
            {
                "name": name,
                "amount": 10,
                "sequence": sequence,
                "company_id": company.id,
                "tax_group_id": group.id,
            }
        )

    def new_product(self, *taxes, **values):
        taxes = self.env["account.tax"].union(*taxes)
        return self.products.create(
            {"name": "P", "taxes_id": [Command.set(taxes.ids)], **values}
        )

    def test_group_of_the_last_tax(self):
        product = self.new_product(self.first, self.last)
        self.assertEqual(product.tax_group_id, self.last.tax_group_id)
        self.assertEqual(product.product_variant_id.tax_group_id, product.tax_group_id)
        product.taxes_id = self.first
        self.assertEqual(product.tax_group_id, self.first.tax_group_id)
        self.first.tax_group_id = self.last.tax_group_id
        self.assertEqual(product.tax_group_id, self.last.tax_group_id)

    def test_no_tax(self):
        self.assertFalse(self.new_product().tax_group_id)

    def test_many_products(self):
        products = (
            self.new_product(self.first)
            + self.new_product()
            + self.new_product(self.first, self.last)
        )
        self.assertEqual(
            [product.tax_group_id for product in products],
            [
                self.first.tax_group_id,
                self.env["account.tax.group"],
                self.last.tax_group_id,
            ],
        )

    def test_taxes_of_two_companies(self):
        """The last one of the company that asks, or that the product belongs to."""
        product = self.new_product(self.first, self.last, self.foreign)
        self.assertEqual(product.tax_group_id, self.last.tax_group_id)
        self.assertEqual(
            product.with_company(self.other).tax_group_id, self.foreign.tax_group_id
        )
        product.company_id = self.other
        self.assertEqual(product.tax_group_id, self.foreign.tax_group_id)

    def test_taxes_of_another_company_only(self):
        """Odoo gives a shared product the default taxes of every company."""
        product = self.new_product(self.foreign)
        self.assertFalse(product.tax_group_id)

    def test_ordinary_user(self):
        user = new_test_user(
            self.env,
            "tax-reader",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        product = self.new_product(self.first, self.foreign).with_user(user)
        self.assertEqual(product.tax_group_id, self.first.tax_group_id)


@tagged("post_install", "-at_install")
class TestHasCheckpoint(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.env["product.product"].create(
            [{"name": f"Product {number}"} for number in range(4)]
        )
        cls.user = new_test_user(cls.env, "reader", groups="base.group_user")

    def checkpoint(self, record, backend=None):
        """Any record may stand for the backend here."""
        backend = backend or self.env.company
        checkpoint = self.env["connector.checkpoint"].create_from_name(
            record._name, record.id, backend._name, backend.id
        )
        self.env.invalidate_all()
        return checkpoint

    def marked(self, products=None):
        products = self.products if products is None else products
        return products.filtered("has_checkpoint")

    def test_checkpoint_to_review(self):
        self.assertFalse(self.marked())
        checkpoint = self.checkpoint(self.products[1])
        self.assertEqual(self.marked(), self.products[1])
        checkpoint.reviewed()
        self.env.invalidate_all()
        self.assertFalse(self.marked())

    def test_several_checkpoints_of_one_product(self):
        checkpoints = self.checkpoint(self.products[0]) + self.checkpoint(
            self.products[0], self.env.user
        )
        checkpoints[0].reviewed()
        self.env.invalidate_all()
        self.assertEqual(self.marked(), self.products[0])

    def test_checkpoint_of_another_model(self):
        partner = self.env["res.partner"].browse(self.products[0].id).exists()
        other = partner or self.products[0].product_tmpl_id
        self.checkpoint(other)
        self.assertFalse(self.marked())

    def test_ordinary_user(self):
        self.checkpoint(self.products[2])
        with self.assertRaises(AccessError):
            self.env["connector.checkpoint"].with_user(self.user).search([])
        products = self.products.with_user(self.user)
        self.assertEqual(self.marked(products), self.products[2])
        self.assertEqual(
            products.search([("has_checkpoint", "=", True)]), self.products[2]
        )

    def test_other_companies(self):
        """Nobody learns of what backends of other companies bring."""
        company = self.env["res.company"].create({"name": "Other company"})
        checkpoint = self.checkpoint(self.products[3])
        self.env.cr.execute(
            "UPDATE connector_checkpoint SET company_id = %s WHERE id = %s",
            (company.id, checkpoint.id),
        )
        self.env.invalidate_all()
        one = self.products.with_context(allowed_company_ids=self.env.company.ids)
        self.assertFalse(self.marked(one))
        self.assertFalse(one.search([("has_checkpoint", "=", True)]))
        both = self.products.with_context(
            allowed_company_ids=(self.env.company + company).ids
        )
        self.assertEqual(self.marked(both), self.products[3])

    def test_search(self):
        self.checkpoint(self.products[0])
        self.checkpoint(self.products[2])
        marked = self.products[0] + self.products[2]
        among = [("id", "in", self.products.ids)]
        for condition, expected in (
            (("has_checkpoint", "=", True), marked),
            (("has_checkpoint", "!=", False), marked),
            (("has_checkpoint", "=", False), self.products - marked),
            (("has_checkpoint", "!=", True), self.products - marked),
            (("has_checkpoint", "in", [True, False]), self.products),
        ):
            with self.subTest(condition=condition):
                found = self.products.search([*among, condition], order="id")
                self.assertEqual(found, expected)

    def test_unsaved_product(self):
        self.checkpoint(self.products[0])
        self.assertFalse(self.products.new({"name": "New"}).has_checkpoint)
        edited = self.products.new(origin=self.products[0])
        self.assertTrue(edited.has_checkpoint)

    def test_one_query_for_all(self):
        self.checkpoint(self.products[0])
        self.products.mapped("has_checkpoint")
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.products.mapped("has_checkpoint")
