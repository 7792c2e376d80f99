"""Import of the sources of a shop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping
from odoo.addons.connector.components.page import Page
from odoo.addons.connector.rest import encode_path

from ..client import payload
from ..client.search import Filter


class SourceAdapter(Component):
    """Sources have a code in place of an id."""

    _name = "magento.source.adapter"
    _inherit = "magento.paged.adapter"
    _apply_on = "magento.source"

    _search_path = "V1/inventory/sources"

    def pages(
        self, filters: Iterable[Filter] | None = None, start: int | None = None
    ) -> Iterator[Page]:
        """All pages of the list."""
        number = int(start or 1)
        while True:
            items, total = self._page(filters or (), number, sort=["source_code"])
            records = {}
            for item in items:
                code = item.get("source_code") if isinstance(item, dict) else None
                if isinstance(code, str) and code.strip():
                    records[code] = {**item, "id": code}
                else:
                    self.unidentified.append(item)
            # Older Magento repeat the last page instead of answering an empty one.
            fresh = [code for code in records if code not in self.listed]
            self.listed.update(records)
            yield Page(ids=list(records), records=records)
            number += 1
            is_last = total is not None and len(self.listed) >= total
            if is_last or not fresh or len(items) < self.backend_record.page_size:
                return

    def read(self, external_id: object) -> dict:
        """The source with this code. :raises IDMissingInBackend: there is none"""
        path = f"{self._search_path}/{encode_path(external_id)}"
        source = self.rest.get(path, record=True)
        if not isinstance(source, dict):
            raise self._misread(path, self.env._("the answer is not a source."))
        return {**source, "id": source.get("source_code")}


class SourceImporter(Component):
    _name = "magento.source.importer"
    _inherit = "magento.importer"
    _apply_on = "magento.source"

    _schema = payload.SOURCE


class SourceMapper(Component):
    _name = "magento.source.mapper"
    _inherit = "magento.import.mapper"
    _apply_on = "magento.source"

    direct = [("enabled", "is_enabled")]

    @mapping
    def name(self, record):
        """The name, or else the code."""
        return {"name": record["name"] or record["id"]}

    @mapping
    def active(self, record):
        """What the shop lists is there."""
        return {"active": True}
