"""Records exported one by one."""

import logging
from functools import partial
from unittest import mock

from odoo.tools import config

from odoo.addons.component.tests.common import new_rollbacked_env
from odoo.addons.connector.exception import (
    IDMissingInBackend,
    InvalidDataError,
    RetryableJobError,
)
from odoo.addons.queue_job.controllers.main import _prevent_commit
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import MODEL, SynchronizedCase


class ExporterCase(SynchronizedCase):
    def setUp(self):
        super().setUp()
        self.binding = self.create_binding(name="Mine")
        self.exporter = self.component("record.exporter")

    def hook(self, name, **kwargs):
        """Replace a hook of the exporter."""
        patcher = mock.patch.object(type(self.exporter), name, **kwargs)
        self.addCleanup(patcher.stop)
        return patcher.start()


class TestGenericExporter(ExporterCase):
    def bind(self):
        self.binding.write({"external_id": "1"})

    def test_create(self):
        result = self.exporter.run(self.binding)
        self.assertEqual(self.remote["new-2"], {"name": "Mine", "parent": False})
        self.assertEqual(self.binding.external_id, "new-2")
        self.assertTrue(self.binding.sync_date)
        self.assertEqual(result, "Record exported with ID new-2 on Backend.")
        self.assertEqual(self.exporter.binding, self.binding)
        self.assertEqual(self.exporter.external_id, "new-2")

    def test_update(self):
        self.bind()
        result = self.exporter.run(self.binding)
        self.assertEqual(self.remote["1"], {"name": "Mine", "parent": False})
        self.assertEqual(len(self.remote), 2)
        self.assertTrue(self.binding.sync_date)
        self.assertEqual(result, "Record exported with ID 1 on Backend.")

    def test_update_some_fields(self):
        self.bind()
        self.exporter.run(self.binding, fields=["name"])
        self.assertEqual(self.remote["1"], {"name": "Mine", "parent": None})

    def test_create_is_always_whole(self):
        self.exporter.run(self.binding, fields=["name"])
        self.assertEqual(self.remote["new-2"], {"name": "Mine", "parent": False})

    def test_arguments_go_to_run(self):
        run = self.hook("_run", return_value="result")
        self.assertEqual(self.exporter.run(self.binding, 1, other=2), "result")
        run.assert_called_once_with(1, other=2)

    def test_external_id_zero_given_by_the_backend(self):
        self.hook("_create", return_value=0)
        result = self.exporter.run(self.binding)
        self.assertEqual(self.binding.external_id, "0")
        self.assertEqual(result, "Record exported with ID 0 on Backend.")

    def test_skip_before_it_has_an_external_id(self):
        self.hook("_has_to_skip", return_value=True)
        lock = self.hook("_lock")
        after = self.hook("_after_export")
        self.assertIsNone(self.exporter.run(self.binding))
        lock.assert_not_called()
        after.assert_called_once_with()
        self.assertEqual(len(self.remote), 2)
        self.assertFalse(self.binding.external_id)
        self.assertFalse(self.binding.sync_date)

    def test_nothing_to_create(self):
        self.hook("_create_data", return_value={})
        self.assertEqual(self.exporter.run(self.binding), "Nothing to export.")
        self.assertEqual(len(self.remote), 2)
        self.assertFalse(self.binding.external_id)
        self.assertFalse(self.binding.sync_date)

    def test_nothing_to_update(self):
        self.bind()
        self.hook("_update_data", return_value={})
        self.assertEqual(self.exporter.run(self.binding), "Nothing to export.")
        self.assertEqual(self.remote["1"], {"name": "One", "parent": None})
        self.assertTrue(self.binding.sync_date)

    def test_validation(self):
        create = self.hook("_validate_create_data", side_effect=InvalidDataError)
        update = self.hook("_validate_update_data", side_effect=InvalidDataError)
        with self.assertRaises(InvalidDataError):
            self.exporter.run(self.binding)
        self.assertEqual(create.call_args.args[0]["name"], "Mine")
        self.bind()
        with self.assertRaises(InvalidDataError):
            self.exporter.run(self.binding)
        self.assertEqual(update.call_args.args[0]["name"], "Mine")
        self.assertEqual(self.remote["1"], {"name": "One", "parent": None})
        self.assertEqual(len(self.remote), 2)

    def test_import_of_a_later_version(self):
        self.bind()
        self.hook("_should_import", return_value=True)
        with trap_jobs() as trap:
            self.exporter.run(self.binding)
            trap.assert_enqueued_job(
                self.binding.import_record,
                args=(self.backend, "1"),
                kwargs={"force": True},
                properties={},
            )

    def test_no_import_by_default(self):
        self.bind()
        with trap_jobs() as trap:
            self.exporter.run(self.binding)
            trap.assert_jobs_count(0)

    def test_record_gone_on_the_backend_is_created_again(self):
        self.bind()
        self.hook("_should_import", side_effect=IDMissingInBackend)
        self.exporter.run(self.binding)
        self.assertEqual(self.binding.external_id, "new-2")

    def test_bind_is_not_exported_back(self):
        bind = self.hook("binder", new_callable=mock.PropertyMock)
        bind.return_value.to_external.return_value = "1"
        self.exporter.run(self.binding)
        bind.return_value.bind.assert_called_once_with("1", self.binding)

    def test_order(self):
        calls = []
        hooks = [
            "_should_import",
            "_has_to_skip",
            "_lock",
            "_export_dependencies",
            "_map_data",
            "_create_data",
            "_create",
            "_validate_create_data",
            "_commit",
            "_after_export",
        ]

        def call(name, hook, *args, **kwargs):
            calls.append(name)
            return hook(*args, **kwargs)

        for name in hooks:
            hook = getattr(self.exporter, name)
            self.hook(name, side_effect=partial(call, name, hook))
        self.exporter.run(self.binding)
        self.assertEqual(calls, hooks)


