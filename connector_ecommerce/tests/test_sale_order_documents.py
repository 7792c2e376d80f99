"""The way of an order through Odoo, on which the other tests build."""

from odoo.tests import tagged

from .common import EcommerceCase


@tagged("post_install", "-at_install")
class TestDocuments(EcommerceCase):
    def test_way_of_an_order(self):
        order = self.make_order(quantity=3, confirm=True)
        first = self.deliver(order, 2, tracking="TRACK-1")
        self.assertEqual(first.state, "done")
        self.assertEqual(first.carrier_tracking_ref, "TRACK-1")
        backorder = order.picking_ids - first
        self.assertEqual(backorder.backorder_id, first)
        self.assertEqual(self.deliver(order), backorder)
        self.assertEqual(order.order_line.qty_delivered, 3)
        invoice = self.invoice(order)
        self.assertEqual((invoice.state, invoice.amount_total), ("posted", 30))
        self.pay(invoice, 10)
        self.assertEqual(invoice.payment_state, "partial")
        self.pay(invoice)
        self.assertIn(invoice.payment_state, ("in_payment", "paid"))
        refund = self.refund(invoice)
        self.assertEqual((refund.move_type, refund.state), ("out_refund", "posted"))

    def test_way_of_an_order_in_another_company(self):
        self.set_up_other_company()
        order = self.make_order(user=self.other_salesman, company=self.other_company)
        self.assertEqual(order.company_id, self.other_company)
        order.action_confirm()
        self.assertEqual(self.deliver(order).state, "done")
        self.pay(self.invoice(order))
