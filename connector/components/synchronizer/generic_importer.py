"""Import one record.

Longer than 400 lines because it is one flow, whose many steps are hooks with a docstring
each, read and overridden together.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Literal

from odoo.models import BaseModel

from odoo.addons.component.core import AbstractComponent, WorkContext

from ...exception import IDMissingInBackend
from ..binder import is_external_id
from ..import_memo import ImportMemo, dependency_key, naive_utc, utc_now
from ..mapper import MapRecord
from . import gone
from .changes import write_changes
from .digest import payload_digest
from .export_first import hold_import
from .preview import Preview, preview_import

_logger = logging.getLogger(__name__)

Outcome = Literal["created", "updated", "unchanged", "skipped", "gone"]


class GenericImporter(AbstractComponent):
    """Imports one record: lock, read, dependencies, map, create or update, bind.

    ``external_id`` is the id of the record on the backend, ``external_record`` its
    data, and ``binding`` its binding, empty until it is created. The binding carries
    the context ``connector_no_export``: what is written to it is not exported back.
    ``outcome`` tells in one word what was done, once it is.

    A record may be imported twice, or by two jobs at once: the result is as if it had
    been imported once. This relies on an advisory lock and, when the other one was
    committed after our transaction had begun, on the unique constraint of the binding
    model: ``connector.binding`` has one.

    What is the same as in Odoo is not written. What the backend sends again unchanged
    is not even mapped: its digest, and its date of change if :meth:`_remote_date` finds
    one, are kept on bindings that have the fields (``connector.binding``).

    Override points, in the order in which they run: :meth:`_lock`, :meth:`_read` (or
    :meth:`_on_gone`), :meth:`_must_skip`, :meth:`_get_binding`, :meth:`_is_uptodate`
    (:meth:`_remote_date`, :meth:`_digest`), :meth:`_before_import`,
    :meth:`_import_dependencies` (:meth:`_dependencies`), :meth:`_map_data`,
    :meth:`_update_data` or :meth:`_create_data`, :meth:`_validate_update_data` or
    :meth:`_validate_create_data`, :meth:`_update` or :meth:`_create`
    (:meth:`_create_model`), :meth:`_after_import`.

    :cvar _gone_policy: what becomes of the binding of a record that is gone on the
        backend: ``leave`` it, ``archive`` it, or ``unlink`` it with its Odoo record
    :cvar _digest_ignored: keys of the data whose change alone is no change
    :cvar _digest_version: count it up when the mapping changes, so that records which
        did not change on the backend are imported again
    :cvar _date_resolution: a second change within this time does not move the date
    """

    _name = "generic.importer"
    _inherit = "base.importer"
    _usage = "record.importer"

    _gone_policy: Literal["leave", "archive", "unlink"] = "leave"
    _digest_ignored: tuple[str, ...] = ()
    _digest_version: int | str = 1
    _date_resolution = timedelta(seconds=1)

    def __init__(self, work_context: WorkContext) -> None:
        super().__init__(work_context)
        self.external_id: Any = None
        self.external_record: Any = None
        self.binding: Any = None
        self.outcome: Outcome | None = None
        #: When the data were asked for, by our clock (naive UTC); set it before run()
        #: when you give data that you read yourself.
        self.read_at: datetime | None = None
        self._was_given = False

    def run(
        self, external_id: Any, data: dict | None = None, force: bool = False
    ) -> str:
        """Import a record.

        :param external_id: id of the record on the backend
        :param data: the record, when it was already read
        :param force: import it even if it is up to date
        :return: what was done, in a sentence: the result of the job
        :raises RetryableJobError: another job imports the record at the same time
        :raises InvalidDataError: the values are refused
        :raises MappingError: a value has no counterpart in Odoo
        """
        self.external_id = external_id
        self._was_given = data is not None
        self._lock()
        if data is None:
            self.read_at = utc_now()
            try:
                data = self._read()
            except IDMissingInBackend:
                return self._gone(self.binder.to_internal(external_id))
        reason = self._prepare(external_id, data, force=force)
        return reason or self._save()

    def preview(self, external_id: Any, data: dict | None = None) -> Preview:
        """Tell what an import would change, and change nothing.

        The dependencies are imported and the record is mapped in a savepoint that is
        always rolled back. The hooks that follow the mapping do not run.

        :param external_id: id of the record on the backend
        :param data: the record, when it was already read
        :raises IDMissingInBackend: the record is not on the backend
        """
        return preview_import(self, external_id, data)

    def _prepare(
        self,
        external_id: Any,
        record: Any,
        binding: BaseModel | None = None,
        force: bool = False,
    ) -> str | None:
        """Find out whether there is something to do for a record that was read.

        :param binding: its binding, empty when it has none; searched when ``None``
        :param force: import it even if it is up to date
        :return: why nothing is to be done, in a sentence; ``None`` otherwise
        """
        self.external_id = external_id
        self.external_record = record
        self.outcome = None
        reason = self._must_skip()
        if reason:
            self.outcome = "skipped"
            return reason
        self._set_binding(self._get_binding() if binding is None else binding)
        if self.binding and not force and self._is_uptodate(self.binding):
            self.outcome = "unchanged"
            return self.env._("The record is already up to date.")
        held = None if force or not self.binding else hold_import(self, self.binding)
        if held:
            self.outcome = "skipped"
        return held

    def _save(self) -> str:
        """Import the prepared record, with what it needs, and return what was done."""
        self._before_import()
        self._import_dependencies()
        result = self._import()
        self._after_import(self.binding)
        return result

    def _import(self) -> str:
        """Map the record, create or update its binding, and bind it."""
        data = self._map()
        with self._retry_unique_violation():
            if self.binding:
                self._write(data)
            else:
                self._set_new_binding(self._create(self._linked(data)))
            # The constraints are checked when the values reach the database.
            self.binding.flush_recordset()
        names = {
            "external_id": self.external_id,
            "model": self.binding._name,
            "id": self.binding.id,
        }
        if self.outcome == "created":
            return self.env._(
                "Record %(external_id)s imported: %(model)s %(id)s.", **names
            )
        if self.outcome == "updated":
            return self.env._(
                "Record %(external_id)s updated: %(model)s %(id)s.", **names
            )
        return self.env._(
            "Record %(external_id)s brings nothing new: %(model)s %(id)s.", **names
        )

    def _map(self) -> dict:
        """Return the values to write or to create, mapped and validated."""
        map_record = self._map_data()
        if self.binding:
            data = self._update_data(map_record)
            self._validate_update_data(data)
        else:
            data = self._create_data(map_record)
            self._validate_create_data(data)
        return data

    def _write(self, data: dict) -> None:
        """Write what changed, and what we keep about the record."""
        # An override that does not tell may have written.
        changed = self._update(self.binding, data) is not False
        self.outcome = "updated" if changed else "unchanged"
        self._bind(changed)

    def _linked(self, data: dict) -> dict:
        """Add to the values of a binding to create what links it to the backend."""
        binder, fields = self.binder, self.model._fields
        values = self._freshness()
        if binder._answers_as("bind"):
            values.update(binder._bind_values(self.external_id))
        backend_field = binder._backend_field
        if backend_field in fields and backend_field not in data:
            values[backend_field] = self.backend_record.id
        return {**data, **values}

    def _set_new_binding(self, binding: BaseModel) -> None:
        self._set_binding(binding)
        self.outcome = "created"
        # Created as usual, it has all of it.
        if not (self._creates_as_usual() and self.binder._answers_as("bind")):
            self._bind(True)

    def _bind(self, changed: bool) -> None:
        """Record the link, and which version of the record Odoo has now.

        :param changed: whether something was written: only then the date of the last
            synchronization moves
        """
        binder, binding = self.binder, self.binding
        values = self._freshness()
        if not binder._answers_as("bind"):
            if changed or not self._is_bound():
                binder.bind(self.external_id, binding)
        elif changed or not self._is_bound():
            values.update(binder._bind_values(self.external_id))
        if changed and "export_digests" in binding._fields and binding.export_digests:
            # What was exported before is not what the backend has now.
            values["export_digests"] = False
        missing = {
            name: value for name, value in values.items() if binding[name] != value
        }
        if missing:
            binding.write(missing)

    def _is_bound(self) -> bool:
        stored = self.binder.to_external(self.binding)
        return is_external_id(stored) and str(stored) == str(self.external_id)

    def _set_binding(self, binding: BaseModel) -> None:
        if not binding.env.context.get("connector_no_export"):
            binding = binding.with_context(connector_no_export=True)
        self.binding = binding

    def _lock(self) -> None:
        """Be the only transaction that imports this record."""
        self.advisory_lock_or_retry(self._lock_name())

    def _lock_name(self) -> str:
        """Name of the lock of this record, on which all workers agree."""
        backend = self.backend_record
        return f"{backend._name},{backend.id},{self.model._name},{self.external_id}"

    def _read(self) -> dict:
        """Return the data of the record; raise ``IDMissingInBackend`` if it is gone."""
        return self.backend_adapter.read(self.external_id)

    def _gone(self, binding: BaseModel) -> str:
        """Do what is to be done when the record is not on the backend (any more)."""
        self.outcome = "gone"
        self._set_binding(binding)
        if binding:
            self._on_gone(self.binding)
        return self.env._("record does no longer exist on the backend")

    def _on_gone(self, binding: BaseModel) -> None:
        """Apply ``_gone_policy`` to the binding of a record that is gone."""
        if self._gone_policy == "archive":
            gone.archive(binding)
        elif self._gone_policy == "unlink":
            gone.unlink(binding, self.binder)
        elif self._gone_policy != "leave":
            raise ValueError(
                f"The _gone_policy of {self._name!r} is {self._gone_policy!r}: it must "
                "be 'leave', 'archive' or 'unlink'."
            )

    def _must_skip(self) -> str | None:
        """Override me to return why the record is not to be imported, if it is so."""
        return None

    def _get_binding(self) -> BaseModel:
        """Return the binding of the record, empty when it was never imported."""
        return self.binder.to_internal(self.external_id)

    def _is_uptodate(self, binding: BaseModel) -> bool:
        """Whether Odoo has this version of the record already.

        It has when the date of change is the one that was imported, or else when the
        data are. Data that were given may be older than what Odoo has: then it has.
        """
        fields = binding._fields
        if "external_updated_at" in fields and binding.external_updated_at:
            date = self._updated_at()
            known = binding.external_updated_at
            if date and (date <= known if self._was_given else date == known):
                return True
        if "external_digest" in fields and binding.external_digest:
            return binding.external_digest == self._digest(self.external_record)
        return False

    def _remote_date(self, record: Any) -> datetime | None:
        """Override me: when the backend last changed the record (UTC), if it tells."""
        return None

    def _digest(self, record: Any) -> str | None:
        """Return what tells one version of the data from another."""
        return payload_digest(record, self._digest_ignored, self._digest_version)

    def _updated_at(self) -> datetime | None:
        date = self._remote_date(self.external_record)
        return naive_utc(date).replace(microsecond=0) if date else None

    def _settled_date(self) -> datetime | None:
        """Date of change of the record, once no second change can have the same.

        A record that changes twice within the resolution of the date, the second time
        after we read it, has the date of the first change: that one tells nothing.
        """
        date = self._updated_at()
        if date is None or self.read_at is None:
            return None
        read_at = ImportMemo.of(self.work).remote_instant(
            self.read_at, self.backend_adapter
        )
        # The field holds whole seconds.
        resolution = max(self._date_resolution, timedelta(seconds=1))
        return date if read_at >= date + resolution else None

    def _freshness(self) -> dict[str, Any]:
        """What the binding keeps about the version that is imported."""
        fields = self.model._fields
        values: dict[str, Any] = {}
        if "external_digest" in fields:
            values["external_digest"] = self._digest(self.external_record) or False
        if "external_updated_at" in fields:
            values["external_updated_at"] = self._settled_date() or False
        if "export_conflict" in fields:
            values["export_conflict"] = False
        return values

    def _before_import(self) -> None:
        """Override me to do something before the dependencies are imported."""

    def _dependencies(self, record: Any) -> Iterable[tuple[Any, str]]:
        """Override me: (external id, binding model) of what the record needs in Odoo.

        Those that Odoo does not have are imported first; for a chunk of records, those
        of all of them together. Empty ids are passed over.
        """
        return ()

    def _import_dependencies(self) -> None:
        """Import first what the record needs in Odoo, see :meth:`_dependencies`."""
        for external_id, binding_model in self._dependencies(self.external_record):
            self._import_dependency(external_id, binding_model)

    def _import_dependency(
        self,
        external_id: Any,
        binding_model: str,
        usage: str = "record.importer",
        always: bool = False,
        **kwargs: Any,
    ) -> None:
        """Import a record that the current one needs, unless it was already.

        It is looked at once per piece of work, whoever needs it. A record that is being
        imported, and needs itself through others, is passed over.

        :param external_id: id of the record on the backend; nothing is done if empty
        :param binding_model: name of its binding model
        :param usage: usage of its importer
        :param always: import it even when it was already, before this piece of work
        :param kwargs: given to ``run()`` of the importer
        """
        if not is_external_id(external_id):
            return
        memo = ImportMemo.of(self.work)
        key = dependency_key(self.work, binding_model, external_id)
        if key in memo.imported:
            return
        if not always and self.binder_for(binding_model).to_internal(external_id):
            memo.imported.add(key)
            return
        ancestors = (
            *getattr(self.work, "importing", ()),
            (self.model._name, str(self.external_id)),
        )
        if (binding_model, str(external_id)) in ancestors:
            _logger.info(
                "%s %s is not imported as a dependency of %s %s: its own import is "
                "what led to it",
                binding_model,
                external_id,
                *ancestors[-1],
            )
            return
        work = self.work.work_on(binding_model)
        work.importing = ancestors
        work.component(usage=usage).run(external_id, **kwargs)
        memo.imported.add(key)

    def _map_data(self) -> MapRecord:
        """Return the map record of the data."""
        return self.mapper.map_record(self.external_record)

    def _create_data(self, map_record: MapRecord, **kwargs: Any) -> dict:
        """Return the values of a binding to create."""
        return map_record.values(for_create=True, **kwargs)

    def _update_data(self, map_record: MapRecord, **kwargs: Any) -> dict:
        """Return the values of a binding to update."""
        return map_record.values(**kwargs)

    def _validate_create_data(self, data: dict) -> None:
        """Override me to raise ``InvalidDataError`` before a binding is created."""

    def _validate_update_data(self, data: dict) -> None:
        """Override me to raise ``InvalidDataError`` before a binding is updated."""

    def _create_model(self) -> BaseModel:
        """Return the binding model, in the context in which bindings are created."""
        return self.model.with_context(connector_no_export=True)

    def _create(self, data: dict) -> BaseModel:
        """Create the binding, with its Odoo record, and return it."""
        return self._create_model().create(data).with_env(self.env)

    def _create_many(self, values_list: list[dict]) -> list[BaseModel]:
        """Create bindings, with their Odoo records: all in one call, if we may.

        An importer that overrides :meth:`_create` creates them one by one.
        """
        if not self._creates_as_usual():
            return [self._create(values) for values in values_list]
        bindings = self._create_model().create(values_list).with_env(self.env)
        return list(bindings.with_context(connector_no_export=True))

    def _creates_as_usual(self) -> bool:
        return "_create" not in self.__dict__ and type(self)._create is _CREATE

    def _update(self, binding: BaseModel, data: dict) -> bool | None:
        """Write what changed, to the binding and to its Odoo record.

        :return: ``False`` if there was nothing to write
        """
        return write_changes(binding.with_context(connector_no_export=True), data)

    def _after_import(self, binding: BaseModel) -> None:
        """Override me to do something once the record is imported and bound.

        It may run again: what it does must have the same effect twice as once.
        """


_CREATE = vars(GenericImporter)["_create"]
