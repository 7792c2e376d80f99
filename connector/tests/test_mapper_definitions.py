"""Which methods of a mapper are mappings, and when each runs."""

from odoo.addons.component.core import AbstractComponent, Component
from odoo.addons.connector.components.mapper import (
    MappingDefinition,
    changed_by,
    convert,
    mapping,
    none,
    only_create,
)

from .common import ConnectorRegistryCase


class TestDecorators(ConnectorRegistryCase):
    def test_each_sets_its_attribute_and_returns_the_function(self):
        def method(self, record):
            return {}

        self.assertIs(mapping(method), method)
        self.assertIs(changed_by("name", "city")(method), method)
        self.assertIs(only_create(method), method)
        self.assertIs(method.is_mapping, True)
        self.assertEqual(method.changed_by, ("name", "city"))
        self.assertIs(method.only_create, True)

    def test_in_any_order(self):
        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = "base.import.mapper"

            @mapping
            @changed_by("a")
            @only_create
            def inner_to_outer(self, record):
                return {}

            @only_create
            @changed_by("a")
            @mapping
            def outer_to_inner(self, record):
                return {}

        self._build_components(MyMapper)
        self.assertEqual(
            self.comp_registry["my.mapper"]._map_methods,
            {
                "inner_to_outer": MappingDefinition({"a"}, True),
                "outer_to_inner": MappingDefinition({"a"}, True),
            },
        )


