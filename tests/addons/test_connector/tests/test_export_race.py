"""Exports at the same time, or interrupted: real transactions, really committed."""

from odoo.tools import mute_logger

from odoo.addons.connector.exception import NetworkRetryableError, RetryableJobError

from ..components.parcel import PARCEL
from .export_case import RealTransactionsCase


class TestNewestWins(RealTransactionsCase):
    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            self.export(env)

    def change(self, **values):
        """Change the record and return the job that exports it."""
        with self.transaction() as env:
            known = self.jobs(env)
            env["connector.test.record"].browse(self.record_id).write(values)
            env.cr.precommit.run()
            return (self.jobs(env) - known).uuid

    def finish(self, env, uuid):
        result = self.perform(env, uuid)
        env.flush_all()
        return result

    def test_change_while_the_job_is_started(self):
        """The job began before our change: it does not see it, so there is another."""
        first = self.change(quantity=2)
        self.start(first)
        with self.transaction() as env:
            env.cr.execute("SELECT 1 FROM res_partner LIMIT 1")  # its snapshot
            second = self.change(quantity=3)
            self.assertTrue(second)
            self.finish(env, first)
            self.assertEqual(self.remote["new-1"]["quantity"], 2)
        self.start(second)
        with self.transaction() as env:
            self.finish(env, second)
        self.assertEqual(self.remote["new-1"]["quantity"], 3)

    def test_change_while_a_job_waits(self):
        """Each transaction has a job of its own; the one that starts first yields."""
        first, second = self.change(quantity=2), self.change(quantity=3)
        self.assertNotEqual(first, second)
        for starting, other in ((first, second), (second, first)):
            with self.subTest(starting=starting):
                self.remote.calls.clear()
                self.start(starting)
                with self.transaction() as env:
                    result = self.finish(env, starting)
                if other == second:
                    self.assertIn("newer job", result)
                    self.assertEqual(self.remote.calls, [])
                else:
                    self.assertEqual(self.remote.calls, [("write", {"quantity": 3})])

    def test_change_committed_while_the_other_transaction_is_under_way(self):
        """The other one did not see our job, nor we its job: none replaced another."""
        with self.transaction() as env:
            record = env["connector.test.record"].browse(self.record_id)
            record.read(["name"])
            other = self.change(quantity=3)
            binding = env[PARCEL].browse(self.binding_id)
            binding._delay_export(["name"])
            env.cr.precommit.run()
            self.assertTrue(self.jobs(env))
        with self.transaction() as env:
            self.assertEqual(len(self.jobs(env)), 2)
            self.assertIn(other, self.jobs(env).mapped("uuid"))

    def test_other_fields_are_not_left_to_a_newer_job(self):
        first, second = self.change(quantity=2), self.change(day="2026-01-02")
        self.start(first)
        with self.transaction() as env:
            self.finish(env, first)
        self.assertEqual(self.remote["new-1"]["quantity"], 2)
        self.start(second)
        with self.transaction() as env:
            self.finish(env, second)
        self.assertEqual(self.remote["new-1"]["label"], "on 2026-01-02")

    def test_newer_job_that_is_postponed_is_not_waited_for(self):
        first, second = self.change(quantity=2), self.change(quantity=3)
        with self.transaction() as env:
            self.jobs(env).filtered(lambda job: job.uuid == second).write(
                {"eta": "2100-01-01 00:00:00"}
            )
        self.start(first)
        with self.transaction() as env:
            self.finish(env, first)
        self.assertEqual(self.remote["new-1"]["quantity"], 3)

    def test_two_jobs_at_the_same_time(self):
        first = self.change(quantity=2)
        self.start(first)
        second = self.change(quantity=3)
        self.start(second)
        with self.transaction() as one, self.transaction() as two:
            self.finish(one, first)
            with self.assertRaisesRegex(
                RetryableJobError, rf"{PARCEL} {self.binding_id} "
            ):
                self.perform(two, second)
            two.cr.rollback()
        self.assertEqual(len(self.remote.called("write")), 1)


