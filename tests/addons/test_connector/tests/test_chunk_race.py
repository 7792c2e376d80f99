"""A chunk and another job on the same records: real transactions, really committed."""

from unittest import mock

from odoo.tools import mute_logger

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector.exception import OvertakenError, error_kind

from ..components import item
from ..components.item import ITEM, Remote
from .common import RealTransactions


class TestChunkRace(RealTransactions, TransactionComponentCase):
    def setUp(self):
        super().setUp()
        self.remote = Remote({id_: {"name": f"Item {id_}"} for id_ in "12345"})
        self.enterContext(mock.patch.object(item, "ITEMS", self.remote))
        with self.transaction() as env:
            self.backend_id = env["test.backend"].create({"name": "Race"}).id
            chunk = type(self.component(env, "chunk.importer"))
        self.addCleanup(self.clean)
        self.aside = {}
        self.patch(
            chunk, "_report", lambda importer, done: self.aside.update(done.failures)
        )

    def clean(self):
        with self.transaction() as env:
            bindings = env[ITEM].search([("backend_id", "=", self.backend_id)])
            bindings.odoo_id.unlink()
            env["test.backend"].browse(self.backend_id).unlink()

    def component(self, env, usage):
        backend = env["test.backend"].browse(self.backend_id)
        with backend.work_on(ITEM) as work:
            return work.component(usage=usage)

    def run_chunk(self, env, ids="12345"):
        return self.component(env, "chunk.importer").run(list(ids))

    def run_one(self, env, external_id):
        return self.component(env, "record.importer").run(external_id)

    def imported(self):
        with self.transaction() as env:
            found = env[ITEM].search([("backend_id", "=", self.backend_id)])
            return sorted(found.mapped("external_id"))

    def test_record_that_another_job_imports(self):
        """It is left to a later try, the others are imported."""
        with self.transaction() as first, self.transaction() as second:
            self.run_one(first, "3")
            self.run_chunk(second)
            self.assertEqual(set(self.aside), {"3"})
            self.assertEqual(error_kind(self.aside["3"]), "retry")
            self.assertTrue(self.aside["3"].seconds)
            self.assertTrue(self.aside["3"].ignore_retry)
        self.assertEqual(self.imported(), list("12345"))

    def test_record_of_a_chunk(self):
        with self.transaction() as first, self.transaction() as second:
            self.run_chunk(first)
            with self.assertRaisesRegex(Exception, "advisory lock"):
                self.run_one(second, "3")
        self.assertEqual(self.imported(), list("12345"))

    def test_two_chunks_that_overlap(self):
        with self.transaction() as first, self.transaction() as second:
            self.run_chunk(first, "123")
            self.run_chunk(second, "2345")
            self.assertEqual(set(self.aside), {"2", "3"})
        self.assertEqual(self.imported(), list("12345"))

    @mute_logger("odoo.sql_db")
    def test_committed_after_our_snapshot(self):
        """The locks are free again, yet we do not see what their holder committed."""
        with self.transaction() as second:
            second.cr.execute("SELECT 1 FROM res_partner LIMIT 1")  # our snapshot
            with self.transaction() as first:
                self.run_one(first, "3")
            with self.assertRaises(OvertakenError):
                self.run_chunk(second)
            second.cr.rollback()
        self.assertEqual(self.imported(), ["3"])
        with self.transaction() as retried:
            self.assertIn("4 created, 0 updated, 1 unchanged", self.run_chunk(retried))
        self.assertEqual(self.imported(), list("12345"))

    @mute_logger("odoo.sql_db")
    def test_both_insert_before_either_commits(self):
        """Without the lock, the constraint decides alone."""
        importer = "odoo.addons.connector.components.synchronizer.chunk_importer"
        with (
            mock.patch(
                f"{importer}.pg_try_advisory_locks",
                lambda env, locks: [True] * len(locks),
            ),
            self.transaction() as second,
        ):
            second.cr.execute("SELECT 1 FROM res_partner LIMIT 1")
            with self.transaction() as first:
                self.run_chunk(first, "123")
            with self.assertRaises(OvertakenError):
                self.run_chunk(second, "345")
            second.cr.rollback()
        self.assertEqual(self.imported(), ["1", "2", "3"])

    def test_killed_before_the_commit(self):
        """Nothing of the chunk is there; its next try does all of it, once."""
        with self.transaction() as env:
            self.run_chunk(env)
            env.cr.rollback()
        self.assertEqual(self.imported(), [])
        with self.transaction() as env:
            self.assertIn("5 created", self.run_chunk(env))
        with self.transaction() as env:
            self.assertIn("0 created, 0 updated, 5 unchanged", self.run_chunk(env))
        self.assertEqual(self.imported(), list("12345"))

    @mute_logger("odoo.sql_db")
    def test_connection_lost(self):
        """It is no reason to blame the records."""
        with self.assertRaises(Exception), self.transaction() as env:  # noqa: B017
            env.cr.execute("SELECT pg_backend_pid()")
            (pid,) = env.cr.fetchone()
            with self.transaction() as other:
                other.cr.execute("SELECT pg_terminate_backend(%s)", [pid])
            self.run_chunk(env)
        self.assertEqual(self.aside, {})
        self.assertEqual(self.imported(), [])
