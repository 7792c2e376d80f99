"""A shop that ships, invoices and cancels as the captures show Magento doing it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

from .fake_shop import Answer, MagentoShop, Request, capture

_MOMENT = "%Y-%m-%d %H:%M:%S"


class FulfilmentShop(MagentoShop):
    """Its ``orders``, ``shipments`` and ``invoices`` can be changed by tests.

    ``lost`` holds patterns of paths: such a request is carried out, and never answered.
    """

    def __init__(self) -> None:
        super().__init__()
        self.orders: dict[int, dict] = {}
        self.shipments: dict[int, dict] = {}
        self.invoices: dict[int, dict] = {}
        self.comments: list[dict] = []
        self.lost: list[str] = []
        self._last = 100

    def new_id(self) -> int:
        self._last += 1
        return self._last

    def add_order(self, order_id: int, *items: dict, state: str = "processing") -> dict:
        """An order with these items."""
        numbers = ("qty_shipped", "qty_invoiced", "qty_refunded", "qty_canceled")
        order = {
            "entity_id": order_id,
            "increment_id": f"{order_id:09}",
            "state": state,
            "status": state,
            "items": [
                {"product_type": "simple", **dict.fromkeys(numbers, 0), **item}
                for item in items
            ],
        }
        self.orders[order_id] = order
        return order

    def posted(self, path: str = "") -> list[dict]:
        """Bodies of what was posted to paths that end so."""
        return [
            json.loads(request.body or b"null")
            for request in self.requests
            if request.method == "POST" and request.path.endswith(path)
        ]

    def calls(self) -> list[tuple[str, str]]:
        return [(request.method, request.path) for request in self.requests]

    def ship(self, order_id: int, body: dict) -> int:
        """A shipment: of more than there is, what there is; of nothing, all."""
        return self._make("shipment", order_id, body)

    def invoice(self, order_id: int, body: dict) -> int:
        return self._make("invoice", order_id, body)

    def answer(self, request: Request) -> Answer:
        path = request.path
        answer = self._route(request)
        if answer is None:
            return super().answer(request)
        if request.method == "POST":
            for pattern in self.lost:
                if re.search(pattern, path):
                    self.lost.remove(pattern)
                    return Answer(
                        504, "Gateway Time-out", {"Content-Type": "text/html"}
                    )
        return answer

    def _route(self, request: Request) -> Answer | None:
        path, body = request.path, request.body
        data = json.loads(body) if body else {}
        if found := re.fullmatch(r"V1/orders?/(\d+)(?:/(\w+))?", path):
            order_id, action = int(found[1]), found[2] or "read"
            if (request.method, path) in self.routes:
                return None
            if order_id not in self.orders:
                return capture("error_ship_unknown_order")
            return getattr(self, f"_{action}")(order_id, data, request)
        if path == "V1/shipment/track":
            return self._track(data["entity"])
        if found := re.fullmatch(r"V1/(shipment|invoices)/(\d+)", path):
            store = self.shipments if found[1] == "shipment" else self.invoices
            if int(found[2]) not in store:
                return capture("error_shipment_unknown")
            return Answer(body=store[int(found[2])])
        if path in ("V1/shipments", "V1/invoices"):
            store = self.shipments if path == "V1/shipments" else self.invoices
            [(_name, _condition, value)] = request.filters()
            items = [one for one in store.values() if str(one["order_id"]) == value]
            return Answer(body={"items": items, "total_count": len(items)})
        return None

    def _read(self, order_id: int, data: dict, request: Request) -> Answer:
        return Answer(body=self.orders[order_id])

    def _ship(self, order_id: int, data: dict, request: Request) -> Answer:
        return self._made("shipment", order_id, data, "error_ship_already_shipped")

    def _invoice(self, order_id: int, data: dict, request: Request) -> Answer:
        return self._made("invoice", order_id, data, "error_invoice_twice")

    def _made(self, kind: str, order_id: int, data: dict, refusal: str) -> Answer:
        state = self.orders[order_id]["state"]
        refused = {"canceled": "error_ship_canceled", "holded": "error_ship_held"}
        if kind == "shipment" and state in refused:
            return capture(refused[state])
        number = self._make(kind, order_id, data)
        return Answer(body=str(number)) if number else capture(refusal)

    def _open(self, kind: str, order: dict, item: dict) -> float:
        if self._is_dummy(order, item):
            return 0
        done = ("qty_shipped", "qty_refunded", "qty_canceled")
        if kind == "invoice":
            done = ("qty_invoiced", "qty_canceled")
        return item["qty_ordered"] - sum(item[name] for name in done)

    def _is_dummy(self, order: dict, item: dict) -> bool:
        """Counted with others: a variant; a part of a bundle, or the bundle."""
        by_id = {one["item_id"]: one for one in order["items"]}
        parent = by_id.get(item.get("parent_item_id"))
        if parent is not None:
            return not parent.get("by_parts")
        return bool(item.get("by_parts"))

    def _make(self, kind: str, order_id: int, data: dict) -> int:
        order = self.orders[order_id]
        wanted = {one["order_item_id"]: one["qty"] for one in data.get("items") or ()}
        lines = []
        for item in order["items"]:
            left = self._open(kind, order, item)
            quantity = min(wanted.get(item["item_id"], 0) if wanted else left, left)
            if quantity > 0:
                lines.append({"order_item_id": item["item_id"], "qty": quantity})
        if not lines:
            return 0
        done = "qty_shipped" if kind == "shipment" else "qty_invoiced"
        for line in lines:
            for item in order["items"]:
                if line["order_item_id"] in (
                    item["item_id"],
                    item.get("parent_item_id"),
                ):
                    item[done] += line["qty"]
        number = self.new_id()
        comment = data.get("comment")
        document = {
            "entity_id": number,
            "order_id": order_id,
            "items": lines,
            "comments": [comment] if comment else [],
        }
        if kind == "shipment":
            document["tracks"] = list(data.get("tracks") or ())
            self.shipments[number] = document
        else:
            self.invoices[number] = document
        return number

    def _track(self, entity: dict) -> Answer:
        self.shipments[entity["parent_id"]]["tracks"].append(entity)
        return Answer(body={**entity, "entity_id": self.new_id()})

    def _cancel(self, order_id: int, data: dict, request: Request) -> Answer:
        order = self.orders[order_id]
        open_items = any(self._open("invoice", order, one) for one in order["items"])
        if order["state"] in ("canceled", "complete", "closed", "holded"):
            return Answer(body=False)
        if not open_items:
            return Answer(body=False)
        started = any(item["qty_invoiced"] for item in order["items"])
        order["state"] = order["status"] = "processing" if started else "canceled"
        return Answer(body=True)

    def _hold(self, order_id: int, data: dict, request: Request) -> Answer:
        order = self.orders[order_id]
        if order["state"] in ("canceled", "complete", "closed", "holded"):
            return Answer(400, {"message": "A hold action is not available."})
        order["before"] = order["state"]
        order["state"] = order["status"] = "holded"
        return Answer(body=True)

    def _unhold(self, order_id: int, data: dict, request: Request) -> Answer:
        order = self.orders[order_id]
        order["state"] = order["status"] = order.pop("before", "processing")
        return Answer(body=True)

    def _comments(self, order_id: int, data: dict, request: Request) -> Answer:
        if request.method == "POST":
            now = datetime.fromtimestamp(self.date(), UTC).strftime(_MOMENT)
            self.comments.append({**data["statusHistory"], "created_at": now})
            return Answer(body=True)
        return Answer(body={"items": self.comments, "total_count": len(self.comments)})
