"""What a backend does by itself: the lines, the switch, the interval, the next time."""

from datetime import timedelta
from unittest import mock

from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.connector.exception import ConfigurationError, RetryLater
from odoo.addons.connector.models.schedule import Schedule

from ..components.item import ITEM
from .run_case import RunCase

MODULE = "odoo.addons.connector.models.schedule"


class TestSchedule(RunCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        declared = [
            Schedule(ITEM, "changed"),
            Schedule(ITEM, "deletions", every=(1, "days")),
            Schedule(ITEM, "stock", label="Export of stock", method="export_stock"),
            Schedule(ITEM, "all", every=(2, "weeks"), enabled=True),
        ]
        backends = type(cls.env["test.backend"])
        cls.classPatch(backends, "_connector_schedules", lambda self: declared)
        cls.exported = []
        backends.export_stock = lambda self: cls.exported.append((self, self.env.su))
        cls.addClassCleanup(delattr, backends, "export_stock")
        cls.scheduled = cls.env["test.backend"].create({"name": "Scheduled"})
        cls.user = new_test_user(
            cls.env, "hh_user", "base.group_user,connector.group_connector_user"
        )

    def setUp(self):
        super().setUp()
        self.exported.clear()
        lines = self.scheduled.connector_schedule_ids
        self.changed, self.deletions, self.stock, self.all = lines
        self.all.enabled = False

    def work(self):
        return self.env["queue.job"].search(
            [("connector_backend", "=", f"test.backend,{self.scheduled.id}")]
        )

    def start_due(self):
        self.env["connector.schedule"]._cron_start_due()

    def test_lines_of_a_new_backend(self):
        self.assertEqual(
            [
                (line.name, line.interval_number, line.interval_type)
                for line in self.scheduled.connector_schedule_ids
            ],
            [
                ("Connector Test Item: import what changed", 15, "minutes"),
                ("Connector Test Item: find what was deleted", 1, "days"),
                ("Export of stock", 15, "minutes"),
                ("Connector Test Item: import all", 2, "weeks"),
            ],
        )
        other = self.env["test.backend"].create({"name": "Other"})
        self.assertEqual(
            other.connector_schedule_ids.mapped("enabled"), [False, False, False, True]
        )
        self.assertTrue(other.connector_schedule_ids[3].next_run)

    def test_lines_that_an_update_declares_are_added_once(self):
        self.assertFalse(self.backend.connector_schedule_ids, "older than the update")
        self.start_due()
        self.backend.invalidate_recordset()
        lines = self.backend.connector_schedule_ids
        self.assertEqual(len(lines), 4)
        self.start_due()
        self.backend.invalidate_recordset()
        self.assertEqual(self.backend.connector_schedule_ids, lines)

    def test_nothing_happens_unless_switched_on(self):
        self.start_due()
        self.assertFalse(self.work())
        self.assertFalse(self.exported)

    def test_switched_on_it_is_done_at_once_and_then_every_so_often(self):
        self.changed.enabled = True
        self.assertLessEqual(self.changed.next_run, Datetime.now())
        before = self.changed.next_run
        self.start_due()
        job = self.work()
        self.assertEqual(
            (job.method_name, job.kwargs), ("import_batch", {"since_cursor": True})
        )
        self.assertTrue(job.connector_run_id)
        self.assertEqual(self.changed.next_run, before + timedelta(minutes=15))
        self.assertTrue(self.changed.last_run)
        self.start_due()
        self.assertEqual(len(self.work()), 1, "not due")

    def test_what_is_under_way_is_not_started_twice(self):
        self.changed.enabled = True
        self.start_due()
        self.changed.next_run = Datetime.now()
        self.start_due()
        self.assertEqual(len(self.work()), 1)
        self.assertFalse(self.changed.last_error)

    def test_all_and_deletions(self):
        (self.all + self.deletions).enabled = True
        self.start_due()
        self.assertEqual(
            {(job.method_name, tuple(job.kwargs)) for job in self.work()},
            {("import_batch", ()), ("import_deletions", ())},
        )

    def test_a_method_of_the_backend_has_all_rights(self):
        self.stock.with_user(self.manager).enabled = True
        self.start_due()
        self.assertEqual(self.exported, [(self.scheduled, True)])

    def test_missed_times_are_not_made_up_for(self):
        self.stock.enabled = True
        self.stock.next_run = first = Datetime.now() - timedelta(hours=5, minutes=5)
        self.start_due()
        self.assertEqual(len(self.exported), 1)
        self.assertGreater(self.stock.next_run, Datetime.now())
        steps = (self.stock.next_run - first) / timedelta(minutes=15)
        self.assertEqual(steps, int(steps), "in step with the times before")
        self.assertLessEqual(
            self.stock.next_run, Datetime.now() + timedelta(minutes=15)
        )

    def failing_with(self, error):
        return mock.patch.object(
            type(self.scheduled), "_start_scheduled", side_effect=error
        )

    def test_a_problem_is_told_and_the_others_go_on(self):
        (self.changed + self.stock).enabled = True
        real = type(self.scheduled)._start_scheduled

        def start(backend, declared, label):
            if declared.what == "changed":
                raise ConfigurationError("Choose the price list first")
            return real(backend, declared, label)

        with (
            mock.patch.object(type(self.scheduled), "_start_scheduled", start),
            mute_logger(MODULE),
        ):
            self.start_due()
        self.assertEqual(self.changed.last_error, "Choose the price list first")
        self.assertGreater(self.changed.next_run, Datetime.now())
        self.assertEqual(len(self.exported), 1)
        self.changed.next_run = Datetime.now()
        self.start_due()
        self.assertFalse(self.changed.last_error)

    def test_what_passes_by_itself_is_tried_in_a_minute(self):
        self.stock.enabled = True
        due = self.stock.next_run
        with self.failing_with(RetryLater("Busy")):
            self.start_due()
        self.assertEqual(self.stock.next_run, due)
        self.assertFalse(self.stock.last_error)

    def test_archived_or_undeclared_does_nothing(self):
        (self.changed + self.stock).enabled = True
        backends = type(self.env["test.backend"])
        with mock.patch.object(backends, "_connector_schedules", lambda self: []):
            self.start_due()
            self.assertFalse(self.changed.last_error)
        self.assertFalse(self.work())

    def test_start_now(self):
        self.changed.next_run = later = Datetime.now() + timedelta(hours=3)
        answer = self.changed.with_user(self.manager).action_start_now()
        self.assertEqual(answer["params"]["type"], "success")
        self.assertEqual(len(self.work()), 1)
        self.assertEqual(self.changed.next_run, later)
        answer = self.changed.with_user(self.manager).action_start_now()
        self.assertEqual(answer["params"]["type"], "warning")
        self.assertEqual(len(self.work()), 1)

    def test_interval_of_one_at_least(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(Exception, "positive_interval"),
        ):
            self.changed.interval_number = 0
            self.env.flush_all()

    def test_managers_switch_users_look(self):
        line = self.changed.with_user(self.user)
        self.assertEqual(line.name, self.changed.name)
        for call in (
            lambda: line.write({"enabled": True}),
            line.action_start_now,
            lambda: line.copy(),
        ):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            self.changed.with_user(self.employee).read(["enabled"])
        with self.assertRaises(AccessError):
            self.scheduled.with_user(self.employee).read(["connector_schedule_ids"])
        self.scheduled.with_user(self.manager).write(
            {
                "connector_schedule_ids": [
                    Command.update(self.changed.id, {"enabled": True})
                ]
            }
        )
        self.assertTrue(self.changed.enabled)

    def test_companies(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.scheduled.company_id = company
        self.env.flush_all()
        self.assertEqual(self.changed.company_id, company)
        schedules = self.env["connector.schedule"].with_user(self.manager)
        mine = [("backend_id", "=", self.scheduled.id)]
        self.assertFalse(schedules.search(mine))
        self.scheduled.company_id = False
        self.env.flush_all()
        self.assertTrue(schedules.search(mine))

    def test_gone_with_the_backend(self):
        lines = self.scheduled.connector_schedule_ids
        self.scheduled.unlink()
        self.assertFalse(lines.exists())
