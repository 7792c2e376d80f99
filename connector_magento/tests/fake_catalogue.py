"""A shop with a catalogue: categories, products, attributes, images, as captured."""

from __future__ import annotations

import copy
import io

from PIL import Image

from .fake_shop import Answer, MagentoShop, Request, capture

PRODUCTS = (
    *("mug_red", "mug_blue", "mug_ltd", "odd_sku", "0012", "old_01", "cap_01"),
    *("fabric_m", "service_01", "ebook_01", "tee", "kit_dyn", "kit_fix", "set_01"),
)
#: What the shop's list leaves out, other than a request for one product.
_NOT_LISTED = ("stock_item",)


def picture(color: str = "red", size: int = 40) -> bytes:
    """A small PNG."""
    content = io.BytesIO()
    Image.new("RGB", (size, size), color).save(content, "PNG")
    return content.getvalue()


class CatalogueShop(MagentoShop):
    """A shop whose ``products`` and ``categories`` (by id) can be changed by tests.

    ``texts`` (view code, kind, id) → values that a store view has for itself, and
    ``images`` (file → content).
    """

    def __init__(self) -> None:
        super().__init__()
        self.products: dict[int, dict] = {}
        for name in PRODUCTS:
            product = capture(f"product_get_{name}").body
            self.products[product["id"]] = product
        for child in capture("configurable_children").body:
            child["extension_attributes"] = {"website_ids": [1, 2]}
            self.products[child["id"]] = child
        red_s = capture("product_get_tee_red_s").body
        self.products[red_s["id"]] = red_s
        self.categories = {
            one["id"]: one for one in capture("categories_list").body["items"]
        }
        self.texts: dict[tuple[str, str, int], dict] = {
            ("fr", "categories", 4): {"name": "Vêtements"},
            ("fr", "products", 1): {
                "name": "Tasse rouge",
                "description": "<p>Une tasse rouge.</p>",
            },
        }
        self.images: dict[str, bytes] = {}
        # The captures carry the address of the machine that they come from.
        configs = capture("store_configs")
        for config in configs.body:
            config["base_media_url"] = f"{self.url}/media/"
        classes = capture("tax_classes").body["items"]
        products = [one for one in classes if one["class_type"] == "PRODUCT"]
        self.routes |= {
            ("GET", "V1/store/storeConfigs"): configs,
            ("GET", "V1/taxClasses/search"): Answer(
                body={"items": products, "total_count": len(products)}
            ),
            ("GET", "all/V1/products/attributes"): self._attributes,
        }
        self.attributes = {
            one["attribute_id"]: one
            for one in capture("product_attributes_search").body["items"]
            if one["frontend_input"] == "select"
        }
        self.option_labels = {("fr", "10"): "Rouge", ("fr", "11"): "Bleu"}

    # -- what tests change --------------------------------------------------------

    def product(self, sku: str) -> dict:
        """The product with this SKU, to be changed."""
        return next(one for one in self.products.values() if one["sku"] == sku)

    def add_product(self, id_: int, sku: str, like: str = "MUG-RED", **values) -> dict:
        """One more product, like another one."""
        product = copy.deepcopy(self.product(like))
        product |= {"id": id_, "sku": sku, "name": sku, **values}
        self.products[id_] = product
        return product

    def set_attribute(self, sku: str, code: str, value: object) -> None:
        """Set a custom attribute; ``None`` removes it."""
        product = self.product(sku)
        product["custom_attributes"] = [
            one for one in product["custom_attributes"] if one["attribute_code"] != code
        ]
        if value is not None:
            product["custom_attributes"].append(
                {"attribute_code": code, "value": value}
            )

    # -- answers ------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        if (request.method, request.path) in self.routes:
            return super().answer(request)
        scope, _slash, path = request.path.partition("/")
        if path == "V1/products":
            return self._products(request, scope)
        if path == "V1/categories/list":
            return self._categories(request, scope)
        if path.startswith("V1/products/attributes/"):
            return self._options(scope, path.split("/")[3])
        if request.path.startswith("V1/products/attributes/"):
            return self._attribute(request.path.split("/")[3])
        if "/media/catalog/product/" in request.path:
            file = "/" + request.path.split("/media/catalog/product/")[1]
            if file not in self.images:
                headers = {"Content-Type": "text/html"}
                return Answer(404, "<html>Not found</html>", headers)
            return Answer(200, self.images[file], {"Content-Type": "image/png"})
        return super().answer(request)

    def _attribute(self, code: str) -> Answer:
        for one in self.attributes.values():
            if one["attribute_code"] == code:
                return Answer(body=one)
        if code in getattr(self, "other_attributes", ()):
            return Answer(body={"attribute_code": code})
        return Answer(404, capture("error_product_attribute_unknown").body)

    def _attributes(self, request: Request) -> Answer:
        items = list(self.attributes.values())
        return Answer(body={"items": items, "total_count": len(items)})

    def _options(self, scope: str, code: str) -> Answer:
        for one in self.attributes.values():
            if one["attribute_code"] == code:
                return Answer(
                    body=[
                        {
                            **option,
                            "label": self.option_labels.get(
                                (scope, option["value"]), option["label"]
                            ),
                        }
                        for option in one["options"]
                    ]
                )
        return Answer(404, capture("error_product_attribute_unknown").body)

    def _products(self, request: Request, scope: str) -> Answer:
        items = []
        for product in self._found(request, self.products):
            product = copy.deepcopy(product)
            extension = product.get("extension_attributes") or {}
            for name in _NOT_LISTED:
                extension.pop(name, None)
            items.append(self._localized(product, scope, "products"))
        return self._page_of(request, items)

    def _categories(self, request: Request, scope: str) -> Answer:
        items = [
            self._localized(copy.deepcopy(one), scope, "categories")
            for one in self._found(request, self.categories)
        ]
        return self._page_of(request, items)

    def _localized(self, item: dict, scope: str, kind: str) -> dict:
        for name, value in self.texts.get((scope, kind, item["id"]), {}).items():
            if name == "name":
                item["name"] = value
                continue
            for one in item["custom_attributes"]:
                if one["attribute_code"] == name:
                    one["value"] = value
        return item

    def _found(self, request: Request, records: dict[int, dict]) -> list[dict]:
        found = [records[id_] for id_ in sorted(records)]
        for name, condition, value in request.filters():
            key = {"entity_id": "id"}.get(name, name)
            test = {
                "eq": lambda a, b: str(a) == b,
                "neq": lambda a, b: str(a) != b,
                "gt": lambda a, b: int(a) > int(b),
                "gteq": lambda a, b: str(a) >= b,
                "in": lambda a, b: str(a) in b.split(","),
            }[condition]
            found = [one for one in found if test(one[key], value)]
        return found

    def _page_of(self, request: Request, found: list[dict]) -> Answer:
        size = int(request.query["searchCriteria[pageSize]"])
        page = int(request.query["searchCriteria[currentPage]"])
        items = found[(page - 1) * size : page * size]
        if "fields" in request.query:
            names = request.query["fields"].removeprefix("items[").split("]")[0]
            items = [
                {key: one[key] for key in names.split(",") if key in one}
                for one in items
            ]
            items = items or None
        return Answer(body={"items": items, "total_count": len(found)})
