"""Exports that send what changed, once, and notice conflicts."""

from contextlib import suppress
from unittest import mock

from odoo.exceptions import AccessError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.connector.components.synchronizer.exported import value_digests
from odoo.addons.connector.exception import (
    IDMissingInBackend,
    InvalidDataError,
    RetryLater,
)
from odoo.addons.queue_job.job import Job

from ..components.parcel import PARCEL
from .export_case import ParcelCase


class TestChangedValues(ParcelCase):
    def test_created_whole(self):
        binding = self.create(quantity=2)
        self.export(binding, fields=["name"])
        [data] = self.remote.called("create")
        self.assertEqual(
            data,
            {
                "name": "Mine",
                "code": "MINE",
                "quantity": 2,
                "parent": False,
                "label": "on False",
            },
        )
        self.assertEqual(self.exporter.outcome, "created")
        self.assertEqual(binding.export_digests, value_digests(data))

    def test_nothing_changed(self):
        binding = self.exported()
        self.assertEqual(self.export(binding), "Nothing to export.")
        self.assertEqual(self.remote.calls, [])
        self.assertEqual(self.exporter.outcome, "unchanged")

    def test_only_what_changed(self):
        binding = self.exported()
        binding.with_context(connector_no_export=True).quantity = 5
        self.export(binding)
        self.assertEqual(self.remote.called("write"), [{"quantity": 5}])
        self.assertEqual(self.exporter.outcome, "updated")
        self.export(binding)
        self.assertEqual(self.remote.called("write"), [{"quantity": 5}])

    def test_back_to_a_former_value(self):
        binding = self.exported()
        for quantity in (5, 0):
            binding.with_context(connector_no_export=True).quantity = quantity
            self.export(binding)
        self.assertEqual(
            self.remote.called("write"), [{"quantity": 5}, {"quantity": False}]
        )

    def test_fields_are_a_filter(self):
        binding = self.exported()
        binding.with_context(connector_no_export=True).write(
            {"name": "New", "quantity": 5}
        )
        self.export(binding, fields=["quantity"])
        self.assertEqual(self.remote.called("write"), [{"quantity": 5}])
        self.export(binding)
        self.assertEqual(
            self.remote.called("write")[1:], [{"name": "New", "code": "NEW"}]
        )

    def test_required_keys(self):
        self.policy(_required_keys=["name"])
        binding = self.exported()
        self.export(binding)
        self.assertEqual(self.remote.calls, [])
        binding.with_context(connector_no_export=True).quantity = 5
        self.export(binding, fields=["quantity"])
        self.assertEqual(self.remote.called("write"), [{"name": "Mine", "quantity": 5}])

    def test_sends_whole(self):
        self.policy(_sends_whole=True)
        binding = self.exported()
        self.export(binding)
        self.assertEqual(self.remote.calls, [])
        binding.with_context(connector_no_export=True).quantity = 5
        self.export(binding, fields=["quantity"])
        [data] = self.remote.called("write")
        self.assertEqual(data, self.remote[binding.external_id])
        self.assertEqual(len(data), 5)

    def test_force(self):
        binding = self.exported()
        self.export(binding, force=True)
        self.assertEqual(len(self.remote.called("write")[0]), 5)

    def test_not_remembered_when_it_failed(self):
        binding = self.exported()
        binding.with_context(connector_no_export=True).quantity = 5
        self.remote.errors["write"] = InvalidDataError("no")
        with self.assertRaises(InvalidDataError):
            self.export(binding)
        del self.remote.errors["write"]
        self.export(binding)
        self.assertEqual(self.remote.called("write")[1:], [{"quantity": 5}])

    def test_dependency_is_created_before(self):
        parent = self.env["connector.test.record"].create({"name": "Parent"})
        binding = self.create(parent_id=parent.id)
        self.export(binding)
        self.assertEqual(
            [data["name"] for data in self.remote.called("create")], ["Parent", "Mine"]
        )
        self.assertEqual(
            self.remote[binding.external_id]["parent"], parent.parcel_ids.external_id
        )


