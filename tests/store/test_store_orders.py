"""What becomes of orders, through the interface and by the people of the shop."""

from __future__ import annotations

import time
import urllib.error
from typing import Any

import pytest
from order_calls import accepted, line, page, post, quantities, refused
from store_client import Client

from demo.store.control import Store

# --- States


def test_held_and_going_on(shop: Store, visitor: Client) -> None:
    order_id = shop.place_order("MUG-RED")["entity_id"]
    assert accepted(visitor, f"orders/{order_id}/hold") is True
    held = shop.order(order_id)
    assert (held["state"], held["hold_before_state"]) == ("holded", "new")
    assert accepted(visitor, f"orders/{order_id}/cancel") is False
    refused(visitor, f"orders/{order_id}/hold")
    refused(visitor, f"order/{order_id}/invoice")
    assert accepted(visitor, f"orders/{order_id}/unhold") is True
    after = shop.order(order_id)
    assert (after["state"], after["status"]) == ("new", "pending")
    assert "hold_before_state" not in after
    refused(visitor, f"orders/{order_id}/unhold")


def test_cancelling_what_is_left(shop: Store, visitor: Client) -> None:
    order = shop.place_order(("MUG-RED", 3))
    order_id = order["entity_id"]
    body = {"items": [{"order_item_id": line(order)["item_id"], "qty": 1}]}
    accepted(visitor, f"order/{order_id}/invoice", body)
    accepted(visitor, f"order/{order_id}/ship", body)
    assert accepted(visitor, f"orders/{order_id}/cancel") is True
    after = shop.order(order_id)
    assert after["state"] == "complete"
    assert quantities(after, "canceled") == [2]


@pytest.mark.parametrize("action", ["cancel", "hold", "unhold"])
def test_unknown_orders(visitor: Client, action: str) -> None:
    refused(visitor, f"orders/999999/{action}", status=404)


def test_a_status_of_the_shop_s_own_is_kept_by_comments(
    shop: Store, visitor: Client
) -> None:
    order_id = shop.place_order("MUG-RED")["entity_id"]
    history = {
        "comment": "Engraving",
        "status": "engraving",
        "is_customer_notified": 0,
        "is_visible_on_front": 0,
        "parent_id": order_id,
    }
    path = f"orders/{order_id}/comments"
    assert accepted(visitor, path, {"statusHistory": history}) is True
    after = shop.order(order_id)
    assert (after["state"], after["status"]) == ("new", "engraving")
    assert visitor.get(f"orders/{order_id}/statuses") == "engraving"
    refused(visitor, path)


def test_the_reference_of_an_erp_is_kept(shop: Store, visitor: Client) -> None:
    entity = {"entity": {"entity_id": 1, "ext_order_id": "SO/42"}}
    answer = accepted(visitor, "orders", entity)
    assert answer["grand_total"] is None
    order = visitor.get("orders/1")
    assert (order["ext_order_id"], order["grand_total"]) == ("SO/42", 46.9)
    query = (
        "searchCriteria[filter_groups][0][filters][0][field]=ext_order_id"
        "&searchCriteria[filter_groups][0][filters][0][value]=SO/42"
        "&fields=items[entity_id],total_count"
    )
    found = visitor.get(f"orders?{query}")
    assert found == {"items": [{"entity_id": 1}], "total_count": 1}
    gone = {"entity": {"entity_id": 99_999, "ext_order_id": "x"}}
    refused(visitor, "orders", gone, status=404)


def test_orders_stay_when_their_customer_goes(shop: Store, visitor: Client) -> None:
    before = visitor.get("orders/1")
    customer = before["customer_id"]
    visitor.call("DELETE", f"/rest/V1/customers/{customer}")
    assert visitor.get("orders/1") == before


# --- The people of the shop


def test_an_order_of_a_customer(shop: Store) -> None:
    order = shop.place_order(("MUG-RED", 2), "EBOOK-01", customer_id=4)
    assert order["customer_email"] == "alba.test@example.test"
    assert order["increment_id"] == "000000019"
    assert order["customer_is_guest"] == 0
    assert order["billing_address"]["city"] == "Paris"
    assert not {"id", "default_billing"} & set(order["billing_address"])


