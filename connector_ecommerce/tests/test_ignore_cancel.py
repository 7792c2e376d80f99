"""Orders that are kept although the shop cancelled them: the wizard, and who may."""

from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import EcommerceCase


class IgnoreCase(EcommerceCase):
    def locked_order(self, user=None):
        order = self.make_order(user=user, confirm=True)
        order.sudo().write({"locked": True, "canceled_in_backend": True})
        return order

    def wizard(self, orders, user=None, reason="<p>The customer called</p>", **context):
        wizards = self.env["sale.ignore.cancel"].with_user(user or self.sales_manager)
        context = {"active_ids": orders.ids, "active_model": "sale.order", **context}
        return wizards.with_context(**context).create({"reason": reason})


@tagged("post_install", "-at_install")
class TestIgnoreCancellation(IgnoreCase):
    def test_reason_is_posted(self):
        order = self.locked_order().with_user(self.sales_manager)
        self.assertIs(
            order.ignore_cancellation(Markup("<p>A <b>good</b> one</p>")), True
        )
        self.assertTrue(order.cancellation_resolved)
        self.assertFalse(order.need_cancel)
        self.assertEqual(order.state, "sale")
        message = order.message_ids.sorted("id")[-1]
        self.assertIn("<p>A <b>good</b> one</p>", message.body)
        self.assertIn("is kept, although it was cancelled in the shop", message.body)
        self.assertIn(order.name, message.body)
        self.assertEqual(message.author_id, self.sales_manager.partner_id)

    def test_reason_is_html(self):
        order = self.locked_order()
        order.ignore_cancellation("<p>Fine<script>alert(1)</script></p>")
        body = order.message_ids.sorted("id")[-1].body
        self.assertIn("<p>Fine</p>", body)
        self.assertNotIn("script", body)

    def test_reason_is_clean_for_whoever_sends_it(self):
        """Addons that send messages on take them before they are stored."""
        order = self.locked_order()
        bodies = []
        self.patch(
            self.registry["sale.order"],
            "message_post",
            lambda self, *, body, **kwargs: bodies.append(body),
        )
        order.ignore_cancellation("<p>Fine<script>alert(1)</script></p>")
        self.assertIn("<p>Fine</p>", bodies[0])
        self.assertNotIn("script", bodies[0])

    def test_several_orders(self):
        orders = self.locked_order() + self.locked_order()
        orders.ignore_cancellation("Plain text")
        self.assertEqual(orders.mapped("cancellation_resolved"), [True, True])
        for order in orders:
            self.assertIn("Plain text", order.message_ids.sorted("id")[-1].body)

    def test_salesman_may_not(self):
        order = self.locked_order(self.salesman)
        before = order.message_ids
        with self.assertRaises(AccessError) as refused:
            order.with_user(self.salesman).ignore_cancellation("I want to")
        for part in (self.salesman.name, order.name, "Ask a sales manager"):
            self.assertIn(part, str(refused.exception))
        self.assertTrue(order.need_cancel)
        self.assertEqual(order.message_ids, before)

    def test_connector_manager_may(self):
        order = self.locked_order().with_user(self.connector_manager)
        order.ignore_cancellation("By hand")
        self.assertFalse(order.need_cancel)

    def test_code_with_all_rights_may(self):
        order = self.locked_order(self.salesman)
        order.with_user(self.salesman).sudo().ignore_cancellation("By an addon")
        self.assertFalse(order.need_cancel)


@tagged("post_install", "-at_install")
class TestWizard(IgnoreCase):
    def test_confirm(self):
        order = self.locked_order()
        result = self.wizard(order).confirm_ignore_cancel()
        self.assertEqual(result, {"type": "ir.actions.act_window_close"})
        self.assertTrue(order.cancellation_resolved)
        body = order.message_ids.sorted("id")[-1].body
        self.assertIn("<p>The customer called</p>", body)

    def test_orders_of_the_context(self):
        orders = self.locked_order() + self.locked_order()
        other = self.locked_order()
        self.wizard(orders).confirm_ignore_cancel()
        self.assertEqual((orders + other).mapped("need_cancel"), [False, False, True])

    def test_no_orders(self):
        for context in ({"active_ids": []}, {"active_ids": None}):
            wizard = self.wizard(self.env["sale.order"], **context)
            with self.assertRaisesRegex(AssertionError, "active_ids"):
                wizard.confirm_ignore_cancel()

    def test_without_a_model(self):
        order = self.locked_order()
        wizard = self.env["sale.ignore.cancel"].create({"reason": "Because"})
        wizard.with_context(active_ids=order.ids).confirm_ignore_cancel()
        self.assertFalse(order.need_cancel)

    def test_another_model(self):
        wizard = self.wizard(self.customer, active_model="res.partner")
        with self.assertRaisesRegex(AssertionError, "'res.partner'"):
            wizard.confirm_ignore_cancel()

    def test_empty_reason(self):
        order = self.locked_order()
        wizard = self.wizard(order, reason="<p><br></p>")
        with self.assertRaisesRegex(UserError, "Type the reason"):
            wizard.confirm_ignore_cancel()
        self.assertTrue(order.need_cancel)

    def test_reason_is_required(self):
        self.assertTrue(self.env["sale.ignore.cancel"]._fields["reason"].required)
        form = Form(self.env["sale.ignore.cancel"].with_user(self.sales_manager))
        with self.assertRaises(AssertionError):
            form.save()

    def test_salesman_may_not(self):
        """He may make wizards, as every internal user, but not this decision."""
        order = self.locked_order(self.salesman)
        wizard = self.wizard(order, self.salesman)
        with self.assertRaises(AccessError):
            wizard.confirm_ignore_cancel()
        self.assertTrue(order.need_cancel)

    def test_manager_of_another_company_may_not(self):
        self.set_up_other_company()
        order = self.locked_order()
        with self.assertRaises(AccessError):
            self.wizard(order, self.other_sales_manager).confirm_ignore_cancel()
        self.assertTrue(order.need_cancel)

    def test_access(self):
        [access] = self.env["ir.model.access"].search(
            [("model_id.model", "=", "sale.ignore.cancel")]
        )
        self.assertEqual(
            access, self.env.ref("connector_ecommerce.access_sale_ignore_cancel")
        )
        self.assertEqual(access.group_id, self.env.ref("base.group_user"))
        rights = (
            access.perm_read,
            access.perm_write,
            access.perm_create,
            access.perm_unlink,
        )
        self.assertEqual(rights, (True,) * 4)

    def test_action(self):
        action = self.env.ref("connector_ecommerce.action_sale_ignore_cancel")
        self.assertEqual(action.res_model, "sale.ignore.cancel")
        self.assertEqual(action.target, "new")
        self.assertEqual(
            action.view_id, self.env.ref("connector_ecommerce.view_sale_ignore_cancel")
        )
