"""Exports that send what changed, and nothing twice."""

from odoo.addons.connector.components.synchronizer.exported import value_digests
from odoo.addons.connector.exception import (
    IDMissingInBackend,
    InvalidDataError,
)

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
