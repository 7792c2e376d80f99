"""Options of jobs that are declared where the method is written."""

from unittest import mock

from odoo.tests import TransactionCase, tagged

from odoo.addons.connector import job as job_module
from odoo.addons.connector.job import exponential, job
from odoo.addons.queue_job.delay import Delayable, DelayableRecordset
from odoo.addons.queue_job.tests.common import trap_jobs

from ..models.test_job import ConnectorTestJob, ConnectorTestJobChanged

PLAIN = "connector.test.job.plain"
CHANGED = "connector.test.job.changed"
EXPONENTIAL = {"1": [10, 15], "2": [40, 60], "3": [160, 240], "4": [640, 960]}
EXPONENTIAL["5"] = [2400, 3600]


class JobCase(TransactionCase):
    def setUp(self):
        super().setUp()
        self.functions = self.env["queue.job.function"]

    def function(self, model_name, method):
        return self.functions.search([("name", "=", f"<{model_name}>.{method}")])

    def values(self, model_name, method):
        function = self.function(model_name, method)
        self.assertEqual(len(function), 1, (model_name, method))
        return {
            "channel": function.channel,
            "retry_pattern": function.retry_pattern,
            "related_action": function.related_action,
            "allow_commit": function.allow_commit,
            "on_fail_method": function.on_fail_method,
        }

    def declare(self, method, definition=ConnectorTestJob, **options):
        """Another version of the code, with other options of a method."""
        declared = job(**options)(lambda self, *args, **kwargs: None)
        self.change(definition, method, declared)

    def change(self, definition, method, function):
        patcher = mock.patch.object(definition, method, function)
        patcher.start()
        job_module._known.clear()
        self.addCleanup(job_module._known.clear)
        self.addCleanup(patcher.stop)

    def update(self):
        """What an update of the addon does to job functions."""
        self.functions._synchronize_declared()


@tagged("post_install", "-at_install")
class TestJobInstalled(JobCase):
    """The job functions that the installation of the addon left."""

    def test_defaults(self):
        self.assertEqual(
            self.values(PLAIN, "plain"),
            {
                "channel": "root",
                "retry_pattern": EXPONENTIAL,
                "related_action": {},
                "allow_commit": False,
                "on_fail_method": False,
            },
        )

    def test_all_options(self):
        self.assertEqual(
            self.values(PLAIN, "full"),
            {
                "channel": "root.connector_test.slow",
                "retry_pattern": {"1": 10, "5": [60, 90]},
                "related_action": {"func_name": "related_action_unwrap_binding"},
                "allow_commit": True,
                "on_fail_method": "note_failure",
            },
        )

    def test_an_override_changes_only_what_it_names(self):
        self.assertEqual(
            self.values(CHANGED, "full"),
            {
                "channel": "root.connector_test.slow",
                "retry_pattern": {},
                "related_action": {"enable": False},
                "allow_commit": True,
                "on_fail_method": "note_failure",
            },
        )

    def test_the_model_says_the_channel_where_the_method_does_not(self):
        self.assertEqual(
            self.values(CHANGED, "plain")["channel"], "root.connector_test"
        )
        # An override without the decorator keeps all options.
        self.assertEqual(
            self.values(CHANGED, "described")["channel"], "root.connector_test"
        )

    def test_missing_channels_are_created(self):
        channel = self.function(PLAIN, "full").channel_id
        self.assertEqual(
            (channel.name, channel.parent_id.name, channel.parent_id.parent_id.name),
            ("slow", "connector_test", "root"),
        )

    def test_only_declared_methods_of_concrete_models(self):
        self.assertFalse(self.function(PLAIN, "undeclared"))
        self.assertFalse(self.function("connector.test.job", "plain"))

    def test_xml_wins(self):
        values = self.values(CHANGED, "from_xml")
        self.assertEqual(values["channel"], "root.connector_test_xml")
        self.assertEqual(values["retry_pattern"], {})
        self.assertFalse(self.function(CHANGED, "from_xml").connector_declared)

    def test_the_queue_uses_them(self):
        record = self.env[PLAIN].create({"name": "One"})
        queued = record.with_delay().full("this")
        self.assertEqual(queued.channel, "root.connector_test.slow")
        self.assertEqual(queued.job_config.retry_pattern, {1: 10, 5: (60, 90)})
        self.assertTrue(queued.job_config.allow_commit)
        self.assertEqual(queued.on_fail_method_name, "note_failure")

    def test_the_related_action_opens_or_not(self):
        opened = self.env[PLAIN].create({"name": "One"})
        job_ = opened.with_delay().described().db_record()
        self.assertEqual(job_.open_related_action()["res_id"], opened.id)
        closed = self.env[CHANGED].create({"name": "Two"})
        with self.assertRaisesRegex(Exception, "No action available"):
            closed.with_delay().full("this").db_record().open_related_action()