class TestLock(ExporterCase):
    def setUp(self):
        super().setUp()
        self.partner = self.env.ref("base.main_partner")

    def test_second_transaction_retries(self):
        """The lock is on whatever record is exported: here one that both see."""
        with new_rollbacked_env() as other:
            other.ref("base.main_partner").lock_for_update(allow_referencing=True)
            self.exporter.binding = self.partner
            with self.assertRaisesRegex(
                RetryableJobError, rf"res.partner {self.partner.id} "
            ):
                self.exporter._lock()
        # The transaction is still usable, and the lock was released.
        self.exporter._lock()

    def test_records_that_point_to_the_binding_can_be_created(self):
        self.exporter.binding = self.partner
        self.exporter._lock()
        with new_rollbacked_env() as other:
            other.cr.execute(
                "SELECT id FROM res_partner WHERE id = %s FOR KEY SHARE NOWAIT",
                [self.partner.id],
            )
            self.assertTrue(other.cr.fetchone())

    def test_dependencies_that_commit_release_the_lock(self):
        """It is taken again, and what another job did meanwhile is seen."""
        lock = self.hook("_lock")
        binding = self.binding

        def export_dependencies():
            self.env.cr.postcommit.run()
            binding.external_id = "1"

        self.hook("_export_dependencies", side_effect=export_dependencies)
        self.exporter.run(binding)
        self.assertEqual(lock.call_count, 2)
        self.assertEqual(len(self.remote), 2)
        self.assertEqual(self.remote["1"]["name"], "Mine")

    def test_dependencies_that_do_not_commit_keep_the_lock(self):
        lock = self.hook("_lock")
        self.exporter.run(self.binding)
        self.assertEqual(lock.call_count, 1)


class TestCommit(ExporterCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(config.__setitem__, "test_enable", config["test_enable"])
        self.commit = mock.Mock()
        self.patch(self.env.cr, "commit", self.commit)

    def test_none_in_tests(self):
        config["test_enable"] = True
        self.exporter.run(self.binding)
        self.commit.assert_not_called()

    def test_after_bind(self):
        config["test_enable"] = False
        bound = []
        self.commit.side_effect = lambda: bound.append(self.binding.external_id)
        self.exporter.run(self.binding)
        self.assertEqual(bound, ["new-2"])

    def test_none_when_nothing_was_exported(self):
        config["test_enable"] = False
        self.hook("_has_to_skip", return_value=True)
        self.exporter.run(self.binding)
        self.commit.assert_not_called()

    def test_forbidden_in_a_job(self):
        config["test_enable"] = False
        # The name "INFO" means another level once Odoo runs tests.
        with (
            self.assertLogs("odoo.addons.connector", logging.INFO) as logs,
            _prevent_commit(self.env.cr),
        ):
            self.exporter.run(self.binding)
        self.commit.assert_not_called()
        self.assertIn(f"{MODEL} {self.binding.id}", logs.output[0])
        self.assertIn("Commit is forbidden", logs.output[0])
        self.assertEqual(self.binding.external_id, "new-2")

    def test_error_of_the_flush_is_not_hidden(self):
        config["test_enable"] = False
        self.patch(self.env.cr, "flush", mock.Mock(side_effect=RuntimeError("flush")))
        with self.assertRaisesRegex(RuntimeError, "flush"):
            self.exporter.run(self.binding)
