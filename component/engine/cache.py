"""Answers worth remembering, shared by threads without a lock."""

from __future__ import annotations

from typing import Generic, TypeVar

A = TypeVar("A")

#: A cache of size 512 keeps 32,768 answers: enough that a database with thousands of
#: models and usages never forgets one, little enough (some MB) when the usage comes
#: from outside (a URL) and someone tries them all.
ANSWERS_PER_SIZE = 64


class AnswerCache(Generic[A]):
    """Answers by key, safe to read, fill and clear from several threads at once.

    Read ``entries`` **once**, before finding out what the answer depends on, and give it
    back to :meth:`keep`: what was found out before a :meth:`clear` is then kept in a
    dictionary that nobody reads any more.

    :param size: as in the registry; see :data:`ANSWERS_PER_SIZE`
    """

    __slots__ = ("_limit", "entries")

    def __init__(self, size: int) -> None:
        self._limit = size * ANSWERS_PER_SIZE
        self.entries: dict[object, A] = {}

    def keep(self, entries: dict[object, A], key: object, answer: A) -> A:
        """Remember an answer in the ``entries`` read before it was looked for."""
        if len(entries) >= self._limit:
            entries.clear()
        return entries.setdefault(key, answer)

    def clear(self) -> None:
        """Forget all answers."""
        self.entries = {}
