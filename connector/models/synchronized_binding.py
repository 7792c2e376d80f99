"""The methods of a binding that are run as jobs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from odoo import api, models

from ..failure_notes import note_payload
from ..job import job
from .run import OUTCOMES


class SynchronizedBinding(models.AbstractModel):
    """Binding with the jobs that import and export its records.

    Inherit it in place of ``external.binding``. Each method works in the context of
    the backend, with the component of its usage::

        self.env["magento.res.partner"].with_delay().import_batch(backend)
        binding.with_delay().export_record(fields=["name"])

    Name the channel of all these jobs in the attribute ``_job_channel`` of the model. For
    other options, override the method under :func:`~odoo.addons.connector.job.job`.
    """

    _name = "external.binding.synchronized"
    _inherit = ["external.binding"]
    _description = "External Binding with Import and Export Jobs"

    @job()
    @api.private
    @api.model
    def import_batch(
        self, backend: models.BaseModel, filters: Any = None, **kwargs: Any
    ) -> Any:
        """Import the records of the backend that match some criteria.

        :param backend: the backend to import from
        :param filters: criteria, as the component of usage ``batch.importer`` wants
        """
        options = {"filters": filters, **kwargs}
        return self._run_import(backend, "batch.importer", (), options, opens_run=True)

    @job(related_action="related_action_imported")
    @api.private
    @api.model
    def import_record(
        self,
        backend: models.BaseModel,
        external_id: Any,
        force: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Import one record of the backend.

        :param backend: the backend to import from
        :param external_id: id of the record on the backend
        :param force: import it even if it is up to date
        """
        backend = backend._in_job(self.env)
        run = backend.env["connector.run"]._current()
        if run._is_stopped():
            return self.env._("The run was stopped.")
        with backend.work_on(self._name) as work:
            importer = work.component(usage="record.importer")
            try:
                result = importer.run(external_id, force=force, **kwargs)
            except Exception as error:
                note_payload(error, getattr(importer, "external_record", None))
                raise
        # An importer that knows nothing of runs may call something else so.
        outcome = getattr(importer, "outcome", None)
        run._add(**{outcome if outcome in OUTCOMES else "updated": 1})
        backend._forget_failures(self, [external_id])
        return result

    @job()
    @api.private
    @api.model
    def import_chunk(
        self,
        backend: models.BaseModel,
        external_ids: list,
        force: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Import some records of the backend together.

        :param backend: the backend to import from
        :param external_ids: ids of the records on the backend
        :param force: import them even if they are up to date
        """
        options = {"force": force, **kwargs}
        return self._run_import(backend, "chunk.importer", (external_ids,), options)

    @api.private
    @job()
    @api.model
    def import_deletions(
        self, backend: models.BaseModel, force: bool = False, **kwargs: Any
    ) -> Any:
        """Look on the backend for the records that were imported, and are gone now.

        :param backend: the backend to compare with
        :param force: believe it however many are gone
        """
        options = {"force": force, **kwargs}
        return self._run_import(backend, "deletion.finder", (), options, opens_run=True)

    def _run_import(
        self,
        backend: models.BaseModel,
        usage: str,
        args: tuple,
        kwargs: dict[str, Any],
        opens_run: bool = False,
    ) -> Any:
        """Run the component of a usage in the place and the run of the present job.

        :param opens_run: open a run when the job belongs to none
        """
        backend = backend._in_job(self.env)
        run = backend.env["connector.run"]._current()
        if run._is_stopped():
            return self.env._("The run was stopped.")
        if opens_run and not run:
            run = backend._start_run(self, backend._import_description(self))
            backend = backend.with_env(run.env)
        with backend.work_on(self._name) as work:
            return work.component(usage=usage).run(*args, **kwargs)

    @job(related_action="related_action_unwrap_binding")
    @api.private
    def export_record(
        self, fields: Collection[str] | None = None, **kwargs: Any
    ) -> Any:
        """Export the record to its backend.

        :param fields: names of the changed fields; all if empty
        :param kwargs: given to the exporter: ``force=True`` sends all values, changed
            or not, whatever changed on the backend
        """
        self.ensure_one()
        if not kwargs and self._is_superseded(fields):
            return self.env._("Left to a newer job that exports the same record.")
        backend = self.backend_id._in_job(self.env)
        with backend.work_on(self._name) as work:
            exporter = work.component(usage="record.exporter")
            return exporter.run(self, fields=fields, **kwargs)

    @job()
    @api.private
    @api.model
    def export_delete_record(
        self, backend: models.BaseModel, external_id: Any, **kwargs: Any
    ) -> Any:
        """Delete a record on the backend, once its binding is gone.

        :param backend: the backend to delete from
        :param external_id: id of the record on the backend
        """
        backend = backend._in_job(self.env)
        with backend.work_on(self._name) as work:
            deleter = work.component(usage="record.exporter.deleter")
            return deleter.run(external_id, **kwargs)
