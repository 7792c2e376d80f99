"""Misbehaviour to order: which requests go wrong, how, and how often."""

from __future__ import annotations

import copy
import itertools
import random
import re
import threading
from dataclasses import asdict, dataclass, field
from typing import Any

KINDS = {
    "status": "another status: `status`, and `retry_after` seconds if given",
    "maintenance": "503 with Magento's HTML page",
    "html": "200 with an HTML page",
    "broken_json": "200 with JSON that ends in the middle of a value",
    "truncated": "half of the answer, then the connection is cut",
    "disconnect": "the connection is cut before an answer",
    "slow": "the answer comes `seconds` later",
    "vanish": "404 for single records that lists still show: `entity`, `ids`",
    "patch": "records answered with keys changed: `entity`, `ids`, `set`, `remove`",
}
RECORD_KINDS = ("vanish", "patch")


@dataclass(frozen=True)
class Asked:
    """What of a request faults are matched with; the query is decoded."""

    method: str
    path: str
    query: str = ""


_TYPES: dict[str, Any] = {
    "path": str,
    "method": str,
    "query": str,
    "times": int | None,
    "share": int | float,
    "skip": int,
    "after": bool,
    "status": int,
    "retry_after": int | None,
    "message": str | None,
    "seconds": int | float,
    "entity": str,
    "ids": list,
    "set": dict,
    "remove": list,
    "seed": int,
}


@dataclass
class Fault:
    """One way to misbehave.

    :param kind: one of :data:`KINDS`.
    :param path: pattern that the path must contain; empty = every request.
    :param method: the only method concerned; empty = all.
    :param query: pattern that the decoded query must contain.
    :param times: how often it strikes; None = until it is removed.
    :param share: strikes this share of the matching requests, at random.
    :param skip: so many matching requests pass first.
    :param after: the request is carried out before the answer goes wrong.
    """

    kind: str
    path: str = ""
    method: str = ""
    query: str = ""
    times: int | None = None
    share: float = 1.0
    skip: int = 0
    after: bool = False
    status: int = 500
    retry_after: int | None = None
    message: str | None = None
    seconds: float = 1.0
    entity: str = "customer"
    ids: list[int] = field(default_factory=list)
    set: dict[str, Any] = field(default_factory=dict)
    remove: list[str] = field(default_factory=list)
    seed: int = 0
    id: str = ""
    seen: int = 0
    struck: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault {self.kind!r}; there are {', '.join(KINDS)}")
        for name, types in _TYPES.items():
            value = getattr(self, name)
            if not isinstance(value, types):
                raise ValueError(f"{name} of a fault cannot be {value!r}")
        if self.kind == "vanish" and not self.ids:
            raise ValueError("a vanish fault needs the ids that vanish")
        self._path = re.compile(self.path)
        self._query = re.compile(self.query)
        self._random = random.Random(self.seed)

    def concerns(self, asked: Asked) -> bool:
        """Tell whether a request is one of those that may go wrong."""
        return bool(
            self.method in ("", asked.method)
            and self._path.search(asked.path)
            and self._query.search(asked.query)
        )

    def strikes(self) -> bool:
        """Count a request that this fault concerns; tell whether it goes wrong."""
        if self.times is not None and self.struck >= self.times:
            return False
        self.seen += 1
        if self.seen <= self.skip or self._random.random() >= self.share:
            return False
        self.struck += 1
        return True

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Faults:
    """The faults of a running store; safe to change while it answers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[str, Fault] = {}
        self._numbers = itertools.count(1)

    def add(self, description: dict[str, Any]) -> Fault:
        """Add a fault.

        :raises ValueError: if the description has an unknown key or a wrong value.
        """
        own = {"id", "seen", "struck"} & set(description)
        if own:
            raise ValueError(f"{', '.join(sorted(own))} cannot be given")
        try:
            fault = Fault(**description)
        except (TypeError, re.error) as error:
            raise ValueError(str(error)) from None
        with self._lock:
            fault.id = str(next(self._numbers))
            self._faults[fault.id] = fault
        return fault

    def remove(self, fault_id: str) -> bool:
        """Remove one fault; tell whether it was there."""
        with self._lock:
            return self._faults.pop(fault_id, None) is not None

    def clear(self) -> None:
        """Remove all faults."""
        with self._lock:
            self._faults.clear()

    def all(self) -> list[dict[str, Any]]:
        """Return the faults with the number of requests they concerned and struck."""
        with self._lock:
            return [fault.as_dict() for fault in self._faults.values()]

    def striking(self, asked: Asked) -> list[Fault]:
        """Return the faults of the HTTP exchange that strike this request."""
        with self._lock:
            return [
                fault
                for fault in self._faults.values()
                if fault.kind not in RECORD_KINDS
                and fault.concerns(asked)
                and fault.strikes()
            ]

    def vanished(self, entity: str, record_id: str, asked: Asked) -> Fault | None:
        """Return the fault that hides this record from this request, if any."""
        with self._lock:
            for fault in self._aimed("vanish", entity, asked):
                if record_id in map(str, fault.ids) and fault.strikes():
                    return fault
        return None

    def patch(self, entity: str, key: str, answer: Any, asked: Asked) -> list[Fault]:
        """Change the records of ``answer`` in place; return the faults that did it.

        :param key: the key of a record's id.
        :param answer: a record, or the answer of a list.
        """
        if not isinstance(answer, dict):
            return []
        # A single order has items of its own: its lines.
        found = answer["items"] if "search_criteria" in answer else [answer]
        records = [(record.get(key), record) for record in found]
        struck = []
        with self._lock:
            for fault in self._aimed("patch", entity, asked):
                for record_id, record in records:
                    if (not fault.ids or record_id in fault.ids) and fault.strikes():
                        _change(record, fault)
                        struck.append(fault)
        return struck

    def _aimed(self, kind: str, entity: str, asked: Asked) -> list[Fault]:
        return [
            fault
            for fault in self._faults.values()
            if fault.kind == kind and fault.entity == entity and fault.concerns(asked)
        ]


def _change(record: dict[str, Any], fault: Fault) -> None:
    for path, value in fault.set.items():
        target, key = _find(record, path)
        if target is not None:
            target[key] = copy.deepcopy(value)
    for path in fault.remove:
        target, key = _find(record, path)
        if isinstance(target, dict):
            target.pop(key, None)


def _find(record: Any, path: str) -> tuple[Any, Any]:
    """Return the container of ``addresses.0.city`` in a record, and the last key."""
    *parents, last = path.split(".")
    for key in parents:
        if isinstance(record, list):
            record = record[int(key)] if int(key) < len(record) else None
        else:
            record = record.get(key) if isinstance(record, dict) else None
    if isinstance(record, list):
        return (record, int(last)) if int(last) < len(record) else (None, None)
    return (record, last) if isinstance(record, dict) else (None, None)
