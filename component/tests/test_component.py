from __future__ import annotations

import logging
from unittest import mock

from odoo.addons.component.core import AbstractComponent, Component, WorkContext
from odoo.addons.component.exception import NoComponentError, SeveralComponentError

from .engine_case import EngineCase, make_collection


class ComponentCase(EngineCase):
    def setUp(self):
        super().setUp()

        class Component1(Component):
            _name = "component1"
            _collection = "shop.backend"
            _usage = "for.test"
            _apply_on = ["res.partner"]

        class Component2(Component):
            _name = "component2"
            _collection = "shop.backend"
            _usage = "for.test"
            _apply_on = ["res.users"]

        self.build(Component1, Component2)
        self.base_work = self.work()
        self.base = self.registry["base"](self.base_work)


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


class TestMatch(ComponentCase):
    """``_component_match`` has a say in each lookup."""

    def setUp(self):
        super().setUp()
        self.accept = accept = {"foo": False}
        self.calls = calls = []

        class Foo(Component):
            _name = "foo"
            _collection = "shop.backend"
            _usage = "speak"

            @classmethod
            def _component_match(cls, work, usage=None, model_name=None, **kw):
                calls.append((work, usage, model_name, kw))
                return accept["foo"]

        class Bar(Component):
            _name = "bar"
            _collection = "shop.backend"
            _usage = "speak"

        self.build(Foo, Bar)

    def test_refusal_leaves_the_other(self):
        self.assertEqual(self.base.component(usage="speak")._name, "bar")
        self.assertEqual(len(self.base.many_components(usage="speak")), 1)

    def test_is_asked_at_each_lookup_also_cached(self):
        self.assertEqual(self.base.component(usage="speak")._name, "bar")
        self.accept["foo"] = True
        with self.assertRaises(SeveralComponentError):
            self.base.component(usage="speak")
        self.accept["foo"] = 0
        self.assertEqual(self.base.component(usage="speak")._name, "bar")

    def test_gets_all_that_was_asked(self):
        self.base.component("speak", model_name="res.users", protocol="http")
        self.assertEqual(
            self.calls,
            [(self.base_work, "speak", "res.users", {"protocol": "http"})],
        )
        self.calls.clear()
        self.base_work._matching_components(usage="speak", kind="x")
        self.assertEqual(self.calls, [(self.base_work, "speak", None, {"kind": "x"})])

    def test_old_signature(self):
        asked = []

        class Old(Component):
            _name = "old"
            _usage = "listen"

            @classmethod
            def _component_match(cls, work):
                asked.append(work)
                return True

        self.build(Old)
        # the number: Odoo gives the name INFO to a level of its own
        with self.assertLogs(
            "odoo.addons.component.engine.matching", logging.INFO
        ) as logs:
            self.base.component(usage="listen", protocol="http")
        self.assertIn("**kw", logs.output[0])
        self.assertIn("_component_match", logs.output[0])
        self.base.component(usage="listen")
        self.assertEqual(asked, [self.base_work] * 2)

    def test_signature_without_kw_gets_what_it_names(self):
        asked = []

        class Old(Component):
            _name = "old"
            _usage = "listen"

            @classmethod
            def _component_match(cls, work, usage=None, model_name=None):
                asked.append((usage, model_name))
                return True

        self.build(Old)
        self.base.component(usage="listen", protocol="http")
        self.assertEqual(asked, [("listen", "res.partner")])

    def test_type_error_inside_the_hook_is_not_hidden(self):
        class Broken(Component):
            _name = "broken"
            _usage = "listen"

            @classmethod
            def _component_match(cls, work, usage=None, model_name=None, **kw):
                return None + 1

        self.build(Broken)
        with self.assertRaisesRegex(TypeError, "NoneType"):
            self.base.component(usage="listen")

    def test_hook_replaced_after_a_lookup_is_asked(self):
        self.assertEqual(self.base.component(usage="for.test")._name, "component1")
        final = self.registry["component1"]
        with (
            mock.patch.object(final, "_component_match", return_value=False) as hook,
            self.assertRaises(NoComponentError),
        ):
            self.base.component(usage="for.test")
        hook.assert_called_once_with(
            self.base_work, usage="for.test", model_name="res.partner"
        )
        self.assertEqual(self.base.component(usage="for.test")._name, "component1")

    def test_hook_replaced_on_all_components_is_asked(self):
        self.base.component(usage="for.test")
        with (
            mock.patch.object(AbstractComponent, "_component_match", return_value=0),
            self.assertRaises(NoComponentError),
        ):
            self.base.component(usage="for.test")
        self.assertEqual(self.base.component(usage="for.test")._name, "component1")

    def test_hook_added_by_an_extension_is_asked(self):
        self.base.component(usage="for.test")

        class Extension(Component):
            _inherit = "component1"

            @classmethod
            def _component_match(cls, work, **kw):
                return False

        self.build(Extension)
        with self.assertRaises(NoComponentError):
            self.base.component(usage="for.test")


class TestOverriddenSteps(ComponentCase):
    """The steps of a lookup may be overridden in subclasses of the work context."""

    def test_overridden_steps_are_used(self):
        registry = self.registry

        class Picky(WorkContext):
            def _lookup_components(self, usage=None, model_name=None, **kw):
                return [registry["component2"]]

        self.base.component(usage="for.test")
        work = Picky("res.partner", make_collection(), self.registry)
        self.assertEqual(work.component(usage="for.test")._name, "component2")

    def test_patched_steps_are_used(self):
        self.base.component(usage="for.test")
        with mock.patch.object(
            WorkContext,
            "_matching_components",
            return_value=([self.registry["component2"]], self.base_work),
        ):
            component = self.base.component(usage="for.test")
        self.assertEqual(component._name, "component2")
        with mock.patch.object(
            WorkContext,
            "_lookup_components",
            return_value=[self.registry["component2"]],
        ):
            component = self.base.component(usage="for.test")
        self.assertEqual(component._name, "component2")

    def test_registry_of_another_class_is_asked(self):
        registry = mock.MagicMock()
        registry.lookup.return_value = [self.registry["component2"]]
        work = WorkContext("res.partner", make_collection(), registry)
        self.assertEqual(work.component(usage="x")._name, "component2")
        registry.lookup.assert_called_once_with(
            "shop.backend", usage="x", model_name="res.partner"
        )


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
            _inherit = "worker"

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
