"""Find, among records that are worked on together, those that fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg2

from odoo.exceptions import ConcurrencyError

from odoo.addons.component.core import AbstractComponent

from ...exception import NetworkRetryableError, OvertakenError, error_kind
from ..import_memo import ImportMemo


class _Culprits(Exception):
    """Some of the records failed, and it is known which.

    :ivar errors: why, by external id
    """

    def __init__(self, errors: Mapping[Any, Exception]) -> None:
        super().__init__(", ".join(f"{id_}: {why}" for id_, why in errors.items()))
        self.errors = errors


def is_beyond_record(error: Exception) -> bool:
    """Whether an error does not lie in one record: the next would meet it, too."""
    return (
        isinstance(
            error,
            NetworkRetryableError
            | OvertakenError
            | ConcurrencyError
            | psycopg2.OperationalError
            | psycopg2.InterfaceError,
        )
        or error_kind(error) == "stop"
    )


def contained(
    component: AbstractComponent,
    ids: Sequence[Any],
    attempt: Callable[[list[Any]], Mapping[Any, str]],
) -> tuple[dict[Any, str], dict[Any, Exception]]:
    """Do something for records together, but for those that make it fail.

    It is done in a savepoint. When it fails, it is undone and done again without the
    records that are known to have failed, or else for each half, until what fails is
    alone. A record is only given up when it fails alone.

    :param attempt: called with ids, returns what was done with some of them; raises
        :class:`_Culprits` to tell which failed
    :return: what was done, and why each of the given up ones failed
    :raises Exception: an error that does not lie in one record
    """
    outcomes: dict[Any, str] = {}
    failures: dict[Any, Exception] = {}
    memo = ImportMemo.of(component.work)
    parts = [list(ids)] if ids else []
    while parts:
        part = parts.pop()
        try:
            with memo.contained(), component.env.cr.savepoint():
                done = attempt(part)
            outcomes.update(done)
        except _Culprits as found:
            if len(part) == 1:
                failures.update(found.errors)
                continue
            rest = [id_ for id_ in part if id_ not in found.errors]
            # Last in, first out: the rest goes first.
            parts.extend([id_] for id_ in part if id_ in found.errors)
            parts.extend([rest] if rest else [])
        except Exception as error:
            if is_beyond_record(error):
                raise
            if len(part) == 1:
                failures[part[0]] = error
                continue
            middle = len(part) // 2
            parts.extend((part[middle:], part[:middle]))
    return outcomes, failures
