"""The made-up catalogue of a larger store: enough of it, of every kind, and awkward."""

from __future__ import annotations

import base64
import http.client
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image, ImageFile
from store_client import Client

from demo.store import catalog_oddities, catalog_tree, categories, pictures
from demo.store import product_store as products
from demo.store.app import open_shop
from demo.store.catalog_names import ean13
from demo.store.control import Store
from demo.store.product_store import Brief
from demo.store.shop import Shop

NUMBER = 520


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    shop = open_shop(str(tmp_path_factory.mktemp("catalogue") / "s"), 0)
    yield shop
    shop.database.close()


@pytest.fixture(scope="module")
def briefs(shop: Shop) -> dict[str, Brief]:
    with shop.database.read() as connection:
        return {b.sku: b for b in products.briefs(connection, 1).values()}


@pytest.fixture(scope="module")
def large_store() -> Iterator[Store]:
    with Store(customers=0) as store:
        yield store


@pytest.fixture
def visitor(large_store: Store) -> Iterator[Client]:
    with Client(large_store) as client:
        yield client


def answers(shop: Shop, view: int) -> list[dict[str, Any]]:
    with shop.database.read() as connection:
        ids = [
            row["id"]
            for row in connection.execute("SELECT id FROM product ORDER BY id")
        ]
        rows = products.rows_of(connection, ids)
        return products.answers(connection, rows, view, with_stock=True)


def test_every_kind_in_numbers(briefs: dict[str, Brief]) -> None:
    kinds = Counter(brief.type_id for brief in briefs.values())
    assert len(briefs) == NUMBER
    assert kinds["configurable"] >= 60
    variants = {
        child
        for brief in briefs.values()
        if brief.type_id == "configurable"
        for child in brief.children
    }
    assert len(variants) >= 230
    for kind in ("bundle", "grouped", "virtual", "downloadable"):
        assert kinds[kind] >= 10, kind
    price_types = Counter(
        brief.values["price_type"]
        for brief in briefs.values()
        if brief.type_id == "bundle"
    )
    assert min(price_types["0"], price_types["1"]) >= 5


def test_same_each_time_and_the_first_part_of_a_longer_one(tmp_path: Path) -> None:
    shops = [
        open_shop(str(tmp_path / f"s{n}"), 0, products=count)
        for n, count in enumerate((NUMBER, NUMBER, 200))
    ]
    first, second, short = (answers(shop, 0) for shop in shops)
    assert first == second
    assert len(short) == 200
    assert short[:190] == first[:190]
    for shop in shops:
        shop.database.close()


def test_recorded_catalogue_alone(tmp_path: Path) -> None:
    shop = open_shop(str(tmp_path / "s"), 0, products=28)
    assert len(answers(shop, 0)) == 28
    with shop.database.read() as connection:
        assert len(categories.tree(connection, 0)) == 14
    shop.database.close()


def test_links_lead_somewhere(shop: Shop, briefs: dict[str, Brief]) -> None:
    ids = {brief.id for brief in briefs.values()}
    for brief in briefs.values():
        assert ids.issuperset(brief.children), brief.sku
    with shop.database.read() as connection:
        known = categories.tree(connection, 0)
    used = {
        int(link["category_id"])
        for answer in answers(shop, 0)
        for link in answer["extension_attributes"].get("category_links", [])
    }
    assert used <= set(known)


def test_variants_differ_in_the_attributes_of_their_parent(shop: Shop) -> None:
    all_answers = {answer["id"]: answer for answer in answers(shop, 0)}
    codes = {"93": "color", "137": "size", "145": "fit"}
    for answer in all_answers.values():
        if answer["type_id"] != "configurable":
            continue
        extension = answer["extension_attributes"]
        seen = []
        for child in extension["configurable_product_links"]:
            values = {
                item["attribute_code"]: item["value"]
                for item in all_answers[child]["custom_attributes"]
            }
            choice = []
            for option in extension["configurable_product_options"]:
                picked = values[codes[option["attribute_id"]]]
                allowed = [str(value["value_index"]) for value in option["values"]]
                assert picked in allowed, answer["sku"]
                choice.append(picked)
            seen.append(choice)
        assert len(seen) == len({tuple(choice) for choice in seen}), answer["sku"]


def test_tree_is_deep_and_translated(shop: Shop) -> None:
    with shop.database.read() as connection:
        english, french, german = (
            categories.tree(connection, view) for view in (0, 2, 4)
        )
    assert len(english) == 60
    # The root of a store is level 1: four levels lie below it.
    assert max(category.level for category in english.values()) == 5
    assert french[17].values["name"] == "Cuisine"
    assert german[17].values["name"] == "Küche"
    assert german[60].values["name"] == english[60].values["name"]
    moved = english[catalog_tree.MOVED_ID]
    assert moved.parent_id > moved.id
    one, other = (english[id_] for id_ in catalog_tree.SAME_NAME_IDS)
    assert one.values["name"] == other.values["name"]
    assert one.parent_id == other.parent_id
    assert not english[catalog_tree.INACTIVE_ID].is_active


