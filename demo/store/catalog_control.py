"""The part of :class:`~.control.Store` that looks at and changes the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode


class CatalogControl:
    """Products, categories and stock of a running store, as its owner handles them."""

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        raise NotImplementedError

    def product(self, sku: str, scope: str = "all") -> dict[str, Any]:
        """Return a product as the store has it now.

        :param scope: the code of a store view, or ``all``.
        :raises urllib.error.HTTPError: 404, there is none.
        """
        return self._call("GET", _path("/product", sku=sku, scope=scope))

    def save_product(
        self, sku: str, scope: str = "all", **product: Any
    ) -> dict[str, Any]:
        """Create or change a product; its ``updated_at`` moves.

        :param product: what the REST interface takes for a product.
        """
        return self._call("POST", _path("/product", sku=sku, scope=scope), product)

    def delete_product(self, sku: str) -> None:
        """Delete a product."""
        self._call("DELETE", _path("/product", sku=sku))

    def date_products(self, skus: Sequence[str], updated_at: str) -> None:
        """Let products have been changed in one and the same second."""
        body = {"skus": list(skus), "updated_at": updated_at}
        self._call("POST", "/products_updated_at", body)

    def category(self, category_id: int, scope: str = "all") -> dict[str, Any]:
        """Return a category as the store has it now."""
        return self._call("GET", _path(f"/categories/{category_id}", scope=scope))

    def change_category(
        self, category_id: int, scope: str = "all", **values: Any
    ) -> dict[str, Any]:
        """Change values of a category; ``parent_id`` moves it."""
        path = _path(f"/categories/{category_id}", scope=scope)
        return self._call("POST", path, values)

    def delete_category(self, category_id: int) -> None:
        """Delete a category and all below it."""
        self._call("DELETE", f"/categories/{category_id}")

    def stock(self, sku: str) -> dict[str, Any]:
        """Return ``item``, ``sources`` by code and ``salable`` by stock of a product."""
        return self._call("GET", _path("/stock", sku=sku))

    def set_stock(
        self,
        sku: str,
        quantity: float,
        source: str = "default",
        status: int | None = None,
    ) -> dict[str, Any]:
        """Put a quantity in a source; return the stock."""
        body = {"quantity": quantity, "source": source}
        if status is not None:
            body["status"] = status
        return self._call("POST", _path("/stock", sku=sku), body)


def _path(path: str, **query: str) -> str:
    return f"{path}?{urlencode(query)}"
