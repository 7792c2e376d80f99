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


class TestRefusals(EngineCase):
    """Impossible inheritance is a TypeError that says why."""

    def test_existing_name(self):
        class A(Component):
            _name = "a"

        class Twin(Component):
            _name = "a"

        self.build(A)
        with self.assertRaisesRegex(TypeError, "Component.*already exists.*"):
            self.build(Twin)

    def test_no_name(self):
        class Nameless(Component):
            pass

        with self.assertRaisesRegex(TypeError, ".*must have a _name.*"):
            self.build(Nameless)

    def test_several_parents_without_name(self):
        class A(Component):
            _name = "a"

        class B(Component):
            _name = "b"

        class Nameless(Component):
            _inherit = ["a", "b"]

        self.build(A, B)
        with self.assertRaisesRegex(TypeError, ".*must have a _name.*'a', 'b'"):
            self.build(Nameless)

    def test_extension_of_nothing(self):
        class A(Component):
            _inherit = "a"

        with self.assertRaisesRegex(
            TypeError, "Component.*does not exist in registry.*"
        ):
            self.build(A)

    def test_missing_parent(self):
        class A(Component):
            _name = "a"
            _inherit = "missing"

        with self.assertRaisesRegex(
            TypeError, "Component.*inherits from non-existing component.*missing"
        ):
            self.build(A)
        self.assertNotIn("a", self.registry)

    def test_missing_second_parent_of_an_extension(self):
        class A(Component):
            _name = "a"

        class Extension(Component):
            _name = "a"
            _inherit = ["a", "missing"]

        final = self.build(A)
        bases = final.__bases__
        with self.assertRaisesRegex(
            TypeError, "Component.*inherits from non-existing component.*"
        ):
            self.build(Extension)
        self.assertEqual(final.__bases__, bases)

    def test_abstract_made_concrete(self):
        class A(AbstractComponent):
            _name = "a"

        class Concrete(Component):
            _inherit = "a"

        self.build(A)
        with self.assertRaisesRegex(
            TypeError,
            ".*transforms the abstract component.*into a non-abstract.*",
        ):
            self.build(Concrete)

    def test_abstract_inheriting_concrete(self):
        class A(Component):
            _name = "a"

        class Abstract(AbstractComponent):
            _name = "abstract"
            _inherit = "a"

        self.build(A)
        with self.assertRaisesRegex(
            TypeError, ".*cannot inherit from the non-abstract.*"
        ):
            self.build(Abstract)

    def test_check_of_an_abstract_extension_that_adds_a_concrete_parent(self):
        class A(Component):
            _name = "a"

        class Abstract(AbstractComponent):
            _name = "abstract"

        class Extension(AbstractComponent):
            _name = "abstract"
            _inherit = ["abstract", "a"]

        self.build(A, Abstract)
        with self.assertRaisesRegex(
            TypeError, ".*cannot inherit from the non-abstract.*"
        ):
            self.build(Extension)


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
