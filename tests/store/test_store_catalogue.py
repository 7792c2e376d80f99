"""What the recorded exchanges do not show of the catalogue: writes, scopes, the tree."""

from __future__ import annotations

import time
from typing import Any

import pytest
from store_client import Answer, Client

from demo.store.control import Store

NOT_THERE = (
    "The product that was requested doesn't exist. Verify the product and try again."
)


def put(client: Client, sku: str, scope: str = "all", **product: Any) -> Answer:
    target = f"/rest/{scope}/V1/products/{sku}"
    return client.call("PUT", target, {"product": product})


def custom(product: dict[str, Any]) -> dict[str, Any]:
    return {a["attribute_code"]: a["value"] for a in product["custom_attributes"]}


def test_price_in_a_view_is_that_of_its_website(store: Store, client: Client) -> None:
    put(client, "PEN-01", scope="pro_en", price=2.5)
    prices = {
        scope: store.product("PEN-01", scope)["price"]
        for scope in ("all", "default", "fr", "pro_en", "pro_de")
    }
    assert prices == {
        "all": 1.2,
        "default": 1.2,
        "fr": 1.2,
        "pro_en": 2.5,
        "pro_de": 2.5,
    }


def test_global_value_of_a_view_is_that_of_all(store: Store, client: Client) -> None:
    put(client, "PEN-01", scope="fr", weight=0.75)
    assert store.product("PEN-01")["weight"] == 0.75


def test_search_reads_the_values_of_its_view(store: Store, client: Client) -> None:
    query = (
        "products?searchCriteria[filter_groups][0][filters][0][field]=name"
        "&searchCriteria[filter_groups][0][filters][0][value]=Tasse%25"
        "&searchCriteria[filter_groups][0][filters][0][condition_type]=like"
        "&fields=items[sku],total_count"
    )
    french = client.call("GET", f"/rest/fr/V1/{query}").json
    assert french == {"items": [{"sku": "MUG-RED"}], "total_count": 1}
    assert client.get(query)["total_count"] == 0


@pytest.mark.parametrize(
    ("field", "value", "condition", "skus"),
    [
        ("price", "3.3333", "eq", ["0012"]),
        ("price", "100", "gt", ["DRILL-PRO"]),
        ("tax_class_id", "5", "eq", ["EBOOK-01"]),
        ("color", "12", "eq", ["CAP-01"]),
        ("material", "9", "finset", ["CAP-01"]),
        ("category_id", "14", "eq", ["DRILL-PRO", "SCREWS-PRO"]),
        ("category_id", "6,14", "in", ["DRILL-PRO", "SCREWS-PRO", "TEE"]),
        ("weight", "", "null", None),
        ("sku", "mug-red", "eq", ["MUG-RED"]),
        ("visibility", "1", "eq", None),
    ],
)
def test_filters(
    store: Store,
    client: Client,
    field: str,
    value: str,
    condition: str,
    skus: list[str] | None,
) -> None:
    prefix = "searchCriteria[filter_groups][0][filters][0]"
    found = client.get(
        f"products?{prefix}[field]={field}&{prefix}[value]={value}"
        f"&{prefix}[condition_type]={condition}&fields=items[sku]"
    )["items"]
    if skus is None:
        assert len(found) == {"weight": 6, "visibility": 7}[field]
    else:
        assert sorted(item["sku"] for item in found) == skus


def test_new_product_in_all_websites_or_in_one(store: Store, client: Client) -> None:
    for scope, websites in (("all", [1, 2]), ("default", [1]), ("pro_en", [2])):
        product = {"name": scope, "attribute_set_id": 4, "price": 1}
        answer = put(client, f"NEW-{scope}", scope=scope, **product).json
        assert answer["extension_attributes"]["website_ids"] == websites
        # What a view wrote first holds in all.
        assert store.product(f"NEW-{scope}")["name"] == scope


def test_category_links_replace_and_unknown_ones_are_dropped(
    store: Store, client: Client
) -> None:
    links = [{"category_id": c, "position": 2} for c in ("6", "4711", "8")]
    put(client, "PEN-01", extension_attributes={"category_links": links})
    assert custom(store.product("PEN-01"))["category_ids"] == ["6", "8"]
    ids = [{"attribute_code": "category_ids", "value": ["9"]}]
    put(client, "PEN-01", custom_attributes=ids)
    assert custom(store.product("PEN-01"))["category_ids"] == ["9"]


def test_deleted_product_leaves_nothing(store: Store, client: Client) -> None:
    assert client.call("DELETE", "/rest/V1/products/TEE-RED-S").json is True
    answer = client.call("GET", "/rest/V1/products/TEE-RED-S")
    assert (answer.status, answer.json["message"]) == (404, NOT_THERE)
    assert client.call("GET", "/rest/V1/stockItems/TEE-RED-S").status == 404
    tee = client.get("products/TEE")["extension_attributes"]
    assert tee["configurable_product_links"] == [20, 21, 22, 23, 24]
    assert len(client.get("configurable-products/TEE/children")) == 5
    client.call("DELETE", "/rest/V1/products/MUG-BLUE")
    options = client.get("bundle-products/KIT-DYN/options/all")
    assert [link["sku"] for link in options[0]["product_links"]] == ["MUG-RED"]


