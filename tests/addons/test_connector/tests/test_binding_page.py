"""The page Connectors of a record: state, link, re-import."""

from unittest import mock

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from odoo.addons.connector.exception import MappingError

from ..components.item import ITEM
from .run_case import RunCase


class TestBindingPage(RunCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, "hh_user", "base.group_user,connector.group_connector_user"
        )

    def setUp(self):
        super().setUp()
        for number in ("1", "2", "3"):
            self.remote[number] = {"name": f"Item {number}"}
            self.items.import_record(self.backend, number)
        self.bindings = self.items.search([], order="id")

    def states(self):
        self.bindings.invalidate_recordset()
        return self.bindings.with_user(self.user).mapped("connector_state")

    def test_state(self):
        self.assertEqual(self.states(), ["synchronized"] * 3)
        self.backend._delay_imports(ITEM, ["1"])
        self.backend._set_aside(ITEM, {"2": MappingError("No")})
        self.bindings += self.items.create(
            {"backend_id": self.backend.id, "name": "New"}
        )
        self.assertEqual(self.states(), ["waiting", "failed", "synchronized", "new"])
        other = self.backend.copy()
        other._set_aside(ITEM, {"3": MappingError("No")})
        self.assertEqual(self.states()[2], "synchronized")

    def test_state_of_many_with_one_query_on_the_jobs(self):
        self.bindings.mapped("external_id")
        with self.assertQueryCount(2):
            self.bindings.mapped("connector_state")

    def test_backend_name(self):
        self.assertEqual(
            self.bindings[0].with_user(self.user).connector_backend_name,
            self.backend.name,
        )
        self.assertFalse(self.items.new({}).connector_backend_name)
        self.assertEqual(self.items.new({}).connector_state, "new")

    def test_link(self):
        binding = self.bindings[0]
        self.assertFalse(binding.connector_url)
        with self.assertRaisesRegex(UserError, "No page"):
            binding.action_open_external()
        with mock.patch.object(
            type(binding),
            "_external_url",
            lambda self: f"https://shop.test/{self.external_id}",
        ):
            self.bindings.invalidate_recordset()
            action = binding.with_user(self.user).action_open_external()
        self.assertEqual(
            action,
            {
                "type": "ir.actions.act_url",
                "url": "https://shop.test/1",
                "target": "new",
            },
        )
        with mock.patch.object(
            type(binding), "_external_url", lambda self: "javascript:alert(1)"
        ):
            self.bindings.invalidate_recordset()
            with self.assertRaisesRegex(UserError, "javascript"):
                binding.action_open_external()

    def test_reimport_by_a_user(self):
        answer = self.bindings.with_user(self.user).action_reimport()
        self.assertEqual(answer["params"]["type"], "success")
        jobs = self.jobs()
        self.assertEqual(jobs.mapped("connector_external_id"), ["1", "2", "3"])
        self.assertEqual(jobs[0].kwargs, {"force": True})
        self.assertEqual(jobs.connector_run_id.found_count, 3)
        self.bindings[0].name = "Changed here"
        self.perform(jobs)
        self.assertEqual(self.bindings[0].name, "Item 1")

    def test_reimport_of_nothing(self):
        new = self.items.create({"backend_id": self.backend.id, "name": "New"})
        with self.assertRaisesRegex(UserError, "never imported"):
            new.action_reimport()

    def test_not_for_others(self):
        for call in ("action_reimport", "action_open_external"):
            with self.assertRaises(AccessError):
                getattr(self.bindings[0].with_user(self.employee), call)()

    def test_one_list_for_all_bindings(self):
        """Shown by a field that names the list in its context, whatever its model."""
        records = self.env["connector.test.record"]
        view = self.env["ir.ui.view"].create(
            {
                "name": "record with a page",
                "model": "connector.test.record",
                "arch": """
                    <form>
                        <field
                            name="parcel_ids"
                            context="{'list_view_ref': 'connector.view_binding_page'}"
                            readonly="1"
                        />
                    </form>
                """,
            }
        )
        views = records.with_user(self.manager).get_views([(view.id, "form")])
        arch = etree.fromstring(views["views"]["form"]["arch"])
        names = arch.xpath("//field[@name='parcel_ids']/list/*/@name")
        self.assertLessEqual(
            {"connector_backend_name", "external_id", "connector_state", "sync_date"}
            | {"action_open_external", "action_reimport"},
            set(names),
        )
        self.assertIn(
            "connector_state", views["models"]["connector.test.parcel"]["fields"]
        )
