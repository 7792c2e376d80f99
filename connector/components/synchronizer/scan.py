"""How far an import of many records has come, over all the jobs that it takes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ..page import Page, Position


class RepeatedPage(Exception):
    """The backend gave a page that it gave before."""


@dataclass
class Scan:
    """What one job of an import hands to the next one.

    :ivar moves_cursor: whether the cursor moves when all pages are handled
    :ivar since: where the cursor was when the import began
    :ivar remote_now: the backend's clock when the first page was read (naive UTC)
    :ivar position: the latest change that was seen
    :ivar in_order: whether the pages came in the order of change so far
    :ivar found: how many records there were so far
    :ivar seen: digests of the pages that were seen
    """

    moves_cursor: bool = False
    since: Position | None = None
    remote_now: datetime | None = None
    position: Position | None = None
    in_order: bool = True
    found: int = 0
    seen: set[str] = field(default_factory=set)
    _last: list[str] = field(default_factory=list)

    def look(self, page: Page, tz: str = "UTC") -> None:
        """Take note of the next page.

        :param tz: time zone of its position, if that has none
        :raises RepeatedPage: this page, or where the next one starts, was seen before
        """
        marks = _marks(page)
        if not self.seen.isdisjoint(marks):
            raise RepeatedPage()
        self.seen.update(marks)
        self._last = marks
        self.found += len(page.ids)
        if page.position is None:
            return
        instant = to_utc(page.position, tz)
        if self.position and instant < self.position.instant:
            self.in_order = False
        else:
            last_id = str(page.ids[-1]) if page.ids else None
            self.position = Position(instant, last_id)

    def reached(self) -> Position | None:
        """Where the cursor may move, now that all pages are handled.

        The clock of the first page, as what changes later may have been passed over;
        else the latest change, which tells so only when pages come in its order.
        """
        if not self.moves_cursor:
            return None
        if self.remote_now:
            return Position(self.remote_now)
        return self.position if self.in_order else None

    def to_json(self) -> dict[str, Any]:
        """Return it as the argument of a job.

        Of the pages seen, only the last goes along: the argument stays small however
        many there were, and a backend that repeats its pages is noticed a job later.
        """
        return {
            "moves_cursor": self.moves_cursor,
            "since": _position_to_json(self.since),
            "remote_now": self.remote_now and self.remote_now.isoformat(),
            "position": _position_to_json(self.position),
            "in_order": self.in_order,
            "found": self.found,
            "seen": self._last,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Scan:
        """Return what :meth:`to_json` of the job before this one gave."""
        now = data["remote_now"]
        return cls(
            moves_cursor=data["moves_cursor"],
            since=_position_from_json(data["since"]),
            remote_now=datetime.fromisoformat(now) if now else None,
            position=_position_from_json(data["position"]),
            in_order=data["in_order"],
            found=data["found"],
            seen=set(data["seen"]),
            _last=list(data["seen"]),
        )


def to_utc(instant: datetime, tz: str = "UTC") -> datetime:
    """Convert an instant of a backend to naive UTC.

    The hour that comes twice when clocks are set back is taken as the first one: an
    import that starts there takes too much rather than too little.

    >>> to_utc(datetime(2026, 3, 1, 9, 0), "Asia/Tokyo")
    datetime.datetime(2026, 3, 1, 0, 0)

    :param tz: its time zone, if it has none of its own
    """
    if instant.tzinfo is not None:
        return instant.astimezone(UTC).replace(tzinfo=None)
    zone = ZoneInfo(tz)
    return min(
        instant.replace(tzinfo=zone, fold=fold).astimezone(UTC).replace(tzinfo=None)
        for fold in (0, 1)
    )


def to_remote(instant: datetime, tz: str = "UTC") -> datetime:
    """Convert naive UTC to the naive local time of a backend, for a filter.

    Shortly before clocks are set back the result is an hour early: what changes in the
    hour that comes twice has a local time before ours, and is still to be found.

    >>> to_remote(datetime(2026, 3, 1, 0, 0), "Asia/Tokyo")
    datetime.datetime(2026, 3, 1, 9, 0)
    """
    zone = ZoneInfo(tz)
    aware = instant.replace(tzinfo=UTC)
    return min(
        instant + (moment.astimezone(zone).utcoffset() or timedelta())
        for moment in (aware, aware + timedelta(hours=3))
    )


def _marks(page: Page) -> list[str]:
    """What a page must not share with another one: its records, and what follows."""
    marks = []
    if page.ids:
        marks.append(_digest(["ids", *map(str, page.ids)]))
    if page.next is not None:
        marks.append(_digest(["next", page.next]))
    return marks


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha1(text.encode()).hexdigest()[:16]


def _position_to_json(position: Position | None) -> list | None:
    return position and [position.instant.isoformat(), position.external_id]


def _position_from_json(data: list | None) -> Position | None:
    return Position(datetime.fromisoformat(data[0]), data[1]) if data else None
