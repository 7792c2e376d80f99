"""The customers of a new store: always the same, awkward, and all importable but two."""

from __future__ import annotations

import collections
from pathlib import Path
from typing import Any

import pytest

from demo.store import customer_changes, seed
from demo.store.app import open_shop
from demo.store.control import Store
from demo.store.customers import answers
from demo.store.directory import country_ids
from demo.store.oddities import ODDITIES, UNKNOWN_COUNTRY

NUMBER = 300


def seeded(path: Path, number: int) -> list[dict[str, Any]]:
    shop = open_shop(str(path), number)
    with shop.database.read() as connection:
        rows = connection.execute("SELECT * FROM customer ORDER BY id").fetchall()
        return answers(connection, rows)


@pytest.fixture(scope="module")
def customers(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    return seeded(tmp_path_factory.mktemp("seed") / "s", NUMBER)


def test_it_is_always_the_same(tmp_path: Path, customers: list[dict[str, Any]]) -> None:
    assert seeded(tmp_path / "again", NUMBER) == customers


@pytest.mark.parametrize("number", [0, 1, 31, 32, 60, 1000])
def test_as_many_as_asked(tmp_path: Path, number: int) -> None:
    assert len(seeded(tmp_path / "s", number)) == number


def test_more_customers_keep_the_first(
    tmp_path: Path, customers: list[dict[str, Any]]
) -> None:
    assert seeded(tmp_path / "s", NUMBER + 50)[:NUMBER] == customers


def test_reset_gives_the_same_again() -> None:
    with Store(customers=40) as store:
        shop = open_shop(store.database, 0)

        def now() -> list[dict[str, Any]]:
            with shop.database.read() as connection:
                rows = connection.execute("SELECT * FROM customer ORDER BY id")
                return answers(connection, rows.fetchall())

        before = now()
        store.reset()
        assert now() == before
        shop.database.close()


def test_emails_are_unique_on_each_website(customers: list[dict[str, Any]]) -> None:
    keys = collections.Counter((c["website_id"], c["email"].lower()) for c in customers)
    assert max(keys.values()) == 1
    emails = collections.Counter(c["email"].lower() for c in customers)
    assert {e for e, n in emails.items() if n == 2} == {
        "alba.test@example.test",
        "twice@example.test",
    }


def test_all_keep_the_rules_of_the_store(
    tmp_path: Path, customers: list[dict[str, Any]]
) -> None:
    shop = open_shop(str(tmp_path / "s"), 0)
    with shop.database.read() as connection:
        for customer in customers:
            again = customer_changes.merged(
                customer, {"addresses": customer["addresses"]}
            )
            customer_changes.check(connection, again, street_lines=3)


def test_exactly_two_need_a_person(customers: list[dict[str, Any]]) -> None:
    affected = {
        customer["email"]
        for customer in customers
        for address in customer["addresses"]
        if address["country_id"] == UNKNOWN_COUNTRY
    }
    assert affected == set(seed.UNKNOWN_COUNTRY_EMAILS)
    assert len(affected) == 2
    assert UNKNOWN_COUNTRY in country_ids()


def test_the_awkward_things_are_there(customers: list[dict[str, Any]]) -> None:
    assert len(ODDITIES) <= NUMBER - 31
    numbers = {len(c["addresses"]) for c in customers}
    assert numbers == {0, 1, 2, 3, 4}
    names = "".join(c["firstname"] + c["lastname"] for c in customers)
    for letter in "é試Δعבตßł’'\u0300":
        assert letter.lower() in names.lower(), letter
    assert max(len(c["firstname"]) for c in customers) == 255
    assert any("+" in c["email"] for c in customers)
    assert any(c["email"] != c["email"].lower() for c in customers)
    keys = set().union(*customers)
    assert {"dob", "gender", "prefix", "suffix", "middlename", "taxvat"} <= keys
    assert "custom_attributes" in keys
    places = [a for c in customers for a in c["addresses"]]
    assert any("vat_id" in a for a in places)
    assert any("custom_attributes" in a for a in places)
    assert any("region_id" not in a for a in places)
    assert any(a.get("region_id") == 0 for a in places)
    regions = [a["region"] for a in places]
    american = [a["region"] for a in places if a["country_id"] == "US"]
    assert any(not r["region_id"] and not r["region"] for r in american)
    assert any(r["region_id"] for r in regions)
    assert any(r["region"] and not r["region_id"] for r in regions)
    assert {c["store_id"] for c in customers} == {1, 2, 3, 4, 5}
    assert {c["group_id"] for c in customers} == {1, 2, 3, 4, 5, 6}


def test_many_share_a_second(customers: list[dict[str, Any]]) -> None:
    seconds = collections.Counter(c["updated_at"] for c in customers)
    assert seconds[seed.NIGHTLY_UPDATE] > 50


def test_all_lies_in_the_past_and_in_order(customers: list[dict[str, Any]]) -> None:
    for customer in customers:
        assert "2024" < customer["created_at"] <= customer["updated_at"] < "2026"


def test_ids_leave_gaps_and_start_above_one(customers: list[dict[str, Any]]) -> None:
    ids = [c["id"] for c in customers]
    assert ids[0] == 4
    assert not {11, 12, 13} & set(ids)


def test_default_addresses_are_told_twice_and_agree(
    customers: list[dict[str, Any]],
) -> None:
    for customer in customers:
        for kind in ("default_billing", "default_shipping"):
            flagged = [str(a["id"]) for a in customer["addresses"] if a.get(kind)]
            told = [customer[kind]] if kind in customer else []
            assert flagged == told
