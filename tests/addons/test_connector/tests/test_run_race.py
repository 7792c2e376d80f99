"""Runs that several transactions count, close and read: really committed."""

from ..components.item import ITEM
from .run_case import RealRunCase


class TestRunRace(RealRunCase):
    def start(self, env, *ids):
        run = self.backend(env)._start_run(ITEM, "Race")
        self.backend(env).with_env(run.env)._delay_imports(ITEM, ids)
        run._add(found=len(ids))
        return run.id

    def test_jobs_count_at_the_same_time(self):
        """No job waits for another one, nor for who looks or closes."""
        with self.transaction() as env:
            run_id = self.start(env, "1", "2")
        with (
            self.transaction() as first,
            self.transaction() as second,
            self.transaction() as reader,
        ):
            for env in (first, second):
                run = env["connector.run"].browse(run_id)
                self.assertEqual(run.created_count, 0)
                run._add(created=1)
            self.assertFalse(reader["connector.run"].browse(run_id)._close_finished())
        with self.transaction() as env:
            self.assertEqual(env["connector.run"].browse(run_id).created_count, 2)

    def test_what_is_undone_is_not_counted(self):
        with self.transaction() as env:
            run_id = self.start(env, "1")
        with self.transaction() as env:
            env["connector.run"].browse(run_id)._add(created=1)
            env.cr.rollback()
        with self.transaction() as env:
            self.assertEqual(env["connector.run"].browse(run_id).created_count, 0)

    def test_closed_while_a_job_counts(self):
        """A run that is being closed, and a job that adds to it, do not collide."""
        with self.transaction() as env:
            run_id = self.start(env)
        with self.transaction() as job:
            job.cr.execute("SELECT 1 FROM res_users LIMIT 1")  # its snapshot
            with self.transaction() as closer:
                self.assertTrue(
                    closer["connector.run"].browse(run_id)._close_finished()
                )
            job["connector.run"].browse(run_id)._add(created=1)
        with self.transaction() as env:
            self.assertEqual(env["connector.run"].browse(run_id).created_count, 1)

    def test_two_close_it(self):
        with self.transaction() as env:
            run_id = self.start(env)
        with self.transaction() as first, self.transaction() as second:
            runs = [env["connector.run"].browse(run_id) for env in (first, second)]
            self.assertTrue(runs[0]._close_finished())
            self.assertFalse(runs[1]._close_finished(), "left to the first one")
        with self.transaction() as late:
            late.cr.execute("SELECT 1 FROM res_users LIMIT 1")
            self.assertEqual(late["connector.run"].browse(run_id).state, "done")

    def test_closed_after_our_snapshot(self):
        with self.transaction() as env:
            run_id = self.start(env)
        with self.transaction() as late:
            late.cr.execute("SELECT 1 FROM res_users LIMIT 1")  # our snapshot
            with self.transaction() as first:
                first["connector.run"].browse(run_id)._close_finished()
            self.assertFalse(late["connector.run"].browse(run_id)._close_finished())
            late.cr.execute("SELECT 1")  # the transaction is still good

    def test_not_closed_between_search_and_its_jobs(self):
        """Whoever looks sees the search under way, or the jobs that it delayed."""
        with self.transaction() as env:
            run = self.backend(env)._start_run(ITEM, "Race")
            self.backend(env).with_env(run.env)._delay_imports(ITEM, ["search"])
            run_id = run.id
        with self.transaction() as job, self.transaction() as closer:
            self.assertFalse(closer["connector.run"].browse(run_id)._close_finished())
            run = (
                job["connector.run"]
                .browse(run_id)
                .with_context(connector_run_id=run_id)
            )
            self.backend(job).with_env(run.env)._delay_imports(ITEM, ["1"])
            self.all_jobs(job)[0].state = "done"
            job.cr.commit()
            self.assertFalse(closer["connector.run"].browse(run_id)._close_finished())
            closer.cr.commit()
            self.assertFalse(closer["connector.run"].browse(run_id)._close_finished())
