"""Export one record."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from odoo.exceptions import LockError
from odoo.models import BaseModel
from odoo.tools import config

from odoo.addons.component.core import AbstractComponent, WorkContext

from ...exception import IDMissingInBackend, RetryableJobError
from ..binder import is_external_id
from ..mapper import MapRecord

_logger = logging.getLogger(__name__)


class GenericExporter(AbstractComponent):
    """Exports one record: lock, dependencies, map, create or update, bind.

    ``binding`` is the exported record, ``external_id`` its id on the backend.

    What the backend created is remembered at once, by a commit, because nobody can
    roll the backend back. In a job, commits are allowed only when the
    ``queue.job.function`` of the method has ``allow_commit``: set it for
    ``export_record``. Without it the export works, but an error that comes after the
    creation on the backend makes the next try create the record again.

    Override points: :meth:`_has_to_skip`, :meth:`_should_import`,
    :meth:`_export_dependencies`, :meth:`_map_data`, :meth:`_create_data`,
    :meth:`_update_data`, :meth:`_validate_create_data`,
    :meth:`_validate_update_data`, :meth:`_create`, :meth:`_update`,
    :meth:`_after_export`, :meth:`_lock`, :meth:`_commit`.
    """

    _name = "generic.exporter"
    _inherit = "base.exporter"

    # Field of the Odoo records that lists their bindings: tells _export_dependency()
    # which records are to be wrapped in a binding.
    _default_binding_field: str | None = None

    def __init__(self, work_context: WorkContext) -> None:
        super().__init__(work_context)
        self.binding: Any = None
        self.external_id: Any = None

    def run(self, binding: BaseModel, *args: Any, **kwargs: Any) -> Any:
        """Export a binding.

        :param binding: the record to export; other arguments go to :meth:`_run`
        :return: what :meth:`_run` returns: a sentence, the result of the job
        """
        self.binding = binding
        self.external_id = self.binder.to_external(self.binding)
        try:
            should_import = self._should_import()
        except IDMissingInBackend:
            self.external_id = None
            should_import = False
        if should_import:
            self._delay_import()

        result = self._run(*args, **kwargs)

        # Without an external id the export was skipped: there is nothing to bind.
        if self._has_external_id():
            self.binder.bind(self.external_id, self.binding)
            self._commit()
        self._after_export()
        return result

    def _run(self, fields: Iterable[str] | None = None) -> str | None:
        """Export the current binding.

        :param fields: names of the fields to export; all if empty
        """
        if not self._has_external_id():
            fields = None  # what is created is created whole
        if self._has_to_skip():
            return None

        self._lock()
        self._export_dependencies_and_keep_lock()

        map_record = self._map_data()
        if self._has_external_id():
            data = self._update_data(map_record, fields=fields)
            if not data:
                return self.env._("Nothing to export.")
            self._update(data)
        else:
            data = self._create_data(map_record, fields=fields)
            if not data:
                return self.env._("Nothing to export.")
            self.external_id = self._create(data)
        return self.env._("Record exported with ID %s on Backend.", self.external_id)

    def _has_external_id(self) -> bool:
        return is_external_id(self.external_id)

    def _should_import(self) -> bool:
        """Override me: whether the backend has a later version, to import first.

        Raise ``IDMissingInBackend`` when the record is gone: it is created again.
        """
        return False

    def _delay_import(self) -> None:
        """Import the record in a job of its own."""
        self.binding.with_delay().import_record(
            self.backend_record, self.external_id, force=True
        )

    def _has_to_skip(self) -> bool:
        """Override me: whether this record is not to be exported."""
        return False

    def _lock(self) -> None:
        """Be the only transaction that exports this binding.

        Records that point to the binding can still be created meanwhile.

        :raises RetryableJobError: another transaction exports it
        """
        try:
            self.binding.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise RetryableJobError(
                f"The record {self.binding._name} {self.binding.id} cannot be locked "
                f"to be exported to {self.backend_record!r}: another job exports it, "
                "or it was deleted. The job will be tried again."
            ) from error

    def _export_dependencies_and_keep_lock(self) -> None:
        """Export the dependencies; lock again if they released our lock."""
        commits: list[bool] = []
        self.env.cr.postcommit.add(lambda: commits.append(True))
        self._export_dependencies()
        if commits:
            self._lock()
            # Another job may have exported the record before we locked it again.
            self.external_id = self.binder.to_external(self.binding)

    def _export_dependencies(self) -> None:
        """Override me to export first what the record needs on the backend."""

    def _export_dependency(
        self,
        relation: BaseModel,
        binding_model: str,
        component_usage: str = "record.exporter",
        binding_field: str | None = None,
        binding_extra_vals: dict[str, Any] | None = None,
    ) -> None:
        """Export a record that the current one needs, unless it was already.

        A record that is being exported, and needs itself through others, is passed
        over.

        :param relation: the record to export: a binding, or an Odoo record for which
            a binding is created when it has none for this backend
        :param binding_model: name of the binding model
        :param component_usage: usage of the exporter
        :param binding_field: field of ``relation`` that lists its bindings; default
            is ``_default_binding_field``
        :param binding_extra_vals: more values for a binding that is created
        :raises RetryableJobError: another job creates the binding at the same time
        """
        if not relation:
            return
        if binding_field is None:
            binding_field = self._default_binding_field
        binder = self.binder_for(binding_model)
        binding = relation
        if relation._name != binding_model and binding_field in relation._fields:
            binding = self._find_dependency(relation, binder)
            if not binding:
                binding = self._create_dependency(relation, binder, binding_extra_vals)
        if not is_external_id(binder.to_external(binding)):
            self._run_dependency(binding, binding_model, component_usage)

    def _run_dependency(
        self, binding: BaseModel, binding_model: str, component_usage: str
    ) -> None:
        """Run the exporter of a dependency, unless its own export led to us."""
        ancestors = getattr(self.work, "exporting", ())
        if self.binding:
            ancestors += ((self.binding._name, self.binding.id),)
        if (binding._name, binding.id) in ancestors:
            _logger.info(
                "%s %s is not exported as a dependency of %s %s: its own export is "
                "what led to it",
                binding._name,
                binding.id,
                *ancestors[-1],
            )
            return
        work = self.work.work_on(binding_model)
        work.exporting = ancestors
        work.component(usage=component_usage).run(binding)

    def _find_dependency(
        self, relation: BaseModel, binder: AbstractComponent
    ) -> BaseModel:
        """Return the binding of an Odoo record, archived or not."""
        model = binder.model
        bindings = model.with_context(active_test=False).search(
            [
                (binder._odoo_field, "=", relation.id),
                (binder._backend_field, "=", self.backend_record.id),
            ]
        )
        if len(bindings) > 1:
            raise AssertionError(
                f"{relation!r} has several bindings for {self.backend_record!r}: "
                f"{bindings!r}. Delete all but one, and give the model "
                f"{bindings._name!r} a unique constraint on "
                f"({binder._odoo_field}, {binder._backend_field})."
            )
        return model.browse(bindings.ids)

    def _create_dependency(
        self,
        relation: BaseModel,
        binder: AbstractComponent,
        extra_vals: dict[str, Any] | None = None,
    ) -> BaseModel:
        """Create the binding of an Odoo record, whatever rights the user has."""
        model = binder.model.sudo().with_context(connector_no_export=True)
        values = {
            binder._backend_field: self.backend_record.id,
            binder._odoo_field: relation.id,
            **(extra_vals or {}),
        }
        with self._retry_unique_violation():
            binding = model.create(values)
        # The binding must outlive an error of its export, which may reach the
        # backend before that error.
        self._commit()
        return binding

    def _map_data(self) -> MapRecord:
        """Return the map record of the binding."""
        return self.mapper.map_record(self.binding)

    def _create_data(
        self,
        map_record: MapRecord,
        fields: Iterable[str] | None = None,
        **kwargs: Any,
    ) -> dict:
        """Return the data of a record to create on the backend."""
        return map_record.values(for_create=True, fields=fields, **kwargs)

    def _update_data(
        self,
        map_record: MapRecord,
        fields: Iterable[str] | None = None,
        **kwargs: Any,
    ) -> dict:
        """Return the data of a record to update on the backend."""
        return map_record.values(fields=fields, **kwargs)

    def _validate_create_data(self, data: dict) -> None:
        """Override me to raise ``InvalidDataError`` before a record is created."""

    def _validate_update_data(self, data: dict) -> None:
        """Override me to raise ``InvalidDataError`` before a record is updated."""

    def _create(self, data: dict) -> Any:
        """Create the record on the backend and return its external id."""
        self._validate_create_data(data)
        return self.backend_adapter.create(data)

    def _update(self, data: dict) -> None:
        """Update the record on the backend."""
        self._validate_update_data(data)
        self.backend_adapter.write(self.external_id, data)

    def _after_export(self) -> None:
        """Override me to do something once the record is exported and bound."""

    def _commit(self) -> None:
        """Remember what was done on the backend, whatever happens next.

        Does nothing in tests, nor in a job that may not commit.
        """
        if config["test_enable"]:
            return
        # Errors of the flush are real ones: only a refusal to commit is passed over.
        self.env.cr.flush()
        try:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        except RuntimeError as refusal:
            _logger.info(
                "The export of %s %s is not committed before the end of its job: %s",
                self.binding._name,
                self.binding.id,
                refusal,
            )
