"""Deliveries, told to the shop: shipments and tracking numbers."""

# It writes to the shop, where there is nothing to call with super().
# pylint: disable=method-required-super

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from odoo.models import BaseModel

from odoo.addons.component.core import Component
from odoo.addons.component_event import skip_if
from odoo.addons.connector.components.mapper import changed_by, mapping
from odoo.addons.connector.exception import ConfigurationError, InvalidDataError
from odoo.addons.connector.rest import RequestRefused, ServerUnreachable

from ..client.fulfilment_payload import SHIPMENT
from .fulfilment_contents import Contents

PICKING = "magento.stock.picking"

#: What the shop says is on its way, or is never sent.
_NOT_SENT = ("virtual", "downloadable")


def tracking_numbers(text: str | None) -> list[str]:
    """The numbers in a tracking reference, each once.

    Odoo puts those of several parcels into one field, with commas between.

    >>> tracking_numbers("1Z999, 1Z998;1Z999")
    ['1Z999', '1Z998']
    """
    numbers = (number.strip() for number in re.split(r"[,;\n]", text or ""))
    return list(dict.fromkeys(number for number in numbers if number))


class PickingListener(Component):
    """Tells the shop of what is delivered, and how to track it, in a job."""

    _name = "magento.stock.picking.listener"
    _inherit = ["base.connector.listener", "base.magento.connector"]
    _apply_on = ["stock.picking"]

    @skip_if(lambda self, record, *args, **kwargs: self.no_connector_export(record))
    def on_picking_out_done(self, record: BaseModel, method: str) -> None:
        self._export(record, method)

    @skip_if(lambda self, record, *args, **kwargs: self.no_connector_export(record))
    def on_picking_dropship_done(self, record: BaseModel, method: str) -> None:
        self._export(record, method)

    @skip_if(lambda self, record, *args, **kwargs: self.no_connector_export(record))
    def on_tracking_number_added(self, record: BaseModel) -> None:
        # Before it is done, the number goes with the shipment.
        if record.state == "done" and record.sudo().sale_id.magento_bind_ids:
            record.sudo().magento_bind_ids.filtered(
                lambda one: one.backend_id.export_shipments
            )._delay_export(["carrier_tracking_ref"])

    def _export(self, picking: BaseModel, method: str) -> None:
        orders = picking.sudo().sale_id.magento_bind_ids
        if orders:
            orders = orders.filtered("backend_id.export_shipments")
            picking.sudo()._magento_bind(orders, method)._delay_export()


class ShipmentAdapter(Component):
    """Shipments with their tracking numbers."""

    _name = "magento.shipment.adapter"
    _inherit = "magento.fulfilment.adapter"
    _apply_on = PICKING

    _path = "V1/shipment"
    _list_path = "V1/shipments"
    _action = "ship"
    _document = SHIPMENT

    def add_track(self, shipment: Mapping, track: Mapping[str, str]) -> None:
        """Add a tracking number to a shipment."""
        entity = {
            "order_id": int(shipment["order_id"]),
            "parent_id": int(shipment["entity_id"]),
            **track,
        }
        self.rest.post("V1/shipment/track", {"entity": entity})


class PickingExportMapper(Component):
    """What a shipment gets from Odoo, besides its lines."""

    _name = "magento.stock.picking.export.mapper"
    _inherit = ["base.export.mapper", "base.magento.connector"]
    _apply_on = PICKING

    @changed_by("carrier_tracking_ref")
    @mapping
    def tracks(self, record):
        """Each number once, with the carrier that the shop knows."""
        numbers = tracking_numbers(record.carrier_tracking_ref)
        carrier = self._carrier(record) if numbers else {}
        return {"tracks": [{"track_number": number, **carrier} for number in numbers]}

    @mapping
    def lines(self, record):
        """The quantities, so that a receipt tells what was sent."""
        return {"lines": record._delivered_items()}

    def _carrier(self, record) -> dict[str, str]:
        """The shop's code of the carrier, and what customers read."""
        carrier = record.carrier_id
        order = record.magento_order_id
        methods = (
            self.env["magento.carrier"]
            .sudo()
            .search(
                [
                    ("backend_id", "=", record.backend_id.id),
                    ("carrier_id", "=", carrier.id),
                ]
            )
            if carrier
            else self.env["magento.carrier"]
        )
        method = methods.filtered(lambda one: one.code == order.shipping_method)
        method = method or methods[:1]
        return {
            "title": carrier.name or self.env._("Carrier"),
            "carrier_code": method.tracking_carrier_code or "custom",
        }


