"""Import of the tax classes of products."""

from __future__ import annotations

from collections.abc import Iterable

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping
from odoo.addons.connector.exception import IDMissingInBackend

from ..client import catalogue_payload
from ..client.search import Filter


class TaxClassAdapter(Component):
    """The classes of customers, which are in the same list, are left out."""

    _name = "magento.tax.class.adapter"
    _inherit = "magento.paged.adapter"
    _apply_on = "magento.tax.class"

    _search_path = "V1/taxClasses/search"

    def _page(
        self, filters: Iterable[Filter], *args: object, **kwargs: object
    ) -> tuple[list[dict], int | None]:
        filters = [*filters, ("class_type", "eq", "PRODUCT")]
        items, total = super()._page(filters, *args, **kwargs)
        return [_with_id(item, "class_id") for item in items], total

    def read(self, external_id: object) -> dict:
        """The class with this id. :raises IDMissingInBackend: there is none"""
        for page in self.pages():
            if str(external_id) in (page.records or {}):
                return page.records[str(external_id)]
        raise IDMissingInBackend(
            self.env._("The shop has no tax class %s of products.", external_id)
        )


def _with_id(item: object, key: str) -> object:
    return {**item, "id": item.get(key)} if isinstance(item, dict) else item


class TaxClassImporter(Component):
    _name = "magento.tax.class.importer"
    _inherit = "magento.importer"
    _apply_on = "magento.tax.class"

    _schema = catalogue_payload.TAX_CLASS


class TaxClassMapper(Component):
    _name = "magento.tax.class.mapper"
    _inherit = "magento.import.mapper"
    _apply_on = "magento.tax.class"

    direct = [("class_name", "name")]

    @mapping
    def active(self, record):
        """What the shop lists is alive."""
        return {"active": True}
