"""What exports of deliveries and of invoices have in common.

Magento ships and invoices again whatever is still open, each time it is asked. So before
each request the order is read, and what was made of it; what Odoo makes bears the
name of Odoo's document in a comment, by which a later try finds it.

Longer than 400 lines because it is one flow, whose steps and messages are read and
overridden together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NoReturn

from odoo.exceptions import LockError
from odoo.models import BaseModel
from odoo.tools import float_compare

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector.exception import InvalidDataError, RetryLater
from odoo.addons.connector.failure_notes import noting_payload
from odoo.addons.connector.rest import RequestRefused, ServerUnreachable

from .fulfilment_contents import DIGITS, Contents, complete_kits, plain

if TYPE_CHECKING:
    from odoo.addons.connector.models.export_receipt import Receipt

#: Begins the comment on what Odoo makes. Not translated: it is looked for.
MARK = "Odoo: "


class FulfilmentExporter(AbstractComponent):
    """Makes a document in the shop, unless it is there already.

    The order is locked: two documents of it are never made at the same time.

    :cvar _done_field: field of the shop's items that counts what was made
    """

    _name = "magento.fulfilment.exporter"
    _inherit = ["generic.exporter", "base.magento.connector"]
    _usage = "record.exporter"

    _gone_policy = "fail"
    _done_field = ""
    #: Seconds after which the shop is surely done with a request it did not answer.
    _in_flight = 300
    _receipt: Receipt | None

    def __init__(self, work_context):
        super().__init__(work_context)
        self._read: dict | None = None
        self._found = False
        self._sent: Contents | None = None

    # -- what heirs say ------------------------------------------------------------

    def _open(self, item: Mapping) -> float:
        """How much of an item of the shop's order is left to do."""
        raise NotImplementedError

    def _counts(self, part: Mapping) -> bool:
        """Whether a bundle is incomplete without this part."""
        return True

    def _body(self, order: dict, contents: Contents, data: dict) -> dict:
        """What to send."""
        raise NotImplementedError

    def _contents_of(self, documents: BaseModel) -> dict[str, float]:
        """Quantity by id of the order's item, of documents of Odoo."""
        raise NotImplementedError

    def _nothing_open(
        self, order: dict, contents: Contents, strangers: list[dict]
    ) -> str | None:
        """Nothing of it is left to do. The id of what to link it to, if anything."""
        return None

    # -- the flow ------------------------------------------------------------------

    @property
    def _order_id(self) -> str:
        return self.binding.magento_order_id.external_id

    def _lock(self) -> None:
        order = self.binding.magento_order_id
        try:
            order.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise RetryLater(
                self.env._(
                    "Another job is at work on the order %(number)s of %(backend)s just"
                    " now.",
                    number=order.increment_id,
                    backend=self.backend_record.name,
                ),
                seconds=5,
                ignore_retry=True,
            ) from error

    def _run_create(self, map_record) -> str:
        if not self._contents_of(self.binding):
            self.outcome = "unchanged"
            return self.env._(
                "%(document)s holds nothing of the order %(number)s of %(backend)s:"
                " there is nothing to tell the shop.",
                **self._names(),
            )
        try:
            return super()._run_create(map_record)
        except _NothingLeft as nothing:
            # Not there, and not to be made: what was noted of the try is void.
            if self._receipt is not None:
                self._receipts._withdraw([self._receipt.id])
                self._receipt = None
            self.outcome = "unchanged"
            return str(nothing)

    def _find_created(self, data: dict) -> str | None:
        self._read = self.backend_adapter.order(self._order_id)
        return self._look(self._read, data)

    def _create(self, data: dict) -> str:
        order = self._read or self.backend_adapter.order(self._order_id)
        self._read = None
        found = self._look(order, data)
        if found:
            return found
        contents = self._contents(order)
        body = self._body(order, contents, data)
        self._sent = contents
        try:
            with noting_payload(body):
                return self.backend_adapter.make(self._order_id, body)
        except RequestRefused:
            # Somebody was faster, or our own former request is through by now.
            found = self._look(self.backend_adapter.order(self._order_id), data)
            if found:
                return found
            raise
        except ServerUnreachable as error:
            if not error.unsent:
                error.seconds = max(error.seconds or 0, self._in_flight)
            raise

    def _look(self, order: dict, data: dict) -> str | None:
        """The id of the document, if the shop has it already.

        :raises InvalidDataError: the shop would refuse it, or only take a part
        :raises _NothingLeft: nothing is to be done
        """
        contents = self._contents(order)
        open_items = self._open_items(order, contents)
        made = any(item[self._done_field] for item in order["items"])
        documents = self.backend_adapter.of_order(self._order_id) if made else []
        marked = [one for one in documents if self._mark() in _marks(one)]
        if marked:
            return self._take(marked[0], data, order, ours=True)
        strangers = self._strangers(documents)
        equal = [one for one in strangers if contents.is_held_by(one)]
        if equal:
            return self._take(equal[0], data, order)
        if not any(open_items.values()):
            settled = self._nothing_open(order, contents, strangers)
            if settled:
                return self._take({"entity_id": settled}, data, order)
        self._check_state(order)
        # Of bundles, their parts tell what is left.
        counted = {id_ for id_, parts in contents.parts.items() if parts}
        missing = {
            id_: quantity
            for id_, quantity in contents.items.items()
            if id_ not in counted
            and float_compare(quantity, open_items[id_], precision_digits=DIGITS) > 0
        }
        if missing:
            raise InvalidDataError(
                self._not_open(order, contents, open_items, missing, documents)
            )
        return None

    def _take(self, document: dict, data: dict, order: dict, ours: bool = False) -> str:
        """Link the document to what the shop has."""
        self._found = not ours
        external_id = document["entity_id"]
        self._complete(external_id, data)
        if not ours and any(self._open(item) for item in order["items"]):
            # It may as well be another parcel or bill with the same contents.
            self.backend_record.add_checkpoint(
                self.binding,
                self.env._(
                    "%(document)s was linked to %(id)s, which was made in the shop and"
                    " has the same contents. If that is something else, unlink it by"
                    " deleting this record, and export %(document)s again.",
                    document=self._document_name(),
                    id=external_id,
                ),
            )
        return external_id

    def _complete(self, external_id: str, data: dict) -> None:
        """Override me to add to what the shop has what is still missing."""

    def _strangers(self, documents: list[dict]) -> list[dict]:
        """Those that were not made by Odoo."""
        if not documents:
            return []
        bound = self.binding.search(
            [
                ("backend_id", "=", self.backend_record.id),
                ("external_id", "in", [one["entity_id"] for one in documents]),
            ]
        )
        known = set(bound.mapped("external_id"))
        return [
            one
            for one in documents
            if one["entity_id"] not in known and not _marks(one)
        ]

    def _after_export(self) -> None:
        """Read back what was made: the shop takes less than it is told, in silence."""
        if self.outcome != "created" or self._found or self._sent is None:
            return
        documents = self.backend_adapter.of_order(self._order_id)
        marked = [one for one in documents if self._mark() in _marks(one)]
        made = [one for one in documents if one["entity_id"] == self.external_id]
        if len(marked) > 1:
            reason = self.env._(
                "%(document)s is in %(backend)s several times, for the order %(number)s:"
                " %(ids)s. Delete or refund there all but one.",
                ids=", ".join(one["entity_id"] for one in marked),
                **self._names(),
            )
        elif not made or not self._sent.is_held_by(made[0]):
            reason = self.env._(
                "%(id)s, which was made in %(backend)s of %(document)s for the order"
                " %(number)s, does not hold the same: somebody was at work on the order"
                " in the shop at the same time. Compare both.",
                id=self.external_id,
                **self._names(),
            )
        else:
            return
        self.backend_record.add_checkpoint(self.binding, reason)
        self.binding.odoo_id.sudo().message_post(body=reason)

    def _leave(self, reason: str) -> NoReturn:
        """Do nothing, for a reason that is no mistake."""
        raise _NothingLeft(reason)

    # -- contents ------------------------------------------------------------------

    def _contents(self, order: dict) -> Contents:
        """What the document holds, as far as the shop's order knows it."""
        items = {item["item_id"]: item for item in order["items"]}
        done = self.binding.search(
            [
                ("magento_order_id", "=", self.binding.magento_order_id.id),
                ("id", "!=", self.binding.id),
                "|",
                ("external_id", "!=", False),
                ("is_left", "=", True),
            ]
        )
        own = self._known(self._contents_of(self.binding), items)
        so_far = self._known(self._contents_of(done | self.binding), items)
        lines = self.binding.magento_order_id.magento_order_line_ids
        in_odoo = set(lines.mapped("external_id"))
        contents = Contents(items=own)
        for bundle in order["items"]:
            if bundle["product_type"] != "bundle" or not bundle["qty_ordered"]:
                continue
            parts = {
                item["item_id"]: item
                for item in order["items"]
                if item["parent_item_id"] == bundle["item_id"]
            }
            here = parts.keys() & own.keys()
            if not here and bundle["item_id"] not in own:
                continue
            contents.parts[bundle["item_id"]] = set(here)
            if bundle["item_id"] in own:
                continue  # a line of Odoo's own counts the bundles
            complete = min(
                complete_kits(so_far.get(id_, 0), part, bundle)
                for id_, part in parts.items()
                if id_ in here or (id_ in in_odoo and self._counts(part))
            )
            kits = complete - float(bundle[self._done_field] or 0)
            contents.kits[bundle["item_id"]] = max(kits, 0)
        return contents

    def _known(
        self, quantities: Mapping[str, float], items: Mapping[str, dict]
    ) -> dict[str, float]:
        """By the ids that the shop wants: of a variant, that of its configurable."""
        known: dict[str, float] = {}
        for item_id, quantity in quantities.items():
            item = items.get(item_id)
            if item is None:
                raise InvalidDataError(
                    self.env._(
                        "%(document)s holds the line %(id)s of the order %(number)s,"
                        " which %(backend)s does not know (any more). Enter it in the"
                        " shop by hand.",
                        id=item_id,
                        **self._names(),
                    )
                )
            parent = items.get(item["parent_item_id"] or "")
            if parent and parent["product_type"] == "configurable":
                item_id = parent["item_id"]
            known[item_id] = known.get(item_id, 0) + quantity
        return known

    def _open_items(self, order: dict, contents: Contents) -> dict[str, float]:
        return {
            item["item_id"]: max(self._open(item), 0)
            for item in order["items"]
            if item["item_id"] in contents.items
        }

    # -- messages ------------------------------------------------------------------

    def _document_name(self) -> str:
        return self.binding.odoo_id.name or str(self.binding.odoo_id.id)

    def _mark(self) -> str:
        return f"{MARK}{self._document_name()}"

    def _names(self) -> dict[str, str]:
        return {
            "document": self._document_name(),
            "number": self.binding.magento_order_id.increment_id or self._order_id,
            "backend": self.backend_record.name,
        }

    def _check_state(self, order: dict) -> None:
        advice = {
            "canceled": self.env._(
                "The order is cancelled there: take back what was sent, or enter a new"
                " order in the shop."
            ),
            "holded": self.env._(
                "The order is on hold there: press “Release” on the order, or release it"
                " in the shop."
            ),
            "payment_review": self.env._(
                "Its payment is being reviewed there: accept it in the shop."
            ),
            "closed": self.env._(
                "The order is closed there, which means that all was refunded: take back"
                " what was sent."
            ),
        }.get(order["state"])
        if advice:
            raise InvalidDataError(
                self.env._(
                    "%(document)s can't be told to %(backend)s for the order %(number)s:"
                    " its state is “%(state)s”. %(advice)s Then retry; or cancel this"
                    " job, if the shop need not know.",
                    state=order["status"] or order["state"],
                    advice=advice,
                    **self._names(),
                )
            )

    def _not_open(
        self,
        order: dict,
        contents: Contents,
        open_items: Mapping[str, float],
        missing: Iterable[str],
        documents: list[dict],
    ) -> str:
        items = {item["item_id"]: item for item in order["items"]}
        lines = []
        for id_ in missing:
            item = items[id_]
            lines.append(
                self.env._(
                    "%(sku)s: %(wanted)s here, %(open)s left there (ordered %(ordered)s,"
                    " done %(done)s, refunded %(refunded)s, cancelled %(canceled)s)",
                    sku=item["sku"] or id_,
                    wanted=plain(contents.items[id_]),
                    open=plain(open_items[id_]),
                    ordered=plain(float(item["qty_ordered"])),
                    done=plain(float(item[self._done_field] or 0)),
                    refunded=plain(float(item["qty_refunded"] or 0)),
                    canceled=plain(float(item["qty_canceled"] or 0)),
                )
            )
        known = ", ".join(one["entity_id"] for one in documents)
        return self.env._(
            "%(document)s holds more of the order %(number)s than is left to do in"
            " %(backend)s. %(lines)s. Made in the shop so far: %(known)s. Nothing was"
            " sent. Look at both: where goods were refunded, take them back; where"
            " somebody entered it in the shop, cancel this job.",
            lines="; ".join(lines),
            known=known or self.env._("nothing"),
            **self._names(),
        )


class _NothingLeft(Exception):
    """There is nothing to do, which is no mistake; the text says why."""


def _marks(document: Mapping) -> set[str]:
    """The comments by which Odoo marked a document."""
    comments = (comment["comment"] or "" for comment in document["comments"] or ())
    return {text for text in comments if text.startswith(MARK)}