def test_oddities_are_as_odd_as_said(shop: Shop, briefs: dict[str, Brief]) -> None:
    odd = {b.sku: b for b in briefs.values() if b.sku.startswith("ODD")}
    assert catalog_oddities.AWKWARD_SKU in odd
    assert len(catalog_oddities.LONGEST_SKU) == 64
    assert catalog_oddities.LONGEST_SKU in odd
    barcodes = [briefs[s].values["ean"] for s in catalog_oddities.SHARED_BARCODE_SKUS]
    assert barcodes == [catalog_oddities.SHARED_BARCODE] * 2
    assert odd["ODD-NOWEIGHT"].weight is None
    assert odd["ODD-PRICE-4"].price == 0.3335
    assert "<script>" in odd["ODD-HTML"].values["description"]
    assert "🍵" in odd["ODD-EMOJI"].name
    assert odd["ODD-TAX-MISSING"].tax_class_id is None
    assert odd["ODD-TAX-NONE"].tax_class_id == "0"
    assert odd[catalog_oddities.UNKNOWN_TAX_CLASS_SKU].tax_class_id == "99"
    assert odd["ODD-NOSITE"].website_ids == ()
    assert odd["ODD-DISABLED"].status == 2
    assert len(odd["ODD-LONGNAME"].name) == 255
    assert odd["ODD-CONF-EMPTY"].children == ()
    assert len(odd["ODD-CONF-3"].options) == 3
    assert set(odd["ODD-CONF-SHARED"].children) < set(odd["ODD-CONF-3"].children)
    for sku, start, end in (
        ("ODD-SPECIAL-PAST", "2020", "2020"),
        ("ODD-SPECIAL-NOW", "2024", None),
        ("ODD-SPECIAL-LATER", "2098", None),
    ):
        values = odd[sku].values
        assert values["special_price"] == 8
        assert values["special_from_date"].startswith(start)
        assert (values.get("special_to_date") or "")[:4] == (end or "")
    seconds = Counter(answer["updated_at"] for answer in answers(shop, 0))
    assert seconds[catalog_oddities.SAME_SECOND] > 100


def test_products_of_a_group_and_a_bundle(briefs: dict[str, Brief]) -> None:
    by_id = {brief.id: brief for brief in briefs.values()}
    group = briefs["ODD-GROUP"]
    assert group.price is None
    assert [by_id[child].sku for child in group.children] == [
        "ODD-DISABLED",
        "ODD-EMOJI",
    ]
    kit = briefs["KIT-DYN"]
    assert [by_id[child].sku for child in kit.children] == [
        "MUG-RED",
        "MUG-BLUE",
        "PEN-01",
    ]


def test_most_products_have_a_picture(briefs: dict[str, Brief]) -> None:
    shown = [
        brief
        for brief in briefs.values()
        if brief.values.get("image", "no_selection") != "no_selection"
    ]
    assert len(shown) > NUMBER * 0.6


def test_barcodes_have_the_right_check_digit() -> None:
    # Two known ones: of a book and of the standard's own example.
    assert ean13(3) == "2000000000039"
    for code in ("4006381333931", "9780306406157"):
        odd, even = (sum(map(int, code[start:12:2])) for start in (0, 1))
        assert int(code[-1]) == -(odd + 3 * even) % 10


# -- pictures -----------------------------------------------------------------------


def picture(client: Client, file: str) -> tuple[int, str, bytes]:
    answer = client.send("GET", f"/media/catalog/product{file}")
    return answer.status, answer.headers["Content-Type"], answer.raw


def main_file(store: Store, sku: str) -> str:
    entries = store.product(sku)["media_gallery_entries"]
    return next(entry["file"] for entry in entries if "image" in entry["types"])


def test_pictures_are_pictures(large_store: Store, visitor: Client) -> None:
    kinds = set()
    seen = set()
    page = visitor.get(
        "products?searchCriteria[pageSize]=60&searchCriteria[currentPage]=3"
        "&fields=items[media_gallery_entries[file]]"
    )
    for item in page["items"]:
        for entry in item["media_gallery_entries"] or []:
            status, type_, raw = picture(visitor, entry["file"])
            assert status == 200
            with Image.open(io.BytesIO(raw)) as image:
                image.load()
                assert image.size == (pictures.EDGE, pictures.EDGE)
                assert type_ == f"image/{image.format.lower()}"  # type: ignore[union-attr]
                pixel = image.convert("RGB").getpixel((1, 1))
            color = pictures.color_of(entry["file"])
            assert all(abs(a - b) <= 2 for a, b in zip(pixel, color, strict=True))  # type: ignore[arg-type]
            kinds.add(type_)
            seen.add(raw)
    assert kinds == {"image/png", "image/jpeg"}
    assert len(seen) > 40


