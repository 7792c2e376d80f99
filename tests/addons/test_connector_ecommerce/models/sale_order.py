"""Orders of a shop that makes a new order of an edited one."""

from __future__ import annotations

from typing import Any

from odoo import api, fields, models


class SaleOrder(models.Model):
    """Knows its parent as connectors do: by what they stored of the shop's order."""

    _inherit = "sale.order"

    replaced_order_id = fields.Many2one(
        comodel_name="sale.order", index="btree_not_null", copy=False
    )

    @api.depends("replaced_order_id")
    def _compute_parent_id(self) -> None:
        for order in self:
            order.parent_id = order.replaced_order_id

    def _search_parent_id(self, operator: str, value: Any) -> Any:
        return [("replaced_order_id", operator, value)]
