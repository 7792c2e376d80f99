"""Invoices that a shop has, too."""

from __future__ import annotations

from odoo import fields, models

from odoo.addons.connector.models.backend_failures import USER


class MagentoAccountMove(models.Model):
    """An invoice of Odoo, and the one that the shop made of it."""

    _name = "magento.account.move"
    _inherit = ["magento.fulfilment"]
    _inherits = {"account.move": "odoo_id"}
    _description = "Magento Invoice"
    _admin_path = "sales/invoice/view/invoice_id/{}/"

    odoo_id = fields.Many2one(
        comodel_name="account.move",
        string="Odoo Invoice",
        required=True,
        index=True,
        ondelete="cascade",
    )

    def _invoiced_items(self) -> dict[str, float]:
        """What these invoice, by the ids of the shop's items."""
        invoiced: dict[str, float] = {}
        for binding in self:
            order = binding.magento_order_id
            for line in binding.odoo_id.invoice_line_ids:
                # One line of an order each, unless somebody merged them by hand.
                sale_line = line.sale_line_ids[:1]
                item = sale_line.magento_bind_ids.filtered(
                    lambda one, order=order: one.magento_order_id == order
                )
                if not item.external_id or line.display_type != "product":
                    continue
                quantity = line.product_uom_id._compute_quantity(
                    line.quantity, sale_line.product_uom_id, round=False
                )
                item_id = item.external_id
                invoiced[item_id] = invoiced.get(item_id, 0) + quantity
        return {item_id: qty for item_id, qty in invoiced.items() if qty > 0}


class AccountMove(models.Model):
    _inherit = "account.move"

    magento_bind_ids = fields.One2many(
        comodel_name="magento.account.move",
        inverse_name="odoo_id",
        string="Magento Invoices",
        groups=USER,
    )

    def _magento_bind(self, orders: models.BaseModel) -> models.BaseModel:
        """The bindings of this invoice to these orders of shops; created if need be."""
        self.ensure_one()
        known = self.magento_bind_ids
        missing = orders - known.magento_order_id
        created = known.with_context(connector_no_export=True).create(
            [
                {
                    "backend_id": order.backend_id.id,
                    "magento_order_id": order.id,
                    "odoo_id": self.id,
                }
                for order in missing
            ]
        )
        bound = known.filtered(lambda one: one.magento_order_id in orders)
        return bound | created.with_env(known.env)

    def action_magento_export(self) -> dict:
        """Tell the shop of invoices that it does not know."""
        bindings = self.env["magento.account.move"]
        bindings._check_connector_user()
        self.check_access("read")
        bindings = bindings.sudo()
        for move in self.sudo():
            orders = move.invoice_line_ids.sale_line_ids.order_id.magento_bind_ids
            if move.state == "posted" and move.move_type == "out_invoice" and orders:
                bindings |= move._magento_bind(orders)
        return bindings.action_export()
