"""Records that could not be imported: set aside, replaced, forgotten, run again."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Datetime

from odoo.addons.connector.exception import (
    ConfigurationError,
    MappingError,
    RetryLater,
)

from ..components.item import ITEM
from .run_case import RunCase


class TestSetAside(RunCase):
    def set_aside(self, external_id, error, **kwargs):
        try:
            raise error
        except Exception as raised:
            self.backend._set_aside(ITEM, {external_id: raised}, **kwargs)

    def test_failed_with_its_reason(self):
        self.set_aside("7", MappingError("No country ZZ"), force=True)
        job = self.jobs()
        self.assertEqual((job.state, job.connector_error_kind), ("failed", "skip"))
        self.assertEqual(job.exc_message, "No country ZZ")
        self.assertEqual(job.exc_name, "odoo.addons.connector.exception.MappingError")
        self.assertIn("Traceback", job.exc_info)
        self.assertEqual(job.args, [self.backend, "7"])
        self.assertEqual(job.kwargs, {"force": True})

    def test_what_passes_by_itself_is_tried_later(self):
        self.set_aside("7", RetryLater("The shop says: wait", seconds=600))
        job = self.jobs()
        self.assertEqual((job.state, job.retry), ("pending", 1))
        self.assertEqual(job.result, "The shop says: wait")
        self.assertAlmostEqual(
            job.eta,
            Datetime.now() + timedelta(seconds=600),
            delta=timedelta(seconds=60),
        )

    def test_try_that_does_not_count(self):
        self.set_aside("7", RetryLater("Locked", seconds=9, ignore_retry=True))
        self.assertEqual(self.jobs().retry, 0)

    def test_waiting_already(self):
        self.set_aside("7", RetryLater("Wait", seconds=600))
        self.set_aside("7", RetryLater("Wait", seconds=600))
        self.assertEqual(len(self.jobs()), 1)

    def test_older_failure_is_replaced(self):
        self.set_aside("7", MappingError("Old"))
        old = self.jobs()
        run, backend = self.start()
        backend._set_aside(ITEM, {"7": KeyError("new")}, force=True)
        job = self.jobs()
        self.assertEqual(job, old)
        self.assertEqual(job.exc_message, "KeyError: 'new'")
        self.assertEqual(job.connector_error_kind, "bug")
        self.assertEqual(job.connector_run_id, run)
        self.assertEqual(job.kwargs, {"force": True})

    def test_forget(self):
        self.set_aside("7", MappingError("No"))
        self.set_aside("8", MappingError("No"))
        self.backend._forget_failures(ITEM, ["7"])
        self.assertEqual(self.jobs(state="failed").connector_external_id, "8")
        job = self.jobs(state="done")
        self.assertEqual(job.result, "Imported since, by another job.")
        self.assertFalse(job.connector_error_kind)

    def test_forget_is_about_one_backend_and_model(self):
        self.set_aside("7", MappingError("No"))
        other = self.backend.copy()
        other._forget_failures(ITEM, ["7"])
        self.backend._forget_failures("connector.test.parcel", ["7"])
        self.assertEqual(len(self.jobs(state="failed")), 1)

    def test_the_failed_job_imports_when_it_is_retried(self):
        self.set_aside("7", MappingError("No"))
        self.remote["7"] = {"name": "Seven"}
        self.jobs().action_connector_retry()
        self.perform(self.jobs())
        self.assertEqual(self.find("7").name, "Seven")
        self.assertEqual(self.jobs().state, "done")


class TestConfiguration(RunCase):
    def setUp(self):
        super().setUp()
        errors = {
            "1": ConfigurationError("Set the language"),
            "2": ConfigurationError("Set the language"),
            "3": MappingError("No"),
        }
        self.backend._set_aside(ITEM, errors)

    def test_counts(self):
        self.assertEqual(self.backend.connector_failed_count, 3)
        self.assertEqual(self.backend.connector_waiting_count, 2)
        self.assertEqual(self.backend.copy().connector_failed_count, 0)
        new = self.env["test.backend"].new({})
        self.assertEqual(new.connector_failed_count, 0)

    def test_run_again_what_waits(self):
        action = self.backend.with_user(self.manager).action_run_again_waiting()
        self.assertEqual(action["params"]["message"], "2 jobs are tried again.")
        self.assertEqual(self.jobs(state="failed").connector_external_id, "3")
        self.assertEqual(len(self.jobs(state="pending")), 2)
        action = self.backend.action_run_again_waiting()
        self.assertEqual(
            action["params"]["message"], "No job waits for a configuration."
        )

    def test_not_for_ordinary_users(self):
        with self.assertRaises(AccessError):
            self.backend.with_user(self.employee).action_run_again_waiting()

    def test_lists(self):
        for name, count in (("failures", 3), ("runs", 0)):
            action = getattr(self.backend, f"action_open_{name}")()
            records = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(len(records), count)
