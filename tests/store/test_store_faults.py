"""The store misbehaves when told to, where told to, as often as told to."""

from __future__ import annotations

import http.client
import json
import threading
import time
from typing import Any

import pytest
from store_client import Answer, Client

from demo.store.control import Store

SINGLE = r"/customers/\d+$"
LIST = "/rest/V1/customers/search?searchCriteria[pageSize]=5"


def read(client: Client, customer_id: int = 4) -> Answer:
    return client.call("GET", f"/rest/V1/customers/{customer_id}")


def statuses(client: Client, number: int) -> list[int]:
    return [read(client).status for _ in range(number)]


def test_too_many_requests(store: Store, client: Client) -> None:
    store.fault("status", path=SINGLE, status=429, retry_after=7, times=2)
    answer = read(client)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
    assert "html" in answer.headers["Content-Type"], "a gateway's page, not Magento's"
    assert statuses(client, 2) == [429, 200]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_server_errors(store: Store, client: Client, status: int) -> None:
    store.fault("status", path=SINGLE, status=status, times=1)
    assert statuses(client, 2) == [status, 200]


def test_status_with_a_message(store: Store, client: Client) -> None:
    store.fault("status", status=500, message="Deadlock found")
    assert read(client).json == {"message": "Deadlock found"}


def test_maintenance_is_html(store: Store, client: Client) -> None:
    client.token  # noqa: B018 - asked for before the maintenance
    store.fault("maintenance")
    answer = client.call("GET", "/rest/V1/store/websites")
    assert answer.status == 503
    assert "Service Temporarily Unavailable" in answer.raw.decode()


def test_html_page_with_success(store: Store, client: Client) -> None:
    store.fault("html", path=SINGLE)
    answer = read(client)
    assert answer.status == 200
    assert answer.raw.startswith(b"<!doctype html>")
    assert "html" in answer.headers["Content-Type"]


@pytest.mark.parametrize("target", [LIST, "/rest/V1/customers/4", "/rest/V1/modules"])
def test_broken_json(store: Store, client: Client, target: str) -> None:
    store.fault("broken_json", path="/(customers|modules)")
    answer = client.call("GET", target)
    assert answer.status == 200
    assert "json" in answer.headers["Content-Type"]
    with pytest.raises(ValueError):
        json.loads(answer.raw)


def test_truncated_answer(store: Store, client: Client) -> None:
    whole = len(read(client).raw)
    store.fault("truncated", path=SINGLE)
    with pytest.raises(http.client.IncompleteRead) as caught:
        read(client)
    assert 0 < len(caught.value.partial) < whole
    assert caught.value.expected == whole - len(caught.value.partial)


def test_connection_cut(store: Store, client: Client) -> None:
    client.token  # noqa: B018 - asked for before the fault
    store.fault("disconnect", path=SINGLE, times=1)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        read(client)
    with Client(store) as other:
        assert read(other).status == 200
    assert [entry["status"] for entry in store.log(path=SINGLE)] == [0, 200]


def test_slow_answers_delay_nobody_else(store: Store, client: Client) -> None:
    client.token  # noqa: B018 - asked for before the clock starts
    store.fault("slow", path="/customers/4$", seconds=1.0)
    done: dict[str, float] = {}
    begun = time.perf_counter()

    def ask() -> None:
        assert read(client).status == 200
        done["slow"] = time.perf_counter() - begun

    thread = threading.Thread(target=ask)
    thread.start()
    with Client(store) as other:
        assert read(other, 5).status == 200
        done["other"] = time.perf_counter() - begun
    thread.join()
    assert done["slow"] >= 1.0 > done["other"]


def test_a_slow_answer_can_go_wrong_as_well(store: Store, client: Client) -> None:
    store.fault("slow", path=SINGLE, seconds=0.3)
    store.fault("status", path=SINGLE, status=504)
    begun = time.perf_counter()
    assert read(client).status == 504
    assert time.perf_counter() - begun >= 0.3


def test_vanished_records_stay_in_lists(store: Store, client: Client) -> None:
    store.fault("vanish", ids=[5])
    answer = read(client, 5)
    assert answer.status == 404
    assert answer.json["parameters"] == {"fieldName": "customerId", "fieldValue": 5}
    assert read(client, 4).status == 200
    assert 5 in [item["id"] for item in client.call("GET", LIST).json["items"]]


def test_vanish_keeps_bad_tokens_out(store: Store, client: Client) -> None:
    store.fault("vanish", ids=[5])
    assert client.send("GET", "/rest/V1/customers/5").status == 401


PATCHES: list[tuple[dict[str, Any], str, Any]] = [
    ({"remove": ["id"]}, "id", None),
    ({"remove": ["email"]}, "email", None),
    ({"remove": ["firstname", "lastname"]}, "lastname", None),
    ({"set": {"lastname": "n" * 300}}, "lastname", "n" * 300),
    ({"set": {"email": 42}}, "email", 42),
    ({"set": {"addresses": None}}, "addresses", None),
]


@pytest.mark.parametrize(("change", "key", "value"), PATCHES)
def test_patched_records(
    store: Store, client: Client, change: dict[str, Any], key: str, value: Any
) -> None:
    store.fault("patch", ids=[5], **change)
    single = read(client, 5).json
    listed = client.call("GET", LIST).json["items"]
    for record in (single, listed[1]):
        assert record.get(key) == value
        assert (key in record) is (key in change.get("set", {}))
    assert listed[0]["id"] == 4
    assert listed[0]["email"] == "alba.test@example.test"


def test_patched_inside(store: Store, client: Client) -> None:
    store.fault(
        "patch",
        ids=[5],
        set={"addresses.1.country_id": "ZZ", "addresses.7.city": "nowhere"},
        remove=["addresses.0.city"],
    )
    addresses = read(client, 5).json["addresses"]
    assert addresses[1]["country_id"] == "ZZ"
    assert "city" not in addresses[0]


