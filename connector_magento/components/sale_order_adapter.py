"""How orders are read from the shop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from odoo.addons.component.core import Component


class OrderAdapter(Component):
    """Orders come whole, with their lines; titles of custom options are added."""

    _name = "magento.order.adapter"
    _inherit = "magento.keyset.adapter"
    _apply_on = "magento.sale.order"

    _path = "V1/orders"
    _search_path = "V1/orders"
    _listed = "entity_id,increment_id"

    def _page(self, *args: object, **kwargs: object) -> tuple[list[dict], int | None]:
        items, total = super()._page(*args, **kwargs)
        return [_trimmed(item) for item in items], total

    def read(self, external_id: object) -> dict:
        """The order with this id. :raises IDMissingInBackend: there is none"""
        order = _trimmed(super().read(external_id))
        self._add_titles([order])
        return order

    def read_many(self, external_ids: Iterable[object]) -> dict[object, object]:
        """Those of the orders that there are, in a request per page size."""
        found = super().read_many(external_ids)
        self._add_titles(found.values())
        return found

    def _add_titles(self, orders: Iterable[Any]) -> None:
        """Add ``option_titles``: what the custom options of the lines are called.

        An order has ids only. One request for all orders, none without such options.
        """
        chosen: dict[str, list[dict]] = {}
        for order in orders:
            for item in order.get("items") or () if isinstance(order, dict) else ():
                if _custom_options(item):
                    chosen.setdefault(str(item.get("product_id")), []).append(order)
        ids = [id_ for id_ in chosen if id_.isdigit()]
        size = self.backend_record.page_size
        for index in range(0, len(ids), size):
            wanted = ids[index : index + size]
            products, _total = self._page(
                [("entity_id", "in", wanted)],
                fields="items[id,options],total_count",
                path="V1/products",
            )
            for product in products:
                titles = _titles(product)
                for order in chosen.get(str(product.get("id")), ()):
                    order.setdefault("option_titles", {}).update(titles)


#: What is there twice, or is nobody's business.
_UNUSED = ("protect_code", "quote_id", "remote_ip", "x_forwarded_for")
_UNUSED_OF_PAYMENT = ("additional_data", "last_trans_id")


def _trimmed(item: Any) -> Any:
    """An order with its id where all records have theirs, and without repetitions."""
    if not isinstance(item, dict):
        return item
    item = {key: value for key, value in item.items() if key not in _UNUSED}
    item.setdefault("id", item.get("entity_id"))
    if isinstance(item.get("payment"), dict):
        item["payment"] = {
            key: value
            for key, value in item["payment"].items()
            if key not in _UNUSED_OF_PAYMENT and not key.startswith("cc_")
        }
    lines = item.get("items")
    for line in lines if isinstance(lines, list) else ():
        if isinstance(line, dict):
            line.pop("parent_item", None)
    shipped = _dict(item.get("extension_attributes")).get("shipping_assignments")
    for assignment in shipped if isinstance(shipped, list) else ():
        if _is_dict(assignment):
            assignment.pop("items", None)
    return item


def _is_dict(value: object) -> bool:
    return isinstance(value, dict)


def _dict(value: Any) -> dict:
    """The value, if it is an object as it should be; else an empty one."""
    return value if isinstance(value, dict) else {}


def _custom_options(item: object) -> object:
    option = _dict(_dict(item).get("product_option"))
    return _dict(option.get("extension_attributes")).get("custom_options")


def _titles(product: dict) -> dict[str, list]:
    """Option id → its title, and the titles of its values by their ids."""
    titles = {}
    options = product.get("options")
    for option in options if isinstance(options, list) else ():
        if _is_dict(option):
            values = option.get("values")
            titles[str(option.get("option_id"))] = [
                str(option.get("title") or ""),
                {
                    str(value.get("option_type_id")): str(value.get("title") or "")
                    for value in (values if isinstance(values, list) else ())
                    if _is_dict(value)
                },
            ]
    return titles
