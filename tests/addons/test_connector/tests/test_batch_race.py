"""Batches that are interrupted, or that end at the same time: real transactions."""

from datetime import datetime, timedelta
from unittest import mock

from odoo.tools import mute_logger

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector.components.page import Position
from odoo.addons.queue_job.job import Job

from ..components import item
from ..components.item import ITEM, Remote
from .common import RealTransactions
from .paged_case import Pages, patch_pages

NOON = datetime(2026, 3, 1, 12, 0)


class BatchRaceCase(RealTransactions, TransactionComponentCase):
    def setUp(self):
        super().setUp()
        self.remote = Remote()
        self.enterContext(mock.patch.object(item, "ITEMS", self.remote))
        with self.transaction() as env:
            self.backend_id = env["test.backend"].create({"name": "Race"}).id
        self.addCleanup(self.clean)

    def backend(self, env):
        return env["test.backend"].browse(self.backend_id)

    def jobs(self, env, method, state="pending"):
        return env["queue.job"].search(
            [
                ("connector_backend", "=", f"test.backend,{self.backend_id}"),
                ("method_name", "=", method),
                ("state", "=", state),
            ],
            order="id",
        )

    def clean(self):
        with self.transaction() as env:
            backend = self.backend(env)
            reference = f"test.backend,{self.backend_id}"
            env["queue.job"].search([("connector_backend", "=", reference)]).unlink()
            env["connector.run"].search([("backend", "=", reference)]).unlink()
            bindings = env[ITEM].search([("backend_id", "=", self.backend_id)])
            bindings.odoo_id.unlink()
            backend.unlink()

    def component(self, env, usage):
        with self.backend(env).work_on(ITEM) as work:
            return work.component(usage=usage)


class Killed(BaseException):
    """The process dies here."""


class TestInterrupted(BatchRaceCase):
    """A crash anywhere between a page and its commit skips nothing, doubles nothing."""

    def setUp(self):
        super().setUp()
        self.ids = [f"{number}" for number in range(20)]
        self.remote.update({id_: {"name": f"Item {id_}"} for id_ in self.ids})
        self.remote.now = NOON
        with self.transaction() as env:
            cls = type(self.component(env, "batch.importer"))
            adapter = self.component(env, "backend.adapter")
        couples = [self.ids[at : at + 2] for at in range(0, 20, 2)]
        self.pages = patch_pages(self, adapter, Pages(*couples, is_resumable=True))
        self.patch(cls, "_pages_per_job", 3)

    def delay(self, **kwargs):
        with self.transaction() as env:
            items = env[ITEM]
            self.backend(env)._delay_once(
                items, "import_batch", description="x", **kwargs
            )

    def work(self, killed_at=None):
        """Run the job that waits, as a worker does; ``False`` when none waits."""
        with self.transaction() as env:
            record = self.jobs(env, "import_batch")[:1]
            if not record:
                return False
            job = Job.load(env, record.uuid)
            job.perform()
            job.set_done()
            job.store()
            env.flush_all()
            if killed_at == "commit":
                raise Killed()
        return True

    def killed(self, **kwargs):
        with self.assertRaises(Killed):
            self.work(**kwargs)

    def cursor(self):
        with self.transaction() as env:
            return env["connector.cursor"]._position(self.backend(env), ITEM)

    def check_imported_once(self, method="import_record"):
        with self.transaction() as env:
            args = [job.args[1] for job in self.jobs(env, method)]
        if method == "import_chunk":
            args = [id_ for ids in args for id_ in ids]
        self.assertEqual(args, self.ids)
        self.assertEqual(self.cursor(), Position(NOON))

    def test_at_the_commit_of_each_job(self):
        for mode, method in (("jobs", "import_record"), ("chunks", "import_chunk")):
            with self.subTest(mode):
                if mode == "chunks":
                    self.clean_jobs()
                self.delay(mode=mode)
                works = True
                while works:
                    before = self.count(method)
                    with self.transaction() as env:
                        waits = bool(self.jobs(env, "import_batch"))
                    if waits:
                        self.killed(killed_at="commit")
                        self.assertEqual(self.count(method), before)
                        self.assertIsNone(self.cursor())
                    works = self.work()
                self.check_imported_once(method)

    def clean_jobs(self):
        with self.transaction() as env:
            reference = f"test.backend,{self.backend_id}"
            env["queue.job"].search([("connector_backend", "=", reference)]).unlink()
            env["connector.cursor"]._of(self.backend(env), ITEM).unlink()

    def count(self, method):
        with self.transaction() as env:
            return len(self.jobs(env, method))

    def test_in_the_middle_of_the_pages(self):
        self.delay()
        number = 0
        while number < len(self.pages.pages):
            self.pages.errors = {number: Killed()}
            try:
                if not self.work():
                    break
            except Killed:
                number += 1
        self.pages.errors = {}
        while self.work():
            pass
        self.check_imported_once()

    def test_the_process_dies_with_the_connection(self):
        self.delay()
        self.work()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(Exception),  # noqa: B017
            self.transaction() as env,
        ):
            record = self.jobs(env, "import_batch")
            Job.load(env, record.uuid).perform()
            env.flush_all()
            env.cr.execute("SELECT pg_backend_pid()")
            (pid,) = env.cr.fetchone()
            with self.transaction() as other:
                other.cr.execute("SELECT pg_terminate_backend(%s)", [pid])
            env.cr.execute("SELECT 1")
        while self.work():
            pass
        self.check_imported_once()

    def test_button_pressed_by_two_at_the_same_moment(self):
        with self.transaction() as first, self.transaction() as second:
            started = [
                self.backend(env)._delay_once(
                    env[ITEM], "import_batch", description="x"
                )
                for env in (first, second)
            ]
        self.assertEqual(started, [True, False])

    def test_counts_of_the_run_after_crashes(self):
        self.delay()
        while True:
            with self.transaction() as env:
                if not self.jobs(env, "import_batch"):
                    break
            self.killed(killed_at="commit")
            self.work()
        with self.transaction() as env:
            reference = f"test.backend,{self.backend_id}"
            run = env["connector.run"].search([("backend", "=", reference)])
            self.assertEqual(run.found_count, 20)


