"""The store answers as a real Magento 2.4.7 did: its exchanges, sent again.

``captures/`` holds exchanges with a real instance. Each is repeated here and the answers
compared: status, content type and the whole body. Values are left out only where they
must differ; see :data:`MOVING`.
"""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from store_client import Answer, Client, authorization

from demo.store.control import Store

CAPTURES = Path(__file__).parent / "captures"
NAMES = sorted(path.stem for path in CAPTURES.glob("*.json"))

MOVING = {"base_static_url", "secure_base_static_url"}
"""Keys whose values belong to one run of the real instance; their type is compared."""
TIMES = {"created_at", "updated_at"}
IDS = {"id", "customer_id", "default_billing", "default_shipping"}

WRITES = {
    "customer_put_without_addresses": [],
    "customer_put_address_changed": ["customer_put_without_addresses"],
    "quirk_customer_put_minimal": ["customer_put_without_addresses", "all deleted"],
    "customer_get_zoe_after": ["customer_put_without_addresses", "all deleted"],
    "customer_put_addresses_restored": [
        "customer_put_without_addresses",
        "all deleted",
    ],
    "customer_put_custom_attributes": [],
    "customer_get_custom_attributes": ["customer_put_custom_attributes"],
    "customers_search_custom_attribute": ["customer_put_custom_attributes"],
    "customer_put_address_list_replaced": [
        "all deleted",
        "customer_put_addresses_restored",
    ],
}
"""What happened to the real instance before, where it matters; times then differ."""

SETTINGS: dict[str, dict[str, Any]] = {
    "auth_admin_token_2fa_enabled": {"two_factor": True},
    "auth_integration_bearer_enabled": {"integration_bearer": True},
    "auth_integration_lacks_permission": {
        "denied_resources": ["Magento_Customer::customer"]
    },
    "customer_create": {"street_lines": 3},
    "limits_default_page_size": {"default_page_size": 10},
    "limits_default_page_size_empty_criteria": {"default_page_size": 10},
}

SEPARATE = {"auth_lockout", "raw_body_escaping", "semantics_customer_put"}
"""Captures of another form, with tests of their own below."""


def load(name: str, store: Store) -> dict[str, Any]:
    """Return a capture, moved to this store's address and its seed's dates."""
    text = (CAPTURES / f"{name}.json").read_text("utf-8")
    # The store's customers are those of the capture, but lie in the past.
    text = text.replace("2026-11-23", "2024-11-23")
    text = text.replace("127.0.0.1:8217", f"{store.host}:{store.port}")
    text = text.replace("127.0.0.1&#x3A;8217", f"{store.host}&#x3A;{store.port}")
    return json.loads(text)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SEPARATE])
def test_answers_as_captured(name: str, store: Store, client: Client) -> None:
    capture = load(name, store)
    store.settings(**SETTINGS.get(name, {}))
    PREPARE.get(name, lambda client: None)(client)
    for earlier in WRITES.get(name, []):
        if earlier == "all deleted":
            body = {"customer": {"id": 5, "addresses": []}}
            client.call("PUT", "/rest/V1/customers/5", body)
        else:
            replay(client, load(earlier, store), earlier)
    answer = replay(client, capture, name)
    expected = capture["response"]
    assert answer.status == expected["status"]
    assert answer.headers["Content-Type"] == expected["headers"]["Content-Type"]
    if "json" not in answer.headers["Content-Type"]:
        assert answer.raw.decode() == expected["body"]
    elif name == "auth_admin_token":
        check_token(answer.json, expected["jwt_decoded"])
    else:
        compare(answer.json, expected["body"], moving_keys(name, capture))


def moving_keys(name: str, capture: dict[str, Any]) -> set[str]:
    method = capture["request"]["method"]
    moving = set(MOVING)
    if name in WRITES or method in ("POST", "PUT"):
        moving |= TIMES
    if method == "POST":
        moving |= IDS
    return moving


def replay(client: Client, capture: dict[str, Any], name: str) -> Answer:
    request = capture["request"]
    target = request["path"]
    if request["query"] is not None:
        target += "?" + request["query"].replace(" ", "%20")
    body = request["body"]
    if name == "customer_delete":
        target = target.replace("/13", "/8")
    if name.startswith("auth_admin_token") and body["username"] == "<admin user>":
        keys = client.store.credentials
        body = {"username": keys.username, "password": keys.password}
    headers = {
        key: value
        for key, value in request["headers"].items()
        if key != "Authorization"
    }
    credentials = authorize(client, name, request, target)
    if credentials:
        headers["Authorization"] = credentials
    if isinstance(body, dict):
        body = json.dumps(body)
    return client.send(request["method"], target, body, headers)


