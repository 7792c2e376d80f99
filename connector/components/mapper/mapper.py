"""The machinery common to all mappers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from odoo.models import BaseModel

from odoo.addons.component.core import AbstractComponent, WorkContext
from odoo.addons.component.exception import NoComponentError

from .definition import MappingDefinition, collect_definitions
from .direct import Direction, DirectPlan, is_many2one
from .map_record import MapOptions, MapRecord
from .modifiers import Modifier, source_field

#: Names of the source fields to which a mapping is restricted; empty for all.
Filter = Collection[str] | None


class Mapper(AbstractComponent):
    """Base of the mappers, whatever the direction.

    Values come from ``direct``, then from the ``@mapping`` methods, then from
    ``children``; a later one overwrites an earlier one. Override :meth:`finalize` to
    have the last word. While it maps, ``self.options`` tells what was asked.

    * ``direct``: list of ``(source field or modifier, target field)``
    * ``children``: list of ``(source field, target field, model of the lines)``
    """

    _name = "base.mapper"
    _inherit = "base.connector"
    _usage = "mapper"

    direct: list[tuple[str | Modifier, str]] = []
    children: list[tuple[str, str, str]] = []

    _map_methods: dict[str, MappingDefinition] | None = None
    # Set by the heir that defines _map_direct().
    _direct_direction: Direction | None = None
    # By model; per final class, hence per component registry.
    _direct_plans: dict[str, DirectPlan] | None = None
    _map_child_usage: str | None = None
    _map_child_fallback: str | None = None

    def __init__(self, work_context: WorkContext) -> None:
        super().__init__(work_context)
        self._options: Any = None

    @classmethod
    def _build_mapper_component(cls) -> None:
        """Collect the mapping methods of a built component."""
        cls._map_methods = collect_definitions(cls)

    @classmethod
    def _complete_component_build(cls) -> None:
        super()._complete_component_build()
        cls._build_mapper_component()
        cls._direct_plans = {}

    @property
    def options(self) -> MapOptions:
        """Options of the mapping being done, ``None`` outside of one."""
        return self._options

    @contextmanager
    def _mapping_options(self, options: MapOptions) -> Iterator[None]:
        """Make options the current ones for a while."""
        previous = self._options
        self._options = options
        try:
            yield
        finally:
            self._options = previous

    @property
    def map_methods(self) -> Iterator[tuple[Callable[[Any], dict], MappingDefinition]]:
        """The mapping methods, bound, with when to run each."""
        for name, definition in (self._map_methods or {}).items():
            yield getattr(self, name), definition

    def changed_by_fields(self) -> set[str]:
        """Return the source fields that this mapper declares to depend on."""
        fields = {self._direct_source_field_name(source) for source, __ in self.direct}
        for __, definition in self.map_methods:
            fields |= definition.changed_by
        return fields

    def _direct_source_field_name(self, direct_entry: str | Modifier) -> str:
        """Return the source field of a ``direct`` entry, through its modifiers."""
        return source_field(direct_entry)

    def map_record(self, record: Any, parent: MapRecord | None = None) -> MapRecord:
        """Prepare a record to be mapped; the values come from its ``values()``.

        :param record: the source: a dict or a record of Odoo, usually
        :param parent: for a line, the map record of what it belongs to
        """
        return MapRecord(self, record, parent=parent)

    def finalize(self, map_record: MapRecord, values: dict) -> dict:
        """Override me to change the values once all are mapped; return them."""
        return values

    def _apply(self, map_record: MapRecord, options: MapOptions | None = None) -> dict:
        """Map a record with some options."""
        if not isinstance(options, MapOptions):
            options = MapOptions(options or {})
        if type(self)._mapping_options is not _MAPPING_OPTIONS:
            with self._mapping_options(options):
                return self._apply_with_options(map_record)
        # The same, without the price of a generator for each record.
        previous = self._options
        self._options = options
        try:
            return self._apply_with_options(map_record)
        finally:
            self._options = previous

    def _apply_with_options(self, map_record: MapRecord) -> dict:
        """Map a record with the current options."""
        options = self.options
        fields = options["fields"]
        values: dict[str, Any] = {}
        self._apply_direct(map_record.source, values, fields)
        self._apply_methods(map_record.source, values, fields, options["for_create"])
        if self.children:
            self._apply_children(map_record, values)
        return self.finalize(map_record, values)

    def _apply_direct(self, record: Any, values: dict, fields: Filter) -> None:
        direct = self.direct
        plan = self._direct_plan(direct, fields)
        if plan:
            for to_attr, modifier in plan.modifiers(fields):
                values[to_attr] = modifier(self, record, to_attr)
            return
        for from_attr, to_attr in direct:
            if not fields or self._direct_source_field_name(from_attr) in fields:
                values[to_attr] = self._map_direct(record, from_attr, to_attr)

    def _direct_plan(self, direct: Collection, fields: Filter) -> DirectPlan | None:
        """Return the plan of ``direct`` on the current model.

        There is none when an heir or a test changed what the plan would replace, nor
        when a filter needs source fields that not all modifiers tell.
        """
        direction, plans = self._direct_direction, self._direct_plans
        model = self.model
        if (
            direction is None
            or plans is None
            or type(self)._map_direct is not direction.map_direct
            or "_map_direct" in self.__dict__
        ):
            return None
        plan = plans.get(model._name)
        if plan is None or plan.fields is not model._fields:
            of_class = type(self).direct
            if not (
                isinstance(of_class, list | tuple) and isinstance(model, BaseModel)
            ):
                return None
            plan = DirectPlan(of_class, model._fields, direction)
            plans[model._name] = plan
        if plan.direct != direct:
            return None
        if fields and not (
            plan.knows_sources
            and type(self)._direct_source_field_name is _DIRECT_SOURCE_FIELD_NAME
        ):
            return None
        return plan

    def _apply_methods(
        self, record: Any, values: dict, fields: Filter, for_create: bool | None
    ) -> None:
        methods: Iterable[tuple[Any, MappingDefinition]]
        if type(self).map_methods is _MAP_METHODS:
            methods = (self._map_methods or {}).items()
        else:
            methods = self.map_methods
        for method, (changed_by, only_create) in methods:
            if only_create and not for_create:
                continue
            if fields and changed_by and changed_by.isdisjoint(fields):
                continue
            if isinstance(method, str):  # bound only now that it runs
                method = getattr(self, method)
            mapped = method(record)
            if not mapped:
                continue
            if not isinstance(mapped, dict):
                raise ValueError(
                    f"The mapping method {method.__name__!r} of {self._name!r} "
                    f"returned {mapped!r}: it must return a dict of values, or None."
                )
            values.update(mapped)

    def _apply_children(self, map_record: MapRecord, values: dict) -> None:
        fields = self.options.fields
        for from_attr, to_attr, model_name in self.children:
            if not fields or from_attr in fields:
                values[to_attr] = self._map_child(
                    map_record, from_attr, to_attr, model_name
                )

    def _map_direct(self, record: Any, from_attr: str | Modifier, to_attr: str) -> Any:
        """Return the value of one ``direct`` entry."""
        raise NotImplementedError(
            f"{self._name!r} has no direction: inherit 'base.import.mapper' or "
            "'base.export.mapper', or override _map_direct()."
        )

    def _map_children(self, record: Any, attr: str, model: str) -> Any:
        """Kept for connectors that call it; lines go through :meth:`_map_child`."""
        raise NotImplementedError(
            f"{self._name!r} does not implement _map_children(): declare the lines "
            "in 'children'."
        )

    def _map_child(
        self, map_record: MapRecord, from_attr: str, to_attr: str, model_name: str
    ) -> Any:
        """Return the value of one ``children`` entry."""
        if not self._map_child_usage:
            raise AssertionError(
                f"{self._name!r} cannot map {from_attr!r}: it has children, so it "
                "needs a _map_child_usage."
            )
        child = self._get_map_child_component(model_name)
        items = map_record.source[from_attr]
        return child.get_items(items, map_record, to_attr, options=self.options)

    def _get_map_child_component(self, model_name: str) -> AbstractComponent:
        """Return the component that maps the lines of a model."""
        work = self.work
        if model_name != work.model_name:
            work = work.work_on(model_name)
        try:
            return work.component(usage=self._map_child_usage)
        except NoComponentError:
            if not self._map_child_fallback:
                raise
            return work.component_by_name(self._map_child_fallback)

    def _is_many2one(self, field_name: str) -> bool:
        """Whether a field of the current model is a many2one."""
        return is_many2one(self.model._fields, field_name)


# Short-circuited, unless an heir overrides them.
_DIRECT_SOURCE_FIELD_NAME = vars(Mapper)["_direct_source_field_name"]
_MAP_METHODS = vars(Mapper)["map_methods"]
_MAPPING_OPTIONS = vars(Mapper)["_mapping_options"]
