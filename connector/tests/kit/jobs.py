"""Run jobs in the transaction of a test, as the queue runs them in their own."""

from __future__ import annotations

import traceback

from odoo.api import Environment
from odoo.fields import Datetime
from odoo.models import BaseModel
from odoo.tools import mute_logger

from odoo.addons.queue_job.controllers.main import _prevent_commit
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import PENDING, Job

from ...controllers.run_job import ConnectorRunJobController
from ...exception import error_kind

#: More jobs than any test needs: they delay each other for ever.
_MOST_JOBS = 500


def run_job(record: BaseModel) -> None:
    """Run a job until it is done, failed or postponed, and store what came of it.

    What a job that does not succeed wrote is undone.
    """
    env = record.env
    env.flush_all()
    job = Job.load(env, record.uuid)
    job.set_started()
    job.store()
    try:
        with (
            mute_logger("odoo.sql_db"),
            _prevent_commit(env.cr),
            env.cr.savepoint(),
        ):
            job.perform()
            env.flush_all()
            env.cr.precommit.run()
    except Exception as error:
        env.invalidate_all(flush=False)
        # The queue takes what PostgreSQL wants to be tried again for such an error.
        if isinstance(error, RetryableJobError) or (
            getattr(error, "pgcode", None) and error_kind(error) == "retry"
        ):
            seconds = getattr(error, "seconds", None)
            job.postpone(result=str(error), seconds=seconds)
            job.set_pending(reset_retry=False)
        else:
            text = "".join(traceback.format_exception(error))
            values = ConnectorRunJobController._get_failure_values(job, text, error)
            job.set_failed(**values)
    else:
        job.set_done()
    job.store()
    env.flush_all()
    env.invalidate_all()


def run_jobs(env: Environment, since: int = 0) -> None:
    """Run all jobs that may start now, and those that they delay, in the queue's order.

    :param since: id of a job; those before it are left alone

    :raises RuntimeError: there is no end to it
    """
    for __ in range(_MOST_JOBS):
        env.flush_all()
        env.cr.precommit.run()
        record = waiting_jobs(env, since)[:1]
        if not record:
            return
        run_job(record)
    raise RuntimeError(f"After {_MOST_JOBS} jobs, there are still some that wait.")


def waiting_jobs(env: Environment, since: int = 0, due: bool = True) -> BaseModel:
    """The jobs that wait, the next one first.

    :param since: id of a job; those before it are left alone
    :param due: only those whose time has come
    """
    domain = [("state", "=", PENDING), ("id", ">", since)]
    if due:
        domain += ["|", ("eta", "=", False), ("eta", "<=", Datetime.now())]
    return env["queue.job"].search(domain, order="priority, date_created, id")
