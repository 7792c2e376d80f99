"""Customers written: defaults, rules, regions, addresses."""

from __future__ import annotations

from typing import Any

import pytest
from store_client import Answer, Client

from demo.store.control import Store

ADDRESS = {
    "firstname": "A",
    "lastname": "B",
    "street": ["1 Main"],
    "city": "X",
    "postcode": "75000",
    "country_id": "FR",
    "telephone": "1",
}
PERSON = {"email": "new@example.test", "firstname": "New", "lastname": "Person"}


def create(client: Client, scope: str = "", **keys: Any) -> Answer:
    body = {"customer": PERSON | keys}
    return client.call("POST", f"/rest{scope}/V1/customers", body)


def update(client: Client, customer_id: int, **keys: Any) -> Answer:
    body = {"customer": keys}
    return client.call("PUT", f"/rest/V1/customers/{customer_id}", body)


@pytest.mark.parametrize(
    ("scope", "keys", "website", "view", "created_in"),
    [
        ("", {}, 1, 1, "Default Store View"),
        ("/all", {}, 1, 1, "Default Store View"),
        ("/fr", {}, 1, 2, "Vue française"),
        ("/fr", {"website_id": 1}, 1, 2, "Vue française"),
        ("", {"website_id": 2}, 2, 3, "Pro English"),
        ("", {"store_id": 4}, 2, 4, "Pro Deutsch"),
    ],
)
def test_website_and_view_of_a_new_customer(
    client: Client,
    scope: str,
    keys: dict[str, int],
    website: int,
    view: int,
    created_in: str,
) -> None:
    made = create(client, scope, **keys).json
    assert (made["website_id"], made["store_id"]) == (website, view)
    assert made["created_in"] == created_in
    assert made["group_id"] == 1
    assert client.get(f"customers/{made['id']}") == made


@pytest.mark.parametrize(
    ("keys", "status", "message"),
    [
        ({"website_id": 1, "store_id": 3}, 400, "not in the associated website"),
        ({"website_id": 9}, 404, "website with id %1"),
        ({"store_id": 9}, 404, "The store that was requested"),
        ({"group_id": 99}, 404, "No such entity"),
        ({"email": ""}, 400, '"Email" is a required value.'),
        ({"email": "a@b"}, 400, '"Email" is not a valid email address.'),
        ({"firstname": "x" * 256}, 400, "First Name is not valid!"),
        ({"middlename": "a/b"}, 400, "Middle Name is not valid!"),
        ({"firstname": "=1"}, 400, "First Name is not valid!"),
        ({"firstname": " "}, 400, '"First Name" is a required value.'),
        ({"email": "MIXEDCASE.user@example.test"}, 400, "same email address"),
    ],
)
def test_refused_customers(
    client: Client, keys: dict[str, Any], status: int, message: str
) -> None:
    answer = create(client, **keys)
    assert answer.status == status
    assert message in answer.json["message"]
    assert client.get("customers/search?searchCriteria=&fields=total_count") == {
        "total_count": 31
    }


def test_the_same_email_on_another_website(client: Client) -> None:
    email = "MixedCase.User@Example.Test"
    assert create(client, email=email, website_id=2).status == 200
    assert create(client, email=email, website_id=2).status == 400


def test_anybody_may_create_an_account(client: Client) -> None:
    # Magento declares this end point anonymous: it is the shop's registration form.
    assert client.send("POST", "/rest/V1/customers", {"customer": PERSON}).status == 200


@pytest.mark.parametrize("name", ["O’Sample-Lee", "Ñandú & Co.", "試験 1", "a_b`c,d."])
def test_names_that_are_accepted(client: Client, name: str) -> None:
    assert create(client, lastname=name).json["lastname"] == name


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"city": ""}, ["city"]),
        ({"street": []}, ["street"]),
        ({"street": [""]}, ["street"]),
        ({"postcode": None}, ["postcode"]),
        ({"postcode": None, "country_id": "HK"}, []),
        ({"telephone": None, "firstname": ""}, ["firstname", "telephone"]),
        ({"country_id": None}, ["countryId"]),
    ],
)
def test_required_fields_of_an_address(
    client: Client, change: dict[str, Any], fields: list[str]
) -> None:
    answer = create(client, addresses=[ADDRESS | change])
    if not fields:
        assert answer.status == 200
        return
    assert answer.status == 400
    errors = answer.json.get("errors", [answer.json])
    assert [error["parameters"]["fieldName"] for error in errors] == fields
    several = "One or more input exceptions have occurred."
    assert (answer.json["message"] == several) is (len(fields) > 1)


def test_unknown_country_is_refused(client: Client) -> None:
    answer = create(client, addresses=[ADDRESS | {"country_id": "ZZ"}])
    assert answer.status == 400
    assert answer.json["parameters"] == {"fieldName": "countryId", "value": "ZZ"}


def test_more_street_lines_when_configured(store: Store, client: Client) -> None:
    address = ADDRESS | {"street": ["1", "2", "3"]}
    assert create(client, addresses=[address]).status == 400
    store.settings(street_lines=4)
    assert create(client, addresses=[address]).status == 200


