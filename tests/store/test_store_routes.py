"""Paths, methods, scopes and headers; stores, directory."""

from __future__ import annotations

import pytest
from store_client import Client

from demo.store.control import Store


@pytest.mark.parametrize("scope", ["", "/all", "/default", "/fr", "/closed"])
def test_scopes(client: Client, scope: str) -> None:
    assert client.call("GET", f"/rest{scope}/V1/customers/4").json["id"] == 4


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/rest/V1/customers", 404),
        ("POST", "/rest/V1/store/websites", 404),
        ("GET", "/rest/V1/customers/4/nothing", 404),
        ("GET", "/rest/V1/", 404),
        ("GET", "/rest/V2/customers/4", 400),
        ("OPTIONS", "/rest/V1/customers/4", 405),
        ("GET", "/rest/V1/customers/search/", 400),
        ("GET", "/rest/V1/customers%2F4", 404),
    ],
)
def test_other_paths_and_methods(
    client: Client, method: str, target: str, status: int
) -> None:
    assert client.call(method, target).status == status


def test_path_parts_may_be_encoded(client: Client) -> None:
    assert client.call("GET", "/rest/V1/customers/%34").json["id"] == 4


def test_unknown_route_comes_before_missing_token(client: Client) -> None:
    assert client.send("GET", "/rest/V1/nothing").status == 404


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=UTF-8", 200),
        ("application/json; charset=latin-1", 400),
        ("application/xml", 400),
        ("nonsense of a header", 400),
        ("", 400),
    ],
)
def test_content_type_of_a_body(client: Client, content_type: str, status: int) -> None:
    body = '{"customer": {"id": 7}}'
    headers = {"Content-Type": content_type} if content_type else {}
    answer = client.call("PUT", "/rest/V1/customers/7", body, **headers)
    assert answer.status == status


@pytest.mark.parametrize("body", ["[]", "3", '"text"', "null", ""])
def test_a_body_without_parameters(client: Client, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    answer = client.call("POST", "/rest/V1/customers", body, **headers)
    assert answer.status == 400
    assert answer.json["parameters"] == {"fieldName": "customer"}


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("text/html, */*;q=0.8", 200),
        ("text/html", 500),
    ],
)
def test_accept(client: Client, accept: str, status: int) -> None:
    answer = client.call("GET", "/rest/V1/customers/4", Accept=accept)
    assert answer.status == status
    assert ("html" in answer.headers["Content-Type"]) is (status == 500)


def test_bare_lists_come_in_changing_order(client: Client) -> None:
    orders = {
        tuple(row["id"] for row in client.get("store/websites")) for _ in range(3)
    }
    assert len(orders) == 3


def test_configuration_of_several_views(client: Client) -> None:
    configs = client.get("store/storeConfigs?storeCodes[]=fr&storeCodes[]=pro_en")
    assert {config["code"] for config in configs} == {"fr", "pro_en"}


def test_base_url_is_the_one_asked_for(store: Store, client: Client) -> None:
    config = client.get("store/storeConfigs")[0]
    assert config["base_url"] == f"{store.url}/"


def test_every_country_has_its_codes(client: Client) -> None:
    countries = client.get("directory/countries")
    assert len(countries) == 249
    assert all(len(c["three_letter_abbreviation"]) == 3 for c in countries)
    regions = {c["id"] for c in countries if "available_regions" in c}
    assert regions == {"CA", "DE", "FR", "US"}
    assert client.call("GET", "/rest/V1/directory/countries/ZZ").status == 404


def test_slashes_are_escaped(client: Client) -> None:
    answer = client.call("GET", "/rest/V1/store/storeConfigs")
    assert b'"base_url":"http:\\/\\/127.0.0.1:' in answer.raw
