"""Money for orders: what is billed, and what is given back."""

from __future__ import annotations

import pytest
from order_calls import accepted, line, quantities, refused
from store_client import Client

from demo.store.control import Store

# --- Invoices


def test_the_first_invoice_bears_the_shipping(shop: Store, visitor: Client) -> None:
    order = shop.place_order(("MUG-RED", 3), "CAP-01", percent=10)
    path = f"order/{order['entity_id']}/invoice"
    item_id = line(order)["item_id"]
    ids = [
        accepted(visitor, path, {"items": [{"order_item_id": item_id, "qty": 1}]}),
        accepted(visitor, path, {"items": [{"order_item_id": item_id, "qty": 1}]}),
        accepted(visitor, path),
    ]
    bills = [visitor.get(f"invoices/{id_}") for id_ in ids]
    assert [b["shipping_amount"] for b in bills] == [order["shipping_amount"], 0, 0]
    total = sum(bill["grand_total"] for bill in bills)
    assert total == pytest.approx(order["grand_total"])
    after = shop.order(order["entity_id"])
    for key in ("tax", "discount", "discount_tax_compensation", "shipping"):
        assert after[f"{key}_invoiced"] == pytest.approx(order[f"{key}_amount"]), key
    assert after["subtotal_invoiced"] == pytest.approx(order["subtotal"])
    assert after["total_due"] == 0
    message = refused(visitor, path)
    assert "The order does not allow an invoice to be created." in message


def test_more_than_is_open_cannot_be_billed(shop: Store, visitor: Client) -> None:
    order = shop.place_order(("MUG-RED", 2))
    body = {"items": [{"order_item_id": line(order)["item_id"], "qty": 3}]}
    path = f"order/{order['entity_id']}/invoice"
    assert 'product SKU "MUG-RED"' in refused(visitor, path, body)
    unknown = {"items": [{"order_item_id": 999_999, "qty": 1}]}
    assert "not part of the original order" in refused(visitor, path, unknown)
    assert shop.order(order["entity_id"])["invoices"] == []


def test_money_that_was_promised_is_collected(shop: Store, visitor: Client) -> None:
    order_id = shop.place_order("MUG-RED", method="braintree")["entity_id"]
    promised = shop.authorize_order(order_id)
    assert promised["state"] == "processing"
    assert promised["payment"]["amount_authorized"] == promised["grand_total"]
    bill_id = accepted(visitor, f"order/{order_id}/invoice", {"capture": False})
    assert visitor.get(f"invoices/{bill_id}")["state"] == 1
    assert shop.order(order_id)["total_due"] == promised["grand_total"]
    assert accepted(visitor, f"invoices/{bill_id}/capture") is True
    assert visitor.get(f"invoices/{bill_id}")["state"] == 2
    assert shop.order(order_id)["total_due"] == 0
    message = refused(visitor, f"invoices/{bill_id}/capture")
    assert message == "The capture action is not available."


def test_an_online_payment_can_be_collected_at_once(
    shop: Store, visitor: Client
) -> None:
    order_id = shop.place_order("MUG-RED", method="braintree")["entity_id"]
    bill_id = accepted(visitor, f"order/{order_id}/invoice", {"capture": True})
    assert visitor.get(f"invoices/{bill_id}")["state"] == 2


def test_a_dynamic_bundle_is_billed_by_its_parts(shop: Store, visitor: Client) -> None:
    order = shop.place_order(("KIT-DYN", 2), "TEE")
    bill_id = accepted(visitor, f"order/{order['entity_id']}/invoice")
    bill = visitor.get(f"invoices/{bill_id}")
    assert bill["grand_total"] == pytest.approx(order["grand_total"])
    told = [item for item in bill["items"] if "row_total" in item]
    assert sum(item["row_total"] for item in told) == pytest.approx(bill["subtotal"])
    assert len(told) == 3


# --- Credit memos


def test_giving_back_by_and_by(shop: Store, visitor: Client) -> None:
    order = shop.place_order(("MUG-RED", 3), "CAP-01", percent=10)
    order_id = order["entity_id"]
    accepted(visitor, f"order/{order_id}/invoice")
    accepted(visitor, f"order/{order_id}/ship")
    body = {"items": [{"order_item_id": line(order)["item_id"], "qty": 2}]}
    no_shipping = {"arguments": {"shipping_amount": 0}}
    path = f"order/{order_id}/refund"
    first = accepted(visitor, path, body | no_shipping)
    memo = visitor.get(f"creditmemo/{first}")
    assert memo["shipping_amount"] == 0
    assert shop.order(order_id)["state"] == "complete"
    too_much = refused(visitor, path, body)
    assert "unrefunded quantity" in too_much
    accepted(visitor, path)
    after = shop.order(order_id)
    assert after["state"] == "closed"
    assert after["total_refunded"] == pytest.approx(after["total_paid"])
    assert quantities(after, "refunded") == [3, 1]
    assert "does not allow" in refused(visitor, path)


def test_goods_that_come_back(shop: Store, visitor: Client) -> None:
    order = shop.place_order(("MUG-RED", 3))
    order_id, item_id = order["entity_id"], line(order)["item_id"]
    accepted(visitor, f"order/{order_id}/invoice")
    accepted(visitor, f"order/{order_id}/ship")
    before = shop.stock("MUG-RED")["item"]["qty"]
    path = f"order/{order_id}/refund"
    one = {"items": [{"order_item_id": item_id, "qty": 1}]}
    accepted(visitor, path, one)
    assert shop.stock("MUG-RED")["item"]["qty"] == before
    back = {"extension_attributes": {"return_to_stock_items": [item_id]}}
    accepted(visitor, path, one | {"arguments": back})
    assert shop.stock("MUG-RED")["item"]["qty"] == before + 1


def test_what_is_given_back_unsent_is_not_sent_any_more(
    shop: Store, visitor: Client
) -> None:
    start = shop.stock("MUG-RED")
    order = shop.place_order(("MUG-RED", 3))
    order_id = order["entity_id"]
    accepted(visitor, f"order/{order_id}/invoice")
    body = {
        "items": [{"order_item_id": line(order)["item_id"], "qty": 2}],
        "arguments": {"shipping_amount": 0},
    }
    accepted(visitor, f"order/{order_id}/refund", body)
    assert shop.stock("MUG-RED")["salable"]["1"] == start["salable"]["1"] - 1
    made = accepted(visitor, f"order/{order_id}/ship")
    assert visitor.get(f"shipment/{made}")["total_qty"] == 1


def test_nothing_to_give_back(shop: Store, visitor: Client) -> None:
    order_id = shop.place_order("MUG-RED")["entity_id"]
    refused(visitor, f"order/{order_id}/refund")
    refused(visitor, "order/999999/refund", status=404)
    refused(visitor, "invoice/999999/refund", status=404)