def test_pictures_that_are_no_good(
    large_store: Store, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Odoo lets Pillow accept pictures that are cut off, in the whole process.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    files = {
        sku: main_file(large_store, sku) for sku in catalog_oddities.BAD_IMAGE_SKUS
    }
    assert files == catalog_oddities.BAD_IMAGE_SKUS
    assert picture(visitor, pictures.MISSING)[0] == 404
    status, type_, raw = picture(visitor, pictures.WRONG_TYPE)
    assert (status, type_) == (200, "text/html; charset=UTF-8")
    status, type_, raw = picture(visitor, pictures.BROKEN)
    assert (status, type_) == (200, "image/png")
    with pytest.raises(OSError), Image.open(io.BytesIO(raw)) as image:
        image.load()
    status, type_, raw = picture(visitor, pictures.HUGE)
    assert (status, type_, len(raw)) == (200, "image/png", pictures.HUGE_SIZE)
    with Image.open(io.BytesIO(raw)) as image:
        image.load()


def test_file_that_no_product_has(large_store: Store, visitor: Client) -> None:
    assert picture(visitor, "/n/o/nothing.png")[0] == 404


def test_uploaded_picture_is_served_as_it_came(
    large_store: Store, visitor: Client
) -> None:
    content = pictures.png((1, 2, 3))
    entry: dict[str, Any] = {
        "media_type": "image",
        "label": "Own",
        "types": ["image"],
        "content": {
            "base64_encoded_data": base64.b64encode(content).decode(),
            "type": "image/png",
            "name": "my own.png",
        },
    }
    target = "/rest/all/V1/products/ODD-HTML/media"
    other = entry | {"content": entry["content"] | {"type": "image/jpeg"}}
    assert visitor.call("POST", target, {"entry": other}).status == 400
    media_id = visitor.call("POST", target, {"entry": entry}).json
    file = main_file(large_store, "ODD-HTML")
    assert file == "/m/y/my_own.png"
    assert picture(visitor, file)[2] == content
    assert visitor.call("DELETE", f"{target}/{media_id}").json is True
    assert picture(visitor, file)[0] == 404
    assert visitor.call("GET", f"{target}/{media_id}").status == 404


def test_whole_catalogue_is_read_page_by_page(visitor: Client) -> None:
    seen: list[int] = []
    sort = "searchCriteria[sortOrders][0][field]=entity_id"
    sort += "&searchCriteria[sortOrders][0][direction]=ASC"
    for page in range(1, 7):
        found = visitor.get(
            f"products?{sort}&searchCriteria[pageSize]=100"
            f"&searchCriteria[currentPage]={page}"
        )
        assert found["total_count"] == NUMBER
        seen += [item["id"] for item in found["items"]]
    assert len(seen) == len(set(seen)) == NUMBER


def test_pictures_are_logged_and_can_go_wrong(
    large_store: Store, visitor: Client
) -> None:
    file = main_file(large_store, "MUG-RED")
    path = f"/media/catalog/product{file}"
    assert picture(visitor, file)[0] == 200
    assert large_store.log(path="^/media/")[-1]["path"] == path
    large_store.fault("status", path="^/media/", status=503, times=1)
    assert picture(visitor, file)[0] == 503
    large_store.fault("truncated", path="^/media/", times=1)
    with pytest.raises(http.client.IncompleteRead):
        picture(visitor, file)


def test_single_records_can_vanish(large_store: Store, visitor: Client) -> None:
    skus = [catalog_oddities.AWKWARD_SKU, "ODD-HTML"]
    large_store.fault("vanish", entity="product", ids=skus)
    large_store.fault("vanish", entity="category", ids=[17])
    for target in (
        "products/ODD-HTML",
        f"products/{quote(catalog_oddities.AWKWARD_SKU, safe='')}",
        "categories/17",
    ):
        assert visitor.call("GET", f"/rest/V1/{target}").status == 404, target
    large_store.clear_faults()
    path = quote(catalog_oddities.AWKWARD_SKU, safe="")
    found = visitor.get(f"products/{path}")
    assert found["sku"] == catalog_oddities.AWKWARD_SKU


@pytest.mark.parametrize(
    "sku", ["ODD 50%#?&=+", "ODD  two  spaces", "品番-001", "odd-LOWER", "00013"]
)
def test_odd_skus_in_paths(visitor: Client, sku: str) -> None:
    found = visitor.get(f"products/{quote(sku, safe='')}")
    assert found["sku"].lower() == sku.lower()
    item = visitor.get(f"stockItems/{quote(sku, safe='')}")
    assert item["product_id"] == found["id"]
