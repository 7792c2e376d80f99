"""How the stock of products is written to the shop."""

# It writes to the shop, where there is nothing to call with super().
# pylint: disable=method-required-super

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from odoo.addons.component.core import Component
from odoo.addons.connector.rest import encode_path

from ..models.backend_stock import PRODUCT


class StockAdapter(Component):
    """Writes quantities to the shop."""

    _name = "magento.stock.adapter"
    _inherit = "magento.paged.adapter"
    _apply_on = PRODUCT
    _usage = "stock.adapter"

    _search_path = "all/V1/products"

    def in_shop(self, external_ids: Iterable[str]) -> dict[str, dict]:
        """Id → SKU and kind that a product has in the shop now.

        Asked first, since a source takes the quantity of a product that isn't there
        without a word, and a SKU may have changed.
        """
        ids, size = list(external_ids), self.backend_record.page_size
        found: dict[str, dict] = {}
        for index in range(0, len(ids), size):
            items, _total = self._page(
                [("entity_id", "in", ids[index : index + size])],
                fields="items[id,sku,type_id],total_count",
            )
            found.update(
                (str(item["id"]), item)
                for item in items
                if isinstance(item, dict) and item.get("id") and item.get("sku")
            )
        return found

    def write_item(self, sku: str, data: Mapping[str, object]) -> None:
        """Change the stock item of a product.

        :raises RecordMissing: no product has the SKU
        """
        # The shop doesn't look at the number of the item, but there must be one.
        path = f"V1/products/{encode_path(sku)}/stockItems/1"
        self.rest.put(path, {"stockItem": dict(data)})

    def write_sources(self, items: Sequence[Mapping[str, object]]) -> None:
        """Set quantities in sources, all or none."""
        path = "V1/inventory/source-items"
        # These are no differences: to send them twice does no harm.
        self.rest.send("POST", path, body={"sourceItems": list(items)}, repeat=True)
