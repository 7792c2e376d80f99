"""What was asked of the store, without credentials."""

from __future__ import annotations

import collections
import itertools
import re
import threading
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import unquote_plus

CAPACITY = 20_000

_SECRET = re.compile(r"((?:token|secret|password|oauth_\w+)=)[^&]*", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One request that was answered; ``status`` 0 stands for a cut connection."""

    number: int
    at: str
    method: str
    path: str
    query: str
    status: int
    ms: float
    faults: list[str]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class RequestLog:
    """The latest requests, and counts of all of them. Headers and bodies stay out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = 0
        self.clear()

    def clear(self) -> None:
        """Forget what was asked so far."""
        with self._lock:
            self._entries: collections.deque[Entry] = collections.deque(maxlen=CAPACITY)
            self._numbers = itertools.count(1)
            self._statuses: collections.Counter[str] = collections.Counter()
            self._paths: collections.Counter[str] = collections.Counter()
            self._most_at_once = self._running

    def begin(self) -> None:
        """Count a request as running."""
        with self._lock:
            self._running += 1
            self._most_at_once = max(self._most_at_once, self._running)

    def end(
        self,
        at: str,
        method: str,
        path: str,
        query: str,
        status: int,
        ms: float,
        faults: list[str],
    ) -> None:
        """Store a request that is done."""
        with self._lock:
            self._running -= 1
            self._statuses[str(status)] += 1
            self._paths[f"{method} {re.sub(r'/[0-9]+', '/:id', path)}"] += 1
            self._entries.append(
                Entry(
                    number=next(self._numbers),
                    at=at,
                    method=method,
                    path=path,
                    query=unquote_plus(_SECRET.sub(r"\1***", query)),
                    status=status,
                    ms=round(ms, 1),
                    faults=faults,
                )
            )

    def entries(
        self, path: str = "", since: int = 0, method: str = ""
    ) -> list[dict[str, Any]]:
        """Return the requests after number ``since``, oldest first.

        :param path: a pattern that the path must contain.
        :param method: the only method wanted.
        """
        with self._lock:
            entries = list(self._entries)
        return [
            entry.as_dict()
            for entry in entries
            if entry.number > since
            and re.search(path, entry.path)
            and method in ("", entry.method)
        ]

    def stats(self) -> dict[str, Any]:
        """Return the counts."""
        with self._lock:
            return {
                "requests": sum(self._statuses.values()),
                "by_status": dict(self._statuses),
                "by_path": dict(self._paths),
                "running": self._running,
                "most_at_once": self._most_at_once,
            }
