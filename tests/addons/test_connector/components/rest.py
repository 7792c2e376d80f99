from datetime import datetime

from odoo.addons.component.core import Component
from odoo.addons.connector.rest import NextLink


class TestRestAdapter(Component):
    _name = "test.rest.adapter"
    _inherit = "base.rest.adapter"
    _collection = "test.rest.backend"
    _apply_on = "connector.test.record"

    _path = "customers"
    _pager = NextLink(items="items", page_size=2)
    _lists_whole_records = True

    def _changed_at(self, record):
        return datetime.fromisoformat(record["updated_at"]).replace(tzinfo=None)


class TestRestBulkAdapter(Component):
    """Reads several records with one request."""

    _name = "test.rest.bulk.adapter"
    _inherit = "test.rest.adapter"
    _apply_on = "res.partner"

    def _query_of_many(self, external_ids):
        return {"ids": ",".join(map(str, external_ids))}
