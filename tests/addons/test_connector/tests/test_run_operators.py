"""Who sees runs and jobs, and may try them again."""

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method

from odoo.addons.connector.exception import MappingError

from ..components.item import ITEM
from .run_case import RunCase


class TestOperators(RunCase):
    def setUp(self):
        super().setUp()
        self.run_, backend = self.start()
        backend._set_aside(ITEM, {"1": MappingError("No")})
        self.env["res.partner"].with_delay().name_search("x")

    def test_manager_sees_the_jobs_of_backends_only(self):
        jobs = self.env["queue.job"].with_user(self.manager)
        self.assertTrue(jobs.search([]))
        self.assertFalse(jobs.search([("connector_backend", "=", False)]))
        other = self.env["queue.job"].search([("model_name", "=", "res.partner")])
        with self.assertRaises(AccessError):
            other.with_user(self.manager).read(["name"])

    def test_manager_retries_without_rights_on_the_queue(self):
        job = self.jobs(state="failed").with_user(self.manager)
        with self.assertRaises(AccessError):
            job.write({"priority": 1})
        job.action_connector_retry()
        self.assertEqual(job.state, "pending")

    def test_jobs_of_others_are_not_retried(self):
        other = self.env["queue.job"].search([("model_name", "=", "res.partner")])
        other.state = "failed"
        with self.assertRaises(AccessError):
            other.with_user(self.manager).action_connector_retry()

    def test_queue_manager_sees_all_jobs(self):
        self.manager.group_ids += self.env.ref("queue_job.group_queue_job_manager")
        jobs = self.env["queue.job"].with_user(self.manager)
        self.assertTrue(jobs.search([("connector_backend", "=", False)]))

    def test_ordinary_users_see_nothing(self):
        run = self.run_.with_user(self.employee)
        job = self.jobs().with_user(self.employee)
        for call in (
            lambda: run.read(["name"]),
            lambda: run.env["connector.run"].search([]),
            lambda: run.env["connector.run.step"].search([]),
            lambda: run.env["connector.dry.run"].create({}),
            lambda: job.read(["name"]),
            run.action_retry_failed,
            run.action_stop,
            run.refresh,
            job.action_connector_retry,
            job.requeue,
            job.button_done,
            job.button_cancelled,
            job.open_related_action,
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                call()

    def test_nobody_stops_runs_from_outside(self):
        with self.assertRaises(AccessError):
            get_public_method(self.run_, "stop")

    def test_manager_writes_no_run(self):
        run = self.run_.with_user(self.manager)
        for operation in ("write", "create", "unlink"):
            self.assertFalse(run.has_access(operation))

    def test_other_companies(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.backend.company_id = company
        run, __ = self.start()
        self.assertFalse(
            run.with_user(self.manager).search([("id", "=", run.id)]), "not ours"
        )

    def test_refresh(self):
        self.run_.with_user(self.manager).refresh()
        self.assertEqual(self.run_.state, "failed")
