from __future__ import annotations

from unittest import mock

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.component.core import (
    AbstractComponent,
    Component,
    ComponentRegistry,
    _component_databases,
)
from odoo.addons.component.tests.common import TransactionComponentRegistryCase


class TestComponentDefinition(TransactionComponentRegistryCase):
    def setUp(self):
        super().setUp()
        self._setup_registry(self)
        self.addCleanup(self._teardown_registry, self)

        class Worker(AbstractComponent):
            _name = "worker"
            _module = "shop_base"

        class PartnerWorker(Component):
            _name = "partner.worker"
            _inherit = "worker"
            _module = "shop"
            _usage = "work"
            _collection = "shop.backend"
            _apply_on = ["res.partner", "res.users"]

        class Extension(Component):
            _inherit = "partner.worker"
            _module = "shop_extra"

        self._build_components(Worker, PartnerWorker, Extension)
        self.definitions = self.env["component.definition"]

    def test_lists_all_components(self):
        self.assertEqual(
            self.definitions.search([]).mapped("name"),
            ["base", "partner.worker", "worker"],
        )

    def test_what_a_component_is(self):
        worker = self.definitions.search([("name", "=", "partner.worker")])
        self.assertRecordValues(
            worker,
            [
                {
                    "usage": "work",
                    "collection": "shop.backend",
                    "applies_on": "res.partner, res.users",
                    "addon": "shop",
                    "extending_addons": "shop_extra",
                    "abstract": False,
                }
            ],
        )
        lines = [line.split(".")[-1] for line in worker.composition.splitlines()]
        self.assertEqual(
            lines,
            [
                "Extension (shop_extra)",
                "PartnerWorker (shop)",
                "Worker (shop_base)",
                "BaseComponent (component)",
            ],
        )

    def test_generic_and_abstract(self):
        worker = self.definitions.search([("name", "=", "worker")])
        self.assertRecordValues(
            worker,
            [
                {
                    "usage": False,
                    "collection": False,
                    "applies_on": False,
                    "extending_addons": False,
                    "abstract": True,
                }
            ],
        )

    def test_search_and_group(self):
        found = self.definitions.search(
            [("usage", "=", "work"), ("applies_on", "ilike", "users")]
        )
        self.assertEqual(found.name, "partner.worker")
        self.assertEqual(
            self.definitions._read_group([], ["addon"], ["__count"], order="addon"),
            [("component", 1), ("shop", 1), ("shop_base", 1)],
        )

    def test_open_from_the_list(self):
        listed = self.definitions.search([("name", "=", "worker")])
        self.env.invalidate_all()
        again = self.definitions.browse(listed.id)
        self.assertEqual(again.name, "worker")

    def test_without_registry(self):
        definitions = self.definitions.with_context(components_registry=None)
        with mock.patch.dict(_component_databases, clear=True):
            self.assertFalse(definitions.search([]))
        with mock.patch.dict(
            _component_databases, {self.env.cr.dbname: ComponentRegistry()}
        ):
            self.assertFalse(definitions.search([]))

    def test_database_registry(self):
        registry = ComponentRegistry()
        registry.load_components("component")
        definitions = self.definitions.with_context(components_registry=None)
        with mock.patch.dict(_component_databases, {self.env.cr.dbname: registry}):
            self.assertEqual(definitions.search([]).mapped("name"), ["base"])

    def test_stand_ins_are_left_out(self):
        self.comp_registry["mock"] = mock.MagicMock(_name="mock")
        self.assertNotIn("mock", self.definitions.search([]).mapped("name"))

    def test_action_and_views(self):
        action = self.env.ref("component.action_component_definition")
        self.assertEqual(action.res_model, "component.definition")
        views = self.definitions.get_views(
            [(False, "list"), (False, "form"), (False, "search")]
        )
        self.assertEqual(set(views["views"]), {"list", "form", "search"})


# While an addon is being updated, a database may require values of users that only
# addons loaded later give.
@tagged("post_install", "-at_install")
class TestRights(TransactionCase):
    def test_rights(self):
        admin = new_test_user(self.env, "component-admin", "base.group_system")
        user = new_test_user(self.env, "component-user", "base.group_user")
        definitions = self.env["component.definition"].with_user(admin)
        self.assertTrue(definitions.search([]))
        for operation in ("create", "write", "unlink"):
            self.assertFalse(definitions.has_access(operation))
        with self.assertRaises(AccessError):
            definitions.with_user(user).search([])