class TestDefinitions(ConnectorRegistryCase):
    def definitions(self, name):
        return self.comp_registry[name]._map_methods

    def test_definitions_of_each_mapper_in_alphabetical_order(self):
        class MapperOne(Component):
            _name = "mapper.one"
            _inherit = "base.import.mapper"

            @changed_by("name", "city")
            @mapping
            def name(self, record):
                return {}

            @only_create
            @mapping
            def email(self, record):
                return {}

            def not_a_mapping(self, record):
                return {}

        class MapperTwo(Component):
            _name = "mapper.two"
            _inherit = "base.import.mapper"

            @mapping
            def street(self, record):
                return {}

        self._build_components(MapperOne, MapperTwo)
        one = self.definitions("mapper.one")
        self.assertEqual(list(one), ["email", "name"])
        self.assertEqual(one["name"].changed_by, {"name", "city"})
        self.assertIs(one["name"].only_create, False)
        self.assertEqual(one["email"].changed_by, set())
        self.assertIs(one["email"].only_create, True)
        # Nothing leaks between siblings, nor to their parent.
        self.assertEqual(list(self.definitions("mapper.two")), ["street"])
        self.assertEqual(self.definitions("base.import.mapper"), {})

    def test_extension_adds(self):
        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = "base.import.mapper"

            @changed_by("name", "city")
            @mapping
            def name(self, record):
                return {}

        class Extension(Component):
            _inherit = "my.mapper"

            @changed_by("email")
            @mapping
            def name(self, record):
                return {}

            @mapping
            def email(self, record):
                return {}

        self._build_components(MyMapper, Extension)
        self.assertEqual(
            self.definitions("my.mapper"),
            {
                "name": MappingDefinition({"name", "city", "email"}, False),
                "email": MappingDefinition(set(), False),
            },
        )

    def test_heir_accumulates_and_leaves_its_parent_alone(self):
        class Parent(Component):
            _name = "parent.mapper"
            _inherit = "base.import.mapper"

            @changed_by("name", "city")
            @mapping
            def name(self, record):
                return {}

        class Extension(Component):
            _inherit = "parent.mapper"

            @changed_by("email")
            @mapping
            def name(self, record):
                return {}

        class Heir(Component):
            _name = "heir.mapper"
            _inherit = "parent.mapper"

            @changed_by("street")
            @mapping
            def name(self, record):
                return {}

        self._build_components(Parent, Extension, Heir)
        self.assertEqual(
            self.definitions("parent.mapper")["name"].changed_by,
            {"name", "city", "email"},
        )
        self.assertEqual(
            self.definitions("heir.mapper")["name"].changed_by,
            {"name", "city", "email", "street"},
        )

    def test_parent_extended_later_reaches_its_heirs(self):
        class Parent(Component):
            _name = "parent.mapper"
            _inherit = "base.import.mapper"

        class Heir(Component):
            _name = "heir.mapper"
            _inherit = "parent.mapper"

        class Late(Component):
            _inherit = "parent.mapper"

            @mapping
            def late(self, record):
                return {}

        self._build_components(Parent, Heir, Late)
        self.assertEqual(list(self.definitions("heir.mapper")), ["late"])

    def test_two_parents(self):
        class City(Component):
            _name = "city.mapper"
            _inherit = "base.import.mapper"

            @only_create
            @changed_by("a")
            @mapping
            def zip(self, record):
                return {}

        class Street(Component):
            _name = "street.mapper"
            _inherit = "base.import.mapper"

            @changed_by("b")
            @mapping
            def zip(self, record):
                return {}

        class Both(Component):
            _name = "both.mapper"
            _inherit = ["city.mapper", "street.mapper"]

        class BothReversed(Component):
            _name = "both.reversed.mapper"
            _inherit = ["street.mapper", "city.mapper"]

        self._build_components(City, Street, Both, BothReversed)
        for name in ("both.mapper", "both.reversed.mapper"):
            with self.subTest(name):
                self.assertEqual(
                    self.definitions(name)["zip"], MappingDefinition({"a", "b"}, True)
                )
        # The parents are not polluted by each other.
        self.assertEqual(
            self.definitions("city.mapper")["zip"], MappingDefinition({"a"}, True)
        )
        self.assertEqual(
            self.definitions("street.mapper")["zip"], MappingDefinition({"b"}, False)
        )

    def test_only_create_is_that_of_the_overriding_class(self):
        class Parent(Component):
            _name = "parent.mapper"
            _inherit = "base.import.mapper"

            @only_create
            @mapping
            def name(self, record):
                return {}

        class Heir(Component):
            _name = "heir.mapper"
            _inherit = "parent.mapper"

            @mapping
            def name(self, record):
                return {}

        self._build_components(Parent, Heir)
        self.assertIs(self.definitions("parent.mapper")["name"].only_create, True)
        self.assertIs(self.definitions("heir.mapper")["name"].only_create, False)

    def test_override_without_decorator_stays_a_mapping(self):
        class Parent(Component):
            _name = "parent.mapper"
            _inherit = "base.import.mapper"

            @only_create
            @changed_by("name")
            @mapping
            def name(self, record):
                return {"name": "parent"}

        class Heir(Component):
            _name = "heir.mapper"
            _inherit = "parent.mapper"

            def name(self, record):
                return {"name": "heir"}

        heir = self.build(Parent, Heir)
        self.assertEqual(
            self.definitions("heir.mapper")["name"], MappingDefinition({"name"}, True)
        )
        self.assertEqual(heir.map_record({}).values(for_create=True), {"name": "heir"})

    def test_python_inheritance(self):
        class Parent(AbstractComponent):
            _name = "parent.mapper"
            _inherit = "base.import.mapper"

            @changed_by("name")
            @mapping
            def name(self, record):
                return {"name": "parent"}

        class Heir(Parent):
            _name = "heir.mapper"

            @changed_by("street")
            @mapping
            def name(self, record):
                return {"name": "heir"}

            @mapping
            def email(self, record):
                return {"email": "heir"}

        heir = self.build(Parent, Heir)
        self.assertEqual(
            self.definitions("heir.mapper"),
            {
                "email": MappingDefinition(set(), False),
                "name": MappingDefinition({"name", "street"}, False),
            },
        )
        self.assertEqual(
            heir.map_record({}).values(), {"email": "heir", "name": "heir"}
        )

    def test_mapping_of_a_component_that_is_no_mapper(self):
        class Mixin(AbstractComponent):
            _name = "my.mixin"
            _inherit = "base.connector"

            @mapping
            def backend(self, record):
                return {}

        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = ["my.mixin", "base.import.mapper"]

        self._build_components(Mixin, MyMapper)
        self.assertEqual(list(self.definitions("my.mapper")), ["backend"])

    def test_map_methods_gives_bound_methods_with_definitions(self):
        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = "base.import.mapper"

            @changed_by("b")
            @mapping
            def name(self, record):
                return {}

        mapper = self.build(MyMapper)
        self.assertEqual(
            list(mapper.map_methods),
            [(mapper.name, MappingDefinition({"b"}, False))],
        )

    def test_changed_by_fields(self):
        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = "base.import.mapper"

            direct = [
                ("a", "x"),
                (none("b"), "y"),
                (none(convert(none("c"), int)), "z"),
            ]

            @changed_by("d", "e")
            @mapping
            def other(self, record):
                return {}

            @mapping
            def always(self, record):
                return {}

        mapper = self.build(MyMapper)
        self.assertEqual(mapper.changed_by_fields(), set("abcde"))
