from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .checkpoint_case import CheckpointCase


@tagged("post_install", "-at_install")
class TestSecurity(CheckpointCase):
    OPERATIONS = ("read", "write", "create", "unlink")

    def test_group(self):
        group = self.env.ref("connector.group_connector_manager")
        privilege = self.env.ref("connector.res_groups_privilege_connector")
        self.assertEqual(group.privilege_id, privilege)
        self.assertEqual(
            privilege.category_id, self.env.ref("connector.module_category_connector")
        )
        self.assertLessEqual(
            self.env.ref("base.user_root") + self.env.ref("base.user_admin"),
            group.with_context(active_test=False).user_ids,
        )

    def test_job_manager_is_connector_manager(self):
        self.assertIn(
            self.env.ref("connector.group_connector_manager"),
            self.env.ref("queue_job.group_queue_job_manager").implied_ids,
        )

    def test_managers_may_do_all(self):
        for model in ("connector.checkpoint", "connector.checkpoint.review"):
            for operation in self.OPERATIONS:
                with self.subTest(model=model, operation=operation):
                    records = self.env[model].with_user(self.manager)
                    self.assertTrue(records.has_access(operation))

    def test_ordinary_users_see_nothing(self):
        checkpoint = self.add()
        for model in ("connector.checkpoint", "connector.checkpoint.review"):
            for operation in self.OPERATIONS:
                with self.subTest(model=model, operation=operation):
                    records = self.env[model].with_user(self.employee)
                    self.assertFalse(records.has_access(operation))
        as_employee = checkpoint.with_user(self.employee)
        with self.assertRaises(AccessError):
            as_employee.search([])
        with self.assertRaises(AccessError):
            as_employee.read(["reason"])
        with self.assertRaises(AccessError):
            as_employee.reviewed()

    def test_every_model_of_the_addon_has_access_rules(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "connector"), ("model", "=", "ir.model")]
        )
        models = self.env["ir.model"].browse(data.mapped("res_id"))
        checked = []
        for model in models:
            model_class = self.registry[model.model]
            if (
                not model_class._abstract
                and model_class._original_module == "connector"
            ):
                self.assertTrue(model.access_ids, model.model)
                checked.append(model.model)
        self.assertIn("connector.checkpoint", checked)

    def test_rule_hides_other_companies(self):
        here = self.add()
        there = self.add(backend=self.other_backend)
        self.backend.company_id = False
        anywhere = self.add(self.record2)
        as_manager = self.checkpoints.with_user(self.manager)
        mine = [("id", "in", (here + there + anywhere).ids)]
        self.assertEqual(as_manager.search(mine), anywhere + here)
        with self.assertRaises(AccessError):
            there.with_user(self.manager).read(["state"])
        self.manager.company_ids = [Command.link(self.other_company.id)]
        in_both = as_manager.with_context(
            allowed_company_ids=(self.company + self.other_company).ids
        )
        self.assertEqual(in_both.search(mine), anywhere + there + here)


@tagged("post_install", "-at_install")
class TestMenus(CheckpointCase):
    def visible(self, user):
        return self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()

    def menu(self, name):
        return self.env.ref(f"connector.{name}")

    def test_tree(self):
        root = self.menu("menu_connector_root")
        self.assertEqual(root.name, "Connectors")
        self.assertFalse(root.parent_id)
        self.assertTrue(root.web_icon_data, "the icon file exists")
        self.assertEqual(root.group_ids, self.env.ref("connector.group_connector_user"))
        self.assertEqual(self.menu("menu_connector").parent_id, root)
        checkpoint = self.menu("menu_checkpoint")
        self.assertEqual(checkpoint.parent_id, self.menu("menu_connector"))
        self.assertEqual(checkpoint.sequence, 20)
        self.assertEqual(
            checkpoint.action, self.env.ref("connector.action_connector_checkpoint")
        )

    def test_manager_sees_checkpoints_but_no_jobs(self):
        visible = self.visible(self.manager)
        for name in ("menu_connector_root", "menu_connector", "menu_checkpoint"):
            self.assertIn(self.menu(name).id, visible)
        self.assertNotIn(self.menu("menu_connector_jobs").id, visible)

    def test_job_manager_sees_jobs(self):
        self.employee.group_ids += self.env.ref("queue_job.group_queue_job_manager")
        visible = self.visible(self.employee)
        for name in ("menu_checkpoint", "menu_connector_jobs"):
            self.assertIn(self.menu(name).id, visible)
        self.assertEqual(
            self.menu("menu_connector_jobs").action,
            self.env.ref("queue_job.action_queue_job"),
        )

    def test_manager_sees_components(self):
        menu = self.menu("menu_component_definition")
        self.assertIn(menu.id, self.visible(self.manager))
        self.assertEqual(menu.parent_id, self.menu("menu_connector_technical"))
        self.assertEqual(
            menu.action, self.env.ref("component.action_component_definition")
        )
        components = self.env["component.definition"].with_user(self.manager)
        self.assertTrue(components.search([("name", "=", "base.binder")]))
        for operation in ("write", "create", "unlink"):
            self.assertFalse(components.has_access(operation))

    def test_employee_sees_none(self):
        root = self.menu("menu_connector_root")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
        self.assertFalse(set(menus.ids) & set(self.visible(self.employee)))
