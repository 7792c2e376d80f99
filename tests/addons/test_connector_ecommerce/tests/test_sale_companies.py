"""Orders of two companies, by users of one, of the other and of both."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_sale_parent import ParentCase


@tagged("post_install", "-at_install")
class TestTwoCompanies(ParentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_other_company()
        # Where purchase_stock is installed, whoever cancels a confirmed order has to be
        # allowed to read purchases: inventory users are, salespeople are not.
        cls.both = cls.make_user(
            "ec-both",
            "sales_team.group_sale_manager,stock.group_stock_user",
            company_ids=[Command.set((cls.company + cls.other_company).ids)],
        )

    def test_cancelled_by_each_company(self):
        for user, company in (
            (self.sales_manager, self.company),
            (self.other_sales_manager, self.other_company),
        ):
            order = self.make_order(user=user, company=company, confirm=True)
            order.canceled_in_backend = True
            self.assertEqual((order.state, order.company_id), ("cancel", company))
            self.assertEqual(order.sudo().picking_ids.state, "cancel")

    def test_cancelled_from_the_company_of_another(self):
        """A job works on orders of both, with one of them as its company."""
        orders = self.make_order(company=self.company, confirm=True)
        orders += self.make_order(company=self.other_company, confirm=True)
        as_both = orders.with_user(self.both).with_context(
            allowed_company_ids=(self.company + self.other_company).ids
        )
        as_both.write({"canceled_in_backend": True})
        self.assertEqual(orders.mapped("state"), ["cancel", "cancel"])
        self.assertEqual(set(orders.picking_ids.mapped("state")), {"cancel"})

    def test_parent_in_another_company(self):
        parent = self.make_order(company=self.company)
        order = self.make_order(company=self.other_company, replaced_order_id=parent.id)
        self.cancel_in_shop(parent)
        self.env.invalidate_all()
        mine = order.with_user(self.other_sales_manager)
        self.assertTrue(mine.parent_need_cancel)
        with self.assertRaises(AccessError):
            parent.with_user(self.other_sales_manager).ignore_cancellation("Mine")
        self.assertTrue(parent.need_cancel)

    def test_documents_of_the_other_company(self):
        order = self.make_order(
            user=self.other_sales_manager, company=self.other_company, confirm=True
        )
        self.deliver(order)
        invoice = self.invoice(order)
        self.assertEqual(invoice.company_id, self.other_company)
        order.canceled_in_backend = True
        self.assertEqual(order.state, "cancel")
        self.assertIn("Warning", invoice.message_ids.sorted("id")[-1].body)
