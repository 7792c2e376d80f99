"""What can be done to orders, through the interface and by the people of the shop."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from store_client import Answer, Client

from demo.store.control import Store


@pytest.fixture(scope="module")
def running() -> Iterator[Store]:
    with Store(customers=31, products=28, orders=21) as store:
        yield store


@pytest.fixture
def shop(running: Store) -> Iterator[Store]:
    running.reset()
    yield running


@pytest.fixture
def visitor(shop: Store) -> Iterator[Client]:
    with Client(shop) as client:
        yield client


def post(client: Client, path: str, body: Any = None) -> Answer:
    return client.call("POST", f"/rest/V1/{path}", {} if body is None else body)


def accepted(client: Client, path: str, body: Any = None) -> Any:
    answer = post(client, path, body)
    assert answer.status == 200, answer.raw
    return answer.json


def refused(client: Client, path: str, body: Any = None, status: int = 400) -> str:
    answer = post(client, path, body)
    assert answer.status == status, answer.raw
    return answer.json["message"]


def line(order: dict[str, Any], number: int = 0) -> dict[str, Any]:
    return order["items"][number]


def quantities(order: dict[str, Any], key: str) -> list[float]:
    return [item[f"qty_{key}"] for item in order["items"]]


def page(store: Store, path: str) -> str:
    with urllib.request.urlopen(store.url + path) as response:
        return response.read().decode()


# --- Shipping


def test_shipping_again_ships_the_rest(shop: Store, visitor: Client) -> None:
    order = shop.place_order(("MUG-RED", 4))
    part = {"items": [{"order_item_id": line(order)["item_id"], "qty": 3}]}
    path = f"order/{order['entity_id']}/ship"
    first = accepted(visitor, path, part)
    second = accepted(visitor, path, part)
    assert isinstance(first, str)
    assert visitor.get(f"shipment/{first}")["total_qty"] == 3
    assert visitor.get(f"shipment/{second}")["total_qty"] == 1
    message = refused(visitor, path, part)
    assert message.endswith("You can't create a shipment without products.")


def test_many_at_once_ship_no_more_than_there_is(shop: Store, visitor: Client) -> None:
    order_id = shop.place_order(("MUG-RED", 3), "CAP-01")["entity_id"]
    token = visitor.token

    def ship(_: int) -> int:
        with Client(shop) as client:
            path = f"/rest/V1/order/{order_id}/ship"
            headers = {"Authorization": f"Bearer {token}"}
            return client.send("POST", path, {}, headers).status

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(ship, range(8)))
    assert statuses == [200, *[400] * 7]
    after = shop.order(order_id)
    assert quantities(after, "shipped") == [3, 1]
    assert len(after["shipments"]) == 1


def test_one_line_twice_in_a_request_is_one(shop: Store, visitor: Client) -> None:
    order = shop.place_order(("MUG-RED", 4))
    item = {"order_item_id": line(order)["item_id"], "qty": 1}
    made = accepted(
        visitor, f"order/{order['entity_id']}/ship", {"items": [item, item]}
    )
    assert visitor.get(f"shipment/{made}")["total_qty"] == 2


def test_an_unknown_line_beside_a_known_one_is_left_out(
    shop: Store, visitor: Client
) -> None:
    order = shop.place_order("MUG-RED")
    items = [
        {"order_item_id": line(order)["item_id"], "qty": 1},
        {"order_item_id": 999_999, "qty": 1},
    ]
    path = f"order/{order['entity_id']}/ship"
    made = accepted(visitor, path, {"items": items})
    assert len(visitor.get(f"shipment/{made}")["items"]) == 1


def test_a_configurable_is_shipped_by_its_parent(shop: Store, visitor: Client) -> None:
    order = shop.place_order(("TEE", 2))
    parent, child = order["items"]
    before = shop.stock(child["sku"])["sources"]["default"]["quantity"]
    path = f"order/{order['entity_id']}/ship"
    assert child["parent_item_id"] == parent["item_id"]
    refused(visitor, path, {"items": [{"order_item_id": child["item_id"], "qty": 1}]})
    accepted(visitor, path, {"items": [{"order_item_id": parent["item_id"], "qty": 1}]})
    assert quantities(shop.order(order["entity_id"]), "shipped") == [1, 0]
    after = shop.stock(child["sku"])["sources"]["default"]["quantity"]
    assert after == before - 1


def test_parts_of_a_bundle_leave_the_stock(shop: Store, visitor: Client) -> None:
    order = shop.place_order(("KIT-DYN", 2))
    before = shop.stock("PEN-01")["sources"]["default"]["quantity"]
    accepted(visitor, f"order/{order['entity_id']}/ship")
    assert quantities(shop.order(order["entity_id"]), "shipped") == [2, 2, 4]
    assert shop.stock("PEN-01")["sources"]["default"]["quantity"] == before - 4


def test_a_bundle_sent_in_parts(shop: Store, visitor: Client) -> None:
    order = shop.place_order("KIT-FIX")
    kit, mug, cap = order["items"]
    path = f"order/{order['entity_id']}/ship"
    made = accepted(
        visitor, path, {"items": [{"order_item_id": mug["item_id"], "qty": 1}]}
    )
    shipment = visitor.get(f"shipment/{made}")
    assert [i["order_item_id"] for i in shipment["items"]] == [
        kit["item_id"],
        mug["item_id"],
    ]
    assert shipment["total_qty"] == 1
    accepted(visitor, path)
    assert quantities(shop.order(order["entity_id"]), "shipped") == [1, 1, 1]


def test_goods_leave_the_source_that_is_told(shop: Store, visitor: Client) -> None:
    order = shop.place_order(("RING-01", 3), view="pro_en")
    before = shop.stock("RING-01")
    arguments = {"extension_attributes": {"source_code": "lyon"}}
    made = accepted(
        visitor, f"order/{order['entity_id']}/ship", {"arguments": arguments}
    )
    after = shop.stock("RING-01")
    lyon = (s["sources"]["lyon"]["quantity"] for s in (before, after))
    assert next(lyon) - 3 == next(lyon)
    assert before["sources"]["default"] == after["sources"]["default"]
    assert before["salable"] == after["salable"]
    attributes = visitor.get(f"shipment/{made}")["extension_attributes"]
    assert attributes == {"source_code": "lyon"}


def test_an_order_reserves_and_a_shipment_takes(shop: Store, visitor: Client) -> None:
    start = shop.stock("MUG-RED")
    order = shop.place_order(("MUG-RED", 5))
    placed = shop.stock("MUG-RED")
    assert placed["sources"] == start["sources"]
    assert placed["salable"]["1"] == start["salable"]["1"] - 5
    accepted(visitor, f"order/{order['entity_id']}/ship")
    sent = shop.stock("MUG-RED")
    assert sent["salable"] == placed["salable"]
    assert (
        sent["sources"]["default"]["quantity"]
        == start["sources"]["default"]["quantity"] - 5
    )
    assert sent["item"]["qty"] == sent["sources"]["default"]["quantity"]


def test_a_cancelled_order_gives_back_what_it_reserved(
    shop: Store, visitor: Client
) -> None:
    start = shop.stock("MUG-RED")
    order = shop.place_order(("MUG-RED", 5))
    assert accepted(visitor, f"orders/{order['entity_id']}/cancel") is True
    assert shop.stock("MUG-RED") == start


def test_a_track_without_number_is_refused(shop: Store, visitor: Client) -> None:
    order = shop.place_order("MUG-RED")
    track = {"title": "x", "carrier_code": "custom", "track_number": ""}
    body = {"tracks": [track]}
    message = refused(visitor, f"order/{order['entity_id']}/ship", body)
    assert "tracking number" in message
    assert shop.order(order["entity_id"])["shipments"] == []


def test_tracks_are_added_to_their_shipment_and_removed(
    shop: Store, visitor: Client
) -> None:
    order = shop.place_order("MUG-RED")
    made = accepted(visitor, f"order/{order['entity_id']}/ship")
    track = {
        "order_id": order["entity_id"],
        "parent_id": int(made),
        "track_number": "é/1",
        "title": "By pigeon",
        "carrier_code": "no_such_carrier",
    }
    added = accepted(visitor, "shipment/track", {"entity": track})
    tracks = visitor.get(f"shipment/{made}")["tracks"]
    assert tracks == [added]
    assert added["carrier_code"] == "no_such_carrier"
    path = f"/rest/V1/shipment/track/{added['entity_id']}"
    assert visitor.call("DELETE", path).json is True
    assert visitor.get(f"shipment/{made}")["tracks"] == []
    assert visitor.call("DELETE", path).status == 404
    other = track | {"order_id": 1}
    refused(visitor, "shipment/track", {"entity": other})
    gone = track | {"parent_id": 99_999}
    refused(visitor, "shipment/track", {"entity": gone}, status=404)


def test_an_order_is_complete_when_billed_and_sent(
    shop: Store, visitor: Client
) -> None:
    order_id = shop.place_order("MUG-RED")["entity_id"]
    accepted(visitor, f"order/{order_id}/ship")
    assert shop.order(order_id)["state"] == "processing"
    accepted(visitor, f"order/{order_id}/invoice")
    assert shop.order(order_id)["state"] == "complete"


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
