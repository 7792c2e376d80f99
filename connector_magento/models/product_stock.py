"""Products of a shop, as far as their stock is sent to it."""

from __future__ import annotations

from collections.abc import Iterable

from odoo import api, fields, models

from odoo.addons.connector.exception import ConfigurationError
from odoo.addons.connector.job import job
from odoo.addons.queue_job.job import DONE, FAILED

from .backend_stock import BACK_ORDERS

_EXPORT = "export_stock"


class MagentoProductProduct(models.Model):
    _inherit = "magento.product.product"

    no_stock_sync = fields.Boolean(
        string="No Stock Synchronization",
        help="The stock of this product is not sent to the shop.",
    )
    back_orders = fields.Selection(
        selection=BACK_ORDERS,
        string="Back-Orders",
        help="Whether the shop sells it without stock. Empty: as the backend says.",
    )
    stock_item_ids = fields.One2many(
        comodel_name="magento.stock.item",
        inverse_name="product_id",
        string="Sent Stock",
        readonly=True,
    )
    magento_qty = fields.Float(
        string="Sent Quantity",
        compute="_compute_sent_stock",
        help="Quantity that the shop was last sent, of all its sources.",
    )
    stock_sent_date = fields.Datetime(
        string="Stock Sent On", compute="_compute_sent_stock"
    )
    stock_to_send = fields.Boolean(
        compute="_compute_stock_to_send",
        search="_search_stock_to_send",
        help="The stock is something else than what the shop was last sent.",
    )

    @api.depends("stock_item_ids.quantity", "stock_item_ids.sent_date")
    def _compute_sent_stock(self) -> None:
        for product in self:
            items = product.stock_item_ids
            product.magento_qty = sum(items.mapped("quantity"))
            dates = [date for date in items.mapped("sent_date") if date]
            product.stock_sent_date = max(dates, default=False)

    def _compute_stock_to_send(self) -> None:
        to_send = self._with_stock_to_send()
        for product in self:
            product.stock_to_send = product.id in to_send

    @api.model
    def _search_stock_to_send(self, operator: str, value: object) -> list:
        if operator not in ("=", "!=", "in", "not in"):
            return NotImplemented
        wanted = any(value) if isinstance(value, Iterable) else bool(value)
        is_in = (operator in ("=", "in")) == wanted
        ids = sorted(self._with_stock_to_send())
        return [("id", "in" if is_in else "not in", ids)]

    def _with_stock_to_send(self) -> set[int]:
        """Ids of those of these products, or of all, whose stock is to be sent."""
        found: set[int] = set()
        backends = self.backend_id or self.env["magento.backend"].search(
            [("active", "=", True)]
        )
        for backend in backends.sudo():
            products = backend._stock_products()
            if self:
                products &= self.sudo()
            try:
                entries = backend._stock_to_send(products, refused=True)
            except ConfigurationError:
                continue  # the export itself tells
            found.update(entry.product_id for entry in entries)
        return found

    def action_export_stock(self) -> dict:
        """Send the stock of these products, whatever was sent before, in jobs."""
        self.check_access("read")
        for product in self.sudo():
            backend = product.backend_id
            backend._delay_stock([product.external_id], single=True, force=True)
        return self.env["connector.backend"]._notify_started(
            self.env._("The stock of %s products is sent.", len(self))
        )

    @api.private
    @job()
    @api.model
    def export_stock_batch(self, backend: models.BaseModel, force: bool = False) -> str:
        """Send the stock of products that changed, in chunks; a job.

        :param force: send that of all products
        """
        return self._run_import(
            backend, "stock.batch.exporter", (), {"force": force}, opens_run=True
        )

    @api.private
    @job(related_action="related_action_imported")
    @api.model
    def export_stock(
        self,
        backend: models.BaseModel,
        external_ids: list[str] | str,
        force: bool = False,
    ) -> str:
        """Send the stock of some products, or of one; a job.

        :param external_ids: of one product: what it meets is the failure of the job
        :param force: send what was sent before, too
        """
        return self._run_import(
            backend, "stock.exporter", (external_ids,), {"force": force}
        )


class MagentoBackend(models.Model):
    _inherit = "magento.backend"

    def _delay_stock(
        self,
        external_ids: Iterable[str],
        single: bool = False,
        force: bool = False,
        seconds: int | None = None,
    ) -> int:
        """Delay the export of the stock of products, together or one by one.

        :param seconds: when to begin
        """
        ids = list(external_ids)
        if not ids:
            return 0
        backend, model = self._to_work_on("magento.product.product")
        kwargs = {"force": True} if force else {}
        text = backend._stock_description()
        calls: dict[str, tuple[tuple, str]]
        if single:
            calls = {
                backend._job_key(model, _EXPORT, id_, kwargs): (
                    (id_,),
                    f"{text} {id_}",
                )
                for id_ in ids
            }
        else:
            described = self.env._(
                "%(description)s %(first)s … %(last)s (%(count)s products)",
                description=text,
                first=ids[0],
                last=ids[-1],
                count=len(ids),
            )
            what = ",".join(ids)
            key = backend._job_key(model, _EXPORT, what, kwargs)
            calls = {key: ((ids,), described)}
        return backend._delay_each(
            model, _EXPORT, calls, kwargs, eta=seconds, priority=None
        )

    def _stock_description(self) -> str:
        return self.env._("%s: export of stock", self.sudo().name)

    def _failed_stock(self, external_ids: Iterable[str]) -> models.BaseModel:
        """The failed jobs that send the stock of these products."""
        domain = self._connector_job_domain(
            model_name="magento.product.product", method_name=_EXPORT, state=FAILED
        )
        domain.append(("connector_external_id", "in", list(external_ids)))
        return self.env["queue.job"].sudo().search(domain, order="id")

    def _forget_stock_failures(self, external_ids: Iterable[str]) -> None:
        """Mark failed exports as done: the shop was sent the stock since."""
        jobs = self._failed_stock(external_ids)
        if jobs:
            jobs.write(
                {
                    "state": DONE,
                    "date_done": fields.Datetime.now(),
                    "connector_error_kind": False,
                    "connector_configure": False,
                    "connector_payload": False,
                    "result": self.env._("Sent since, by another job."),
                }
            )
