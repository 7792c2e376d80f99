"""Finds in an answer what is written there in many ways: messages and links."""

from __future__ import annotations

import re
from typing import Any

#: Keys under which servers put the reason of an error, most telling first.
_MESSAGE_KEYS = (
    *("message", "detail", "error_description", "description", "title", "error"),
    *("msg", "reason"),
)
_LIST_KEYS = ("errors", "details", "violations", "issues")

#: Characters of a header ``Link`` that are looked at.
_LONGEST_LINKS = 8000
_LINK = re.compile(
    r"<([^<>]*)>((?:\s*;\s*[\w*-]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s;,]*))?)*)"
)
_PARAMETER = re.compile(r"([\w*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;,]*))")


def messages(data: Any, label: str = "", depth: int = 0) -> list[str]:
    """The texts of an error's JSON that are meant to be read."""
    if depth > 4:
        return []
    if isinstance(data, str):
        return [f"{label}: {data}" if label else data] if data.strip() else []
    if isinstance(data, list):
        return [text for one in data for text in messages(one, label, depth + 1)]
    if not isinstance(data, dict):
        return []
    found: list[str] = []
    for key in _MESSAGE_KEYS:
        found = messages(data.get(key), label, depth + 1)
        if found:
            break
    for key in _LIST_KEYS:
        value = data.get(key)
        if isinstance(value, dict):
            for name, problem in value.items():
                found += messages(problem, str(name), depth + 1)
        else:
            found += messages(value, label, depth + 1)
    return found


def links(header: str) -> list[tuple[str, dict[str, str]]]:
    """Targets and parameters of a header ``Link``.

    >>> links('<?page=3>; rel="next last", <?page=1>; rel=first')
    [('?page=3', {'rel': 'next last'}), ('?page=1', {'rel': 'first'})]
    """
    return [
        (
            target.strip(),
            {
                name.lower(): quoted or plain
                for name, quoted, plain in _PARAMETER.findall(parameters)
            },
        )
        for target, parameters in _LINK.findall(header[:_LONGEST_LINKS])
    ]
