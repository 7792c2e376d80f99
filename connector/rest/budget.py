"""A number of requests per second, shared by all workers of all servers.

The generic cell rate algorithm, without bursts: one number in PostgreSQL says when the
next request may leave, and each request moves it on by the distance between two. The
clock is PostgreSQL's, so that those of the servers need not agree.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

#: Seconds for which a worker may wait for its turn; beyond, the job comes back later.
MAX_WAIT = 3.0

#: One statement takes the turn: the row is locked by whoever moves it, and those that
#: wait for it see the moved one, as the transaction is READ COMMITTED.
_TAKE = """
    INSERT INTO connector_rest_budget AS budget (backend, free_at)
    VALUES (%(key)s, extract(epoch FROM clock_timestamp()) + %(distance)s)
    ON CONFLICT (backend) DO UPDATE
    SET free_at = greatest(
        budget.free_at, extract(epoch FROM clock_timestamp())
    ) + %(distance)s
    WHERE budget.free_at <= extract(epoch FROM clock_timestamp()) + %(longest)s
    RETURNING free_at - %(distance)s - extract(epoch FROM clock_timestamp())
"""
_WHEN_FREE = "SELECT free_at FROM connector_rest_budget WHERE backend = %(key)s"
_HOLD = """
    INSERT INTO connector_rest_budget AS budget (backend, free_at)
    VALUES (%(key)s, extract(epoch FROM clock_timestamp()) + %(seconds)s)
    ON CONFLICT (backend) DO UPDATE
    SET free_at = greatest(budget.free_at, excluded.free_at)
"""


class Budget(Protocol):
    """Says when a request may leave."""

    def take(self) -> float:
        """Seconds to wait before sending; the turn is taken.

        :raises Spent: it would be too long; no turn is taken
        """

    def hold(self, seconds: float) -> None:
        """Let nobody send for so long: the server asked for it."""


@dataclass
class Spent(Exception):
    """No turn is free soon.

    :ivar at: instant from which it is worth trying again (UTC, without zone)
    """

    at: datetime


class PostgresBudget:
    """The budget of one backend.

    :param connect: opens a cursor in a transaction of its own, which is committed at
        the end of the block
    :param key: names what shares the budget, such as ``"acme.backend,3"``
    :param per_second: requests per second, fractions allowed
    :param longest: seconds beyond which :meth:`take` does not wait
    """

    def __init__(
        self,
        connect: Callable[[], AbstractContextManager[Any]],
        key: str,
        per_second: float,
        longest: float = MAX_WAIT,
    ) -> None:
        if not per_second > 0:
            raise ValueError(f"{per_second!r} requests per second can't be shared out.")
        self._connect = connect
        self._key = key
        self._distance = 1 / per_second
        self._longest = longest

    def take(self) -> float:
        """Seconds to wait before sending. :raises Spent: they would be too many"""
        values = {
            "key": self._key,
            "distance": self._distance,
            "longest": self._longest,
        }
        with self._connect() as cursor:
            _read_committed(cursor)
            cursor.execute(_TAKE, values)
            row = cursor.fetchone()
            if row is None:
                cursor.execute(_WHEN_FREE, values)
                found = cursor.fetchone()
        if row is None:
            free_at = float(found[0]) if found else 0.0
            raise Spent(datetime.fromtimestamp(free_at, UTC).replace(tzinfo=None))
        return max(float(row[0]), 0.0)

    def hold(self, seconds: float) -> None:
        """Let nobody send for so long."""
        with self._connect() as cursor:
            _read_committed(cursor)
            cursor.execute(_HOLD, {"key": self._key, "seconds": seconds})


def _read_committed(cursor: Any) -> None:
    # Odoo's cursors are REPEATABLE READ, where whoever waited for the row would fail.
    cursor.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
