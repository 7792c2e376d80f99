"""Wizard: keep an order that was cancelled in the shop."""

from __future__ import annotations

from typing import Any

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import is_html_empty


class SaleIgnoreCancel(models.TransientModel):
    """Asks why orders are kept although the shop cancelled them."""

    _name = "sale.ignore.cancel"
    _description = "Ignore the Cancellation of Orders in the Shop"

    reason = fields.Html(
        required=True,
        help="Written to the discussion of the order.",
    )

    def confirm_ignore_cancel(self) -> dict[str, Any]:
        """Keep the orders of the context, with the reason.

        :raises AssertionError: the context names no orders
        :raises UserError: no reason was typed
        """
        self.ensure_one()
        order_ids = self.env.context.get("active_ids")
        if not order_ids:
            raise AssertionError(
                "sale.ignore.cancel works on the sales orders of the context: "
                "active_ids is missing or empty"
            )
        model = self.env.context.get("active_model", "sale.order")
        if model != "sale.order":
            raise AssertionError(
                "sale.ignore.cancel works on the sales orders of the context: "
                f"active_model is {model!r}"
            )
        if is_html_empty(self.reason):
            raise UserError(
                self.env._("Type the reason why the order is kept, then confirm.")
            )
        self.env["sale.order"].browse(order_ids).ignore_cancellation(self.reason)
        return {"type": "ir.actions.act_window_close"}
