"""Two jobs that import the same record: real transactions, really committed."""

from contextlib import contextmanager
from unittest import mock

from odoo.tools import mute_logger

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector.exception import RetryableJobError

from ..components import synchronized
from .common import MODEL


class TestImportRace(TransactionComponentCase):
    def setUp(self):
        super().setUp()
        self.enterContext(
            mock.patch.object(
                synchronized, "REMOTE", {"1": {"name": "One", "parent": None}}
            )
        )
        with self.transaction() as env:
            self.backend_id = env["test.backend"].create({"name": "Race"}).id
        self.addCleanup(self.clean)

    @contextmanager
    def transaction(self):
        """Environment on a cursor of its own, committed at the end."""
        with self.registry.cursor() as cursor:
            yield self.env(cr=cursor)

    def clean(self):
        with self.transaction() as env:
            bindings = env[MODEL].search([("backend_id", "=", self.backend_id)])
            bindings.odoo_id.unlink()
            env["test.backend"].browse(self.backend_id).unlink()

    def importer(self, env):
        backend = env["test.backend"].browse(self.backend_id)
        with backend.work_on(MODEL) as work:
            return work.component(usage="record.importer")

    def count(self):
        with self.transaction() as env:
            return env[MODEL].search_count([("backend_id", "=", self.backend_id)])

    def test_at_the_same_time(self):
        with self.transaction() as first, self.transaction() as second:
            self.importer(first).run("1")
            with self.assertRaisesRegex(RetryableJobError, "advisory lock"):
                self.importer(second).run("1")
        self.assertEqual(self.count(), 1)

    def test_other_record_at_the_same_time(self):
        synchronized.REMOTE["2"] = {"name": "Two", "parent": None}
        with self.transaction() as first, self.transaction() as second:
            self.importer(first).run("1")
            self.importer(second).run("2")
        self.assertEqual(self.count(), 2)

    @mute_logger("odoo.sql_db")
    def test_committed_after_our_snapshot(self):
        """The lock is free again, yet we do not see what its holder committed."""
        with self.transaction() as second:
            second.cr.execute("SELECT 1 FROM res_partner LIMIT 1")  # our snapshot
            with self.transaction() as first:
                self.importer(first).run("1")
            with self.assertRaisesRegex(RetryableJobError, "unique"):
                self.importer(second).run("1")
            second.cr.rollback()
        self.assertEqual(self.count(), 1)
        with self.transaction() as retried:
            self.assertIn("updated", self.importer(retried).run("1"))
        self.assertEqual(self.count(), 1)
