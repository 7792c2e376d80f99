"""Export of stock quantities, of many products at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from odoo.models import BaseModel

from odoo.addons.component.core import Component
from odoo.addons.connector.components.synchronizer.bisection import is_beyond_record
from odoo.addons.connector.database import pg_try_advisory_locks
from odoo.addons.connector.exception import (
    IDMissingInBackend,
    RetryLater,
    error_kind,
)
from odoo.addons.connector.failure_notes import note_payload
from odoo.addons.connector.models.backend_failures import _failure_values
from odoo.addons.connector.rest import (
    RestConfigurationError,
    RestError,
    ServerFailure,
)
from odoo.addons.queue_job.job import Job

from ..models.backend_stock import ITEM, PRODUCT, SOURCE, WITHOUT_STOCK
from ..models.stock_item import Key, StockEntry
from .product_stock_adapter import StockAdapter

#: What each rule for back-orders is in a stock item. Mind the kinds: the shop refuses
#: true and false where it declares a number, and the other way round.
RULES: dict[str, dict[str, object]] = {
    "shop": {},
    "config": {"use_config_manage_stock": True, "use_config_backorders": True},
    "unmanaged": {"manage_stock": False, "use_config_manage_stock": False},
    **{
        rule: {
            "manage_stock": True,
            "use_config_manage_stock": False,
            "backorders": number,
            "use_config_backorders": False,
        }
        for rule, number in (("no", 0), ("allowed", 1), ("notify", 2))
    },
}
#: Internal errors of the shop in one job that may each lie in a product.
_MOST_SERVER_FAILURES = 3
_LOCKED_SECONDS = 10
#: Pause before the rest is sent, unless the shop names one.
_PAUSE = 60


class StockBatchExporter(Component):
    """Finds out which products the shop is to be sent, and delays jobs for them."""

    _name = "magento.stock.batch.exporter"
    _inherit = ["base.exporter", "base.magento.connector"]
    _apply_on = PRODUCT
    _usage = "stock.batch.exporter"

    def run(self, force: bool = False) -> str:
        """Delay the export of what changed; what was found, in a sentence.

        :param force: send all, changed or not
        """
        backend = self.backend_record
        self._refresh_sources()
        products = backend._stock_products()
        entries = backend._stock_to_send(products, force=force)
        ids = {entry.product_id: None for entry in entries}
        external_ids = products.browse(ids).mapped("external_id")
        size = backend.page_size
        for index in range(0, len(external_ids), size):
            backend._delay_stock(external_ids[index : index + size], force=force)
        self.env["connector.run"]._current()._add(found=len(external_ids))
        return self.env._(
            "The stock of %(count)s of %(all)s products is sent.",
            count=len(external_ids),
            all=len(products),
        )

    def _refresh_sources(self) -> None:
        """Import the sources, which a shop without inventory modules does not have."""
        backend = self.backend_record
        if backend.stock_api == "legacy":
            return
        has_sources = True
        try:
            # The run counts products.
            uncounted = backend.with_context(connector_run_id=False)
            with uncounted.work_on(SOURCE, rest=self.work.rest) as work:
                work.component(usage="batch.importer").run()
        except RestConfigurationError as error:
            if backend.stock_api != "auto" or error.status != 404:
                raise
            has_sources = False
        if backend.has_sources != has_sources:
            backend.sudo().has_sources = has_sources


class StockExporter(Component):
    """Sends the stock of some products.

    What the shop refuses is set aside, and the rest is sent. When the shop can't be
    talked to any more, what went through is remembered, and the rest is sent later.
    """

    _name = "magento.stock.exporter"
    _inherit = ["base.exporter", "base.magento.connector"]
    _apply_on = PRODUCT
    _usage = "stock.exporter"

    def __init__(self, work_context):
        super().__init__(work_context)
        self._failures: dict[Key, Exception] = {}
        self._unsent: dict[Key, StockEntry] = {}
        self._sent: set[Key] = set()
        self._skus: dict[int, str] = {}
        self._codes: dict[int, str] = {}

    @property
    def adapter(self) -> StockAdapter:
        return self.component(usage="stock.adapter")

    def run(self, external_ids: list[str] | str, force: bool = False) -> str:
        """Send the stock of products; what was done, in a sentence.

        :param external_ids: of one product: what it meets is raised
        :param force: send what was sent before, too
        """
        self._is_single = isinstance(external_ids, str)
        ids = [external_ids] if isinstance(external_ids, str) else external_ids
        products = self._products(ids)
        self._lock(products)
        entries = self.backend_record._stock_to_send(
            products, force=force, refused=self._is_single
        )
        known = self.env[ITEM]._known(products.ids)
        self.env[ITEM]._remember(entries)
        stopped = self._send(self._in_shop(products, entries))
        self._take_back(known)
        return self._report(ids, products, entries, stopped, force)

    def _products(self, external_ids: list[str]) -> BaseModel:
        """Those of the products whose stock is still to be sent."""
        domain = [("external_id", "in", external_ids)]
        return self.backend_record._find_stock_products(domain)

    def _lock(self, products: BaseModel) -> None:
        names = [f"magento.stock:{product.id}" for product in products]
        if not all(pg_try_advisory_locks(self.env, names)):
            raise RetryLater(
                self.env._(
                    "Another job sends the stock of some of these products to"
                    " %s just now: they are tried again.",
                    self.backend_record.name,
                ),
                seconds=_LOCKED_SECONDS,
                ignore_retry=True,
            )

    def _in_shop(
        self, products: BaseModel, entries: list[StockEntry]
    ) -> list[StockEntry]:
        """Those entries whose product the shop has, and counts."""
        concerned = products.browse({entry.product_id: None for entry in entries})
        found = self.adapter.in_shop(concerned.mapped("external_id"))
        sources = self.env[SOURCE].browse({entry.source_id for entry in entries} - {0})
        self._codes = {source.id: source.external_id for source in sources}
        sendable = []
        for entry in entries:
            product = products.browse(entry.product_id)
            item = found.get(product.external_id)
            if item is None:
                self._fail(entry, self._missing(product))
            elif item.get("type_id") in WITHOUT_STOCK:
                self._unsent[entry.key] = entry
            else:
                self._skus[entry.product_id] = item["sku"]
                sendable.append(entry)
        return sendable

    def _missing(self, product: BaseModel) -> Exception:
        return IDMissingInBackend(
            self.env._(
                "%(backend)s has no product with id %(id)s (%(sku)s) any more, so its"
                " stock was not sent: press Find Deleted Products on the backend.",
                backend=self.backend_record.name,
                id=product.external_id,
                sku=product.sku,
            )
        )

    # -- requests -----------------------------------------------------------------

    def _send(self, entries: list[StockEntry]) -> Exception | None:
        """Send all; the error that the rest would meet, too, if there was one."""
        parts = list(self._parts(entries))
        parts.reverse()
        while parts:
            part = parts.pop()
            body = self._body(part)
            try:
                self._request(part, body)
            except Exception as error:
                note_payload(error, body)
                if self._is_single:
                    raise
                if not self._lies_in_product(error):
                    parts.append(part)
                    rest = {one.key: one for left in parts for one in left}
                    return self._stop(error, rest)
                if len(part) == 1:
                    self._fail(part[0], error)
                else:
                    # It is one of them: which?
                    middle = len(part) // 2
                    parts += [part[middle:], part[:middle]]
            else:
                self._sent.update(entry.key for entry in part)
        return None

    def _parts(self, entries: list[StockEntry]) -> Iterator[list[StockEntry]]:
        """What goes into a request each: many quantities of sources, or one item."""
        of_sources = []
        for entry in entries:
            if entry.source_id:
                of_sources.append(entry)
            else:
                yield [entry]
        size = self.backend_record.stock_batch_size
        for index in range(0, len(of_sources), size):
            yield of_sources[index : index + size]

    def _request(self, part: list[StockEntry], body: list[dict]) -> None:
        if part[0].source_id:
            self.adapter.write_sources(body)
        else:
            self.adapter.write_item(self._skus[part[0].product_id], body[0])

    def _body(self, part: list[StockEntry]) -> list[dict]:
        if part[0].source_id:
            return [
                {
                    "sku": self._skus[entry.product_id],
                    "source_code": self._codes[entry.source_id],
                    "quantity": _number(entry.quantity),
                    "status": int(entry.in_stock),
                }
                for entry in part
            ]
        [entry] = part
        data = dict(RULES[entry.back_orders])
        if entry.quantity is not None:
            # Without it, what is out of stock would stay so.
            data |= {
                "qty": _number(entry.quantity),
                "is_in_stock": entry.in_stock,
            }
        return [data]

    def _lies_in_product(self, error: Exception) -> bool:
        """Whether other products may well be sent after this error."""
        if isinstance(error, ServerFailure):
            seen = sum(
                isinstance(one, ServerFailure) for one in self._failures.values()
            )
            return seen < _MOST_SERVER_FAILURES
        return (
            isinstance(error, RestError)
            and not is_beyond_record(error)
            and error_kind(error) == "skip"
        )

    def _stop(self, error: Exception, rest: dict[Key, StockEntry]) -> Exception:
        """Leave the rest to a later job, if something was sent at all."""
        if not self._sent or error_kind(error) != "retry":
            raise error
        self._unsent.update(rest)
        return error

    def _fail(self, entry: StockEntry, error: Exception) -> None:
        if self._is_single:
            raise error
        self._failures[entry.key] = error

    # -- afterwards ---------------------------------------------------------------

    def _take_back(self, known: Mapping) -> None:
        """Forget what was taken down and not sent."""
        problems: dict[Key, str | None] = dict.fromkeys(self._unsent)
        for key, error in self._failures.items():
            # What passes by itself is sent again by itself.
            problems[key] = None if error_kind(error) == "retry" else str(error)
        self.env[ITEM]._restore(known, problems)

    def _report(
        self,
        external_ids: list[str],
        products: BaseModel,
        entries: list[StockEntry],
        stopped: Exception | None,
        force: bool,
    ) -> str:
        """Set aside what failed, leave the rest to another job, and count."""
        backend = self.backend_record
        by_id = {product.id: product.external_id for product in products}
        failed: dict[str, Exception] = {}
        for (product_id, _source), error in self._failures.items():
            failed.setdefault(by_id[product_id], error)
        left = {by_id[product_id] for product_id, _source in self._unsent} - set(failed)
        sent = {by_id[product_id] for product_id, _source in self._sent}
        sent -= failed.keys() | left
        self._set_aside(failed, force)
        if sent:
            backend._forget_stock_failures(sent)
        if stopped is not None:
            rest = [id_ for id_ in external_ids if id_ in left]
            seconds = getattr(stopped, "seconds", None) or _PAUSE
            backend._delay_stock(rest, force=force, seconds=seconds)
        same = len(products) - len({entry.product_id for entry in entries})
        skipped = len(external_ids) - len(products)
        if stopped is None:
            skipped += len(left)
        self.env["connector.run"]._current()._add(
            updated=len(sent), unchanged=same, skipped=skipped
        )
        result = self.env._(
            "Stock of %(sent)s products sent, of %(same)s unchanged, of %(skipped)s not"
            " to be sent, %(failed)s set aside.",
            sent=len(sent),
            same=same,
            skipped=skipped,
            failed=len(failed),
        )
        if stopped is None:
            return result
        return self.env._(
            "%(result)s %(count)s are sent later: %(error)s",
            result=result,
            count=len(left),
            error=stopped,
        )

    def _set_aside(self, failed: Mapping[str, Exception], force: bool) -> None:
        """Leave products to jobs of their own, failed ones unless it passes."""
        backend, model = self.backend_record._to_work_on(self.model)
        later = [id_ for id_, error in failed.items() if error_kind(error) == "retry"]
        backend._delay_stock(later, single=True, force=force, seconds=_PAUSE)
        refused = {id_: failed[id_] for id_ in failed if id_ not in later}
        if not refused:
            return
        old = {job.connector_external_id: job for job in backend._failed_stock(refused)}
        hide = backend._hide_secrets()
        new = []
        for external_id, error in refused.items():
            job = Job(
                model.export_stock,
                args=(backend, external_id),
                description=f"{backend._stock_description()} {external_id}",
                identity_key=backend._job_key(model, "export_stock", external_id, {}),
            )
            job.set_failed(**_failure_values(error, hide))
            if external_id in old:
                old[external_id]._connector_replace(job)
            else:
                new.append(job)
        if new:
            backend._store_jobs(new)


def _number(quantity: float | None) -> float | int | None:
    """A quantity as people would write it.

    >>> _number(5.0), _number(2.5)
    (5, 2.5)
    """
    whole = quantity is not None and quantity == int(quantity)
    return int(quantity) if whole and quantity is not None else quantity
