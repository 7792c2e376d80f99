from __future__ import annotations

from odoo.addons.component.core import AbstractComponent, Component

from .engine_case import EngineCase


class TestCompletion(EngineCase):
    """``_complete_component_build`` runs when the class is complete."""

    def setUp(self):
        super().setUp()
        self.completed = completed = []

        class Parent(AbstractComponent):
            _name = "parent"
            steps = ("parent",)

            @classmethod
            def _complete_component_build(cls):
                super()._complete_component_build()
                completed.append(cls._name)
                cls.summary = "/".join(cls.steps)

        class Child(Component):
            _name = "child"
            _inherit = "parent"

        class GrandChild(Component):
            _name = "grand.child"
            _inherit = "child"

        class Extension(AbstractComponent):
            _inherit = "parent"
            steps = ("parent", "extension")

        self.classes = [Parent, Child, GrandChild, Extension]

    def test_final_class_is_completed_when_built(self):
        Parent, Child, _, _ = self.classes
        self.assertEqual(self.build(Parent).summary, "parent")
        self.build(Child)
        self.assertEqual(self.completed, ["parent", "child"])
        self.assertIn("summary", vars(self.registry["child"]))

    def test_heirs_are_completed_again_when_a_parent_is_extended(self):
        self.build(*self.classes)
        self.assertEqual(self.registry["grand.child"].summary, "parent/extension")
        self.assertEqual(
            self.completed,
            ["parent", "child", "grand.child", "parent", "child", "grand.child"],
        )

    def test_completion_precedes_registration(self):
        registry = self.registry
        known = []

        class Last(Component):
            _name = "last"

            @classmethod
            def _complete_component_build(cls):
                super()._complete_component_build()
                known.append(cls._name in registry)

        self.build(Last)
        self.assertEqual(known, [False])

    def test_each_component_is_completed_once_in_a_batch(self):
        with self.registry._completing_together():
            self.build(*self.classes)
            self.assertEqual(self.completed, [])
        self.assertEqual(self.completed, ["parent", "child", "grand.child"])
        self.assertEqual(self.registry["grand.child"].summary, "parent/extension")

    def test_heirs_built_before_the_batch_are_completed(self):
        *before, extension = self.classes
        self.build(*before)
        self.completed.clear()
        with self.registry._completing_together():
            self.build(extension)
        self.assertEqual(self.completed, ["parent", "child", "grand.child"])

    def test_a_failed_batch_leaves_the_registry_usable(self):
        with self.assertRaises(ZeroDivisionError), self.registry._completing_together():
            raise ZeroDivisionError
        self.build(self.classes[0])
        self.assertEqual(self.completed, ["parent"])

    def test_a_child_that_could_not_be_built_is_no_hindrance(self):
        class Parent(AbstractComponent):
            _name = "some.parent"

        class Broken(Component):
            _name = "broken"
            _inherit = "some.parent"

            @classmethod
            def _complete_component_build(cls):
                raise ZeroDivisionError

        class Extension(AbstractComponent):
            _inherit = "some.parent"
            extended = True

        self.build(Parent)
        with self.assertRaises(ZeroDivisionError):
            self.build(Broken)
        self.assertTrue(self.build(Extension).extended)
        self.assertNotIn("broken", self.registry)
