"""The pages on which connectors are operated."""

import ast

from lxml import etree

from odoo.tests import tagged

from .checkpoint_case import CheckpointCase


@tagged("post_install", "-at_install")
class TestRunViews(CheckpointCase):
    def arch(self, model, view_type, name):
        view = self.env.ref(f"connector.{name}")
        records = self.env[model].with_user(self.manager)
        return etree.fromstring(records.get_view(view.id, view_type)["arch"])

    def test_nothing_is_edited(self):
        for model, name in (
            ("connector.run", "view_connector_run"),
            ("queue.job", "view_connector_job"),
        ):
            for view_type in ("list", "form"):
                arch = self.arch(model, view_type, f"{name}_{view_type}")
                for operation in ("create", "delete", "edit"):
                    self.assertEqual(arch.get(operation), "false", (model, view_type))

    def test_progress_moves(self):
        for view_type in ("list", "form"):
            arch = self.arch(
                "connector.run", view_type, f"view_connector_run_{view_type}"
            )
            [field] = arch.xpath("//field[@name='progress']")
            self.assertEqual(field.get("widget"), "connector_run_progress")

    def test_buttons_of_a_run(self):
        form = self.arch("connector.run", "form", "view_connector_run_form")
        names = {button.get("name") for button in form.xpath("//button")}
        self.assertLessEqual(
            {
                "action_retry_failed",
                "action_stop",
                "action_open_jobs",
                "action_open_failures",
                "action_open_backend",
            },
            names,
        )
        [stop] = form.xpath("//button[@name='action_stop']")
        self.assertTrue(stop.get("confirm"))

    def test_manager_retries(self):
        """Without rights on the queue."""
        for view_type in ("list", "form"):
            arch = self.arch("queue.job", view_type, f"view_connector_job_{view_type}")
            buttons = arch.xpath("//button[@name='action_connector_retry']")
            self.assertTrue(buttons, view_type)

    def test_filters_and_groups(self):
        for model, name in (
            ("connector.run", "view_connector_run_search"),
            ("queue.job", "view_connector_job_search"),
        ):
            records = self.env[model].with_user(self.manager)
            arch = self.arch(model, "search", name)
            for node in arch.xpath("//field"):
                with self.subTest(model=model, field=node.get("name")):
                    records.search([(node.get("name"), "ilike", "x")])
            for node in arch.xpath("//filter[@domain]"):
                with self.subTest(model=model, filter=node.get("name")):
                    domain = node.get("domain").replace("uid", str(self.manager.id))
                    records.search(ast.literal_eval(domain))
            for node in arch.xpath("//filter[starts-with(@name, 'groupby_')]"):
                groupby = ast.literal_eval(node.get("context"))["group_by"]
                with self.subTest(model=model, groupby=groupby):
                    records.web_read_group([], [groupby], ["__count"])

    def test_manager_sees_the_menus_and_employee_none(self):
        names = (
            "menu_connector_run",
            "menu_connector_failure",
            "menu_connector_dry_run",
        )
        ids = {self.env.ref(f"connector.{name}").id for name in names}
        menus = self.env["ir.ui.menu"]
        self.assertLessEqual(
            ids, set(menus.with_user(self.manager)._visible_menu_ids())
        )
        self.assertFalse(ids & set(menus.with_user(self.employee)._visible_menu_ids()))

    def test_cron(self):
        cron = self.env.ref("connector.ir_cron_close_finished_runs")
        self.assertTrue(cron.active)
        self.assertEqual(cron.code, "model._cron_close_finished()")
        cron.method_direct_trigger()

    def test_progress_bar_is_loaded(self):
        files = self.env["ir.asset"]._get_asset_paths("web.assets_backend", {})
        paths = " ".join(file[0] for file in files)
        for end in ("js", "xml", "scss"):
            self.assertIn(
                f"connector/static/src/run_progress/run_progress.{end}", paths
            )