class TestInterrupted(RealTransactionsCase):
    def die(self, hook, error=ZeroDivisionError):
        """Run the export until it dies in a hook, and is rolled back."""
        with self.transaction() as env:
            with self.assertRaises(error):
                exporter = self.exporter(env)

                def interrupt(*args, **kwargs):
                    raise error("interrupted")

                setattr(exporter, hook, interrupt)
                exporter.run(self.binding(env))
            env.cr.rollback()

    def retry(self):
        with self.transaction() as env:
            self.export(env)
        with self.transaction() as env:
            return self.binding(env).external_id

    def test_after_the_creation(self):
        self.die("_after_export")
        self.assertEqual(len(self.receipts()), 1)
        self.assertEqual(self.retry(), "new-1")
        self.assertEqual(set(self.remote), {"new-1"})
        self.assertFalse(self.receipts())

    def test_several_times(self):
        for __ in range(3):
            self.die("_after_export")
        self.assertEqual(self.retry(), "new-1")
        self.assertEqual(set(self.remote), {"new-1"})

    def test_changed_before_the_retry(self):
        self.die("_after_export")
        with self.transaction() as env:
            self.binding(env).quantity = 9
        self.assertEqual(self.retry(), "new-1")
        self.assertEqual(self.remote["new-1"]["quantity"], 9)
        self.assertEqual(set(self.remote), {"new-1"})

    def test_without_answer(self):
        """The backend created it, and its answer was lost on the way."""
        created = []

        def create(data):
            self.remote["theirs"] = dict(data)
            created.append(data)
            raise NetworkRetryableError("cut")

        hook = self.hook("_create", side_effect=create)
        with self.transaction() as env:
            with self.assertRaises(NetworkRetryableError):
                self.export(env)
            env.cr.rollback()
        self.assertEqual(hook.call_count, 1)
        find = self.hook("_find_created", return_value="theirs")
        self.assertEqual(self.retry(), "theirs")
        find.assert_called_once_with(created[0])
        self.assertEqual(hook.call_count, 1)
        self.assertFalse(self.receipts())

    def test_seen_by_a_transaction_that_began_before(self):
        """Its snapshot is older than the receipt, which it finds all the same."""
        with self.transaction() as env:
            env.cr.execute("SELECT 1 FROM res_partner LIMIT 1")
            self.die("_after_export")
            self.export(env)
            self.assertEqual(self.binding(env).external_id, "new-1")
        self.assertEqual(set(self.remote), {"new-1"})

    @mute_logger("odoo.sql_db")
    def test_done_by_another_before_we_lock(self):
        """Who began before the other one committed must not create it again."""
        with self.transaction() as env:
            env.cr.execute("SELECT 1 FROM res_partner LIMIT 1")
            with self.transaction() as other:
                self.export(other)
            # A serialization failure: the queue tries the job again.
            with self.assertRaisesRegex(Exception, "concurrent update"):
                self.export(env)
            env.cr.rollback()
        self.assertEqual(set(self.remote), {"new-1"})

    def test_dependency_whose_binding_was_rolled_back(self):
        with self.transaction() as env:
            parent = env["connector.test.record"].create({"name": "Parent"})
            self.addCleanup(self.unlink, parent.id)
            record = env["connector.test.record"].browse(self.record_id)
            record.with_context(connector_no_export=True).parent_id = parent
        self.die("_map_data")
        self.assertEqual(len(self.remote), 1)
        self.retry()
        self.assertEqual(
            sorted(record["name"] for record in self.remote.values()),
            ["Mine", "Parent"],
        )
        self.assertFalse(self.receipts())

    def unlink(self, record_id):
        with self.transaction() as env:
            env["connector.test.record"].browse(record_id).with_context(
                connector_no_export=True
            ).unlink()
