"""What a job is about: its backend, its run, its record, and why it failed."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from odoo import api, fields, models
from odoo.exceptions import MissingError

from odoo.addons.queue_job.job import (
    CANCELLED,
    ENQUEUED,
    FAILED,
    PENDING,
    WAIT_DEPENDENCIES,
    Job,
)

from .reference import LastingReference, referable_models
from .run import RUN_KEY

#: What :func:`failure_notes` tells, as attributes of the job and as fields.
_ABOUT_FAILURE = ("connector_error_kind", "connector_configure", "connector_payload")
#: Methods of bindings that are about no record that is known yet.
_ABOUT_NONE = frozenset({"import_batch", "import_deletions"})


class QueueJob(models.Model):
    _inherit = "queue.job"

    connector_backend = LastingReference(
        selection=referable_models,
        string="Backend",
        readonly=True,
        index="btree_not_null",
        help="The backend that the job works for.",
    )
    connector_run_id = fields.Many2one(
        comodel_name="connector.run",
        string="Run",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The import that the job is part of.",
    )
    connector_error_kind = fields.Selection(
        selection=[
            ("retry", "Passes by itself"),
            ("skip", "In the record"),
            ("stop", "Stops the batch"),
            ("configuration", "Waits for configuration"),
            ("bug", "Unforeseen"),
        ],
        string="Kind of Failure",
        readonly=True,
        help="What is to be done. Passes by itself: the job was tried as often as"
        " allowed, try it again. In the record: correct it, here or on the backend, and"
        " retry. Stops the batch: the next record would have met the same. Waits for"
        " configuration: set what the message says, then run again what waited for it."
        " Unforeseen: tell those who maintain the connector.",
    )
    connector_external_id = fields.Char(
        string="External ID",
        readonly=True,
        help="Id on the backend of the record that the job imports.",
    )
    connector_record_count = fields.Integer(
        string="Records", readonly=True, help="How many records the job is about."
    )

    _connector_failed_index = models.Index(
        "(connector_backend, model_name, connector_external_id)"
        " WHERE state = 'failed' AND connector_backend IS NOT NULL"
    )

    @api.model_create_multi
    @api.private
    def create(self, vals_list):
        run_ids = {run_id for run_id in map(_run_id, vals_list) if run_id}
        runs = set(self.env["connector.run"].sudo().browse(run_ids).exists()._ids)
        return super().create(
            [{**_about(self.env, vals, runs), **vals} for vals in vals_list]
        )

    @api.model
    def _connector_cancel(self, domain: list, reason: str) -> None:
        """Cancel the jobs that wait. Those that are being started are left alone."""
        jobs = self.sudo().search(
            [*domain, ("state", "in", (WAIT_DEPENDENCIES, PENDING, ENQUEUED))]
        )
        jobs = jobs.try_lock_for_update()
        jobs.write(
            {
                "state": CANCELLED,
                "date_cancelled": fields.Datetime.now(),
                "result": reason,
            }
        )

    def requeue(self):
        # What is read below is cached: the queue would then no longer be refused it.
        self.check_access("read")
        # A job of a stopped run does nothing: the run goes on first.
        self.sudo().filtered(
            lambda job: job.state in (FAILED, CANCELLED)
        ).connector_run_id._reopen()
        return super().requeue()

    def _connector_requeue(self) -> None:
        """Let failed or cancelled jobs be tried again, from their first try."""
        in_graphs = self.filtered("graph_uuid")
        in_graphs.requeue()
        self.connector_run_id._reopen()
        (self - in_graphs).write(
            {
                "state": PENDING,
                "retry": 0,
                "eta": False,
                **dict.fromkeys(
                    (
                        *("date_enqueued", "date_started", "date_done"),
                        *("date_cancelled", "worker_pid", "exec_time", "result"),
                        *("exc_name", "exc_message", "exc_info"),
                        *("connector_error_kind", "connector_configure"),
                        "connector_payload",
                    ),
                    False,
                ),
            }
        )

    def _connector_replace(self, job: Job) -> None:
        """Let a failed job be the newer failure of the same record."""
        self.ensure_one()
        values = job._store_values(create=True)
        del values["uuid"]
        runs = {run_id for run_id in (_run_id(values),) if run_id}
        self.with_context(_job_edit_sentinel=self.EDIT_SENTINEL).write(
            {**_about(self.env, values, runs), **values, "state": FAILED}
        )

    def action_connector_retry(self) -> None:
        """Try failed or cancelled jobs of backends again."""
        self.check_access("read")
        jobs = self.sudo().filtered(
            lambda job: job.connector_backend and job.state in (FAILED, CANCELLED)
        )
        jobs._connector_requeue()

    def action_connector_open_record(self) -> dict[str, Any]:
        """Open what the job is about."""
        self.ensure_one()
        self.check_access("read")
        return self.open_related_action()


class ExternalBinding(models.AbstractModel):
    _inherit = "external.binding"

    @api.model
    def _job_prepare_context_before_enqueue_keys(self) -> tuple[str, ...]:
        return (*super()._job_prepare_context_before_enqueue_keys(), RUN_KEY)

    @api.model
    def _job_store_values(self, job: Job) -> dict[str, Any]:
        return {**super()._job_store_values(job), **_kind_of_failure(job)}


class ConnectorBackend(models.AbstractModel):
    _inherit = "connector.backend"

    @api.model
    def _job_store_values(self, job: Job) -> dict[str, Any]:
        return {**super()._job_store_values(job), **_kind_of_failure(job)}


def _kind_of_failure(job: Job) -> dict[str, Any]:
    """What is stored about a failure; nothing for other states."""
    stored = {name: getattr(job, name, None) for name in _ABOUT_FAILURE}
    if job.state != FAILED:
        return dict.fromkeys(stored, False)
    return {name: value for name, value in stored.items() if value is not None}


def is_of_connector(records: models.BaseModel) -> bool:
    """Whether records are backends or bindings."""
    registry = records.env.registry
    return isinstance(
        records, (registry["connector.backend"], registry["external.binding"])
    )


def _run_id(vals: dict[str, Any]) -> int | None:
    records = vals.get("records")
    if not isinstance(records, models.BaseModel):
        return None
    return records.env.context.get(RUN_KEY)


def _about(env, vals: dict[str, Any], runs: Collection[int]) -> dict[str, Any]:
    """What a new job is about, if it works for a backend."""
    records = vals.get("records")
    if not isinstance(records, models.BaseModel):
        return {}
    args = vals.get("args") or ()
    backend = _backend_of(env, records, args, vals.get("kwargs") or {})
    if backend is None:
        return {}
    what = _subject(env, args)
    if what is None and len(records) == 1 and "external_id" in records._fields:
        # A job may well be about a record that was deleted.
        with suppress(MissingError):
            what = records.sudo().external_id or None
    several = isinstance(what, list | tuple | set)
    run_id = _run_id(vals)
    return {
        "connector_backend": f"{backend._name},{backend.id}",
        "connector_entity": records._name,
        "connector_run_id": run_id if run_id and run_id in runs else False,
        "connector_external_id": False if several or what is None else str(what),
        "connector_record_count": (
            0 if vals.get("method_name") in _ABOUT_NONE else len(what) if several else 1
        ),
    }


def _is_backend(env, value: Any) -> bool:
    return isinstance(value, env.registry["connector.backend"]) and len(value) == 1


def _backend_of(env, records: models.BaseModel, args, kwargs):
    """The backend that a job works for: its record, an argument, or its binding's."""
    for value in (records, *args, *kwargs.values()):
        if _is_backend(env, value):
            return value
    if len(records) and "backend_id" in records._fields:
        try:
            backend = records[0].sudo().backend_id
        except MissingError:
            return None
        if _is_backend(env, backend):
            return backend
    return None


def _subject(env, args) -> Any:
    """The external id, or ids, in the arguments: what comes after the backend."""
    if len(args) > 1 and _is_backend(env, args[0]):
        what = args[1]
        if isinstance(what, str | int | list | tuple) and not isinstance(what, bool):
            return what
    return None
