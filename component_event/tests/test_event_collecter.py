from __future__ import annotations

from unittest import mock

from odoo.tests.common import BaseCase

from odoo.addons.component.core import Component
from odoo.addons.component_event import skip_if
from odoo.addons.component_event.components.event import CollectedEvents
from odoo.addons.component_event.core import EventWorkContext

from .common import EventCase


class TestCollectedEvents(BaseCase):
    def test_is_a_collection(self):
        methods = [mock.Mock(), mock.Mock()]
        events = CollectedEvents(iter(methods)).events
        self.assertEqual(len(events), 2)
        self.assertEqual(list(events), methods)

    def test_notify(self):
        called = []
        events = CollectedEvents(
            [
                lambda *args, **kw: called.append((1, args, kw)),
                lambda *args, **kw: called.append((2, args, kw)),
            ]
        )
        self.assertIsNone(events.notify("record", fields=["name"]))
        self.assertEqual(
            called,
            [
                (1, ("record",), {"fields": ["name"]}),
                (2, ("record",), {"fields": ["name"]}),
            ],
        )

    def test_error_stops_the_rest(self):
        last = mock.Mock()
        events = CollectedEvents([mock.Mock(side_effect=ZeroDivisionError), last])
        with self.assertRaises(ZeroDivisionError):
            events.notify()
        last.assert_not_called()


class TestEventCollecter(EventCase):
    def collecter(self, model_name="res.users", collection=None):
        work = EventWorkContext(
            model_name=model_name,
            collection=collection,
            env=None if collection else self.env,
            components_registry=self.comp_registry,
        )
        return self.comp_registry["base.event.collecter"](work)

    def test_one_listener(self):
        self.listen("one", events=["on_record_create"])
        collected = self.collecter().collect_events("on_record_create")
        self.assertIsInstance(collected, CollectedEvents)
        self.assertEqual(len(collected.events), 1)
        collected.notify("record", "arg", kwarg="x")
        self.assertEqual(
            self.heard,
            [("one", "on_record_create", ("record", "arg"), {"kwarg": "x"})],
        )

    def test_two_listeners_in_order_of_registration(self):
        names = [f"listener {number}" for number in (3, 1, 2)]
        for name in names:
            self.listen(name, events=["on_foo"])
        collected = self.collecter().collect_events("on_foo")
        self.assertEqual(len(collected.events), 3)
        collected.notify()
        self.assertEqual(self.listeners(), names)

    def test_only_those_who_listen(self):
        self.listen("foo", events=["on_foo"])
        self.listen("bar", events=["on_bar"])
        self.collecter().collect_events("on_bar").notify()
        self.assertEqual(self.listeners(), ["bar"])
        self.assertEqual(len(self.collecter().collect_events("on_baz").events), 0)

    def test_bad_name(self):
        with self.assertRaisesRegex(ValueError, "'foo'.*on_"):
            self.collecter().collect_events("foo")

    def test_listener_works_in_the_context_of_the_collecter(self):
        self.listen("one", events=["on_foo"])
        # the second time from the cache
        for _ in range(2):
            collecter = self.collecter()
            (event,) = collecter.collect_events("on_foo").events
            self.assertIs(event.__self__.work, collecter.work)

    def test_cache(self):
        self.listen("one", events=["on_foo"])
        first = self.collecter()
        self.assertEqual(len(first.collect_events("on_foo").events), 1)
        self.listen("two", events=["on_foo"])
        other = self.collecter()
        self.assertEqual(len(other.collect_events("on_foo").events), 1)
        other._cache.clear()
        self.assertEqual(len(first.collect_events("on_foo").events), 1)
        other._cache.clear()
        self.comp_registry._cache.clear()
        self.assertEqual(len(first.collect_events("on_foo").events), 2)

    def test_cache_remembers_that_nobody_listens(self):
        self.collecter().collect_events("on_foo")
        self.listen("one", events=["on_foo"])
        self.assertEqual(len(self.collecter().collect_events("on_foo").events), 0)
        self.clear_caches()
        self.assertEqual(len(self.collecter().collect_events("on_foo").events), 1)

    def test_cache_per_collection(self):
        self.listen("one", events=["on_foo"])
        self.assertEqual(len(self.collecter().collect_events("on_foo").events), 1)
        self.listen("two", events=["on_foo"])
        collecter = self.collecter(collection=self.env["collection.base"].new())
        self.assertEqual(len(collecter.collect_events("on_foo").events), 2)

    def test_cache_per_model(self):
        self.listen("one", events=["on_foo"])
        self.assertEqual(len(self.collecter().collect_events("on_foo").events), 1)
        self.listen("two", events=["on_foo"])
        collecter = self.collecter(model_name="res.partner")
        self.assertEqual(len(collecter.collect_events("on_foo").events), 2)

    def test_cache_per_registry(self):
        mine = self.comp_registry["base.event.collecter"]._cache
        mine.keep(mine.entries, "question", {})
        self._setup_registry(self)
        self._load_module_components("component_event")
        other = self.comp_registry["base.event.collecter"]._cache
        self.assertIsNot(other, mine)
        self.assertEqual(other.entries, {})

    def test_skip_if(self):
        class Raising(Component):
            _name = "raising"
            _inherit = "base.event.listener"

            @skip_if(lambda self, message: message == "foo")
            def on_foo(self, message):
                raise ZeroDivisionError

        self._build_components(Raising)
        self.listen("one", events=["on_foo"])
        collected = self.collecter().collect_events("on_foo")
        self.assertEqual(len(collected.events), 2)
        collected.notify("foo")
        self.assertEqual(self.listeners(), ["one"])

    def test_without_collection_listeners_of_all_collections_hear(self):
        self.listen("generic", events=["on_foo"])
        self.listen("one", events=["on_foo"], _collection="collection.base")
        self.listen("two", events=["on_foo"], _collection="other.backend")
        self.collecter().collect_events("on_foo").notify()
        self.assertEqual(self.listeners(), ["generic", "one", "two"])

    def test_with_collection_its_own_and_generic_listeners_hear(self):
        self.listen("generic", events=["on_foo"])
        self.listen("one", events=["on_foo"], _collection="collection.base")
        self.listen("two", events=["on_foo"], _collection="other.backend")
        collection = self.env["collection.base"].new()
        self.collecter(collection=collection).collect_events("on_foo").notify()
        self.assertEqual(self.listeners(), ["generic", "one"])

    def test_collecter_in_an_ordinary_work_context(self):
        self.listen("one", events=["on_foo"], _collection="collection.base")
        self.listen("two", events=["on_foo"], _collection="other.backend")
        with self.env["collection.base"].new().work_on("res.users") as work:
            collecter = work.component_by_name("base.event.collecter")
        collecter.collect_events("on_foo").notify()
        self.assertEqual(self.listeners(), ["one"])

    def test_models(self):
        self.listen("generic", events=["on_foo"])
        self.listen("users", events=["on_foo"], _apply_on=["res.users"])
        self.listen("partners", events=["on_foo"], _apply_on=["res.partner"])
        self.collecter("res.users").collect_events("on_foo").notify()
        self.assertEqual(self.listeners(), ["generic", "users"])
