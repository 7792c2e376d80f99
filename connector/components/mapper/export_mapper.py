"""From a record of Odoo to values for the backend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from odoo.addons.component.core import AbstractComponent

from .direct import Direction, is_many2one
from .modifiers import Modifier, m2o_to_external


def _copy(field: str, to_attr: str, fields: Mapping[str, Any]) -> Modifier:
    if is_many2one(fields, field):
        return m2o_to_external(field)

    def modifier(self: ExportMapper, record: Any, to_attr: str) -> Any:
        return record[field] or False

    return modifier


class ExportMapper(AbstractComponent):
    """Base of the mappers of exports."""

    _name = "base.export.mapper"
    _inherit = "base.mapper"
    _usage = "export.mapper"

    _map_child_usage = "export.map.child"
    _map_child_fallback = "base.map.child.export"

    def _map_direct(self, record: Any, from_attr: str | Modifier, to_attr: str) -> Any:
        """Copy a value; what a many2one points to becomes its external id."""
        if callable(from_attr):
            return from_attr(self, record, to_attr)
        value = record[from_attr]
        if not value:
            return False
        if self._is_many2one(from_attr):
            return m2o_to_external(from_attr)(self, record, to_attr)
        return value

    _direct_direction = Direction(_map_direct, _copy)
