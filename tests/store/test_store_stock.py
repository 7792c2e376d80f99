"""Stock: the legacy item and the sources, and what orders reserve."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from store_client import Answer, Client

from demo.store import stock
from demo.store.app import open_shop
from demo.store.control import Store
from demo.store.shop import Shop


def put(client: Client, sku: str, item_id: int = 1, **item: Any) -> Answer:
    target = f"/rest/V1/products/{sku}/stockItems/{item_id}"
    return client.call("PUT", target, {"stockItem": item})


def post_sources(client: Client, *items: dict[str, Any]) -> Answer:
    body = {"sourceItems": list(items)}
    return client.call("POST", "/rest/V1/inventory/source-items", body)


def held(sku: str, source: str, quantity: float, status: int = 1) -> dict[str, Any]:
    return {
        "sku": sku,
        "source_code": source,
        "quantity": quantity,
        "status": status,
    }


@pytest.fixture
def shop(store: Store) -> Iterator[Shop]:
    shop = open_shop(store.database, 0)
    yield shop
    shop.database.close()


def test_quantity_alone_leaves_a_product_out_of_stock(
    store: Store, client: Client
) -> None:
    put(client, "NOSTOCK-01", qty=7)
    item = store.stock("NOSTOCK-01")["item"]
    assert (item["qty"], item["is_in_stock"]) == (7, False)
    put(client, "NOSTOCK-01", is_in_stock=True)
    item = store.stock("NOSTOCK-01")["item"]
    assert (item["qty"], item["is_in_stock"]) == (7, True)


def test_item_id_of_the_path_is_not_used(store: Store, client: Client) -> None:
    before = store.stock("MUG-RED")["item"]
    answer = put(client, "PEN-01", item_id=before["item_id"], qty=5, is_in_stock=True)
    assert answer.json == store.stock("PEN-01")["item"]["item_id"]
    assert store.stock("PEN-01")["item"]["qty"] == 5
    assert store.stock("MUG-RED")["item"] == before


def test_nothing_left_is_out_of_stock_unless_back_ordered(
    store: Store, client: Client
) -> None:
    put(client, "PEN-01", qty=0, is_in_stock=True)
    assert store.stock("PEN-01")["item"]["is_in_stock"] is False
    put(client, "BACKORD-01", qty=-5, is_in_stock=True)
    assert store.stock("BACKORD-01")["item"]["is_in_stock"] is True


def test_false_where_a_number_is_declared(store: Store, client: Client) -> None:
    answer = put(client, "PEN-01", qty=5, use_config_min_sale_qty=False)
    assert answer.status == 400
    assert '"int" type was expected' in answer.json["message"]
    assert put(client, "PEN-01", qty=5, use_config_manage_stock=False).status == 200


def test_legacy_item_and_default_source_are_one(store: Store, client: Client) -> None:
    put(client, "PEN-01", qty=5.5, is_in_stock=True)
    assert store.stock("PEN-01")["sources"]["default"] == {
        "quantity": 5.5,
        "status": 1,
    }
    post_sources(client, held("pen-01", "default", 9, 0))
    item = store.stock("PEN-01")["item"]
    assert (item["qty"], item["is_in_stock"]) == (9, False)


def test_other_sources_leave_the_legacy_item_alone(
    store: Store, client: Client
) -> None:
    before = store.stock("CAP-01")["item"]
    answer = post_sources(
        client, held("CAP-01", "lyon", 5), held("CAP-01", "bordeaux", 2)
    )
    assert (answer.status, answer.json) == (200, [])
    after = store.stock("CAP-01")
    assert after["item"] == before
    assert after["salable"]["2"] == 7


def test_source_items_are_stored_all_or_none(store: Store, client: Client) -> None:
    before = store.stock("CAP-01")
    answer = post_sources(client, held("CAP-01", "default", 1), held("X", "nosrc", 1))
    assert answer.status == 400
    assert store.stock("CAP-01") == before


def test_many_source_items_at_once(store: Store, client: Client) -> None:
    items = [held(f"UNKNOWN-{n}", "lyon", n) for n in range(500)]
    assert post_sources(client, *items).status == 200
    found = client.get("inventory/source-items?searchCriteria[pageSize]=1")
    assert found["total_count"] > 500


def test_source_items_are_deleted(store: Store, client: Client) -> None:
    body = {"sourceItems": [{"sku": "RING-01", "source_code": "lyon"}]}
    target = "/rest/V1/inventory/source-items-delete"
    assert client.call("POST", target, body).json == []
    assert set(store.stock("RING-01")["sources"]) == {"default", "bordeaux"}


def test_source_that_is_out_of_stock_sells_nothing(
    store: Store, client: Client
) -> None:
    post_sources(client, held("RING-01", "lyon", 25, 0))
    assert client.get("inventory/get-product-salable-quantity/RING-01/2") == 10


def test_order_reserves_and_shipment_takes(
    store: Store, client: Client, shop: Shop
) -> None:
    with shop.database.write() as connection:
        stock.reserve(connection, 2, {"RING-01": -12}, "order_placed", "2000000001")
    now = store.stock("RING-01")
    assert (now["sources"]["lyon"]["quantity"], now["salable"]["2"]) == (25, 23)
    assert now["salable"]["1"] == 100
    with shop.database.write() as connection:
        stock.ship(connection, 2, "lyon", {"RING-01": 12}, "2000000001")
    now = store.stock("RING-01")
    assert (now["sources"]["lyon"]["quantity"], now["salable"]["2"]) == (13, 23)
    assert now["salable"]["1"] == 100


def test_is_salable(store: Store, client: Client) -> None:
    def salable(sku: str) -> bool:
        return client.get(f"inventory/is-product-salable/{sku}/1")

    assert salable("MUG-RED")
    assert salable("BACKORD-01")
    assert salable("SERVICE-01")
    assert not salable("NOSTOCK-01")
    store.set_stock("MUG-RED", 0)
    assert not salable("MUG-RED")
    answer = client.call("GET", "/rest/V1/inventory/is-product-salable/NOPE/1")
    assert answer.status == 404


def test_stock_of_websites() -> None:
    assert stock.stock_of_website("base") == 1
    assert stock.stock_of_website("pro") == 2
    assert stock.sources_of_stock(2) == ["lyon", "bordeaux"]


def test_lists_can_be_searched(store: Store, client: Client) -> None:
    prefix = "searchCriteria[filter_groups][0][filters][0]"
    query = f"{prefix}[field]=source_code&{prefix}[value]=lyon"
    found = client.get(f"inventory/sources?{query}")
    assert [item["name"] for item in found["items"]] == ["Lyon warehouse"]
    found = client.get(f"inventory/stock-source-links?{query}")
    assert found["items"] == [{"stock_id": 2, "source_code": "lyon", "priority": 1}]
    query = f"{prefix}[field]=class_type&{prefix}[value]=PRODUCT"
    found = client.get(f"taxClasses/search?{query}")
    assert [item["class_id"] for item in found["items"]] == [2, 5]
    assert client.get("inventory/sources/lyon")["postcode"] == "69000"
    assert client.call("GET", "/rest/V1/inventory/sources/x").status == 404
    assert client.get("taxClasses/5")["class_name"] == "Reduced Goods"
    assert client.call("GET", "/rest/V1/taxClasses/77").status == 404


def test_shop_without_sources(store: Store, client: Client) -> None:
    store.settings(msi=False)
    for target in (
        "inventory/sources?searchCriteria=",
        "inventory/source-items?searchCriteria=",
        "inventory/get-product-salable-quantity/MUG-RED/1",
    ):
        answer = client.call("GET", f"/rest/V1/{target}")
        assert answer.status == 404
        assert answer.json == {"message": "Request does not match any route."}
    assert post_sources(client, held("CAP-01", "default", 1)).status == 404
    modules = client.get("modules")
    assert not [name for name in modules if name.startswith("Magento_Inventory")]
    assert "Magento_CatalogInventory" in modules
    assert put(client, "CAP-01", qty=3, is_in_stock=True).status == 200
    store.settings(msi=True)
    assert "Magento_InventoryApi" in client.get("modules")
