"""Records that were changed in Odoo and on the backend."""

from datetime import timedelta
from unittest import mock

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from odoo.addons.connector.exception import RetryLater
from odoo.addons.queue_job.job import Job

from ..components.parcel import PARCEL
from .export_case import ParcelCase


class TestImportOfWhatIsToBeExported(ParcelCase):
    """What a person changed is not overwritten before the backend has got it."""

    def setUp(self):
        super().setUp()
        self.binding = self.exported(quantity=1)
        self.external_id = self.binding.external_id
        self.remote[self.external_id]["name"] = "Theirs"
        self.binding.quantity = 5
        self.job = self.jobs()

    def run_import(self, **kwargs):
        self.importer = self.component("record.importer")
        return self.importer.run(self.external_id, **kwargs)

    def test_waits(self):
        with self.assertRaisesRegex(RetryLater, "after.*is exported") as caught:
            self.run_import()
        self.assertTrue(caught.exception.ignore_retry)
        Job.load(self.env, self.job.uuid).perform()
        self.job.sudo().write({"state": "done"})
        self.run_import()
        self.assertEqual((self.binding.name, self.binding.quantity), ("Theirs", 5))

    def test_force(self):
        self.run_import(force=True)
        self.assertEqual((self.binding.name, self.binding.quantity), ("Theirs", 1))

    def test_remote_wins(self):
        self.policy(_conflict_policy="remote")
        self.run_import()
        self.assertEqual((self.binding.name, self.binding.quantity), ("Theirs", 1))

    def test_others_do_not_wait(self):
        self.remote["2"] = {"name": "Two", "quantity": 2, "parent": None}
        importer = self.component("record.importer")
        importer.run("2")
        self.remote["2"]["name"] = "Three"
        importer.run("2")
        self.assertEqual(importer.outcome, "updated")

    def test_set_aside_of_a_chunk(self):
        self.remote["2"] = {"name": "Two", "quantity": 2, "parent": None}
        self.component("chunk.importer").run([self.external_id, "2"])
        self.assertEqual((self.binding.name, self.binding.quantity), ("Mine", 5))
        self.assertEqual(self.component("binder").to_internal("2").name, "Two")
        [job] = self.jobs("import_record")
        self.assertEqual(job.state, "pending")
        self.assertEqual(job.args, [self.backend, self.external_id])

    def test_looked_up_once_for_many(self):
        importer = self.component("record.importer")
        model = type(self.parcels)
        with mock.patch.object(
            model, "_waiting_exports", return_value=frozenset()
        ) as waiting:
            for name in ("A", "B"):
                self.remote[self.external_id]["name"] = name
                importer.run(self.external_id)
        waiting.assert_called_once_with()


class TestConflict(ParcelCase):
    def changed_on_both_sides(self):
        binding = self.exported()
        self.remote[binding.external_id]["name"] = "Theirs"
        binding.with_context(connector_no_export=True).quantity = 5
        return binding

    def test_odoo_wins_without_looking(self):
        binding = self.changed_on_both_sides()
        self.export(binding)
        self.assertEqual(self.remote.calls, [("write", {"quantity": 5})])

    def test_remote_wins(self):
        self.policy(_conflict_policy="remote")
        binding = self.changed_on_both_sides()
        sync_date = binding.sync_date - timedelta(days=1)
        binding.with_context(connector_no_export=True).sync_date = sync_date
        self.assertIn("It will be imported instead", self.export(binding))
        self.assertEqual(self.remote.called("write"), [])
        self.assertEqual(self.exporter.outcome, "conflict")
        self.assertEqual(binding.sync_date, sync_date)
        job = self.jobs("import_record")
        self.assertEqual(job.args, [self.backend, binding.external_id])
        self.assertEqual(job.kwargs, {"force": True})

    def test_ask(self):
        self.policy(_conflict_policy="ask")
        binding = self.changed_on_both_sides()
        reason = self.export(binding)
        self.export(binding)
        self.assertEqual(self.remote.called("write"), [])
        self.assertFalse(self.jobs("import_record"))
        checkpoint = self.env["connector.checkpoint"].search(
            [("record_id", "=", binding.id), ("model_id.model", "=", PARCEL)]
        )
        self.assertEqual(len(checkpoint), 1)
        self.assertIn("changed both in Odoo and on Test Backend", reason)
        self.export(binding, force=True)
        self.assertEqual(self.remote[binding.external_id]["quantity"], 5)
        self.assertEqual(self.remote[binding.external_id]["name"], "Mine")

    def test_asked_until_a_person_chooses(self):
        self.policy(_conflict_policy="ask")
        binding = self.changed_on_both_sides()
        self.export(binding)
        self.assertTrue(binding.export_conflict)
        importer = self.component("record.importer")
        self.assertIn("a person must choose", importer.run(binding.external_id))
        self.assertEqual(importer.outcome, "skipped")
        self.assertEqual((binding.name, binding.quantity), ("Mine", 5))

    def test_version_of_the_backend_is_chosen(self):
        self.policy(_conflict_policy="ask")
        binding = self.changed_on_both_sides()
        self.export(binding)
        binding.action_import_anyway()
        Job.load(self.env, self.jobs("import_record").uuid).perform()
        self.assertEqual(binding.name, "Theirs")
        self.assertFalse(binding.export_conflict)

    def test_version_of_odoo_is_chosen(self):
        self.policy(_conflict_policy="ask")
        binding = self.changed_on_both_sides()
        self.export(binding)
        binding.action_export_anyway()
        Job.load(self.env, self.jobs().uuid).perform()
        self.assertEqual(self.remote[binding.external_id]["name"], "Mine")
        self.assertFalse(binding.export_conflict)

    def test_chosen_by_those_who_may(self):
        binding = self.create()
        clerk = new_test_user(self.env, "clerk", groups="base.group_user")
        for action in ("action_export_anyway", "action_import_anyway"):
            with self.assertRaises(AccessError):
                getattr(binding.with_user(clerk), action)()

    def test_no_conflict(self):
        for policy in ("remote", "ask"):
            with self.subTest(policy):
                self.policy(_conflict_policy=policy)
                binding = self.exported()
                for quantity in (5, 6):  # what we sent ourselves is no conflict
                    binding.with_context(connector_no_export=True).quantity = quantity
                    self.export(binding)
                self.assertEqual(
                    self.remote.called("write"), [{"quantity": 5}, {"quantity": 6}]
                )

    def test_imported_since(self):
        self.policy(_conflict_policy="ask")
        binding = self.exported()
        self.remote[binding.external_id]["name"] = "Theirs"
        self.component("record.importer").run(binding.external_id)
        binding.with_context(connector_no_export=True).quantity = 5
        self.export(binding, fields=["quantity"])
        self.assertEqual(self.remote.called("write"), [{"quantity": 5}])

    def test_binding_without_digests(self):
        exporter = self.component("record.exporter")
        exporter.binding = self.env["connector.test.synchronized"]
        with self.assertRaisesRegex(NotImplementedError, "connector.binding"):
            exporter._remote_changed()
