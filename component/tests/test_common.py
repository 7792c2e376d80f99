from __future__ import annotations

import copy
import unittest

from odoo import SUPERUSER_ID
from odoo.tests.common import BaseCase, TransactionCase

from odoo.addons.component.core import (
    Component,
    ComponentRegistry,
    MetaComponent,
    _component_databases,
)

from . import common


class TestNewRollbackedEnv(TransactionCase):
    def test_changes_are_lost(self):
        with common.new_rollbacked_env() as env:
            self.assertEqual(env.uid, SUPERUSER_ID)
            self.assertIsNot(env.cr, self.env.cr)
            env.cr.execute("CREATE TABLE component_rollbacked (id int)")
            cr = env.cr
        self.assertTrue(cr.closed)
        self.env.cr.execute("SELECT to_regclass('component_rollbacked')")
        self.assertEqual(self.env.cr.fetchone(), (None,))


class TestComponentCase(common.TransactionComponentCase):
    """The test class of addons with components, used as they use it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry_at_class_level = cls.env.context["components_registry"]
        cls.ready_at_class_level = cls.registry_at_class_level.ready
        cls.partner = cls.env["res.partner"].create({"name": "Of the class"})

    def test_components_are_loaded_before_the_tests(self):
        self.assertIs(self.registry_at_class_level, self._components_registry)
        self.assertIn("base", self._components_registry)
        self.assertIs(
            _component_databases[self.env.cr.dbname], self._components_registry
        )

    def test_environment_has_the_registry(self):
        for env in (self.env, self.partner.env):
            self.assertIs(env.context["components_registry"], self._components_registry)

    def test_registry_is_ready_in_tests_only(self):
        self.assertFalse(self.ready_at_class_level)
        self.assertTrue(self._components_registry.ready)


class TestCleanups(TransactionCase):
    """What test classes leave behind: nothing."""

    def run_case(self, case):
        result = unittest.TestResult()
        unittest.TestSuite([case("runTest")]).run(result)
        self.assertEqual(result.errors + result.failures, [])
        self.assertEqual(result.testsRun, 1)

    def test_registry_of_the_database_is_restored(self):
        dbname = self.env.cr.dbname
        before = ComponentRegistry()
        seen = []

        class Case(unittest.TestCase, common.ComponentMixin):
            @classmethod
            def setUpClass(cls):
                super().setUpClass()
                cls.setUpComponent()

            def runTest(self):
                self.setUpComponentRegistryReady()
                seen.append(_component_databases[dbname])
                seen.append(seen[0].ready)

        with unittest.mock.patch.dict(_component_databases, {dbname: before}):
            self.run_case(Case)
            self.assertIs(_component_databases[dbname], before)
        self.assertIsNot(seen[0], before)
        self.assertEqual(seen[1:], [True])
        self.assertIs(seen[0].ready, False)
        with unittest.mock.patch.dict(_component_databases):
            _component_databases.pop(dbname, None)
            self.run_case(Case)
            self.assertNotIn(dbname, _component_databases)

    def test_classes_of_tests_are_forgotten(self):
        before = copy.deepcopy(MetaComponent._modules_components)
        case = common.ComponentRegistryCase()
        case._setup_registry(case)
        MetaComponent("X", (Component,), {"__module__": "odoo.addons.x.y"})
        self.assertIn("x", MetaComponent._modules_components)
        case._teardown_registry(case)
        self.assertEqual(MetaComponent._modules_components, before)


class TestRegistryCase(common.TransactionComponentRegistryCase):
    def setUp(self):
        super().setUp()
        self._setup_registry(self)
        self.addCleanup(self._teardown_registry, self)

    def test_registry_holds_what_the_tested_addon_depends_on(self):
        # the tested addon is "component", which is always loaded
        self.assertEqual(list(self.comp_registry), ["base"])
        self.assertTrue(self.comp_registry.ready)
        self.assertIs(self.env.context["components_registry"], self.comp_registry)
        self.assertIsNot(
            _component_databases.get(self.env.cr.dbname), self.comp_registry
        )

    def test_built_components_are_in_the_registry_only(self):
        class One(Component):
            _name = "component1"

        class Two(Component):
            _name = "component2"

        self._build_components(One, Two)
        self.assertEqual(list(self.comp_registry), ["base", "component1", "component2"])

    def test_module_components_are_loaded(self):
        MetaComponent(
            "X", (Component,), {"__module__": "odoo.addons.x.y", "_name": "x"}
        )
        self._load_module_components("x")
        self.assertIn("x", self.comp_registry)

    def test_collection(self):
        self.assertEqual(self.collection._name, "collection.base")


class TestRegistryCaseAtClassLevel(common.TransactionComponentRegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_registry(cls)
        cls.addClassCleanup(cls._teardown_registry, cls)
        cls._load_module_components(cls, "component")
        cls._build_components(
            cls, type(Component)("One", (Component,), {"_name": "one"})
        )

    def test_registry(self):
        self.assertEqual(list(self.comp_registry), ["base", "one"])
        self.assertIs(self.env.context["components_registry"], self.comp_registry)


class TestMixin(common.ComponentRegistryCase, BaseCase):
    """The mixin works without an environment and beside any test class."""

    def setUp(self):
        super().setUp()
        self._setup_registry(self)
        self.addCleanup(self._teardown_registry, self)

    def test_mixin_is_no_test_case(self):
        self.assertNotIn(unittest.TestCase, common.ComponentRegistryCase.__mro__)
        self.assertIsNone(getattr(self, "env", None))

    def test_aliases(self):
        self.assertIs(common.SavepointComponentCase, common.TransactionComponentCase)
        self.assertIs(
            common.SavepointComponentRegistryCase,
            common.TransactionComponentRegistryCase,
        )
