"""Orders held back by exception rules until a cancellation is settled."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .test_sale_parent import ParentCase


@tagged("post_install", "-at_install")
class TestExceptionRules(ParentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Rules of other addons, and those that an administrator switched on
        cls.env["exception.rule"].search([]).active = False
        cls.order_rule = cls.env.ref("connector_ecommerce.excep_order_need_cancel")
        cls.parent_rule = cls.env.ref(
            "connector_ecommerce.excep_parent_order_need_cancel"
        )
        cls.workflow = cls.env["sale.workflow.process"].create(
            {"name": "Shop", "validate_order": True}
        )

    def run_workflow(self):
        self.env["automatic.workflow.job"].run_with_workflow(self.workflow)

    def test_rules(self):
        for rule, sequence, code in (
            (self.order_rule, 20, "need_cancel"),
            (self.parent_rule, 30, "parent_need_cancel"),
        ):
            self.assertEqual(rule.model, "sale.order")
            self.assertEqual(rule.sequence, sequence)
            self.assertEqual(rule.exception_type, "by_py_code")
            self.assertIn(f"self.{code}", rule.code)
            self.assertTrue(rule.description)

    def test_inactive_rules_hold_nothing_back(self):
        parent, order = self.make_chain(2)
        self.cancel_in_shop(parent)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_parent(self):
        self.parent_rule.active = True
        parent, order = self.make_chain(2)
        self.cancel_in_shop(parent)
        popup = order.with_user(self.sales_manager).action_confirm()
        self.assertEqual(popup["res_model"], "sale.exception.confirm")
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.main_exception_id, self.parent_rule)
        parent.ignore_cancellation("Kept")
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.main_exception_id)

    def test_parent_of_a_colleague(self):
        self.parent_rule.active = True
        parent = self.make_order(user_id=self.sales_manager.id)
        order = self.make_order(
            user_id=self.salesman.id, replaced_order_id=parent.id
        ).with_user(self.salesman)
        self.cancel_in_shop(parent)
        self.env.invalidate_all()
        order.action_confirm()
        self.assertEqual(order.state, "draft")
        parent.action_unlock()
        parent.action_cancel()
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_order(self):
        self.order_rule.active = True
        order = self.make_order()
        # Cancelled and reopened in Odoo, then the shop cancels and Odoo refuses
        self.patch(
            self.registry["sale.order"], "_action_cancel", lambda self: {"ask": True}
        )
        order.canceled_in_backend = True
        self.assertTrue(order.need_cancel)
        order.action_confirm()
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.main_exception_id, self.order_rule)
        order.ignore_cancellation("Kept")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_cancelled_in_the_shop_and_confirmed_in_odoo(self):
        """Confirmed orders stay what they are, but take no further lines."""
        self.order_rule.active = True
        order = self.make_order(confirm=True)
        self.cancel_in_shop(order)
        self.assertEqual(order.state, "sale")
        order.action_unlock()
        with self.assertRaises(ValidationError):
            order.write({"order_line": [(1, order.order_line.id, {"name": "More"})]})
        order.action_cancel()
        self.assertTrue(order.cancellation_resolved)

    def test_ignored_exception(self):
        self.parent_rule.active = True
        parent, order = self.make_chain(2)
        self.cancel_in_shop(parent)
        order.action_confirm()
        order.action_ignore_exceptions()
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_automatic_workflow(self):
        self.parent_rule.active = True
        parent, order = self.make_chain(2)
        free = self.make_order(workflow_process_id=self.workflow.id)
        order.workflow_process_id = self.workflow
        self.cancel_in_shop(parent)
        self.run_workflow()
        self.assertEqual((order.state, free.state), ("draft", "sale"))
        self.run_workflow()
        self.assertEqual(order.state, "draft")
        parent.ignore_cancellation("Kept")
        self.run_workflow()
        self.assertEqual(order.state, "sale")

    def test_automatic_workflow_leaves_cancelled_orders(self):
        order = self.make_order(workflow_process_id=self.workflow.id)
        order.canceled_in_backend = True
        self.run_workflow()
        self.assertEqual(order.state, "cancel")
