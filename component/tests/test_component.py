from __future__ import annotations

from unittest import mock

from odoo.addons.component.core import AbstractComponent, Component
from odoo.addons.component.exception import NoComponentError, SeveralComponentError

from .component_case import ComponentCase
from .engine_case import make_collection


class TestAttributes(ComponentCase):
    def test_delegates_to_the_work_context(self):
        work = self.base_work
        self.assertIs(self.base.work, work)
        self.assertIs(self.base.collection, work.collection)
        self.assertIs(self.base.env, work.env)
        self.assertIs(self.base.model, work.model)

    def test_defaults(self):
        for name in ("_name", "_inherit", "_collection", "_apply_on", "_usage"):
            self.assertIsNone(getattr(AbstractComponent, name))
        self.assertTrue(AbstractComponent._abstract)
        self.assertFalse(Component._abstract)

    def test_instances_take_any_attribute_and_any_work(self):
        component = self.registry["component1"](mock.MagicMock())
        component.anything = 1
        self.assertEqual(component.anything, 1)

    def test_init_may_be_overridden(self):
        class Reader(Component):
            _name = "reader"
            _usage = "read"

            def __init__(self, work_context):
                super().__init__(work_context)
                self.client = work_context.client

        self.build(Reader)
        work = self.work(client="the client")
        self.assertEqual(work.component(usage="read").client, "the client")

    def test_component_delegates_lookups_with_all_arguments(self):
        work = mock.MagicMock()
        component = self.registry["base"](work)
        self.assertIs(
            component.component("use", "res.users", protocol="x"),
            work.component.return_value,
        )
        work.component.assert_called_once_with(
            usage="use", model_name="res.users", protocol="x"
        )
        component.many_components("use", "res.users", protocol="x")
        work.many_components.assert_called_once_with(
            usage="use", model_name="res.users", protocol="x"
        )
        component.component_by_name("name", "res.users")
        work.component_by_name.assert_called_once_with("name", model_name="res.users")

    def test_name_get_is_free_on_components(self):
        """Adapters and services have a method of that name, or must not have one."""
        self.assertFalse(hasattr(self.base, "get"))


class TestComponent(ComponentCase):
    def test_by_usage_for_the_model_of_the_work(self):
        component = self.base.component(usage="for.test")
        self.assertEqual(component._name, "component1")
        self.assertIs(component.work, self.base_work)

    def test_by_usage_for_another_model(self):
        component = self.base.component(usage="for.test", model_name="res.users")
        self.assertEqual(component._name, "component2")
        self.assertEqual(component.work.model_name, "res.users")
        self.assertIsNot(component.work, self.base_work)

    def test_second_lookup_gives_another_instance_the_same_way(self):
        for _ in range(3):
            work = self.work()
            first, second = (work.component(usage="for.test") for _ in range(2))
            self.assertIsNot(first, second)
            self.assertEqual(first._name, "component1")
            self.assertIs(first.work, work)

    def test_nothing_fits(self):
        for _ in range(2):
            with self.assertRaisesRegex(
                NoComponentError,
                "No component found for collection 'shop.backend', "
                "usage 'foo', model_name 'res.partner'",
            ):
                self.base.component(usage="foo")
            with self.assertRaises(NoComponentError):
                self.base.component(usage="for.test", model_name="res.groups")

    def test_other_collection_is_not_found(self):
        work = self.work(collection=make_collection("other.backend"))
        with self.assertRaises(NoComponentError):
            work.component(usage="for.test")

    def several(self, *attributes):
        classes = [
            type(Component)(
                f"C{number}",
                (Component,),
                {
                    "__module__": __name__,
                    "_name": f"several{number}",
                    "_usage": "several",
                    **some,
                },
            )
            for number, some in enumerate(attributes)
        ]
        self.build(*classes)

    def check_chosen(self, name):
        # first cold, then warm
        for _ in range(2):
            self.assertEqual(self.base.component(usage="several")._name, name)

    def check_several(self):
        for _ in range(2):
            with self.assertRaises(SeveralComponentError) as caught:
                self.base.component(usage="several")
        return str(caught.exception)

    COLLECTION = {"_collection": "shop.backend"}
    MODEL = {"_apply_on": ["res.partner"]}

    def test_two_generic_of_one_collection_are_several(self):
        self.several(self.COLLECTION, self.COLLECTION)
        self.check_several()

    def test_two_for_the_same_model_are_several(self):
        both = {**self.COLLECTION, **self.MODEL}
        self.several(both, both)
        self.check_several()

    def test_one_for_the_model_beats_a_generic_one(self):
        self.several(self.COLLECTION, {**self.COLLECTION, **self.MODEL})
        self.check_chosen("several1")

    def test_one_of_the_collection_beats_one_without(self):
        self.several({}, self.COLLECTION)
        self.check_chosen("several1")

    def test_collection_is_tried_before_model(self):
        self.several(self.MODEL, self.COLLECTION)
        self.check_chosen("several1")

    def test_narrowing_to_nothing_lists_those_found_before(self):
        self.several({}, {})
        message = self.check_several()
        self.assertIn("several0", message)
        self.assertIn("several1", message)

    def test_model_narrows_among_those_of_the_collection(self):
        self.several({**self.COLLECTION, **self.MODEL}, self.COLLECTION, self.MODEL, {})
        self.check_chosen("several0")


class TestManyComponents(ComponentCase):
    def test_all_in_order(self):
        class Component3(Component):
            _name = "component3"
            _usage = "for.test"

        self.build(Component3)
        for _ in range(2):
            found = self.base.many_components(usage="for.test")
            self.assertEqual(
                [component._name for component in found], ["component1", "component3"]
            )
            self.assertIs(found[0].work, self.base_work)

    def test_for_another_model(self):
        (component,) = self.base.many_components("for.test", model_name="res.users")
        self.assertEqual(component._name, "component2")
        self.assertEqual(component.work.model_name, "res.users")

    def test_none(self):
        self.assertEqual(self.base.many_components(usage="foo"), [])
