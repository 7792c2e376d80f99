from __future__ import annotations

from odoo.addons.component.core import AbstractComponent, Component

from .engine_case import EngineCase


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
