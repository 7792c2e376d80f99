"""A small connector with all that ``connector.binding`` brings.

The backend is ``ITEMS``, a dict of records by external id, behind an adapter that notes
each call and fails as it is told to.
"""

# An adapter writes to the backend, where there is nothing to call with super().
# pylint: disable=method-required-super

from __future__ import annotations

from datetime import datetime

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import external_to_m2o, mapping
from odoo.addons.connector.exception import IDMissingInBackend

ITEM = "connector.test.item"


class Remote(dict):
    """The records of the backend, and what was asked about them.

    :ivar calls: (operation, argument) of each request, in order
    :ivar errors: what an operation raises, by its name or by (name, external id)
    :ivar now: what the backend's clock shows; ``None`` when it does not tell
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.calls = []
        self.errors = {}
        self.now = None

    def call(self, operation, argument=None):
        self.calls.append((operation, argument))
        self.fail(operation)
        if not isinstance(argument, list | dict):
            self.fail((operation, argument))

    def fail(self, key):
        if key in self.errors:
            raise self.errors[key]

    def called(self, operation):
        return [argument for name, argument in self.calls if name == operation]


ITEMS = Remote()


class ItemBinder(Component):
    _name = "test.item.binder"
    _inherit = ["base.binder", "base.test.connector"]
    _apply_on = ITEM


class ItemAdapter(Component):
    _name = "test.item.adapter"
    _inherit = ["base.backend.adapter.crud", "base.test.connector"]
    _apply_on = ITEM

    def search(self, filters=None):
        ITEMS.call("search", filters)
        for external_id, record in list(ITEMS.items()):
            if all(
                record.get(name) == value for name, value in (filters or {}).items()
            ):
                yield external_id

    def read(self, external_id):
        ITEMS.call("read", external_id)
        try:
            return dict(ITEMS[external_id])
        except KeyError:
            raise IDMissingInBackend(f"No record {external_id}") from None

    def read_many(self, external_ids):
        external_ids = list(external_ids)
        ITEMS.call("read_many", external_ids)
        return {id_: dict(ITEMS[id_]) for id_ in external_ids if id_ in ITEMS}

    def create(self, data):
        ITEMS.call("create", data)
        external_id = f"new-{len(ITEMS)}"
        ITEMS[external_id] = dict(data)
        return external_id

    def write(self, external_id, data):
        ITEMS.call("write", external_id)
        ITEMS[external_id].update(data)

    def delete(self, external_id):
        ITEMS.call("delete", external_id)
        if ITEMS.pop(external_id, None) is None:
            raise IDMissingInBackend(f"No record {external_id}")

    def remote_now(self):
        return ITEMS.now


class ItemImportMapper(Component):
    _name = "test.item.import.mapper"
    _inherit = ["base.import.mapper", "base.test.connector"]
    _apply_on = ITEM
    direct = [
        ("name", "name"),
        ("quantity", "quantity"),
    ]

    @mapping
    def parent_id(self, record):
        parent = external_to_m2o("parent", binding=ITEM)
        return {"parent_id": record.get("parent") and parent(self, record, "parent_id")}


class ItemImporter(Component):
    _name = "test.item.importer"
    _inherit = ["generic.importer", "base.test.connector"]
    _apply_on = ITEM

    def _dependencies(self, record):
        if record.get("parent"):
            yield record["parent"], ITEM

    def _remote_date(self, record):
        changed = record.get("updated_at")
        return datetime.fromisoformat(changed) if changed else None


class ItemChunkImporter(Component):
    _name = "test.item.chunk.importer"
    _inherit = ["generic.chunk.importer", "base.test.connector"]
    _apply_on = ITEM


class ItemBatchImporter(Component):
    _name = "test.item.batch.importer"
    _inherit = ["generic.batch.importer", "base.test.connector"]
    _apply_on = ITEM
