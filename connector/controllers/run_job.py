"""What happens next when a job meets an error."""

from __future__ import annotations

import logging
from typing import Any

from odoo.addons.queue_job.controllers.main import RunJobController
from odoo.addons.queue_job.job import Job

from ..exception import error_kind
from ..failure_message import failure_message
from ..failure_notes import failure_notes
from ..models.queue_job_connector import _backend_of, is_of_connector

_logger = logging.getLogger(__name__)


class ConnectorRunJobController(RunJobController):
    """Notes of which kind a failure is, and stops the run if it says so."""

    @classmethod
    def _get_failure_values(
        cls, job: Job, traceback_txt: str, orig_exception: BaseException
    ) -> dict[str, Any]:
        # Not among the values that are returned: the job's ``on_fail`` method gets
        # those as arguments.
        cls._note_failure(job, orig_exception)
        if job.connector_error_kind == "stop":
            cls._stop_run(job, orig_exception)
        values = super()._get_failure_values(job, traceback_txt, orig_exception)
        if is_of_connector(job.recordset):
            values["exc_message"] = failure_message(orig_exception)
        return values

    @classmethod
    def _note_failure(cls, job: Job, error: BaseException) -> None:
        """Note what is stored about a failure; the message is stored in any case."""
        job.connector_error_kind = error_kind(error)
        try:
            backend = _backend_of(job.env, job.recordset, job.args, job.kwargs)
            hide = backend._hide_secrets() if backend else str
            for name, value in failure_notes(error, hide).items():
                setattr(job, name, value)
        except Exception:
            _logger.exception("What the failure of %s is about is not known", job)

    @classmethod
    def _stop_run(cls, job: Job, error: BaseException) -> None:
        """Stop the run of a job; whatever goes wrong, the failure is still stored."""
        runs = job.env["connector.run"]
        try:
            with job.env.cr.savepoint():
                run = runs.with_context(job_uuid=job.uuid)._current()
                if run:
                    run.stop(str(error))
        except Exception:
            _logger.exception("The run of %s could not be stopped", job)
