"""A shop with orders, as captured."""

from __future__ import annotations

import copy

from .fake_catalogue import CatalogueShop
from .fake_shop import Answer, Request, capture

ORDERS = (
    *("bundle", "canceled", "configurable", "coupon", "custom_options", "guest"),
    *("pending_simple", "pro_eur_view", "pro_usd", "refunded_partial", "virtual"),
)
_NOT_FOUND = {
    "message": "The entity that was requested doesn't exist. Verify the entity and"
    " try again."
}


class OrderShop(CatalogueShop):
    """A shop whose ``orders`` (by id) can be changed by tests."""

    def __init__(self) -> None:
        super().__init__()
        self.orders: dict[int, dict] = {}
        self.by_name: dict[str, dict] = {}
        for name in ORDERS:
            order = capture(f"order_get_{name}").body
            self.orders[order["entity_id"]] = self.by_name[name] = order
        for id_, sku in (
            (10, "BACKORD-01"),
            (14, "PEN-01"),
            (15, "RING-01"),
            (16, "DRILL-PRO"),
            (17, "SCREWS-PRO"),
        ):
            self.add_product(id_, sku)
        self.products[15]["options"] = [
            {"option_id": 1, "title": "Engraving", "type": "field"},
            {
                "option_id": 2,
                "title": "Box",
                "type": "drop_down",
                "values": [
                    {"option_type_id": 1, "title": "None"},
                    {"option_type_id": 2, "title": "Velvet"},
                ],
            },
        ]

    # -- what tests change --------------------------------------------------------

    def add_order(self, like: str = "pending_simple", **values: object) -> dict:
        """One more order, like another one, with ids of its own."""
        order = copy.deepcopy(self.by_name[like])
        number = 1000 + len(self.orders)
        renumbered = {}
        for rank, item in enumerate(order["items"]):
            renumbered[item["item_id"]] = number * 1000 + rank
        for item in order["items"]:
            item["item_id"] = renumbered[item["item_id"]]
            if item.get("parent_item_id"):
                item["parent_item_id"] = renumbered[item["parent_item_id"]]
        for tax in order["extension_attributes"]["item_applied_taxes"]:
            if tax.get("item_id"):
                tax["item_id"] = renumbered[tax["item_id"]]
        order |= {"entity_id": number, "increment_id": f"{number:09}"}
        order["status_histories"] = []
        order |= values
        self.orders[number] = order
        return order

    def touch(self, order: dict, **values: object) -> None:
        """Change an order, now."""
        order |= {"updated_at": "2026-11-26 00:00:00", **values}

    # -- answers ------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        if request.path == "V1/orders":
            return self._search_orders(request)
        if request.path.startswith("V1/orders/"):
            order = self.orders.get(int(request.path.rpartition("/")[2]))
            return Answer(body=order) if order else Answer(404, _NOT_FOUND)
        if request.path == "V1/products":
            return self._products(request, "default")
        return super().answer(request)

    def _search_orders(self, request: Request) -> Answer:
        found = [self.orders[id_] for id_ in sorted(self.orders)]
        for name, condition, value in request.filters():
            test = {
                ("entity_id", "gt"): lambda one, v: one["entity_id"] > int(v),
                ("entity_id", "in"): lambda one, v: (
                    str(one["entity_id"]) in v.split(",")
                ),
                ("updated_at", "gteq"): lambda one, v: one["updated_at"] >= v,
            }[name, condition]
            found = [one for one in found if test(one, value)]
        return self._page_of(request, copy.deepcopy(found))
