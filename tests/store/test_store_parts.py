"""Parts of the store that need no server: examples in docstrings, sorting, sizes."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from functools import cmp_to_key
from pathlib import Path

import pytest

import demo.store
from demo.store.database import Database
from demo.store.oauth import compare_natural
from demo.store.query_string import parse

MODULES = [
    name
    for _, name, _ in pkgutil.walk_packages(demo.store.__path__, "demo.store.")
    if not name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize(
    "ordered",
    [
        ["a[1]", "a[2]", "a[10]", "a[10][b]", "b"],
        ["oauth_token", "searchCriteria%5B2%5D", "searchCriteria%5B10%5D"],
        ["x", "x1", "x1y", "x2"],
        ["x01", "x1"],
        ["", "a"],
    ],
)
def test_natural_order(ordered: list[str]) -> None:
    key = cmp_to_key(compare_natural)
    turned = ordered[::-1]
    assert sorted(turned, key=key) == ordered
    assert compare_natural(ordered[0], ordered[0]) == 0


def test_odd_query_strings() -> None:
    assert parse("") == {}
    assert parse("&&a&b=") == {"a": "", "b": ""}
    assert parse("a[b=1") == {"a": "1"}
    assert parse("a[][b]=1&a[][b]=2") == {"a": {"0": {"b": "1"}, "1": {"b": "2"}}}
    assert parse("a=%C3%A9%20%2B") == {"a": "é +"}


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "s"), ["CREATE TABLE thing (id INTEGER)"])
    with pytest.raises(KeyError), database.write() as connection:
        connection.execute("INSERT INTO thing VALUES (1)")
        raise KeyError
    with database.write() as connection:
        connection.execute("INSERT INTO thing VALUES (2)")
    with database.read() as connection:
        rows = connection.execute("SELECT id FROM thing").fetchall()
    assert [row["id"] for row in rows] == [2]
    database.close()
