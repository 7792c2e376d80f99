"""Recovery from each kind of error."""

from __future__ import annotations

from datetime import timedelta

from odoo.fields import Datetime

from ..fake_remote import faults


class ErrorChecks:
    """A job that meets an error leaves nothing half-done, and gets over it."""

    #: What passes by itself.
    kit_passing = {
        "unavailable": faults.status(503),
        "no answer": faults.hang_up(),
        "cut off": faults.cut(),
        "garbage": faults.garbage(),
        "too slow": faults.slow(1.5),
        "too many requests": faults.too_many(),
    }
    #: What a person must put right.
    kit_denied = {
        "unknown credentials": faults.status(401),
        "forbidden": faults.status(403),
    }

    def test_kit_retry(self) -> None:
        """What passes by itself is tried again, with success once it has passed."""
        [external_id] = self.kit_add()
        for name, fault in self.kit_passing.items():
            with self.subTest(name), self.kit_undone():
                self.remote.fail(fault)
                job = self.kit_delay("import_record", external_id)
                self.kit_run(job)
                self.remote.heal()
                self.assertEqual(job.state, "pending", job.exc_info or job.result)
                self.assertGreater(job.eta, Datetime.now())
                self.assertEqual(self.kit_imported(), [])
                self.kit_run(job)
                self.assertEqual(job.state, "done", job.exc_info)
                self.assertEqual(self.kit_imported(), [external_id])

    def test_kit_retry_when_the_server_says_so(self) -> None:
        """After "too many requests", nobody asks before the time that was named."""
        [external_id] = self.kit_add()
        # Not the delay that the queue takes when it is told none, which is ten minutes.
        self.remote.fail(faults.too_many(1800))
        job = self.kit_delay("import_record", external_id)
        self.kit_run(job)
        self.assertEqual(job.state, "pending", job.exc_info or job.result)
        wait = job.eta - Datetime.now()
        self.assertGreaterEqual(wait, timedelta(seconds=1795))
        self.assertLess(wait, timedelta(seconds=1900))

    def test_kit_retry_within_a_batch(self) -> None:
        """An import that breaks off after some pages starts again: nothing is lost."""
        ids = self.kit_add(6)
        self.remote.page_size = 2
        for name, fault in self.kit_passing.items():
            with self.subTest(name), self.kit_undone():
                self.remote.fail(fault, skip=1, times=1)
                self.kit_run(self.kit_delay("import_batch"))
                self.kit_run_waiting()
                self.kit_run_later()
                self.assertEqual(self.kit_imported(), sorted(ids))
                self.assertFalse(self.kit_failed().mapped("exc_info"))
                self.remote.heal()

    def test_kit_skip(self) -> None:
        """A record that is refused leaves the others alone; corrected, it is imported."""
        if self.kit_bad is None:
            self.skipTest("The connector takes any record.")
        ids = self.kit_add(5)
        bad = ids[2]
        good = {
            key: self.remote.get(self.kit_collection, bad)[key] for key in self.kit_bad
        }
        self.remote.change(self.kit_collection, bad, **self.kit_bad)
        self.kit_run(self.kit_delay("import_batch"))
        self.kit_run_waiting()
        self.assertEqual(self.kit_imported(), sorted(set(ids) - {bad}))
        failed = self.kit_failed()
        self.assertEqual(
            failed.mapped("connector_external_id"), [bad], "failed jobs, by record"
        )
        self.assertEqual(failed.connector_error_kind, "skip", failed.exc_info)
        self.assertTrue(failed.exc_message, "the failure gives no reason")
        self.remote.change(self.kit_collection, bad, **good)
        failed.requeue()
        self.kit_run_waiting()
        self.assertEqual(self.kit_imported(), sorted(ids))
        self.assertFalse(self.kit_failed())

    def test_kit_configuration(self) -> None:
        """A wrong setting fails once, not per record; set right, all goes on."""
        ids = self.kit_add(3)
        for name, fault in self.kit_denied.items():
            with self.subTest(name), self.kit_undone():
                self.remote.fail(fault)
                job = self.kit_delay("import_batch")
                self.kit_run(job)
                self.kit_run_waiting()
                self.assertEqual(job.state, "failed", job.result)
                self.assertEqual(job.connector_error_kind, "configuration")
                self.assertEqual(self.kit_failed(), job)
                self.assertEqual(self.kit_imported(), [])
                self.remote.heal()
                self.backend.action_run_again_waiting()
                self.kit_run_waiting()
                self.assertEqual(self.kit_imported(), sorted(ids))
                self.assertFalse(self.kit_failed().mapped("exc_info"))

    def test_kit_configuration_within_a_batch(self) -> None:
        """Credentials that expire between the list and the records: no record fails."""
        ids = self.kit_add(3)
        self.kit_run(self.kit_delay("import_batch"))
        self.remote.fail(faults.status(401))
        self.kit_run_waiting()
        self.assertEqual(
            set(self.kit_failed().mapped("connector_error_kind")) - {"configuration"},
            set(),
        )
        self.remote.heal()
        self.backend.action_run_again_waiting()
        self.kit_run_waiting()
        self.assertEqual(self.kit_imported(), sorted(ids))
        self.assertFalse(self.kit_failed().mapped("exc_info"))
