"""Who gets in, and in what words the others are refused."""

from __future__ import annotations

import time

import pytest
from store_client import Client, authorization

from demo.store.control import Store

WEBSITES = "/rest/V1/store/websites"
CUSTOMER = "/rest/V1/customers/4"
SPACED = (
    "/rest/V1/customers/search?searchCriteria[filter_groups][0][filters][0][field]="
    "updated_at&searchCriteria[filter_groups][0][filters][0][value]=2024-11-23{}01:03:00"
    "&searchCriteria[filter_groups][0][filters][0][condition_type]=gteq"
    "&fields=total_count"
)


def test_token_opens_the_store_until_it_expires(store: Store, client: Client) -> None:
    store.settings(token_life=2)
    token = client.new_token().json
    headers = {"Authorization": f"Bearer {token}"}
    assert client.send("GET", WEBSITES, headers=headers).status == 200
    time.sleep(2.1)
    answer = client.send("GET", WEBSITES, headers=headers)
    assert answer.status == 401
    assert answer.json["parameters"] == {"resources": "Magento_Backend::store"}


def test_all_tokens_can_be_made_worthless(store: Store, client: Client) -> None:
    assert client.call("GET", WEBSITES).status == 200
    store.expire_tokens()
    assert client.call("GET", WEBSITES).status == 401
    headers = {"Authorization": f"Bearer {client.new_token().json}"}
    assert client.send("GET", WEBSITES, headers=headers).status == 200


@pytest.mark.parametrize(
    "value", ["Bearer", "Bearer ", "Bearer a.b.c", "Basic YTpi", "nonsense", "Bearer é"]
)
def test_other_credentials_are_refused(client: Client, value: str) -> None:
    headers = {"Authorization": value.encode("latin-1").decode("latin-1")}
    assert client.send("GET", WEBSITES, headers=headers).status == 401


def test_a_token_with_changed_claims_is_refused(client: Client) -> None:
    head, claims, signature = client.token.split(".")
    forged = f"{head}.{claims[:-2]}AA.{signature}"
    headers = {"Authorization": f"Bearer {forged}"}
    assert client.send("GET", WEBSITES, headers=headers).status == 401


def test_the_account_is_locked_after_failures(store: Store, client: Client) -> None:
    store.settings(lockout_failures=3, lockout_seconds=1.0)
    for _ in range(2):
        assert client.new_token("wrong").status == 401
    assert client.new_token().status == 200, "below the limit"
    for _ in range(3):
        assert client.new_token("wrong").status == 401
    assert client.new_token().status == 401, "locked"
    time.sleep(1.1)
    assert client.new_token().status == 200, "open again"


def test_unknown_users_lock_nobody_out(client: Client) -> None:
    body = {"username": "nobody", "password": "x"}
    for _ in range(8):
        client.send("POST", "/rest/V1/integration/admin/token", body)
    assert client.new_token().status == 200


def test_both_missing_fields_are_told(client: Client) -> None:
    answer = client.send("POST", "/rest/V1/integration/admin/token", {})
    assert answer.status == 400
    assert [e["parameters"]["fieldName"] for e in answer.json["errors"]] == [
        "username",
        "password",
    ]


def test_signed_space_must_be_percent20(client: Client) -> None:
    answer = client.signed("GET", SPACED.format("%20"))
    assert answer.json == {"total_count": 14}
    refused = client.signed("GET", SPACED.format("+"))
    assert refused.status == 401
    assert refused.json["message"].startswith("The signature is invalid.")


def test_plus_is_a_space_with_a_bearer_token(client: Client) -> None:
    assert client.call("GET", SPACED.format("+")).json == {"total_count": 14}


def test_a_json_body_is_not_signed(client: Client) -> None:
    body = {"customer": {"id": 7, "firstname": "Noah"}}
    answer = client.signed("PUT", "/rest/V1/customers/7", body=body)
    assert (answer.status, answer.json["firstname"]) == (200, "Noah")


def test_the_signature_covers_method_path_and_query(
    store: Store, client: Client
) -> None:
    for signed in (
        ("POST", CUSTOMER),
        ("GET", "/rest/V1/customers/5"),
        ("GET", f"{CUSTOMER}?fields=id"),
    ):
        headers = {"Authorization": authorization(store, *signed)}
        assert client.send("GET", CUSTOMER, headers=headers).status == 401


@pytest.mark.parametrize(
    ("parameter", "value", "status"),
    [
        ("oauth_consumer_key", "x" * 32, 401),
        ("oauth_token", "x" * 32, 401),
        ("oauth_timestamp", "soon", 401),
        ("oauth_signature_method", "PLAINTEXT", 400),
    ],
)
def test_wrong_signature_parameters(
    client: Client, parameter: str, value: str, status: int
) -> None:
    assert client.signed("GET", CUSTOMER, **{parameter: value}).status == status


def test_a_missing_signature_parameter_is_named(store: Store, client: Client) -> None:
    header = authorization(store, "GET", CUSTOMER).replace("oauth_nonce=", "nonce=")
    answer = client.send("GET", CUSTOMER, headers={"Authorization": header})
    assert answer.status == 400
    assert answer.json["parameters"] == {"fieldName": "oauth_nonce"}


def test_a_failed_signature_spends_its_nonce(client: Client) -> None:
    wrong = client.signed("GET", CUSTOMER, host="elsewhere", oauth_nonce="once")
    again = client.signed("GET", CUSTOMER, oauth_nonce="once")
    assert (wrong.status, again.status) == (401, 401)
    assert again.json["message"].startswith("The nonce is already being used")


@pytest.mark.parametrize(
    ("resource", "method", "target"),
    [
        ("Magento_Customer::customer", "GET", CUSTOMER),
        ("Magento_Customer::manage", "PUT", CUSTOMER),
        ("Magento_Customer::delete", "DELETE", CUSTOMER),
        ("Magento_Customer::group", "GET", "/rest/V1/customerGroups/1"),
        ("Magento_Backend::store", "GET", WEBSITES),
        ("Magento_Backend::admin", "GET", "/rest/V1/modules"),
    ],
)
def test_a_missing_permission_is_401_and_named(
    store: Store, client: Client, resource: str, method: str, target: str
) -> None:
    store.settings(denied_resources=[resource])
    for answer in (client.call(method, target), client.signed(method, target)):
        assert answer.status == 401
        assert answer.json["parameters"] == {"resources": resource}


def test_countries_are_open_to_all(client: Client) -> None:
    assert client.send("GET", "/rest/V1/directory/countries/FR").status == 200