class TestCursorRace(BatchRaceCase):
    def move(self, env, minutes, since=None):
        return env["connector.cursor"]._move(
            self.backend(env),
            ITEM,
            Position(NOON + timedelta(minutes=minutes)),
            since=since,
        )

    def minutes(self):
        with self.transaction() as env:
            position = env["connector.cursor"]._position(self.backend(env), ITEM)
            return position and (position.instant - NOON).total_seconds() // 60

    def never_wait(self, env):
        """Let a wait for another transaction fail the test."""
        env.cr.execute("SET LOCAL lock_timeout = 0")
        env.cr.execute("SET LOCAL statement_timeout = '3s'")

    def snapshot(self, env):
        env.cr.execute("SELECT 1 FROM res_partner LIMIT 1")

    def test_two_first_ones_at_the_same_time(self):
        with self.transaction() as first, self.transaction() as second:
            self.never_wait(second)
            self.assertTrue(self.move(first, 5))
            self.assertFalse(self.move(second, 1), "left to the other")
        self.assertEqual(self.minutes(), 5)

    def test_first_one_committed_after_our_snapshot(self):
        with self.transaction() as second:
            self.snapshot(second)
            with self.transaction() as first:
                self.assertTrue(self.move(first, 5))
            self.assertFalse(self.move(second, 1))
            # The transaction goes on: its other work is not lost.
            second["res.partner"].search_count([])
        self.assertEqual(self.minutes(), 5)

    def test_moved_after_our_snapshot(self):
        with self.transaction() as env:
            self.move(env, 0)
        for ours in (1, 9):
            with self.subTest(ours=ours):
                with self.transaction() as second:
                    self.snapshot(second)
                    with self.transaction() as first:
                        self.move(first, 5)
                    self.assertFalse(self.move(second, ours))
                    partner = second["res.partner"].create({"name": "Ours"})
                    partner.flush_recordset()
                    second.cr.rollback()
                self.assertEqual(self.minutes(), 5)
                with self.transaction() as env:
                    env["connector.cursor"]._of(self.backend(env), ITEM).unlink()
                    self.move(env, 0)

    def test_moved_by_a_transaction_that_is_not_committed(self):
        with self.transaction() as env:
            self.move(env, 0)
        with self.transaction() as first, self.transaction() as second:
            self.snapshot(second)
            self.move(first, 5)
            self.assertFalse(self.move(second, 1))
        self.assertEqual(self.minutes(), 5)

    def test_being_set_back_by_hand(self):
        """The person's transaction holds no lock that we know of, but the row's."""
        with self.transaction() as env:
            self.move(env, 60)
        with self.transaction() as person, self.transaction() as ours:
            self.never_wait(ours)
            self.snapshot(ours)
            cursor = person["connector.cursor"]._of(self.backend(person), ITEM)
            cursor.instant = NOON
            person.flush_all()
            self.assertFalse(self.move(ours, 90))
        self.assertEqual(self.minutes(), 0)

    def test_set_back_or_deleted_by_hand_after_our_snapshot(self):
        for change in ("write", "unlink"):
            with self.subTest(change):
                with self.transaction() as env:
                    self.move(env, 60)
                with self.transaction() as ours:
                    self.snapshot(ours)
                    with self.transaction() as person:
                        cursor = person["connector.cursor"]._of(
                            self.backend(person), ITEM
                        )
                        if change == "write":
                            cursor.instant = NOON
                        else:
                            cursor.unlink()
                    self.assertFalse(self.move(ours, 90))
                self.assertEqual(self.minutes(), 0 if change == "write" else None)

    def test_rolled_back_with_what_it_covers(self):
        with self.transaction() as env:
            self.move(env, 5)
            env.cr.rollback()
        self.assertIsNone(self.minutes())
