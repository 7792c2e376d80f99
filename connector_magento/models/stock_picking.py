"""Deliveries that are shipments of a shop."""

from __future__ import annotations

from odoo import fields, models

from odoo.addons.connector.models.backend_failures import USER


class MagentoStockPicking(models.Model):
    """A delivery of Odoo, and the shipment that the shop made of it."""

    _name = "magento.stock.picking"
    _inherit = ["magento.fulfilment"]
    _inherits = {"stock.picking": "odoo_id"}
    _description = "Magento Shipment"
    _admin_path = "sales/shipment/view/shipment_id/{}/"

    odoo_id = fields.Many2one(
        comodel_name="stock.picking",
        string="Odoo Delivery",
        required=True,
        index=True,
        ondelete="cascade",
    )
    picking_method = fields.Selection(
        selection=[("complete", "Complete"), ("partial", "Partial")],
        readonly=True,
        help="Partial: a backorder remained to be delivered.",
    )
    exported_tracks = fields.Char(
        string="Tracking Numbers in the Shop", readonly=True, copy=False
    )

    def _delivered_items(self) -> dict[str, float]:
        """What these delivered, by the ids of the shop's items."""
        delivered: dict[str, float] = {}
        for binding in self:
            order = binding.magento_order_id
            for move in binding.odoo_id.move_ids:
                line = move.sale_line_id.magento_bind_ids.filtered(
                    lambda one, order=order: one.magento_order_id == order
                )
                if move.state != "done" or not line.external_id:
                    continue
                quantity = move.product_uom._compute_quantity(
                    move.quantity, move.sale_line_id.product_uom_id, round=False
                )
                item_id = line.external_id
                delivered[item_id] = delivered.get(item_id, 0) + quantity
        return {item_id: qty for item_id, qty in delivered.items() if qty > 0}


class StockPicking(models.Model):
    _inherit = "stock.picking"

    magento_bind_ids = fields.One2many(
        comodel_name="magento.stock.picking",
        inverse_name="odoo_id",
        string="Magento Shipments",
        groups=USER,
    )

    def _magento_bind(
        self, orders: models.BaseModel, method: str | None = None
    ) -> models.BaseModel:
        """The bindings of this delivery to these orders of shops; created if need be."""
        self.ensure_one()
        known = self.magento_bind_ids
        missing = orders - known.magento_order_id
        created = known.with_context(connector_no_export=True).create(
            [
                {
                    "backend_id": order.backend_id.id,
                    "magento_order_id": order.id,
                    "odoo_id": self.id,
                    "picking_method": method or self._done_method(),
                }
                for order in missing
            ]
        )
        bound = known.filtered(lambda one: one.magento_order_id in orders)
        return bound | created.with_env(known.env)

    def action_magento_export(self) -> dict:
        """Tell the shop of deliveries that it does not know: done before it was to."""
        bindings = self.env["magento.stock.picking"]
        bindings._check_connector_user()
        self.check_access("read")
        bindings = bindings.sudo()
        for picking in self.sudo():
            orders = picking.sale_id.magento_bind_ids
            if picking.state == "done" and picking._done_event() and orders:
                bindings |= picking._magento_bind(orders)
        return bindings.action_export()
