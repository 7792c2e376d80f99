"""A part of what a backend found, and where that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple


class Position(NamedTuple):
    """Where a cursor is.

    :ivar instant: what changed up to then is imported (naive UTC)
    :ivar external_id: last record of that instant; ``None`` when it is not known
    """

    instant: datetime
    external_id: str | None = None


@dataclass(frozen=True)
class Page:
    """Some of the records that match a search, as the adapter's ``pages()`` yields.

    >>> page = Page(ids=["7", "9"], next={"page": 3})
    >>> page.ids, page.next, page.records is None
    (['7', '9'], {'page': 3}, True)

    :ivar ids: external ids of the records
    :ivar records: their data by external id, when the answer had it
    :ivar next: where the page after this one starts, given back as ``start``:
        anything that JSON can hold. ``None`` after the last page, and when the search
        cannot be gone on with in another job
    :ivar position: the latest change among the records. Only when the pages come in
        the order of change, oldest first: a cursor moves there. Without time zone, it
        is in the time zone that the batch importer names (``_remote_tz``)
    """

    ids: list[Any]
    records: Mapping[Any, Any] | None = None
    next: Any = None
    position: datetime | None = None


def slices(external_ids: Iterable[Any], size: int) -> Iterator[Page]:
    """Cut external ids into pages, each when it is asked for.

    >>> [page.ids for page in slices("abcde", 2)]
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    found = iter(external_ids)
    while ids := list(islice(found, size)):
        yield Page(ids)
