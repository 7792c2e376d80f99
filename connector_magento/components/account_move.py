"""Invoices, told to the shop."""

from __future__ import annotations

from collections.abc import Mapping

from odoo.models import BaseModel

from odoo.addons.component.core import Component
from odoo.addons.component_event import skip_if
from odoo.addons.connector.components.mapper import mapping
from odoo.addons.connector.exception import InvalidDataError
from odoo.addons.connector.rest import RequestRefused

from ..client.fulfilment_payload import INVOICE
from .fulfilment_contents import Contents

INVOICE_BINDING = "magento.account.move"
_PAID = ("paid", "in_payment")


class InvoiceListener(Component):
    """Tells the shop of invoices, when its store wants to know: in a job.

    Of credit notes and bills it is told nothing.
    """

    _name = "magento.account.move.listener"
    _inherit = ["base.connector.listener", "base.magento.connector"]
    _apply_on = ["account.move"]

    @skip_if(lambda self, record, **kwargs: self.no_connector_export(record))
    def on_invoice_validated(self, record: BaseModel) -> None:
        self._export(record, "open")

    @skip_if(lambda self, record, **kwargs: self.no_connector_export(record))
    def on_invoice_paid(self, record: BaseModel) -> None:
        if record.payment_state in _PAID:
            self._export(record, "paid")

    def _export(self, invoice: BaseModel, when: str) -> None:
        if invoice.move_type != "out_invoice":
            return
        sale_lines = invoice.sudo().invoice_line_ids.sale_line_ids
        orders = sale_lines.order_id.magento_bind_ids
        if orders:
            orders = orders.filtered(
                lambda order: (
                    order.backend_id.export_invoices and order._invoiced_on() == when
                )
            )
            bindings = invoice.sudo()._magento_bind(orders)
            bindings.filtered(lambda one: not one.external_id)._delay_export()


class InvoiceAdapter(Component):
    _name = "magento.invoice.adapter"
    _inherit = "magento.fulfilment.adapter"
    _apply_on = INVOICE_BINDING

    _path = "V1/invoices"
    _list_path = "V1/invoices"
    _action = "invoice"
    _document = INVOICE


class InvoiceExportMapper(Component):
    _name = "magento.account.move.export.mapper"
    _inherit = ["base.export.mapper", "base.magento.connector"]
    _apply_on = INVOICE_BINDING

    @mapping
    def lines(self, record):
        """The quantities, so that a receipt tells what was sent."""
        return {"lines": record._invoiced_items()}


class InvoiceExporter(Component):
    """Makes an invoice in the shop; nothing changes it there afterwards."""

    _name = "magento.account.move.exporter"
    _inherit = "magento.fulfilment.exporter"
    _apply_on = INVOICE_BINDING

    _done_field = "qty_invoiced"

    def _has_to_skip(self) -> bool:
        move = self.binding.odoo_id
        return not (
            self.backend_record.export_invoices
            and move.state == "posted"
            and move.move_type == "out_invoice"
            and not self.external_id
        )

    def _contents_of(self, documents: BaseModel) -> dict[str, float]:
        return documents._invoiced_items()

    def _open(self, item: Mapping) -> float:
        gone = (item["qty_invoiced"] or 0) + (item["qty_canceled"] or 0)
        return float(item["qty_ordered"] - gone)

    def _nothing_open(
        self, order: dict, contents: Contents, strangers: list[dict]
    ) -> str | None:
        """Shops invoice what is paid online by themselves, and all at once."""
        if strangers:
            return strangers[0]["entity_id"]
        if any(item["qty_invoiced"] for item in order["items"]):
            self._leave(
                self.env._(
                    "%(document)s needs no invoice in %(backend)s: all that it holds of"
                    " the order %(number)s is invoiced there already.",
                    **self._names(),
                )
            )
        return None

    def _body(self, order: dict, contents: Contents, data: dict) -> dict:
        store = self.binding.magento_order_id.storeview_id.store_id
        return {
            "capture": store.capture_payment,
            "notify": store.send_invoice_paid_mail,
            "items": contents.lines(),
            "comment": {"comment": self._mark(), "is_visible_on_front": 0},
            "appendComment": True,
        }

    def _create(self, data: dict) -> str:
        try:
            return super()._create(data)
        except RequestRefused as refusal:
            raise InvalidDataError(
                self.env._(
                    "%(backend)s refused the invoice of %(document)s for the order"
                    " %(number)s. %(refusal)s Nothing was invoiced there. Settle it in"
                    " the shop, then retry; if the shop need not know, cancel this job.",
                    refusal=str(refusal),
                    **self._names(),
                )
            ) from refusal

    def _update_data(self, map_record, fields=None, **kwargs) -> dict:
        return {}

    def _update(self, data: dict) -> None:
        """Nothing: the shop has no way to change an invoice."""

    def _done(self) -> str:
        names = {"id": self.external_id, **self._names()}
        if self._found:
            return self.env._(
                "The invoice %(id)s, which was made in %(backend)s for the order"
                " %(number)s, was linked to %(document)s.",
                **names,
            )
        return self.env._(
            "%(document)s is the invoice %(id)s of %(backend)s, order %(number)s.",
            **names,
        )
