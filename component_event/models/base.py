"""Events on every model: what happens to records, and what addons have to tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from odoo import api, models
from odoo.api import ValuesType

from odoo.addons.component.core import ComponentRegistry, _component_databases

from ..components.event import NOBODY, CollectedEvents
from ..core import EventWorkContext

COLLECTER = "base.event.collecter"


class Base(models.AbstractModel):
    """Tells listeners of records that are created, written or deleted."""

    _inherit = "base"

    def _event(
        self,
        name: str,
        collection: Any = None,
        components_registry: ComponentRegistry | None = None,
    ) -> CollectedEvents:
        """Collect the listeners of an event on this model, to notify them::

            record._event("on_order_shipped").notify(record, tracking)

        While the components of the database are not ready, nobody listens.

        :param name: name of the event, starts with ``on_``
        :param collection: tell only listeners of this collection, and those of none
        :param components_registry: the components to use; those in the context of the
            environment come first
        :raises ValueError: the name does not start with ``on_``
        """
        registry = _registry_of(self, components_registry)
        if registry is None:
            return NOBODY
        collecter_class: Any = registry[COLLECTER]
        if name[:3] == "on_" and not _has_listener(
            registry, collecter_class, collection, self._name, name
        ):
            return NOBODY
        work_context = EventWorkContext(
            model_name=self._name,
            collection=collection,
            env=self.env if collection is None else None,
            components_registry=registry,
        )
        return collecter_class(work_context).collect_events(name)

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Any:
        fields_list = [list(vals) for vals in vals_list]
        records = super().create(vals_list)
        if records:
            if _is_heard(records, "on_records_create"):
                records._event("on_records_create").notify(records, fields=fields_list)
            notify = _notifier(records._event("on_record_create"))
            if notify is not None:
                for record, fields in zip(records, fields_list, strict=True):
                    notify(record, fields=fields)
        return records

    def write(self, vals: ValuesType) -> bool:
        fields = list(vals)
        result = super().write(vals)
        if self:
            if _is_heard(self, "on_records_write"):
                self._event("on_records_write").notify(self, fields=fields)
            notify = _notifier(self._event("on_record_write"))
            if notify is not None:
                for record in self:
                    notify(record, fields=fields)
        return result

    def unlink(self) -> bool:
        if self:
            if _is_heard(self, "on_records_unlink"):
                self._event("on_records_unlink").notify(self)
            notify = _notifier(self._event("on_record_unlink"))
            if notify is not None:
                for record in self:
                    notify(record)
        return super().unlink()


def _registry_of(
    records: models.BaseModel, components_registry: ComponentRegistry | None
) -> ComponentRegistry | None:
    """Return the registry in which listeners are found now, ``None`` when muted."""
    registry = records.env.context.get("components_registry", components_registry)
    if not registry:
        registry = _component_databases.get(records.env.cr.dbname)
        # Odoo is reloading this database (an addon is being installed, say): the
        # published components are those of before
        if getattr(registry, "_owners", None) and not records.pool.ready:
            return None
    if not getattr(registry, "ready", False) or COLLECTER not in registry:
        return None
    return registry


def _has_listener(
    registry: ComponentRegistry,
    collecter_class: Any,
    collection: Any,
    model_name: str,
    name: str,
) -> bool:
    """Tell whether anybody may listen, without a work context nor a component."""
    if not getattr(collecter_class, "_plain", False):
        # someone changed how listeners are found: only the collecter knows
        return True
    collection_name = None if collection is None else collection._name
    return bool(
        collecter_class._find_listeners(registry, collection_name, model_name, name)
    )


def _is_heard(records: models.BaseModel, name: str) -> bool:
    """Tell whether an event needs notifying at all.

    For the events on all records at once: those who replace ``_event()`` expect the
    events on each record only.
    """
    registry = _registry_of(records, None)
    return registry is not None and _has_listener(
        registry, registry[COLLECTER], None, records._name, name
    )


def _notifier(events: CollectedEvents) -> Callable[..., None] | None:
    """Return what to call for each record, ``None`` when nobody listens."""
    # a mock in its place would record that it was asked
    if isinstance(events, CollectedEvents) and not events:
        return None
    return events.notify