class TestBothWays(ParcelCase):
    """What goes one way does not come back as new."""

    def importer(self):
        return self.component("record.importer")

    def test_import_is_not_exported_back(self):
        self.remote["1"] = {"name": "One", "quantity": 1, "parent": None}
        self.importer().run("1")
        self.remote["1"]["name"] = "Two"
        self.importer().run("1")
        self.assertFalse(self.jobs())

    def test_export_is_not_imported_back(self):
        binding = self.exported(quantity=1)
        before = binding.sync_date, binding.odoo_id.write_date
        importer = self.importer()
        importer.run(binding.external_id)
        self.assertEqual(importer.outcome, "unchanged")
        self.assertEqual((binding.sync_date, binding.odoo_id.write_date), before)
        importer.run(binding.external_id)
        self.assertEqual(importer.outcome, "unchanged")

    def test_import_of_own_export_keeps_what_was_exported(self):
        binding = self.exported(quantity=1)
        self.importer().run(binding.external_id)
        self.export(binding)
        self.assertEqual(self.remote.called("write"), [])

    def test_backend_goes_back_to_what_was_imported(self):
        self.remote["1"] = {"name": "One", "quantity": 1, "parent": None}
        self.importer().run("1")
        binding = self.component("binder").to_internal("1")
        binding.with_context(connector_no_export=True).name = "Mine"
        self.export(binding, fields=["name"])
        self.assertEqual(self.remote["1"]["name"], "Mine")
        self.remote["1"]["name"] = "One"
        self.importer().run("1")
        self.assertEqual(binding.name, "One")

    def test_odoo_goes_back_to_what_was_exported(self):
        binding = self.exported(quantity=1)
        self.remote[binding.external_id]["name"] = "Theirs"
        self.importer().run(binding.external_id)
        self.assertEqual(binding.name, "Theirs")
        binding.with_context(connector_no_export=True).name = "Mine"
        self.export(binding, fields=["name"])
        self.assertEqual(self.remote[binding.external_id]["name"], "Mine")


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
        sync_date = binding.sync_date
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


class TestGone(ParcelCase):
    def gone(self):
        binding = self.exported()
        self.remote.clear()
        self.remote["other"] = {}
        binding.with_context(connector_no_export=True).quantity = 5
        return binding

    def test_created_again_whole(self):
        binding = self.gone()
        self.export(binding)
        [data] = self.remote.called("create")
        self.assertEqual(len(data), 5)
        self.assertEqual(binding.external_id, "new-2")
        self.assertEqual(self.exporter.outcome, "created")
        self.assertFalse(self.receipts())

    def test_found_gone_while_looking_for_a_conflict(self):
        self.policy(_conflict_policy="ask")
        binding = self.gone()
        self.export(binding)
        self.assertEqual(binding.external_id, "new-2")

    def test_archived(self):
        self.policy(_gone_policy="archive")
        binding = self.gone()
        self.assertIn("Archived", self.export(binding))
        self.assertFalse(binding.odoo_id.active)
        self.assertFalse(self.jobs())
        self.assertEqual(self.remote.called("create"), [])
        self.assertEqual(self.exporter.outcome, "gone")

    def test_fail(self):
        self.policy(_gone_policy="fail")
        with self.assertRaises(IDMissingInBackend):
            self.export(self.gone())


