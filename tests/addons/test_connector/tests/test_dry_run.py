"""What an import would change, shown to a person."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from odoo.addons.connector.exception import MappingError

from ..components.item import ITEM
from .run_case import MANAGER, RunCase


class TestDryRun(RunCase):
    def setUp(self):
        super().setUp()
        self.remote["1"] = {"name": "One", "quantity": 2}

    def dry_run(self, external_id="1", user=None, **values):
        return (
            self.env["connector.dry.run"]
            .with_user(user or self.manager)
            .create(
                {
                    "backend": f"test.backend,{self.backend.id}",
                    "model_name": ITEM,
                    "external_id": external_id,
                    **values,
                }
            )
        )

    def preview(self, external_id="1"):
        wizard = self.dry_run(external_id)
        action = wizard.action_preview()
        self.assertEqual(action["res_id"], wizard.id)
        return wizard

    def changes(self, wizard):
        return [
            (change.label, change.old or "", change.new) for change in wizard.change_ids
        ]

    def test_new_record(self):
        wizard = self.preview(" 1 ")
        self.assertEqual(wizard.conclusion, "A record would be created.")
        self.assertTrue(wizard.is_new)
        self.assertIn(("Name", "", "One"), self.changes(wizard))
        self.assertFalse(self.find("1"), "nothing is written")

    def test_change(self):
        self.items.import_record(self.backend, "1")
        self.remote["1"]["name"] = "Uno"
        wizard = self.preview()
        self.assertEqual(wizard.conclusion, "One would change: 1 fields.")
        self.assertEqual(self.changes(wizard), [("Name", "One", "Uno")])
        self.assertEqual(self.find("1").name, "One")

    def test_no_change(self):
        self.items.import_record(self.backend, "1")
        wizard = self.preview()
        self.assertEqual(wizard.conclusion, "One would not change.")
        self.assertFalse(wizard.change_ids)

    def test_again(self):
        wizard = self.preview()
        wizard.action_preview()
        labels = wizard.change_ids.mapped("label")
        self.assertEqual(len(labels), len(set(labels)))

    def test_gone(self):
        self.assertEqual(self.preview("9").conclusion, "9 is not on the backend.")

    def test_failure(self):
        self.remote.errors["read"] = MappingError("No country ZZ")
        self.assertEqual(
            self.preview().conclusion, "The import would fail: No country ZZ"
        )

    def test_bug_is_a_bug(self):
        self.remote.errors["read"] = ZeroDivisionError()
        with self.assertRaises(ZeroDivisionError):
            self.preview()

    def test_hidden_fields_are_not_shown(self):
        field = self.env["connector.test.record"]._fields["quantity"]
        inherited = self.items._fields["quantity"]
        self.patch(field, "groups", "base.group_system")
        self.patch(inherited, "groups", "base.group_system")
        self.assertNotIn("Quantity", self.preview().change_ids.mapped("label"))

    def test_records_that_the_user_may_not_see(self):
        self.items.import_record(self.backend, "1")
        self.remote["1"]["name"] = "Uno"
        self.env["ir.rule"].create(
            {
                "name": "No items",
                "model_id": self.env["ir.model"]._get_id(ITEM),
                "domain_force": "[('id', '=', 0)]",
            }
        )
        wizard = self.dry_run()
        with self.assertRaises(AccessError):
            wizard.action_preview()

    def test_import(self):
        wizard = self.preview()
        self.assertEqual(wizard.action_import()["params"]["type"], "success")
        self.assertEqual(wizard.action_import()["params"]["type"], "warning")
        job = self.jobs()
        self.assertEqual(job.args, [self.backend, "1"])
        self.perform(job)
        self.assertEqual(self.find("1").name, "One")

    def test_from_the_binding(self):
        self.items.import_record(self.backend, "1")
        self.remote["1"]["name"] = "Uno"
        action = self.find("1").with_user(self.manager).action_dry_run()
        wizard = self.env["connector.dry.run"].browse(action["res_id"])
        self.assertEqual(self.changes(wizard), [("Name", "One", "Uno")])

    def test_binding_that_was_never_imported(self):
        binding = self.items.create({"backend_id": self.backend.id, "name": "Mine"})
        with self.assertRaisesRegex(UserError, "Mine has no external id"):
            binding.action_dry_run()

    def test_from_the_backend(self):
        context = self.backend.action_dry_run()["context"]
        wizard = self.env["connector.dry.run"].with_context(**context).new({})
        self.assertEqual(wizard.backend, self.backend)
        wizard._onchange_backend()
        self.assertIn(wizard.model_name, self.backend._import_models())
        models = dict(wizard.with_user(self.manager)._selection_model_name())
        self.assertEqual(models[ITEM], "Connector Test Item")
        self.assertNotIn("res.partner", models)

    def test_model_of_another_backend(self):
        self.patch(type(self.backend), "_import_models", lambda self: [])
        with self.assertRaisesRegex(UserError, "does not import records of “Connector"):
            self.dry_run().action_preview()

    def test_deleted_backend(self):
        wizard = self.dry_run()
        self.backend.unlink()
        with self.assertRaisesRegex(UserError, "The backend was deleted"):
            wizard.action_preview()

    def test_not_for_another_manager(self):
        wizard = self.preview()
        other = new_test_user(self.env, "hr_other", f"base.group_user,{MANAGER}")
        for records in (wizard, wizard.change_ids):
            self.assertTrue(records)
            self.assertFalse(records.with_user(other).has_access("read"))

    def test_not_for_ordinary_users(self):
        with self.assertRaises(AccessError):
            self.dry_run(user=self.employee)

    def test_only_backend_is_chosen(self):
        others = self.env["test.backend"].search([("id", "!=", self.backend.id)])
        others.unlink()
        values = self.env["connector.dry.run"].default_get(["backend"])
        self.assertEqual(values["backend"], f"test.backend,{self.backend.id}")
        self.backend.copy()
        values = self.env["connector.dry.run"].default_get(["backend"])
        self.assertNotIn("backend", values)
