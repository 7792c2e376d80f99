"""Shipments of orders, and what they do to the stock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from order_calls import accepted, line, quantities, refused
from store_client import Client

from demo.store.control import Store


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
