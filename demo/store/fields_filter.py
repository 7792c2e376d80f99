"""The ``fields`` parameter: answers cut down to what the client asked for."""

from __future__ import annotations

import re
from typing import Any

Wanted = dict[str, Any]

_FORBIDDEN = re.compile(r"[^\w\[\],]", re.ASCII)


def project(answer: Any, fields: str) -> Any:
    """Return ``answer`` with nothing but ``fields``.

    >>> project({"items": [{"id": 1, "a": {"b": 2, "c": 3}}], "n": 1}, "items[a[b]]")
    {'items': [{'a': {'b': 2}}]}

    A list without items comes back as None when its fields are named:

    >>> project({"items": [], "n": 0}, "items[id],n")
    {'items': None, 'n': 0}

    Fields that cannot be read give an empty answer:

    >>> project({"n": 0}, "n[")
    []
    """
    wanted = parse(fields)
    if wanted is None:
        return []
    return _apply(answer, wanted) if isinstance(answer, dict | list) else answer


def parse(fields: str) -> Wanted | None:
    """Return the tree of field names, or None where the text has no such form."""
    if _FORBIDDEN.search(fields):
        return None
    current: Wanted = {}
    stack: list[tuple[Wanted, str]] = []
    last = ""
    for token in re.findall(r"\w+|[\[\]]", fields, re.ASCII):
        if token == "[":
            stack.append((current, last))
            current = {}
        elif token == "]":
            if not stack:
                return None
            inner = current
            current, last = stack.pop()
            current[last] = inner
        else:
            last = token
            current[token] = None
    return None if stack else current


def _apply(answer: Any, wanted: Wanted) -> Any:
    if isinstance(answer, list):
        return [_pick(item, wanted) for item in answer] or None
    return _pick(answer, wanted)


def _pick(item: Any, wanted: Wanted) -> Any:
    if not isinstance(item, dict):
        return item
    return {
        key: _apply(value, wanted[key])
        if wanted[key] is not None and isinstance(value, dict | list)
        else value
        for key, value in item.items()
        if key in wanted
    }
