from __future__ import annotations

import copy
from unittest import mock

from odoo.tests.common import TransactionCase

from odoo.addons.component.core import (
    Component,
    ComponentRegistry,
    MetaComponent,
    _component_databases,
)


class TestBuilder(TransactionCase):
    def setUp(self):
        super().setUp()
        self.builder = self.env["component.builder"]
        self.dbname = self.env.cr.dbname
        databases = dict(_component_databases)

        def restore():
            _component_databases.clear()
            _component_databases.update(databases)

        self.addCleanup(restore)
        self.addCleanup(
            setattr,
            MetaComponent,
            "_modules_components",
            MetaComponent._modules_components,
        )
        MetaComponent._modules_components = copy.deepcopy(
            MetaComponent._modules_components
        )
        # while the addon is being installed, its own components would be missing
        self.mark("component", "installed")

    def declare(self, addon, name, **attributes):
        return MetaComponent(
            name,
            (Component,),
            {
                "__module__": f"odoo.addons.{addon}.components.x",
                "_name": name,
                **attributes,
            },
        )

    def publish(self):
        self.builder._register_hook()
        return _component_databases[self.dbname]

    def mark(self, addon, state):
        module = self.env["ir.module.module"].search([("name", "=", addon)])
        module.state = state
        module.flush_recordset()

    def test_hook_publishes_a_ready_registry(self):
        self.declare("component", "one")
        _component_databases.pop(self.dbname, None)
        registry = self.publish()
        self.assertIs(registry.ready, True)
        self.assertIn("one", registry)

    def test_hook_publishes_once_complete(self):
        self.declare("component", "one")
        before = ComponentRegistry()
        _component_databases[self.dbname] = before
        seen = []
        build = type(self.builder).build_registry

        def build_and_look(builder, registry, **kwargs):
            build(builder, registry, **kwargs)
            seen.append(_component_databases[self.dbname])

        self.patch(type(self.builder), "build_registry", build_and_look)
        self.assertIsNot(self.publish(), before)
        self.assertEqual(seen, [before])

    def test_hook_keeps_the_registry_when_addons_are_the_same(self):
        registry = self.publish()
        registry.lookup(usage="x")
        self.assertIs(self.publish(), registry)
        self.assertTrue(registry._cache.entries)

    def test_hook_rebuilds_when_an_addon_comes_or_goes(self):
        registry = self.publish()
        self.mark("component", "uninstalled")
        without = self.publish()
        self.assertIsNot(without, registry)
        self.assertNotIn("base", without)
        self.mark("component", "installed")
        self.assertIsNot(self.publish(), without)

    def test_hook_rebuilds_when_classes_are_declared(self):
        registry = self.publish()
        self.declare("component", "one")
        rebuilt = self.publish()
        self.assertIsNot(rebuilt, registry)
        self.assertIn("one", rebuilt)

    def test_hook_rebuilds_what_was_altered(self):
        registry = self.publish()
        registry["foreign"] = mock.MagicMock()
        rebuilt = self.publish()
        self.assertIsNot(rebuilt, registry)
        self.assertNotIn("foreign", rebuilt)

    def test_hook_replaces_what_a_test_left_there(self):
        for left in ({}, mock.MagicMock(), ComponentRegistry()):
            _component_databases[self.dbname] = left
            self.assertIs(type(self.publish()), ComponentRegistry)
            self.assertIsNot(_component_databases[self.dbname], left)

    def test_hook_runs_when_models_change_on_a_loaded_database(self):
        _component_databases.pop(self.dbname, None)
        self.patch(self.registry, "ready", True)
        mine = ComponentRegistry()
        env = self.env(context={"components_registry": mine})
        self.registry._setup_models__(self.cr, ["res.partner"])
        self.assertTrue(_component_databases[self.dbname].ready)
        self.assertIs(env.context["components_registry"], mine)

    def test_init_global_registry(self):
        registry = self.builder._init_global_registry()
        self.assertIs(_component_databases[self.dbname], registry)
        self.assertIs(registry.ready, False)
        self.assertEqual(list(registry), [])
        self.assertEqual(self.builder._components_registry_cache_size, 512)

    def test_build_in_order_of_dependencies(self):
        # "bus" comes before "web" in the alphabet, but depends on it
        for addon in ("bus", "web"):
            self.mark(addon, "installed")
            self.declare(addon, f"of {addon}")
        registry = ComponentRegistry()
        self.builder.build_registry(registry)
        names = list(registry)
        self.assertLess(names.index("base"), names.index("of web"))
        self.assertLess(names.index("of web"), names.index("of bus"))

    def test_build_states(self):
        self.mark("component", "to upgrade")
        registry = ComponentRegistry()
        self.builder.build_registry(registry)
        self.assertIn("base", registry)
        registry = ComponentRegistry()
        self.builder.build_registry(registry, states=("installed",))
        self.assertNotIn("base", registry)

    def test_addons_to_install_are_not_built(self):
        self.mark("component", "to install")
        registry = ComponentRegistry()
        self.builder.build_registry(registry)
        self.assertNotIn("base", registry)

    def test_build_without_an_addon_and_its_dependents(self):
        registry = ComponentRegistry()
        self.builder.build_registry(registry, exclude_addons=["component"])
        self.assertNotIn("base", registry)
        self.assertNotIn("component", registry._loaded_modules)
        self.assertIn("base", registry._loaded_modules)
        registry = ComponentRegistry()
        # everything depends on it
        self.builder.build_registry(registry, exclude_addons=["base"])
        self.assertFalse(registry._loaded_modules)

    def test_load_components(self):
        self.declare("shop", "one")
        registry = ComponentRegistry()
        self.builder.load_components("component", components_registry=registry)
        self.builder.load_components("shop", components_registry=registry)
        self.assertEqual(list(registry), ["base", "one"])

    def test_load_components_into_the_database(self):
        registry = self.builder._init_global_registry()
        self.builder.load_components("component")
        self.assertEqual(list(registry), ["base"])