def test_dynamic_bundle_has_the_prices_of_its_parts(
    store: Store, client: Client
) -> None:
    target = "/rest/pro_en/V1/bundle-products/KIT-DYN/options/all"
    links = client.call("GET", target).json[0]["product_links"]
    assert [link["price"] for link in links] == [14.75, 12.5]


def test_configurable_and_bundle_are_written(store: Store, client: Client) -> None:
    extension = {
        "configurable_product_options": [
            {"attribute_id": "93", "values": [{"value_index": 10}], "position": 0}
        ],
        "configurable_product_links": [19],
    }
    product = {"name": "C", "attribute_set_id": 4, "type_id": "configurable"}
    put(client, "CONF", **product, extension_attributes=extension)
    option = store.product("CONF")["extension_attributes"][
        "configurable_product_options"
    ][0]
    assert option["label"] == "Color"
    client.call(
        "POST", "/rest/V1/configurable-products/CONF/child", {"childSku": "TEE-RED-M"}
    )
    children = client.get("configurable-products/CONF/children")
    assert [child["sku"] for child in children] == ["TEE-RED-S", "TEE-RED-M"]
    client.call("DELETE", "/rest/V1/configurable-products/CONF/children/TEE-RED-S")
    children = client.get("configurable-products/CONF/children")
    assert [child["sku"] for child in children] == ["TEE-RED-M"]
    links = [{"sku": "NOPE", "qty": 1}]
    options = [{"title": "A", "type": "select", "product_links": links}]
    product |= {"type_id": "bundle", "name": "B"}
    answer = put(
        client, "B", **product, extension_attributes={"bundle_product_options": options}
    )
    assert answer.status == 404


def test_wrong_kind_of_product(store: Store, client: Client) -> None:
    for target in (
        "configurable-products/PEN-01/options/all",
        "bundle-products/PEN-01/options/all",
        "bundle-products/PEN-01/children",
    ):
        assert client.call("GET", f"/rest/V1/{target}").status == 400, target
    assert client.get("configurable-products/PEN-01/children") == []
    assert client.call("GET", "/rest/V1/products/PEN-01/links/odd").status == 404


def test_attribute_option_is_added(store: Store, client: Client) -> None:
    labels = [{"store_id": 2, "label": "Vert"}]
    option = {"label": "Green", "store_labels": labels}
    answer = client.call(
        "POST", "/rest/V1/products/attributes/color/options", {"option": option}
    )
    assert answer.json.isdecimal()
    french = client.call("GET", "/rest/fr/V1/products/attributes/color/options").json
    assert {"label": "Vert", "value": answer.json} in french


def test_price_end_points_say_what_they_could_not_write(
    store: Store, client: Client
) -> None:
    prices = [
        {"price": 3, "store_id": 3, "sku": "pen-01"},
        {"price": 3, "store_id": 0, "sku": "NOPE"},
        {"price": 3, "store_id": 77, "sku": "PEN-01"},
    ]
    answer = client.call("POST", "/rest/V1/products/base-prices", {"prices": prices})
    assert [problem["parameters"] for problem in answer.json] == [
        ["SKU", "NOPE"],
        ["Store ID", "77"],
    ]
    assert store.product("PEN-01", "pro_de")["price"] == 3
    assert store.product("PEN-01")["price"] == 1.2
    target = "/rest/V1/products/special-price-delete"
    body = {"prices": [{"price": 9.9, "store_id": 0, "sku": "MUG-BLUE"}]}
    assert client.call("POST", target, body).json == []
    assert "special_price" not in custom(store.product("MUG-BLUE"))


# -- categories ---------------------------------------------------------------------


def category(client: Client, category_id: int, scope: str = "all") -> dict[str, Any]:
    return client.call("GET", f"/rest/{scope}/V1/categories/{category_id}").json


def test_category_is_moved_with_all_below(store: Store, client: Client) -> None:
    before = {i: category(client, i)["updated_at"] for i in (4, 5, 6, 8, 9)}
    body = {"parentId": 8, "afterId": 9}
    assert client.call("PUT", "/rest/V1/categories/5/move", body).json is True
    moved, below = category(client, 5), category(client, 6)
    assert (moved["parent_id"], moved["path"], moved["level"]) == (8, "1/2/8/5", 3)
    assert (below["path"], below["level"]) == ("1/2/8/5/6", 4)
    assert custom(below)["url_path"] == "accessories/men/t-shirts-tops"
    assert category(client, 8)["children"] == "9,5"
    assert category(client, 4)["children"] == "7"
    after = {i: category(client, i)["updated_at"] for i in before}
    changed = {i for i in before if before[i] != after[i]}
    assert changed == {4, 5, 8}


