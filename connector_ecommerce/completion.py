"""Completion of values for ``create`` and ``write``, as a form would do it.

A form changes some fields when a person fills another: the addresses, the pricelist and
the fiscal position with the customer of an order, the unit and the taxes with the
product of a line. :class:`Completion` does so for values that come from elsewhere, for
many records of a model at once.

Odoo does it in two ways, and both are honoured: computed fields that can be edited, and
methods decorated with ``@api.onchange``.

Longer than 400 lines because the steps of a completion share the temporary records, and
each of its errors says which value is wrong.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from odoo.api import NewId
from odoo.exceptions import MissingError
from odoo.fields import Command, Field
from odoo.models import MAGIC_COLUMNS, BaseModel

from odoo.addons.connector.exception import InvalidDataError

_logger = logging.getLogger(__name__)

#: Key of the context under which a completion keeps what was found for all its records.
BATCH = "ecommerce_completion_batch"

_UNREAD = object()
_REFUSALS = (TypeError, ValueError, AttributeError, KeyError, IndexError)


class _Batch(dict):
    """What was found for the records of one completion, and of no other.

    Environments are told apart by comparing their contexts.
    """

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__  # type: ignore[assignment]


@dataclass
class Entry:
    """Values to complete, and what they are.

    :param values: the values, by name of field
    :param title: how an error calls them, such as "The order"
    :param origin: the record that they are to be written on, if they create none
    """

    values: Mapping[str, Any]
    title: str
    origin: BaseModel | None = None


@dataclass
class _Draft:
    """The temporary record of an entry."""

    entry: Entry
    record: BaseModel
    given: set[Field]
    onchange_fields: list[str]
    computed: set[Field]
    #: what onchange methods, or computations of other fields, assigned
    assigned: set[Field] = dataclasses.field(default_factory=set)


class Completion:
    """Temporary records of a model, which take the values that a form would give them.

    The end of the context forgets them, so that neither their pending computations nor
    their values burden the transaction::

        with Completion(model, ["partner_id"], [Entry(values, "The order")]) as draft:
            [completed] = draft.completed()

    :param model: empty recordset, in the environment to compute in
    :param onchange_fields: the fields whose change completes the values
    :param entries: the values to complete
    :param common: values of all temporary records that are not for the results
    :param ignored: names of given values that the temporary records do not take
    :raises InvalidDataError: a value cannot be one of its field
    """

    def __init__(
        self,
        model: BaseModel,
        onchange_fields: Iterable[str],
        entries: Sequence[Entry],
        common: Mapping[str, Any] | None = None,
        ignored: Collection[str] = (),
    ) -> None:
        self._model = model = model.with_context(**{BATCH: _Batch()})
        self._env = model.env
        self._onchange_fields = list(dict.fromkeys(onchange_fields))
        self._entries = entries
        self._common = common or {}
        self._ignored = {"id", *ignored}
        self._check_onchange_fields()
        stored = [
            field
            for field in model._fields.values()
            if field.store
            and field.name not in MAGIC_COLUMNS
            and field.name not in self._common
            and model._has_field_access(field, "write")
        ]
        self._plain = [field for field in stored if not field.compute]
        self._editable = [f for f in stored if f.compute and not f.readonly]
        self._dependents = {
            name: self._find_dependents(name) for name in onchange_fields
        }
        self.records = model

    def __enter__(self) -> Completion:
        self._defaults = self._get_defaults()
        # One recordset: what is read for one record is read for all of them.
        self.records = self._model.concat(*map(self._new_record, self._entries))
        self._drafts = [
            self._new_draft(entry, record)
            for entry, record in zip(self._entries, self.records, strict=True)
        ]
        return self

    def __exit__(self, *error: object) -> None:
        for field in list(self._env.fields_to_compute()):
            if field.model_name == self._model._name:
                self._env.remove_to_compute(field, self.records)
        self.records.invalidate_recordset(flush=False)

    def completed(self) -> list[dict[str, Any]]:
        """Return the values of the entries, completed, in their order.

        Given values are kept as they are, also those that are empty or of no field.
        What is added is not empty, unless an onchange method emptied it.

        :raises InvalidDataError: a value leads to a record that does not exist
        """
        try:
            given = self._snapshot(
                set().union(*(draft.given for draft in self._drafts))
            )
            before = self._snapshot(self._plain)
            self._initial = self._snapshot(self._editable)
            self._compute()
            self._restore(given, self._drafts)
            if self._has_onchange_methods():
                before |= self._compute_editable()
                self._run_onchange_methods(before, given)
            else:
                self._note_assigned(before)
            return [self._result(draft) for draft in self._drafts]
        except MissingError as error:
            self._explain_missing(error)
            raise

    # What follows from what

    def _check_onchange_fields(self) -> None:
        unknown = [n for n in self._onchange_fields if n not in self._model._fields]
        if unknown:
            raise InvalidDataError(
                self._env._(
                    "The values of %(model)s cannot be completed: it has no field "
                    "%(names)s. Correct the onchange fields of the connector.",
                    model=self._model._name,
                    names=", ".join(map(repr, unknown)),
                )
            )

    def _find_dependents(self, name: str) -> set[Field]:
        """Return the fields that a form computes when another is changed."""
        model = self._model
        found: set[Field] = set()
        todo = [model._fields[name]]
        while todo:
            for field in model.pool.get_dependent_fields(todo.pop()):
                if field.model_name == model._name and field not in found:
                    found.add(field)
                    todo.append(field)
        return found.intersection(self._editable)

    def _has_onchange_methods(self) -> bool:
        fields = set().union(*self._dependents.values())
        names = {*self._onchange_fields, *(field.name for field in fields)}
        return not names.isdisjoint(self._model._onchange_methods)

    # Temporary records

    def _get_defaults(self) -> dict[str, Any]:
        """Return the defaults of new records: asked for once, not for each of them."""
        if all(entry.origin for entry in self._entries):
            return {}
        fields = (*self._plain, *self._editable)
        names = [field.name for field in fields if field.name not in self._ignored]
        return self._model.default_get(names)

    def _new_record(self, entry: Entry) -> BaseModel:
        fields = self._model._fields
        values = {} if entry.origin else dict(self._defaults)
        for name, value in entry.values.items():
            if name in fields and name not in self._ignored:
                self._check_many2one(entry, name, value)
                values[name] = value
        values.update(self._common)
        try:
            return self._model.new(values, origin=entry.origin or None)
        except _REFUSALS:
            self._explain_refusal(entry)
            raise

    def _new_draft(self, entry: Entry, record: BaseModel) -> _Draft:
        given = {
            self._model._fields[name]
            for name in entry.values
            if name in self._model._fields
        }
        # An entry for a new record changes all fields, one for an existing record those
        # of which it has a value.
        onchange_fields = [
            name
            for name in self._onchange_fields
            if not entry.origin or name in entry.values
        ]
        dependents = (self._dependents[name] for name in onchange_fields)
        computed = set().union(*dependents) - given
        return _Draft(entry, record, given, onchange_fields, computed)

    def _snapshot(self, fields: Iterable[Field]) -> dict[Field, dict[NewId, Any]]:
        """Return what the records hold of fields, without computing it."""
        snapshot = {}
        for field in fields:
            cache = field._get_cache(self._env)
            snapshot[field] = {
                id_: cache.get(id_, _UNREAD) for id_ in self.records._ids
            }
        return snapshot

    def _compute(self) -> None:
        for draft in self._drafts:
            for field in draft.computed:
                if f"default_{field.name}" in self._env.context:
                    # Whoever gives a default in the context means these records.
                    continue
                if draft.entry.origin or field.name in self._defaults:
                    self._env.add_to_compute(field, draft.record)
        # Field by field: a method computes its field for all records at once.
        for field in self._editable:
            for draft in self._drafts:
                if field in draft.computed:
                    draft.record[field.name]

    def _compute_editable(self) -> dict[Field, dict[NewId, Any]]:
        """Return the computed fields as they are before onchange methods run."""
        for field in self._editable:
            for record in self.records:
                record[field.name]
        return self._snapshot(self._editable)

    def _restore(
        self, given: dict[Field, dict[NewId, Any]], drafts: Iterable[_Draft]
    ) -> None:
        """Give records the given values again where a method changed them."""
        for draft in drafts:
            id_ = draft.record.id
            for field in draft.given:
                was = given[field][id_]
                if field._get_cache(self._env).get(id_, _UNREAD) == was:
                    continue
                if field.name not in self._ignored:
                    with self._env.protecting(draft.given, draft.record):
                        field._update_cache(draft.record, was)
                        draft.record.modified([field.name])

    # Onchange methods

    def _run_onchange_methods(
        self,
        before: dict[Field, dict[NewId, Any]],
        given: dict[Field, dict[NewId, Any]],
    ) -> None:
        """Run the methods of the onchange fields, and of those changed thereby."""
        methods = self._model._onchange_methods
        done: list[set[str]] = [set() for _draft in self._drafts]
        todo = [[*d.onchange_fields, *self._filled(d)] for d in self._drafts]
        while any(todo):
            for draft, names, ran in zip(self._drafts, todo, done, strict=True):
                for name in dict.fromkeys(names):
                    ran.add(name)
                    if name in methods:
                        self._run_methods_of(draft, name)
                        # The next method is to see what will be created.
                        self._restore(given, [draft])
            self._note_assigned(before)
            todo = [
                [f.name for f in draft.assigned if f.name not in ran]
                for draft, ran in zip(self._drafts, done, strict=True)
            ]

    def _filled(self, draft: _Draft) -> list[str]:
        """Return the computed fields that a form would see changed."""
        return [f.name for f in draft.computed if self._is_filled(draft, f)]

    def _run_methods_of(self, draft: _Draft, name: str) -> None:
        result: dict[str, Any] = {"warnings": set()}
        try:
            with self._env.protecting(draft.given, draft.record):
                draft.record._apply_onchange_methods(name, result)
        except Exception as error:
            error.add_note(f"{draft.entry.title}: onchange of {name}")
            raise
        for title, message, _type in result["warnings"]:
            _logger.info("%s: %s: %s", draft.entry.title, title, message)

    def _note_assigned(self, before: dict[Field, dict[NewId, Any]]) -> None:
        for field, values in before.items():
            cache = field._get_cache(self._env)
            for draft in self._drafts:
                if field in draft.given:
                    continue
                record = draft.record
                if field.compute:
                    # A method may have changed what it is computed from.
                    record[field.name]
                now = cache.get(record.id, _UNREAD)
                was = values[record.id]
                if now is _UNREAD or now == was:
                    continue
                if was is _UNREAD:
                    # Somebody read it or assigned it.
                    origin = draft.entry.origin
                    if record[field.name] == (origin or self._model)[field.name]:
                        continue
                draft.assigned.add(field)

    # Results

    def _result(self, draft: _Draft) -> dict[str, Any]:
        values = dict(draft.entry.values)
        for name, value in draft.entry.values.items():
            if _is_temporary(value):
                del values[name]
        for field in (*self._plain, *self._editable):
            if field in draft.assigned or self._is_filled(draft, field):
                values[field.name] = self._to_write(draft.record, field)
        return values

    def _is_filled(self, draft: _Draft, field: Field) -> bool:
        """Tell whether a field was computed, to other than nothing or the default."""
        if field not in draft.computed or not draft.record[field.name]:
            return False
        id_ = draft.record.id
        return field._get_cache(self._env)[id_] != self._initial[field][id_]

    def _to_write(self, record: BaseModel, field: Field) -> Any:
        value = record[field.name]
        if field.relational and len(value._origin) == len(value):
            ids = value._origin.ids
            if field.type == "many2one":
                return ids[0] if ids else False
            if value == value._origin:
                return [Command.set(ids)]
        return field.convert_to_write(value, record)

    # Errors

    def _check_many2one(self, entry: Entry, name: str, value: Any) -> None:
        field = self._model._fields[name]
        if field.type != "many2one" or not value:
            return
        # The framework takes anything else for no record at all, without a word.
        fits = type(value) is int or isinstance(value, NewId | tuple | dict)
        if isinstance(value, BaseModel):
            fits = value._name == field.comodel_name and len(value) == 1
        if not fits:
            self._refuse(entry, name)

    def _explain_refusal(self, entry: Entry) -> None:
        """Raise an error on the value that a temporary record does not take, if one."""
        for name in entry.values:
            if name in self._model._fields and name not in self._ignored:
                try:
                    self._model.new({name: entry.values[name]})
                except _REFUSALS as error:
                    self._refuse(entry, name, error)

    def _refuse(
        self, entry: Entry, name: str, error: Exception | None = None
    ) -> NoReturn:
        field = self._model._fields[name]
        raise InvalidDataError(
            self._env._(
                "%(title)s cannot be completed: %(value)s is no value of %(model)s."
                "%(name)s, a field of type %(type)s. Correct what the connector maps "
                "to this field.",
                title=entry.title,
                value=_shortened(entry.values[name]),
                model=self._model._name,
                name=name,
                type=" ".join(filter(None, (field.type, field.comodel_name))),
            )
        ) from error

    def _explain_missing(self, error: MissingError) -> None:
        """Raise an error on the value that leads to no record, if one does."""
        for name, field in self._model._fields.items():
            if field.type != "many2one":
                continue
            titles: dict[int, str] = {}
            for entry in self._entries:
                value = entry.values.get(name)
                value = value.id if isinstance(value, BaseModel) else value
                if value and type(value) is int:
                    titles.setdefault(value, entry.title)
            records = self._env[field.comodel_name].sudo().browse(titles)
            for missing in records - records.exists():
                raise InvalidDataError(
                    self._env._(
                        "%(title)s cannot be completed: its %(name)s is %(id)s, and "
                        "there is no %(comodel)s (%(technical)s) of this id; it may "
                        "have been deleted meanwhile. Import it again, or correct the "
                        "binding that leads to it, then requeue the job.",
                        title=titles[missing.id],
                        name=name,
                        id=missing.id,
                        comodel=missing._description,
                        technical=missing._name,
                    )
                ) from error


def _is_temporary(value: Any) -> bool:
    """Tell whether a value leads to a record that is not in the database."""
    if isinstance(value, BaseModel):
        return bool(value) and not all(value._ids)
    return isinstance(value, NewId)


def _shortened(value: Any) -> str:
    seen = repr(value)
    return seen if len(seen) <= 80 else f"{seen[:80]}..."
