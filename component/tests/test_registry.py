from __future__ import annotations

import copy
from unittest import mock

from odoo.addons.component.core import Component, ComponentRegistry, MetaComponent

from .engine_case import EngineCase


class TestRegistry(EngineCase):
    def test_is_like_a_dict_of_names(self):
        class One(Component):
            _name = "component1"

        class Two(Component):
            _name = "component2"

        one = self.build(One)
        self.build(Two)
        self.assertEqual(list(self.registry), ["base", "component1", "component2"])
        self.assertIs(self.registry["component1"], one)
        self.assertIn("component2", self.registry)
        self.assertNotIn("component3", self.registry)
        self.assertIs(self.registry.get("component1"), one)
        self.assertIsNone(self.registry.get("component3"))
        self.assertEqual(self.registry.get("component3", default="x"), "x")
        self.assertEqual(self.registry.get("component3", "x"), "x")
        with self.assertRaises(KeyError):
            self.registry["component3"]
        self.assertEqual(list(self.registry._components), list(self.registry))

    def test_is_true_and_hashable_and_itself(self):
        one, two = ComponentRegistry(), ComponentRegistry(cachesize=3)
        self.assertTrue(one)
        self.assertNotEqual(one, two)
        self.assertEqual(len({one, two}), 2)
        self.assertFalse(hasattr(one, "__len__"))
        self.assertEqual({"components_registry": one}, {"components_registry": one})

    def test_is_not_ready_at_birth(self):
        self.assertIs(ComponentRegistry().ready, False)

    def test_loads_an_addon_once_in_order(self):
        module = "odoo.addons.shop.components"
        MetaComponent._modules_components = copy.deepcopy(
            MetaComponent._modules_components
        )
        for name in ("b", "a"):
            MetaComponent(name, (Component,), {"__module__": module, "_name": name})
        MetaComponent("x", (Component,), {"__module__": module, "_inherit": "a"})
        self.registry.load_components("shop")
        self.assertEqual(list(self.registry), ["base", "b", "a"])
        self.assertIn("shop", self.registry._loaded_modules)
        # would raise "already exists"
        self.registry.load_components("shop")

    def test_loads_nothing_of_an_unknown_addon(self):
        self.registry.load_components("no_such_addon")
        self.assertEqual(list(self.registry), ["base"])
        self.assertNotIn("no_such_addon", MetaComponent._modules_components)

    def test_what_was_not_found_while_building_is_found_when_ready(self):
        registry = ComponentRegistry()
        registry.load_components("component")
        self.assertEqual(registry.lookup(usage="work"), [])

        class Worker(Component):
            _name = "worker"
            _usage = "work"

        final = Worker._build_component(registry)
        registry.ready = True
        self.assertEqual(registry.lookup(usage="work"), [final])


class TestCacheBound(EngineCase):
    """Lookups of many different keys are remembered, without end they are not."""

    def test_cache_is_bounded(self):
        registry = ComponentRegistry(cachesize=2)
        limit = registry._cache._limit
        self.assertGreater(limit, 2)
        for number in range(limit * 3):
            registry.lookup("shop.backend", usage=f"usage {number}")
            self.assertLessEqual(len(registry._cache.entries), limit)

    def test_thousands_of_keys_stay_warm(self):
        for number in range(5000):
            self.registry.lookup(usage=f"usage {number}")
        with mock.patch.object(ComponentRegistry, "_current_index") as find:
            self.registry.lookup(usage="usage 0")
            find.assert_not_called()
