"""What a mapper finds out once, rather than for each record, about its ``direct``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from .modifiers import Modifier, source_field


class Direction(NamedTuple):
    """How the mappers of one direction map an entry of ``direct``.

    :ivar map_direct: their ``_map_direct()``
    :ivar copy: returns a modifier that does the same for an entry without modifier,
        given the names of the source and the target, and the fields of the model
    """

    map_direct: Callable
    copy: Callable[[str, str, Mapping[str, Any]], Modifier]


class DirectPlan:
    """The ``direct`` of a mapper on one model: every entry with a modifier.

    :ivar direct: the entries that were planned
    :ivar fields: the fields that the model had then
    :ivar knows_sources: whether every entry tells its source field
    """

    __slots__ = ("_modifiers", "_sources", "direct", "fields", "knows_sources")

    def __init__(
        self,
        direct: Sequence[tuple[str | Modifier, str]],
        fields: Mapping[str, Any],
        direction: Direction,
    ) -> None:
        self.direct = direct[:]
        self.fields = fields
        self._modifiers = [
            (
                target,
                source if callable(source) else direction.copy(source, target, fields),
            )
            for source, target in direct
        ]
        try:
            self._sources = [source_field(source) for source, __ in direct]
            self.knows_sources = True
        except AssertionError:  # told when a filter needs to know
            self.knows_sources = False

    def modifiers(self, fields: Collection[str] | None) -> list[tuple[str, Modifier]]:
        """Return the targets and their modifiers, in order.

        :param fields: restrict to these source fields; all if empty
        """
        if not fields:
            return self._modifiers
        wanted = set(fields)
        return [
            self._modifiers[position]
            for position, source in enumerate(self._sources)
            if source in wanted
        ]


def is_many2one(fields: Mapping[str, Any], name: str) -> bool:
    """Whether a name is that of a many2one, among the fields of a model."""
    try:
        return fields[name].type == "many2one"
    except KeyError:
        return False
