"""Everything a component is made of, under the one import path that addons use.

- :class:`Component` and :class:`AbstractComponent`: what an addon subclasses;
- :class:`WorkContext`: what finds components and travels through them;
- :class:`ComponentRegistry`: the components of one database, and the lookup.

The code is in the package :mod:`odoo.addons.component.engine`, one noun per module.
"""

from __future__ import annotations

from .engine.component import AbstractComponent, Component
from .engine.databases import ComponentDatabases, _component_databases
from .engine.explanation import Candidate, Explanation, Question, Reason, Refusal
from .engine.metaclass import MetaComponent, _get_addon_name
from .engine.registry import DEFAULT_CACHE_SIZE, ComponentRegistry
from .engine.work_context import WorkContext

__all__ = [
    "DEFAULT_CACHE_SIZE",
    "AbstractComponent",
    "Candidate",
    "Component",
    "ComponentDatabases",
    "ComponentRegistry",
    "Explanation",
    "MetaComponent",
    "Question",
    "Reason",
    "Refusal",
    "WorkContext",
    "_component_databases",
    "_get_addon_name",
]
