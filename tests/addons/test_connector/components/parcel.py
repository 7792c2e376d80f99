"""A small connector whose records are exported when they are changed in Odoo.

The backend is ``PARCELS``, a dict of records by external id.
"""

# An adapter writes to the backend, where there is nothing to call with super().
# pylint: disable=method-required-super

from __future__ import annotations

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import (
    changed_by,
    external_to_m2o,
    m2o_to_external,
    mapping,
)
from odoo.addons.connector.exception import IDMissingInBackend

from .item import Remote

PARCEL = "connector.test.parcel"
PARCELS = Remote()


class ParcelBinder(Component):
    _name = "test.parcel.binder"
    _inherit = ["base.binder", "base.test.connector"]
    _apply_on = PARCEL


class ParcelAdapter(Component):
    _name = "test.parcel.adapter"
    _inherit = ["base.backend.adapter.crud", "base.test.connector"]
    _apply_on = PARCEL

    def _get(self, external_id):
        try:
            return PARCELS[external_id]
        except KeyError:
            raise IDMissingInBackend(f"No record {external_id}") from None

    def read(self, external_id):
        PARCELS.call("read", external_id)
        return dict(self._get(external_id))

    def create(self, data):
        PARCELS.call("create", dict(data))
        external_id = f"new-{len(PARCELS) + 1}"
        PARCELS[external_id] = dict(data)
        return external_id

    def write(self, external_id, data):
        PARCELS.call("write", dict(data))
        self._get(external_id).update(data)

    def delete(self, external_id):
        PARCELS.call("delete", external_id)
        self._get(external_id)
        del PARCELS[external_id]


class ParcelImportMapper(Component):
    _name = "test.parcel.import.mapper"
    _inherit = ["base.import.mapper", "base.test.connector"]
    _apply_on = PARCEL
    direct = [
        ("name", "name"),
        ("quantity", "quantity"),
        (external_to_m2o("parent", binding=PARCEL), "parent_id"),
    ]


class ParcelImporter(Component):
    _name = "test.parcel.importer"
    _inherit = ["generic.importer", "base.test.connector"]
    _apply_on = PARCEL


class ParcelChunkImporter(Component):
    _name = "test.parcel.chunk.importer"
    _inherit = ["generic.chunk.importer", "base.test.connector"]
    _apply_on = PARCEL


class ParcelExportMapper(Component):
    _name = "test.parcel.export.mapper"
    _inherit = ["base.export.mapper", "base.test.connector"]
    _apply_on = PARCEL
    direct = [
        ("name", "name"),
        ("code", "code"),
        ("quantity", "quantity"),
        (m2o_to_external("parent_id", binding=PARCEL), "parent"),
    ]

    @mapping
    @changed_by("day")
    def label(self, record):
        return {"label": f"on {record.day}"}


class ParcelExporter(Component):
    _name = "test.parcel.exporter"
    _inherit = ["generic.exporter", "base.test.connector"]
    _usage = "record.exporter"
    _apply_on = PARCEL
    _default_binding_field = "parcel_ids"

    def _export_dependencies(self):
        self._export_dependency(self.binding.parent_id, PARCEL)


class ParcelDeleter(Component):
    _name = "test.parcel.deleter"
    _inherit = ["generic.deleter", "base.test.connector"]
    _apply_on = PARCEL


class ParcelListener(Component):
    _name = "test.parcel.listener"
    _inherit = ["connector.export.listener", "base.test.connector"]
    _apply_on = [PARCEL, "connector.test.record"]
