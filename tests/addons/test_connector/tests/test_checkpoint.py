from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestBackendCheckpoint(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["test.backend"].create({"name": "Store"})
        cls.binding, cls.other_binding = cls.env["connector.test.binding"].create(
            [
                {"backend_id": cls.backend.id, "external_id": number}
                for number in (9991, 9992)
            ]
        )

    def test_registers_a_record(self):
        checkpoint = self.backend.add_checkpoint(self.binding)
        self.assertEqual(checkpoint.record, self.binding)
        self.assertEqual(checkpoint.backend_id, self.backend)
        self.assertEqual(checkpoint.state, "need_review")
        self.assertFalse(checkpoint.reason)

    def test_returns_the_open_checkpoint(self):
        checkpoint = self.backend.add_checkpoint(self.binding, reason="No price.")
        again = self.backend.add_checkpoint(self.binding, "No name.")
        self.assertEqual(again, checkpoint)
        self.assertEqual(checkpoint.reason, "No price.\n\nNo name.")
        self.assertNotEqual(self.backend.add_checkpoint(self.other_binding), checkpoint)

    def test_one_backend_and_one_record(self):
        both = self.binding + self.other_binding
        for backend, record in (
            (self.backend, both),
            (self.backend, both.browse()),
            (self.backend.browse(), self.binding),
            (self.backend + self.backend.copy(), self.binding),
        ):
            with (
                self.subTest(backend=backend, record=record),
                self.assertRaises(ValueError),
            ):
                backend.add_checkpoint(record)

    def test_company_follows_that_of_the_backend(self):
        manager = new_test_user(
            self.env,
            "connector-manager",
            groups="base.group_user,connector.group_connector_manager",
        )
        checkpoint = self.backend.add_checkpoint(self.binding)
        as_manager = checkpoint.with_user(manager)
        self.assertFalse(checkpoint.company_id)
        self.assertTrue(as_manager.has_access("read"))
        company = self.env["res.company"].create({"name": "Other company"})
        self.backend.company_id = company
        self.assertEqual(checkpoint.company_id, company)
        with self.assertRaises(AccessError):
            as_manager.read(["state"])

    def test_other_backends_keep_their_company(self):
        other = self.backend.copy({"company_id": self.env.company.id})
        checkpoint = other.add_checkpoint(self.binding)
        self.backend.company_id = self.env["res.company"].create({"name": "Other"})
        self.assertEqual(checkpoint.company_id, self.env.company)

    def test_writing_anything_else_costs_nothing(self):
        self.backend.add_checkpoint(self.binding)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.backend.name = "Store 2"
            self.env.flush_all()
