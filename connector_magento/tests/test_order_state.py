"""What becomes of an order in the shop, after its import and before."""

from __future__ import annotations

from datetime import datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.connector.exception import RetryLater

from .order_case import ORDER, OrderCase


@tagged("standard", "at_install")
class TestOrderState(OrderCase):
    def change(self, name="pending_simple", **values):
        """Change an order in the shop, and import it again."""
        order = self.shop.by_name[name]
        self.shop.touch(order, **values)
        return self.import_order(order)

    def rules(self, binding):
        """What keeps an order from being confirmed."""
        return binding.odoo_id.exception_ids.mapped("name")

    # -- again --------------------------------------------------------------------

    def test_again_changes_nothing(self):
        binding = self.import_order("pending_simple")
        lines = binding.order_line
        partners = self.env["res.partner"].search_count([])
        for kwargs in ({}, {"force": True}):
            again = self.import_order("pending_simple", **kwargs)
            self.assertEqual(again, binding)
            self.assertEqual(again.order_line, lines)
            self.assertEqual(again.amount_total, 46.9)
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertEqual(
            self.env["sale.order"].search_count([("id", "=", binding.odoo_id.id)]), 1
        )

    def test_what_a_person_changed_stays(self):
        binding = self.import_order("pending_simple")
        binding.order_line[0].product_uom_qty = 7
        binding.odoo_id.note = "Mine"
        again = self.change(status="waiting_for_engraver")
        self.assertEqual(again.order_line[0].product_uom_qty, 7)
        self.assertIn("Mine", again.note)
        self.assertEqual(again.magento_status, "waiting_for_engraver")

    def test_figures_follow_on_a_confirmed_order(self):
        binding = self.import_order("pending_simple")
        binding.odoo_id.action_confirm()
        order = self.shop.by_name["pending_simple"]
        order["items"][0] |= {"qty_shipped": 1, "qty_invoiced": 2}
        again = self.change(total_paid=46.9, total_invoiced=46.9, state="processing")
        self.assertEqual(again.state, "sale")
        self.assertEqual(again.magento_state, "processing")
        self.assertEqual(again.total_paid, 46.9)
        self.assertEqual(again.total_invoiced, 46.9)
        line = again.magento_order_line_ids[0]
        self.assertEqual((line.qty_shipped, line.qty_invoiced_in_shop), (1, 2))
        self.assertEqual(line.qty_delivered, 0, "what Odoo delivered is Odoo's own")
        self.assertFalse(again.handled_in_shop)

    def test_refund_is_told(self):
        binding = self.import_order("pending_simple")
        binding.odoo_id.action_confirm()
        again = self.change(total_refunded=12.5)
        self.assertEqual(again.total_refunded, 12.5)
        told = self.messages(again.odoo_id)
        self.assertIn("12.50", told)
        self.assertIn("refunded in the shop", told)
        count = len(again.odoo_id.message_ids)
        again = self.change(status="x")
        self.assertEqual(len(again.odoo_id.message_ids), count, "told twice")

    # -- comments -----------------------------------------------------------------

    def test_comments_come_once(self):
        order = self.shop.by_name["pending_simple"]
        binding = self.import_order(order)
        told = self.messages(binding.odoo_id)
        self.assertIn("Imported in the ERP as SO-TEST-1", told)
        self.assertEqual(told.count("SO-TEST-1"), 1)
        order["status_histories"].insert(
            0,
            {
                "entity_id": 990,
                "comment": "<script>alert(1)</script>Ring <b>twice</b>",
                "created_at": "2026-11-24 10:00:00",
                "parent_id": 1,
                "is_customer_notified": 0,
                "is_visible_on_front": 0,
            },
        )
        again = self.change()
        told = self.messages(again.odoo_id)
        self.assertEqual(told.count("SO-TEST-1"), 1)
        self.assertIn("twice", told)
        self.assertNotIn("<script", told)
        self.assertEqual(again.last_comment_id, 990)
        note = again.odoo_id.message_ids.filtered(lambda one: "twice" in one.body)
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertEqual(str(note.date), "2026-11-24 10:00:00")

    def test_notes_of_the_customer(self):
        order = self.shop.add_order("pending_simple", customer_note="Ring twice")
        order["extension_attributes"]["gift_message"] = {"message": "Happy birthday"}
        binding = self.import_order(order)
        told = self.messages(binding.odoo_id)
        self.assertIn("Ring twice", told)
        self.assertIn("Happy birthday", told)

    # -- cancelled ----------------------------------------------------------------

    def test_cancelled_before_its_import(self):
        order = self.shop.by_name["canceled"]
        with self.subTest("not imported"):
            self.assertFalse(self.import_order(order))
        self.assertFalse(self.env["sale.order"].search([("origin", "=", "000000003")]))

    def test_cancelled_quotation(self):
        self.import_order("pending_simple")
        again = self.change(state="canceled", status="canceled")
        self.assertEqual(again.state, "cancel")
        self.assertTrue(again.canceled_in_backend)
        self.assertTrue(again.cancellation_resolved)

    def test_cancelled_order_that_cannot_be_cancelled(self):
        """It is told, and the flag stays until a person settles it."""
        binding = self.import_order("pending_simple")
        binding.odoo_id.action_confirm()
        binding.odoo_id.action_lock()
        again = self.change(state="canceled", status="canceled")
        self.assertEqual(again.state, "sale")
        self.assertTrue(again.need_cancel)
        self.assertIn("could not be cancelled", self.messages(again.odoo_id))

    def test_cancelled_once(self):
        self.import_order("pending_simple")
        again = self.change(state="canceled")
        count = len(again.odoo_id.message_ids)
        again = self.change(state="canceled", status="mine")
        self.assertEqual(len(again.odoo_id.message_ids), count)

    # -- edited -------------------------------------------------------------------

    def test_edited_order_knows_the_one_before(self):
        parent = self.import_order("pending_simple")
        edited = self.shop.add_order(
            "pending_simple", relation_parent_id="1", increment_id="000000001-1"
        )
        child = self.import_order(edited)
        self.assertEqual(child.parent_id, parent.odoo_id)
        self.assertEqual(child.name, "000000001-1")
        orders = self.env["sale.order"]
        ours = [("id", "in", (parent.odoo_id | child.odoo_id).ids)]
        self.assertEqual(
            orders.search([("parent_id", "=", parent.odoo_id.id), *ours]), child.odoo_id
        )
        self.assertEqual(
            orders.search([("parent_id", "=", False), *ours]), parent.odoo_id
        )
        self.assertEqual(
            orders.search([("parent_id", "!=", False), *ours]), child.odoo_id
        )
        # The shop cancels the one that was edited.
        parent.odoo_id.action_confirm()
        parent.odoo_id.action_lock()
        self.change(state="canceled")
        self.assertTrue(self.bound(ORDER, edited["entity_id"]).parent_need_cancel)

    def test_edited_order_whose_parent_is_not_here(self):
        edited = self.shop.add_order("pending_simple", relation_parent_id="4711")
        child = self.import_order(edited)
        self.assertFalse(child.parent_id)
        self.assertIn(
            child.odoo_id, self.env["sale.order"].search([("parent_id", "=", False)])
        )

    # -- what must be settled first -----------------------------------------------

    def test_total_that_differs(self):
        order = self.shop.add_order("pending_simple", grand_total=50)
        binding = self.import_order(order)
        self.assertEqual(binding.total_difference, -3.1)
        self.assertEqual(self.rules(binding), ["Total other than in the shop"])
        for text in (
            binding.odoo_id.magento_warning,
            str(binding.odoo_id.exceptions_summary),
            self.checkpoints(binding).reason,
        ):
            self.assertIn("46.90", text)
            self.assertIn("50.00", text)
        binding.odoo_id.action_confirm()
        self.assertEqual(binding.state, "draft")
        line = binding.order_line.sorted("sequence")[0]
        line.price_unit = (25 + 3.1) / 2
        binding.odoo_id.action_confirm()
        self.assertEqual(binding.state, "sale")
        line.price_unit = 99  # whatever happens afterwards is no concern of the shop
        self.assertFalse(binding.odoo_id.magento_warning)

    def test_workflow_does_not_confirm_a_total_that_differs(self):
        workflow = self.env["sale.workflow.process"].create(
            {
                "name": "All by itself",
                "validate_order": True,
                "create_invoice": False,
                "validate_invoice": False,
            }
        )
        mode = self.env["account.payment.mode"].get_or_create_payment_method("checkmo")
        mode.workflow_process_id = workflow
        right = self.import_order("pending_simple")
        wrong = self.import_order(self.shop.add_order("pending_simple", grand_total=50))
        self.assertEqual(right.workflow_process_id, workflow)
        self.assertEqual(wrong.workflow_process_id, workflow)
        self.env["automatic.workflow.job"].run()
        self.assertEqual((right.state, wrong.state), ("sale", "draft"))

    def test_rounding_beyond_the_limit(self):
        self.backend.largest_rounding = 0
        order = self.shop.add_order("pending_simple", grand_total=46.88)
        self.assertEqual(self.import_order(order).total_difference, 0.02)

    def test_refunded_before_it_was_shipped(self):
        binding = self.import_order("refunded_partial")
        self.assertTrue(binding.handled_in_shop)
        self.assertEqual(
            self.rules(binding),
            ["Shipped, refunded or cancelled in part in the shop"],
        )
        binding.odoo_id.action_confirm()
        self.assertEqual(binding.state, "draft")
        binding.odoo_id.action_ignore_exceptions()
        binding.odoo_id.action_confirm()
        self.assertEqual(binding.state, "sale")

    def test_on_hold(self):
        binding = self.import_order("pending_simple")
        again = self.change(state="holded", status="holded")
        again.odoo_id.action_confirm()
        self.assertEqual(again.state, "draft")
        self.assertEqual(self.rules(again), ["On hold in the shop"])
        again = self.change(state="new", status="pending")
        again.odoo_id.action_confirm()
        self.assertEqual(binding.state, "sale")

    # -- payment ------------------------------------------------------------------

    def rule(self, name, days=0):
        mode = self.env["account.payment.mode"].get_or_create_payment_method("checkmo")
        mode.write({"import_rule": name, "days_before_cancel": days})

    def test_never(self):
        self.rule("never")
        self.assertFalse(self.import_order("pending_simple"))

    def test_paid(self):
        self.rule("paid")
        order = self.shop.by_name["pending_simple"]
        with self.assertRaises(RetryLater):
            self.import_order(order)
        order["total_paid"] = 20
        with self.assertRaises(RetryLater):
            self.import_order(order)
        order["payment"]["amount_authorized"] = 46.9
        with self.assertRaises(RetryLater):
            self.import_order(order)
        order["total_paid"] = 46.9
        self.assertTrue(self.import_order(order))

    def test_authorized(self):
        self.rule("authorized")
        order = self.shop.by_name["pending_simple"]
        with self.assertRaises(RetryLater):
            self.import_order(order)
        order["payment"]["amount_authorized"] = 46.9
        self.assertTrue(self.import_order(order))

    def test_nothing_to_pay_is_paid(self):
        self.rule("paid")
        order = self.shop.add_order("pending_simple", grand_total=0)
        self.assertTrue(self.import_order(order))

    def test_waited_too_long(self):
        self.rule("paid", days=5)
        old = datetime.utcnow() - timedelta(days=6)
        order = self.shop.add_order(
            "pending_simple", created_at=old.strftime("%Y-%m-%d %H:%M:%S")
        )
        self.assertFalse(self.import_order(order))

    def test_what_happens_later_does_not_ask_for_the_payment(self):
        self.import_order("pending_simple")
        self.rule("never")
        self.assertEqual(self.change(state="canceled").state, "cancel")

    def test_placed_before_odoo_took_over(self):
        self.backend.orders_from = "2026-11-23 01:04:15"
        self.assertFalse(self.import_order("pending_simple"))
        later = self.shop.add_order("pending_simple", created_at="2026-11-23 01:04:15")
        self.assertTrue(self.import_order(later))

    # -- in Odoo ------------------------------------------------------------------

    def test_copy_is_no_order_of_the_shop(self):
        binding = self.import_order("pending_simple")
        copy = binding.odoo_id.copy()
        self.assertFalse(copy.magento_bind_ids)
        self.assertFalse(copy.magento_warning)

    def test_confirm_and_invoice(self):
        binding = self.import_order("bundle")
        binding.odoo_id.ignore_exception = True
        binding.odoo_id.action_confirm()
        self.assertTrue(binding.picking_ids)
        shipped = binding.picking_ids.move_ids.product_id.mapped("default_code")
        self.assertEqual(set(shipped) - {"KIT-FIX"}, {"MUG-RED", "PEN-01", "CAP-01"})
        invoice = binding.odoo_id._create_invoices()
        self.assertTrue(invoice)

    def test_order_that_is_gone_stays(self):
        binding = self.import_order("pending_simple")
        del self.shop.orders[1]
        self.env[ORDER].import_record(self.backend, "1")
        self.assertTrue(binding.exists())

    def test_orders_with_bindings_cannot_lose_them(self):
        binding = self.import_order("pending_simple")
        with self.assertRaises(UserError):
            binding.odoo_id.action_confirm()
            binding.odoo_id.unlink()
