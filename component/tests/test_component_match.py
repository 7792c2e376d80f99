from __future__ import annotations

import logging
from unittest import mock

from odoo.addons.component.core import AbstractComponent, Component, WorkContext
from odoo.addons.component.exception import NoComponentError, SeveralComponentError

from .component_case import ComponentCase
from .engine_case import make_collection


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
