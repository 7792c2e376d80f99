"""The orders of a new store: always the same, awkward, and right to the cent."""

from __future__ import annotations

import collections
import re
from pathlib import Path
from typing import Any

import pytest
from seeded_orders import NUMBER, everything, raw_orders

from demo.store import (
    order_history,
    order_lines,
    order_seed,
)
from demo.store.app import open_shop
from demo.store.shop import Shop

PREFIXES = ("", "base_")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    path = tmp_path_factory.mktemp("orders") / "s"
    return open_shop(str(path), 300, orders=NUMBER)


@pytest.fixture(scope="module")
def orders(shop: Shop) -> list[dict[str, Any]]:
    return everything(shop)[0]


def test_it_is_always_the_same(shop: Shop) -> None:
    before = everything(shop)
    order_seed.orders(shop.database, NUMBER)
    assert everything(shop) == before


@pytest.mark.parametrize("number", [0, 1, 21, 22, 30, 47])
def test_as_many_as_asked(tmp_path: Path, number: int) -> None:
    shop = open_shop(str(tmp_path / "s"), 40, products=60, orders=number)
    assert len(everything(shop)[0]) == number


def test_the_number_of_a_store(orders: list[dict[str, Any]]) -> None:
    assert len(orders) == NUMBER


def identity(document: dict[str, Any], prefix: str) -> float:
    on_shipping = (
        "base_shipping_discount_tax_compensation_amnt"
        if prefix
        else "shipping_discount_tax_compensation_amount"
    )
    keys = (
        "subtotal",
        "shipping_amount",
        "tax_amount",
        "discount_amount",
        "discount_tax_compensation_amount",
    )
    amounts = [document[prefix + key] for key in keys]
    return sum(amounts, document.get(on_shipping, 0))


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_total_is_the_sum_of_its_parts(shop: Shop, prefix: str) -> None:
    orders, bills, _, memos = everything(shop)
    for document in orders + bills:
        total = document[f"{prefix}grand_total"]
        assert identity(document, prefix) == pytest.approx(total, abs=1e-6)
        assert total >= 0
    for memo in memos:
        total = memo[f"{prefix}grand_total"] - memo[f"{prefix}adjustment"]
        order = next(o for o in orders if o["entity_id"] == memo["order_id"])
        # Credit memos do not tell the compensation on the shipping they give back.
        untold = order["shipping_discount_tax_compensation_amount"]
        allowed = untold if memo["shipping_amount"] else 1e-6
        assert identity(memo, prefix) == pytest.approx(total, abs=max(allowed, 1e-6))


@pytest.mark.parametrize("prefix", PREFIXES)
def test_lines_add_up_to_their_order(orders: list[dict[str, Any]], prefix: str) -> None:
    for order in orders:
        counted = [
            item
            for item in order["items"]
            if "price_incl_tax" in item and "tax_percent" in item
        ]
        before = sum(
            i[f"{prefix}row_total"] + i[f"{prefix}discount_amount"] for i in counted
        )
        assert before == pytest.approx(order[f"{prefix}subtotal"], abs=1e-6)
        tax = sum(item[f"{prefix}tax_amount"] for item in counted)
        tax += order[f"{prefix}shipping_tax_amount"]
        assert tax == pytest.approx(order[f"{prefix}tax_amount"], abs=1e-6)
        discount = sum(item[f"{prefix}discount_amount"] for item in counted)
        discount += order[f"{prefix}shipping_discount_amount"]
        assert -discount == pytest.approx(order[f"{prefix}discount_amount"], abs=1e-6)
        taxes = order["extension_attributes"]["taxes"]
        told = sum(tax[f"{prefix}amount"] for tax in taxes)
        assert told == pytest.approx(order[f"{prefix}tax_amount"], abs=1e-6)


def test_documents_add_up_to_their_order(shop: Shop) -> None:
    orders, bills, sent, memos = everything(shop)
    for order in orders:
        of_order = [
            [d for d in kind if d["order_id"] == order["entity_id"]]
            for kind in (bills, sent, memos)
        ]
        billed = sum(bill["grand_total"] for bill in of_order[0])
        assert billed == pytest.approx(order.get("total_invoiced", 0), abs=1e-6)
        paid = sum(b["grand_total"] for b in of_order[0] if b["state"] == 2)
        assert paid == pytest.approx(order.get("total_paid", 0), abs=1e-6)
        back = sum(memo["grand_total"] for memo in of_order[2])
        assert back == pytest.approx(order.get("total_refunded", 0), abs=1e-6)
        if order["state"] == "complete" and "total_canceled" not in order:
            assert billed == pytest.approx(order["grand_total"], abs=1e-6)
            assert order["total_due"] == 0
        if order["state"] == "closed":
            assert back == pytest.approx(order["total_paid"], abs=1e-6)
        for item in order["items"]:
            for key, kind in zip(
                ("qty_invoiced", "qty_refunded"), of_order[::2], strict=True
            ):
                lines = [x for d in kind for x in d["items"]]
                told = sum(
                    x["qty"] for x in lines if x["order_item_id"] == item["item_id"]
                )
                if "parent_item_id" not in item:
                    assert told == pytest.approx(item[key]), (order["entity_id"], key)


def test_lines_are_never_overdone(orders: list[dict[str, Any]]) -> None:
    for order in orders:
        for item in order["items"]:
            ordered = item["qty_ordered"]
            for key in ("invoiced", "shipped", "canceled", "refunded"):
                assert 0 <= item[f"qty_{key}"] <= ordered
            assert item["qty_invoiced"] + item["qty_canceled"] <= ordered
            if not item["is_virtual"]:
                assert item["qty_shipped"] + item["qty_canceled"] <= ordered


