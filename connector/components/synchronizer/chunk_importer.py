"""Import some records together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg2
from psycopg2.errorcodes import UNIQUE_VIOLATION
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from odoo.addons.component.core import AbstractComponent, WorkContext

from ...database import pg_try_advisory_locks
from ...exception import IDMissingInBackend, OvertakenError, RetryLater, error_kind
from ...failure_notes import note_payload
from ..core import BaseConnectorComponent
from ..import_memo import ImportMemo, dependency_key, utc_now
from .bisection import _Culprits, contained, is_beyond_record
from .chunk import Chunk
from .chunk_dependencies import import_dependencies, levels
from .generic_importer import GenericImporter
from .synchronizer import Synchronizer

_LOCKED_SECONDS = 10


# What an importer may override, at the price of being asked record by record.
_ORDINARY = {
    name: vars(owner)[name]
    for owner, names in {
        BaseConnectorComponent: ("advisory_lock_or_retry",),
        Synchronizer: ("backend_adapter", "binder", "mapper"),
        GenericImporter: (
            "_get_binding",
            "_import",
            "_import_dependencies",
            "_lock",
            "_lock_name",
            "_read",
            "_save",
            "run",
        ),
    }.items()
    for name in names
}


class GenericChunkImporter(AbstractComponent):
    """Imports some records together, in one transaction, as if each were alone.

    Each record goes through the hooks of the importer of usage ``record.importer``,
    while the adapter, the binder and the ORM are asked once for all. A record that
    fails is set aside with its reason, in a job of its own, and the others are
    imported: the chunk is undone and done again in halves until what fails is alone.

    An error that the next record would meet, too, ends the chunk: one that stops the
    batch, a network that is down, a database that refuses. Its job is tried again, or
    fails, and nothing of it is written.

    Records are imported one by one, each in a savepoint, when their importer overrides
    ``run()``, ``_save()`` or ``_import()``.
    """

    _name = "generic.chunk.importer"
    _inherit = "base.importer"
    _usage = "chunk.importer"

    def __init__(self, work_context: WorkContext) -> None:
        super().__init__(work_context)
        #: When given records were asked for, by our clock (naive UTC).
        self.read_at: datetime | None = None
        self._prototype: Any = None
        # Shared by all importers: a context of its own for each costs time.
        self._no_binding = self.model.with_context(connector_no_export=True)

    def run(
        self,
        external_ids: Iterable[Any],
        force: bool = False,
        records: Mapping[Any, Any] | None = None,
    ) -> str:
        """Import some records.

        :param external_ids: ids of the records on the backend
        :param force: import them even if they are up to date
        :param records: the data of those that were read already, by external id
        :return: what was done, in a sentence: the result of the job
        """
        chunk = self._import_all(external_ids, force, records)
        # They may change from now on, and take memory.
        ImportMemo.of(self.work).bindings.clear()
        self._report(chunk)
        counts = Counter(chunk.outcomes.values())
        return self.env._(
            "%(created)s created, %(updated)s updated, %(unchanged)s unchanged, "
            "%(skipped)s skipped, %(gone)s gone, %(failed)s set aside.",
            created=counts["created"],
            updated=counts["updated"],
            unchanged=counts["unchanged"],
            skipped=counts["skipped"],
            gone=counts["gone"],
            failed=len(chunk.failures),
        )

    def _report(self, chunk: Chunk) -> None:
        """Set aside what failed, and count what was done."""
        backend = self.backend_record
        if chunk.failures:
            options = {"force": True} if chunk.force else {}
            for external_id, error in chunk.failures.items():
                note_payload(error, chunk.records.get(external_id))
            backend._set_aside(self.model, chunk.failures, **options)
        if chunk.outcomes:
            backend._forget_failures(self.model, list(chunk.outcomes))
        self.env["connector.run"]._current()._add(**Counter(chunk.outcomes.values()))

    def _import_all(
        self,
        external_ids: Iterable[Any],
        force: bool = False,
        records: Mapping[Any, Any] | None = None,
    ) -> Chunk:
        """Import some records and tell what became of each."""
        self._prototype = self._new_importer()
        chunk = Chunk(self.model._name, force)
        records = records or {}
        ids = list({str(id_): id_ for id_ in external_ids}.values())
        if self._is_overridden("run", "_save", "_import"):
            chunk.records = {id_: records[id_] for id_ in ids if id_ in records}
            for external_id in ids:
                self._contain(chunk, [external_id], self._run_each)
            return chunk
        self._lock_all(chunk, ids)
        self._read_all(chunk, chunk.left(ids), records)
        self._find_bindings(chunk, chunk.left(ids))
        self._contain(chunk, chunk.gone, self._leave_gone)
        self._contain(chunk, chunk.left(ids), self._prepare_each)
        if not self._is_overridden("_import_dependencies"):
            import_dependencies(self, chunk, chunk.left(ids))
        for level in levels(chunk, chunk.left(ids)):
            self._contain(chunk, level, self._save_each)
        return chunk

    # -- the steps, each for all records ------------------------------------------

    def _lock_all(self, chunk: Chunk, ids: list[Any]) -> None:
        """Lock the records; those that others import are left to a later try."""
        if self._is_overridden("_lock", "_lock_name", "advisory_lock_or_retry"):
            self._contain(chunk, ids, self._lock_each)
            return
        names = []
        for external_id in ids:
            self._prototype.external_id = external_id
            names.append(self._prototype._lock_name())
        for external_id, obtained in zip(
            ids, pg_try_advisory_locks(self.env, names), strict=True
        ):
            if not obtained:
                chunk.failures[external_id] = RetryLater(
                    self.env._(
                        "Another job imports %(model)s %(external_id)s just now: it is "
                        "tried again.",
                        model=self.model._name,
                        external_id=external_id,
                    ),
                    seconds=_LOCKED_SECONDS,
                    ignore_retry=True,
                )

    def _lock_each(self, chunk: Chunk, ids: list[Any]) -> dict[Any, str]:
        def lock(external_id: Any) -> None:
            self._prototype.external_id = external_id
            self._prototype._lock()

        self._for_each(ids, lock)
        return {}

    def _read_all(
        self, chunk: Chunk, ids: list[Any], records: Mapping[Any, Any]
    ) -> None:
        """Get the data of the records, in as few requests as the adapter can."""
        for external_id in ids:
            if external_id in records:
                chunk.records[external_id] = records[external_id]
                chunk.given.add(external_id)
        missing = [id_ for id_ in ids if id_ not in chunk.given]
        if not missing:
            return
        if not chunk.given:
            self.read_at = utc_now()
        read_many = getattr(self._prototype.backend_adapter, "read_many", None)
        if read_many is None or self._is_overridden("_read"):
            self._read_each(chunk, missing)
            return
        try:
            found = read_many(missing)
        except Exception as error:
            if self._is_for_all(error):
                raise
            self._read_each(chunk, missing)  # one of them made it fail: which?
            return
        chunk.records.update({id_: found[id_] for id_ in missing if id_ in found})
        chunk.gone = [id_ for id_ in missing if id_ not in found]

    def _read_each(self, chunk: Chunk, ids: list[Any]) -> None:
        for external_id in ids:
            self._prototype.external_id = external_id
            try:
                chunk.records[external_id] = self._prototype._read()
            except IDMissingInBackend:
                chunk.gone.append(external_id)
            except Exception as error:
                if self._is_for_all(error):
                    raise
                chunk.failures[external_id] = error

    def _is_for_all(self, error: Exception) -> bool:
        """Whether an error of reading one record would meet the next one, too."""
        return (
            is_beyond_record(error)
            or self._is_transaction_lost()
            # A backend that is busy, a key that it refuses: do not ask it 100 times.
            or error_kind(error) in ("retry", "configuration")
        )

    def _find_bindings(self, chunk: Chunk, ids: list[Any]) -> None:
        """Find the bindings of all records, with one query."""
        found = self._prototype.binder.to_internal_many(ids)
        env = self._no_binding.env
        chunk.bindings = {id_: binding.with_env(env) for id_, binding in found.items()}

    def _leave_gone(self, chunk: Chunk, ids: list[Any]) -> dict[Any, str]:
        def leave(external_id: Any) -> None:
            importer = self._new_importer(external_id)
            importer._gone(chunk.bindings.get(external_id, self._no_binding))

        self._for_each(ids, leave)
        return dict.fromkeys(ids, "gone")

    def _prepare_each(self, chunk: Chunk, ids: list[Any]) -> dict[Any, str]:
        """Drop the records with which there is nothing to do."""

        def prepare(external_id: Any) -> None:
            importer = self._prepared(chunk, external_id)
            if importer.outcome:
                done[external_id] = importer.outcome
            else:
                chunk.importers[external_id] = importer

        done: dict[Any, str] = {}
        self._for_each(ids, prepare)
        return done

    def _prepared(self, chunk: Chunk, external_id: Any) -> GenericImporter:
        importer = self._new_importer(external_id)
        importer._was_given = external_id in chunk.given
        importer.read_at = self.read_at
        binding = None
        if not self._is_overridden("_get_binding"):
            binding = chunk.bindings.get(external_id, self._no_binding)
        importer._prepare(
            external_id, chunk.records[external_id], binding, force=chunk.force
        )
        return importer

    def _save_each(self, chunk: Chunk, ids: list[Any]) -> dict[Any, str]:
        """Map all records, create the new ones in one call, update the others."""
        importers = {
            id_: chunk.importers.pop(id_, None) or self._prepared(chunk, id_)
            for id_ in ids
        }
        values: dict[Any, dict] = {}

        def map_values(external_id: Any) -> None:
            importer = importers[external_id]
            importer._before_import()
            if self._is_overridden("_import_dependencies"):
                importer._import_dependencies()
            data = importer._map()
            values[external_id] = data if importer.binding else importer._linked(data)

        self._for_each(ids, map_values)
        with self._telling_overtaken(), self._prototype._retry_unique_violation():
            new = [id_ for id_ in ids if not importers[id_].binding]
            known = [id_ for id_ in ids if importers[id_].binding]
            if new:
                bindings = self._prototype._create_many([values[id_] for id_ in new])
                for external_id, binding in zip(new, bindings, strict=True):
                    importers[external_id]._set_new_binding(binding)
            self._for_each(known, lambda id_: importers[id_]._write(values[id_]))
            self.env.flush_all()
        self._for_each(
            ids, lambda id_: importers[id_]._after_import(importers[id_].binding)
        )
        self._remember(chunk, importers)
        return {id_: importers[id_].outcome for id_ in ids}

    def _run_each(self, chunk: Chunk, ids: list[Any]) -> dict[Any, str]:
        def run(external_id: Any) -> None:
            importer = self._new_importer()
            importer.read_at = self.read_at
            data = chunk.records.get(external_id)
            importer.run(external_id, data=data, force=chunk.force)
            done[external_id] = importer.outcome or "updated"

        done: dict[Any, str] = {}
        self._for_each(ids, run)
        return done

    # -- helpers ------------------------------------------------------------------

    def _new_importer(self, external_id: Any = None) -> GenericImporter:
        """Return an importer for one record, which shares what is costly to find."""
        importer = self.component(usage="record.importer")
        importer.external_id = external_id
        if self._prototype is not None and not self._is_overridden(
            "mapper", "binder", "backend_adapter"
        ):
            importer._mapper = self._prototype.mapper
            importer._binder = self._prototype.binder
            importer._backend_adapter = self._prototype.backend_adapter
        return importer

    def _is_overridden(self, *names: str) -> bool:
        """Whether the importer changes one of these members of the generic one."""
        importer = self._prototype
        return any(
            name in importer.__dict__
            or getattr(type(importer), name) is not _ORDINARY[name]
            for name in names
        )

    def _remember(self, chunk: Chunk, importers: Mapping[Any, GenericImporter]) -> None:
        """Let the mappings of those that need them find the bindings without a query."""
        memo = ImportMemo.of(self.work)
        for external_id, importer in importers.items():
            if chunk.key(external_id) in chunk.needed:
                key = dependency_key(self.work, self.model._name, external_id)
                memo.bindings[key] = importer.binding.with_env(self.env)

    def _contain(
        self,
        chunk: Chunk,
        ids: list[Any],
        attempt: Callable[[Chunk, list[Any]], dict[Any, str]],
    ) -> None:
        outcomes, failures = contained(self, ids, lambda part: attempt(chunk, part))
        chunk.outcomes.update(outcomes)
        chunk.failures.update(failures)

    def _for_each(self, ids: Iterable[Any], step: Callable[[Any], None]) -> None:
        """Do a step for each record; tell in the end for which ones it failed."""
        errors: dict[Any, Exception] = {}
        for external_id in ids:
            try:
                step(external_id)
            except Exception as error:
                if is_beyond_record(error) or self._is_transaction_lost():
                    raise
                errors[external_id] = error
        if errors:
            raise _Culprits(errors)

    def _is_transaction_lost(self) -> bool:
        """Whether PostgreSQL refuses everything until the next rollback."""
        status = self.env.cr.connection.get_transaction_status()
        return status == TRANSACTION_STATUS_INERROR

    @contextmanager
    def _telling_overtaken(self) -> Iterator[None]:
        """Tell a binding that another transaction created from a value that is refused.

        The first concerns the whole chunk: its snapshot is too old for all of it.
        """
        try:
            yield
        except Exception as error:
            cause = error if isinstance(error, psycopg2.Error) else error.__cause__
            if (
                isinstance(cause, psycopg2.IntegrityError)
                and cause.pgcode == UNIQUE_VIOLATION
                and cause.diag.table_name == self.model._table
                and self._prototype.binder._external_field
                in (cause.diag.message_detail or "")
            ):
                raise OvertakenError(
                    self.env._(
                        "Another job imported some of these %(model)s after this one "
                        "had begun: they are tried again.",
                        model=self.model._name,
                    ),
                    seconds=5,
                ) from error
            raise
