"""Import of orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from odoo.models import BaseModel
from odoo.tools import html2plaintext, plaintext2html

from odoo.addons.component.core import Component
from odoo.addons.connector_ecommerce.completion import BATCH

from ..client import order_payload
from ..client.order_payload import shipping_of
from .sale_order_partner import addresses_digest

ORDER = "magento.sale.order"
PRODUCT = "magento.product.product"
CONFIGURABLE = "magento.product.template"
CUSTOMER = "magento.res.partner"
STOREVIEW = "magento.storeview"

_CANCELED = "canceled"


class OrderBatchImporter(Component):
    """Imports orders, in chunks.

    All orders, or the first time: websites, stores and store views come first. Nothing
    is looked for that was deleted: a shop keeps its orders.
    """

    _name = "magento.order.batch.importer"
    _inherit = "magento.batch.importer"
    _apply_on = ORDER

    #: Of orders fewer at once: a chunk is one transaction, and locks what it changes.
    _most_at_once = 25

    @property
    def _chunk_size(self) -> int:
        return min(self._most_at_once, self.backend_record.page_size)

    def _before_pages(self, is_first: bool) -> None:
        if not is_first:
            return
        backend = self.backend_record.with_context(connector_run_id=False)
        with backend.work_on("magento.website", rest=self.work.rest) as work:
            work.component(usage="metadata.importer").run()

    def _move_cursor(self, scan: object) -> None:
        self._takes_all = False
        return super()._move_cursor(scan)

    def _kind(self) -> str:
        return self.env._("order")


class OrderChunkImporter(Component):
    """Imports orders together, and takes down their shipping methods.

    Those stay when an order has to wait for the choice of a carrier: an order that is
    set aside leaves nothing else behind.
    """

    _name = "magento.order.chunk.importer"
    _inherit = "magento.chunk.importer"
    _apply_on = ORDER

    def _read_all(self, chunk: Any, ids: list, records: Mapping) -> None:
        result = super()._read_all(chunk, ids, records)
        note_methods(self, chunk.records.values())
        return result


def note_methods(component: Any, orders: Iterable[object]) -> None:
    """Create the shipping methods of orders, as they were read, that are new."""
    titles: dict[str, str] = {}
    for order in orders:
        code, title = _method(order)
        if code:
            titles.setdefault(code, title)
    if not titles:
        return
    methods = component.env["magento.carrier"].sudo()
    backend = component.backend_record
    known = methods.search([("backend_id", "=", backend.id), ("code", "in", [*titles])])
    for code in sorted(titles.keys() - set(known.mapped("code"))):
        methods._note(backend, code, titles[code])


def _method(order: object) -> tuple[str, str]:
    """Code and title of the shipping method of an order as it was read."""
    if not isinstance(order, dict):
        return "", ""
    # What doesn't fit is empty here; the importer says what is wrong with it.
    parts = {"extension_attributes", "shipping_description"}
    checked = order_payload.ORDER.read({key: order.get(key) for key in parts}, [])
    method = shipping_of(checked).get("method")
    return method or "", checked["shipping_description"] or ""


class OrderImporter(Component):
    """Imports an order; once it is there, only what becomes of it in the shop.

    The shop never changes the lines of an order: it makes another order. So what a
    person or Odoo did to the order is left alone.
    """

    _name = "magento.order.importer"
    _inherit = "magento.importer"
    _apply_on = ORDER

    _schema = order_payload.ORDER
    _gone_policy = "leave"

    def _prepare(
        self,
        external_id: object,
        record: object,
        binding: BaseModel | None = None,
        force: bool = False,
    ) -> str | None:
        self._known = binding
        return super()._prepare(external_id, record, binding, force=force)

    def _remote_date(self, record: dict) -> None:
        """None: comments and partial shipments come without a new date."""
        return None

    def _must_skip(self) -> str | None:
        record = self.external_record
        known = self._known
        if known is None:
            known = self.binder.to_internal(self.external_id)
        if known:
            return None  # what becomes of it in the shop is imported always
        number = record["increment_id"]
        if record["state"] == _CANCELED:
            return self.env._(
                "Order %s is not imported: it was cancelled in the shop before.", number
            )
        since = self.backend_record.orders_from
        if since and record["created_at"] < since:
            return self.env._(
                "Order %(number)s is not imported: it was placed on %(date)s (UTC), and"
                " orders are imported that were placed since %(since)s.",
                number=number,
                date=record["created_at"],
                since=since,
            )
        return self.component(usage="sale.import.rule").check(record)

    def _dependencies(self, record: dict) -> Iterable[tuple[str | None, str]]:
        if self.binding:
            return
        record = self.external_record
        yield record["store_id"], STOREVIEW
        yield record["customer_id"], CUSTOMER
        parents = {item["parent_item_id"] for item in record["items"]}
        needed: dict[tuple[str | None, str], None] = {}
        for item in record["items"]:
            if item["product_type"] != "configurable":
                needed[item["product_id"], PRODUCT] = None
            elif item["item_id"] in parents:
                needed[item["product_id"], CONFIGURABLE] = None
        # Variants come with the configurable products that they are of.
        for model_name in (CONFIGURABLE, PRODUCT):
            ids = [id_ for id_, name in needed if name == model_name]
            for id_ in self._unknown(ids, model_name):
                yield id_, model_name

    def _unknown(self, external_ids: list, model_name: str) -> Iterable[str | None]:
        """Those that Odoo may not have; a chunk asks for all of its orders itself."""
        if self._known is not None:
            return external_ids
        known = self.binder_for(model_name).to_internal_many(external_ids)
        return [id_ for id_ in external_ids if id_ not in known]

    def _create_model(self) -> BaseModel:
        company = self.backend_record._order_company()
        # What all lines look for is looked for once.
        model = super()._create_model().with_context(**{BATCH: {}})
        return model.with_company(company)

    def _create(self, data: dict) -> BaseModel:
        return self._create_many([data])[0]

    def _create_many(self, values_list: list[dict]) -> list[BaseModel]:
        orders = self._create_model().create(values_list)
        self._round(orders)
        return list(orders.with_env(self.env).with_context(connector_no_export=True))

    def _round(self, orders: BaseModel) -> None:
        """Add a line to those whose total differs from the shop's by cents."""
        limit = self.backend_record.largest_rounding
        lines = []
        for order in orders:
            difference = order.total_difference
            currency = order.currency_id
            if not difference or currency.compare_amounts(abs(difference), limit) > 0:
                continue
            builder = self.component(usage="order.line.builder.rounding")
            builder.price_unit = -difference
            lines.append({"order_id": order.odoo_id.id, **builder.get_line()})
        if lines:
            orders.env["sale.order.line"].create(lines)

    def _after_import(self, binding: BaseModel) -> None:
        if self.outcome == "created":
            self._tell_exceptions(binding)
        else:
            self._update_lines(binding)
            self._follow_addresses(binding)
        self._post_comments(binding)

    def _before_import(self) -> None:
        self._refunded = self.binding.total_refunded if self.binding else 0

    def _tell_exceptions(self, binding: BaseModel) -> None:
        """Let whoever opens the order see at once what keeps it from confirmation."""
        order = binding.odoo_id
        order.detect_exceptions()
        if binding.total_difference:
            self.backend_record.add_checkpoint(binding, reason=binding._figures())

    # -- what becomes of it later -------------------------------------------------

    def _update_lines(self, binding: BaseModel) -> None:
        mapper = self.component(usage="import.mapper", model_name=f"{ORDER}.line")
        items = {item["item_id"]: item for item in self.external_record["items"]}
        for line in binding.magento_order_line_ids:
            item = items.get(line.external_id)
            values = mapper.progress(item) if item else {}
            changed = {
                name: value for name, value in values.items() if line[name] != value
            }
            if changed:
                line.with_context(connector_no_export=True).write(changed)
        refunded = binding.total_refunded
        if refunded != self._refunded:
            binding.odoo_id.message_post(
                body=self.env._(
                    "%(amount)s of this order is refunded in the shop now, %(before)s"
                    " before: check whether goods come back, and whether a credit note"
                    " is needed here.",
                    amount=binding.currency_id.format(refunded),
                    before=binding.currency_id.format(self._refunded),
                )
            )

    def _follow_addresses(self, binding: BaseModel) -> None:
        """Change the addresses of a quotation; of an order only tell a person."""
        digest = addresses_digest(self.external_record)
        if binding.addresses_digest == digest:
            return
        order = binding.odoo_id
        finder = self.component(usage="order.partners")
        if order.state in ("draft", "sent"):
            values = finder.addresses(self.external_record, order.partner_id)
            order.write(values)
        else:
            order.message_post(
                body=self.env._(
                    "An address of this order was changed in the shop, after the order"
                    " was confirmed here: compare both, and correct what is not shipped"
                    " or invoiced yet. Delivery address in the shop now: %s",
                    finder.one_line(self.external_record),
                )
            )
        binding.addresses_digest = digest

    def _post_comments(self, binding: BaseModel) -> None:
        """Put what was said about the order in the shop into the discussion."""
        known = binding.last_comment_id
        comments = [
            comment
            for comment in self.external_record["status_histories"] or ()
            if int(comment["entity_id"]) > known and comment["comment"]
        ]
        comments.sort(key=lambda comment: int(comment["entity_id"]))
        for comment in comments:
            self._post(
                binding,
                self.env._("Comment in the shop:"),
                comment["comment"],
                comment["created_at"],
            )
        if comments:
            binding.last_comment_id = int(comments[-1]["entity_id"])
        if self.outcome == "created":
            extension = self.external_record["extension_attributes"] or {}
            gift = extension.get("gift_message") or {}
            for label, text in (
                (
                    self.env._("Note of the customer:"),
                    self.external_record["customer_note"],
                ),
                (self.env._("Gift message:"), gift.get("message")),
            ):
                if text:
                    self._post(binding, label, text)

    def _post(
        self, binding: BaseModel, label: str, text: str, date: datetime | None = None
    ) -> None:
        # What people typed in the shop is not trusted as HTML.
        plain = plaintext2html(html2plaintext(text).strip())
        values = {"date": date} if date else {}
        binding.odoo_id.message_post(
            body=Markup("<p>%s</p>%s") % (label, plain),
            subtype_xmlid="mail.mt_note",
            **values,
        )