def test_there_are_orders_in_every_state(orders: list[dict[str, Any]]) -> None:
    states = collections.Counter(order["state"] for order in orders)
    assert set(states) == {
        "new",
        "pending_payment",
        "payment_review",
        "processing",
        "complete",
        "closed",
        "canceled",
        "holded",
    }
    assert min(states.values()) >= 3
    assert {order["status"] for order in orders} >= {
        "pending",
        "pending_payment",
        "waiting_for_engraver",
    }


def test_there_are_orders_sent_billed_and_given_back_in_part(
    orders: list[dict[str, Any]],
) -> None:
    def in_part(order: dict[str, Any], key: str) -> bool:
        tops = [i for i in order["items"] if "parent_item_id" not in i]
        done = sum(i[key] for i in tops)
        return 0 < done < sum(i["qty_ordered"] for i in tops)

    for key in ("qty_shipped", "qty_invoiced", "qty_refunded", "qty_canceled"):
        assert sum(in_part(order, key) for order in orders) >= 3, key
    unsent = [
        order
        for order in orders
        if order.get("total_refunded")
        and not any(item["qty_shipped"] for item in order["items"])
    ]
    assert unsent


def test_everything_that_can_be_sold_is_ordered(
    orders: list[dict[str, Any]],
) -> None:
    items = [item for order in orders for item in order["items"]]
    kinds = collections.Counter(item["product_type"] for item in items)
    assert set(kinds) == {
        "simple",
        "configurable",
        "bundle",
        "virtual",
        "downloadable",
    }
    options = {
        key
        for item in items
        for key in item.get("product_option", {}).get("extension_attributes", ())
    }
    assert options == {
        "configurable_item_options",
        "bundle_options",
        "custom_options",
    }
    assert any(isinstance(item["qty_ordered"], float) for item in items)
    assert any(order["is_virtual"] for order in orders)
    for order in orders:
        assignment = order["extension_attributes"]["shipping_assignments"][0]
        assert ("address" in assignment["shipping"]) is not bool(order["is_virtual"])
        ids = {item["item_id"] for item in order["items"]}
        for item in order["items"]:
            assert item.get("parent_item_id", item["item_id"]) in ids


def test_shops_currencies_taxes_and_payments(orders: list[dict[str, Any]]) -> None:
    assert {order["store_id"] for order in orders} == {1, 2, 3, 4}
    pairs = {(o["base_currency_code"], o["order_currency_code"]) for o in orders}
    assert pairs == {("EUR", "EUR"), ("USD", "USD"), ("USD", "EUR")}
    codes = {
        tax["code"]
        for order in orders
        for tax in order["extension_attributes"]["applied_taxes"]
    }
    assert codes == {
        "FR-TVA-20",
        "FR-TVA-5.5",
        "DE-MwSt-19",
        "BE-TVA-21",
        "US-CA-*-Rate 1",
    }
    assert any(not order["tax_amount"] for order in orders)
    assert {order["payment"]["method"] for order in orders} == {
        "banktransfer",
        "braintree",
        "cashondelivery",
        "checkmo",
        "free",
        "paypal_express",
        "purchaseorder",
    }
    unpaid = [o for o in orders if "amount_authorized" in o["payment"]]
    assert any("amount_paid" not in order["payment"] for order in unpaid)
    assert any(order["customer_is_guest"] for order in orders)
    assert any(order["discount_amount"] for order in orders)
    assert any(order["shipping_discount_amount"] for order in orders)
    assert any(order["status_histories"] for order in orders)


def test_numbers_are_those_of_their_view(orders: list[dict[str, Any]]) -> None:
    for order in orders:
        prefix = {1: ""}.get(order["store_id"], str(order["store_id"]))
        assert re.fullmatch(prefix + r"\d{9}(-\d+)?", order["increment_id"])
    keys = {(order["increment_id"], order["store_id"]) for order in orders}
    assert len(keys) == len(orders)


def test_many_share_a_second(orders: list[dict[str, Any]]) -> None:
    seconds = collections.Counter(order["updated_at"] for order in orders)
    assert seconds[order_seed.NIGHTLY_UPDATE] > 30


def test_all_lies_in_the_past(shop: Shop) -> None:
    for kind in everything(shop):
        for document in kind:
            assert "2024" < document["created_at"] <= document["updated_at"] < "2026"


def test_open_orders_are_reserved(shop: Shop) -> None:
    waiting: collections.Counter[tuple[str, int]] = collections.Counter()
    with shop.database.read() as connection:
        for order in raw_orders(connection):
            for sku, quantity in order_lines.waited_for(order).items():
                waiting[sku, order["_stock_id"]] += quantity
        rows = connection.execute(
            "SELECT sku, stock_id, sum(quantity) AS n FROM reservation GROUP BY 1, 2"
        ).fetchall()
    reserved = {(row["sku"], row["stock_id"]): -row["n"] for row in rows if row["n"]}
    assert reserved == pytest.approx(dict(waiting))
    assert len(reserved) > 100


def test_the_recorded_orders_come_first(orders: list[dict[str, Any]]) -> None:
    recorded = order_history.placed_orders()
    assert [o["increment_id"] for o in orders[: len(recorded)]] == [
        order["increment_id"] for order in recorded
    ]
