"""Who sees and changes cursors."""

from datetime import datetime

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.connector.components.page import Position

from .checkpoint_case import CheckpointCase

NOON = datetime(2026, 3, 1, 12, 0)
EARLIER = datetime(2026, 2, 1, 12, 0)


@tagged("post_install", "-at_install")
class TestCursorAccess(CheckpointCase):
    """Partners stand for backends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cursors = cls.env["connector.cursor"]

    def move(self, backend, env=None):
        cursors = self.cursors.with_env(env or self.env)
        self.assertTrue(cursors._move(backend, "res.partner", Position(NOON)))
        return self.cursors._of(backend, "res.partner")

    def test_managers_set_back_and_delete(self):
        cursor = self.move(self.backend).with_user(self.manager)
        self.assertTrue(cursor.has_access("read"))
        self.assertFalse(cursor.has_access("create"))
        cursor.instant = EARLIER
        self.assertEqual(cursor.instant, EARLIER)
        cursor.unlink()
        self.assertFalse(self.cursors._of(self.backend, "res.partner"))

    def test_ordinary_users_see_nothing(self):
        cursor = self.move(self.backend).with_user(self.employee)
        for operation in ("read", "write", "create", "unlink"):
            with self.subTest(operation):
                self.assertFalse(cursor.has_access(operation))
        with self.assertRaises(AccessError):
            cursor.search([])
        with self.assertRaises(AccessError):
            cursor.read(["instant"])

    def test_imports_move_it_whoever_they_run_as(self):
        self.move(self.backend, env=self.env(user=self.employee))

    def test_rule_hides_other_companies(self):
        here = self.move(self.backend)
        there = self.move(self.other_backend)
        self.assertEqual(here.company_id, self.company)
        self.assertEqual(there.company_id, self.other_company)
        as_manager = self.cursors.with_user(self.manager)
        mine = [("id", "in", (here + there).ids)]
        self.assertEqual(as_manager.search(mine), here)
        with self.assertRaises(AccessError):
            there.with_user(self.manager).write({"instant": EARLIER})

    def test_rest_of_a_backend_whose_addon_is_gone(self):
        cursor = self.move(self.backend)
        self.env.cr.execute(
            "UPDATE connector_cursor SET backend = 'gone.backend,1' WHERE id = %s",
            [cursor.id],
        )
        cursor.invalidate_recordset()
        self.assertFalse(cursor.backend)
        cursor._compute_company_id()
        cursor.unlink()

    def test_created_with_a_record(self):
        """What is stored of it must be found again."""
        values = {"model_name": "res.partner", "instant": NOON}
        cursor = self.cursors.create({"backend": self.backend, **values})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(cursor.backend, self.backend)
        self.assertEqual(self.cursors._of(self.backend, "res.partner"), cursor)

    def test_views(self):
        for view_type in ("form", "list", "search"):
            view = self.env.ref(f"connector.view_connector_cursor_{view_type}")
            arch = self.cursors.with_user(self.manager).get_view(view.id, view_type)
            root = etree.fromstring(arch["arch"])
            self.assertTrue(root.xpath("//field[@name='model_name']"), view_type)
            if view_type != "search":
                self.assertEqual(root.get("create"), "false")
                self.assertTrue(root.xpath("//field[@name='instant']"))

    def test_menu(self):
        menu = self.env.ref("connector.menu_connector_cursor")
        action = self.env.ref("connector.action_connector_cursor")
        self.assertEqual(menu.action, action)
        self.assertEqual(action.res_model, "connector.cursor")
        for user, sees in ((self.manager, True), (self.employee, False)):
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertEqual(menu.id in visible, sees)
