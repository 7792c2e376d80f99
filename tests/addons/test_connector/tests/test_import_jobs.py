"""Batches cut into one job per record."""

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import MODEL, SynchronizedCase


class TestGenericBatchImporter(SynchronizedCase):
    def jobs(self):
        return self.env["queue.job"].search(
            [("model_name", "=", MODEL), ("method_name", "=", "import_record")]
        )

    def test_one_job_per_record(self):
        with trap_jobs() as trap:
            result = self.bindings.import_batch(self.backend)
            trap.assert_jobs_count(2, only=self.bindings.import_record)
            for external_id in ("1", "2"):
                trap.assert_enqueued_job(
                    self.bindings.import_record,
                    args=(self.backend, external_id),
                    kwargs={},
                    properties={
                        "identity_key": f"test.backend,{self.backend.id}:{MODEL}"
                        f":import_record:{external_id}"
                    },
                )
        self.assertEqual(
            result, f"2 records of {MODEL} to import, each in its own job."
        )

    def test_filters(self):
        with trap_jobs() as trap:
            self.bindings.import_batch(self.backend, filters="Tw")
            trap.assert_jobs_count(1)

    def test_options_and_arguments_of_the_jobs(self):
        with trap_jobs() as trap:
            self.component("batch.importer").run(
                "One", job_options={"priority": 3, "identity_key": "mine"}, force=True
            )
            trap.assert_enqueued_job(
                self.bindings.import_record,
                args=(self.backend, "1"),
                kwargs={"force": True},
                properties={"priority": 3, "identity_key": "mine"},
            )

    def test_pressing_the_button_twice(self):
        self.bindings.import_batch(self.backend)
        self.bindings.import_batch(self.backend)
        self.assertEqual(len(self.jobs()), 2)

    def test_nothing_found(self):
        result = self.component("batch.importer").run("nothing like it")
        self.assertIn("0 records", result)
        self.assertFalse(self.jobs())

    def test_the_jobs_import(self):
        with trap_jobs() as trap:
            self.bindings.import_batch(self.backend)
            trap.perform_enqueued_jobs()
        self.assertEqual(set(self.bindings.search([]).mapped("name")), {"One", "Two"})
