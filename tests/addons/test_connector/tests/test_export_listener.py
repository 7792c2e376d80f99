"""What people do in Odoo, and the jobs that tell the backend."""

from odoo.tests import new_test_user

from odoo.addons.queue_job.job import Job

from ..components.parcel import PARCEL
from .export_case import ParcelCase


class TestExportListener(ParcelCase):
    def setUp(self):
        super().setUp()
        self.parcel = self.exported()

    def fields(self):
        return [job.kwargs["fields"] for job in self.jobs()]

    def test_record_written(self):
        self.parcel.odoo_id.quantity = 3
        [job] = self.jobs()
        self.assertEqual(job.records, self.parcel)
        self.assertEqual(job.kwargs, {"fields": ["quantity"]})
        self.assertFalse(job.identity_key)

    def test_binding_written(self):
        self.parcel.quantity = 3
        self.assertEqual(self.fields(), [["quantity"]])

    def test_computed_field_of_the_mapper(self):
        self.parcel.odoo_id.name = "New"
        self.assertEqual(self.fields(), [["code", "name"]])

    def test_field_of_changed_by(self):
        self.parcel.odoo_id.day = "2026-01-02"
        self.assertEqual(self.fields(), [["day"]])

    def test_one_job_per_binding_and_transaction(self):
        other = self.exported(name="Other")
        records = self.parcel.odoo_id | other.odoo_id
        records.quantity = 3
        self.parcel.odoo_id.write({"day": "2026-01-02"})
        self.parcel.quantity = 4
        self.assertEqual(
            {job.records: job.kwargs["fields"] for job in self.jobs()},
            {self.parcel: ["day", "quantity"], other: ["quantity"]},
        )

    def test_one_job_in_spite_of_savepoints(self):
        self.parcel.quantity = 3
        with self.env.cr.savepoint():
            self.parcel.odoo_id.day = "2026-01-02"
        self.assertEqual(self.fields(), [["day", "quantity"]])
        with self.env.cr.savepoint():
            self.parcel.quantity = 4
        self.assertEqual(self.fields(), [["day", "quantity"]])

    def test_savepoint_rolled_back(self):
        savepoint = self.env.cr.savepoint()
        self.parcel.quantity = 3
        self.assertEqual(self.fields(), [["quantity"]])
        savepoint.rollback()
        self.env.invalidate_all()
        self.assertEqual(self.fields(), [])
        self.parcel.odoo_id.day = "2026-01-02"
        self.assertEqual(len(self.fields()), 1)
        savepoint.close(rollback=False)

    def test_nothing_for_a_field_that_is_not_exported(self):
        record = self.parcel.odoo_id
        record.quantity = 1  # what is looked up once is
        self.jobs().unlink()
        record.read(["note"])
        with self.assertQueryCount(1):  # the write itself
            record.note = "only for us"
            record.flush_recordset()
        self.assertFalse(self.jobs())

    def test_queries_do_not_grow_with_the_records(self):
        parcels = self.parcel.browse().union(
            *(self.exported(name=f"Parcel {number}") for number in range(10))
        )
        records = parcels.odoo_id
        records[0].quantity = 1
        self.env.flush_all()

        def queries(records, quantity):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            records.write({"quantity": quantity})
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(records[:1], 7), queries(records, 8))

    def test_context(self):
        for name in ("connector_no_export", "no_connector_export"):
            with self.subTest(name):
                muted = self.parcel.with_context(**{name: True})
                muted.quantity = 3
                muted.odoo_id.name = "New"
                muted.copy({"odoo_id": muted.odoo_id.copy().id})
                muted.odoo_id.unlink()
                self.assertFalse(self.jobs())
                self.assertFalse(self.jobs("export_delete_record"))
                self.parcel = self.exported()

    def test_binding_created(self):
        binding = self.parcels.create({"backend_id": self.backend.id, "name": "New"})
        [job] = self.jobs()
        self.assertEqual(job.records, binding)
        self.assertEqual(job.kwargs, {"fields": None})

    def test_binding_created_with_external_id(self):
        self.parcels.create(
            {"backend_id": self.backend.id, "name": "New", "external_id": "0"}
        )
        self.assertFalse(self.jobs())

    def test_created_then_written(self):
        binding = self.parcels.create({"backend_id": self.backend.id, "name": "New"})
        binding.quantity = 3
        self.assertEqual(self.fields(), [None])

    def test_created_then_deleted(self):
        self.parcels.create({"backend_id": self.backend.id, "name": "New"}).unlink()
        self.assertFalse(self.jobs())
        self.assertFalse(self.jobs("export_delete_record"))

    def test_archived_binding(self):
        self.parcel.odoo_id.with_context(connector_no_export=True).active = False
        self.parcel.odoo_id.quantity = 3
        self.assertEqual(self.fields(), [["quantity"]])

    def test_several_backends(self):
        other = self.env["test.backend"].create({"name": "Other"})
        self.create(odoo_id=self.parcel.odoo_id.id, backend_id=other.id)
        self.parcel.odoo_id.quantity = 3
        self.assertEqual(
            self.jobs().mapped(lambda job: job.records.backend_id.ensure_one()),
            self.backend | other,
        )

    def test_user_without_rights_on_bindings(self):
        user = self.clerk("connector.test.record")
        self.parcel.odoo_id.with_user(user).quantity = 3
        [job] = self.jobs()
        self.env.flush_all()
        Job.load(self.env, job.uuid).perform()
        self.assertEqual(self.remote.called("write"), [{"quantity": 3}])

    def test_user_without_rights_on_backends(self):
        user = self.clerk("connector.test.record", PARCEL)
        self.env.flush_all()
        self.env.invalidate_all()  # what is cached, anybody may read
        self.parcel.with_user(user).quantity = 3
        self.assertEqual(self.fields(), [["quantity"]])
        self.env.flush_all()
        self.env.invalidate_all()
        self.parcel.with_user(user).unlink()
        self.assertTrue(self.jobs("export_delete_record"))

    def clerk(self, *models):
        """Return a user who may work with the records of these models, and no more."""
        user = new_test_user(self.env, "clerk", groups="base.group_user")
        for name in models:
            self.env["ir.model.access"].create(
                {
                    "name": "clerk",
                    "model_id": self.env["ir.model"]._get_id(name),
                    "group_id": self.env.ref("base.group_user").id,
                    "perm_read": True,
                    "perm_write": True,
                    "perm_unlink": True,
                }
            )
        return user

    def test_user_and_language_of_the_backend(self):
        user = new_test_user(self.env, "worker", groups="base.group_user")
        self.backend.connector_user_id = user
        self.parcel.quantity = 3
        self.assertEqual(self.jobs().user_id, user)
        self.parcel.unlink()
        self.assertEqual(self.jobs("export_delete_record").user_id, user)

    def test_not_part_of_an_import(self):
        """What somebody stops is the import, not what it made others export."""
        run = self.backend._start_run(PARCEL, "Import")
        parcel = self.parcel.with_env(run.env)
        parcel.quantity = 3
        export = self.jobs()
        parcel.unlink()
        deletion = self.jobs("export_delete_record")
        run.stop("Enough")
        self.assertEqual((export + deletion).mapped("state"), ["pending", "pending"])
        self.assertFalse((export + deletion).connector_run_id)

    def test_job_exports_what_was_written(self):
        self.parcel.odoo_id.quantity = 3
        [job] = self.jobs()
        Job.load(self.env, job.uuid).perform()
        self.assertEqual(self.remote.called("write"), [{"quantity": 3}])
        self.assertEqual(len(self.jobs()), 1)  # the export itself delays nothing


