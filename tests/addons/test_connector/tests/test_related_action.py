"""Records opened from jobs."""

from odoo.exceptions import UserError

from odoo.addons.component.tests.common import TransactionComponentCase


class TestRelatedAction(TransactionComponentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["test.backend"].create({"name": "Test Backend"})
        values = {"name": "Test", "backend_id": cls.backend.id}
        cls.binding = cls.env["connector.test.binding"].create(values)
        cls.own_record = cls.env["no.inherits.binding"].create(values)

    def open(self, records):
        job = records.with_delay().job_related_action_unwrap()
        return job.db_record().open_related_action()

    def action(self, record):
        return {
            "name": "Related Record",
            "type": "ir.actions.act_window",
            "view_type": "form",
            "view_mode": "form",
            "res_model": record._name,
            "res_id": record.id,
        }

    def test_the_odoo_record_is_opened(self):
        self.assertEqual(self.open(self.binding), self.action(self.binding.odoo_id))

    def test_the_binding_is_opened_when_it_is_its_own_record(self):
        self.assertEqual(self.open(self.own_record), self.action(self.own_record))

    def test_no_action_for_nothing_or_several(self):
        several = self.binding | self.binding.copy()
        for records in (self.binding.browse(), several):
            with (
                self.subTest(records=records),
                self.assertRaisesRegex(UserError, "No action available"),
            ):
                self.open(records)

    def test_no_action_for_a_deleted_binding(self):
        job = self.binding.with_delay().job_related_action_unwrap().db_record()
        self.binding.unlink()
        self.assertIsNone(job.related_action_unwrap_binding())
