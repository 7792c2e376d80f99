"""What the tests of chunks share."""

from contextlib import ExitStack
from unittest import mock

from odoo.addons.connector.exception import (
    error_kind,
)

from .common import ItemCase

RECORD = "connector.test.record"


class ChunkCase(ItemCase):
    def setUp(self):
        super().setUp()
        self.importer_class = type(self.component("record.importer"))
        self.aside, self.forgotten = {}, []
        self.hooks = self.enterContext(ExitStack())

        def report(importer, chunk):
            self.aside.update(chunk.failures)
            self.forgotten.extend(chunk.outcomes)

        self.patch(type(self.component("chunk.importer")), "_report", report)

    def fill(self, count, **values):
        for number in range(count):
            self.remote[str(number)] = {"name": f"Item {number}", "quantity": number}
            self.remote[str(number)].update(values)
        return list(self.remote)

    def run_chunk(self, ids=None, **kwargs):
        self.aside.clear()
        result = self.component("chunk.importer").run(
            list(self.remote) if ids is None else ids, **kwargs
        )
        self.env.flush_all()
        return result

    def hook(self, name, **kwargs):
        """Replace a hook of the importer, until the next call or the end."""
        self.hooks.close()
        return self.hooks.enter_context(
            mock.patch.object(self.importer_class, name, autospec=True, **kwargs)
        )

    def kinds(self):
        return {id_: error_kind(error) for id_, error in self.aside.items()}

    def names(self):
        return {item.external_id: item.name for item in self.items.search([])}
