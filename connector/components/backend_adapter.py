"""Talk to the API of a backend."""

# An adapter writes to the backend, where there is nothing to call with super().
# pylint: disable=method-required-super

from __future__ import annotations

from typing import Any

from odoo.addons.component.core import AbstractComponent


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
    """

    _name = "base.backend.adapter.crud"
    _inherit = "base.backend.adapter"
    _usage = "backend.adapter"

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

    def _not_implemented(self, operation: str) -> NotImplementedError:
        return NotImplementedError(
            f"The adapter {self._name!r} does not implement {operation}(): "
            f"override it to use it."
        )
