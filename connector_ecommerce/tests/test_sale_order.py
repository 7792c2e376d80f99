"""Orders that the shop cancels: what is written, when, and what is cancelled."""

from markupsafe import Markup

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import EcommerceCase


class CancelCase(EcommerceCase):
    """Orders and the messages in discussions."""

    def messages(self, record):
        """The bodies of what was posted, oldest first; not those of changed values."""
        bodies = record.message_ids.sorted("id").mapped("body")
        return [body for body in bodies if body]

    def refuse(self, error=None, orders=None):
        """Let ``action_cancel`` write something, then refuse."""
        error = error or UserError("A posted <b>delivery</b> forbids it.")
        model = self.registry["sale.order"]
        original = model.action_cancel

        def action_cancel(order):
            if orders is not None and order not in orders:
                return original(order)
            order.client_order_ref = "half done"
            order.flush_recordset()
            raise error

        self.patch(model, "action_cancel", action_cancel)


@tagged("post_install", "-at_install")
class TestCanceledInBackend(CancelCase):
    def test_default(self):
        order = self.make_order()
        self.assertFalse(order.canceled_in_backend)
        self.assertFalse(order.cancellation_resolved)
        self.assertFalse(order.need_cancel)
        self.assertFalse(order.parent_id)
        self.assertFalse(order.parent_need_cancel)

    def test_need_cancel(self):
        orders = self.make_order(confirm=True) + self.make_order(confirm=True)
        orders.action_lock()
        orders.canceled_in_backend = True
        self.assertEqual(orders.mapped("need_cancel"), [True, True])
        orders[0].cancellation_resolved = True
        self.assertEqual(orders.mapped("need_cancel"), [False, True])
        orders[1].canceled_in_backend = False
        self.assertEqual(orders.mapped("need_cancel"), [False, False])

    def test_computes_of_new_records(self):
        order = self.make_order(confirm=True)
        order.locked = True
        order.canceled_in_backend = True
        new = self.env["sale.order"].new(origin=order)
        new += self.env["sale.order"].new({"canceled_in_backend": True})
        new += self.env["sale.order"].new({})
        self.assertEqual(new.mapped("need_cancel"), [True, True, False])
        self.assertEqual(new.mapped("parent_need_cancel"), [False] * 3)

    def test_readonly_and_not_copied(self):
        fields = self.env["sale.order"]._fields
        self.assertTrue(fields["canceled_in_backend"].readonly)
        order = self.make_order()
        order.canceled_in_backend = True
        self.assertTrue(order.cancellation_resolved)
        copy = order.copy()
        self.assertFalse(copy.canceled_in_backend)
        self.assertFalse(copy.cancellation_resolved)

    def test_quotation_is_cancelled(self):
        order = self.make_order()
        order.canceled_in_backend = True
        self.assertEqual(order.state, "cancel")
        self.assertTrue(order.cancellation_resolved)
        self.assertFalse(order.need_cancel)
        log, success = self.messages(order)[-2:]
        self.assertIn("was cancelled in the shop.", log)
        self.assertIn("was cancelled in Odoo, too.", success)
        for body in (log, success):
            self.assertIn(order.name, body)
            self.assertIn(f'data-oe-id="{order.id}"', body)

    def test_messages_reach_no_customer(self):
        order = self.make_order(confirm=True)
        order.message_subscribe(self.customer.ids)
        before = order.message_ids
        order.canceled_in_backend = True
        new = order.message_ids - before
        self.assertTrue(new)
        note = self.env.ref("mail.mt_note")
        ours = new.filtered(lambda message: "Odoo, too" in message.body)
        self.assertEqual((ours.subtype_id, len(ours)), (note, 1))
        self.assertNotIn(self.customer, new.notified_partner_ids)

    def test_created_cancelled(self):
        values = {"partner_id": self.customer.id}
        orders = self.env["sale.order"].create(
            [values, {**values, "canceled_in_backend": True}, values]
        )
        self.assertEqual(orders.mapped("state"), ["draft", "cancel", "draft"])
        bodies = [" ".join(self.messages(order)) for order in orders]
        self.assertEqual(
            ["was cancelled in the shop" in body for body in bodies],
            [False, True, False],
        )

    def test_only_on_the_transition(self):
        order = self.make_order(confirm=True)
        order.locked = True
        order.canceled_in_backend = True
        before = order.message_ids
        order.write({"canceled_in_backend": True, "client_order_ref": "again"})
        self.assertEqual(order.message_ids, before)
        self.assertTrue(order.need_cancel)
        order.write({"canceled_in_backend": False})
        self.assertEqual(order.message_ids, before)

    def test_only_orders_that_change(self):
        first, second, third = (self.make_order(confirm=True) for _n in range(3))
        first.locked = second.locked = third.locked = True
        first.canceled_in_backend = True
        second.locked = False
        counts = [len(order.message_ids) for order in (first, second, third)]
        (first + second + third).write({"canceled_in_backend": True})
        self.assertEqual(
            [order.state for order in (first, second, third)],
            ["sale", "cancel", "sale"],
        )
        now = [len(order.message_ids) for order in (first, second, third)]
        self.assertEqual(now[0], counts[0])
        self.assertGreaterEqual(now[1], counts[1] + 2)
        self.assertEqual(now[2], counts[2] + 2)

    def test_cancelled_a_second_time(self):
        """The decision on the first cancellation does not cover the second."""
        order = self.make_order(confirm=True)
        order.locked = True
        order.canceled_in_backend = True
        order.ignore_cancellation(Markup("<p>By mistake</p>"))
        order.canceled_in_backend = False
        order.canceled_in_backend = True
        self.assertTrue(order.need_cancel)

    def test_resolved_in_the_same_write(self):
        order = self.make_order(confirm=True)
        order.locked = True
        order.write({"canceled_in_backend": True, "cancellation_resolved": True})
        self.assertFalse(order.need_cancel)

    def test_cancelled_in_odoo_before(self):
        order = self.make_order()
        order.action_cancel()
        self.assertFalse(order.cancellation_resolved)
        order.canceled_in_backend = True
        self.assertTrue(order.cancellation_resolved)
        bodies = " ".join(self.messages(order))
        self.assertIn("was cancelled in the shop", bodies)
        self.assertNotIn("Odoo, too", bodies)

    def test_nothing_to_cancel(self):
        order = self.make_order()
        order.action_cancel()
        before = order.message_ids
        order._try_auto_cancel()
        self.assertEqual(order.message_ids, before)

    def test_methods_on_several_orders_and_none(self):
        orders = self.make_order() + self.make_order()
        orders._log_canceled_in_backend()
        orders._try_auto_cancel()
        self.assertEqual(orders.mapped("state"), ["cancel", "cancel"])
        for order in orders:
            self.assertIn("cancelled in the shop", " ".join(self.messages(order)))
        none = self.env["sale.order"]
        none._log_canceled_in_backend()
        none._try_auto_cancel()
        self.assertTrue(none.action_cancel())


