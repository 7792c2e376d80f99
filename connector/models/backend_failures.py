"""What became of the jobs of a backend that failed."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from odoo import fields, models

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import DONE, FAILED, Job

from ..exception import error_kind
from ..failure_message import failure_message
from ..failure_notes import failure_notes
from .reference import backend_keys

USER = "connector.group_connector_user"


class ConnectorBackend(models.AbstractModel):
    """Set failed records aside, and try them again."""

    _inherit = "connector.backend"

    connector_failed_count = fields.Integer(
        string="Failures",
        compute="_compute_connector_failures",
        groups=USER,
        help="Jobs of this backend that failed.",
    )
    connector_waiting_count = fields.Integer(
        string="Waiting for Configuration",
        compute="_compute_connector_failures",
        groups=USER,
        help="Failed jobs of this backend that wait for somebody to set something.",
    )

    def _compute_connector_failures(self) -> None:
        counts = {
            key: (sum(kinds.values()), kinds.get("configuration", 0))
            for key, kinds in self._failures_by_kind().items()
        }
        for backend in self:
            failed, waiting = counts.get(f"{self._name},{backend._origin.id}", (0, 0))
            backend.connector_failed_count = failed
            backend.connector_waiting_count = waiting

    def _failures_by_kind(self) -> dict[str, dict[str, int]]:
        groups = (
            self.env["queue.job"]
            .sudo()
            ._read_group(
                self._origin._connector_job_domain(state=FAILED),
                ["connector_backend", "connector_error_kind"],
                ["__count"],
            )
        )
        result: dict[str, dict[str, int]] = {}
        for backend, kind, count in groups:
            # Grouped by, a reference is the text that is stored.
            result.setdefault(backend or "", {})[kind] = count
        return result

    def _connector_job_domain(self, **values: Any) -> list[tuple[str, str, Any]]:
        """Criteria of the jobs of these backends."""
        return [
            ("connector_backend", "in", backend_keys(self)),
            *((name, "=", value) for name, value in values.items()),
        ]

    def action_open_failures(self) -> dict[str, Any]:
        """Open the failed jobs of these backends."""
        return self._open_connector_list(
            "action_connector_failure", self._connector_job_domain()
        )

    def action_open_runs(self) -> dict[str, Any]:
        """Open the runs of these backends."""
        return self._open_connector_list(
            "action_connector_run", [("backend", "in", backend_keys(self))]
        )

    def _open_connector_list(self, action: str, domain: list) -> dict[str, Any]:
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(f"connector.{action}"),
            "domain": domain,
        }

    def action_run_again_waiting(self) -> dict[str, Any]:
        """Try the jobs again that waited for somebody to set something."""
        self.check_access("read")
        jobs = (
            self.env["queue.job"]
            .sudo()
            .search(
                self._connector_job_domain(
                    state=FAILED, connector_error_kind="configuration"
                )
            )
        )
        jobs._connector_requeue()
        self.invalidate_recordset()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if jobs else "warning",
                "message": (
                    self.env._("%s jobs are tried again.", len(jobs))
                    if jobs
                    else self.env._("No job waits for a configuration.")
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _set_aside(
        self,
        model: models.BaseModel | str,
        failures: Mapping[Any, Exception],
        **kwargs: Any,
    ) -> None:
        """Leave records that could not be imported to jobs of their own.

        What passes by itself is tried again later; the rest is a failed job with its
        reason, which a person may retry. An older failed job of the same record is
        replaced.

        :param model: binding model
        :param failures: why, by external id
        :param kwargs: given to ``import_record()``
        """
        self.ensure_one()
        backend, model = self._to_work_on(model)
        later = {
            id_: error
            for id_, error in failures.items()
            if error_kind(error) == "retry"
        }
        failed = {id_: error for id_, error in failures.items() if id_ not in later}
        if later:
            backend._try_later(model, later, kwargs)
        if failed:
            backend._store_failed(model, failed, kwargs)

    def _try_later(
        self,
        model: models.BaseModel,
        failures: Mapping[Any, Exception],
        kwargs: dict[str, Any],
    ) -> None:
        by_key = {
            self._import_key(model, id_, kwargs): (id_, error)
            for id_, error in failures.items()
        }
        waiting = self._waiting_keys(list(by_key))
        jobs = []
        for key, (external_id, error) in by_key.items():
            if key in waiting:
                continue
            job = self._import_job(model, external_id, kwargs)
            counted = not (isinstance(error, RetryableJobError) and error.ignore_retry)
            job.retry = int(counted)
            seconds = job._get_retry_seconds(getattr(error, "seconds", None))
            job.eta = timedelta(seconds=seconds)
            job.result = str(error)
            jobs.append(job)
        self._store_jobs(jobs)

    def _store_failed(
        self,
        model: models.BaseModel,
        failures: Mapping[Any, Exception],
        kwargs: dict[str, Any],
    ) -> None:
        old = {
            job.connector_external_id: job
            for job in self._failed_imports(model, failures)
        }
        new = []
        hide = self._hide_secrets()
        for external_id, error in failures.items():
            job = self._import_job(model, external_id, kwargs)
            job.set_failed(**_failure_values(error, hide))
            found = old.get(str(external_id))
            if found:
                found._connector_replace(job)
            else:
                new.append(job)
        self._store_jobs(new)

    def _import_job(
        self, model: models.BaseModel, external_id: Any, kwargs: dict[str, Any]
    ) -> Job:
        return Job(
            model.import_record,
            args=(self, external_id),
            kwargs=kwargs,
            description=f"{self._import_description(model)} {external_id}",
            identity_key=self._import_key(model, external_id, kwargs),
        )

    def _failed_imports(
        self, model: models.BaseModel, external_ids: Iterable[Any]
    ) -> models.BaseModel:
        """The failed jobs that import these records."""
        return (
            self.env["queue.job"]
            .sudo()
            .search(
                [
                    *self._connector_job_domain(
                        model_name=model._name,
                        method_name="import_record",
                        state=FAILED,
                    ),
                    ("connector_external_id", "in", [str(id_) for id_ in external_ids]),
                ],
                order="id",
            )
        )

    def _forget_failures(
        self, model: models.BaseModel | str, external_ids: Iterable[Any]
    ) -> None:
        """Mark failed imports as done: the records were imported since.

        :param model: binding model
        :param external_ids: ids of the records on the backend
        """
        self.ensure_one()
        ids = list(external_ids)
        if not ids:
            return
        model = self.env[model if isinstance(model, str) else model._name]
        jobs = self._failed_imports(model, ids)
        if jobs:
            jobs.write(
                {
                    "state": DONE,
                    "date_done": fields.Datetime.now(),
                    "connector_error_kind": False,
                    "connector_configure": False,
                    "connector_payload": False,
                    "result": self.env._("Imported since, by another job."),
                }
            )


def _failure_values(error: Exception, hide: Callable[[str], str]) -> dict[str, Any]:
    """What the queue stores of an error that a job meets."""
    return {
        "exc_name": f"{type(error).__module__}.{type(error).__name__}",
        "exc_message": failure_message(error),
        "exc_info": "".join(traceback.format_exception(error)),
        **failure_notes(error, hide),
    }
