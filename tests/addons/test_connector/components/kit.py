"""A small connector to FakeRemote, on which the test kit is tested.

It does all that the kit asks for. The tests of the kit break it, part by part.
"""

from __future__ import annotations

from datetime import datetime

from odoo.addons.component.core import AbstractComponent, Component
from odoo.addons.connector.components.mapper import mapping
from odoo.addons.connector.exception import InvalidDataError
from odoo.addons.connector.rest import NextLink

CUSTOMER = "test.kit.customer"


class BaseKitConnector(AbstractComponent):
    _name = "base.test.kit.connector"
    _inherit = "base.connector"
    _collection = "test.kit.backend"


class KitBinder(Component):
    _name = "test.kit.binder"
    _inherit = ["base.binder", "base.test.kit.connector"]
    _apply_on = CUSTOMER


class KitAdapter(Component):
    _name = "test.kit.adapter"
    _inherit = ["base.rest.adapter", "base.test.kit.connector"]
    _apply_on = CUSTOMER

    _path = "customers"
    _pager = NextLink(items="items", page_size=100)
    _write_method = "PATCH"

    def _query_of_many(self, external_ids):
        return {"ids": ",".join(map(str, external_ids)), "per_page": len(external_ids)}


class KitImportMapper(Component):
    _name = "test.kit.import.mapper"
    _inherit = ["base.import.mapper", "base.test.kit.connector"]
    _apply_on = CUSTOMER
    direct = [("email", "email"), ("city", "city")]

    @mapping
    def name(self, record):
        if not record.get("name"):
            raise InvalidDataError(f"Customer {record['id']} has no name: give it one.")
        return {"name": record["name"]}


class KitImporter(Component):
    _name = "test.kit.importer"
    _inherit = ["generic.importer", "base.test.kit.connector"]
    _apply_on = CUSTOMER

    def _remote_date(self, record):
        return datetime.fromisoformat(record["updated_at"])


class KitChunkImporter(Component):
    _name = "test.kit.chunk.importer"
    _inherit = ["generic.chunk.importer", "base.test.kit.connector"]
    _apply_on = CUSTOMER


class KitBatchImporter(Component):
    _name = "test.kit.batch.importer"
    _inherit = ["generic.batch.importer", "base.test.kit.connector"]
    _apply_on = CUSTOMER
    _mode = "chunks"

    def _since_filters(self, instant, external_id):
        return {"since": instant.isoformat()}


class KitExportMapper(Component):
    _name = "test.kit.export.mapper"
    _inherit = ["base.export.mapper", "base.test.kit.connector"]
    _apply_on = CUSTOMER
    direct = [("name", "name"), ("email", "email"), ("city", "city")]


class KitExporter(Component):
    _name = "test.kit.exporter"
    _inherit = ["generic.exporter", "base.test.kit.connector"]
    _apply_on = CUSTOMER
    _usage = "record.exporter"


class KitListener(Component):
    _name = "test.kit.listener"
    _inherit = ["connector.export.listener", "base.test.kit.connector"]
    _apply_on = [CUSTOMER, "res.partner"]
