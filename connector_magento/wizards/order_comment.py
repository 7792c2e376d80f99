"""Writes a comment on an order of a shop."""

from __future__ import annotations

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class MagentoOrderComment(models.TransientModel):
    """A comment for the shop, and who shall read it."""

    _name = "magento.order.comment"
    _description = "Send Comment to Shop"

    magento_order_id = fields.Many2one(
        comodel_name="magento.sale.order",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    increment_id = fields.Char(related="magento_order_id.increment_id")
    comment = fields.Text(required=True)
    notify = fields.Boolean(
        string="E-mail the Customer", help="The shop sends the comment to the customer."
    )
    visible = fields.Boolean(
        string="Visible in the Shop",
        help="The customer sees the comment with the order, when logged in at the shop.",
    )

    @api.onchange("notify")
    def _onchange_notify(self) -> None:
        # Who got it by mail may see it.
        self.visible = self.visible or self.notify

    def action_send(self) -> dict:
        """Send it in a job, and keep a note on the order."""
        self.ensure_one()
        order = self.magento_order_id
        self.env["magento.fulfilment"]._check_connector_user()
        order.check_access("read")
        text = (self.comment or "").strip()
        if not text:
            raise UserError(self.env._("Write a comment first."))
        order._delay_status(
            "export_comment",
            self.env._("Write a comment on"),
            text=text,
            notify=self.notify,
            visible=self.visible,
            written_at=fields.Datetime.now(),
        )
        order.sudo().odoo_id.message_post(
            body=self.env._("Comment for the shop:") + plaintext2html(text),
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )
        return {"type": "ir.actions.act_window_close"}
