"""A shop with a catalogue that keeps stock: per product, and per source."""

from __future__ import annotations

import json
from urllib.parse import unquote

from .fake_catalogue import CatalogueShop
from .fake_shop import Answer, Request, capture

_ITEM = "V1/products/"
_SOURCES = "V1/inventory/source-items"


class StockShop(CatalogueShop):
    """A shop whose ``items`` (SKU → stock item) and ``held`` are what it was sent.

    ``held`` has (SKU, source) → (quantity, status). ``has_sources`` off is a shop
    without the inventory modules, ``longest`` limits the arrays of a body, ``refused``
    are SKUs that it takes no quantity of.
    """

    def __init__(self) -> None:
        super().__init__()
        self.items: dict[str, dict] = {}
        self.held: dict[tuple[str, str], tuple[float, int]] = {}
        self.has_sources = True
        self.longest = 0
        self.refused: set[str] = set()
        self.wrong: dict[str, Answer] = {}
        self.sources = capture("inventory_sources").body["items"]

    def sent(self) -> list[object]:
        """What was written, one request after the other."""
        return [
            json.loads(request.body)
            for request in self.requests
            if "stockItems" in request.path or request.path == _SOURCES
        ]

    def answer(self, request: Request) -> Answer:
        path = request.path
        if path.startswith("V1/inventory/"):
            if not self.has_sources:
                return capture("error_unknown_route")
            return self._inventory(request)
        if path.startswith(_ITEM) and "/stockItems/" in path:
            return self._put_item(request)
        return super().answer(request)

    def _skus(self) -> set[str]:
        return {product["sku"] for product in self.products.values()}

    def _put_item(self, request: Request) -> Answer:
        sku = unquote(request.path.removeprefix(_ITEM).split("/stockItems/")[0])
        if sku in self.wrong:
            return self.wrong[sku]
        if sku not in self._skus():
            return capture("error_stock_item_put_unknown_sku")
        if sku in self.refused:
            return capture("error_stock_item_put_text_qty")
        given = json.loads(request.body)["stockItem"]
        for name, value in given.items():
            is_flag = name.startswith(("use_config", "manage", "is_in"))
            if isinstance(value, bool) != is_flag:
                return capture("error_stock_item_put_text_qty")
        self.items.setdefault(sku, {}).update(given)
        return Answer(body=17)

    def _inventory(self, request: Request) -> Answer:
        if request.path == "V1/inventory/sources":
            return Answer(
                body={"items": self.sources, "total_count": len(self.sources)}
            )
        if request.path.startswith("V1/inventory/sources/"):
            code = request.path.rpartition("/")[2]
            for source in self.sources:
                if source["source_code"] == code:
                    return Answer(body=source)
            return Answer(404, {"message": "Source does not exist."})
        given = json.loads(request.body)["sourceItems"]
        if self.longest and len(given) > self.longest:
            return capture("limits_array_too_long")
        codes = {source["source_code"] for source in self.sources}
        for item in given:
            if item["source_code"] not in codes or item["sku"] in self.refused:
                return capture("error_source_items_unknown_source")
            if item["sku"] in self.wrong:
                return self.wrong[item["sku"]]
        for item in given:
            key = item["sku"], item["source_code"]
            self.held[key] = item["quantity"], item["status"]
        return Answer(body=[])
