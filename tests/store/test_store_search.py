"""Search criteria: conditions, sorting, pages and the quirks of Magento."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from store_client import Client

from demo.store.control import Store

FILTER = "searchCriteria[filter_groups][{}][filters][{}]"


def criteria(*groups: list[tuple[str, ...]], **keys: Any) -> str:
    """Return a query: groups of ``(field, value, condition)``, and other keys."""
    parts = []
    for g, group in enumerate(groups):
        for f, item in enumerate(group):
            names = ("field", "value", "condition_type")
            for name, value in zip(names, item, strict=False):
                parts.append(f"{FILTER.format(g, f)}[{name}]={quote(value, safe='')}")
    parts += [f"searchCriteria[{key}]={value}" for key, value in keys.items()]
    return "&".join(parts or ["searchCriteria="])


def search(client: Client, *groups: list[tuple[str, ...]], **keys: Any) -> list[int]:
    answer = client.get(f"customers/search?{criteria(*groups, **keys)}")
    return [item["id"] for item in answer["items"]]


@pytest.mark.parametrize(
    ("test", "ids"),
    [
        (("entity_id", "4", "eq"), {4}),
        (("entity_id", "4"), {4}),
        (("entity_id", "36", "gt"), {37}),
        (("entity_id", "36", "gteq"), {36, 37}),
        (("entity_id", "36", "from"), {36, 37}),
        (("entity_id", "5", "lt"), {4}),
        (("entity_id", "5", "lteq"), {4, 5}),
        (("entity_id", "5", "to"), {4, 5}),
        (("entity_id", "4, 5,6", "in"), {4, 5, 6}),
        (("website_id", "1", "neq"), {10, 14, 15}),
        (("website_id", "1", "nin"), {10, 14, 15}),
        (("store_id", "3,4", "in"), {10, 14, 15}),
        (("email", "alba%", "like"), {4, 14}),
        (("email", "%gen%", "like"), set(range(21, 37))),
        (("email", "MIXEDCASE.USER@example.test", "eq"), {20}),
        (("email", "plus+tag@example.test", "eq"), {19}),
        (("lastname", "TESTA", "eq"), {4}),
        (("dob", "", "notnull"), {4}),
        (("entity_id", "4", "finset"), {4}),
        (("entity_id", "4", "moreq"), {4}),
        (("created_at", "2024-11-23 01:02:15", "lteq"), {4, 5}),
        (("updated_at", "2024-11-23T01:03:16Z", "gteq"), {37}),
        (("updated_at", "2024-11-23T01:03:16+01:00", "gteq"), {37}),
        (("updated_at", "2024-11-24", "gteq"), set()),
        (("entity_id", "abc", "eq"), set()),
    ],
)
def test_conditions(client: Client, test: tuple[str, ...], ids: set[int]) -> None:
    assert set(search(client, [test])) == ids


def test_null_condition(client: Client) -> None:
    assert len(search(client, [("dob", "", "null")])) == 30


def test_an_unreadable_date_matches_everything_after_it(client: Client) -> None:
    assert len(search(client, [("updated_at", "yesterday", "gteq")])) == 31


def test_groups_are_and_filters_in_one_are_or(client: Client) -> None:
    either = [("entity_id", "4"), ("entity_id", "14"), ("entity_id", "5")]
    assert search(client, either, [("website_id", "2")]) == [14]


def test_negated_text(client: Client) -> None:
    without = search(client, [("email", "%example.test", "nlike")])
    assert without == []


def test_sorting(client: Client) -> None:
    query = (
        "searchCriteria[sortOrders][0][field]=website_id"
        "&searchCriteria[sortOrders][0][direction]=desc"
        "&searchCriteria[sortOrders][1][field]=entity_id"
        "&searchCriteria[sortOrders][1][direction]=DESC&searchCriteria[pageSize]=4"
    )
    answer = client.get(f"customers/search?{query}")
    assert [item["id"] for item in answer["items"]] == [15, 14, 10, 37]
    assert answer["search_criteria"]["sort_orders"][0]["direction"] == "DESC"


def test_snake_case_keys(client: Client) -> None:
    answer = client.get(
        "customers/search?search_criteria[page_size]=2&search_criteria[current_page]=2"
    )
    assert [item["id"] for item in answer["items"]] == [6, 7]
    assert answer["search_criteria"] == {
        "filter_groups": [],
        "page_size": 2,
        "current_page": 2,
    }


def test_pages_hold_every_record_once(client: Client) -> None:
    pages = [search(client, pageSize=10, currentPage=page) for page in range(1, 6)]
    assert [len(page) for page in pages] == [10, 10, 10, 1, 0]
    assert len({id_ for page in pages for id_ in page}) == 31


def test_clamped_pages_repeat_the_last(store: Store, client: Client) -> None:
    store.settings(clamp_last_page=True)
    last = search(client, pageSize=10, currentPage=4)
    assert search(client, pageSize=10, currentPage=99) == last == [37]


@pytest.mark.parametrize("size", [-1, -3])
def test_negative_page_size_gives_one_record(client: Client, size: int) -> None:
    assert search(client, pageSize=size) == [4]


def test_numbers_beyond_measure(client: Client) -> None:
    assert search(client, pageSize=10, currentPage=10**30) == []
    assert len(search(client, pageSize=10**30)) == 31


def test_page_size_limit(store: Store, client: Client) -> None:
    store.settings(maximum_page_size=50)
    answer = client.call("GET", f"/rest/V1/customers/search?{criteria(pageSize=51)}")
    assert answer.status == 400
    assert answer.json == {
        "message": "Maximum SearchCriteria pageSize is %max",
        "parameters": {"max": 50},
    }
    assert len(search(client, pageSize=50)) == 31


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("total_count", {"total_count": 31}),
        ("items[id],nosuch", {"items": [{"id": 4}]}),
        (
            "items[id,addresses[city]]",
            {"items": [{"id": 4, "addresses": [{"city": "Paris"}]}]},
        ),
        (
            "items[addresses[region[region_id]]],total_count",
            {
                "items": [{"addresses": [{"region": {"region_id": 0}}]}],
                "total_count": 31,
            },
        ),
        ("items[", []),
        ("items(id)", []),
    ],
)
def test_fields(client: Client, fields: str, expected: Any) -> None:
    query = f"{criteria(pageSize=1)}&fields={fields}"
    assert client.get(f"customers/search?{query}") == expected


def test_fields_turn_an_empty_list_into_null(client: Client) -> None:
    assert client.get("customers/7?fields=id,addresses[city]") == {
        "id": 7,
        "addresses": None,
    }
    assert client.get("customers/7?fields=id,addresses") == {"id": 7, "addresses": []}


def test_groups_search_by_code(client: Client) -> None:
    query = criteria([("code", "vip")])
    assert client.get(f"customerGroups/search?{query}")["items"][0]["id"] == 4


@pytest.mark.parametrize(
    "query",
    [
        criteria([("nosuch", "1")]),
        "searchCriteria[sortOrders][0][field]=nosuch",
    ],
)
def test_groups_fail_on_unknown_fields(client: Client, query: str) -> None:
    answer = client.call("GET", f"/rest/V1/customerGroups/search?{query}")
    assert answer.status == 500
    assert "Report ID: webapi-" in answer.json["message"]


def test_values_are_data_not_sql(client: Client) -> None:
    assert search(client, [("email", "' OR 1=1 --", "eq")]) == []
    assert search(client, [("email", "' OR 1=1 --", "finset")]) == []


def test_ids_of_thousands_can_be_asked_at_once(client: Client) -> None:
    ids = ",".join(str(number) for number in range(4, 2000))
    assert len(search(client, [("entity_id", ids, "in")])) == 31