def test_an_order_in_another_view_and_currency(shop: Store) -> None:
    address = {"country_id": "DE", "city": "Köln"}
    order = shop.place_order("RING-01", view="pro_de", address=address)
    assert order["increment_id"] == "4000000002"
    assert order["order_currency_code"] == "EUR"
    assert order["base_currency_code"] == "USD"
    assert order["items"][0]["tax_percent"] == 19


def test_an_edited_order_is_another_one(shop: Store) -> None:
    first = shop.place_order("MUG-RED", customer_id=4)
    second = shop.edit_order(first["entity_id"], ("MUG-RED", 3))
    third = shop.edit_order(second["entity_id"], "CAP-01")
    number = first["increment_id"]
    assert second["increment_id"] == f"{number}-1"
    assert third["increment_id"] == f"{number}-2"
    assert third["relation_parent_real_id"] == second["increment_id"]
    assert third["customer_id"] == 4
    assert third["shipping_incl_tax"] == first["shipping_incl_tax"]
    old = shop.order(first["entity_id"])
    assert (old["state"], old["relation_child_real_id"]) == (
        "canceled",
        second["increment_id"],
    )
    with pytest.raises(ValueError, match="cannot be edited any more"):
        shop.edit_order(first["entity_id"], "MUG-RED")


def test_the_whole_life_of_an_order(shop: Store) -> None:
    order_id = shop.place_order(("MUG-RED", 2))["entity_id"]
    shop.hold_order(order_id)
    assert shop.unhold_order(order_id)["state"] == "new"
    paid = shop.pay_order(order_id)
    assert (paid["state"], paid["total_due"]) == ("processing", 0)
    track = {"track_number": "T-1", "title": "T", "carrier_code": "custom"}
    item_id = paid["items"][0]["item_id"]
    sent = shop.ship_order(order_id, (item_id, 1), tracks=[track])
    assert sent["state"] == "processing"
    assert shop.ship_order(order_id)["state"] == "complete"
    shop.comment_order(order_id, "Thanks")
    closed = shop.refund_order(order_id)
    assert closed["state"] == "closed"
    assert len(closed["shipments"]) == 2
    assert {c["comment"] for c in closed["status_histories"]} >= {"Thanks"}


def test_changing_what_no_interface_changes(shop: Store) -> None:
    changed = shop.change_order(1, status="engraving", updated_at="2030-01-01 00:00:00")
    assert (changed["status"], changed["updated_at"][:4]) == ("engraving", "2030")
    with pytest.raises(ValueError, match="no nosuch"):
        shop.change_order(1, nosuch=1)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"lines": ["NOPE"]}, "no product 'NOPE'"),
        ({"lines": []}, "needs lines"),
        ({"lines": ["MUG-RED"], "view": "nosuch"}, "no store view"),
        ({"lines": ["MUG-RED"], "method": "barter"}, "method cannot be 'barter'"),
        ({"lines": ["MUG-RED"], "colour": 1}, "no colour"),
        ({"lines": ["MUG-RED"], "address": {"planet": 1}}, "no planet"),
    ],
)
def test_what_is_no_order(shop: Store, arguments: dict[str, Any], reason: str) -> None:
    lines = arguments.pop("lines")
    with pytest.raises(ValueError, match=reason):
        shop.place_order(*lines, **arguments)


def test_what_cannot_be_done(shop: Store) -> None:
    with pytest.raises(ValueError, match="cannot be cancelled any more"):
        shop.cancel_order(3)
    with pytest.raises(ValueError, match="cannot be held"):
        shop.hold_order(3)
    with pytest.raises(ValueError, match="is not held"):
        shop.unhold_order(3)
    with pytest.raises(ValueError, match="does not allow a shipment"):
        shop.ship_order(3)
    with pytest.raises(ValueError, match="nothing to do called"):
        shop._call("POST", "/orders/3/burn", {})
    for call in (shop.order, shop.pay_order):
        with pytest.raises(urllib.error.HTTPError) as caught:
            call(999_999)
        assert caught.value.code == 404


