"""Runs: what they count, when they end, and what people do with them."""

from datetime import timedelta

from odoo.fields import Datetime

from odoo.addons.connector.exception import ConfigurationError, MappingError, StopBatch

from ..components.item import ITEM
from .run_case import RunCase


class TestRun(RunCase):
    def setUp(self):
        super().setUp()
        for number in range(1, 4):
            self.remote[str(number)] = {"name": f"Item {number}"}

    def import_all(self, **kwargs):
        """Press the button, and perform the job that searches."""
        self.backend._delay_once(
            self.items, "import_batch", description="All", **kwargs
        )
        run = self.jobs().connector_run_id
        self.perform(self.jobs(state="pending"))
        return run

    def counts(self, run):
        run.invalidate_recordset()
        names = ("found", "created", "updated", "unchanged", "failed", "waiting")
        return [run[f"{name}_count"] for name in names]

    def test_from_the_button_to_the_end(self):
        run = self.import_all()
        self.assertEqual(self.counts(run), [3, 0, 0, 0, 0, 3])
        self.assertEqual(run.progress, 0)
        self.perform(self.jobs(state="pending")[0])
        self.assertEqual(self.counts(run), [3, 1, 0, 0, 0, 2])
        self.assertEqual(run.progress, 33)
        self.assertFalse(run._close_finished(), "jobs wait")
        self.perform(self.jobs(state="pending"))
        self.assertEqual(self.counts(run), [3, 3, 0, 0, 0, 0])
        self.assertEqual(run.progress, 99, "not before it is closed")
        self.assertEqual(run._close_finished(), run)
        self.assertEqual((run.state, run.progress), ("done", 100))
        self.assertTrue(run.ended)
        self.assertEqual(run.job_count, 4)

    def test_second_import_changes_nothing(self):
        self.import_all()
        self.perform(self.jobs(state="pending"))
        self.jobs().unlink()
        run = self.import_all()
        self.perform(self.jobs(state="pending"))
        self.assertEqual(self.counts(run), [3, 0, 0, 3, 0, 0])

    def test_chunks(self):
        self.remote.errors["read", "2"] = MappingError("No")
        run = self.import_all(mode="chunks")
        self.assertEqual(run.waiting_count, 3, "records, not jobs")
        self.perform(self.jobs(state="pending"))
        self.assertEqual(self.counts(run)[0], 3)
        self.assertEqual(run.created_count + run.failed_count, 3)

    def test_import_without_a_button_has_a_run(self):
        self.items.with_delay().import_batch(self.backend)
        self.perform(self.jobs())
        run = self.env["connector.run"].search([], order="id desc", limit=1)
        self.assertEqual(run.name, "Test Backend: import of Connector Test Item")
        self.assertEqual(self.counts(run), [3, 0, 0, 0, 0, 3])

    def test_failure(self):
        self.remote.errors["read", "2"] = MappingError("No country ZZ")
        run = self.import_all()
        self.perform(self.jobs(state="pending"))
        run._close_finished()
        self.assertEqual(self.counts(run), [3, 2, 0, 0, 1, 0])
        self.assertEqual(run.state, "failed")
        self.assertEqual(run.failed_job_count, 1)
        [job] = self.jobs(state="failed")
        self.assertEqual(job.connector_error_kind, "skip")
        self.assertEqual(job.exc_message, "No country ZZ")

    def test_retry_failed(self):
        self.remote.errors["read", "2"] = MappingError("No country ZZ")
        run = self.import_all()
        self.perform(self.jobs(state="pending"))
        run._close_finished()
        del self.remote.errors["read", "2"]
        run.with_user(self.manager).action_retry_failed()
        self.assertEqual((run.state, run.ended), ("running", False))
        [job] = self.jobs(state="pending")
        self.assertEqual((job.retry, job.connector_error_kind), (0, False))
        self.assertFalse(job.exc_info)
        self.perform(job)
        run._close_finished()
        self.assertEqual(self.counts(run), [3, 3, 0, 0, 0, 0])
        self.assertEqual(run.state, "done")

    def test_nothing_to_retry(self):
        run, __ = self.start()
        run.action_retry_failed()
        self.assertEqual(run.state, "done")

    def test_requeued_by_others(self):
        """Whoever operates the queue may requeue a job: the run goes on."""
        self.remote.errors["read", "2"] = MappingError("No")
        run = self.import_all()
        self.perform(self.jobs(state="pending"))
        run._close_finished()
        self.jobs(state="failed").requeue()
        self.assertEqual(run.state, "running")
        run._close_finished()
        self.assertEqual(run.state, "running")

    def test_set_to_pending_by_others(self):
        self.remote.errors["read", "2"] = MappingError("No")
        run = self.import_all()
        self.perform(self.jobs(state="pending"))
        run._close_finished()
        self.jobs(state="failed").state = "pending"
        self.assertEqual(self.env["connector.run"]._close_finished(), run)
        self.assertEqual(run.state, "running")

    def test_job_of_a_stopped_run_is_tried_again(self):
        self.remote.errors["read", "1"] = ConfigurationError("Set the key")
        run = self.import_all()
        self.perform(self.jobs(state="pending")[0])
        run.action_stop()
        del self.remote.errors["read", "1"]
        self.backend.action_run_again_waiting()
        self.assertEqual(run.state, "running")
        self.perform(self.jobs(state="pending"))
        self.assertEqual(self.find("1").name, "Item 1")

    def test_failure_forgotten(self):
        self.remote.errors["read", "2"] = MappingError("No")
        run = self.import_all()
        self.perform(self.jobs(state="pending"))
        run._close_finished()
        self.remote.errors.clear()
        self.items.import_record(self.backend, "2")
        self.assertFalse(self.jobs(state="failed"))
        self.env["connector.run"]._cron_close_finished()
        self.assertEqual(run.state, "done")

    def test_unforeseen_error_is_told_by_its_name(self):
        self.remote.errors["read", "2"] = KeyError("name")
        self.import_all()
        self.perform(self.jobs(state="pending"))
        [job] = self.jobs(state="failed")
        self.assertEqual(job.connector_error_kind, "bug")
        self.assertEqual(job.exc_message, "KeyError: 'name'")

    def test_stop_batch_stops_the_run(self):
        run = self.import_all()
        first = self.jobs(state="pending")[0]
        self.remote.errors["read"] = StopBatch("The shop is closed")
        self.perform(first)
        self.assertEqual(first.connector_error_kind, "stop")
        self.assertEqual(
            (run.state, run.stop_reason), ("stopped", "The shop is closed")
        )
        self.assertEqual(len(self.jobs(state="cancelled")), 2)

    def test_stop(self):
        run = self.import_all()
        run.with_user(self.manager).action_stop()
        self.assertEqual(run.state, "stopped")
        self.assertEqual(run.stop_reason, f"Stopped by {self.manager.name}")
        self.assertEqual(len(self.jobs(state="cancelled")), 3)
        self.assertFalse(run._close_finished(), "it stays stopped")
        run.action_stop()
        self.assertEqual(run.stop_reason, f"Stopped by {self.manager.name}")

    def test_job_that_is_started_meanwhile_does_nothing(self):
        run = self.import_all()
        job = self.jobs(state="pending")[0]
        job.state = "started"
        run.action_stop()
        self.perform(job)
        self.assertEqual(job.result, "The run was stopped.")
        self.assertFalse(self.items.search([("backend_id", "=", self.backend.id)]))

    def test_go_on_after_a_stop(self):
        run = self.import_all()
        run.action_stop()
        self.assertTrue(run.has_cancelled_jobs)
        run.action_retry_failed()
        self.assertEqual((run.state, run.stop_reason), ("running", False))
        self.perform(self.jobs(state="pending"))
        self.assertEqual(self.counts(run), [3, 3, 0, 0, 0, 0])

    def test_records_that_another_run_imports(self):
        self.import_all()
        other, backend = self.start("Again")
        other._add(found=3)
        self.assertEqual(backend._delay_imports(ITEM, ["1", "2", "3"]), 0)
        self.assertEqual(other.elsewhere_count, 3)
        other._close_finished()
        self.assertEqual((other.state, other.progress), ("done", 100))

    def test_no_run(self):
        none = self.env["connector.run"]._current()
        self.assertFalse(none)
        none._add(created=1)

    def test_run_of_the_job_without_its_context(self):
        run = self.import_all()
        job = self.jobs(state="pending")[0]
        runs = self.env["connector.run"].with_context(job_uuid=job.uuid)
        self.assertEqual(runs._current(), run)

    def test_importer_with_an_outcome_of_its_own(self):
        """An addon that knows nothing of runs may call so what it likes."""
        run, backend = self.start()
        importer = type(self.component("record.importer"))
        self.patch(importer, "run", lambda self, external_id, force=False: None)

        def init(component, work):
            component.work, component.outcome = work, "fine"

        self.patch(importer, "__init__", init)
        self.items.with_env(backend.env).import_record(backend, "1")
        self.assertEqual(run.updated_count, 1)

    def test_deleted_run(self):
        run = self.import_all()
        run.unlink()
        self.assertFalse(self.jobs().connector_run_id)
        self.perform(self.jobs(state="pending"))
        self.assertEqual(len(self.jobs(state="done")), 4)

    def test_failed_search(self):
        self.remote.errors["search"] = ConfigurationError("Set the key")
        run = self.import_all()
        run._close_finished()
        self.assertEqual((run.state, run.failed_count), ("failed", 1))

    def test_duration(self):
        run, __ = self.start()
        for seconds, shown in ((7, "7 s"), (83, "1 min 23 s"), (7500, "2 h 5 min")):
            run.ended = run.started + timedelta(seconds=seconds)
            self.assertEqual(run.duration, shown)

    def test_old_runs_are_deleted(self):
        old, __ = self.start("Old")
        old.state = "done"
        old.ended = Datetime.now() - timedelta(days=31)
        running, __ = self.start("Running")
        recent, __ = self.start("Recent")
        recent.state = "failed"
        recent.ended = Datetime.now() - timedelta(days=29)
        self.env["connector.run"]._gc_old_runs()
        self.assertFalse(old.exists())
        self.assertEqual((running + recent).exists(), running + recent)
        self.env["ir.config_parameter"].set_param("connector.run_retention_days", "5")
        self.env["connector.run"]._gc_old_runs()
        self.assertFalse(recent.exists())

    def test_jobs_and_failures_of_a_run(self):
        self.remote.errors["read", "2"] = MappingError("No")
        run = self.import_all()
        action = run.action_open_jobs()
        self.assertEqual(len(self.env["queue.job"].search(action["domain"])), 4)
        action = run.action_open_failures()
        self.assertEqual(action["context"], {"search_default_failed": 1})
        self.assertEqual(run.action_open_backend()["res_id"], self.backend.id)

    def test_job_of_a_deleted_record(self):
        binding = self.items.create({"backend_id": self.backend.id, "name": "X"})
        deleted = self.items.browse(binding.id)
        binding.unlink()
        deleted.with_delay().export_record(self.backend)
        self.assertEqual(len(self.jobs(method_name="export_record")), 1)

    def test_export_belongs_to_its_backend(self):
        binding = self.items.create({"backend_id": self.backend.id, "external_id": "7"})
        binding.with_delay().export_record()
        job = self.jobs()
        self.assertEqual(job.connector_external_id, "7")
        self.assertFalse(job.connector_run_id)
