"""What an import would change, without doing it."""

from unittest import mock

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.connector.components.synchronizer.preview import Change
from odoo.addons.connector.exception import IDMissingInBackend

from .common import ItemCase

RECORD = "connector.test.record"


class TestPreview(ItemCase):
    def setUp(self):
        super().setUp()
        self.remote.update(
            {
                "1": {"name": "One", "quantity": 3, "parent": "2"},
                "2": {"name": "Two"},
            }
        )

    def preview(self, external_id="1", **kwargs):
        return self.component("record.importer").preview(external_id, **kwargs)

    def changes(self, preview):
        return {change.field: (change.old, change.new) for change in preview.changes}

    def test_new_record(self):
        preview = self.preview()
        self.assertTrue(preview.is_new)
        self.assertFalse(preview.binding)
        self.assertIsNone(preview.skipped)
        self.assertEqual(
            self.changes(preview),
            {"name": ("", "One"), "quantity": ("", "3"), "parent_id": ("", "Two")},
        )
        self.assertEqual(preview.changes[0], Change("name", "Name", "", "One"))

    def test_nothing_is_done(self):
        self.preview()
        self.assertFalse(self.items.search_count([]))
        self.assertFalse(self.env[RECORD].search_count([]))
        self.assertEqual({operation for operation, __ in self.remote.calls}, {"read"})

    def test_known_record(self):
        self.component("record.importer").run("1")
        self.assertEqual(self.preview().changes, [])
        self.remote["1"].update(name="Uno", parent=None)
        preview = self.preview()
        self.assertEqual(preview.binding, self.find("1"))
        self.assertFalse(preview.is_new)
        self.assertEqual(
            self.changes(preview), {"name": ("One", "Uno"), "parent_id": ("Two", "")}
        )
        self.assertEqual(self.find("1").name, "One")

    def test_record_that_is_up_to_date_but_was_edited(self):
        self.component("record.importer").run("1")
        self.find("1").name = "Mine"
        self.assertEqual(self.changes(self.preview()), {"name": ("Mine", "One")})

    def test_data_given(self):
        preview = self.preview(data={"name": "Given"})
        self.assertEqual(self.changes(preview)["name"], ("", "Given"))
        self.assertEqual(self.remote.calls, [])

    def test_skipped(self):
        importer = type(self.component("record.importer"))
        with mock.patch.object(importer, "_must_skip", return_value="No e-mail."):
            preview = self.preview()
        self.assertEqual((preview.skipped, preview.changes), ("No e-mail.", []))

    def test_gone(self):
        with self.assertRaises(IDMissingInBackend):
            self.preview("404")

    def test_after_hooks_do_not_run(self):
        importer = type(self.component("record.importer"))
        with mock.patch.object(importer, "_after_import") as after:
            self.preview()
        # The dependency is imported, and then undone.
        self.assertEqual(after.call_count, 1)

    def test_import_afterwards(self):
        """What the preview imported is not taken as there."""
        importer = self.component("record.importer")
        importer.preview("1")
        importer.work.component(usage="record.importer").run("1")
        self.assertEqual(self.find("1").parent_id, self.find("2").odoo_id)

    def test_secret_fields(self):
        user = new_test_user(
            self.env, "reader", "base.group_user,connector.group_connector_manager"
        )
        self.patch(
            self.env.registry[RECORD]._fields["quantity"], "groups", "base.group_system"
        )
        self.patch(self.items._fields["quantity"], "groups", "base.group_system")
        self.backend = self.backend.with_user(user)
        self.assertNotIn("quantity", self.changes(self.preview("2")))
        self.assertIn("name", self.changes(self.preview("2")))

    def test_each_type(self):
        tags = self.env["res.partner.category"].create([{"name": "a"}, {"name": "b"}])
        mapper = type(self.component("import.mapper"))
        self.patch(
            mapper,
            "finalize",
            lambda mapper, record, values: {
                **values,
                "day": "2026-01-02",
                "active": False,
                "tag_ids": [fields.Command.set(tags.ids)],
                "child_ids": [fields.Command.create({"name": "Child"})],
            },
        )
        self.component("record.importer").run("2")
        item = self.find("2")
        item.write(
            {
                "day": "2025-12-31",
                "active": True,
                "tag_ids": [(5,)],
                "child_ids": [(5,)],
            }
        )
        self.assertEqual(
            self.changes(self.preview("2")),
            {
                "day": ("12/31/2025", "01/02/2026"),
                "active": ("Yes", "No"),
                "tag_ids": ("", "a, b"),
                "child_ids": ("", "Child"),
            },
        )
