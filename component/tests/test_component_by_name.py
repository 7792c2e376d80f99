from __future__ import annotations

from odoo.addons.component.core import Component
from odoo.addons.component.exception import NoComponentError

from .component_case import ComponentCase


class TestComponentByName(ComponentCase):
    def test_same_model_same_work_context(self):
        component = self.base.component_by_name("component1")
        self.assertEqual(component._name, "component1")
        self.assertIs(component.work, self.base_work)

    def test_other_model_gives_another_work_context(self):
        component = self.base.component_by_name("component2", model_name="res.users")
        self.assertEqual(component._name, "component2")
        self.assertNotEqual(component.work, self.base_work)
        self.assertEqual(component.work.model_name, "res.users")
        self.assertEqual(component.model, "model res.users")

    def test_wrong_model(self):
        with self.assertRaisesRegex(
            NoComponentError,
            "Component with name 'component2' can't be used for model 'res.partner'.*",
        ) as caught:
            self.base.component_by_name("component2")
        self.assertIn(
            "component_by_name('component2', model_name='res.users')",
            str(caught.exception),
        )

    def test_unknown_name(self):
        with self.assertRaises(NoComponentError) as caught:
            self.base.component_by_name("foo")
        self.assertEqual(str(caught.exception), "No component with name 'foo' found.")

    def test_unknown_name_suggests_near_ones_in_the_traceback(self):
        with self.assertRaises(NoComponentError) as caught:
            self.base.component_by_name("componnt1")
        self.assertIn("'component1'", caught.exception.__notes__[0])

    def test_other_collection(self):
        class Other(Component):
            _name = "other"
            _collection = "other.backend"

        self.build(Other)
        with self.assertRaisesRegex(NoComponentError, "other.backend"):
            self.base.component_by_name("other")

    def test_abstract(self):
        self.assertEqual(self.base.component_by_name("base")._name, "base")

    def test_generic(self):
        class Generic(Component):
            _name = "generic"

        self.build(Generic)
        self.assertEqual(self.base.component_by_name("generic")._name, "generic")


class TestGet(ComponentCase):
    """``work.get(SomeClass)`` finds the component of a python class."""

    def test_declaring_class(self):
        class Worker(Component):
            _name = "worker"

            def run(self):
                return "done"

        class Extension(Component):
            _inherit = ["worker"]

            def run(self):
                return f"{super().run()} well"

        final = self.build(Worker, Extension)
        worker = self.base_work.get(Worker)
        self.assertIs(type(worker), final)
        self.assertEqual(worker.run(), "done well")
        self.assertIs(worker.work, self.base_work)
        self.assertIs(type(self.base_work.get(Extension)), final)
        self.assertIs(type(self.base_work.get(final)), final)

    def test_other_model(self):
        class OnUsers(Component):
            _name = "on.users"
            _apply_on = "res.users"

        self.build(OnUsers)
        component = self.base_work.get(OnUsers, model_name="res.users")
        self.assertEqual(component.work.model_name, "res.users")
        with self.assertRaisesRegex(NoComponentError, "can't be used for model"):
            self.base_work.get(OnUsers)

    def test_other_collection(self):
        class Other(Component):
            _name = "other"
            _collection = "other.backend"

        self.build(Other)
        with self.assertRaisesRegex(NoComponentError, "other.backend"):
            self.base_work.get(Other)

    def test_class_of_an_addon_that_is_not_installed(self):
        class Absent(Component):
            _name = "absent"
            _module = "shop"

        class NotBuilt(Component):
            _inherit = "component1"
            _module = "shop"

        class Nameless(Component):
            _module = "shop"

        for cls in (Absent, NotBuilt, Nameless):
            with self.assertRaisesRegex(NoComponentError, f"{cls.__name__}.*'shop'"):
                self.base_work.get(cls)
