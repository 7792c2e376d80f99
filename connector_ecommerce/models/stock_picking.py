"""Events of transfers: done, tracking number."""

from __future__ import annotations

from odoo import api, fields, models
from odoo.api import ValuesType

OUT_DONE = "on_picking_out_done"
DROPSHIP_DONE = "on_picking_dropship_done"
TRACKING_ADDED = "on_tracking_number_added"
#: context key: the transfer tells that it is done, its moves need not
MUTE_MOVES = "__no_on_event_out_done"


class StockPicking(models.Model):
    """Tells of deliveries that are done, and of their tracking numbers.

    Events:

    * ``on_picking_out_done(record, method)``: a delivery is done; ``method`` is
      ``"partial"`` when a backorder remains to deliver, else ``"complete"``.
    * ``on_picking_dropship_done(record, method)``: the same for what a vendor delivers
      to the customer.
    * ``on_tracking_number_added(record)``: a transfer got a tracking number, or
      another one. It may come before the transfer is done.

    A return tells nothing.
    """

    _inherit = "stock.picking"

    related_backorder_ids = fields.One2many(
        comodel_name="stock.picking",
        inverse_name="backorder_id",
        string="Related Backorders",
        help="The transfers that deliver what this one did not.",
    )

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]):
        pickings = super().create(vals_list)
        if self._event(TRACKING_ADDED):
            pickings.filtered("carrier_tracking_ref")._notify_tracking_added()
        return pickings

    def write(self, vals: ValuesType) -> bool:
        if not vals.get("carrier_tracking_ref") or not self._event(TRACKING_ADDED):
            return super().write(vals)
        before = {picking: picking.carrier_tracking_ref for picking in self}
        result = super().write(vals)
        self.filtered(
            lambda picking: (
                picking.carrier_tracking_ref
                and picking.carrier_tracking_ref != before[picking]
            )
        )._notify_tracking_added()
        return result

    def _notify_tracking_added(self) -> None:
        if self:
            events = self._event(TRACKING_ADDED)
            for picking in self:
                events.notify(picking)

    def _action_done(self) -> bool:
        if not self._is_done_heard():
            return super()._action_done()
        undone = self.filtered(lambda picking: picking.state != "done")
        muted = self.with_context(**{MUTE_MOVES: True})
        result = super(StockPicking, muted)._action_done()
        undone._notify_done()
        return result

    def _is_done_heard(self) -> bool:
        """Tell whether anybody wants to know of transfers that are done."""
        return bool(self._event(OUT_DONE) or self._event(DROPSHIP_DONE))

    def _notify_done(self, method: str | None = None) -> None:
        """Tell of the transfers, among these, that are done and go to a customer.

        :param method: the same for all, instead of what their backorders say
        """
        done = self.filtered(lambda picking: picking.state == "done")
        for name, pickings in done.grouped(lambda p: p._done_event()).items():
            if not name:
                continue
            events = pickings._event(name)
            if events:
                for picking in pickings:
                    events.notify(picking, method or picking._done_method())

    def _done_event(self) -> str | None:
        """Name of the event that tells that the transfer is done, if any does."""
        self.ensure_one()
        source, destination = self.location_id.usage, self.location_dest_id.usage
        match self.picking_type_id.code:
            case "outgoing":
                return OUT_DONE
            case "incoming" if destination == "customer":
                return DROPSHIP_DONE
            # the type of Odoo's addon for dropshipping, also used for their returns;
            # between companies, the goods pass by a transit location
            case "dropship" if source != "customer" and destination in (
                "customer",
                "transit",
            ):
                return DROPSHIP_DONE
        return None

    def _done_method(self) -> str:
        """Tell whether the transfer delivers all, or leaves a backorder."""
        self.ensure_one()
        pending = any(
            backorder.state != "cancel" for backorder in self.related_backorder_ids
        )
        return "partial" if pending else "complete"
