"""One order from the quotation to the refund: which events came, in which order."""

from odoo.tests import tagged

from .common import EcommerceCase
from .event_case import HearsEvents

VALIDATED = "on_invoice_validated"
PAID = "on_invoice_paid"
OUT_DONE = "on_picking_out_done"
TRACKING = "on_tracking_number_added"


@tagged("post_install", "-at_install")
class TestLifecycle(HearsEvents, EcommerceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_other_company()
        cls.admin = cls.env.ref("base.user_admin")
        cls.admin.company_ids += cls.other_company

    def story(self, user, company):
        """Tell the whole life of an order as one user, in one company."""
        with self.hearing():
            order = self.make_order(user=user, company=company, quantity=42)
            order.action_quotation_sent()
        with self.hearing():
            order.action_confirm()
        first = self.deliver_partially(order)
        self.deliver_the_rest(order, first)
        invoice = self.invoice_and_pay(order)
        self.refund_and_pay_back(invoice)
        told = {record.company_id for _event, record, *_ in self.everything}
        self.assertEqual(told, {company})
        self.assertEqual({listener.env.uid for listener in self.listeners}, {user.id})

    def setUp(self):
        super().setUp()
        self.everything = []

    def told(self, *expected):
        """This happened since last asked, and nothing else."""
        self.assertEqual(self.heard, list(expected))
        self.everything += self.heard
        self.heard.clear()

    def deliver_partially(self, order):
        picking = self.deliver(order, 1, tracking="TRACK-1")
        self.told((TRACKING, picking), (OUT_DONE, picking, "partial"))
        self.assertEqual(picking.state, "done")
        self.assertEqual(picking.related_backorder_ids, picking.backorder_ids)
        self.assertEqual(picking.related_backorder_ids.move_ids.product_uom_qty, 41)
        return picking

    def deliver_the_rest(self, order, first):
        backorder = self.deliver(order)
        self.assertEqual(backorder.backorder_id, first)
        self.told((OUT_DONE, backorder, "complete"))
        backorder.carrier_tracking_ref = "TRACK-2"
        self.told((TRACKING, backorder))
        first.carrier_tracking_ref = "TRACK-1,TRACK-3"
        self.told((TRACKING, first))

    def invoice_and_pay(self, order):
        invoice = self.invoice(order, post=False)
        self.told()
        invoice.action_post()
        self.told((VALIDATED, invoice))
        self.pay(invoice, 100)
        self.assertEqual(invoice.payment_state, "partial")
        self.told()
        self.pay(invoice)
        self.assertIn(invoice.payment_state, ("in_payment", "paid"))
        self.told((PAID, invoice))
        return invoice

    def refund_and_pay_back(self, invoice):
        refund = self.refund(invoice)
        self.assertEqual(refund.state, "posted")
        self.told()
        self.pay(refund)
        self.told((PAID, refund))

    def test_salesman(self):
        self.story(self.salesman, self.company)

    def test_administrator(self):
        self.story(self.admin, self.company)

    def test_salesman_of_the_other_company(self):
        self.story(self.other_salesman, self.other_company)

    def test_administrator_in_the_other_company(self):
        self.story(self.admin, self.other_company)

    def test_one_administrator_in_two_companies(self):
        """Both allowed at once, the current one the first."""
        companies = (self.company + self.other_company).ids
        admin = self.admin.with_context(allowed_company_ids=companies)
        for company in self.company + self.other_company:
            with self.subTest(company=company.name):
                self.everything.clear()
                self.listeners.clear()
                self.story(admin, company)
