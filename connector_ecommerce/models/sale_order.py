"""Sales orders: cancelled in the shop, edited in the shop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import html_sanitize


class SaleOrder(models.Model):
    """An order that a shop may cancel, or replace by another when it is edited there.

    A connector writes ``canceled_in_backend`` when the shop cancelled the order. Odoo
    then writes it to the discussions of the order, its transfers and invoices, and
    cancels the order. Where it cannot, the order stays as it is, with ``need_cancel``,
    until somebody cancels it or decides to keep it.

    Override points: ``_compute_parent_id`` and ``_search_parent_id`` (both) for shops
    that replace an edited order by a new one; ``_log_canceled_in_backend``;
    ``_try_auto_cancel``.
    """

    _inherit = "sale.order"

    canceled_in_backend = fields.Boolean(
        string="Cancelled in the Shop",
        readonly=True,
        copy=False,
        help="Written by the connector when the order was cancelled in the shop.",
    )
    cancellation_resolved = fields.Boolean(
        copy=False,
        help="For orders cancelled in the shop: the order is cancelled in Odoo, too, "
        "or somebody decided to keep it.",
    )
    parent_id = fields.Many2one(
        comodel_name="sale.order",
        string="Parent Order",
        compute="_compute_parent_id",
        search="_search_parent_id",
        help="The order that this one replaces, when the shop made a new order of an "
        "edited one.",
    )
    need_cancel = fields.Boolean(
        string="Cancellation to Resolve",
        compute="_compute_need_cancel",
        search="_search_need_cancel",
        help="The order was cancelled in the shop, but not in Odoo. "
        "Cancel it, or decide to keep it.",
    )
    # With all rights: the parent may belong to a colleague or to another company, and
    # the order must be held back all the same.
    parent_need_cancel = fields.Boolean(
        string="Parent to Cancel",
        compute="_compute_parent_need_cancel",
        compute_sudo=True,
        recursive=True,
        help="An order that this one replaces was cancelled in the shop, but not in "
        "Odoo.",
    )

    @api.depends()
    def _compute_parent_id(self) -> None:
        """Set the order that each one replaces: none, unless a connector knows of it."""
        self.parent_id = False

    def _search_parent_id(self, operator: str, value: Any) -> Any:
        """Find orders by their parent: as none has one, only by the lack of it."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        without = operator == "in" and isinstance(value, Iterable) and False in value
        return Domain.TRUE if without else Domain.FALSE

    @api.depends("canceled_in_backend", "cancellation_resolved")
    def _compute_need_cancel(self) -> None:
        for order in self:
            order.need_cancel = (
                order.canceled_in_backend and not order.cancellation_resolved
            )

    @api.model
    def _search_need_cancel(self, operator: str, value: Any) -> Any:
        if operator != "in":
            return NotImplemented
        needed = Domain("canceled_in_backend", "=", True) & Domain(
            "cancellation_resolved", "=", False
        )
        return Domain.OR(needed if wanted else ~needed for wanted in set(value))

    @api.depends("parent_id", "parent_id.need_cancel", "parent_id.parent_need_cancel")
    def _compute_parent_need_cancel(self) -> None:
        for order in self:
            ancestor = order.parent_id
            # Shops do send cycles
            seen = set()
            while ancestor and ancestor not in seen and not ancestor.need_cancel:
                seen.add(ancestor)
                ancestor = ancestor.parent_id
            order.parent_need_cancel = ancestor.need_cancel

    @api.model_create_multi
    def create(self, vals_list: list[dict[str, Any]]) -> SaleOrder:
        orders = super().create(vals_list)
        orders.filtered("canceled_in_backend")._handle_canceled_in_backend()
        return orders

    def write(self, vals: dict[str, Any]) -> bool:
        newly_canceled = self.browse()
        if vals.get("canceled_in_backend"):
            newly_canceled = self.filtered(lambda order: not order.canceled_in_backend)
        result = super().write(vals)
        if newly_canceled:
            if "cancellation_resolved" not in vals:
                # What was decided on an earlier cancellation says nothing of this one
                newly_canceled.filtered("cancellation_resolved").write(
                    {"cancellation_resolved": False}
                )
            newly_canceled._handle_canceled_in_backend()
        if vals.get("state") == "cancel":
            # All ways lead here: the button, the list's action, the customer's portal
            self._resolve_if_canceled()
        return result

    def _handle_canceled_in_backend(self) -> None:
        if self:
            self._log_canceled_in_backend()
            self._try_auto_cancel()
            self._resolve_if_canceled()

    def _resolve_if_canceled(self) -> None:
        self.filtered(
            lambda order: order.need_cancel and order.state == "cancel"
        ).cancellation_resolved = True

    def _log_canceled_in_backend(self) -> None:
        """Write to the discussions that the shop cancelled the orders.

        To those of the orders and of their transfers and invoices: whoever packs or
        collects sees it there.
        """
        for order in self:
            order.message_post(
                body=self.env._(
                    "%(order)s was cancelled in the shop.", order=order._get_html_link()
                )
            )
            # Who runs the job of a connector need not be allowed to read these
            for picking in order.sudo().picking_ids:
                picking.message_post(
                    body=self.env._(
                        "Warning: the order %(order)s was cancelled in the shop. Check "
                        "whether its goods must stay here, or be taken back.",
                        order=order._get_html_link(),
                    )
                )
            for invoice in order.sudo().invoice_ids:
                invoice.message_post(
                    body=self.env._(
                        "Warning: the order %(order)s was cancelled in the shop. Check "
                        "whether this invoice must be cancelled or credited.",
                        order=order._get_html_link(),
                    )
                )

    def _try_auto_cancel(self) -> None:
        """Cancel each order, or tell in its discussion why not, and what to do.

        Never raises for a refusal of Odoo (a ``UserError``, as for locked orders):
        what was done until then is undone and the order stays as it was.
        """
        for order in self:
            if order.state == "cancel":
                continue
            try:
                with self.env.cr.savepoint():
                    order.action_cancel()
            except UserError as refusal:
                order._post_cancel_refused(str(refusal))
                continue
            if order.state == "cancel":
                order._post_canceled()
            else:
                # Some addons ask back, by a wizard, before they cancel
                order._post_cancel_refused(
                    self.env._("a person must confirm the cancellation.")
                )

    def _post_cancel_refused(self, reason: str) -> None:
        self.ensure_one()
        if self.locked:
            step = self.env._("Unlock the order, then cancel it.")
        else:
            step = self.env._("Settle what prevents it, then cancel the order.")
        keep = self.env._(
            "Or keep it: a sales manager presses “Ignore Cancellation” on the order and "
            "gives the reason."
        )
        body = self.env._(
            "%(order)s was cancelled in the shop, but could not be cancelled in Odoo: "
            "%(reason)s",
            order=self._get_html_link(),
            reason=reason,
        )
        self.message_post(
            body=Markup("<p>%s</p><ul><li>%s</li><li>%s</li></ul>")
            % (body, step, keep),
            partner_ids=self.user_id.partner_id.ids,
        )

    def _post_canceled(self) -> None:
        self.ensure_one()
        body = self.env._(
            "%(order)s was cancelled in Odoo, too.", order=self._get_html_link()
        )
        # Odoo cancels the order, but neither what was shipped nor what was invoiced
        order = self.sudo()
        left = [
            *order.picking_ids.filtered(lambda picking: picking.state == "done"),
            *order.invoice_ids.filtered(lambda invoice: invoice.state == "posted"),
        ]
        if left:
            advice = self.env._(
                "These are done already. Check whether goods must be taken back or "
                "money paid back:"
            )
            links = Markup("").join(
                Markup("<li>%s</li>") % document._get_html_link() for document in left
            )
            body = Markup("<p>%s</p><p>%s</p><ul>%s</ul>") % (body, advice, links)
        self.message_post(body=body)

    def ignore_cancellation(self, reason: str) -> bool:
        """Keep orders although the shop cancelled them.

        :param reason: HTML, written to the discussion of each order
        :raises AccessError: the user is no sales manager
        """
        if not self.env.su and not self.env.user.has_group(
            "sales_team.group_sale_manager"
        ):
            raise AccessError(
                self.env._(
                    "%(user)s may not keep orders that were cancelled in the shop: "
                    "%(orders)s. Ask a sales manager, or cancel the orders.",
                    user=self.env.user.display_name,
                    orders=", ".join(self.sudo().mapped("display_name")),
                )
            )
        for order in self:
            kept = self.env._(
                "%(order)s is kept, although it was cancelled in the shop. The reason:",
                order=order._get_html_link(),
            )
            order.message_post(
                body=Markup("<p>%s</p>%s") % (kept, html_sanitize(reason))
            )
        self.write({"cancellation_resolved": True})
        return True

    def action_view_parent(self) -> dict[str, Any] | None:
        """Open the order that this one replaces; ``None`` if it replaces none."""
        self.ensure_one()
        parent = self.parent_id
        if not parent:
            return None
        quotation = parent.sudo().state in ("draft", "sent", "cancel")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sale.action_quotations" if quotation else "sale.action_orders"
        )
        view = self.env.ref("sale.view_order_form")
        action.update(view_id=view.id, views=[(view.id, "form")], res_id=parent.id)
        return action

    def _create_delivery_line(
        self, carrier: models.BaseModel, price_unit: float
    ) -> Any:
        """Add the line of a carrier, unless the order has one: that of the shop.

        :return: the line, or ``None``
        """
        if any(line.is_delivery for line in self.order_line):
            return None
        return super()._create_delivery_line(carrier, price_unit)
