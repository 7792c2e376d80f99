"""The part of :class:`~.control.Store` that does what customers and the shop do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class OrderControl:
    """Orders of a running store, as customers place and its people handle them."""

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        raise NotImplementedError

    def order(self, order_id: int) -> dict[str, Any]:
        """Return an order as the store has it now.

        ``invoices``, ``shipments`` and ``creditmemos`` are those of the order.

        :raises urllib.error.HTTPError: 404, there is none.
        """
        return self._call("GET", f"/orders/{order_id}")

    def place_order(
        self, *lines: Any, view: str = "default", **values: Any
    ) -> dict[str, Any]:
        """Place an order, as a customer or a guest; return it.

        :param lines: SKUs, or pairs of a SKU and a quantity; of configurables and
            bundles the store chooses a variant and the default parts.
        :param view: the code of a store view.
        :param values: ``customer_id`` (else a guest's), ``email``, ``address`` and
            ``shipping_address`` (keys of an order's address that differ),
            ``method``, ``shipping_method``, ``shipping_price``, ``percent`` and
            ``coupon`` of a discount, ``po_number``.
        """
        body = {"lines": _pairs(lines), "view": view, **values}
        return self._call("POST", "/orders", body)

    def edit_order(self, order_id: int, *lines: Any) -> dict[str, Any]:
        """Replace an order by another one with ``lines``; return the new one.

        The old one is cancelled. The new one's number is that of the first with
        ``-1``, ``-2``, ... behind, and ``relation_parent_real_id`` names the old one.
        """
        return self._call("POST", f"/orders/{order_id}/edit", {"lines": _pairs(lines)})

    def pay_order(self, order_id: int) -> dict[str, Any]:
        """Let the money of an order come in: it is billed, and the bill paid."""
        return self._call("POST", f"/orders/{order_id}/pay", {})

    def authorize_order(self, order_id: int) -> dict[str, Any]:
        """Let the money of an order be promised by an online payment."""
        return self._call("POST", f"/orders/{order_id}/authorize", {})

    def cancel_order(self, order_id: int) -> dict[str, Any]:
        """Cancel an order.

        :raises ValueError: if it cannot be cancelled any more.
        """
        return self._call("POST", f"/orders/{order_id}/cancel", {})

    def hold_order(self, order_id: int) -> dict[str, Any]:
        """Put an order on hold."""
        return self._call("POST", f"/orders/{order_id}/hold", {})

    def unhold_order(self, order_id: int) -> dict[str, Any]:
        """Let an order that was held go on."""
        return self._call("POST", f"/orders/{order_id}/unhold", {})

    def ship_order(self, order_id: int, *lines: Any, **values: Any) -> dict[str, Any]:
        """Send an order from the shop itself.

        :param lines: pairs of a line's id and a quantity; none sends all.
        :param values: ``tracks`` and ``source_code``, as the REST interface has them.
        """
        body = {"quantities": _pairs(lines), **values}
        return self._call("POST", f"/orders/{order_id}/ship", body)

    def refund_order(self, order_id: int, *lines: Any) -> dict[str, Any]:
        """Give money of an order back.

        :param lines: pairs of a line's id and a quantity; none gives all back.
        """
        body = {"quantities": _pairs(lines)}
        return self._call("POST", f"/orders/{order_id}/refund", body)

    def comment_order(self, order_id: int, comment: str) -> dict[str, Any]:
        """Write a comment on an order."""
        return self._call("POST", f"/orders/{order_id}/comment", {"comment": comment})

    def change_order(self, order_id: int, **values: Any) -> dict[str, Any]:
        """Change columns of an order as no interface would, and its ``updated_at``."""
        return self._call("POST", f"/orders/{order_id}/change", values)


def _pairs(lines: Sequence[Any]) -> list[list[Any]]:
    return [[line, 1] if isinstance(line, str) else list(line) for line in lines]