class TestDeletion(ParcelCase):
    def setUp(self):
        super().setUp()
        self.parcel = self.exported()

    def perform(self):
        return [
            Job.load(self.env, job.uuid).perform()
            for job in self.jobs("export_delete_record")
        ]

    def check_deleted(self):
        [job] = self.jobs("export_delete_record")
        self.assertEqual(job.args, [self.backend, "new-1"])
        [result] = self.perform()
        self.assertEqual(result, "Record new-1 deleted on Test Backend.")
        self.assertNotIn("new-1", self.remote)
        self.assertFalse(self.jobs())

    def test_binding_deleted(self):
        self.parcel.unlink()
        self.check_deleted()

    def test_record_deleted(self):
        self.parcel.odoo_id.unlink()
        self.assertFalse(self.parcel.exists())
        self.check_deleted()

    def test_both(self):
        record = self.parcel.odoo_id
        self.parcel.unlink()
        record.unlink()
        self.check_deleted()

    def test_written_then_deleted(self):
        self.parcel.quantity = 3
        self.parcel.unlink()
        self.check_deleted()

    def test_never_exported(self):
        self.create().unlink()
        self.assertFalse(self.jobs("export_delete_record"))

    def test_external_id_zero(self):
        self.parcel.with_context(connector_no_export=True).external_id = "0"
        self.parcel.unlink()
        self.assertEqual(self.jobs("export_delete_record").args, [self.backend, "0"])

    def test_export_was_interrupted_before_it_was_bound(self):
        receipts = self.env["connector.export.receipt"]
        binding = self.create()
        receipt = receipts._open(self.backend, binding, binding.odoo_id.id, {})
        receipts._answer(receipt.id, "lost")
        binding.unlink()
        self.assertEqual(self.jobs("export_delete_record").args, [self.backend, "lost"])

    def test_gone_already(self):
        self.parcel.unlink()
        self.remote.clear()
        [result] = self.perform()
        self.assertIn("did not exist", result)

    def test_twice(self):
        self.parcel.unlink()
        self.perform()
        self.jobs("export_delete_record").sudo().write({"state": "pending"})
        self.assertIn("did not exist", self.perform()[0])

    def test_linked_again_meanwhile(self):
        self.parcel.unlink()
        self.remote["new-1"]["parent"] = None
        self.component("record.importer").run("new-1")
        [result] = self.perform()
        self.assertIn(f"linked to {PARCEL}", result)
        self.assertIn("new-1", self.remote)
