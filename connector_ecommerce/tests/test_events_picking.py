"""The events of transfers: deliveries done, complete or partial."""

from unittest import mock

from odoo.tests import Form, tagged

from .picking_event_case import MUTE, OUT_DONE, PickingEventCase


@tagged("post_install", "-at_install")
class TestDeliveryDone(PickingEventCase):
    def test_complete(self):
        picking = self.pick(self.new_picking())
        with self.hearing((OUT_DONE, picking, "complete")):
            self.assertIs(picking._action_done(), True)
        self.assertEqual(picking.state, "done")
        self.assertFalse(picking.related_backorder_ids)

    def test_one_of_42_is_partial(self):
        picking = self.pick(self.new_picking(), 1)
        with self.hearing((OUT_DONE, picking, "partial")):
            picking._action_done()
        self.assertEqual(picking.related_backorder_ids.move_ids.product_uom_qty, 41)
        self.assertEqual(picking.related_backorder_ids, picking.backorder_ids)

    def test_the_backorder_is_complete(self):
        picking = self.pick(self.new_picking(), 1)
        picking._action_done()
        backorder = self.pick(picking.related_backorder_ids, 41)
        with self.hearing((OUT_DONE, backorder, "complete")):
            backorder._action_done()

    def test_immediate_full_delivery(self):
        """One click on Validate, nothing typed."""
        picking = self.new_picking()
        with self.hearing((OUT_DONE, picking, "complete")):
            self.assertIs(picking.button_validate(), True)

    def test_draft_validated_at_once(self):
        picking = self.new_picking().copy()
        self.assertEqual(picking.state, "draft")
        with self.hearing((OUT_DONE, picking, "complete")):
            picking.button_validate()

    def test_backorder_asked_and_made(self):
        picking = self.pick(self.new_picking(), 1)
        with self.hearing():
            action = picking.button_validate()
        wizard = Form.from_action(self.env, action).save()
        with self.hearing((OUT_DONE, picking, "partial")):
            wizard.process()

    def test_no_backorder(self):
        """Nothing remains to deliver: the delivery is complete."""
        picking = self.pick(self.new_picking(), 1)
        wizard = Form.from_action(self.env, picking.button_validate()).save()
        with self.hearing((OUT_DONE, picking, "complete")):
            wizard.process_cancel_backorder()
        self.assertFalse(picking.related_backorder_ids)

    def test_cancelled_backorder_does_not_count(self):
        """A transfer split before, whose other part was cancelled since."""
        picking = self.pick(self.new_picking(), 1)
        picking.action_split_transfer()
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(len(picking.related_backorder_ids), 1)
        picking.related_backorder_ids.action_cancel()
        with self.hearing((OUT_DONE, picking, "complete")):
            picking._action_done()
        self.assertEqual(picking.related_backorder_ids.state, "cancel")

    def test_split_before(self):
        picking = self.pick(self.new_picking(), 1)
        picking.action_split_transfer()
        with self.hearing((OUT_DONE, picking, "partial")):
            picking._action_done()

    def test_several_in_one_call(self):
        first, second, third = pickings = self.new_picking(count=3)
        self.pick(first + third)
        self.pick(second, 5)
        with self.hearing(
            (OUT_DONE, first, "complete"),
            (OUT_DONE, second, "partial"),
            (OUT_DONE, third, "complete"),
        ):
            pickings._action_done()

    def test_with_and_without_backorders_in_one_call(self):
        pickings = self.pick(self.new_picking(count=2), 1)
        wizard = Form.from_action(self.env, pickings.button_validate())
        record = wizard.save()
        record.backorder_confirmation_line_ids[0].to_backorder = False
        refused = record.backorder_confirmation_line_ids[0].picking_id
        self.heard.clear()
        record.process()
        self.assertCountEqual(
            self.heard,
            [
                (OUT_DONE, refused, "complete"),
                (OUT_DONE, pickings - refused, "partial"),
            ],
        )

    def test_done_once(self):
        picking = self.pick(self.new_picking())
        picking._action_done()
        with self.hearing():
            picking._action_done()
            picking.button_validate()

    def test_not_done(self):
        """Nothing was picked: Odoo leaves the transfer as it is."""
        picking = self.new_picking()
        picking.do_unreserve()
        with self.hearing():
            picking._action_done()
        self.assertNotEqual(picking.state, "done")
        done = self.pick(self.new_picking())
        with self.hearing((OUT_DONE, done, "complete")):
            (picking + done)._action_done()

    def test_cancelled(self):
        with self.hearing():
            self.new_picking().action_cancel()

    def test_receipts_and_internal_transfers_tell_nothing(self):
        for picking_type, source, destination in (
            (self.warehouse.in_type_id, self.suppliers, self.stock_location),
            (self.warehouse.int_type_id, self.stock_location, self.stock_location),
        ):
            picking = self.pick(self.new_picking(picking_type, source, destination))
            with self.subTest(code=picking_type.code), self.hearing():
                picking._action_done()
            self.assertEqual(picking.state, "done")

    def test_only_the_last_step_of_a_delivery(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.make_order(user=self.salesman, quantity=3, confirm=True)
        pickings = order.sudo().picking_ids
        self.heard.clear()
        self.pick(pickings, 3)
        pickings.button_validate()
        shipping = order.sudo().picking_ids - pickings
        self.assertEqual(shipping.picking_type_id.code, "outgoing")
        self.assertFalse(self.heard)
        self.pick(shipping, 3)
        with self.hearing((OUT_DONE, shipping, "complete")):
            shipping.button_validate()

    def test_return_of_a_delivery(self):
        picking = self.pick(self.new_picking())
        picking._action_done()
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 42
        with self.hearing():
            returned = self.env["stock.picking"].browse(
                wizard.action_create_returns()["res_id"]
            )
            self.pick(returned)
            returned._action_done()
        self.assertEqual(returned.picking_type_id.code, "incoming")
        self.assertEqual(returned.state, "done")

    def test_listener_sees_the_end(self):
        seen = []
        self.patch(
            self.comp_registry["heard.events"],
            OUT_DONE,
            lambda listener, picking, method: seen.append(
                (picking.state, bool(picking.date_done), picking.env.context.get(MUTE))
            ),
        )
        self.pick(self.new_picking())._action_done()
        self.assertEqual(seen, [("done", True, None)])

    def test_last_event_of_the_call(self):
        for quantity, method in ((42, "complete"), (1, "partial")):
            picking = self.pick(self.new_picking(), quantity)
            with self.subTest(method=method), self.patch_event() as event:
                picking._action_done()
                event.assert_called_with(OUT_DONE)
                event().notify.assert_called_with(picking, method)

    def test_last_event_when_moves_are_done(self):
        picking = self.pick(self.new_picking())
        with self.patch_event() as event:
            picking.move_ids._action_done()
            event.assert_called_with(OUT_DONE)
            event().notify.assert_called_with(picking, "complete")

    def test_replaced_events_are_told_once(self):
        picking = self.pick(self.new_picking())
        with self.patch_event() as event:
            picking._action_done()
            told = [
                call
                for call in event().notify.call_args_list
                if call.args == (picking, "complete")
            ]
        self.assertEqual(len(told), 1)

    def queries(self, count):
        """Queries to do so many deliveries in one call."""
        return self.count_queries(self.pick(self.new_picking(count=count))._action_done)

    def test_asking_who_listens_costs_no_query(self):
        pickings = self.new_picking(count=2)
        with self.nobody_listens():
            self.assertEqual(self.count_queries(pickings._is_done_heard), 0)
            self.assertFalse(pickings._is_done_heard())
        self.assertEqual(self.count_queries(pickings._is_done_heard), 0)
        self.assertTrue(pickings._is_done_heard())

    def test_nothing_is_asked_when_nobody_listens(self):
        picking_class = self.env.registry["stock.picking"]
        asked = mock.Mock(side_effect=AssertionError("nobody listens"))
        picking = self.pick(self.new_picking())
        moves = self.pick(self.new_picking()).move_ids
        with (
            self.nobody_listens(),
            mock.patch.object(picking_class, "_notify_done", asked),
        ):
            picking._action_done()
            moves._action_done()
        self.assertEqual((picking.state, moves.state), ("done", "done"))
        self.assertFalse(self.heard)

    def test_queries_of_200_deliveries(self):
        with self.nobody_listens():
            self.queries(2)
            quiet = self.queries(200)
        self.heard.clear()
        heard = self.queries(200)
        self.assertEqual(len(self.heard), 200)
        self.assertLessEqual(heard - quiet, 5)
