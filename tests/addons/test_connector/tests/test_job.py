"""Options of jobs that are declared where the method is written."""

from unittest import mock

from odoo.tests import TransactionCase, tagged

from odoo.addons.connector import job as job_module
from odoo.addons.connector.job import job

from ..models.test_job import ConnectorTestJob

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
