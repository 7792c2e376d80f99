"""What the components of one piece of work remember together about imports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from odoo.addons.component.core import AbstractComponent, WorkContext

#: collection, id of the backend, binding model, external id
Key = tuple[str, int, str, str]

# How far the clock of a backend that does not tell its time may be from ours.
_CLOCK_TOLERANCE = timedelta(minutes=5)


class ImportMemo:
    """Remembers which dependencies were imported, and which bindings are known.

    It is shared by a work context and by those that come from it. What is undone by a
    rollback must be forgotten::

        with env.cr.savepoint(), memo.contained():
            importer.run(external_id)

    :ivar imported: dependencies that need no look any more
    :ivar bindings: bindings that were searched for many records together
    :ivar waiting_exports: ids of the bindings that a waiting job exports, by model
    """

    def __init__(self) -> None:
        self.imported: set[Key] = set()
        self.bindings: dict[Key, Any] = {}
        self.waiting_exports: dict[str, frozenset[int]] = {}
        self._clock_offset: timedelta | None = None

    @classmethod
    def of(cls, work: WorkContext) -> ImportMemo:
        """Return the memo of a work context, which those that follow it will share."""
        memo = getattr(work, "import_memo", None)
        if memo is None:
            memo = cls()
            work.import_memo = memo
            work._propagate_kwargs.append("import_memo")
        return memo

    @contextmanager
    def contained(self) -> Iterator[None]:
        """Forget what was done inside, when it ends with an error."""
        imported, bindings = set(self.imported), dict(self.bindings)
        try:
            yield
        except BaseException:
            self.imported, self.bindings = imported, bindings
            raise

    def remote_instant(self, instant: datetime, adapter: AbstractComponent) -> datetime:
        """Return what the backend's clock showed at an instant of ours, or less.

        :param instant: by our clock (naive UTC)
        :param adapter: its ``remote_now()`` is asked until it tells
        """
        if self._clock_offset is None:
            remote_now = getattr(adapter, "remote_now", None)
            now = remote_now() if remote_now else None
            if now is not None:
                # Ours is looked at last: what the answer took makes theirs earlier.
                self._clock_offset = naive_utc(now) - utc_now()
        if self._clock_offset is None:
            return instant - _CLOCK_TOLERANCE
        return instant + self._clock_offset


def dependency_key(work: WorkContext, model_name: str, external_id: Any) -> Key:
    """What names a record of the backend in a memo."""
    backend = work.collection
    return backend._name, backend.id, model_name, str(external_id)


def utc_now() -> datetime:
    """Return the present instant, naive UTC, with its microseconds."""
    return datetime.now(UTC).replace(tzinfo=None)


def naive_utc(instant: datetime) -> datetime:
    """Return an instant without time zone as it is, another one converted to UTC."""
    if instant.tzinfo is None:
        return instant
    return instant.astimezone(UTC).replace(tzinfo=None)
