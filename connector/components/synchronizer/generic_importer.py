"""Import one record."""

from __future__ import annotations

import logging
from typing import Any

from odoo.models import BaseModel

from odoo.addons.component.core import AbstractComponent, WorkContext

from ...exception import IDMissingInBackend
from ..binder import is_external_id
from ..mapper import MapRecord
from .changes import write_changes

_logger = logging.getLogger(__name__)


class GenericImporter(AbstractComponent):
    """Imports one record: lock, read, dependencies, map, create or update, bind.

    ``external_id`` is the id of the record on the backend, ``external_record`` its
    data, and ``binding`` its binding, empty until it is created. The binding carries
    the context ``connector_no_export``: what is written to it is not exported back.

    Two jobs never import the same record at the same time. This relies on an
    advisory lock and, when the other one was committed after our transaction had
    begun, on the unique constraint of the binding model: it must have one.

    Override points, in the order in which they run: :meth:`_lock`, :meth:`_read`,
    :meth:`_must_skip`, :meth:`_get_binding`, :meth:`_is_uptodate`,
    :meth:`_before_import`, :meth:`_import_dependencies`, :meth:`_map_data`,
    :meth:`_update_data` or :meth:`_create_data`, :meth:`_validate_update_data` or
    :meth:`_validate_create_data`, :meth:`_update` or :meth:`_create`,
    :meth:`_after_import`.
    """

    _name = "generic.importer"
    _inherit = "base.importer"
    _usage = "record.importer"

    def __init__(self, work_context: WorkContext) -> None:
        super().__init__(work_context)
        self.external_id: Any = None
        self.external_record: Any = None
        self.binding: Any = None

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
        self._lock()
        try:
            self.external_record = self._read() if data is None else data
        except IDMissingInBackend:
            return self.env._("record does no longer exist on the backend")
        reason = self._must_skip()
        if reason:
            return reason
        self._set_binding(self._get_binding())
        if self.binding and not force and self._is_uptodate(self.binding):
            return self.env._("The record is already up to date.")
        self._before_import()
        self._import_dependencies()
        result = self._import()
        self._after_import(self.binding)
        return result

    def _import(self) -> str:
        """Map the record, create or update its binding, and bind it."""
        map_record = self._map_data()
        known = bool(self.binding)
        if known:
            data = self._update_data(map_record)
            self._validate_update_data(data)
        else:
            data = self._create_data(map_record)
            self._validate_create_data(data)
        with self._retry_unique_violation():
            if known:
                self._update(self.binding, data)
            else:
                self._set_binding(self._create(data))
            self.binder.bind(self.external_id, self.binding)
            # The constraints are checked when the values reach the database.
            self.binding.flush_recordset()
        names = {
            "external_id": self.external_id,
            "model": self.binding._name,
            "id": self.binding.id,
        }
        if known:
            return self.env._(
                "Record %(external_id)s updated: %(model)s %(id)s.", **names
            )
        return self.env._("Record %(external_id)s imported: %(model)s %(id)s.", **names)

    def _set_binding(self, binding: BaseModel) -> None:
        self.binding = binding.with_context(connector_no_export=True)

    def _lock(self) -> None:
        """Be the only transaction that imports this record."""
        backend = self.backend_record
        self.advisory_lock_or_retry(
            f"{backend._name},{backend.id},{self.model._name},{self.external_id}"
        )

    def _read(self) -> dict:
        """Return the data of the record; raise ``IDMissingInBackend`` if it is gone."""
        return self.backend_adapter.read(self.external_id)

    def _must_skip(self) -> str | None:
        """Override me to return why the record is not to be imported, if it is so."""
        return None

    def _get_binding(self) -> BaseModel:
        """Return the binding of the record, empty when it was never imported."""
        return self.binder.to_internal(self.external_id)

    def _is_uptodate(self, binding: BaseModel) -> bool:
        """Override me: whether Odoo has this version of the record already."""
        return False

    def _before_import(self) -> None:
        """Override me to do something before the dependencies are imported."""

    def _import_dependencies(self) -> None:
        """Override me to import first what the record needs in Odoo."""

    def _import_dependency(
        self,
        external_id: Any,
        binding_model: str,
        usage: str = "record.importer",
        always: bool = False,
        **kwargs: Any,
    ) -> None:
        """Import a record that the current one needs, unless it was already.

        A record that is being imported, and needs itself through others, is passed
        over.

        :param external_id: id of the record on the backend; nothing is done if empty
        :param binding_model: name of its binding model
        :param usage: usage of its importer
        :param always: import it even when it was already
        :param kwargs: given to ``run()`` of the importer
        """
        if not is_external_id(external_id):
            return
        if not always and self.binder_for(binding_model).to_internal(external_id):
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

    def _create(self, data: dict) -> BaseModel:
        """Create the binding, with its Odoo record, and return it."""
        return self.model.with_context(connector_no_export=True).create(data)

    def _update(self, binding: BaseModel, data: dict) -> None:
        """Write what changed, to the binding and to its Odoo record."""
        write_changes(binding.with_context(connector_no_export=True), data)

    def _after_import(self, binding: BaseModel) -> None:
        """Override me to do something once the record is imported and bound."""