def test_category_cannot_be_moved_below_itself(store: Store, client: Client) -> None:
    answer = client.call("PUT", "/rest/V1/categories/4/move", {"parentId": 6})
    assert answer.status == 400
    answer = client.call("PUT", "/rest/V1/categories/4/move", {"parentId": 999})
    assert answer.status == 404
    assert category(client, 4)["path"] == "1/2/4"


def test_new_category_touches_those_above(store: Store, client: Client) -> None:
    new = {"category": {"parent_id": 9, "name": "Tea mugs", "is_active": True}}
    made = client.call("POST", "/rest/V1/categories", new).json
    assert made["path"] == f"1/2/8/9/{made['id']}"
    assert category(client, 8)["updated_at"] >= made["created_at"]
    assert category(client, 4)["updated_at"] < made["created_at"]


def test_deleted_category_takes_those_below_along(store: Store, client: Client) -> None:
    assert client.call("DELETE", "/rest/V1/categories/4").json is True
    for category_id in (4, 5, 6, 7):
        answer = client.call("GET", f"/rest/V1/categories/{category_id}")
        assert answer.status == 404
    assert custom(store.product("TEE"))["category_ids"] == []
    assert client.call("DELETE", "/rest/V1/categories/2").status == 400


def test_category_names_per_view(store: Store, client: Client) -> None:
    body = {"category": {"name": "Tassen"}}
    client.call("PUT", "/rest/pro_de/V1/categories/9", body)
    names = {s: category(client, 9, s)["name"] for s in ("all", "default", "pro_de")}
    assert names == {"all": "Mugs", "default": "Mugs", "pro_de": "Tassen"}


def test_product_is_taken_out_of_a_category(store: Store, client: Client) -> None:
    target = "/rest/V1/categories/9/products/MUG-RED"
    assert client.call("DELETE", target).json is True
    assert client.call("DELETE", target).status == 400
    assert custom(store.product("MUG-RED"))["category_ids"] == []


# -- as the owner of the shop -------------------------------------------------------


def test_owner_changes_a_product(store: Store, client: Client) -> None:
    before = store.product("AB/12 é+")
    time.sleep(1.05)
    store.save_product("AB/12 é+", scope="fr", name="Étrange", price=8)
    after = client.call("GET", "/rest/fr/V1/products/AB%2F12%20%C3%A9%2B").json
    assert (after["name"], after["price"]) == ("Étrange", 8)
    assert after["updated_at"] > before["updated_at"]
    assert store.product("AB/12 é+")["name"] == before["name"]
    store.delete_product("AB/12 é+")
    assert client.call("GET", "/rest/V1/products/AB%2F12%20%C3%A9%2B").status == 404


def test_owner_dates_products_in_one_second(store: Store, client: Client) -> None:
    store.date_products(["PEN-01", "CAP-01"], "2025-05-05 05:05:05")
    assert client.get("products/PEN-01")["updated_at"] == "2025-05-05 05:05:05"
    assert client.get("products/CAP-01")["updated_at"] == "2025-05-05 05:05:05"


def test_owner_changes_categories(store: Store) -> None:
    changed = store.change_category(9, name="Cups", parent_id=10)
    assert (changed["name"], changed["path"]) == ("Cups", "1/2/10/9")
    store.change_category(9, scope="fr", name="Tasses")
    assert store.category(9)["name"] == "Cups"
    assert store.category(9, "fr")["name"] == "Tasses"
    store.delete_category(9)
    with pytest.raises(OSError, match="404"):
        store.category(9)


def test_owner_is_told_what_is_wrong(store: Store) -> None:
    with pytest.raises(ValueError, match="no store view 'xx'"):
        store.product("PEN-01", "xx")
    with pytest.raises(ValueError, match="parent category"):
        store.change_category(4, parent_id=6)
    with pytest.raises(ValueError, match='"float" type was expected'):
        store.save_product("PEN-01", price="dear")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/products", ["28 products", "MUG-RED", "/media/catalog/product/m/u/mug_red"]),
        ("/products?q=tee-red", ["3 products", "TEE-RED-L"]),
        ("/product/1", ["Red mug", "default", "87", "&#34;sku&#34;: &#34;MUG-RED"]),
        ("/product/28", ["Mug set (grouped)", "it consists of other products"]),
        ("/categories", ["Clothing", "inactive", "/category/14"]),
        ("/category/9", ["Mugs", "4 products", "SET-01"]),
    ],
)
def test_pages(store: Store, client: Client, path: str, words: list[str]) -> None:
    answer = client.send("GET", path)
    assert answer.status == 200
    for word in words:
        assert word in answer.raw.decode(), word


def test_pages_of_what_is_not_there(store: Store, client: Client) -> None:
    assert client.send("GET", "/product/999").status == 404
    assert client.send("GET", "/category/999").status == 404
