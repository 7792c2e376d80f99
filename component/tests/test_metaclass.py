from __future__ import annotations

import copy
import doctest

from odoo.addons.component.core import (
    AbstractComponent,
    Component,
    MetaComponent,
    _get_addon_name,
)
from odoo.addons.component.engine import assembly, metaclass

from .engine_case import EngineCase


class TestAddonName(EngineCase):
    def test_addon_of_a_module_path(self):
        self.assertEqual(_get_addon_name("odoo.addons.foo.bar.baz"), "foo")
        self.assertEqual(_get_addon_name("odoo.addons.foo"), "foo")
        self.assertEqual(_get_addon_name("foo.bar"), "foo")
        self.assertEqual(_get_addon_name("foo"), "foo")
        self.assertEqual(_get_addon_name("odoo.addons"), "odoo")

    def test_doctests(self):
        for module in (metaclass, assembly):
            results = doctest.testmod(module)
            self.assertTrue(results.attempted)
            self.assertFalse(results.failed)


class TestMetaComponent(EngineCase):
    def setUp(self):
        super().setUp()
        MetaComponent._modules_components = copy.deepcopy(
            MetaComponent._modules_components
        )

    def declare(self, name, module, bases=(Component,), **attributes):
        return MetaComponent(name, bases, {"__module__": module, **attributes})

    def test_class_is_recorded_under_its_addon(self):
        one = self.declare("One", "odoo.addons.shop.components.one")
        two = self.declare("Two", "odoo.addons.shop.components.two")
        self.assertEqual(MetaComponent._modules_components["shop"], [one, two])
        self.assertEqual(one._module, "shop")

    def test_roots_are_not_recorded(self):
        recorded = MetaComponent._modules_components["component"]
        self.assertNotIn(AbstractComponent, recorded)
        self.assertNotIn(Component, recorded)

    def test_class_that_does_not_register_is_not_recorded_but_its_subclass_is(self):
        module = "odoo.addons.shop.components.one"
        root = self.declare("Root", module, _register=False)
        self.assertNotIn(root, MetaComponent._modules_components["shop"])
        self.assertTrue(root._register)
        leaf = self.declare("Leaf", module, bases=(root,))
        self.assertEqual(MetaComponent._modules_components["shop"], [leaf])

    def test_classes_of_tests_are_never_recorded(self):
        recorded = copy.deepcopy(MetaComponent._modules_components)
        for module in ("odoo.addons.shop.tests.test_one", "shop.tests"):
            cls = self.declare("InTests", module)
            self.assertFalse(hasattr(cls, "_module"))
        self.assertEqual(MetaComponent._modules_components, recorded)
        # a name that only contains the word is no tests folder
        self.declare("NotInTests", "odoo.addons.shop.components.contests")
        self.assertEqual(len(MetaComponent._modules_components["shop"]), 1)

    def test_generated_classes_are_not_recorded(self):
        recorded = copy.deepcopy(MetaComponent._modules_components)

        class One(Component):
            _name = "one"

        self.build(One)
        self.assertEqual(MetaComponent._modules_components, recorded)

    def test_subclass_belongs_to_its_own_addon_not_to_its_parents(self):
        parent = self.declare("Parent", "odoo.addons.shop.components.one")
        child = self.declare("Child", "odoo.addons.more.components.one", (parent,))
        self.assertEqual(child._module, "more")
        self.assertEqual(MetaComponent._modules_components["shop"], [parent])
        self.assertEqual(MetaComponent._modules_components["more"], [child])

    def test_class_may_say_its_addon(self):
        cls = self.declare("One", "odoo.addons.shop.x", _module="elsewhere")
        self.assertEqual(cls._module, "elsewhere")
        self.assertEqual(MetaComponent._modules_components["elsewhere"], [cls])

    def test_rebound_record_is_used(self):
        before = MetaComponent._modules_components
        MetaComponent._modules_components = copy.deepcopy(before)
        cls = self.declare("One", "odoo.addons.shop.x", _name="one", _inherit=None)
        self.assertNotIn("shop", before)
        self.registry.load_components("shop")
        self.assertTrue(issubclass(self.registry["one"], cls))

    def test_apply_on_models(self):
        for apply_on, models in (
            (None, None),
            ("res.users", ["res.users"]),
            (["res.users"], ["res.users"]),
            (("res.users", "res.partner"), ("res.users", "res.partner")),
        ):
            cls = self.declare("One", "x.tests", _apply_on=apply_on)
            self.assertEqual(cls.apply_on_models, models)

    def test_apply_on_models_is_no_attribute_of_instances(self):
        class One(Component):
            _name = "one"

        self.assertFalse(hasattr(self.build(One)(self.work()), "apply_on_models"))
