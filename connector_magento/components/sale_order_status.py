"""What Odoo tells the shop of the state of an order: cancelled, on hold, a comment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import LockError
from odoo.models import BaseModel

from odoo.addons.component.core import Component
from odoo.addons.component_event import skip_if
from odoo.addons.connector.exception import InvalidDataError, RetryLater
from odoo.addons.connector.rest import RequestRefused, ServerUnreachable, encode_path

from ..client.fulfilment_payload import ORDER_COMMENT, PROGRESS

ORDER = "magento.sale.order"
CANCELED, HELD = "canceled", "holded"
#: Seconds by which the clocks of comments may be wrong.
_TOLERANCE = timedelta(seconds=5)


class OrderStatusListener(Component):
    """Cancels in the shop what people cancel in Odoo, in a job."""

    _name = "magento.sale.order.status.listener"
    _inherit = ["base.connector.listener", "base.magento.connector"]
    _apply_on = ["sale.order"]

    @skip_if(lambda self, records, **kwargs: self.no_connector_export(records))
    def on_records_write(self, records: BaseModel, fields=None) -> None:
        if "state" not in (fields or ()):
            return
        canceled = records.sudo().filtered(
            # What the shop cancelled it knows.
            lambda order: order.state == "cancel" and not order.canceled_in_backend
        )
        if canceled:
            canceled.magento_bind_ids.filtered(
                "backend_id.export_order_status"
            )._delay_status("export_cancel", self.env._("Cancel"))


class OrderStatusExporter(Component):
    """Changes the state of an order in the shop, or says why it can't be.

    Each first reads what the shop has: what is done already is not done again.
    """

    _name = "magento.sale.order.status.exporter"
    _inherit = "base.magento.connector"
    _apply_on = ORDER
    _usage = "order.status.exporter"

    @property
    def rest(self):
        """The conversation with the shop."""
        return self.work.rest

    def cancel(self, binding: BaseModel) -> str:
        """Cancel an order in the shop."""
        if binding.odoo_id.state != "cancel":
            return self.env._(
                "%s is not cancelled in Odoo any more: nothing was sent.", binding.name
            )
        self._lock(binding)
        order = self._order(binding)
        if order["state"] == CANCELED:
            self._note_state(binding, order)
            return self.env._("%s is cancelled in the shop already.", binding.name)
        if self._post(binding, "cancel") is not True:
            return self._not_canceled(binding, order)
        order = self._order(binding)
        self._note_state(binding, order)
        if order["state"] != CANCELED:
            reason = self.env._(
                "Only a part of the order %(number)s was cancelled in %(backend)s: its"
                " state there is “%(status)s” now, since something was invoiced. Refund"
                " that in the shop.",
                status=order["status"] or order["state"],
                **self._names(binding),
            )
            return self._tell(binding, reason)
        return self.env._(
            "The order %(number)s was cancelled in %(backend)s.", **self._names(binding)
        )

    def _not_canceled(self, binding: BaseModel, order: Mapping) -> str:
        if order["state"] == HELD:
            why = self.env._("It is on hold there: release it, and cancel it there.")
        elif any(item["qty_shipped"] for item in order["items"]):
            why = self.env._(
                "Something was shipped: wait for the goods to come back, and refund it"
                " there."
            )
        elif any(item["qty_invoiced"] for item in order["items"]):
            why = self.env._("It is invoiced there: refund it there (Credit Memo).")
        else:
            why = self.env._("Look at the order there, and settle it by hand.")
        return self._tell(
            binding,
            self.env._(
                "The order %(number)s was cancelled in Odoo, but %(backend)s can't cancel"
                " it: its state there is “%(status)s”. %(why)s",
                status=order["status"] or order["state"],
                why=why,
                **self._names(binding),
            ),
        )

    def _tell(self, binding: BaseModel, reason: str) -> str:
        """Let a person know, on the order and among what is to be reviewed."""
        self.backend_record.add_checkpoint(binding, reason)
        binding.odoo_id.sudo().message_post(body=reason)
        return reason

    def hold(self, binding: BaseModel) -> str:
        """Put an order on hold in the shop."""
        return self._change(binding, "hold", to_hold=True)

    def unhold(self, binding: BaseModel) -> str:
        """Release an order that is on hold in the shop."""
        return self._change(binding, "unhold", to_hold=False)

    def _change(self, binding: BaseModel, action: str, to_hold: bool) -> str:
        self._lock(binding)
        order = self._order(binding)
        if (order["state"] == HELD) != to_hold:
            try:
                done = self._post(binding, action)
            except RequestRefused as refusal:
                raise InvalidDataError(
                    self.env._(
                        "%(backend)s refused to change the order %(number)s, whose state"
                        " there is “%(status)s”: %(refusal)s",
                        status=order["status"] or order["state"],
                        refusal=str(refusal),
                        **self._names(binding),
                    )
                ) from refusal
            order = self._order(binding)
            if done is not True or (order["state"] == HELD) != to_hold:
                raise InvalidDataError(
                    self.env._(
                        "%(backend)s did not change the order %(number)s: its state"
                        " there is “%(status)s”. Look at it there.",
                        status=order["status"] or order["state"],
                        **self._names(binding),
                    )
                )
        self._note_state(binding, order)
        return self.env._(
            "The state of the order %(number)s in %(backend)s is “%(status)s” now.",
            status=order["status"] or order["state"],
            **self._names(binding),
        )

    def comment(
        self,
        binding: BaseModel,
        text: str,
        notify: bool = False,
        visible: bool = False,
        written_at: datetime | None = None,
    ) -> str:
        """Write a comment on an order in the shop.

        :param notify: whether the shop sends it to the customer
        :param visible: whether the customer sees it in the shop
        :param written_at: when a person wrote it: a comment of the same words that came
            later is a former try of the same
        """
        self._lock(binding)
        path = f"{self._path(binding)}/comments"
        if self._is_there(path, text, written_at):
            return self.env._("The comment is in the shop already.")
        history = {
            "comment": text,
            "is_customer_notified": int(notify),
            "is_visible_on_front": int(visible),
            "parent_id": int(binding.external_id),
        }
        try:
            self.rest.post(path, {"statusHistory": history}, record=True)
        except ServerUnreachable as error:
            if not error.unsent:
                error.seconds = max(error.seconds or 0, 300)
            raise
        return self.env._(
            "The comment was written on the order %(number)s of %(backend)s.",
            **self._names(binding),
        )

    def _is_there(self, path: str, text: str, written_at: datetime | None) -> bool:
        answer = self.rest.get(path, record=True)
        now = self.rest.server_time
        if written_at is None or now is None or not isinstance(answer, dict):
            return False
        # Both clocks tell how long ago, which they agree upon, unlike the time.
        age = fields.Datetime.now() - written_at + _TOLERANCE
        for item in answer.get("items") or ():
            known = ORDER_COMMENT.check(item, translate=self.env._)
            if (known["comment"] or "").strip() == text.strip():
                created = known["created_at"]
                if created and now - created <= age:
                    return True
        return False

    def _order(self, binding: BaseModel) -> dict:
        wanted = (
            "entity_id,state,status,items[item_id,qty_ordered,qty_shipped,qty_invoiced]"
        )
        answer = self.rest.get(self._path(binding), [("fields", wanted)], record=True)
        return PROGRESS.check(answer, translate=self.env._)

    def _post(self, binding: BaseModel, action: str) -> object:
        return self.rest.post(f"{self._path(binding)}/{action}", record=True)

    def _path(self, binding: BaseModel) -> str:
        return f"V1/orders/{encode_path(binding.external_id)}"

    def _note_state(self, binding: BaseModel, order: Mapping) -> None:
        values = {"magento_state": order["state"], "magento_status": order["status"]}
        if any(binding[name] != value for name, value in values.items()):
            binding.with_context(connector_no_export=True).write(values)

    def _names(self, binding: BaseModel) -> dict[str, str]:
        return {
            "number": binding.increment_id or binding.external_id,
            "backend": self.backend_record.name,
        }

    def _lock(self, binding: BaseModel) -> None:
        try:
            binding.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise RetryLater(
                self.env._(
                    "Another job is at work on the order %(number)s of %(backend)s just"
                    " now.",
                    **self._names(binding),
                ),
                seconds=5,
                ignore_retry=True,
            ) from error