@pytest.mark.parametrize(
    ("given", "code", "name", "region_id"),
    [
        ({"region": {"region_id": 12}}, "CA", "California", 12),
        ({"region_id": 57}, "TX", "Texas", 57),
        ({"region": {"region_code": "NY"}}, "NY", "New York", 43),
        ({"region": {"region": "Somewhere"}}, "Somewhere", "Somewhere", 0),
        ({}, None, None, 0),
    ],
)
def test_regions(
    client: Client,
    given: dict[str, Any],
    code: str | None,
    name: str | None,
    region_id: int,
) -> None:
    address = ADDRESS | {"country_id": "US"} | given
    made = create(client, addresses=[address]).json
    stored = client.get(f"customers/{made['id']}")["addresses"][0]
    assert stored["region"] == {
        "region_code": code,
        "region": name,
        "region_id": region_id,
    }
    assert stored.get("region_id", 0) == region_id
    assert ("region_id" in stored) is bool(given)


def test_put_keeps_what_it_does_not_name(client: Client) -> None:
    before = client.get("customers/6")
    after = update(client, 6, group_id=2).json
    assert after | {"updated_at": 0} == before | {"group_id": 2, "updated_at": 0}
    assert after["updated_at"] > before["updated_at"]


def test_put_sent_back_whole_changes_nothing_but_the_time(client: Client) -> None:
    before = client.get("customers/10")
    after = update(client, 10, **before).json
    assert after | {"updated_at": 0} == before | {"updated_at": 0}


def test_the_path_wins_over_the_id_in_the_body(client: Client) -> None:
    assert update(client, 6, id=7, firstname="Six").json["id"] == 6


def test_put_merges_into_an_address(client: Client) -> None:
    before = client.get("customers/6")["addresses"][0]
    after = update(client, 6, addresses=[{"id": before["id"], "city": "Arles"}]).json
    assert after["addresses"][0] == before | {"city": "Arles"}


def test_empty_values_clear(client: Client) -> None:
    after = update(client, 4, prefix="", taxvat=None).json
    assert "prefix" not in after
    assert "taxvat" not in after


def test_default_addresses_move(client: Client) -> None:
    old = client.get("customers/6")["addresses"][0]
    new = ADDRESS | {"default_billing": True}
    after = update(client, 6, addresses=[old | {"default_billing": False}, new]).json
    assert after["default_shipping"] == str(old["id"])
    assert after["default_billing"] == str(after["addresses"][1]["id"])
    moved = update(client, 6, default_shipping=after["default_billing"]).json
    assert moved["default_shipping"] == after["default_billing"]


def test_an_address_of_another_customer_cannot_be_taken(client: Client) -> None:
    answer = update(client, 7, addresses=[ADDRESS | {"id": 1}])
    assert (answer.status, answer.json["parameters"]["fieldValue"]) == (404, 1)


def test_unknown_custom_attributes_are_dropped(client: Client) -> None:
    attributes = [
        {"attribute_code": "legacy_code", "value": "L-1"},
        {"attribute_code": "nosuch", "value": "x"},
    ]
    after = update(client, 7, custom_attributes=attributes).json
    assert after["custom_attributes"] == attributes[:1]
    cleared = [{"attribute_code": "legacy_code", "value": ""}]
    assert "custom_attributes" not in update(client, 7, custom_attributes=cleared).json


def test_a_refused_put_changes_nothing(client: Client) -> None:
    before = client.get("customers/6")
    bad = ADDRESS | {"city": ""}
    assert update(client, 6, firstname="X", addresses=[bad]).status == 400
    assert client.get("customers/6") == before


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_unknown_customers(client: Client, method: str) -> None:
    body = {"customer": {"firstname": "X"}} if method == "PUT" else None
    answer = client.call(method, "/rest/V1/customers/999999", body)
    assert answer.status == 404
    assert answer.json["parameters"]["fieldValue"] == 999999


def test_a_deleted_customer_is_gone_and_its_id_not_used_again(client: Client) -> None:
    made = create(client, addresses=[ADDRESS]).json
    assert client.call("DELETE", f"/rest/V1/customers/{made['id']}").json is True
    assert client.call("GET", f"/rest/V1/customers/{made['id']}").status == 404
    assert create(client).json["id"] > made["id"]


@pytest.mark.parametrize(
    ("keys", "field"),
    [
        ({"no_such_thing": 1}, "NoSuchThing"),
        ({"addresses": [{"nosuch": 1}]}, "Nosuch"),
        ({"addresses": [{"region": {"nosuch": 1}}]}, "Nosuch"),
    ],
)
def test_unknown_keys_are_named(
    client: Client, keys: dict[str, Any], field: str
) -> None:
    answer = create(client, **keys)
    assert answer.status == 400
    assert answer.json["parameters"] == {"fieldName": field}


def test_wrong_types_are_named_with_their_place(client: Client) -> None:
    answer = create(client, addresses=[ADDRESS | {"region_id": "far"}])
    assert answer.status == 400
    assert answer.json["message"] == (
        'Error occurred during "addresses" processing. Error occurred during '
        '"region_id" processing. The "far" value\'s type is invalid. The "int" type '
        "was expected. Verify and try again."
    )
    answer = create(client, firstname=["A"])
    assert 'The "Array" value\'s type is invalid.' in answer.json["message"]


def test_camel_case_keys_and_numbers_as_text(client: Client) -> None:
    made = create(client, groupId="2", lastname=7).json
    assert (made["group_id"], made["lastname"]) == (2, "7")
