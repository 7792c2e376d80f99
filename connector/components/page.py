"""A part of what a backend found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


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
