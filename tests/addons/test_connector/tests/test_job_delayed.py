"""Jobs get what their methods declare; declarations that make no sense are refused."""

from unittest import mock

from odoo.tests import TransactionCase

from odoo.addons.connector import job as job_module
from odoo.addons.connector.job import exponential, job
from odoo.addons.queue_job.delay import Delayable, DelayableRecordset
from odoo.addons.queue_job.tests.common import trap_jobs

from ..models.test_job import ConnectorTestJobChanged
from .test_job import CHANGED, PLAIN, JobCase


class TestJobDelayed(JobCase):
    """What is added to jobs when they are delayed."""

    def setUp(self):
        super().setUp()
        self.plain = self.env[PLAIN].create({"name": "One"})
        self.changed = self.env[CHANGED].create({"name": "Two"})

    def test_description_and_priority(self):
        queued = self.plain.with_delay().full("this")
        self.assertEqual(queued.description, f"{PLAIN} does this")
        self.assertEqual(queued.priority, 5)
        self.assertEqual(self.changed.with_delay().full("it").priority, 7)
        self.assertEqual(
            self.plain.with_delay().described().description, "Says its name"
        )

    def test_the_caller_has_the_last_word(self):
        queued = self.plain.with_delay(
            priority=1, description="Mine", identity_key="mine"
        ).full("this")
        self.assertEqual(
            (queued.priority, queued.description, queued.identity_key),
            (1, "Mine", "mine"),
        )
        delayable = self.plain.delayable().full("this").set(priority=2)
        delayable.delay()
        self.assertEqual(delayable._generated_job.priority, 2)

    def test_a_job_that_waits_is_not_doubled(self):
        for records in (self.plain, self.changed):
            first = records.with_delay().full("this", more=1)
            again = records.with_delay().full("this", more=1)
            other = records.with_delay().full("that")
            self.assertEqual(first.uuid, again.uuid)
            self.assertNotEqual(first.uuid, other.uuid)

    def test_it_is_doubled_where_the_caller_says_so(self):
        delayed = [
            self.plain.with_delay(identity_key=False).full("this") for __ in range(2)
        ]
        self.assertNotEqual(delayed[0].uuid, delayed[1].uuid)
        self.assertFalse(delayed[0].identity_key)

    def test_delayable(self):
        with trap_jobs() as trap:
            self.plain.delayable().full("this").delay()
            self.plain.delayable().full("this").delay()
            trap.assert_jobs_count(1)
            trap.assert_enqueued_job(
                self.plain.full,
                args=("this",),
                properties={"priority": 5, "description": f"{PLAIN} does this"},
            )

    def test_parts_of_a_split_are_jobs_of_their_own(self):
        records = self.plain | self.plain.copy()
        with trap_jobs() as trap:
            records.delayable().full("this").split(1).delay()
            trap.assert_jobs_count(2)
            keys = {queued.identity_key for queued in trap.enqueued_jobs}
        self.assertEqual(len(keys), 2)

    def test_methods_without_declaration_are_left_alone(self):
        first = self.plain.with_delay().undeclared()
        again = self.plain.with_delay().undeclared()
        self.assertNotEqual(first.uuid, again.uuid)
        self.assertEqual(first.priority, 10)
        self.assertEqual(first.description, "Do nothing, declared nowhere.")

    def test_other_models_get_the_objects_of_the_queue(self):
        partner = self.env.user.partner_id
        delayed = partner.with_delay()
        self.assertIs(type(delayed), DelayableRecordset)
        self.assertIs(type(delayed.delayable), Delayable)
        delayable = partner.delayable()
        self.assertIs(type(delayable), Delayable)
        # Else the queue warns that nobody delayed them.
        delayed.delayable._generated_job = delayable._generated_job = True

    def test_old_tests_can_replace_the_delayed_object(self):
        path = "odoo.addons.queue_job.models.base.DelayableRecordset"
        with mock.patch(path) as patched:
            self.plain.with_delay(priority=3).full("this")
        patched.assert_called_once_with(
            self.plain,
            priority=3,
            eta=None,
            max_retries=None,
            description=None,
            channel=None,
            identity_key=None,
        )
        patched.return_value.full.assert_called_once_with("this")


class TestJobDecorator(TransactionCase):
    """Options that the queue would not understand, or only when it is too late."""

    def test_wrong_options_are_refused(self):
        for options, message in (
            ({"channel": "acme"}, "'acme' is not a complete name.*'root.acme'"),
            ({"channel": "root."}, "'root.' is not a complete name"),
            ({"retry_pattern": {0: 10}}, "0: 10.*numbers of tries to seconds"),
            ({"retry_pattern": {1: -1}}, "1: -1"),
            ({"retry_pattern": {1: (5, 2)}}, r"1: \(5, 2\)"),
            ({"retry_pattern": {"1": 5}}, "'1': 5"),
            ({"related_action": {"name": "x"}}, "unknown keys.*'name'.*'func_name'"),
            ({"identity_key": "mine"}, "'mine' would be that of every job"),
        ):
            with (
                self.subTest(options=options),
                self.assertRaisesRegex(ValueError, message),
            ):
                job(**options)

    def test_parentheses_are_needed(self):
        with self.assertRaisesRegex(ValueError, "with parentheses"):
            job(lambda self: None)

    def test_the_function_stays_the_same(self):
        def method(self):
            """Do nothing."""

        self.assertIs(job()(method), method)

    def test_options_of_a_model(self):
        options = job_module.job_options(type(self.env[CHANGED]), "full")
        self.assertEqual((options.priority, options.allow_commit), (7, True))
        self.assertIsNone(job_module.job_options(type(self.env[CHANGED]), "undeclared"))
        self.assertIn("from_xml", vars(ConnectorTestJobChanged))

    def test_exponential(self):
        pattern = exponential(first=1, factor=3, limit=20, tries=300)
        self.assertEqual(
            [pattern[number] for number in (1, 2, 3, 4, 300)],
            [(1, 1), (3, 4), (9, 13), (13, 20), (13, 20)],
        )
        for wrong in ({"first": 0}, {"factor": 0.5}, {"limit": 5}, {"tries": 0}):
            with (
                self.subTest(**wrong),
                self.assertRaisesRegex(ValueError, "1 <= first <= limit"),
            ):
                exponential(**wrong)
