"""Map the lines of a record, each with the mapper of its own model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from odoo.addons.component.core import AbstractComponent

from .map_record import MapOptions, MapRecord
from .mapper import Mapper


class MapChild(AbstractComponent):
    """Base of the components that map the lines of a record.

    A mapper with ``children`` uses the one that applies on the model of the lines,
    and one of the generic heirs when there is none. Override :meth:`skip_item`,
    :meth:`get_item_values` or :meth:`format_items`.
    """

    _name = "base.map.child"
    _inherit = "base.connector"

    def _child_mapper(self) -> Mapper:
        """Override me to return the mapper of the lines."""
        raise NotImplementedError(
            f"{self._name!r} does not know the mapper of its lines: override "
            "_child_mapper()."
        )

    def skip_item(self, map_record: MapRecord) -> bool:
        """Override me to leave out some lines: true for these."""
        return False

    def get_items(
        self,
        items: Iterable[Any],
        parent: MapRecord,
        to_attr: str,
        options: MapOptions | None,
    ) -> list:
        """Return the lines mapped and formatted, without those that give nothing.

        :param items: the source lines
        :param parent: map record of what the lines belong to
        :param to_attr: target field
        :param options: options of the mapping of the parent. Its filter on fields is
            not passed on: the lines have other fields.
        """
        mapper = self._child_mapper()
        options = MapOptions(options or {})
        options.pop("fields", None)
        mapped = []
        for item in items:
            map_record = mapper.map_record(item, parent=parent)
            if self.skip_item(map_record):
                continue
            values = self.get_item_values(map_record, to_attr, options)
            if values:
                mapped.append(values)
        return self.format_items(mapped)

    def get_item_values(
        self, map_record: MapRecord, to_attr: str, options: MapOptions
    ) -> dict:
        """Return the values of a line; override me to add or change some."""
        return map_record.values(**options)

    def format_items(self, items_values: list[dict]) -> list:
        """Override me to give the values of the lines the form of the target field."""
        return items_values


class ImportMapChild(AbstractComponent):
    """Maps the lines of imported records, as new lines for a one2many field."""

    _name = "base.map.child.import"
    _inherit = "base.map.child"
    _usage = "import.map.child"

    def _child_mapper(self) -> Mapper:
        return self.component(usage="import.mapper")

    def format_items(self, items_values: list[dict]) -> list[tuple[int, int, dict]]:
        """Return commands that create the lines.

        Override me when the record exists already, to update lines rather than add.
        """
        return [(0, 0, values) for values in items_values]


class ExportMapChild(AbstractComponent):
    """Maps the lines of exported records, as a list of dicts."""

    _name = "base.map.child.export"
    _inherit = "base.map.child"
    _usage = "export.map.child"

    def _child_mapper(self) -> Mapper:
        return self.component(usage="export.mapper")
