"""Orders found by what the shop did with them, and by their parents."""

from odoo.tests import Form, tagged

from .common import EcommerceCase


@tagged("post_install", "-at_install")
class TestOrderSearch(EcommerceCase):
    def test_by_need_cancel(self):
        need, resolved, other = (self.make_order(confirm=True) for _n in range(3))
        (need + resolved).locked = True
        (need + resolved).canceled_in_backend = True
        resolved.cancellation_resolved = True
        orders = need + resolved + other

        def found(*condition):
            return self.env["sale.order"].search(
                [condition, ("id", "in", orders.ids)], order="id"
            )

        self.assertEqual(found("need_cancel", "=", True), need)
        self.assertEqual(found("need_cancel", "!=", True), resolved + other)
        self.assertEqual(found("need_cancel", "=", False), resolved + other)
        self.assertEqual(
            found("need_cancel", "in", [True, False]), need + resolved + other
        )
        self.assertEqual(found("canceled_in_backend", "=", True), need + resolved)

    def test_by_parent(self):
        order = self.make_order()
        orders = self.env["sale.order"]
        known = ("id", "=", order.id)
        self.assertFalse(orders.search([("parent_id", "=", order.id), known]))
        self.assertFalse(orders.search([("parent_id", "!=", False), known]))
        self.assertFalse(orders.search([("parent_id.name", "=", order.name), known]))
        self.assertEqual(orders.search([("parent_id", "=", False), known]), order)
        self.assertEqual(orders.search([("parent_id", "!=", order.id), known]), order)

    def test_form_of_a_new_order(self):
        form = Form(self.env["sale.order"].with_user(self.salesman))
        form.partner_id = self.customer
        order = form.save()
        self.assertFalse(order.need_cancel)