def test_orders_are_there_again_after_a_reset(shop: Store) -> None:
    before = shop.order(1)
    shop.cancel_order(1)
    shop.place_order("MUG-RED")
    shop.reset()
    assert shop.order(1) == before
    assert shop.stats()["orders"] == 21
    assert shop.place_order("MUG-RED")["entity_id"] == 22


# --- Pages


def test_the_page_shows_the_tracking_number(shop: Store, visitor: Client) -> None:
    order_id = shop.place_order("MUG-RED")["entity_id"]
    assert "TRACK-0815" not in page(shop, f"/order/{order_id}")
    track = {"track_number": "TRACK-0815", "title": "By air", "carrier_code": "ups"}
    accepted(visitor, f"order/{order_id}/ship", {"tracks": [track]})
    shown = page(shop, f"/order/{order_id}")
    assert shown.count("TRACK-0815") >= 2 and "By air" in shown
    assert "TRACK-0815" in page(shop, "/orders")


def test_every_order_has_its_page(shop: Store) -> None:
    for order_id in range(1, 22):
        order = shop.order(order_id)
        shown = page(shop, f"/order/{order_id}")
        assert order["increment_id"] in shown and order["status"] in shown
    listed = page(shop, "/orders")
    assert listed.count("/order/") == 21
    assert page(shop, "/orders?q=guest.buyer").count("/order/") == 1
    assert "<b>comment</b>" not in page(shop, "/order/1")
    with pytest.raises(urllib.error.HTTPError):
        page(shop, "/order/999999")


# --- Faults and searches


def test_faults_hit_orders(shop: Store, visitor: Client) -> None:
    shop.fault("vanish", entity="order", ids=[2])
    assert visitor.call("GET", "/rest/V1/orders/2").status == 404
    assert visitor.call("GET", "/rest/V1/orders/1").status == 200
    shop.fault(
        "patch", entity="order", ids=[1], set={"items.0.product_id": 77, "weight": 9}
    )
    order = visitor.get("orders/1")
    assert (order["items"][0]["product_id"], order["weight"]) == (77, 9)
    listed = visitor.get("orders?searchCriteria[pageSize]=1")["items"]
    assert listed[0]["weight"] == 9
    assert visitor.get("orders/3")["weight"] != 9


def test_a_shipment_may_be_made_and_the_answer_lost(
    shop: Store, visitor: Client
) -> None:
    order_id = shop.place_order("MUG-RED")["entity_id"]
    shop.fault("status", path="/ship", status=504, times=1, after=True)
    assert post(visitor, f"order/{order_id}/ship").status == 504
    assert len(shop.order(order_id)["shipments"]) == 1


@pytest.mark.parametrize(
    ("field", "value", "condition", "ids"),
    [
        ("state", "CANCELED", "eq", [4]),
        ("grand_total", "150", "gt", [12, 13, 17]),
        ("customer_id", "", "null", [11]),
        ("coupon_code", "SAVE10", "eq", [6, 17]),
        ("customer_lastname", "büyer", "eq", [11]),
        ("increment_id", "%0000001", "like", [1, 3, 12, 13]),
        ("total_refunded", "0", "gt", [14, 15]),
        ("order_currency_code", "usd", "eq", [12]),
    ],
)
def test_searching_by_columns(
    visitor: Client, field: str, value: str, condition: str, ids: list[int]
) -> None:
    key = "searchCriteria[filter_groups][0][filters][0]"
    query = f"{key}[field]={field}&{key}[value]={value}&{key}[condition_type]"
    answer = visitor.call(
        "GET",
        f"/rest/V1/orders?{query}={condition}&fields=items[entity_id]".replace(
            "%0", "%250"
        ).replace("ü", "%C3%BC"),
    )
    assert [item["entity_id"] for item in answer.json["items"]] == ids


def test_changes_are_found_by_their_second(shop: Store, visitor: Client) -> None:
    mark = time.strftime("%Y-%m-%d%%20%H:%M:%S", time.gmtime())
    order_id = shop.place_order("MUG-RED")["entity_id"]
    key = "searchCriteria[filter_groups][0][filters][0]"
    query = f"{key}[field]=updated_at&{key}[condition_type]=gteq&{key}[value]={mark}"
    found = visitor.get(f"orders?{query}&fields=items[entity_id]")
    assert found == {"items": [{"entity_id": order_id}]}
