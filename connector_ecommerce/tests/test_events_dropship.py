"""The event of what a vendor delivers to the customer."""

from odoo.tests import tagged

from .picking_event_case import DROPSHIP_DONE, OUT_DONE, PickingEventCase


@tagged("post_install", "-at_install")
class TestDropshipDone(PickingEventCase):
    """A vendor delivers to the customer; with Odoo's addon, by a type of its own."""

    def dropship(self, quantity=42, source=None, destination=None):
        picking = self.new_picking(
            self.warehouse.in_type_id,
            source or self.suppliers,
            destination or self.customers,
        )
        return self.pick(picking, quantity)

    def test_receipt_that_goes_to_a_customer(self):
        picking = self.dropship()
        with self.hearing((DROPSHIP_DONE, picking, "complete")):
            picking._action_done()

    def test_partial(self):
        picking = self.dropship(1)
        with self.hearing((DROPSHIP_DONE, picking, "partial")):
            picking._action_done()

    def test_moves_done(self):
        picking = self.dropship()
        with self.hearing((DROPSHIP_DONE, picking, "complete")):
            picking.move_ids._action_done()

    def test_together_with_a_delivery(self):
        delivery, dropship = self.pick(self.new_picking()), self.dropship()
        with self.hearing(
            (OUT_DONE, delivery, "complete"), (DROPSHIP_DONE, dropship, "complete")
        ):
            (delivery + dropship)._action_done()

    def test_last_event_of_the_call(self):
        picking = self.dropship()
        with self.patch_event() as event:
            picking._action_done()
            event.assert_called_with(DROPSHIP_DONE)
            event().notify.assert_called_with(picking, "complete")
