from __future__ import annotations

from odoo.addons.component.core import AbstractComponent, Component

from .engine_case import EngineCase


class TestExtension(EngineCase):
    """Classes with the name of an existing component extend it in place."""

    def test_extensions_precede_what_they_extend(self):
        class A1(Component):
            _name = "a"

            def msg(self):
                return "a1"

        class A2(Component):
            _inherit = "a"

            def msg(self):
                return f"{super().msg()} a2"

        class A3(Component):
            _inherit = "a"

            def msg(self):
                return f"{super().msg()} a3"

        first = self.build(A1)
        last = self.build(A2, A3)
        self.assertIs(first, last)
        self.assertIs(self.registry["a"], first)
        self.assertEqual(first.__bases__, (A3, A2, A1, self.registry["base"]))
        self.assertEqual(first(self.work()).msg(), "a1 a2 a3")

    def test_name_may_be_repeated_in_an_extension(self):
        class A1(Component):
            _name = "a"

        class A2(Component):
            _name = "a"
            _inherit = "a"

        final = self.build(A1, A2)
        self.assertEqual(final.__bases__, (A2, A1, self.registry["base"]))

    def test_extension_inheriting_another_component_too(self):
        class A(Component):
            _name = "a"

        class B(Component):
            _name = "b"

        class Bbis(Component):
            _name = "b"
            _inherit = ["b", "a"]

        final = self.build(A, B, Bbis)
        self.assertEqual(
            final.__bases__, (Bbis, B, self.registry["a"], self.registry["base"])
        )
        self.assertIn("b", self.registry["a"]._inherit_children)

    def test_extension_keeps_the_attributes_it_does_not_set(self):
        class A(Component):
            _name = "a"
            _usage = "work"
            _collection = "shop.backend"
            _apply_on = ["res.users"]

        class Silent(Component):
            _inherit = "a"

        final = self.build(A, Silent)
        self.assertEqual(final._usage, "work")
        self.assertEqual(final._collection, "shop.backend")
        self.assertEqual(final.apply_on_models, ["res.users"])

    def test_extension_may_make_a_component_generic(self):
        class A(Component):
            _name = "a"
            _apply_on = ["res.users"]

        class ForAll(Component):
            _inherit = "a"
            _apply_on = None

        self.assertIsNone(self.build(A, ForAll).apply_on_models)

    def test_extension_of_base_reaches_components_built_before_and_after(self):
        class Before(Component):
            _name = "before"

        class ExtendBase(AbstractComponent):
            _inherit = "base"

            def greet(self):
                return f"I am {self._name}"

        class After(Component):
            _name = "after"

        self.build(Before, ExtendBase, After)
        for name in ("before", "after"):
            component = self.registry[name](self.work())
            self.assertEqual(component.greet(), f"I am {name}")

    def test_extension_of_a_parent_reaches_its_heirs(self):
        class Parent(AbstractComponent):
            _name = "parent"

        class Child(Component):
            _name = "child"
            _inherit = "parent"

        class Extension(AbstractComponent):
            _inherit = "parent"

            def added(self):
                return True

        self.build(Parent, Child, Extension)
        self.assertTrue(self.registry["child"](self.work()).added())


class TestPrototype(EngineCase):
    """Classes with a name of their own and parents make a new component."""

    def test_new_component_from_one_and_several_others(self):
        class A(Component):
            _name = "a"

            def msg(self):
                return "a"

        class B(Component):
            _name = "b"
            _inherit = "a"

            def msg(self):
                return f"b on {super().msg()}"

        class C(Component):
            _name = "c"
            _inherit = "a"

        class D(Component):
            _name = "d"
            _inherit = ["b", "c"]

        self.build(A, B, C, D)
        base = self.registry["base"]
        self.assertEqual(self.registry["a"].__bases__, (A, base))
        self.assertEqual(self.registry["b"].__bases__, (B, self.registry["a"], base))
        self.assertEqual(
            self.registry["d"].__bases__,
            (D, self.registry["b"], self.registry["c"], base),
        )
        self.assertEqual(self.registry["a"](self.work()).msg(), "a")
        self.assertEqual(self.registry["d"](self.work()).msg(), "b on a")

    def test_inherited_attributes_are_not_hidden_by_the_class_component(self):
        class Parent(AbstractComponent):
            _name = "parent"
            _usage = "work"
            _collection = "shop.backend"
            _apply_on = ["res.users"]

        class Child(Component):
            _name = "child"
            _inherit = "parent"

        final = self.build(Parent, Child)
        self.assertEqual(final._usage, "work")
        self.assertEqual(final._collection, "shop.backend")
        self.assertEqual(final._apply_on, ["res.users"])
        self.assertLess(final.__mro__.index(Component), final.__mro__.index(Parent))
        # the reason: what it defines would win over Parent
        own = {name for name in vars(Component) if not name.startswith("__")}
        self.assertLessEqual(own, {"_register", "_abstract", "_module"})

    def test_concrete_may_inherit_abstract(self):
        class Parent(AbstractComponent):
            _name = "parent"

        class Child(Component):
            _name = "child"
            _inherit = "parent"

        self.assertFalse(self.build(Parent, Child)._abstract)
        self.assertTrue(self.registry["parent"]._abstract)

    def test_base_named_before_its_heir(self):
        class A(Component):
            _name = "a"

        class B(Component):
            _name = "b"
            _inherit = ["base", "a"]

        final = self.build(A, B)
        self.assertEqual(
            final.__bases__, (B, self.registry["a"], self.registry["base"])
        )

    def test_children_are_noted_in_order(self):
        class A(Component):
            _name = "a"

        class B(Component):
            _name = "b"
            _inherit = "a"

        class C(Component):
            _name = "c"
            _inherit = ["a"]

        self.build(A, B, C)
        self.assertEqual(list(self.registry["a"]._inherit_children), ["b", "c"])
        self.assertEqual(list(self.registry["base"]._inherit_children), ["a", "b", "c"])
        self.assertEqual(list(self.registry["b"]._inherit_children), [])

    def test_final_class_says_who_it_is(self):
        class A(Component):
            """Doc of A"""

            _name = "a"

        final = self.build(A)
        self.assertEqual(final._name, "a")
        self.assertEqual(final.__module__, A.__module__)
        self.assertEqual(final.__doc__, "Doc of A")
        self.assertEqual(str(final(self.work())), "Component(a)")
        self.assertEqual(repr(final(self.work())), "Component(a)")

    def test_taking_an_existing_name_is_warned(self):
        class A(Component):
            _name = "a"

        class Other(Component):
            _name = "other"

        class Usurper(Component):
            _name = "a"
            _inherit = "other"

        self.build(A, Other)
        with self.assertLogs(
            "odoo.addons.component.engine.assembly", "WARNING"
        ) as logs:
            final = self.build(Usurper)
        self.assertIn("'a'", logs.output[0])
        self.assertIn("_inherit", logs.output[0])
        self.assertIs(self.registry["a"], final)
        self.assertFalse(issubclass(final, A))
