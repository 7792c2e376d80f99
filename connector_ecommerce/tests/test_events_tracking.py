"""The event of tracking numbers."""

from odoo.tests import Form, tagged

from .picking_event_case import PickingEventCase

ADDED = "on_tracking_number_added"


@tagged("post_install", "-at_install")
class TestTrackingNumber(PickingEventCase):
    def test_added(self):
        picking = self.new_picking()
        with self.hearing((ADDED, picking)):
            picking.carrier_tracking_ref = "TRACK-1"

    def test_added_in_the_form(self):
        picking = self.new_picking()
        with self.hearing((ADDED, picking)), Form(picking) as form:
            form.carrier_tracking_ref = "TRACK-1"

    def test_after_the_delivery(self):
        picking = self.pick(self.new_picking())
        picking._action_done()
        with self.hearing((ADDED, picking)):
            picking.write({"carrier_tracking_ref": "TRACK-1", "note": "Sent"})

    def test_changed(self):
        picking = self.new_picking(carrier_tracking_ref="TRACK-1")
        with self.hearing((ADDED, picking)):
            picking.carrier_tracking_ref = "TRACK-1,TRACK-2"

    def test_unchanged(self):
        picking = self.new_picking(carrier_tracking_ref="TRACK-1")
        with self.hearing():
            picking.carrier_tracking_ref = "TRACK-1"
            picking.write({"carrier_tracking_ref": "TRACK-1", "note": "Sent"})
        picking.invalidate_recordset()
        with self.hearing():
            picking.carrier_tracking_ref = "TRACK-1"

    def test_removed(self):
        picking = self.new_picking(carrier_tracking_ref="TRACK-1")
        for nothing in (False, "", None):
            with self.subTest(value=nothing), self.hearing():
                picking.carrier_tracking_ref = nothing
        with self.hearing((ADDED, picking)):
            picking.carrier_tracking_ref = "TRACK-1"

    def test_several(self):
        pickings = self.new_picking(count=3)
        pickings[1].carrier_tracking_ref = "TRACK-1"
        with self.hearing((ADDED, pickings[0]), (ADDED, pickings[2])):
            pickings.write({"carrier_tracking_ref": "TRACK-1"})

    def test_at_creation(self):
        vals = {
            "picking_type_id": self.warehouse.out_type_id.id,
            "location_id": self.stock_location.id,
            "location_dest_id": self.customers.id,
        }
        self.heard.clear()
        with_number, without, empty = self.env["stock.picking"].create(
            [
                {**vals, "carrier_tracking_ref": "TRACK-1"},
                vals,
                {**vals, "carrier_tracking_ref": ""},
            ]
        )
        self.assertEqual(self.heard, [(ADDED, with_number)])
        self.assertFalse(without.carrier_tracking_ref or empty.carrier_tracking_ref)

    def test_by_default_at_creation(self):
        pickings = self.env["stock.picking"].with_context(
            default_carrier_tracking_ref="TRACK-9"
        )
        self.heard.clear()
        picking = pickings.create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.stock_location.id,
                "location_dest_id": self.customers.id,
            }
        )
        self.assertEqual(self.heard, [(ADDED, picking)])

    def test_copies_have_none(self):
        picking = self.new_picking(carrier_tracking_ref="TRACK-1")
        with self.hearing():
            self.assertFalse(picking.copy().carrier_tracking_ref)

    def test_backorders_have_none(self):
        picking = self.pick(self.new_picking(carrier_tracking_ref="TRACK-1"), 1)
        self.heard.clear()
        picking._action_done()
        self.assertEqual(self.heard, [("on_picking_out_done", picking, "partial")])

    def test_other_values_tell_nothing(self):
        picking = self.new_picking(carrier_tracking_ref="TRACK-1")
        with self.hearing():
            picking.write({"note": "Sent"})
            picking.browse().write({"carrier_tracking_ref": "TRACK-2"})

    def test_listener_sees_the_number(self):
        seen = []
        self.patch(
            self.comp_registry["heard.events"],
            ADDED,
            lambda listener, picking: seen.append(picking.carrier_tracking_ref),
        )
        self.new_picking().carrier_tracking_ref = "TRACK-1"
        self.assertEqual(seen, ["TRACK-1"])

    def test_last_event_of_the_call(self):
        picking = self.new_picking()
        with self.patch_event() as event:
            picking.carrier_tracking_ref = "TRACK-1"
            event.assert_called_with(ADDED)
            event().notify.assert_called_with(picking)

    def test_queries(self):
        """200 transfers in one call."""
        pickings = self.new_picking(count=200)

        def write(number):
            return lambda: pickings.write({"carrier_tracking_ref": number})

        with self.nobody_listens():
            write("TRACK-1")()
            quiet = self.count_queries(write("TRACK-2"))
        self.heard.clear()
        heard = self.count_queries(write("TRACK-3"))
        self.assertEqual(len(self.heard), 200)
        self.assertLessEqual(heard - quiet, 1)
