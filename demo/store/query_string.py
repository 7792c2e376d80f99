"""Query strings as PHP reads them: brackets make nested arrays."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote_plus

_NAME = re.compile(r"^([^\[]+)((?:\[[^\]]*\])*)")


def parse(query: str) -> dict[str, Any]:
    """Return the parameters of ``query``, nested.

    >>> parse("a[b][0][c]=1&a[b][1][c]=x%20y&d=+&list[]=u&list[]=v")
    {'a': {'b': {'0': {'c': '1'}, '1': {'c': 'x y'}}}, 'd': ' ', 'list': {'0': 'u', '1': 'v'}}

    A later value replaces an earlier one of another shape:

    >>> parse("a=1&a[b]=2")
    {'a': {'b': '2'}}
    """  # noqa: E501
    parameters: dict[str, Any] = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        match = _NAME.match(unquote_plus(name))
        if match:
            keys = re.findall(r"\[([^\]]*)\]", match[2])
            _put(parameters, [match[1], *keys], unquote_plus(value))
    return parameters


def _put(target: dict[str, Any], keys: list[str], value: str) -> None:
    *parents, last = keys
    for key in parents:
        key = key or str(len(target))
        if not isinstance(target.get(key), dict):
            target[key] = {}
        target = target[key]
    target[last or str(len(target))] = value
