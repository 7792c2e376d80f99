"""A small connector, whose backend is the dict ``REMOTE``: records by external id."""

# An adapter writes to the backend, where there is nothing to call with super().
# pylint: disable=method-required-super

from odoo.addons.component.core import AbstractComponent, Component
from odoo.addons.connector.components.mapper import (
    external_to_m2o,
    m2o_to_external,
    mapping,
    only_create,
)
from odoo.addons.connector.exception import IDMissingInBackend

MODEL = "connector.test.synchronized"

REMOTE: dict[str, dict] = {}


class BaseTestConnector(AbstractComponent):
    _name = "base.test.connector"
    _inherit = "base.connector"
    _collection = "test.backend"


class SynchronizedBinder(Component):
    _name = "test.synchronized.binder"
    _inherit = ["base.binder", "base.test.connector"]
    _apply_on = MODEL


class SynchronizedAdapter(Component):
    _name = "test.synchronized.adapter"
    _inherit = ["base.backend.adapter.crud", "base.test.connector"]
    _apply_on = MODEL

    def search(self, filters=None):
        for external_id, record in REMOTE.items():
            if not filters or filters in record["name"]:
                yield external_id

    def read(self, external_id):
        try:
            return REMOTE[external_id]
        except KeyError:
            raise IDMissingInBackend(f"No record {external_id}") from None

    def create(self, data):
        external_id = f"new-{len(REMOTE)}"
        REMOTE[external_id] = data
        return external_id

    def write(self, external_id, data):
        REMOTE[external_id].update(data)


class SynchronizedImportMapper(Component):
    _name = "test.synchronized.import.mapper"
    _inherit = ["base.import.mapper", "base.test.connector"]
    _apply_on = MODEL
    direct = [
        ("name", "name"),
        (external_to_m2o("parent", binding=MODEL), "parent_id"),
    ]

    @only_create
    @mapping
    def backend_id(self, record):
        return {"backend_id": self.backend_record.id}


class SynchronizedExportMapper(Component):
    _name = "test.synchronized.export.mapper"
    _inherit = ["base.export.mapper", "base.test.connector"]
    _apply_on = MODEL
    direct = [
        ("name", "name"),
        (m2o_to_external("parent_id", binding=MODEL), "parent"),
    ]


class SynchronizedImporter(Component):
    _name = "test.synchronized.importer"
    _inherit = ["generic.importer", "base.test.connector"]
    _apply_on = MODEL

    def _import_dependencies(self):
        self._import_dependency(self.external_record.get("parent"), MODEL)


class SynchronizedBatchImporter(Component):
    _name = "test.synchronized.batch.importer"
    _inherit = ["generic.batch.importer", "base.test.connector"]
    _apply_on = MODEL


class SynchronizedExporter(Component):
    _name = "test.synchronized.exporter"
    _inherit = ["generic.exporter", "base.test.connector"]
    _usage = "record.exporter"
    _apply_on = MODEL
    _default_binding_field = "synchronized_bind_ids"

    def _export_dependencies(self):
        self._export_dependency(self.binding.parent_id, MODEL)
