"""Locks shared by all workers of a database."""

from __future__ import annotations

import hashlib

from odoo.api import Environment


def pg_try_advisory_lock(env: Environment, lock: object) -> bool:
    """Take a lock on a name until the end of the transaction, without waiting.

    Two transactions, of any worker of any server on this database, never hold the
    lock of the same name together. Taking it again in the same transaction succeeds.

    :param lock: the name, any object: its ``str()`` is locked
    :return: whether we hold the lock; ``False`` when another transaction does
    """
    digest = hashlib.sha1(str(lock).encode()).digest()
    # Big-endian on every machine: workers of different architectures must agree.
    key = int.from_bytes(digest[:8], "big", signed=True)
    env.cr.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
    return env.cr.fetchone()[0]
