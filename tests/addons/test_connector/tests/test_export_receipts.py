"""What exports leave behind when they are interrupted."""

from contextlib import suppress
from unittest import mock

from odoo.exceptions import AccessError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.connector.exception import InvalidDataError

from ..components.parcel import PARCEL
from .export_case import ParcelCase


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
        with suppress(InvalidDataError):  # see interrupted()
            self.export(binding)
        self.assertEqual(len(self.remote.called("create")), 1)
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

    def test_receipt_of_a_binding_that_is_there_is_not_taken(self):
        """Where a record may have several bindings for a backend, each has its own."""
        receipts = self.env["connector.export.receipt"]
        values = {"backend_id": self.backend.id, "external_id": 1}
        first = self.env["connector.test.binding"].create(values)
        values |= {"odoo_id": first.odoo_id.id, "external_id": 2}
        second = self.env["connector.test.binding"].create(values)
        self.env.flush_all()
        receipt = receipts._open(self.backend, first, first.odoo_id.id, {})
        receipts._answer(receipt.id, "1")
        receipt = receipts._open(self.backend, second, second.odoo_id.id, {})
        self.assertFalse(receipt.answered)

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

    def test_who_sees_them(self):
        self.interrupted("_remember")
        employee = new_test_user(self.env, "employee", groups="base.group_user")
        manager = new_test_user(
            self.env, "manager", groups="connector.group_connector_manager"
        )
        self.assertEqual(self.receipts().with_user(manager).external_id, "new-1")
        self.assertFalse(self.receipts().with_user(manager).has_access("write"))
        with self.assertRaises(AccessError):
            self.receipts().with_user(employee).read(["external_id"])
