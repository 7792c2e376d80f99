"""Talk to the API of a backend."""

# An adapter writes to the backend, where there is nothing to call with super().
# pylint: disable=method-required-super

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from odoo.addons.component.core import AbstractComponent

from ..exception import IDMissingInBackend
from .page import Page, slices


class BackendAdapter(AbstractComponent):
    """Base of the components that talk to the API of a backend, of any shape."""

    _name = "base.backend.adapter"
    _inherit = "base.connector"
    _usage = "backend.adapter"


class CRUDAdapter(AbstractComponent):
    """Base of the adapters of APIs that create, read, update and delete records.

    Override the operations that the backend knows, with the arguments that suit it.
    A record that is gone is told by raising ``IDMissingInBackend``, a network that
    fails by ``NetworkRetryableError``.

    :meth:`read_many`, :meth:`pages` and :meth:`remote_now` work by themselves on top of
    these; override them when the backend has something better.

    :cvar _page_size: how many records :meth:`pages` puts into a page
    """

    _name = "base.backend.adapter.crud"
    _inherit = "base.backend.adapter"
    _usage = "backend.adapter"

    _page_size = 100

    def search(self, *args: Any, **kwargs: Any) -> Any:
        """Search records by some criteria and return their external ids."""
        raise self._not_implemented("search")

    def read(self, *args: Any, **kwargs: Any) -> Any:
        """Return the data of one record."""
        raise self._not_implemented("read")

    def search_read(self, *args: Any, **kwargs: Any) -> Any:
        """Search records by some criteria and return their data."""
        raise self._not_implemented("search_read")

    def create(self, *args: Any, **kwargs: Any) -> Any:
        """Create a record and return its external id."""
        raise self._not_implemented("create")

    def write(self, *args: Any, **kwargs: Any) -> Any:
        """Update a record, known by its external id."""
        raise self._not_implemented("write")

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete a record, known by its external id."""
        raise self._not_implemented("delete")

    def read_many(self, external_ids: Iterable[Any]) -> dict[Any, Any]:
        """Return the data of some records by external id, without those that are gone.

        Override me when the backend reads several records with one request.
        """
        records = {}
        for external_id in external_ids:
            try:
                records[external_id] = self.read(external_id)
            except IDMissingInBackend:
                continue
        return records

    def pages(self, filters: Any = None, start: Any = None) -> Iterator[Page]:
        """Yield what matches some criteria, page by page, as it is asked for.

        By default, slices of what ``search(filters)`` returns or yields. Override me to
        ask the backend for one page at a time, and to tell in ``Page.next`` where
        another job can go on.

        :param filters: criteria, as ``search()`` takes them
        :param start: ``next`` of the page after which to go on; ``None`` for the first
        :raises ValueError: ``start`` is given, and this adapter cannot go on anywhere
        """
        if start is not None:
            raise ValueError(
                f"The adapter {self._name!r} cannot go on at {start!r}: override pages()"
                " to start there, or to yield pages without `next`."
            )
        yield from slices(self.search(filters), self._page_size)

    def remote_now(self) -> datetime | None:
        """Return what the backend's clock shows (naive UTC), ``None`` if unknown.

        It is asked before the first page of an import, and once more right after it
        when it was not known before: an HTTP API tells it in the header ``Date``.
        """
        return None

    def _not_implemented(self, operation: str) -> NotImplementedError:
        return NotImplementedError(
            f"The adapter {self._name!r} does not implement {operation}(): "
            f"override it to use it."
        )
