"""The records of a fake remote, as its lists show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

#: Parameters of a list that are no filters by field.
_PARAMETERS = {"page", "per_page", "after", "sort", "since", "until", "ids"}

ID = "id"
DATE = "updated_at"


class Refused(Exception):
    """What was asked for is refused, with this status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass
class Collection:
    """The records of one kind.

    :ivar records: by id, in the order in which they were created
    :ivar hidden: ids of those that take a place on a page, but are not shown
    :ivar check: returns why data are refused, if they are
    """

    name: str
    records: dict[str, dict] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    check: Callable[[dict], str | None] = lambda data: None
    _last: int = 0

    def add(self, values: Mapping[str, Any], now: str) -> dict:
        refusal = self.check(dict(values))
        if refusal:
            raise Refused(422, refusal)
        external_id = values.get(ID)
        if external_id is None:
            external_id = self._last + 1
        if isinstance(external_id, int):
            self._last = max(self._last, external_id)
        record = {ID: external_id, DATE: now, **values}
        record[ID] = external_id
        self.records[str(external_id)] = record
        return record

    def change(self, external_id: Any, values: Mapping[str, Any], now: str) -> dict:
        changed = {**self.get(external_id), DATE: now, **values}
        refusal = self.check(changed)
        if refusal:
            raise Refused(422, refusal)
        self.records[str(external_id)] = changed
        return changed

    def remove(self, external_id: Any) -> None:
        self.get(external_id)
        del self.records[str(external_id)]

    def get(self, external_id: Any) -> dict:
        try:
            return self.records[str(external_id)]
        except KeyError:
            raise Refused(404, f"{self.name} {external_id} does not exist") from None

    def page(self, query: Mapping[str, str], size: int, keyset: bool) -> Page:
        """The records that a query asks for, and how to ask for the rest.

        :param size: the most that a page may hold
        :param keyset: go on after the last record, rather than by page number
        """
        size = max(1, min(size, _number(query, "per_page", size)))
        by_date = query.get("sort") == DATE
        found = sorted(self._matching(query), key=lambda one: _rank(one, by_date))
        total = len(found)
        number = _number(query, "page", 0)
        if number or not keyset:
            start = (max(number, 1) - 1) * size
            rest = {"page": str(max(number, 1) + 1)}
        else:
            after = query.get("after")
            start = 0
            if after:
                known = _parse(after, by_date)
                start = sum(_rank(one, by_date) <= known for one in found)
            rest = {}
        shown = found[start : start + size]
        if start + size >= total:
            rest = None
        elif not rest:
            last = shown[-1]
            rest = {"after": f"{last[DATE]},{last[ID]}" if by_date else str(last[ID])}
        items = [one for one in shown if str(one[ID]) not in self.hidden]
        return Page(items, total, rest)

    def _matching(self, query: Mapping[str, str]) -> Iterable[dict]:
        wanted = {key: value for key, value in query.items() if key not in _PARAMETERS}
        ids = query["ids"].split(",") if "ids" in query else None
        since, until = (_instant(query, name) for name in ("since", "until"))
        for record in list(self.records.values()):
            date = record[DATE]
            if (
                (ids is None or str(record[ID]) in ids)
                and (since is None or date >= since)
                and (until is None or date <= until)
                and all(str(record.get(key)) == wanted[key] for key in wanted)
            ):
                yield record


@dataclass(frozen=True)
class Page:
    """A part of a list.

    :ivar rest: parameters of the next page; ``None`` after the last one
    """

    items: list[dict]
    total: int
    rest: dict[str, str] | None


def stamp(instant: datetime) -> str:
    """A date as the remote writes it.

    >>> stamp(datetime(2026, 1, 2, 3, 4, 5))
    '2026-01-02T03:04:05Z'
    """
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _rank(record: Mapping[str, Any], by_date: bool) -> tuple:
    external_id = record[ID]
    number = int(external_id) if str(external_id).isdigit() else 0
    return (record[DATE] if by_date else "", number, str(external_id))


def _parse(after: str, by_date: bool) -> tuple:
    date, __, external_id = after.rpartition(",")
    return _rank({DATE: date, ID: external_id}, by_date)


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(query.get(name, default))
    except ValueError:
        raise Refused(400, f"{name} is no number: {query[name]}") from None


def _instant(query: Mapping[str, str], name: str) -> str | None:
    if name not in query:
        return None
    try:
        return stamp(datetime.fromisoformat(query[name]))
    except ValueError:
        raise Refused(400, f"{name} is no date: {query[name]}") from None
