"""Lists: search criteria pushed into SQL, with MySQL's ways of comparing."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .errors import StoreError
from .search_criteria import Filter, SearchCriteria
from .settings import Settings

_NUMBER = re.compile(r"\s*[-+]?\d+(\.\d+)?")
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d))?")
_LARGEST = 2**62
_COMPARISONS = {
    "eq": "=",
    "neq": "!=",
    "gt": ">",
    "gteq": ">=",
    "from": ">=",
    "lt": "<",
    "lteq": "<=",
    "to": "<=",
    "like": "LIKE",
    "nlike": "NOT LIKE",
}


@dataclass(frozen=True)
class Column:
    """A field that clients may filter and sort on.

    :param sql: the expression that gives its value.
    :param kind: ``int``, ``text`` or ``date``.
    :param within: what a test of the value stands in, for fields with many values.
    """

    sql: str
    kind: str = "text"
    within: str = "{test}"

    def value(self, text: str) -> Any:
        """Return what the database of a real store would compare ``text`` as."""
        if self.kind == "int":
            match = _NUMBER.match(text)
            return float(match[0]) if match else 0
        if self.kind == "date":
            match = _DATE.match(text.strip())
            if not match:
                return "0000-00-00 00:00:00"
            return f"{match[1]} {match[2] or '00:00:00'}"
        return text


@dataclass(frozen=True)
class Listing:
    """A table that can be searched.

    :param table: its name in the database.
    :param key: the column of its id, the order of last resort.
    :param columns: by the name that clients use.
    :param unknown_filter: makes the error for a filter on an unknown field.
    :param unknown_sort: the same for a sort order; None ignores it.
    """

    table: str
    key: str
    columns: dict[str, Column]
    unknown_filter: Callable[[str], StoreError]
    unknown_sort: Callable[[str], StoreError] | None = None

    def search(
        self,
        connection: sqlite3.Connection,
        criteria: SearchCriteria,
        settings: Settings,
    ) -> tuple[list[sqlite3.Row], int]:
        """Return the rows of the page asked for, and the number of all that match."""
        where, values = self._where(criteria)
        total = connection.execute(
            f"SELECT count(*) FROM {self.table}{where}", values
        ).fetchone()[0]
        limit, offset = _window(criteria, total, settings)
        rows = connection.execute(
            f"SELECT * FROM {self.table}{where} ORDER BY {self._order(criteria)} "
            "LIMIT ? OFFSET ?",
            [*values, limit, offset],
        ).fetchall()
        return rows, total

    def _where(self, criteria: SearchCriteria) -> tuple[str, list[Any]]:
        groups = []
        values: list[Any] = []
        for group in criteria.groups:
            tests = []
            for item in group:
                column = self.columns.get(item.field or "")
                if column is None:
                    raise self.unknown_filter(item.field or "")
                test, test_values = self._test(column, item)
                tests.append(column.within.format(test=test))
                values += test_values
            if tests:
                groups.append(f"({' OR '.join(tests)})")
        return (f" WHERE {' AND '.join(groups)}" if groups else ""), values

    def _test(self, column: Column, item: Filter) -> tuple[str, list[Any]]:
        if item.condition == "null":
            return f"{column.sql} IS NULL", []
        if item.condition == "notnull":
            return f"{column.sql} IS NOT NULL", []
        if item.value is None:
            return "0", []
        if item.condition in ("in", "nin"):
            values = [column.value(part) for part in item.value.split(",")]
            negation = "NOT " if item.condition == "nin" else ""
            return f"{column.sql} {negation}IN ({', '.join('?' * len(values))})", values
        if item.condition == "finset":
            return f"instr(',' || {column.sql} || ',', ?)", [f",{item.value},"]
        operator = _COMPARISONS.get(item.condition, "=")
        if operator.endswith("LIKE"):
            return f"{column.sql} {operator} ? ESCAPE '\\'", [item.value]
        return f"{column.sql} {operator} ?", [column.value(item.value)]

    def _order(self, criteria: SearchCriteria) -> str:
        keys = []
        for order in criteria.sort_orders:
            column = self.columns.get(order.field or "")
            if column is not None:
                direction = "ASC" if order.direction == "ASC" else "DESC"
                keys.append(f"{column.sql} {direction}")
            elif self.unknown_sort is not None:
                raise self.unknown_sort(order.field or "")
        return ", ".join([*keys, self.key])


def _window(
    criteria: SearchCriteria, total: int, settings: Settings
) -> tuple[int, int]:
    size = criteria.page_size
    if not size:
        return -1, 0
    # SQLite's numbers end where a client's need not.
    size = min(max(size, 1), _LARGEST)
    page = max(criteria.page or 1, 1)
    if settings.clamp_last_page:
        page = min(page, max(-(-total // size), 1))
    return size, min((page - 1) * size, _LARGEST)


def search_rows(
    rows: list[dict[str, Any]],
    criteria: SearchCriteria,
    settings: Settings,
    unknown_filter: Callable[[str], StoreError],
) -> tuple[list[dict[str, Any]], int]:
    """Search records that are no table, as :meth:`Listing.search` does a table.

    :param rows: all of the same form; those of their keys whose values are neither
        lists nor objects can be filtered and sorted on.
    """
    scalar = {
        key: "int" if isinstance(value, int | float) else "text"
        for row in rows
        for key, value in row.items()
        if not isinstance(value, dict | list)
    }
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    names = ", ".join(f'"{name}" COLLATE NOCASE' for name in scalar)
    connection.execute(f"CREATE TABLE record (place INTEGER, {names})")
    marks = ", ".join("?" * (len(scalar) + 1))
    connection.executemany(
        f"INSERT INTO record VALUES ({marks})",
        [(place, *map(row.get, scalar)) for place, row in enumerate(rows)],
    )
    listing = Listing(
        table="record",
        key="place",
        columns={name: Column(f'"{name}"', kind) for name, kind in scalar.items()},
        unknown_filter=unknown_filter,
    )
    found, total = listing.search(connection, criteria, settings)
    connection.close()
    return [rows[row["place"]] for row in found], total
