from __future__ import annotations

from odoo.addons.component.core import AbstractComponent

from .common import EventCase


class TestEventListener(EventCase):
    def test_names(self):
        listener = self.comp_registry["base.event.listener"]
        self.assertEqual(listener._usage, "event.listener")
        self.assertTrue(listener._abstract)
        self.assertEqual(listener._events, set())

    def test_events_of_a_listener(self):
        listener = self.listen("one", events=["on_foo", "on_bar", "foo", "not_on"])
        self.assertEqual(listener._events, {"on_foo", "on_bar"})
        self.assertTrue(listener.has_event("on_foo"))
        self.assertFalse(listener.has_event("foo"))
        self.assertFalse(listener.has_event("on_baz"))

    def test_only_methods_are_events(self):
        listener = self.listen("one", events=["on_foo"], on_number=3, on_text="x")
        self.assertEqual(listener._events, {"on_foo"})

    def test_abstract_listeners_hear_nothing(self):
        class Abstract(AbstractComponent):
            _name = "abstract.listener"
            _inherit = "base.event.listener"

            def on_foo(self):
                pass

        self._build_components(Abstract)
        abstract = self.comp_registry["abstract.listener"]
        self.assertEqual(abstract._events, set())
        heir = self.listen("heir", _inherit="abstract.listener", events=["on_bar"])
        self.assertEqual(heir._events, {"on_foo", "on_bar"})

    def test_event_added_by_an_extension(self):
        listener = self.listen("one", events=["on_foo"])
        self.listen("extension", _name=None, _inherit="one", events=["on_bar"])
        self.assertEqual(listener._events, {"on_foo", "on_bar"})

    def test_event_added_to_a_parent_after_the_child_was_built(self):
        class Parent(AbstractComponent):
            _name = "parent.listener"
            _inherit = "base.event.listener"

        class Extension(AbstractComponent):
            _inherit = "parent.listener"

            def on_late(self):
                pass

        self._build_components(Parent)
        child = self.listen("child", _inherit="parent.listener", events=["on_foo"])
        self._build_components(Extension)
        self.assertEqual(child._events, {"on_foo", "on_late"})
