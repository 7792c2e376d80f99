"""What goes wrong when components are looked up.

===========================  ==================================================
error                        what the caller can do
===========================  ==================================================
:class:`NoComponentError`    define the component, or ask for another one; the
                             message lists those that came near
:class:`SeveralComponentError`  make one candidate more specific than the others
:class:`RegistryNotReadyError`  wait until the database is loaded, or check with
                             ``is_component_registry_ready`` first
===========================  ==================================================
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .engine.explanation import Explanation


class ComponentException(Exception):
    """Catch this for anything that goes wrong with components. Never raised itself."""


class LookupFailed(ComponentException):
    """A lookup did not end in one component; ``explanation`` tells why.

    :param message: what was asked and what was seen, in one line
    :param explain: makes the explanation when someone reads it. Code that catches
        the error and goes on does not pay for it.
    """

    def __init__(
        self, message: str = "", explain: Callable[[], Explanation] | None = None
    ) -> None:
        super().__init__(message)
        self._explain = explain
        self._explanation: Explanation | None = None

    @property
    def explanation(self) -> Explanation | None:
        """The failed lookup as data, or ``None`` when no registry was searched."""
        if self._explanation is None and self._explain is not None:
            self._explanation = self._explain()
        return self._explanation

    def __str__(self) -> str:
        message = super().__str__()
        details = self.explanation.details() if self.explanation else ""
        return f"{message}\n{details}" if details else message


class NoComponentError(LookupFailed):
    """No component fits, or the one asked by name may not be used here."""


class SeveralComponentError(LookupFailed):
    """More than one component fits, and none is more specific than the others."""


class RegistryNotReadyError(ComponentException):
    """The database has no component registry (yet): Odoo is still loading it."""
