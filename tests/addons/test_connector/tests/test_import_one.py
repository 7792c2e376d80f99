"""Import by id: one at once, several in jobs."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user

from ..components.item import ITEM
from .run_case import RunCase


class TestImportOne(RunCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, "hh_user", "base.group_user,connector.group_connector_user"
        )

    def setUp(self):
        super().setUp()
        self.remote.update({str(n): {"name": f"Item {n}"} for n in range(1, 6)})

    def wizard(self, text, user=None, **values):
        return (
            self.env["connector.import.one"]
            .with_user(user or self.user)
            .create(
                {
                    "backend": f"test.backend,{self.backend.id}",
                    "model_name": ITEM,
                    "external_ids": text,
                    **values,
                }
            )
        )

    def test_one_is_imported_at_once(self):
        wizard = self.wizard(" 3 \n")
        action = wizard.action_import()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertEqual(self.find("3").name, "Item 3")
        self.assertFalse(self.jobs())
        self.assertIn("imported", wizard.result)
        self.assertFalse(wizard.is_failed)
        self.assertFalse(wizard.record, "the user may not see items")

    def test_it_opens_what_was_imported(self):
        wizard = self.wizard("3", self.manager)
        wizard.action_import()
        self.assertEqual(wizard.record, self.find("3").odoo_id)
        self.assertEqual(wizard.action_open_record()["res_id"], wizard.record.id)

    def test_even_if_it_is_up_to_date(self):
        self.items.import_record(self.backend, "3")
        self.find("3").name = "Changed here"
        self.wizard("3").action_import()
        self.assertEqual(self.find("3").name, "Item 3")

    def test_why_it_fails(self):
        self.remote["3"] = {"name": "Item", "parent": "99"}
        wizard = self.wizard("3")
        wizard.action_import()
        self.assertTrue(wizard.is_failed)
        self.assertIn("99", wizard.result)
        self.assertFalse(self.find("3"))
        self.assertFalse(wizard.record)

    def test_gone(self):
        wizard = self.wizard("404")
        wizard.action_import()
        self.assertIn("no longer exist", wizard.result)

    def test_several_are_imported_in_jobs(self):
        answer = self.wizard("1\n2\n\n2\n 3 ").action_import()
        self.assertEqual(self.jobs().mapped("connector_external_id"), ["1", "2", "3"])
        run = self.jobs().connector_run_id
        self.assertEqual((len(run), run.found_count), (1, 3))
        self.assertIn(str(run.id), answer["params"]["links"][0]["url"])
        self.perform(self.jobs())
        self.assertEqual(self.items.search_count([]), 3)

    def test_one_in_a_job(self):
        self.wizard("1").action_import_in_jobs()
        self.assertEqual(self.jobs().kwargs, {"force": True})

    def test_what_can_be_no_id(self):
        for text, words in (
            (" \n ", "No id"),
            ("a\tb", "can't be ids"),
            ("x" * 300, "can't be ids"),
            ("\n".join(map(str, range(1001))), "1001"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.wizard(text).action_import()
        self.assertFalse(self.jobs())

    def test_numbers(self):
        bindings = self.env["connector.test.item"]
        self.assertTrue(bindings._is_external_id("A b/ç\"'1"))

    def test_not_what_the_backend_does_not_import(self):
        with self.assertRaises(UserError):
            self.wizard("1", model_name="test.kit.customer").action_import()

    def test_form(self):
        context = self.backend.with_user(self.user).action_import_one()["context"]
        form = Form(
            self.env["connector.import.one"]
            .with_user(self.user)
            .with_context(**context)
        )
        form.model_name = ITEM
        form.external_ids = "2"
        wizard = form.save()
        wizard.action_import()
        self.assertTrue(self.find("2"))

    def test_whose_it_is(self):
        with self.assertRaises(AccessError):
            self.wizard("1", self.employee)
        wizard = self.wizard("1")
        with self.assertRaises(AccessError):
            wizard.with_user(self.manager).read(["result"])

    def test_not_from_a_backend_of_another_company(self):
        self.env["ir.rule"].create(
            {
                "name": "Backends of the own companies",
                "model_id": self.env["ir.model"]._get_id("test.backend"),
                "domain_force": "[('company_id', 'in', [False] + company_ids)]",
            }
        )
        self.backend.company_id = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(AccessError):
            self.wizard("1").action_import()
