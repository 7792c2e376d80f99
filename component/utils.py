"""Tell whether components can be used in a database, before using them."""

from __future__ import annotations

from .engine.databases import _component_databases
from .engine.registry import ComponentRegistry


def get_component_registry(dbname: str) -> ComponentRegistry | None:
    """Return the components of a database, or ``None`` when it has none (yet)."""
    return _component_databases.get(dbname)


def is_component_registry_ready(dbname: str) -> bool:
    """Tell whether components of a database can be looked up now.

    ``False`` while Odoo loads the database, ``True`` once all components are built.
    """
    return bool(getattr(get_component_registry(dbname), "ready", False))