def authorize(
    client: Client, name: str, request: dict[str, Any], target: str
) -> str | None:
    """Return credentials of the kind that the capture used, its values being gone."""
    given = request["headers"].get("Authorization")
    if given is None:
        return None
    if given == "Bearer <integration access token>":
        return f"Bearer {client.store.credentials.access_token}"
    if given == "Bearer <expired admin token>":
        token = client.token
        client.store.settings(token_life=0)
        expired = client.new_token().json
        assert expired != token
        return f"Bearer {expired}"
    if given == "Bearer abc":
        return given
    if given.startswith("Bearer"):
        return f"Bearer {client.token}"
    ahead = {
        "auth_oauth1_timestamp_far_future": 700,
        "auth_oauth1_timestamp_future": 120,
        "auth_oauth1_timestamp_old": -700,
        "auth_oauth1_timestamp_very_old": -100_000,
    }
    header = authorization(
        client.store,
        request["method"],
        target,
        signature_method="HMAC-SHA1" if "sha1_" in name else "HMAC-SHA256",
        natural="natural" in name,
        host="other.example.test" if "other_host" in name else None,
        oauth_timestamp=str(int(time.time()) + ahead.get(name, 0)),
    )
    if name == "auth_oauth1_nonce_replayed":
        client.send(request["method"], target, None, {"Authorization": header})
    return header


def _remove(customer_id: int) -> Callable[[Client], Any]:
    return lambda client: client.call("DELETE", f"/rest/V1/customers/{customer_id}")


PREPARE: dict[str, Callable[[Client], Any]] = {
    "customer_create": _remove(4),
    "customer_create_us_without_region_accepted": _remove(37),
    "maintenance_mode": lambda client: client.store.fault(
        "maintenance", path="/store/"
    ),
}


def compare(actual: Any, expected: Any, moving: set[str], path: str = "") -> None:
    """Fail unless both have the same types, keys, lengths and values."""
    assert type(actual) is type(expected), f"{path}: {actual!r} is not {expected!r}"
    if isinstance(expected, dict):
        assert list(actual) == list(expected), f"{path}: other keys"
        for key, value in expected.items():
            where = f"{path}.{key}"
            if key in moving and not isinstance(value, dict | list):
                assert type(actual[key]) is type(value), where
            else:
                compare(actual[key], value, moving, where)
    elif isinstance(expected, list):
        assert len(actual) == len(expected), f"{path}: other length"
        if path == "" and expected and isinstance(expected[0], dict):
            # Magento gives its bare lists in no fixed order.
            actual, expected = (
                sorted(rows, key=lambda row: str(row["id"]))
                for rows in (actual, expected)
            )
        for index, (one, other) in enumerate(zip(actual, expected, strict=True)):
            compare(one, other, moving, f"{path}[{index}]")
    else:
        assert actual == expected, path


def check_token(token: str, expected: list[dict[str, Any]]) -> None:
    head, claims, _signature = token.split(".")
    decoded = [
        json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        for part in (head, claims)
    ]
    assert decoded[0] == expected[0]
    assert list(decoded[1]) == list(expected[1])
    assert decoded[1]["utypid"] == 2
    assert decoded[1]["exp"] - decoded[1]["iat"] == 3600
    assert all(isinstance(value, int) for value in decoded[1].values())


def test_body_is_escaped_to_the_byte(store: Store, client: Client) -> None:
    capture = load("raw_body_escaping", store)
    target = f"/rest/V1/customers/6?{capture['request']['query']}"
    answer = client.call("GET", target)
    assert answer.raw.decode() == capture["response"]["raw_body"]


def test_lockout(store: Store, client: Client) -> None:
    *failures, correct = load("auth_lockout", store)["result"]
    for status, body in failures:
        answer = client.new_token("wrong")
        assert (answer.status, answer.json) == (status, json.loads(body))
    answer = client.new_token()
    assert [answer.status, answer.json] == [correct[1], json.loads(correct[2])]


def test_semantics_of_put(store: Store, client: Client) -> None:
    both = client.get("customers/5")["addresses"]
    bodies = {
        "PUT without addresses key": {"middlename": "M"},
        "PUT with one address changed": {
            "addresses": [both[0] | {"city": "Orléans-Est"}, both[1]]
        },
        "PUT with only the first address listed": {"addresses": both[:1]},
        "PUT with addresses = []": {"addresses": []},
        "PUT minimal: id only": {},
    }
    steps = load("semantics_customer_put", store)["result"]
    assert list(steps) == list(bodies)
    for name, step in steps.items():
        before = client.get("customers/5")["updated_at"]
        time.sleep(1.05)
        body = {"customer": {"id": 5, "firstname": "Zoé"} | bodies[name]}
        answer = client.call("PUT", "/rest/V1/customers/5", body)
        after = client.get("customers/5")
        assert answer.status == step["answer"][0], name
        compare(answer.json, step["answer"][1], TIMES, name)
        assert (after["updated_at"] != before) is step["moved"], name
        assert len(after["addresses"]) == step["addresses"], name


def test_every_capture_is_used() -> None:
    assert set(NAMES) >= SEPARATE | set(WRITES) | set(SETTINGS) | set(PREPARE)
    assert len(NAMES) == 106
    # Nothing of the captures may look like a live credential.
    for path in CAPTURES.glob("*.json"):
        assert not re.search(r"eyJ[\w-]{20}", path.read_text("utf-8")), path
