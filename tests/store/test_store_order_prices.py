"""The store prices what it makes up as the real instance priced its orders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from demo.store import order_store, product_store
from demo.store.app import open_shop
from demo.store.carts import Cart, Discount, Piece
from demo.store.data import load
from demo.store.order_amounts import Rounder, cents, number
from demo.store.order_history import placed_orders
from demo.store.order_placing import place

PRICES = {
    # Special, tier and website prices, options and parts with a price.
    3: 9.9,
    4: 1.0,
    13: 19.9,
    15: 19.9,
    20: 51.5,
    25: 9.9,
    24: 93.0,
    33: 9.9,
    36: 88.0,
    43: 19.9,
    45: 9.9,
}
"""What one of a line cost, where the catalogue says something else."""
COUPONS = {
    10: Discount(amount=5, coupon="FIVE"),
    17: Discount(percent=10, coupon="SAVE10"),
}
AMOUNTS = (
    "price",
    "price_incl_tax",
    "row_total",
    "row_total_incl_tax",
    "tax_amount",
    "tax_percent",
    "discount_amount",
    "discount_tax_compensation_amount",
    "row_weight",
)
TOTALS = (
    "subtotal",
    "subtotal_incl_tax",
    "shipping_amount",
    "shipping_incl_tax",
    "shipping_tax_amount",
    "tax_amount",
    "discount_amount",
    "grand_total",
    "total_due",
)
PLAIN = ("total_item_count", "total_qty_ordered", "weight", "is_virtual", "store_name")
CURRENCIES = (
    "base_currency_code",
    "order_currency_code",
    "store_currency_code",
    "global_currency_code",
    "base_to_order_rate",
    "base_to_global_rate",
)

# Two recorded orders have their coupon's rounding or its part on the shipping elsewhere.
ORDERS = [order for order in placed_orders() if order["entity_id"] not in (6, 10)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return open_shop(str(tmp_path_factory.mktemp("p") / "s"), 31, products=28)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order["entity_id"])
def test_it_costs_what_it_cost(shop: Any, order: dict[str, Any]) -> None:
    with shop.database.write() as connection:
        made = place(connection, cart_of(connection, order))
    for prefix in ("", "base_"):
        for key in TOTALS:
            assert made[prefix + key] == order[prefix + key], prefix + key
        for item, recorded in zip(made["items"], order["items"], strict=True):
            for key in AMOUNTS:
                where = (recorded["sku"], prefix + key)
                assert item.get(prefix + key) == recorded.get(prefix + key), where
    for key in (*PLAIN, *CURRENCIES):
        assert made[key] == order[key], key
    for key in ("applied_taxes", "item_applied_taxes", "taxes"):
        assert without_ids(made["taxes"][key]) == without_ids(order["taxes"][key])
    assert (
        made["taxes"]["payment_additional_info"]
        == (order["taxes"]["payment_additional_info"])
    )
    assert [list(order_store.answer(made, [])["payment"])] == [
        list(order_store.answer(order, [])["payment"])
    ]


def cart_of(connection: Any, order: dict[str, Any]) -> Cart:
    products = product_store.briefs(connection, order["store_id"])
    customers = {c["id"]: c for c in load("customers.json")}
    pieces: dict[int, Piece] = {}
    for item in order["items"]:
        product = products[item["product_id"]]
        quantity = item["qty_ordered"]
        above = pieces.get(item.get("parent_item_id", 0))
        if above:
            quantity /= above.quantity
        piece = Piece(
            product,
            quantity,
            price=PRICES.get(item["item_id"]),
            sku=item["sku"],
            priced_by_children=item.get("_priced_by_children", False),
        )
        if above:
            above.children.append(piece)
        else:
            pieces[item["item_id"]] = piece
    shipping = 9.5 if order["store_id"] > 2 else 6.9
    return Cart(
        view_id=order["store_id"],
        moment=order["created_at"],
        pieces=list(pieces.values()),
        billing=order["billing_address"],
        shipping=order["shipping_address"],
        email=order["customer_email"],
        customer=customers.get(order.get("customer_id")),
        method=order["payment"]["method"],
        shipping_method=order["shipping_method"] or "",
        shipping_price=shipping if order["shipping_amount"] else 0,
        discount=COUPONS.get(order["entity_id"]),
        po_number=order["payment"].get("po_number"),
    )


def without_ids(rows: list[dict[str, Any]]) -> str:
    keys = ("tax_id", "order_id", "item_id")
    return json.dumps(
        [{key: row[key] for key in row if key not in keys} for row in rows]
    )


def test_halves_go_up() -> None:
    assert cents(16.585) == 16.59
    assert cents(1.005) == 1.01
    assert cents(12.5 * 4 / 1.2) == 41.67
    assert type(number(50.0)) is int


def test_what_rounding_took_is_given_to_the_next() -> None:
    rounder = Rounder()
    assert [rounder(1 / 3) for _ in range(3)] == [0.33, 0.34, 0.33]
    assert rounder(1 / 3, "other") == 0.33


def test_the_example_of_the_readme() -> None:
    line = next(o for o in ORDERS if o["entity_id"] == 19)["items"][0]
    assert (line["price"], line["qty_ordered"], line["row_total"]) == (10.42, 4, 41.67)


def test_orders_of_the_recording_are_there() -> None:
    assert len(ORDERS) == 19
    assert Path(__file__).with_name("captures_orders").is_dir()
