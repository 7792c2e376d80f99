"""When a run is over, and what people may do with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.queue_job.job import CANCELLED, FAILED

from .reference import existing_records
from .run import UNDER_WAY


class ConnectorRun(models.Model):
    """Close runs, stop them, try again what failed."""

    _inherit = "connector.run"

    @api.model
    def _cron_close_finished(self) -> None:
        """Notice which runs have ended."""
        self._close_finished()

    def refresh(self) -> None:
        """Notice if these runs have ended, for those who look at their progress."""
        self._check_operator()
        if self:
            self._close_finished()

    def _close_finished(self) -> ConnectorRun:
        """Notice which runs have ended, or are running again since jobs were requeued.

        A job ends in the transaction in which it delays others: whatever moment we
        look at, a run of which nothing waits or runs is over. Runs that another
        transaction is writing are left to it.

        :return: the runs whose state changed
        """
        try:
            with self.env.cr.savepoint():
                runs = self._lock_restless()
                changed = self.browse()
                for run in runs:
                    values = run._settled_values()
                    if values:
                        run.write(values)
                        changed += run
                return changed
        except (SerializationFailure, LockNotAvailable):
            # Somebody else noticed at the same moment.
            self.invalidate_model()
            return self.browse()

    def _lock_restless(self) -> ConnectorRun:
        """Lock and return those of these runs whose state may no longer be true.

        All runs when called on none.
        """
        self.env["queue.job"].flush_model(["connector_run_id", "state"])
        self.flush_model(["state"])
        self.env.cr.execute(
            SQL(
                """
                SELECT id FROM connector_run AS run
                 WHERE (%(all)s OR id = ANY(%(ids)s))
                   AND (state = 'running'
                        OR state IN ('done', 'failed') AND EXISTS (
                            SELECT FROM queue_job
                             WHERE connector_run_id = run.id
                               AND state = ANY(%(under_way)s))
                        OR state = 'failed' AND NOT EXISTS (
                            SELECT FROM queue_job
                             WHERE connector_run_id = run.id AND state = 'failed'))
                 ORDER BY id
                   FOR NO KEY UPDATE SKIP LOCKED
                """,
                all=not self,
                ids=self.ids,
                under_way=list(UNDER_WAY),
            ),
            log_exceptions=False,
        )
        runs = self.sudo().browse(id_ for (id_,) in self.env.cr.fetchall())
        runs.invalidate_recordset()
        return runs

    def _settled_values(self) -> dict[str, Any]:
        """What is to be written for the state to be true."""
        states = self._counted_jobs().get(self.id, {})
        values: dict[str, Any]
        if any(state in states for state in UNDER_WAY):
            values = {"state": "running", "ended": False}
        else:
            values = {
                "state": "failed" if FAILED in states else "done",
                "ended": self.ended or self._last_instant(),
            }
        return values if values["state"] != self.state else {}

    def _last_instant(self) -> datetime:
        """When the last of its jobs ended, as far as it is known."""
        job = self.env["queue.job"].sudo()
        [(last_job,)] = job._read_group(
            [("connector_run_id", "=", self.id)], [], ["date_done:max"]
        )
        [(last_step,)] = self.env["connector.run.step"]._read_group(
            [("run_id", "=", self.id)], [], ["at:max"]
        )
        instants = [instant for instant in (last_job, last_step) if instant]
        return max([self.started, *instants]) if instants else fields.Datetime.now()

    @api.private
    def stop(self, reason: str) -> None:
        """Try nothing more of these runs: their waiting jobs are cancelled.

        A job that runs just now ends its work; what it still delays does nothing.

        :param reason: why, as people read it
        """
        for run in self.sudo():
            run.write(
                {
                    "state": "stopped",
                    "stop_reason": reason,
                    "ended": fields.Datetime.now(),
                }
            )
        self.env["queue.job"]._connector_cancel(
            [("connector_run_id", "in", self.ids)], reason
        )
        self.invalidate_recordset()

    def action_stop(self) -> None:
        """Stop those of these runs that are running."""
        self._check_operator()
        for run in self.filtered(lambda run: run.state == "running"):
            run.stop(self.env._("Stopped by %s", self.env.user.name))

    def action_retry_failed(self) -> None:
        """Try the failed jobs of these runs again, and the cancelled ones if stopped."""
        self._check_operator()
        self._reopen()
        jobs = (
            self.env["queue.job"]
            .sudo()
            .search(
                [
                    ("connector_run_id", "in", self.ids),
                    ("state", "in", (FAILED, CANCELLED)),
                ]
            )
        )
        jobs._connector_requeue()
        self.invalidate_recordset()
        self._close_finished()

    def _reopen(self) -> None:
        """Let these runs go on: jobs of theirs are tried again."""
        self.sudo().write({"state": "running", "ended": False, "stop_reason": False})

    def _check_operator(self) -> None:
        """Refuse those who may not see the runs: who sees them, operates them."""
        self.check_access("read")

    def action_open_jobs(self) -> dict[str, Any]:
        """Open the jobs of these runs."""
        return self._open_jobs(self.env._("Jobs"), {})

    def action_open_failures(self) -> dict[str, Any]:
        """Open the failed jobs of these runs."""
        return self._open_jobs(self.env._("Failures"), {"search_default_failed": 1})

    def _open_jobs(self, name: str, context: dict[str, Any]) -> dict[str, Any]:
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "connector.action_connector_job"
        )
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": [("connector_run_id", "in", self.ids)],
            "context": context,
        }

    def action_open_backend(self) -> dict[str, Any] | None:
        """Open the backend of the run; nothing if it was deleted."""
        self.ensure_one()
        backend = self.backend
        if not backend or not existing_records(self.env, [(backend._name, backend.id)]):
            return None
        return {
            "type": "ir.actions.act_window",
            "res_model": backend._name,
            "res_id": backend.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
