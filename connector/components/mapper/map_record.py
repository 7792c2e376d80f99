"""A record on its way through a mapper, and the options of the journey."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .mapper import Mapper


class MapOptions(dict):
    """Options of a mapping, read as items or attributes; ``None`` when absent.

    >>> options = MapOptions(for_create=True)
    >>> options.for_create, options["for_create"], options.custom
    (True, True, None)
    """

    def __missing__(self, key: str) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            # Protocols (copy, pickle, ...) look these up: None is not an answer.
            raise AttributeError(name)
        return self[name]

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


class MapRecord:
    """A source record bound to the mapper that converts it.

    :param mapper: the mapper to apply
    :param source: what is mapped: a dict, a record of Odoo, or any object that the
        mapper knows how to read
    :param parent: for a line, the map record of what it belongs to
    """

    def __init__(
        self, mapper: Mapper, source: Any, parent: MapRecord | None = None
    ) -> None:
        self._mapper = mapper
        self._source = source
        self._parent = parent
        self._forced_values: dict[str, Any] = {}

    @property
    def source(self) -> Any:
        """What is mapped."""
        return self._source

    @property
    def parent(self) -> MapRecord | None:
        """For a line, the map record of what it belongs to."""
        return self._parent

    def values(
        self,
        for_create: bool | None = None,
        fields: Iterable[str] | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Return the mapped values.

        :param for_create: run the ``@only_create`` methods too
        :param fields: restrict to what depends on these source fields; all if empty
        :param kwargs: options of the connector's own, which the methods of the
            mapper find in ``self.options``
        """
        options = MapOptions(for_create=for_create, fields=fields, **kwargs)
        values = self._mapper._apply(self, options=options)
        if self._forced_values:
            values.update(self._forced_values)
        return values

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Force values, over whatever is mapped. Same arguments as ``dict.update``."""
        self._forced_values.update(*args, **kwargs)
