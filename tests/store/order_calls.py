"""What the tests of orders ask of the store, as a client and as a visitor."""

from __future__ import annotations

import urllib.request
from typing import Any

from store_client import Answer, Client

from demo.store.control import Store


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
