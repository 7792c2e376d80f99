"""What the tests of the events of transfers start from."""

from odoo import Command

from .common import EcommerceCase
from .event_case import HearsEvents

OUT_DONE = "on_picking_out_done"
DROPSHIP_DONE = "on_picking_dropship_done"
#: context key of transfers that tell for their moves
MUTE = "__no_on_event_out_done"


class PickingEventCase(HearsEvents, EcommerceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.other_product = cls.make_product("Plate")
        cls.stock_up(cls.other_product, cls.company)
        cls.stock_location = cls.warehouse.lot_stock_id
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")

    @classmethod
    def new_picking(
        cls,
        picking_type=None,
        source=None,
        destination=None,
        count=1,
        products=None,
        **values,
    ):
        """Confirmed transfers of 42 units each, to a customer if nothing else is said."""
        picking_type = picking_type or cls.warehouse.out_type_id
        source = source or cls.stock_location
        destination = destination or cls.customers
        locations = {"location_id": source.id, "location_dest_id": destination.id}
        products = products or cls.product
        pickings = cls.env["stock.picking"].create(
            [
                {
                    "picking_type_id": picking_type.id,
                    "partner_id": cls.customer.id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_uom_qty": 42,
                                **locations,
                            }
                        )
                        for product in products
                    ],
                    **locations,
                    **values,
                }
                for _number in range(count)
            ]
        )
        pickings.action_confirm()
        pickings.action_assign()
        return pickings

    @staticmethod
    def pick(pickings, quantity=42):
        for move in pickings.move_ids:
            move.quantity = quantity
            move.picked = True
        return pickings

    def out_done(self, pickings, method="complete"):
        return [(OUT_DONE, picking, method) for picking in pickings]