def test_patches_only_change_answers(store: Store, client: Client) -> None:
    store.fault("patch", ids=[5], set={"firstname": "Wrong"}, times=1)
    assert read(client, 5).json["firstname"] == "Wrong"
    assert read(client, 5).json["firstname"] == "Zoé"


def test_patches_can_spare_lists(store: Store, client: Client) -> None:
    store.fault("patch", path=SINGLE, set={"email": "x"})
    assert read(client, 5).json["email"] == "x"
    assert client.call("GET", LIST).json["items"][0]["email"] != "x"


def test_patches_come_before_fields(store: Store, client: Client) -> None:
    store.fault("patch", set={"firstname": "Wrong"})
    assert client.get("customers/5?fields=firstname") == {"firstname": "Wrong"}


def test_skip_then_times(store: Store, client: Client) -> None:
    fault = store.fault("status", path=SINGLE, status=500, skip=2, times=3)
    assert statuses(client, 7) == [200, 200, 500, 500, 500, 200, 200]
    assert store.struck(fault) == 3


def test_share_is_random_but_repeatable(store: Store, client: Client) -> None:
    store.fault("status", path=SINGLE, status=500, share=0.3, seed=1)
    first = statuses(client, 60)
    store.clear_faults()
    store.fault("status", path=SINGLE, status=500, share=0.3, seed=1)
    assert statuses(client, 60) == first
    assert 5 < first.count(500) < 35


def test_matching_by_method_and_query(store: Store, client: Client) -> None:
    store.fault("status", method="PUT", status=500)
    store.fault("status", query=r"\[currentPage\]=2", status=502)
    assert read(client).status == 200
    body = {"customer": {"firstname": "X"}}
    assert client.call("PUT", "/rest/V1/customers/4", body).status == 500
    page = f"{LIST}&searchCriteria%5BcurrentPage%5D=2"
    assert client.call("GET", LIST).status == 200
    assert client.call("GET", page).status == 502


@pytest.mark.parametrize(("after", "name"), [(False, "Alba"), (True, "Renamed")])
def test_writes_are_carried_out_or_not(
    store: Store, client: Client, after: bool, name: str
) -> None:
    store.fault("status", method="PUT", status=504, after=after)
    body = {"customer": {"firstname": "Renamed"}}
    assert client.call("PUT", "/rest/V1/customers/4", body).status == 504
    assert read(client).json["firstname"] == name


def test_faults_are_listed_and_removed(store: Store, client: Client) -> None:
    fault = store.fault("status", path=SINGLE, status=500)
    other = store.fault("html", path="nowhere")
    assert read(client).status == 500
    described = {f["id"]: (f["kind"], f["seen"], f["struck"]) for f in store.faults()}
    assert described == {fault: ("status", 1, 1), other: ("html", 0, 0)}
    store.remove_fault(fault)
    assert read(client).status == 200
    store.clear_faults()
    assert store.faults() == []


@pytest.mark.parametrize(
    ("description", "word"),
    [
        ({"kind": "nosuch"}, "nosuch"),
        ({"kind": "status", "colour": 1}, "colour"),
        ({"kind": "status", "times": "many"}, "times"),
        ({"kind": "status", "path": "("}, "unterminated"),
        ({"kind": "vanish"}, "ids"),
        ({"kind": "status", "struck": 1}, "struck"),
    ],
)
def test_wrong_descriptions_are_refused(
    store: Store, description: dict[str, Any], word: str
) -> None:
    with pytest.raises(ValueError, match=word):
        store.fault(**description)
    assert store.faults() == []


def test_times_holds_under_many_clients(store: Store) -> None:
    store.fault("status", path=SINGLE, status=500, times=25)
    found: list[int] = []

    def ask() -> None:
        with Client(store) as client:
            found.extend(statuses(client, 20))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 160
    assert found.count(500) == 25


def test_log_shows_requests_without_credentials(store: Store, client: Client) -> None:
    client.signed("GET", "/rest/V1/customers/4?fields=id")
    client.send("GET", "/rest/V1/customers/5?access_token=hidden&token=hidden")
    store.fault("status", path=SINGLE, status=500)
    read(client)
    entries = store.log()
    found = [(e["method"], e["path"], e["status"], e["faults"]) for e in entries]
    assert found == [
        ("GET", "/rest/V1/customers/4", 200, []),
        ("GET", "/rest/V1/customers/5", 401, []),
        ("POST", "/rest/V1/integration/admin/token", 200, []),
        ("GET", "/rest/V1/customers/4", 500, ["status"]),
    ]
    assert entries[0]["query"] == "fields=id"
    text = json.dumps(entries)
    assert "hidden" not in text
    for secret in (*store.credentials.as_dict().values(), client.token):
        if secret != store.credentials.username:
            assert secret not in text
    later = store.log(since=entries[1]["number"], path=SINGLE)
    assert [e["number"] for e in later] == [entries[3]["number"]]
    assert [e["path"] for e in store.log(method="POST")] == [entries[2]["path"]]
    store.clear_log()
    assert store.log() == []


def test_stats(store: Store, client: Client) -> None:
    client.get("customers/4")
    client.get("customers/5")
    read(client, 999)
    stats = store.stats()
    assert stats["by_status"] == {"200": 3, "404": 1}
    assert stats["by_path"]["GET /rest/V1/customers/:id"] == 3
    assert (stats["requests"], stats["running"], stats["most_at_once"]) == (4, 0, 1)
    assert (stats["customers"], stats["last_update"]) == (31, "2024-11-23 01:03:16")
