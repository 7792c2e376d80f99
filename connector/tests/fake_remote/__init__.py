"""A remote system to run connectors on: real HTTP, records with dates, faults.

Nothing but Python's standard library: it runs in a thread of the test, or of a shell::

    with FakeRemote(token="secret") as remote:
        remote.add("customers", name="Ada")
        remote.fail(faults.too_many(7))
        ...  # the connector's first request is answered 429, Retry-After: 7

What it answers is described by :class:`FakeRemote`, how it fails by :mod:`.faults`.
"""

from __future__ import annotations

from . import faults
from .message import Answer, Request
from .remote import FakeRemote

__all__ = ["Answer", "FakeRemote", "Request", "faults"]
