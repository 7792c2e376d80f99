"""Orders that the vendor delivers, by Odoo's own type of transfers."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.connector_ecommerce.tests.common import EcommerceCase
from odoo.addons.connector_ecommerce.tests.event_case import HearsEvents

DROPSHIP_DONE = "on_picking_dropship_done"


@tagged("post_install", "-at_install")
class TestDropship(HearsEvents, EcommerceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        vendor = cls.env["res.partner"].create({"name": "Vendor"})
        cls.dropshipped = cls.make_product(
            "Sofa",
            route_ids=[
                Command.link(cls.env.ref("stock_dropshipping.route_drop_shipping").id)
            ],
            seller_ids=[Command.create({"partner_id": vendor.id, "price": 3})],
        )

    def transfer(self, quantity=42):
        """The transfer of an order, from the vendor to the customer."""
        order = self.make_order(
            user=self.salesman,
            product=self.dropshipped,
            quantity=quantity,
            confirm=True,
        ).sudo()
        purchase = order.order_line.purchase_line_ids.order_id
        purchase.button_confirm()
        self.assertEqual(purchase.picking_ids.picking_type_id.code, "dropship")
        self.assertEqual(purchase.picking_ids, order.picking_ids)
        return purchase.picking_ids

    @staticmethod
    def pick(picking, quantity):
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        return picking

    def test_complete(self):
        picking = self.pick(self.transfer(), 42)
        with self.hearing((DROPSHIP_DONE, picking, "complete")):
            picking.button_validate()

    def test_partial_then_complete(self):
        picking = self.pick(self.transfer(), 1)
        with self.hearing((DROPSHIP_DONE, picking, "partial")):
            picking.with_context(skip_backorder=True).button_validate()
        backorder = self.pick(picking.related_backorder_ids, 41)
        with self.hearing((DROPSHIP_DONE, backorder, "complete")):
            backorder.button_validate()

    def test_moves_done(self):
        picking = self.pick(self.transfer(), 42)
        with self.hearing((DROPSHIP_DONE, picking, "complete")):
            picking.move_ids._action_done()

    def test_to_the_customer_of_another_company(self):
        """The goods pass by a transit location."""
        transit = self.env.ref("stock.stock_location_inter_company")
        transit.active = True
        picking = self.transfer()
        picking.location_dest_id = transit
        picking.move_ids.location_dest_id = transit
        self.pick(picking, 42)
        with self.hearing((DROPSHIP_DONE, picking, "complete")):
            picking._action_done()

    def test_return_to_the_vendor(self):
        """Odoo gives it the same type of transfers."""
        picking = self.pick(self.transfer(), 42)
        picking.button_validate()
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 42
        returned = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        self.assertEqual(returned.picking_type_id.code, "dropship")
        with self.hearing():
            self.pick(returned, 42)._action_done()
        self.assertEqual(returned.state, "done")