@tagged("post_install", "-at_install")
class TestRefusals(CancelCase):
    def test_locked(self):
        order = self.make_order(
            user=self.salesman, confirm=True, user_id=self.salesman.id
        )
        order.sudo().action_lock()
        order.canceled_in_backend = True
        self.assertEqual(order.state, "sale")
        self.assertTrue(order.need_cancel)
        [refused] = order.message_ids.filtered(
            lambda message: "could not be cancelled in Odoo" in message.body
        )
        for part in (
            order.name,
            "You cannot cancel a locked order.",
            "Unlock the order, then cancel it.",
            "Ignore Cancellation",
        ):
            self.assertIn(part, refused.body)
        self.assertIn("<li>", refused.body)

    def test_salesperson_is_told(self):
        order = self.make_order(confirm=True, user_id=self.salesman.id)
        order.locked = True
        order.canceled_in_backend = True
        refused = order.message_ids.sorted("id")[-1]
        self.assertIn(self.salesman.partner_id, refused.partner_ids)

    def test_refused_by_an_addon(self):
        self.refuse()
        order = self.make_order(confirm=True)
        order.canceled_in_backend = True
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.client_order_ref, "undone by the savepoint")
        self.assertTrue(order.canceled_in_backend)
        body = self.messages(order)[-1]
        self.assertIn("A posted &lt;b&gt;delivery&lt;/b&gt; forbids it.", body)
        self.assertIn("Settle what prevents it, then cancel the order.", body)

    def test_kinds_of_refusals(self):
        self.refuse(ValidationError("Not valid."))
        order = self.make_order()
        order.canceled_in_backend = True
        self.assertIn("Not valid.", self.messages(order)[-1])

    def test_bugs_are_no_refusals(self):
        self.refuse(ZeroDivisionError())
        order = self.make_order()
        with self.assertRaises(ZeroDivisionError):
            order.canceled_in_backend = True

    def test_one_refusal_leaves_the_others(self):
        orders = self.make_order() + self.make_order() + self.make_order()
        self.refuse(orders=orders[1])
        orders.canceled_in_backend = True
        self.assertEqual(orders.mapped("state"), ["cancel", "draft", "cancel"])
        self.assertEqual(orders.mapped("need_cancel"), [False, True, False])

    def test_created_and_refused(self):
        self.refuse()
        order = self.make_order(canceled_in_backend=True)
        self.assertTrue(order.need_cancel)
        self.assertIn("could not be cancelled", self.messages(order)[-1])

    def test_an_addon_asks_back(self):
        action = {"type": "ir.actions.act_window"}
        self.patch(self.registry["sale.order"], "_action_cancel", lambda self: action)
        order = self.make_order()
        order.canceled_in_backend = True
        self.assertTrue(order.need_cancel)
        self.assertIn("a person must confirm", self.messages(order)[-1])
        self.assertEqual(order.action_cancel(), action)
        self.assertFalse(order.cancellation_resolved)

    def test_cancelled_later(self):
        order = self.make_order(confirm=True)
        order.locked = True
        order.canceled_in_backend = True
        with self.assertRaises(UserError):
            order.action_cancel()
        self.assertTrue(order.need_cancel)
        order.action_unlock()
        self.assertIs(order.action_cancel(), True)
        self.assertTrue(order.cancellation_resolved)
        self.assertFalse(order.need_cancel)

    def test_cancelled_from_the_list(self):
        orders = self.make_order(confirm=True) + self.make_order(confirm=True)
        orders.locked = True
        orders[0].canceled_in_backend = True
        wizard = self.env["sale.mass.cancel.orders"].with_context(active_ids=orders.ids)
        wizard.create({}).action_mass_cancel()
        self.assertEqual(orders.mapped("state"), ["cancel", "cancel"])
        self.assertEqual(orders.mapped("cancellation_resolved"), [True, False])

    def test_ordinary_cancellation(self):
        order = self.make_order()
        self.assertIs(order.action_cancel(), True)
        self.assertFalse(order.cancellation_resolved)


