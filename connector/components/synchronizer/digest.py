"""Tell whether a payload is the one that was seen before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any


def payload_digest(
    payload: Any, ignored: Collection[str] = (), version: object = 1
) -> str | None:
    """Return a fingerprint of a payload, the same for equal ones in any key order.

    :param payload: what the backend sent; only a mapping or a list has a fingerprint
    :param ignored: keys, at the top level, that do not count
    :param version: another one makes all fingerprints differ
    :return: ``None`` when the payload cannot be compared

    >>> payload_digest({"a": 1, "b": 2}) == payload_digest({"b": 2, "a": 1})
    True
    >>> payload_digest({"a": 1, "seen": 5}, ["seen"]) == payload_digest({"a": 1})
    True
    >>> payload_digest({"a": 1}) == payload_digest({"a": True})
    False
    """
    if isinstance(payload, Mapping):
        payload = {key: payload[key] for key in payload if key not in ignored}
    elif not isinstance(payload, list | tuple):
        return None
    try:
        text = json.dumps([version, payload], sort_keys=True, default=_printed)
    except (TypeError, ValueError):
        return None  # keys of several types, or a payload that contains itself
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _printed(value: Any) -> list[str]:
    # The type counts: the text "2026-01-02" is no date.
    return [type(value).__name__, str(value)]
