"""From a record of the backend to values for Odoo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from odoo.addons.component.core import AbstractComponent

from .direct import Direction, is_many2one
from .modifiers import Modifier, external_to_m2o


def _copy(field: str, to_attr: str, fields: Mapping[str, Any]) -> Modifier:
    if is_many2one(fields, to_attr):
        find = external_to_m2o(field)

        def modifier(self: ImportMapper, record: Any, to_attr: str) -> Any:
            return find(self, record, to_attr) if record.get(field) else False

    else:

        def modifier(self: ImportMapper, record: Any, to_attr: str) -> Any:
            return record.get(field) or False

    return modifier


class ImportMapper(AbstractComponent):
    """Base of the mappers of imports."""

    _name = "base.import.mapper"
    _inherit = "base.mapper"
    _usage = "import.mapper"

    _map_child_usage = "import.map.child"
    _map_child_fallback = "base.map.child.import"

    def _map_direct(self, record: Any, from_attr: str | Modifier, to_attr: str) -> Any:
        """Copy a value; an external id becomes an id where Odoo has a many2one."""
        if callable(from_attr):
            return from_attr(self, record, to_attr)
        value = record.get(from_attr)
        if not value:
            return False
        if self._is_many2one(to_attr):
            return external_to_m2o(from_attr)(self, record, to_attr)
        return value

    _direct_direction = Direction(_map_direct, _copy)
