"""How orders, and what was made of them, are read before more is made."""

from __future__ import annotations

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector.rest import encode_path
from odoo.addons.connector.schema import Schema

from ..client import search_query
from ..client.fulfilment_payload import PROGRESS


class FulfilmentAdapter(AbstractComponent):
    """Reads orders and what was made of them; makes more.

    :cvar _path: end point of one document
    :cvar _list_path: end point of the list
    :cvar _action: last part of the end point that makes one of an order
    :cvar _document: what is read of a document
    """

    _name = "magento.fulfilment.adapter"
    _inherit = "magento.adapter"

    _list_path = ""
    _action = ""
    _document: Schema

    def order(self, order_id: str) -> dict:
        """How far an order is. :raises IDMissingInBackend: it is gone"""
        path = f"V1/orders/{encode_path(order_id)}"
        fields = (
            "entity_id,increment_id,state,status,items[item_id,parent_item_id,"
            "product_type,sku,qty_ordered,qty_shipped,qty_invoiced,qty_refunded,"
            "qty_canceled]"
        )
        answer = self.rest.get(path, [("fields", fields)], record=True)
        return PROGRESS.check(answer, translate=self.env._)

    def of_order(self, order_id: str) -> list[dict]:
        """All that was made of an order, the oldest first."""
        size = self.backend_record.page_size
        found: dict[str, dict] = {}
        page = 1
        while True:
            query = search_query(
                [("order_id", "eq", order_id)],
                page_size=size,
                page=page,
                sort=["entity_id"],
            )
            data = self.rest.get(self._list_path, query)
            items = data.get("items") if isinstance(data, dict) else None
            if not isinstance(items, list):
                raise self._not_a_list(self._list_path)
            known = len(found)
            for item in items:
                document = self._document.check(item, translate=self.env._)
                found[document["entity_id"]] = document
            # Older Magento repeats its last page.
            if len(items) < size or len(found) == known:
                return list(found.values())
            page += 1

    def read(self, external_id: str) -> dict:
        """One document. :raises IDMissingInBackend: there is none"""
        answer = self.rest.get(self._record_path(external_id), record=True)
        return self._document.check(answer, translate=self.env._)

    def make(self, order_id: str, body: dict) -> str:
        """Make a document of an order; its id.

        :raises IDMissingInBackend: the order is gone
        """
        path = f"V1/order/{encode_path(order_id)}/{self._action}"
        answer = self.rest.send("POST", path, body=body, record=True)
        number = answer.data
        if isinstance(number, str | int) and str(number).isdigit():
            return str(int(number))
        raise self._unreadable(
            answer, self.env._("the answer is not an id, but %s.", str(number)[:80])
        )