class PickingExporter(Component):
    """Makes a shipment of a delivery; later tracking numbers are added to it."""

    _name = "magento.stock.picking.exporter"
    _inherit = "magento.fulfilment.exporter"
    _apply_on = PICKING

    _done_field = "qty_shipped"

    def _has_to_skip(self) -> bool:
        return not (
            self.backend_record.export_shipments
            and self.binding.odoo_id.state == "done"
        )

    def _contents_of(self, documents: BaseModel) -> dict[str, float]:
        return documents._delivered_items()

    def _counts(self, part: Mapping) -> bool:
        return part["product_type"] not in _NOT_SENT

    def _open(self, item: Mapping) -> float:
        gone = sum(
            item[name] or 0 for name in ("qty_shipped", "qty_refunded", "qty_canceled")
        )
        return float(item["qty_ordered"] - gone)

    def _known(self, quantities, items):
        known = super()._known(quantities, items)
        return {
            item_id: quantity
            for item_id, quantity in known.items()
            if items[item_id]["product_type"] not in _NOT_SENT
        }

    def _look(self, order: dict, data: dict) -> str | None:
        contents = self._contents(order)
        if not contents.items:
            self._leave(
                self.env._(
                    "%(document)s holds nothing that %(backend)s ships for the order"
                    " %(number)s.",
                    **self._names(),
                )
            )
        return super()._look(order, data)

    def _body(self, order: dict, contents: Contents, data: dict) -> dict:
        store = self.binding.magento_order_id.storeview_id.store_id
        body = {
            "items": contents.lines(),
            "notify": store.send_picking_done_mail,
            "comment": {"comment": self._mark(), "is_visible_on_front": 0},
            "appendComment": True,
            "tracks": data.get("tracks") or [],
        }
        source = self._source_code()
        if source:
            body["arguments"] = {"extension_attributes": {"source_code": source}}
        return body

    def _source_code(self) -> str:
        """The source that the goods leave; empty for the shop's default one.

        :raises ConfigurationError: the shop has several, and none is the warehouse
        """
        warehouse = self.binding.odoo_id.picking_type_id.warehouse_id
        sources = self.backend_record.source_ids.filtered("warehouse_id")
        if not sources or not warehouse:
            return ""
        source = sources.filtered(lambda one: one.warehouse_id == warehouse)
        if not source:
            raise ConfigurationError(
                self.env._(
                    "%(document)s leaves the warehouse %(warehouse)s, which is none of"
                    " the sources of %(backend)s: the shop would take the goods from its"
                    " default source. Choose the source's warehouse on the page Stock of"
                    " the backend, then retry.",
                    warehouse=warehouse.display_name,
                    **self._names(),
                ),
                record=self.backend_record,
            )
        return source[0].external_id

    def _create(self, data: dict) -> str:
        try:
            return super()._create(data)
        except RequestRefused as refusal:
            if self._sent and self._sent.is_part_of_kits:
                self.binding.with_context(connector_no_export=True).is_left = True
                self._leave(
                    self.env._(
                        "%(document)s completes no bundle of the order %(number)s, and"
                        " %(backend)s ships whole ones only: it is told with the"
                        " delivery that does.",
                        **self._names(),
                    )
                )
            raise InvalidDataError(
                self.env._(
                    "%(backend)s refused the shipment of %(document)s for the order"
                    " %(number)s. %(refusal)s Nothing was shipped there. Settle it in"
                    " the shop, then retry; if the shop need not know, cancel this job.",
                    refusal=str(refusal),
                    **self._names(),
                )
            ) from refusal

    # -- tracking numbers ----------------------------------------------------------

    def _update_data(self, map_record, fields=None, **kwargs) -> dict:
        values = super()._update_data(map_record, fields=fields, **kwargs)
        return {key: values[key] for key in ("tracks",) if values.get(key)}

    def _update(self, data: dict) -> None:
        self._complete(self.external_id, data)

    def _complete(self, external_id: str, data: dict) -> None:
        if data.get("tracks"):
            self._add_tracks(self.backend_adapter.read(external_id), data["tracks"])

    def _add_tracks(self, shipment: Mapping, tracks: Iterable[dict]) -> None:
        """Add the numbers that a shipment does not have yet."""
        known = {track["track_number"] for track in shipment["tracks"] or ()}
        for track in tracks:
            if track["track_number"] not in known:
                try:
                    self.backend_adapter.add_track(shipment, track)
                except ServerUnreachable as error:
                    if not error.unsent:
                        error.seconds = max(error.seconds or 0, self._in_flight)
                    raise

    # -- afterwards ----------------------------------------------------------------

    def _remember(self, data: dict, whole: bool = False) -> None:
        numbers = ", ".join(track["track_number"] for track in data.get("tracks") or ())
        if numbers and numbers != self.binding.exported_tracks:
            quiet = self.binding.with_context(connector_no_export=True)
            quiet.exported_tracks = numbers
        return super()._remember(data, whole)

    def _done(self) -> str:
        names = {"id": self.external_id, **self._names()}
        if self.outcome == "updated":
            return self.env._(
                "Tracking numbers added to the shipment %(id)s of %(backend)s, order"
                " %(number)s.",
                **names,
            )
        if self._found:
            return self.env._(
                "The shipment %(id)s, which was made in %(backend)s for the order"
                " %(number)s, was linked to %(document)s.",
                **names,
            )
        return self.env._(
            "%(document)s is the shipment %(id)s of %(backend)s, order %(number)s.",
            **names,
        )
