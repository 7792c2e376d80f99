"""The awkward orders of a new store, one by one."""

from __future__ import annotations

from typing import Any

import pytest
from seeded_orders import NUMBER, everything

from demo.store import order_oddities, shipments
from demo.store.app import open_shop
from demo.store.shop import Shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    path = tmp_path_factory.mktemp("orders") / "s"
    return open_shop(str(path), 300, orders=NUMBER)


@pytest.fixture(scope="module")
def orders(shop: Shop) -> list[dict[str, Any]]:
    return everything(shop)[0]


@pytest.fixture(scope="module")
def by_email(orders: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for order in orders:
        found.setdefault(order["customer_email"], []).append(order)
    return found


def only(found: dict[str, list[dict[str, Any]]], name: str) -> dict[str, Any]:
    (order,) = found[f"odd.{name}@example.test"]
    return order


def test_every_oddity_is_there(by_email: dict[str, list[dict[str, Any]]]) -> None:
    for oddity in order_oddities.ODDITIES:
        assert len(by_email[oddity.email]) == oddity.count, oddity.email


def test_a_product_deleted_since(
    shop: Shop, by_email: dict[str, list[dict[str, Any]]]
) -> None:
    item = only(by_email, "deleted.product")["items"][0]
    assert item["product_id"] == order_oddities.DELETED_PRODUCT_ID
    with shop.database.read() as connection:
        rows = connection.execute(
            "SELECT 1 FROM product WHERE id = ? OR sku = ?",
            [item["product_id"], item["sku"]],
        )
        assert not rows.fetchall()


def test_a_customer_deleted_since(
    shop: Shop, by_email: dict[str, list[dict[str, Any]]]
) -> None:
    order = only(by_email, "deleted.customer")
    assert not order["customer_is_guest"]
    with shop.database.read() as connection:
        rows = connection.execute(
            "SELECT 1 FROM customer WHERE id = ?", [order["customer_id"]]
        )
        assert not rows.fetchall()


def test_a_total_of_nothing(by_email: dict[str, list[dict[str, Any]]]) -> None:
    order = only(by_email, "zero.total")
    assert order["grand_total"] == 0 < order["subtotal"]


def test_a_long_order(by_email: dict[str, list[dict[str, Any]]]) -> None:
    assert len(only(by_email, "long")["items"]) == order_oddities.LONG_ORDER == 300


def test_a_comment_in_html(by_email: dict[str, list[dict[str, Any]]]) -> None:
    (comment,) = only(by_email, "html.comment")["status_histories"]
    assert "<script>" in comment["comment"]


def test_an_unknown_carrier(
    shop: Shop, by_email: dict[str, list[dict[str, Any]]]
) -> None:
    order = only(by_email, "unknown.carrier")
    with shop.database.read() as connection:
        (shipment,) = shipments.KIND.of_order(connection, order["entity_id"])
    assert shipment["tracks"][0]["carrier_code"] == order_oddities.UNKNOWN_CARRIER


def test_money_back_before_anything_was_sent(
    by_email: dict[str, list[dict[str, Any]]],
) -> None:
    order = only(by_email, "refund.before.shipment")
    assert order["total_refunded"] > 0 and order["state"] == "processing"
    first = order["items"][0]
    assert (first["qty_refunded"], first["qty_shipped"]) == (2, 0)


def test_an_order_edited_three_times(
    by_email: dict[str, list[dict[str, Any]]],
) -> None:
    chain = by_email["odd.edited@example.test"]
    first = chain[0]["increment_id"]
    assert [o["increment_id"] for o in chain] == [
        first,
        f"{first}-1",
        f"{first}-2",
        f"{first}-3",
    ]
    assert [order["state"] for order in chain] == [*["canceled"] * 3, "new"]
    for older, newer in zip(chain, chain[1:], strict=False):
        assert newer["relation_parent_real_id"] == older["increment_id"]
        assert newer["relation_parent_id"] == str(older["entity_id"])
        assert newer["original_increment_id"] == first
        assert older["relation_child_real_id"] == newer["increment_id"]


def test_four_times_the_price_is_not_the_row(
    by_email: dict[str, list[dict[str, Any]]],
) -> None:
    (item,) = only(by_email, "rounding")["items"]
    assert (item["price"], item["qty_ordered"], item["row_total"]) == (10.42, 4, 41.67)


def test_addresses_without_region_and_of_an_unknown_country(
    by_email: dict[str, list[dict[str, Any]]],
) -> None:
    address = only(by_email, "no.region")["billing_address"]
    assert address["country_id"] == "US"
    assert not {"region", "region_id", "region_code"} & set(address)
    antilles = only(by_email, "antilles")["billing_address"]
    assert antilles["country_id"] == order_oddities.UNKNOWN_COUNTRY


def test_both_kinds_of_bundles(by_email: dict[str, list[dict[str, Any]]]) -> None:
    dynamic, *parts = only(by_email, "bundles")["items"][:3]
    fixed = only(by_email, "bundles")["items"][3]
    assert dynamic["row_total"] == pytest.approx(sum(p["row_total"] for p in parts))
    assert "tax_percent" not in dynamic
    children = [
        item
        for item in only(by_email, "bundles")["items"]
        if item.get("parent_item_id") == fixed["item_id"]
    ]
    assert fixed["price"] > 0 and not any(child["price"] for child in children)


def test_euros_over_dollars(by_email: dict[str, list[dict[str, Any]]]) -> None:
    order = only(by_email, "euro.over.dollar")
    assert order["base_to_order_rate"] == 0.925
    assert order["grand_total"] == pytest.approx(
        order["base_grand_total"] * 0.925, abs=0.05
    )
    assert order["shipping_discount_amount"] > 0
