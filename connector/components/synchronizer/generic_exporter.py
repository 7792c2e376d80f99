"""Export one record.

Longer than 400 lines because it is one flow, whose many steps are hooks with a docstring
each, read and overridden together.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from odoo.exceptions import LockError
from odoo.models import BaseModel
from odoo.tools import config

from odoo.addons.component.core import AbstractComponent, WorkContext

from ...exception import IDMissingInBackend, RetryableJobError, error_kind
from ...failure_notes import noting_payload
from ..binder import is_external_id
from ..mapper import MapRecord
from . import exported, gone

if TYPE_CHECKING:
    from ...models.export_receipt import Receipt

_logger = logging.getLogger(__name__)

ExportOutcome = Literal[
    "created", "updated", "unchanged", "skipped", "conflict", "gone"
]
# Nothing was exchanged with the record of the backend: there is nothing to bind.
_NOT_BOUND = ("conflict", "gone")
# Errors by which the backend refuses: then nothing was created there.
_REFUSALS = ("skip", "stop", "configuration")


class GenericExporter(AbstractComponent):
    """Exports one record: lock, dependencies, map, create or update, bind.

    ``binding`` is the exported record, ``external_id`` its id on the backend, and
    ``outcome`` tells in one word what was done, once it is.

    A job that exports may run twice, and die at any instruction: the backend gets one
    record. What is created there is noted in an export receipt, in a transaction of
    its own; the next try adopts the id. Only a process that dies between the request
    and its answer leaves the id unknown: then :meth:`_find_created` is asked.

    Bindings with the field ``export_digests`` (``connector.binding``) remember what
    was exported: only values that differ are sent, and nothing when none does.

    Override points: :meth:`_has_to_skip`, :meth:`_should_import`,
    :meth:`_export_dependencies`, :meth:`_remote_changed`, :meth:`_on_conflict`,
    :meth:`_map_data`, :meth:`_create_data`, :meth:`_update_data`,
    :meth:`_validate_create_data`, :meth:`_validate_update_data`,
    :meth:`_find_created`, :meth:`_create`, :meth:`_update`, :meth:`_on_gone`,
    :meth:`_after_export`, :meth:`_lock`, :meth:`_commit`.

    :cvar _conflict_policy: who wins when the record was changed on the backend, too,
        since it was last imported or exported: ``odoo`` (it is exported, without
        looking), ``remote`` (it is imported instead), or ``ask`` (neither: a
        checkpoint asks a person)
    :cvar _gone_policy: what to do when the record to update is not on the backend any
        more: ``create`` it again, ``archive`` it in Odoo, or ``fail``
    :cvar _sends_whole: whether an update must send all values, changed or not
    :cvar _required_keys: keys of the data that an update always sends
    """

    _name = "generic.exporter"
    _inherit = "base.exporter"

    # Field of the Odoo records that lists their bindings: tells _export_dependency()
    # which records are to be wrapped in a binding.
    _default_binding_field: str | None = None
    _conflict_policy: Literal["odoo", "remote", "ask"] = "odoo"
    _gone_policy: Literal["create", "archive", "fail"] = "create"
    _sends_whole: bool = False
    _required_keys: Collection[str] = ()

    def __init__(self, work_context: WorkContext) -> None:
        super().__init__(work_context)
        self.binding: Any = None
        self.external_id: Any = None
        self.outcome: ExportOutcome = "skipped"
        self._gone_id: Any = None
        self._receipt: Receipt | None = None

    def run(self, binding: BaseModel, *args: Any, **kwargs: Any) -> Any:
        """Export a binding.

        :param binding: the record to export; other arguments go to :meth:`_run`
        :return: what :meth:`_run` returns: a sentence, the result of the job
        """
        self.binding = binding
        self.outcome = "skipped"
        self._gone_id = self._receipt = None
        self.external_id = self.binder.to_external(self.binding)
        try:
            should_import = self._should_import()
        except IDMissingInBackend:
            self._forget_gone()
            should_import = False
        if should_import:
            self._delay_import()

        result = self._run(*args, **kwargs)

        # Without an external id the export was skipped: there is nothing to bind.
        if self._has_external_id() and self.outcome not in _NOT_BOUND:
            self.binder.bind(self.external_id, self.binding)
            if self._receipt is not None:
                self._receipts._settle(self._receipt.id)
            self._commit()
        self._after_export()
        return result

    def _run(self, fields: Iterable[str] | None = None, force: bool = False) -> Any:
        """Export the current binding.

        :param fields: names of the fields to export; all if empty
        :param force: send all values, changed or not, whatever changed on the backend
        """
        if not self._has_external_id():
            fields = None  # what is created is created whole
        if self._has_to_skip():
            return None

        self._lock()
        self._export_dependencies_and_keep_lock()

        if not self._has_external_id():
            return self._run_create(self._map_data())
        try:
            if not force and self._is_in_conflict():
                self.outcome = "conflict"
                return self._on_conflict()
            return self._run_update(self._map_data(), fields, force)
        except IDMissingInBackend as error:
            return self._on_gone(error)

    def _run_create(self, map_record: MapRecord) -> str:
        """Create the record on the backend, unless a try that failed did."""
        data = self._create_data(map_record, fields=None)
        if not data:
            self.outcome = "unchanged"
            return self.env._("Nothing to export.")
        self.external_id = self._create_once(data)
        self.outcome = "created"
        self._remember(data, whole=True)
        return self._done()

    def _run_update(
        self, map_record: MapRecord, fields: Iterable[str] | None, force: bool
    ) -> str:
        """Update the record on the backend with what changed."""
        if self._sends_whole or self._required_keys:
            fields = None  # all are needed if any changed
        data = self._update_data(map_record, fields=fields)
        if not force:
            data = self._changed_data(data)
        if not data:
            self.outcome = "unchanged"
            return self.env._("Nothing to export.")
        self._update(data)
        self.outcome = "updated"
        self._remember(data)
        return self._done()

    def _changed_data(self, data: Any) -> Any:
        """Leave out of the data to update what the backend got already."""
        if not (exported.compares(self.binding) and isinstance(data, Mapping)):
            return data
        known = exported.known_digests(self.binding)
        changed = exported.changed_values(data, known, self._required_keys)
        return data if changed and self._sends_whole else changed

    def _remember(self, data: Any, whole: bool = False) -> None:
        """Keep on the binding what the backend now has."""
        seen: dict[str, Any] = {}
        if "export_conflict" in self._fields and self.binding.export_conflict:
            seen["export_conflict"] = False
        if self._conflict_policy != "odoo" and "exported_digest" in self._fields:
            seen["exported_digest"] = self._remote_digest()
        exported.remember(self.binding, data, whole, **seen)

    def _done(self) -> str:
        return self.env._("Record exported with ID %s on Backend.", self.external_id)

    @property
    def _fields(self) -> Mapping[str, Any]:
        return self.binding._fields

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

    def _is_in_conflict(self) -> bool:
        return self._conflict_policy != "odoo" and self._remote_changed()

    def _remote_changed(self) -> bool:
        """Whether the record was changed on the backend since we saw it last.

        By default it is read, and compared with what was last imported, or was there
        right after the last export. Asked only if ``_conflict_policy`` needs to know.
        """
        if "external_digest" not in self._fields:
            raise NotImplementedError(
                f"{self._name!r} has the _conflict_policy {self._conflict_policy!r}, "
                f"but bindings of {self.binding._name!r} do not keep what was "
                "imported: let the model inherit 'connector.binding', or override "
                "_remote_changed()."
            )
        known = self.binding.external_digest or self.binding.exported_digest
        return bool(known) and self._remote_digest() != known

    def _remote_digest(self) -> str | None:
        """Return the digest of the record as it is on the backend now."""
        record = self.backend_adapter.read(self.external_id)
        return self.component(usage="record.importer")._digest(record)

    def _on_conflict(self) -> str:
        """Do what ``_conflict_policy`` says when both sides changed the record."""
        names = {
            "external_id": self.external_id,
            "backend": self.backend_record.display_name,
        }
        if self._conflict_policy == "remote":
            self._delay_import()
            return self.env._(
                "Not exported: record %(external_id)s was changed on %(backend)s, too. "
                "It will be imported instead.",
                **names,
            )
        reason = self.env._(
            "Record %(external_id)s was changed both in Odoo and on %(backend)s: it was "
            "not exported. Import it again to take the version of %(backend)s, or "
            "export it with force to keep the one of Odoo.",
            **names,
        )
        if "export_conflict" in self._fields:
            quiet = self.binding.with_context(connector_no_export=True)
            quiet.export_conflict = True
        self.backend_record.add_checkpoint(self.binding, reason)
        return reason

    def _forget_gone(self) -> None:
        """Go on as if the record had never been on the backend."""
        self._gone_id = self.external_id
        self.external_id = None

    def _on_gone(self, error: IDMissingInBackend) -> Any:
        """Do what ``_gone_policy`` says when the record is not there any more."""
        if self._gone_policy == "create":
            self._forget_gone()
            return self._run_create(self._map_data())
        if self._gone_policy != "archive":
            raise error
        gone.archive(self.binding.with_context(connector_no_export=True))
        self.outcome = "gone"
        return self.env._(
            "Archived: record %(external_id)s does not exist on %(backend)s any more.",
            external_id=self.external_id,
            backend=self.backend_record.display_name,
        )

    @property
    def _receipts(self) -> Any:
        return self.env["connector.export.receipt"]

    def _create_once(self, data: dict) -> Any:
        """Create the record, or find the one that an earlier try created.

        :return: its external id
        """
        receipt = self._receipt = self._receipts._open(
            self.backend_record,
            self.binding,
            self._odoo_id(),
            exported.value_digests(data),
            gone_id=self._gone_id,
        )
        if receipt.answered:
            return self._adopt(receipt.external_id, data, receipt.digests)
        if receipt.tries > 1:
            found = self._find_created(data)
            if is_external_id(found):
                self._receipts._answer(receipt.id, found)
                return self._adopt(found, data, {})
            _logger.warning(
                "%s %s is created on %r once more: a former try was not answered, and "
                "_find_created() of %r found nothing. Make sure there is only one.",
                self.binding._name,
                self.binding.id,
                self.backend_record,
                self._name,
            )
        with self._withdrawn_if_refused(receipt):
            external_id = self._create(data)
        if is_external_id(external_id):
            self._receipts._answer(receipt.id, external_id)
        return external_id

    def _adopt(self, external_id: Any, data: dict, sent: Mapping[str, str]) -> Any:
        """Take a record that an earlier try created, and send what changed since."""
        _logger.info(
            "%s %s: record %s of %r, created by a former try, is adopted",
            self.binding._name,
            self.binding.id,
            external_id,
            self.backend_record,
        )
        self.external_id = external_id
        if exported.changed_values(data, sent):
            try:
                self._update(data)
            except IDMissingInBackend:
                self._forget_gone()
                return self._create_once(data)
        return external_id

    @contextmanager
    def _withdrawn_if_refused(self, receipt: Receipt) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if error_kind(error) in _REFUSALS:
                self._receipts._withdraw([receipt.id])
                self._receipt = None
            raise

    def _odoo_id(self) -> int | None:
        """Return the id of the Odoo record behind the binding, if there is one."""
        name = self.binder._odoo_field
        record = self.binding[name] if name in self._fields else None
        return record.id if isinstance(record, BaseModel) else None

    def _find_created(self, data: dict) -> Any:
        """Override me to find on the backend the record made of this data.

        Asked when a former try began to create it and never got the answer: look it up
        by something that identifies it, such as its e-mail address or reference.

        :return: its external id; ``None`` if it was not created
        """
        return None

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
        with noting_payload(data):
            return self.backend_adapter.create(data)

    def _update(self, data: dict) -> None:
        """Update the record on the backend."""
        self._validate_update_data(data)
        with noting_payload(data):
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
