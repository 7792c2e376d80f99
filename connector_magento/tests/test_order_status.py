"""What Odoo tells the shop of the state of an order."""

from __future__ import annotations

import json
import time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.connector.exception import InvalidDataError, NetworkRetryableError

from .fulfilment_case import FulfilmentCase


@tagged("post_install", "-at_install")
class TestOrderStatus(FulfilmentCase):
    def setUp(self):
        super().setUp()
        self.binding = self.order.magento_bind_ids
        # Where purchase_stock is installed, whoever cancels a confirmed order has to be
        # allowed to read purchases: inventory users are, salespeople are not.
        self.sales_manager.group_ids += self.env.ref("stock.group_stock_user")
        self.user = self.new_user(
            "hj_status",
            "connector.group_connector_user",
            "sales_team.group_sale_salesman_all_leads",
        )

    def cancel(self, order=None):
        order = order or self.order
        return self.do(order.with_user(self.sales_manager)._action_cancel)

    def remote(self):
        return self.shop.orders[7]["state"]

    # Cancel

    def test_cancel(self):
        (job,) = self.cancel()
        self.assertEqual(job.description, "Cancel the order 000000007 of Test shop")
        self.assertEqual(self.remote(), "canceled")
        self.assertEqual(self.binding.magento_state, "canceled")
        self.assertFalse(self.checkpoints(self.binding))

    def test_what_the_shop_cancelled_is_not_told(self):
        self.assertFalse(self.do(self.order.write, {"canceled_in_backend": True}))
        self.assertEqual(self.order.state, "cancel")
        self.assertFalse(self.shop.requests)

    def test_what_an_import_cancels_is_not_told(self):
        order = self.order.with_context(connector_no_export=True)
        self.assertFalse(self.do(order._action_cancel))

    def test_only_if_the_backend_wants_it(self):
        self.backend.export_order_status = False
        self.assertFalse(self.cancel())

    def test_other_orders_and_other_changes(self):
        self.assertFalse(self.cancel(self.make_order(confirm=True)))
        self.assertFalse(self.do(self.order.write, {"note": "x"}))
        self.assertFalse(self.do(self.order.action_lock))

    def test_the_shop_says_no(self):
        self.shop.ship(7, {"items": [{"order_item_id": 11, "qty": 1}]})
        self.shop.invoice(7, {})
        self.shop.orders[7].update(state="complete", status="complete")
        self.cancel()
        reason = self.checkpoints(self.binding).reason
        self.assertIn("can't cancel it", reason)
        self.assertIn("“complete”. Something was shipped", reason)
        self.assertIn("Something was shipped", self.order.message_ids[0].body)
        self.assertEqual(self.remote(), "complete")

    def test_the_shop_says_no_of_what_is_held(self):
        self.shop.orders[7].update(state="holded", status="holded")
        self.cancel()
        self.assertIn("on hold there", self.checkpoints(self.binding).reason)

    def test_only_a_part_is_cancelled(self):
        self.shop.invoice(7, {"items": [{"order_item_id": 11, "qty": 1}]})
        self.cancel()
        self.assertIn("Only a part", self.checkpoints(self.binding).reason)

    def test_cancelled_in_the_shop_already(self):
        self.shop.orders[7].update(state="canceled", status="canceled")
        self.cancel()
        self.assertFalse(self.shop.posted("/cancel"))
        self.assertFalse(self.checkpoints(self.binding))

    def test_answer_that_was_lost(self):
        self.shop.lost = ["/cancel$"]
        with self.assertRaisesRegex(NetworkRetryableError, "504"):
            self.cancel()
        self.assertIn("already", self.binding.export_cancel())
        self.assertEqual(len(self.shop.posted("/cancel")), 1)

    def test_back_to_draft_before_the_job(self):
        self.cancel()
        self.order.action_draft()
        self.shop.requests.clear()
        self.assertIn("not cancelled in Odoo any more", self.binding.export_cancel())
        self.assertFalse(self.shop.requests)

    def test_cancel_in_shop_by_hand(self):
        with self.assertRaisesRegex(UserError, "in Odoo first"):
            self.binding.with_user(self.user).action_cancel_in_shop()
        self.backend.export_order_status = False
        self.cancel()
        self.do(self.binding.with_user(self.user).action_cancel_in_shop)
        self.assertEqual(self.remote(), "canceled")

    # Hold

    def test_hold_and_release(self):
        self.do(self.binding.with_user(self.user).action_hold)
        self.assertEqual((self.remote(), self.binding.magento_state), ("holded",) * 2)
        self.shop.requests.clear()
        self.do(self.binding.with_user(self.user).action_hold)
        self.assertFalse(self.shop.posted())
        self.do(self.binding.with_user(self.user).action_unhold)
        self.assertEqual(self.remote(), "processing")

    def test_hold_that_the_shop_refuses(self):
        self.shop.orders[7].update(state="complete", status="complete")
        with self.assertRaisesRegex(InvalidDataError, "“complete”: .*not available"):
            self.do(self.binding.action_hold)

    def test_buttons_are_for_connector_users(self):
        binding = self.binding.with_user(self.worker)
        for method in (binding.action_hold, binding.action_unhold):
            with self.assertRaises(AccessError):
                method()

    # Comments

    def comment(self, text, **values):
        action = self.binding.with_user(self.user).action_send_comment()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.user)
            .with_context(**action["context"])
        )
        form.comment = text
        for name, value in values.items():
            form[name] = value
        return self.do(form.save().action_send)

    def test_comment(self):
        self.comment("On its way\nsoon", visible=True)
        (sent,) = self.shop.posted("/comments")
        self.assertEqual(
            sent["statusHistory"],
            {
                "comment": "On its way\nsoon",
                "is_customer_notified": 0,
                "is_visible_on_front": 1,
                "parent_id": 7,
            },
        )
        note = self.order.message_ids[0]
        self.assertIn("On its way", note.body)
        self.assertEqual(note.author_id, self.user.partner_id)

    def test_comment_by_mail_is_visible(self):
        self.comment("Ready", notify=True)
        (sent,) = self.shop.posted("/comments")
        history = sent["statusHistory"]
        self.assertEqual(history["is_customer_notified"], 1)
        self.assertEqual(history["is_visible_on_front"], 1)

    def test_comment_whose_answer_was_lost(self):
        self.shop.lost = ["/comments$"]
        with self.assertRaisesRegex(NetworkRetryableError, "504"):
            self.comment("Ready")
        job = json.loads(
            json.dumps({"text": "Ready", "notify": False, "visible": False})
        )
        written = self.env.cr.now()
        result = self.binding.export_comment(**job, written_at=written)
        self.assertIn("already", result)
        self.assertEqual(len(self.shop.comments), 1)

    def test_same_comment_on_another_day(self):
        real, self.shop.date = self.shop.date, lambda: time.time() - 86400
        self.comment("Ready")
        self.shop.date = real
        self.comment("Ready")
        self.assertEqual(len(self.shop.comments), 2)

    def test_no_comment(self):
        with self.assertRaisesRegex(UserError, "Write a comment"):
            self.comment("  ")
