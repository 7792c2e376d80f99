"""Declare the methods of a mapper, and collect them from what makes it up."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

MappingMethod = TypeVar("MappingMethod", bound=Callable)


class MappingDefinition(NamedTuple):
    """When a mapping method runs.

    :ivar changed_by: source fields whose change makes it run; empty for any
    :ivar only_create: run it for new records only
    """

    changed_by: set[str]
    only_create: bool


def mapping(func: MappingMethod) -> MappingMethod:
    """Make a method of a mapper give values: it returns a dict of them, or nothing."""
    func.is_mapping = True
    return func


def changed_by(*fields: str) -> Callable[[MappingMethod], MappingMethod]:
    """Run a mapping method only when one of these source fields changed."""

    def decorate(func: MappingMethod) -> MappingMethod:
        func.changed_by = fields
        return func

    return decorate


def only_create(func: MappingMethod) -> MappingMethod:
    """Run a mapping method for new records only."""
    func.only_create = True
    return func


def collect_definitions(final_class: type) -> dict[str, MappingDefinition]:
    """Return the mapping methods of a built mapper, by name.

    The later a class is in the bases, the earlier it is collected, so that an
    extension adds to what it extends. A method overridden without ``@mapping``
    stays a mapping.
    """
    definitions: dict[str, MappingDefinition] = {}
    for base in reversed(final_class.__bases__):
        inherited = vars(base).get("_map_methods")
        if inherited is None:
            for name, definition in _declared_definitions(base).items():
                known = definitions.get(name)
                fields = known.changed_by if known else set()
                definitions[name] = MappingDefinition(
                    fields | definition.changed_by, definition.only_create
                )
        else:
            for name, definition in inherited.items():
                known = definitions.get(name, MappingDefinition(set(), False))
                definitions[name] = MappingDefinition(
                    known.changed_by | definition.changed_by,
                    known.only_create or definition.only_create,
                )
    return definitions


def _declared_definitions(declaring: type) -> dict[str, MappingDefinition]:
    """Return the mapping methods of a python class and of its python parents."""
    declared: dict[str, MappingDefinition] = {}
    for cls in reversed(declaring.__mro__):
        for name, member in vars(cls).items():
            if not getattr(member, "is_mapping", False):
                continue
            known = declared.get(name)
            fields = known.changed_by if known else set()
            declared[name] = MappingDefinition(
                fields | set(getattr(member, "changed_by", ())),
                getattr(member, "only_create", False),
            )
    return {name: declared[name] for name in sorted(declared)}
