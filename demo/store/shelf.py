"""The products that customers of a store view can put into their cart."""

from __future__ import annotations

import sqlite3
from typing import Any

from . import product_store, stores
from .carts import Piece, price_at
from .product_store import Brief

ENGRAVED_RING = "RING-01"
_RING_OPTIONS: tuple[tuple[str, float, list[dict[str, str]]], ...] = (
    ("-BOX0", 0, [{"option_id": "2", "option_value": "1"}]),
    ("-BOX1", 8, [{"option_id": "2", "option_value": "2"}]),
    (
        "-ENG-BOX1",
        13,
        [
            {"option_id": "1", "option_value": "Für immer ♥"},
            {"option_id": "2", "option_value": "2"},
        ],
    ),
)
"""What the recorded product with custom options can be had with, and what it adds."""


class Shelf:
    """The products of a store view, ready to be put into a cart."""

    def __init__(self, connection: sqlite3.Connection, view_id: int) -> None:
        view = stores.view_by_id(view_id) or {}
        self._products = product_store.briefs(connection, view_id)
        self._by_sku = {p.sku.upper(): p for p in self._products.values()}
        self._codes: dict[int, str] = {
            row["attribute_id"]: row["attribute_code"]
            for row in connection.execute(
                "SELECT attribute_id, attribute_code FROM product_attribute"
            )
        }
        self.for_sale = [
            product
            for product in self._products.values()
            if product.status == 1
            and view["website_id"] in product.website_ids
            and product.type_id != "grouped"
        ]

    def find(self, sku: str) -> Brief:
        """Return the product with a SKU.

        :raises ValueError: if the store has none.
        """
        try:
            return self._by_sku[sku.upper()]
        except KeyError:
            raise ValueError(f"the store has no product {sku!r}") from None

    def piece(
        self, product: Brief, quantity: float, moment: str, choice: int = 0
    ) -> Piece:
        """Return a product as it goes into a cart.

        :param choice: which variant of a configurable, which options.
        """
        if product.type_id == "configurable" and product.children:
            return self._variant(product, quantity, moment, choice)
        if product.type_id == "bundle":
            return self._bundle(product, quantity, moment)
        price = price_at(product, moment)
        if product.sku == ENGRAVED_RING:
            suffix, extra, options = _RING_OPTIONS[choice % len(_RING_OPTIONS)]
            return Piece(
                product,
                quantity,
                price=price + extra,
                sku=product.sku + suffix,
                option={"custom_options": options},
            )
        return Piece(product, quantity, price=price)

    def _variant(
        self, product: Brief, quantity: float, moment: str, choice: int
    ) -> Piece:
        variants = [self._products[id_] for id_ in product.children]
        variant = variants[choice % len(variants)]
        chosen = []
        for option in product.options:
            value = variant.values.get(self._codes[int(option["attribute_id"])])
            if value is not None:
                chosen.append(
                    {"option_id": option["attribute_id"], "option_value": int(value)}
                )
        return Piece(
            product,
            quantity,
            price=price_at(variant, moment),
            sku=variant.sku,
            option={"configurable_item_options": chosen},
            children=[Piece(variant, 1)],
        )

    def _bundle(self, product: Brief, quantity: float, moment: str) -> Piece:
        is_dynamic = str(product.values.get("price_type", "0")) == "0"
        price, children, chosen = price_at(product, moment), [], []
        for option in product.options:
            links = option["product_links"]
            link = next((x for x in links if x.get("is_default")), links[0])
            part = self._by_sku.get(link["sku"].upper())
            if part is None:
                continue
            children.append(Piece(part, link["qty"], price=price_at(part, moment)))
            price += _surcharge(link, product)
            chosen.append(
                {
                    "option_id": option["option_id"],
                    "option_qty": link["qty"],
                    "option_selections": [int(link["id"])],
                }
            )
        sku = product.sku
        if str(product.values.get("sku_type", "0")) == "0":
            sku = "-".join([sku, *(child.product.sku for child in children)])
        return Piece(
            product,
            quantity,
            price=price,
            sku=sku,
            option={"bundle_options": chosen},
            children=children,
            priced_by_children=is_dynamic,
            shipped_by_children=str(product.values.get("shipment_type", "0")) == "1",
        )


def _surcharge(link: dict[str, Any], product: Brief) -> float:
    """Return what a part adds to the price of a bundle that has one of its own."""
    price = link.get("price") or 0.0
    if link.get("price_type"):
        price = (product.price or 0.0) * price / 100
    return price * link["qty"]
