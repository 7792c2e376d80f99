from __future__ import annotations

from unittest import mock

from odoo.addons.component.core import (
    Component,
    ComponentRegistry,
    _component_databases,
)
from odoo.addons.component.tests.common import new_rollbacked_env
from odoo.addons.component_event.components.event import CollectedEvents

from .common import EventCase


class TestEvent(EventCase):
    """``_event`` on real models, with a registry given or found."""

    def setUp(self):
        super().setUp()
        self.bare_env = self.env(context={})
        self.partner = self.bare_env["res.partner"].create({"name": "Someone"})

    def test_generic_listener(self):
        self.listen("one", events=["on_foo"])
        self.partner._event("on_foo", components_registry=self.comp_registry).notify(
            self.partner, "bar"
        )
        self.assertEqual(self.heard, [("one", "on_foo", (self.partner, "bar"), {})])

    def test_model_of_the_record(self):
        self.listen("generic", events=["on_foo"])
        self.listen("partners", events=["on_foo"], _apply_on=["res.partner"])
        self.listen("users", events=["on_foo"], _apply_on=["res.users"])
        self.partner._event("on_foo", components_registry=self.comp_registry).notify(1)
        self.assertEqual(self.listeners(), ["generic", "partners"])

    def test_collection(self):
        self.listen("generic", events=["on_foo"])
        self.listen("one", events=["on_foo"], _collection="collection.base")
        self.listen("two", events=["on_foo"], _collection="magento.backend")
        # an empty recordset is a collection too
        self.partner._event(
            "on_foo",
            collection=self.bare_env["collection.base"],
            components_registry=self.comp_registry,
        ).notify()
        self.assertEqual(self.listeners(), ["generic", "one"])

    def test_empty_recordset(self):
        self.listen("one", events=["on_foo"])
        self.env["res.partner"].browse()._event("on_foo").notify("x")
        self.assertEqual(self.listeners(), ["one"])

    def test_listener_works_with_the_environment_of_the_event(self):
        self.listen("one", events=["on_foo"])
        records = self.env["res.partner"].with_context(a=1)
        (event,) = records._event("on_foo").events
        self.assertEqual(event.__self__.env, records.env)
        self.assertEqual(event.__self__.model, records)
        self.assertIs(event.__self__.work.components_registry, self.comp_registry)

    def test_event_of_a_collection_can_find_its_components(self):
        class Worker(Component):
            _name = "worker"
            _usage = "work"
            _collection = "collection.base"

        self._build_components(Worker)
        self.listen("one", events=["on_foo"])
        backend = self.env["collection.base"].new()
        (event,) = self.partner.with_env(self.env)._event("on_foo", backend).events
        self.assertEqual(event.__self__.component(usage="work")._name, "worker")
        self.assertEqual(
            [found._name for found in event.__self__.many_components(usage="work")],
            ["worker"],
        )

    def test_context_wins_over_the_argument(self):
        self.listen("one", events=["on_foo"])
        partner = self.partner.with_env(self.env)
        other = ComponentRegistry()
        self.assertTrue(partner._event("on_foo", components_registry=other).events)

    def test_registry_of_the_database(self):
        self.listen("one", events=["on_foo"])
        with mock.patch.dict(
            _component_databases, {self.env.cr.dbname: self.comp_registry}
        ):
            self.assertTrue(self.partner._event("on_foo").events)

    def check_silent(self, **kwargs):
        collected = self.partner._event("on_foo", **kwargs)
        self.assertIsInstance(collected, CollectedEvents)
        self.assertEqual(len(collected.events), 0)
        # not even a bad name is noticed
        self.partner._event("foo", **kwargs).notify()

    def test_silent_without_registry(self):
        with mock.patch.dict(_component_databases, clear=True):
            self.check_silent()
        with mock.patch.dict(_component_databases, {self.env.cr.dbname: {}}):
            self.check_silent()

    def test_silent_until_ready(self):
        self.listen("one", events=["on_foo"])
        self.comp_registry.ready = False
        self.check_silent(components_registry=self.comp_registry)

    def test_silent_without_collecter(self):
        registry = ComponentRegistry()
        registry.load_components("component")
        registry.ready = True
        self.check_silent(components_registry=registry)

    def test_silent_while_odoo_reloads_the_database(self):
        """The registry still there is the one of before."""
        self.listen("one", events=["on_foo"])
        self.patch(self.registry, "ready", False)
        with mock.patch.dict(_component_databases):
            _component_databases.publish(
                self.env.cr.dbname, self.comp_registry, self.registry
            )
            self.check_silent()
            self.registry.ready = True
            self.assertTrue(self.partner._event("on_foo").events)

    def test_bad_name(self):
        with self.assertRaises(ValueError):
            self.partner._event("foo", components_registry=self.comp_registry)

    def test_each_call_is_bound_to_its_environment(self):
        self.listen("one", events=["on_foo"])
        with new_rollbacked_env() as env:
            other = env["res.partner"].with_context(
                components_registry=self.comp_registry
            )
            (theirs,) = other._event("on_foo").events
            (ours,) = self.env["res.partner"]._event("on_foo").events
            self.assertIs(theirs.__self__.env.cr, env.cr)
            self.assertIs(ours.__self__.env.cr, self.env.cr)
