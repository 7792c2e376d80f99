"""Records exported because another one needs them."""

import logging
from datetime import datetime
from unittest import mock

from odoo.tools import config, mute_logger

from odoo.addons.connector.exception import MappingError, RetryableJobError

from .common import MODEL
from .test_generic_exporter import ExporterCase


class TestExportDependency(ExporterCase):
    def setUp(self):
        super().setUp()
        self.record = self.env["connector.test.record"].create({"name": "Parent"})

    def dependency(self, *args, **kwargs):
        self.exporter._export_dependency(*args, **kwargs)

    def test_through_the_flow(self):
        self.binding.odoo_id.parent_id = self.record
        self.exporter.run(self.binding)
        self.assertEqual(self.remote["new-2"]["name"], "Parent")
        self.assertEqual(self.remote["new-3"], {"name": "Mine", "parent": "new-2"})
        self.assertEqual(self.record.synchronized_bind_ids.external_id, "new-2")

    def test_records_that_need_each_other(self):
        """The export ends, with an error on the link that cannot be made."""
        self.binding.odoo_id.parent_id = self.record
        self.record.parent_id = self.binding.odoo_id
        with self.assertRaisesRegex(MappingError, "parent_id.*Export it first"):
            self.exporter.run(self.binding)
        self.assertEqual(len(self.remote), 2)

    def test_record_that_needs_itself(self):
        self.exporter.binding = self.binding
        with (
            mock.patch.object(type(self.exporter), "run") as run,
            self.assertLogs("odoo.addons.connector", logging.INFO) as logs,
        ):
            self.dependency(self.binding.odoo_id, MODEL)
            self.dependency(self.record, MODEL)
        run.assert_called_once_with(self.record.synchronized_bind_ids)
        self.assertIn(f"{MODEL} {self.binding.id} is not exported", logs.output[0])

    def test_nothing(self):
        self.dependency(self.record.browse(), MODEL)
        self.assertEqual(len(self.remote), 2)

    def test_exported_already(self):
        self.create_binding(odoo_id=self.record.id, external_id="1")
        self.dependency(self.record, MODEL)
        self.assertEqual(self.remote["1"]["name"], "One")
        self.assertEqual(len(self.record.synchronized_bind_ids), 1)

    def test_binding_that_was_never_exported(self):
        binding = self.create_binding(odoo_id=self.record.id)
        self.dependency(self.record, MODEL)
        self.assertEqual(self.record.synchronized_bind_ids, binding)
        self.assertEqual(binding.external_id, "new-2")

    def test_archived_binding(self):
        binding = self.create_binding(odoo_id=self.record.id, external_id="1")
        self.record.active = False
        self.dependency(self.record, MODEL)
        self.assertEqual(
            self.bindings.with_context(active_test=False).search(
                [("odoo_id", "=", self.record.id)]
            ),
            binding,
        )

    def test_binding_of_another_backend(self):
        other = self.env["test.backend"].create({"name": "Other"})
        self.bindings.create(
            {"backend_id": other.id, "odoo_id": self.record.id, "external_id": "1"}
        )
        self.dependency(self.record, MODEL)
        self.assertEqual(
            self.record.synchronized_bind_ids.mapped("backend_id"),
            other | self.backend,
        )

    def test_binding_given(self):
        binding = self.create_binding(odoo_id=self.record.id)
        self.dependency(binding, MODEL)
        self.assertEqual(binding.external_id, "new-2")

    def test_extra_values(self):
        self.hook("run")
        self.dependency(
            self.record, MODEL, binding_extra_vals={"sync_date": "2026-01-01 00:00:00"}
        )
        self.assertEqual(
            self.record.synchronized_bind_ids.sync_date, datetime(2026, 1, 1)
        )

    def test_binding_field_of_the_call(self):
        self.hook("_default_binding_field", new=None)
        self.dependency(self.record, MODEL, binding_field="synchronized_bind_ids")
        self.assertEqual(self.record.synchronized_bind_ids.external_id, "new-2")

    def test_without_binding_field_the_record_is_its_own_binding(self):
        self.hook("_default_binding_field", new=None)
        run = self.hook("run")
        with mock.patch.object(
            type(self.component("binder")), "to_external", return_value=None
        ):
            self.dependency(self.record, MODEL)
        run.assert_called_once_with(self.record)

    def test_other_usage(self):
        with mock.patch.object(type(self.component("batch.importer")), "run") as run:
            self.dependency(self.record, MODEL, component_usage="batch.importer")
        run.assert_called_once_with(self.record.synchronized_bind_ids)

    def test_created_as_superuser_without_export(self):
        envs = []
        model = type(self.bindings)

        def create(self, vals_list, _create=model.create):
            envs.append(self.env)
            return _create(self, vals_list)

        self.patch(model, "create", create)
        self.hook("run")
        admin = self.env.ref("base.user_admin")
        with self.backend.with_user(admin).work_on(MODEL) as work:
            exporter = work.component(usage="record.exporter")
        exporter._export_dependency(self.record, MODEL)
        self.assertTrue(envs[0].su)
        self.assertEqual(envs[0].user, admin)
        self.assertIs(envs[0].context["connector_no_export"], True)

    def test_two_bindings(self):
        self.env.cr.execute(
            "ALTER TABLE connector_test_synchronized"
            " DROP CONSTRAINT connector_test_synchronized_unique_odoo_id"
        )
        first = self.create_binding(odoo_id=self.record.id)
        second = self.create_binding(odoo_id=self.record.id)
        with self.assertRaisesRegex(
            AssertionError, rf"{first.id}.*{second.id}.*unique"
        ):
            self.dependency(self.record, MODEL)

    @mute_logger("odoo.sql_db")
    def test_binding_created_by_another_job_meanwhile(self):
        self.create_binding(odoo_id=self.record.id)
        self.env.flush_all()
        find = self.hook("_find_dependency", return_value=self.bindings)
        with self.assertRaises(RetryableJobError), self.env.cr.savepoint():
            self.dependency(self.record, MODEL)
        find.assert_called_once()

    def test_binding_is_committed_before_it_is_exported(self):
        self.addCleanup(config.__setitem__, "test_enable", config["test_enable"])
        config["test_enable"] = False
        calls = []
        self.patch(self.env.cr, "commit", lambda: calls.append("commit"))
        self.hook("run", side_effect=lambda binding: calls.append("run"))
        self.dependency(self.record, MODEL)
        self.assertEqual(calls, ["commit", "run"])
