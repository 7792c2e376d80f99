"""Listeners as the addon of a connector declares them, one for each model."""

from odoo.addons.component.core import Component

#: (event, record, other arguments), in order
HEARD = []


class ShopInvoiceListener(Component):
    _name = "test.shop.invoice.listener"
    _inherit = "base.event.listener"
    _apply_on = ["account.move"]

    def on_invoice_validated(self, record):
        HEARD.append(("on_invoice_validated", record))

    def on_invoice_paid(self, record):
        HEARD.append(("on_invoice_paid", record))


class ShopPickingListener(Component):
    _name = "test.shop.picking.listener"
    _inherit = "base.event.listener"
    _apply_on = ["stock.picking"]

    def on_picking_out_done(self, record, method):
        HEARD.append(("on_picking_out_done", record, method))

    def on_picking_dropship_done(self, record, method):
        HEARD.append(("on_picking_dropship_done", record, method))

    def on_tracking_number_added(self, record):
        HEARD.append(("on_tracking_number_added", record))


class ShopProductListener(Component):
    _name = "test.shop.product.listener"
    _inherit = "base.event.listener"
    _apply_on = ["product.product"]

    def on_product_price_changed(self, record):
        HEARD.append(("on_product_price_changed", record))
