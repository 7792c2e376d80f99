"""Two jobs on the same record: real transactions, really committed."""

from unittest import mock

from odoo.tools import config, mute_logger

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector.exception import RetryableJobError

from ..components import synchronized
from .common import MODEL, RealTransactions


class RaceCase(RealTransactions, TransactionComponentCase):
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

    def clean(self):
        with self.transaction() as env:
            bindings = env[MODEL].search([("backend_id", "=", self.backend_id)])
            bindings.odoo_id.unlink()
            env["test.backend"].browse(self.backend_id).unlink()

    def component(self, env, usage):
        backend = env["test.backend"].browse(self.backend_id)
        with backend.work_on(MODEL) as work:
            return work.component(usage=usage)

    def count(self):
        with self.transaction() as env:
            return env[MODEL].search_count([("backend_id", "=", self.backend_id)])


class TestImportRace(RaceCase):
    def importer(self, env):
        return self.component(env, "record.importer")

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
            self.assertIn("nothing new", self.importer(retried).run("1"))
        self.assertEqual(self.count(), 1)


class TestExportRace(RaceCase):
    def setUp(self):
        super().setUp()
        values = {"name": "Mine", "backend_id": self.backend_id}
        with self.transaction() as env:
            self.binding_id = env[MODEL].create(values).id

    def export(self, env):
        exporter = self.component(env, "record.exporter")
        return exporter.run(env[MODEL].browse(self.binding_id))

    def allow_commit(self):
        self.addCleanup(config.__setitem__, "test_enable", config["test_enable"])
        config["test_enable"] = False

    def external_id(self):
        with self.transaction() as env:
            return env[MODEL].browse(self.binding_id).external_id

    def test_at_the_same_time(self):
        with self.transaction() as first, self.transaction() as second:
            self.export(first)
            with self.assertRaisesRegex(
                RetryableJobError, rf"{MODEL} {self.binding_id} "
            ):
                self.export(second)
        self.assertEqual(set(synchronized.REMOTE), {"1", "new-1"})
        with self.transaction() as retried:
            self.export(retried)
        self.assertEqual(set(synchronized.REMOTE), {"1", "new-1"})
        self.assertEqual(self.external_id(), "new-1")

    def test_external_id_outlives_a_later_error(self):
        self.allow_commit()
        with (
            self.transaction() as env,
            mock.patch.object(
                type(self.component(env, "record.exporter")),
                "_after_export",
                side_effect=ZeroDivisionError,
            ),
        ):
            with self.assertRaises(ZeroDivisionError):
                self.export(env)
            env.cr.rollback()
        self.assertEqual(self.external_id(), "new-1")

    def test_exported_by_another_job_while_dependencies_released_the_lock(self):
        self.allow_commit()

        def export_dependencies():
            first.cr.commit()
            with self.transaction() as second:
                self.export(second)

        with self.transaction() as first:
            exporter = self.component(first, "record.exporter")
            exporter._export_dependencies = export_dependencies
            exporter.run(first[MODEL].browse(self.binding_id))
        self.assertEqual(set(synchronized.REMOTE), {"1", "new-1"})
        self.assertEqual(self.external_id(), "new-1")
