"""Locks shared by all workers of a database."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from psycopg2.errors import LockNotAvailable

from odoo.api import Environment


def pg_try_advisory_lock(env: Environment, lock: object) -> bool:
    """Take a lock on a name until the end of the transaction, without waiting.

    Two transactions, of any worker of any server on this database, never hold the
    lock of the same name together. Taking it again in the same transaction succeeds.

    :param lock: the name, any object: its ``str()`` is locked
    :return: whether we hold the lock; ``False`` when another transaction does
    """
    env.cr.execute("SELECT pg_try_advisory_xact_lock(%s)", [_lock_key(lock)])
    return env.cr.fetchone()[0]


def pg_try_advisory_locks(env: Environment, locks: Sequence[object]) -> list[bool]:
    """Take locks on several names, as :func:`pg_try_advisory_lock` does, in one query.

    :param locks: the names, any objects: their ``str()`` are locked
    :return: for each, in order, whether we hold the lock
    """
    env.cr.execute(
        "SELECT pg_try_advisory_xact_lock(key)"
        "  FROM unnest(%s::bigint[]) WITH ORDINALITY AS lock (key, place)"
        " ORDER BY place",
        [[_lock_key(lock) for lock in locks]],
    )
    return [obtained for (obtained,) in env.cr.fetchall()]


def pg_wait_advisory_lock(env: Environment, lock: object, seconds: float) -> bool:
    """Take a lock as :func:`pg_try_advisory_lock` does, waiting some time for it.

    :param lock: the name, any object: its ``str()`` is locked
    :param seconds: how long to wait for a transaction that holds it
    :return: whether we hold the lock
    """
    set_timeout = "SELECT set_config('lock_timeout', %s, true)"
    env.cr.execute("SELECT current_setting('lock_timeout')")
    [before] = env.cr.fetchone()
    try:
        with env.cr.savepoint(flush=False):
            env.cr.execute(set_timeout, [f"{round(seconds * 1000)}ms"])
            env.cr.execute(
                "SELECT pg_advisory_xact_lock(%s)",
                [_lock_key(lock)],
                log_exceptions=False,
            )
            env.cr.execute(set_timeout, [before])
    except LockNotAvailable:
        return False
    return True


def _lock_key(lock: object) -> int:
    digest = hashlib.sha1(str(lock).encode()).digest()
    # Big-endian on every machine: workers of different architectures must agree.
    return int.from_bytes(digest[:8], "big", signed=True)
