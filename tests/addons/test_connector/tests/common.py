"""What the tests on the small connector of this addon share."""

from __future__ import annotations

from contextlib import contextmanager
from unittest import mock

from odoo.addons.component.tests.common import TransactionComponentCase

from ..components import item, synchronized
from ..components.item import ITEM, Remote

MODEL = synchronized.MODEL


class RealTransactions:
    """Lets a test case work in transactions that are really committed."""

    @contextmanager
    def transaction(self):
        """Environment on a cursor of its own, committed at the end."""
        with self.registry.cursor() as cursor:
            # What should be refused at once must not hang the tests if it waits.
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            yield self.env(cr=cursor)


class SynchronizedCase(TransactionComponentCase):
    """A backend with some records, and nothing yet in Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["test.backend"].create({"name": "Test Backend"})
        cls.bindings = cls.env[MODEL]

    def setUp(self):
        super().setUp()
        self.remote = {
            "1": {"name": "One", "parent": None},
            "2": {"name": "Two", "parent": "1"},
        }
        patcher = mock.patch.object(synchronized, "REMOTE", self.remote)
        patcher.start()
        self.addCleanup(patcher.stop)

    def component(self, usage):
        with self.backend.work_on(MODEL) as work:
            return work.component(usage=usage)

    def find(self, external_id):
        return self.component("binder").to_internal(external_id)

    def create_binding(self, **values):
        return self.bindings.create({"backend_id": self.backend.id, **values})


class ItemCase(TransactionComponentCase):
    """A backend of items, and nothing yet in Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["test.backend"].create({"name": "Test Backend"})
        cls.items = cls.env[ITEM]

    def setUp(self):
        super().setUp()
        self.remote = Remote()
        patcher = mock.patch.object(item, "ITEMS", self.remote)
        patcher.start()
        self.addCleanup(patcher.stop)

    def component(self, usage):
        with self.backend.work_on(ITEM) as work:
            return work.component(usage=usage)

    def find(self, external_id):
        return self.component("binder").to_internal(external_id)