@tagged("post_install", "-at_install")
class TestJobUpdated(JobCase):
    """The job functions after the addon, or somebody, changed something."""

    def test_they_follow_a_declaration_that_changed(self):
        before = self.function(PLAIN, "plain")
        self.declare("plain", channel="root.connector_test.new", retry_pattern={1: 7})
        self.update()
        for model_name in (PLAIN, CHANGED):
            values = self.values(model_name, "plain")
            self.assertEqual(values["channel"], "root.connector_test.new")
            self.assertEqual(values["retry_pattern"], {"1": 7})
        self.assertEqual(self.function(PLAIN, "plain"), before)

    def test_they_follow_again(self):
        for seconds in (7, 8):
            self.declare("plain", retry_pattern={1: seconds})
            self.update()
            self.assertEqual(
                self.values(PLAIN, "plain")["retry_pattern"], {"1": seconds}
            )

    def test_nothing_is_written_when_nothing_changed(self):
        self.update()
        with (
            mock.patch.object(type(self.functions), "write") as write,
            mock.patch.object(type(self.functions), "unlink") as unlink,
        ):
            self.update()
        write.assert_not_called()
        unlink.assert_not_called()

    def test_the_change_of_an_administrator_stays(self):
        for values in (
            {"channel_id": self.env.ref("queue_job.channel_root").id},
            {"edit_retry_pattern": "{1: 99}"},
            {"edit_related_action": "{'enable': False}"},
            {"allow_commit": False},
            {"on_fail_method": False},
        ):
            with self.subTest(changed=values):
                function = self.function(PLAIN, "full")
                function.write(values)
                changed = self.values(PLAIN, "full")
                self.update()
                self.assertEqual(self.values(PLAIN, "full"), changed)
                function.unlink()
                self.update()
                self.assertNotEqual(self.values(PLAIN, "full"), changed)

    def test_the_change_of_an_administrator_survives_the_declaration(self):
        function = self.function(PLAIN, "plain")
        function.edit_retry_pattern = "{1: 99}"
        self.declare("plain", retry_pattern={1: 7})
        self.update()
        self.assertEqual(self.values(PLAIN, "plain")["retry_pattern"], {"1": 99})
        self.change(ConnectorTestJob, "plain", lambda self: None)
        self.update()
        self.assertEqual(self.values(PLAIN, "plain")["retry_pattern"], {"1": 99})

    def test_a_deleted_job_function_comes_back_as_declared(self):
        self.function(PLAIN, "plain").unlink()
        self.update()
        self.assertEqual(self.values(PLAIN, "plain")["retry_pattern"], EXPONENTIAL)

    def test_they_go_with_the_declaration(self):
        self.change(ConnectorTestJob, "plain", lambda self: None)
        self.update()
        self.assertFalse(self.function(PLAIN, "plain"))
        self.assertFalse(self.function(CHANGED, "plain"))
        self.assertTrue(self.function(PLAIN, "full"))

    def test_those_of_administrators_stay_without_declaration(self):
        own = self.functions.create({"name": f"<{PLAIN}>.undeclared"})
        self.update()
        self.assertTrue(own.exists())
        self.declare("undeclared", retry_pattern={1: 7})
        self.update()
        self.assertEqual(self.values(PLAIN, "undeclared")["retry_pattern"], {})
        self.assertEqual(self.function(PLAIN, "undeclared"), own)

    def test_xml_that_comes_later_takes_over(self):
        values = {"name": f"<{PLAIN}>.plain", "edit_retry_pattern": "{1: 99}"}
        function = self.functions.with_context(install_mode=True)._load_records(
            [{"xml_id": "test_connector.later", "values": values, "noupdate": False}]
        )
        self.declare("plain", retry_pattern={1: 7})
        self.update()
        self.assertEqual(self.values(PLAIN, "plain")["retry_pattern"], {"1": 99})
        self.assertEqual(self.function(PLAIN, "plain"), function)
        self.change(ConnectorTestJob, "plain", lambda self: None)
        self.update()
        self.assertTrue(function.exists())

    def test_one_of_two_stays(self):
        """Somebody created a second one: his counts, ours goes."""
        self.functions.create({"name": f"<{PLAIN}>.plain", "retry_pattern": {1: 99}})
        self.update()
        self.assertEqual(self.values(PLAIN, "plain")["retry_pattern"], {"1": 99})

    def test_a_method_that_does_not_exist_is_refused(self):
        for option, owner in (("on_fail", PLAIN), ("related_action", "queue.job")):
            with self.subTest(option=option):
                self.declare("plain", **{option: "no_such_method"})
                with self.assertRaisesRegex(
                    ValueError,
                    f"@job of connector.test.job.*'no_such_method' as {option}: the "
                    f"model '{owner.replace(PLAIN, 'connector.test.job.*')}",
                ):
                    self.update()

    def test_a_start_without_update_asks_nothing(self):
        for modules, ready in (([], False), (["test_connector"], True)):
            with (
                self.subTest(modules=modules, ready=ready),
                mock.patch.object(self.registry, "updated_modules", modules),
                mock.patch.object(self.registry, "ready", ready),
                self.assertQueryCount(0),
            ):
                self.functions._register_hook()

    def test_an_update_synchronizes(self):
        self.declare("plain", retry_pattern={1: 7})
        with (
            mock.patch.object(self.registry, "updated_modules", ["test_connector"]),
            mock.patch.object(self.registry, "ready", False),
        ):
            self.functions._register_hook()
        self.assertEqual(self.values(PLAIN, "plain")["retry_pattern"], {"1": 7})


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
