"""Transfers of orders on which the shop has charged the delivery already."""

from __future__ import annotations

from odoo import models


class StockPicking(models.Model):
    """Leaves the delivery costs of an order as the shop charged them."""

    _inherit = "stock.picking"

    def _add_delivery_cost_to_so(self) -> None:
        # Odoo expects that a line can always be added when it finds none to update
        charged = self.sale_id.order_line.filtered("is_delivery")
        if charged and not self._get_matching_delivery_lines():
            return
        super()._add_delivery_cost_to_so()