class TestReceipts(ParcelCase):
    """In the transaction of the test; see test_export_race for real ones."""

    def interrupted(self, hook, **values):
        """Return a binding whose export died in a hook after it wrote a receipt."""
        binding = self.create(**values)
        exporter = self.component("record.exporter")
        # assertRaises() would roll the receipts back, too.
        with (
            mock.patch.object(type(exporter), hook, side_effect=ZeroDivisionError),
            suppress(ZeroDivisionError),
        ):
            exporter.run(binding)
        self.remote.calls.clear()
        # The transaction of the job is rolled back, not those of its receipts.
        binding.with_context(connector_no_export=True).write(
            {"external_id": False, "export_digests": False}
        )
        return binding

    def test_none_left(self):
        self.exported()
        self.assertFalse(self.receipts())

    def test_id_is_adopted(self):
        binding = self.interrupted("_remember")
        self.assertEqual(self.receipts().external_id, "new-1")
        self.export(binding)
        self.assertEqual(self.remote.calls, [])
        self.assertEqual(binding.external_id, "new-1")
        self.assertFalse(self.receipts())

    def test_change_since_is_sent_to_the_adopted_one(self):
        binding = self.interrupted("_remember")
        binding.with_context(connector_no_export=True).quantity = 5
        self.export(binding)
        self.assertEqual(self.remote.called("create"), [])
        self.assertEqual(self.remote["new-1"]["quantity"], 5)

    def test_adopted_one_is_gone(self):
        binding = self.interrupted("_remember")
        self.remote.clear()
        self.remote["other"] = {}
        binding.with_context(connector_no_export=True).quantity = 5
        self.export(binding)
        self.assertEqual(set(self.remote), {"other", "new-2"})
        self.assertEqual(binding.external_id, "new-2")
        self.assertFalse(self.receipts())

    def test_no_answer_found(self):
        self.remote["theirs"] = {"name": "Mine"}
        binding = self.interrupted("_create")
        find = mock.Mock(return_value="theirs")
        self.policy(_find_created=find)
        self.export(binding)
        self.assertEqual(find.call_args.args[0]["name"], "Mine")
        self.assertEqual(self.remote.called("create"), [])
        self.assertEqual(binding.external_id, "theirs")

    def test_no_answer_not_found(self):
        binding = self.interrupted("_create")
        with self.assertLogs("odoo.addons.connector", "WARNING") as logs:
            self.export(binding)
        self.assertIn("_find_created() of 'test.parcel.exporter'", logs.output[0])
        self.assertEqual(binding.external_id, "new-1")

    def test_first_try_does_not_search(self):
        find = mock.Mock()
        self.policy(_find_created=find)
        self.export(self.create())
        find.assert_not_called()

    def test_refused_is_withdrawn(self):
        binding = self.create()
        self.remote.errors["create"] = InvalidDataError("no")
        with self.assertRaises(InvalidDataError):
            self.export(binding)
        self.assertFalse(self.receipts())

    def test_integer_ids_stay_integers(self):
        receipts = self.env["connector.export.receipt"]
        binding = self.create()
        for external_id in (0, 7, "7"):
            opened = receipts._open(self.backend, binding, None, {})
            receipts._answer(opened.id, external_id)
            opened = receipts._open(self.backend, binding, None, {})
            self.assertTrue(opened.answered)
            self.assertIs(type(opened.external_id), type(external_id))
            self.assertEqual(opened.external_id, external_id)

    def test_binding_that_was_rolled_back_with_its_job(self):
        """The binding of a dependency: the next try makes another one."""
        binding = self.interrupted("_remember")
        record = binding.odoo_id
        binding.with_context(connector_no_export=True).unlink()
        again = self.create(odoo_id=record.id, name="Mine")
        self.export(again)
        self.assertEqual(again.external_id, "new-1")
        self.assertEqual(self.remote.called("create"), [])

    def test_receipt_of_another_binding_of_the_record_is_not_taken(self):
        binding = self.interrupted("_remember")
        other = self.env["test.backend"].create({"name": "Other"})
        again = self.create(odoo_id=binding.odoo_id.id, backend_id=other.id)
        with other.work_on(PARCEL) as work:
            work.component(usage="record.exporter").run(again)
        self.assertEqual(again.external_id, "new-2")

    def test_vacuum(self):
        kept = self.interrupted("_remember")
        bound = self.interrupted("_remember")
        gone = self.interrupted("_remember")
        fresh = self.interrupted("_remember")
        bound.with_context(connector_no_export=True).external_id = "bound"
        gone.with_context(connector_no_export=True).unlink()
        self.env.flush_all()

        def age(days, *ids):
            self.env.cr.execute(
                "UPDATE connector_export_receipt SET write_date = now() at time zone "
                "'utc' - %s * interval '1 day' WHERE binding_id IN %s",
                [days, ids],
            )
            self.env.invalidate_all()

        age(2, kept.id, bound.id, gone.id)
        self.env["connector.export.receipt"]._vacuum()
        self.assertEqual(
            set(self.receipts().mapped("binding_id")), {kept.id, gone.id, fresh.id}
        )
        age(40, kept.id, gone.id)
        self.env["connector.export.receipt"]._vacuum()
        self.assertEqual(set(self.receipts().mapped("binding_id")), {kept.id, fresh.id})

    @mute_logger("odoo.models.unlink")
    def test_vacuum_of_a_backend_that_is_gone(self):
        binding = self.interrupted("_remember")
        self.receipts().sudo().write({"backend": "no.model,1"})
        self.assertTrue(self.receipts()._is_of_no_use())
        self.assertTrue(binding.exists())