@tagged("post_install", "-at_install")
class TestDocumentsOfCancelled(CancelCase):
    def warning(self, document):
        bodies = [body for body in self.messages(document) if "Warning" in body]
        self.assertEqual(len(bodies), 1, document)
        return bodies[0]

    def test_transfers_and_invoices_are_warned(self):
        order = self.make_order(quantity=3, confirm=True)
        done = self.deliver(order, 1)
        invoice = self.invoice(order)
        backorder = order.picking_ids - done
        self.assertEqual(len(backorder), 1)
        order.canceled_in_backend = True
        for document in (done, backorder, invoice):
            body = self.warning(document)
            self.assertIn(order.name, body)
            self.assertIn('data-oe-model="sale.order"', body)
        self.assertEqual(backorder.state, "cancel")
        self.assertEqual((done.state, invoice.state), ("done", "posted"))

    def test_what_is_left_is_listed(self):
        order = self.make_order(quantity=3, confirm=True)
        done = self.deliver(order, 1)
        invoice = self.invoice(order)
        self.pay(invoice)
        order.canceled_in_backend = True
        self.assertEqual(order.state, "cancel")
        body = self.messages(order)[-1]
        self.assertIn("was cancelled in Odoo, too.", body)
        self.assertIn("goods must be taken back", body)
        self.assertIn(done.name, body)
        self.assertIn(invoice.name, body)
        self.assertNotIn((order.picking_ids - done).name, body)

    def test_open_documents_are_cancelled(self):
        order = self.make_order(confirm=True)
        picking = order.picking_ids
        invoice = self.invoice(order, post=False)
        order.canceled_in_backend = True
        self.assertEqual(order.state, "cancel")
        self.assertEqual(picking.state, "cancel")
        self.assertEqual(invoice.state, "cancel")
        self.assertNotIn("taken back", self.messages(order)[-1])
        self.warning(picking)
        self.warning(invoice)

    def test_locked_order_keeps_its_documents(self):
        order = self.make_order(confirm=True)
        invoice = self.invoice(order, post=False)
        order.locked = True
        order.canceled_in_backend = True
        self.assertNotEqual(order.picking_ids.state, "cancel")
        self.assertEqual(invoice.state, "draft")
        self.warning(order.picking_ids)
        self.warning(invoice)

    def test_refunded(self):
        order = self.make_order(confirm=True)
        invoice = self.invoice(order)
        refund = self.refund(invoice)
        order.canceled_in_backend = True
        self.assertEqual(order.state, "cancel")
        self.warning(invoice)
        self.warning(refund)

    def test_names_are_escaped(self):
        order = self.make_order(confirm=True, name="<img src=x onerror=alert(1)>")
        order.canceled_in_backend = True
        for record in (order, order.picking_ids):
            for body in self.messages(record):
                self.assertNotIn("<img", body)

    def test_by_a_salesman(self):
        """Who writes it may be allowed to see neither transfers nor invoices."""
        order = self.make_order(user=self.salesman, quantity=2, confirm=True)
        self.deliver(order, 1)
        self.invoice(order)
        order.canceled_in_backend = True
        self.assertEqual(order.state, "cancel")
        self.warning(order.sudo().picking_ids[0])
