"""What an import would change, for a person to look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from odoo import fields
from odoo.models import BaseModel
from odoo.tools import format_date, format_datetime

from ..import_memo import ImportMemo
from .changes import field_differs

if TYPE_CHECKING:
    from .generic_importer import GenericImporter


@dataclass(frozen=True)
class Change:
    """One field that an import would change.

    :ivar field: name of the field
    :ivar label: what people call it, in their language
    :ivar old: what Odoo shows now, empty for a record that is new
    :ivar new: what Odoo would show
    """

    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Preview:
    """What an import would do.

    :ivar binding: the binding, empty when the record is new
    :ivar is_new: whether a binding would be created
    :ivar skipped: why nothing would be done, in a sentence
    :ivar changes: the fields that would change; none that the user may not see
    """

    binding: BaseModel
    is_new: bool
    skipped: str | None = None
    changes: list[Change] = field(default_factory=list)


class _UndoError(Exception):
    """Ends a savepoint that must not be kept."""


def preview_import(
    importer: GenericImporter, external_id: Any, data: Any = None
) -> Preview:
    """See :meth:`GenericImporter.preview`."""
    changes: list[Change] = []
    with _undone(importer):
        importer.external_id = external_id
        if data is None:
            data = importer._read()
        # Differences are shown even of a record that is up to date.
        skipped = importer._prepare(external_id, data, force=True)
        if skipped:
            binding = importer.binder.to_internal(external_id)
        else:
            binding = importer.binding
            importer._before_import()
            importer._import_dependencies()
            changes += _changes(binding, importer._map())
        ids = binding.ids
    return Preview(importer.model.browse(ids), not ids, skipped, changes)


@contextmanager
def _undone(importer: GenericImporter) -> Iterator[None]:
    """Undo all that is done to the database inside."""
    memo = ImportMemo.of(importer.work)
    with (
        suppress(_UndoError),
        memo.contained(),
        importer.env.cr.savepoint(),
    ):
        yield
        raise _UndoError


def _changes(binding: BaseModel, values: dict[str, Any]) -> Iterator[Change]:
    after = binding.new(values, origin=binding if binding else None)
    for name, value in values.items():
        definition = binding._fields.get(name)
        if definition is None or not binding._has_field_access(definition, "read"):
            continue
        if binding and not field_differs(binding, name, value):
            continue
        old = _shown(binding, definition, binding[name]) if binding else ""
        new = _shown(binding, definition, after[name])
        if binding or new:
            label = definition._description_string(binding.env)
            yield Change(name, label, old, new)


def _shown(record: BaseModel, definition: fields.Field, value: Any) -> str:
    """Return a value as people read it."""
    env = record.env
    if isinstance(value, BaseModel):
        return ", ".join(linked.display_name or "" for linked in value)
    if definition.type == "boolean":
        return env._("Yes") if value else env._("No")
    if definition.type in ("integer", "float", "monetary"):
        return f"{value:n}" if definition.type == "integer" else f"{value:g}"
    if value is None or value is False:
        return ""
    if definition.type == "selection":
        return dict(definition._description_selection(env)).get(value, str(value))
    if definition.type == "date":
        return format_date(env, value)
    if definition.type == "datetime":
        return format_datetime(env, value)
    if definition.type == "binary":
        return env._("(a file)")
    return str(value)
