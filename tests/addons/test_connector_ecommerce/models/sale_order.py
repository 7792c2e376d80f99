"""Orders of a shop that makes a new order of an edited one."""

from __future__ import annotations

from typing import Any

from odoo import api, fields, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """Knows its parent as connectors do: by what they stored of the shop's order."""

    _inherit = "sale.order"

    replaced_order_id = fields.Many2one(
        comodel_name="sale.order", index="btree_not_null", copy=False
    )

    @api.depends("replaced_order_id")
    def _compute_parent_id(self) -> None:
        result = super()._compute_parent_id()
        for order in self.filtered("replaced_order_id"):
            order.parent_id = order.replaced_order_id
        return result

    def _search_parent_id(self, operator: str, value: Any) -> Any:
        mine = Domain("replaced_order_id", "!=", False)
        others = super()._search_parent_id(operator, value)
        if others is NotImplemented:
            return others
        found = mine & Domain("replaced_order_id", operator, value)
        return found | ~mine & Domain(others)
