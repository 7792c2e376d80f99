"""What Odoo does about the orders of a shop, and the shop is told."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.connector.models.backend_failures import USER
from odoo.addons.connector.models.external_binding import UniqueWhereStored
from odoo.addons.connector.models.run import UNDER_WAY
from odoo.addons.queue_job.job import FAILED

PICKING = "magento.stock.picking"
INVOICE = "magento.account.move"


class MagentoFulfilment(models.AbstractModel):
    """A document of Odoo that the shop gets a copy of. It is never imported."""

    _name = "magento.fulfilment"
    _inherit = ["magento.binding"]
    _description = "Magento Fulfilment"
    _order = "backend_id, id desc"

    magento_order_id = fields.Many2one(
        comodel_name="magento.sale.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )

    is_left = fields.Boolean(
        string="Told with a Later One",
        readonly=True,
        copy=False,
        help="It completes no bundle: the shop is told with the document that does.",
    )

    # A document may belong to several orders: an invoice of two, for one.
    _unique_odoo_id = UniqueWhereStored(
        ("backend_id", "odoo_id", "magento_order_id"),
        "This document is already linked to this order of the shop.",
    )

    def action_export(self) -> dict[str, Any]:
        """Tell the shop, again if need be, in jobs: nothing is done there twice."""
        self._check_connector_user()
        self.sudo()._delay_export()
        return self.env["connector.backend"]._notify_started(
            self.env._("The export has started.")
        )

    def action_reimport(self) -> dict[str, Any]:
        """Refuse: there is no import of these."""
        raise UserError(
            self.env._(
                "%s goes from Odoo to the shop, it is not imported: export it instead.",
                self.env["ir.model"]._get(self._name).sudo().name,
            )
        )

    @api.model
    def _check_connector_user(self) -> None:
        if not (self.env.su or self.env.user.has_group(USER)):
            raise AccessError(
                self.env._(
                    "Only connector users can tell the shop something by hand: ask your"
                    " administrator for the right “Connector User”."
                )
            )

    def _compute_connector_state(self) -> None:
        """With the exports of those that the shop does not have yet."""
        super()._compute_connector_state()
        new = self.filtered(lambda one: one.connector_state == "new" and one._origin)
        if not new:
            return
        references = {one._origin._exported_reference(): one for one in new}
        groups = (
            self.env["queue.job"]
            .sudo()
            ._read_group(
                [
                    ("connector_export_of", "in", [*references]),
                    ("state", "in", [*UNDER_WAY, FAILED]),
                ],
                ["connector_export_of"],
                ["state:array_agg"],
            )
        )
        for reference, states in groups:
            under_way = set(states) & set(UNDER_WAY)
            references[reference].connector_state = "waiting" if under_way else "failed"


class MagentoBackend(models.Model):
    _inherit = "magento.backend"

    export_shipments = fields.Boolean(
        help="Make a shipment in the shop of each delivery that is done in Odoo, and add"
        " its tracking numbers.",
    )
    export_invoices = fields.Boolean(
        help="Make an invoice in the shop of each customer invoice of its orders, when"
        " the order's store wants it. Credit notes are not exported.",
    )
    export_order_status = fields.Boolean(
        string="Export Cancellations",
        help="Cancel in the shop the orders that are cancelled in Odoo.",
    )
    shipment_count = fields.Integer(compute="_compute_fulfilment_counts")
    invoice_count = fields.Integer(compute="_compute_fulfilment_counts")

    def _compute_fulfilment_counts(self) -> None:
        for field_name, model in (
            ("shipment_count", PICKING),
            ("invoice_count", INVOICE),
        ):
            counts = dict(
                self.env[model]._read_group(
                    [("backend_id", "in", self.ids), ("external_id", "!=", False)],
                    ["backend_id"],
                    ["__count"],
                )
            )
            for backend in self:
                backend[field_name] = counts.get(backend._origin, 0)

    @api.model
    def _import_models(self) -> Collection[str]:
        # They go to the shop only.
        names = super()._import_models()
        return [name for name in names if name not in (PICKING, INVOICE)]

    def action_open_shipments(self) -> dict:
        """Open the deliveries that the shop knows, or is to know."""
        return self._open_list("action_magento_stock_picking")

    def action_open_invoices(self) -> dict:
        """Open the invoices that the shop knows, or is to know."""
        return self._open_list("action_magento_account_move")


class MagentoStore(models.Model):
    _inherit = "magento.store"

    create_invoice_on = fields.Selection(
        selection=[
            ("paid", "When it is paid"),
            ("open", "When it is confirmed"),
            ("never", "Never"),
        ],
        string="Invoice in the Shop",
        default="paid",
        required=True,
        help="When an invoice of Odoo becomes one in the shop. Only if the backend"
        " exports invoices.",
    )
    capture_payment = fields.Boolean(
        help="Let the shop collect an authorized online payment when Odoo makes the"
        " invoice there. Payments by bank transfer, cheque and the like count as paid"
        " in the shop anyway.",
    )
    send_picking_done_mail = fields.Boolean(
        string="E-mail on Shipment",
        help="The shop writes to the customer of shipments that Odoo makes.",
    )
    send_invoice_paid_mail = fields.Boolean(
        string="E-mail on Invoice",
        help="The shop writes to the customer of invoices that Odoo makes.",
    )


class MagentoCarrier(models.Model):
    _inherit = "magento.carrier"

    tracking_carrier_code = fields.Char(
        string="Carrier of Tracking Numbers",
        compute="_compute_tracking_carrier_code",
        store=True,
        readonly=False,
        help="Code of the carrier that the shop shows with tracking numbers: ups, usps,"
        " fedex, dhl, one of an extension, or custom for any other.",
    )

    @api.depends("code")
    def _compute_tracking_carrier_code(self) -> None:
        for method in self:
            carrier = (method.code or "").partition("_")[0]
            method.tracking_carrier_code = (
                carrier if carrier in ("ups", "usps", "fedex", "dhl") else "custom"
            )
