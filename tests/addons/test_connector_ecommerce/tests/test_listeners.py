"""The listeners that an installed addon declares hear each event."""

from odoo.tests import tagged

from odoo.addons.connector_ecommerce.tests.common import EcommerceCase

from ..components.listener import HEARD


@tagged("post_install", "-at_install")
class TestListeners(EcommerceCase):
    def setUp(self):
        super().setUp()
        self.order = self.make_order(user=self.salesman, quantity=42, confirm=True)
        HEARD.clear()
        self.addCleanup(HEARD.clear)

    def test_transfers(self):
        picking = self.deliver(self.order, 1, tracking="TRACK-1")
        backorder = self.deliver(self.order)
        self.assertEqual(
            HEARD,
            [
                ("on_tracking_number_added", picking),
                ("on_picking_out_done", picking, "partial"),
                ("on_picking_out_done", backorder, "complete"),
            ],
        )

    def test_invoices(self):
        invoice = self.invoice(self.order)
        self.pay(invoice)
        self.assertEqual(
            HEARD, [("on_invoice_validated", invoice), ("on_invoice_paid", invoice)]
        )

    def test_dropshipping(self):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        picking = self.order.sudo().picking_ids.copy(
            {"picking_type_id": warehouse.in_type_id.id}
        )
        customers = self.env.ref("stock.stock_location_customers")
        picking.location_dest_id = customers
        picking.move_ids.location_dest_id = customers
        picking.button_validate()
        self.assertEqual(HEARD, [("on_picking_dropship_done", picking, "complete")])

    def test_prices(self):
        self.product.product_tmpl_id.list_price = 11
        self.product.lst_price = 12
        self.assertEqual(HEARD, [("on_product_price_changed", self.product)] * 2)
