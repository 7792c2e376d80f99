"""What an export sent last, and what it has to send now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from odoo.models import BaseModel

from .digest import payload_digest

DIGESTS = "export_digests"


def value_digests(data: Any) -> dict[str, str]:
    """Return a fingerprint of each value of the data, by key.

    A value without one (it cannot be compared) has none here: it counts as changed.
    """
    if not isinstance(data, Mapping):
        return {}
    digests = {str(key): payload_digest([value]) for key, value in data.items()}
    return {key: digest for key, digest in digests.items() if digest}


def changed_values(
    data: Mapping, known: Mapping[str, str], required: Collection[str] = ()
) -> dict:
    """Return those values that differ from the exported ones; empty if none does.

    :param data: what could be sent
    :param known: digests of what was sent
    :param required: keys that are sent along with any change

    >>> known = value_digests({"id": 7, "name": "A", "city": "B"})
    >>> changed_values({"id": 7, "name": "A", "city": "C"}, known, required=["id"])
    {'id': 7, 'city': 'C'}
    >>> changed_values({"id": 7, "name": "A"}, known, required=["id"])
    {}
    """
    digests = value_digests(data)
    changed = {
        key
        for key in data
        if str(key) not in digests or digests[str(key)] != known.get(str(key))
    }
    if not changed:
        return {}
    return {
        key: value for key, value in data.items() if key in changed or key in required
    }


def compares(binding: BaseModel) -> bool:
    """Whether the binding remembers what was exported."""
    return DIGESTS in binding._fields


def known_digests(binding: BaseModel) -> dict[str, str]:
    """Return the digests of what was exported last, by key."""
    return (binding[DIGESTS] or {}) if compares(binding) else {}


def remember(binding: BaseModel, data: Any, whole: bool, **others: Any) -> None:
    """Keep what was exported, and take what was imported before for outdated.

    :param data: what was sent
    :param whole: whether the record was created, so that nothing else is known of it
    :param others: more values for the binding
    """
    fields = binding._fields
    values = dict(others)
    if compares(binding):
        before = {} if whole else dict(known_digests(binding))
        for key in data if isinstance(data, Mapping) else ():
            before.pop(str(key), None)
        values[DIGESTS] = {**before, **value_digests(data)}
    # Should the backend go back to what it had, that is no version we know any more.
    for name in ("external_digest", "external_updated_at"):
        if name in fields and binding[name]:
            values[name] = False
    if values:
        binding.with_context(connector_no_export=True).write(values)
