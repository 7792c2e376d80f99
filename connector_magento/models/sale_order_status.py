"""Jobs and buttons that tell the shop of the state of an order."""

from __future__ import annotations

from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.connector.job import job


class MagentoSaleOrder(models.Model):
    _inherit = "magento.sale.order"

    magento_picking_ids = fields.One2many(
        comodel_name="magento.stock.picking",
        inverse_name="magento_order_id",
        string="Magento Shipments",
    )
    magento_invoice_ids = fields.One2many(
        comodel_name="magento.account.move",
        inverse_name="magento_order_id",
        string="Magento Invoices",
    )

    def _invoiced_on(self) -> str:
        """When an invoice of Odoo becomes one in the shop: a choice of the store."""
        self.ensure_one()
        return self.storeview_id.store_id.create_invoice_on or "paid"

    def _delay_status(self, method: str, what: str, **kwargs: object) -> None:
        """Change the state of each of these orders in the shop, in a job.

        :param what: what is done, as people read it
        """
        for binding in self.sudo().filtered("external_id"):
            env = binding.backend_id._pinned().env
            job_of = binding.with_env(env).with_delay(
                description=env._(
                    "%(what)s the order %(number)s of %(backend)s",
                    what=what,
                    number=binding.increment_id or binding.external_id,
                    backend=binding.backend_id.display_name,
                )
            )
            getattr(job_of, method)(**kwargs)

    @api.private
    @job()
    def export_cancel(self) -> str:
        """Cancel the order in the shop; a job."""
        return self._export_status("cancel")

    @api.private
    @job()
    def export_hold(self) -> str:
        """Put the order on hold in the shop; a job."""
        return self._export_status("hold")

    @api.private
    @job()
    def export_unhold(self) -> str:
        """Release the order in the shop; a job."""
        return self._export_status("unhold")

    @api.private
    @job()
    def export_comment(
        self, text: str, notify: bool, visible: bool, written_at: datetime
    ) -> str:
        """Write a comment on the order in the shop; a job."""
        return self._export_status("comment", text, notify, visible, written_at)

    def _export_status(self, method: str, *args: object) -> str:
        self.ensure_one()
        backend = self.backend_id._in_job(self.env)
        with backend.work_on(self._name) as work:
            exporter = work.component(usage="order.status.exporter")
            return getattr(exporter, method)(self, *args)

    def action_hold(self) -> dict:
        """Put the orders on hold in the shop, in jobs."""
        return self._press("export_hold", self.env._("Put on hold"))

    def action_unhold(self) -> dict:
        """Release the orders in the shop, in jobs."""
        return self._press("export_unhold", self.env._("Release"))

    def action_cancel_in_shop(self) -> dict:
        """Cancel in the shop the orders that are cancelled in Odoo, in jobs."""
        if any(order.state != "cancel" for order in self):
            raise UserError(
                self.env._("Cancel the order in Odoo first, then in the shop.")
            )
        return self._press("export_cancel", self.env._("Cancel"))

    def _press(self, method: str, what: str) -> dict:
        self.env["magento.fulfilment"]._check_connector_user()
        self.check_access("read")
        self._delay_status(method, what)
        return self.env["connector.backend"]._notify_started(
            self.env._("Started: %s.", what)
        )

    def action_send_comment(self) -> dict:
        """Ask for a comment, and for who shall read it."""
        self.ensure_one()
        self.check_access("read")
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "connector_magento.action_magento_order_comment"
            ),
            "context": {"default_magento_order_id": self.id},
        }
