"""Tests of events: a real listener that notes what it hears, in order."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any
from unittest import mock

from odoo.addons.component.core import Component, _component_databases
from odoo.addons.component.tests.common import ComponentRegistryCase

#: what the addon tells
EVENTS = (
    "on_invoice_validated",
    "on_invoice_paid",
    "on_picking_out_done",
    "on_picking_dropship_done",
    "on_tracking_number_added",
    "on_product_price_changed",
)


class HearsEvents(ComponentRegistryCase):
    """Mixin for test cases: ``self.heard`` lists what the listener heard.

    An entry is ``(event, record, *other arguments)``. The listener is one of the database
    as long as a test runs, not only of an environment.
    """

    #: models that the listener is restricted to
    listens_to: list[str] | None = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = getattr(cls, "env", None)
        cls._setup_registry(cls)
        cls.addClassCleanup(cls._teardown_registry, cls)
        cls.env = env
        cls.listener_class("heard.events", EVENTS, cls.listens_to)

    @classmethod
    def listener_class(cls, name, events, apply_on=None):
        """Build a listener of these events in the registry of the tests."""

        def hear(event):
            def method(listener, record, *args):
                cls.current.heard.append((event, record, *args))
                cls.current.listeners.append(listener)

            return method

        attributes: dict[str, Any] = {
            "__module__": __name__,
            "_name": name,
            "_inherit": "base.event.listener",
            "_apply_on": apply_on,
            **{event: hear(event) for event in events},
        }
        listener = type(Component)(name, (Component,), attributes)
        return listener._build_component(cls.comp_registry)

    def setUp(self):
        super().setUp()
        type(self).current = self
        self.heard: list[tuple] = []
        self.listeners: list[Component] = []
        listen = mock.patch.dict(
            _component_databases, {self.env.cr.dbname: self.comp_registry}
        )
        listen.start()
        self.addCleanup(listen.stop)

    @contextmanager
    def hearing(self, *expected: tuple):
        """What the block causes is told exactly so, in that order."""
        self.heard.clear()
        yield
        self.assertEqual(self.heard, list(expected))

    @contextmanager
    def nobody_listens(self):
        """As if the listener were not there; others of installed addons are."""
        with mock.patch.dict(_component_databases):
            registry = self.deaf_registry()
            _component_databases[self.env.cr.dbname] = registry
            yield

    def deaf_registry(self):
        deaf = type("Deaf", (ComponentRegistryCase,), {"__module__": __name__})
        deaf._setup_registry(deaf)
        deaf._teardown_registry(deaf)
        return deaf.comp_registry

    def patch_event(self):
        """Replace all events, the way the addons of connectors do in their tests."""
        return mock.patch("odoo.addons.component_event.models.base.Base._event")

    def count_queries(self, call) -> int:
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
