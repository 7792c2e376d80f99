"""A registry with the components of events, and listeners to declare in it."""

from __future__ import annotations

from typing import Any

from odoo.addons.component.core import Component
from odoo.addons.component.tests.common import TransactionComponentRegistryCase


class EventCase(TransactionComponentRegistryCase):
    def setUp(self) -> None:
        super().setUp()
        self._setup_registry(self)
        self.addCleanup(self._teardown_registry, self)
        self._load_module_components("component_event")
        self.heard: list[Any] = []

    def listen(self, name: str, **attributes: Any) -> type:
        """Build a listener: strings become methods that note what they hear."""
        heard = self.heard

        def hear(event):
            def method(listener, *args, **kwargs):
                heard.append((name, event, args, kwargs))

            return method

        events = {key: hear(key) for key in attributes.pop("events", [])}
        listener = type(Component)(
            name,
            (Component,),
            {
                "__module__": __name__,
                "_name": name,
                "_inherit": "base.event.listener",
                **events,
                **attributes,
            },
        )
        return listener._build_component(self.comp_registry)

    def listeners(self) -> list[str]:
        """Return who heard something, in order."""
        return [name for name, *_ in self.heard]

    def clear_caches(self) -> None:
        self.comp_registry["base.event.collecter"]._cache.clear()
        self.comp_registry._cache.clear()
