"""The events of transfers whose moves are processed directly."""

from odoo.tests import tagged

from .picking_event_case import MUTE, OUT_DONE, PickingEventCase


@tagged("post_install", "-at_install")
class TestMovesDone(PickingEventCase):
    """Addons that process the moves themselves."""

    def test_all_moves_of_a_transfer(self):
        picking = self.pick(self.new_picking())
        with self.hearing((OUT_DONE, picking, "complete")):
            moves = picking.move_ids._action_done()
        self.assertEqual(moves, picking.move_ids)
        self.assertEqual(picking.state, "done")

    def test_a_part_of_the_quantity_is_complete_too(self):
        picking = self.pick(self.new_picking(), 1)
        with self.hearing((OUT_DONE, picking, "complete")):
            picking.move_ids._action_done()
        self.assertTrue(picking.backorder_ids)

    def test_one_move_after_the_other(self):
        """With the second one only, the transfer is done."""
        picking = self.new_picking(products=self.product + self.other_product)
        first, second = self.pick(picking).move_ids
        second.picked = False
        with self.hearing():
            first.with_context(is_scrap=True)._action_done()
            self.assertNotEqual(picking.state, "done")
        second.picked = True
        with self.hearing((OUT_DONE, picking, "complete")):
            second._action_done()

    def test_last_move_is_cancelled(self):
        picking = self.new_picking(products=self.product + self.other_product)
        first, second = self.pick(picking).move_ids
        second.picked = False
        first.with_context(is_scrap=True)._action_done()
        with self.hearing((OUT_DONE, picking, "complete")):
            second._action_done(cancel_backorder=True)
        self.assertEqual(second.state, "cancel")

    def test_transfers_of_several_moves(self):
        pickings = self.pick(self.new_picking(count=3))
        with self.hearing(*self.out_done(pickings)):
            pickings.move_ids._action_done()

    def test_muted_by_the_context(self):
        picking = self.pick(self.new_picking())
        with self.hearing():
            picking.move_ids.with_context(**{MUTE: True})._action_done()
        self.assertEqual(picking.state, "done")

    def test_the_transfer_mutes_its_moves(self):
        contexts = []
        move_class = self.env.registry["stock.move"]
        original = move_class._action_done

        def action_done(moves, cancel_backorder=False):
            contexts.append(moves.env.context.get(MUTE))
            return original(moves, cancel_backorder=cancel_backorder)

        self.patch(move_class, "_action_done", action_done)
        self.pick(self.new_picking())._action_done()
        self.assertEqual(contexts, [True])

    def test_move_added_to_a_done_transfer(self):
        picking = self.pick(self.new_picking())
        picking._action_done()
        with self.hearing():
            picking.move_ids.copy(
                {"picking_id": picking.id, "quantity": 1, "picked": True}
            )._action_done()

    def test_moves_without_transfer(self):
        move = self.env["stock.move"].create(
            {
                "product_id": self.product.id,
                "product_uom_qty": 1,
                "location_id": self.stock_location.id,
                "location_dest_id": self.customers.id,
                "quantity": 1,
                "picked": True,
            }
        )
        with self.hearing():
            move._action_done()
        self.assertEqual(move.state, "done")

    def test_receipt_tells_nothing(self):
        picking = self.new_picking(
            self.warehouse.in_type_id, self.suppliers, self.stock_location
        )
        with self.hearing():
            self.pick(picking).move_ids._action_done()
        self.assertEqual(picking.state, "done")

    def test_scrap_tells_nothing(self):
        picking = self.pick(self.new_picking())
        picking._action_done()
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.product.id,
                "scrap_qty": 1,
                "location_id": self.customers.id,
                "picking_id": picking.id,
            }
        )
        with self.hearing():
            scrap.do_scrap()
        self.assertEqual(scrap.state, "done")

    def test_inventory_tells_nothing(self):
        quant = self.env["stock.quant"].create(
            {
                "product_id": self.product.id,
                "location_id": self.stock_location.id,
                "inventory_quantity": 7,
            }
        )
        with self.hearing():
            quant.action_apply_inventory()

    def queries(self):
        """Queries to do 20 moves in one call, once Odoo's caches are warm."""
        counts = []
        for _attempt in range(3):
            moves = self.pick(self.new_picking(count=20)).move_ids
            counts.append(self.count_queries(moves._action_done))
        return min(counts)

    def test_queries(self):
        with self.nobody_listens():
            self.queries()
            quiet = self.queries()
        self.heard.clear()
        heard = self.queries()
        self.assertEqual(len(self.heard), 60)
        self.assertLessEqual(heard - quiet, 5)
