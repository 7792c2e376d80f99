"""Events and listeners.

An event is a name starting with ``on_`` and the arguments that come with it. Whoever has
something to tell notifies it, without knowing who listens::

    record._event("on_order_shipped").notify(record, tracking)

Listeners are components that inherit from ``base.event.listener`` and define a method of
that name. ``_collection`` and ``_apply_on`` restrict what they hear::

    class OrderListener(Component):
        _name = "shop.order.listener"
        _inherit = "base.event.listener"
        _apply_on = ["sale.order"]

        def on_order_shipped(self, record, tracking):
            ...

Events of every model:

=====================================  ================================================
method of the listener                 called
=====================================  ================================================
``on_record_create(record, fields)``   after ``create``, for each record
``on_record_write(record, fields)``    after ``write``, for each record
``on_record_unlink(record)``           before ``unlink``, for each record
``on_records_create(records, fields)``  after ``create``, once with all records;
                                       ``fields`` is a list per record, in their order
``on_records_write(records, fields)``  after ``write``, once with all records
``on_records_unlink(records)``         before ``unlink``, once with all records
=====================================  ================================================

``fields`` are the names given to the ORM call, whether their values changed or not. The
form for all records at once comes first, and is the one to choose when the work can be
done for many records at the price of one.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from odoo.addons.component.core import AbstractComponent, Component, ComponentRegistry
from odoo.addons.component.engine.cache import AnswerCache

from ..core import EventWorkContext

__all__ = ["skip_if"]

DEFAULT_EVENT_CACHE_SIZE = 512
LISTENER_USAGE = "event.listener"

F = TypeVar("F", bound=Callable[..., Any])
ClassEvents = Mapping[type[AbstractComponent], Iterable[str]]


def skip_if(cond: Callable[..., Any]) -> Callable[[F], F]:
    """Do not call a listener's method when a condition is true.

    For instance to export no record that was just imported::

        @skip_if(lambda self, record, **kw: self.env.context.get("connector_no_export"))
        def on_record_write(self, record, fields=None):
            ...

    :param cond: called with the arguments of the method, ``self`` first
    """

    def decorate(method: F) -> F:
        @functools.wraps(method)
        def unless(*args: Any, **kwargs: Any) -> Any:
            if cond(*args, **kwargs):
                return None
            return method(*args, **kwargs)

        return unless  # type: ignore[return-value]

    return decorate


class CollectedEvents:
    """The methods of all listeners of one event, in the order of their registration.

    :ivar events: methods bound to listeners that are ready to work
    """

    __slots__ = ("events",)

    def __init__(self, events: Iterable[Callable[..., Any]]) -> None:
        self.events = tuple(events)

    def __bool__(self) -> bool:
        """Tell whether anybody listens, to spare the work that only they would need."""
        return bool(self.events)

    def notify(self, *args: Any, **kwargs: Any) -> None:
        """Call every listener.

        An exception ends it, and the transaction with it unless someone handles it.
        """
        for event in self.events:
            event(*args, **kwargs)


#: what is collected when nobody listens; never changes, hence shared
NOBODY = CollectedEvents(())


class EventCollecter(Component):
    """Finds the listeners of an event, and makes them ready for one environment."""

    _name = "base.event.collecter"

    # per final class, hence per component registry
    _cache: AnswerCache[ClassEvents] = AnswerCache(DEFAULT_EVENT_CACHE_SIZE)
    # whether nothing but our own methods decides who listens
    _plain = True

    @classmethod
    def _complete_component_build(cls) -> None:
        super()._complete_component_build()
        cls._cache = AnswerCache(DEFAULT_EVENT_CACHE_SIZE)
        cls._plain = all(
            getattr(cls, name) is getattr(EventCollecter, name)
            for name in (
                "collect_events",
                "_collect_events",
                "_collect_events_cached",
                "_init_collected_events",
            )
        )

    def collect_events(self, name: str) -> CollectedEvents:
        """Return the events of that name, ready to be notified.

        :param name: name of the event
        :raises ValueError: the name does not start with ``on_``
        """
        if not name.startswith("on_"):
            raise ValueError(
                f"'{name}' is no name for an event: it must start with 'on_'."
            )
        return self._init_collected_events(self._collect_events(name))

    def _collect_events(self, name: str) -> ClassEvents:
        work = self.work
        # an event's work context refuses to tell a collection that it has not
        is_event = isinstance(work, EventWorkContext)
        collection = work._collection if is_event else work.collection
        collection_name = None if collection is None else collection._name
        return self._collect_events_cached(collection_name, work.model_name, name)

    def _collect_events_cached(
        self, collection_name: str | None, model_name: str | None, name: str
    ) -> ClassEvents:
        return self._find_listeners(
            self.work.components_registry, collection_name, model_name, name
        )

    @classmethod
    def _find_listeners(
        cls,
        registry: ComponentRegistry,
        collection_name: str | None,
        model_name: str | None,
        name: str,
    ) -> ClassEvents:
        """Return the classes that listen to an event, with the event's name."""
        cache = cls._cache
        entries = cache.entries
        key: Hashable = (collection_name, model_name, name)
        listeners = entries.get(key)
        if listeners is None:
            classes: list[Any] = registry.lookup(
                collection_name, usage=LISTENER_USAGE, model_name=model_name
            )
            found = {
                listener: (name,) for listener in classes if listener.has_event(name)
            }
            listeners = cache.keep(entries, key, found)
        return listeners

    def _init_collected_events(self, class_events: ClassEvents) -> CollectedEvents:
        events = []
        for listener_class, names in class_events.items():
            listener = listener_class(self.work)
            events += [getattr(listener, name) for name in names]
        return CollectedEvents(events)


class EventListener(AbstractComponent):
    """Inherit from it to listen: define methods named after events.

    They run in the transaction of whoever notifies: delay what takes long.
    """

    _name = "base.event.listener"
    _usage = LISTENER_USAGE

    # names of the events heard, per final class
    _events: set[str] = set()

    @classmethod
    def has_event(cls, name: str) -> bool:
        """Tell whether the listener hears an event."""
        return name in cls._events

    @classmethod
    def _build_event_listener_component(cls) -> None:
        """Note which events the listener hears."""
        cls._events = set()
        if not cls._abstract:
            cls._events.update(
                name
                for name in dir(cls)
                if name.startswith("on_") and callable(getattr(cls, name))
            )

    @classmethod
    def _complete_component_build(cls) -> None:
        super()._complete_component_build()
        cls._build_event_listener_component()
