"""One import of a backend, with all its jobs: how far it is, and what came of it."""

from __future__ import annotations

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.queue_job.job import (
    CANCELLED,
    ENQUEUED,
    FAILED,
    PENDING,
    STARTED,
    WAIT_DEPENDENCIES,
)

from .reference import LastingReference, referable_models

RUN_KEY = "connector_run_id"
#: What can become of a record, in the order in which people read it.
OUTCOMES = ("created", "updated", "unchanged", "skipped", "gone")
_COUNTED = ("found", *OUTCOMES, "elsewhere")
UNDER_WAY = (WAIT_DEPENDENCIES, PENDING, ENQUEUED, STARTED)
_DEFAULT_RETENTION_DAYS = 30


class ConnectorRun(models.Model):
    """An import that a person or a schedule started, with the jobs that it became.

    Jobs delayed in the context that :meth:`_start_run` of a backend returns belong to
    the run, and so do the jobs that these delay.

    Nothing of it is written while its jobs run: each job adds a row of its own to
    ``connector.run.step``, in its own transaction. Jobs never wait for each other, and
    what is undone, by an error or a crash, is not counted.
    """

    _name = "connector.run"
    _description = "Connector Run"
    _order = "started desc, id desc"
    _rec_name = "name"

    name = fields.Char(string="Description", required=True, readonly=True)
    backend = LastingReference(
        selection=referable_models, required=True, readonly=True, index=True
    )
    model_name = fields.Char(
        string="Technical Model", required=True, readonly=True, index=True
    )
    model_id = fields.Many2one(
        comodel_name="ir.model",
        readonly=True,
        ondelete="cascade",
        help="What is imported.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Started by",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        help="Company of the backend. Without company, every company sees it.",
    )
    started = fields.Datetime(required=True, readonly=True, index=True)
    ended = fields.Datetime(readonly=True, help="When its last job ended.")
    duration = fields.Char(
        compute="_compute_duration", help="Up to now, as long as it runs."
    )
    state = fields.Selection(
        selection=[
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Done with Failures"),
            ("stopped", "Stopped"),
        ],
        string="Status",
        default="running",
        required=True,
        readonly=True,
        index=True,
    )
    stop_reason = fields.Text(readonly=True, help="Why the run was stopped.")
    step_ids = fields.One2many(
        comodel_name="connector.run.step", inverse_name="run_id", readonly=True
    )
    found_count = fields.Integer(
        string="Found",
        compute="_compute_counts",
        help="Records that the backend named so far.",
    )
    created_count = fields.Integer(string="Created", compute="_compute_counts")
    updated_count = fields.Integer(string="Updated", compute="_compute_counts")
    unchanged_count = fields.Integer(
        string="Unchanged",
        compute="_compute_counts",
        help="Records that Odoo had already, as they are.",
    )
    skipped_count = fields.Integer(
        string="Skipped",
        compute="_compute_counts",
        help="Records that are not meant to be imported.",
    )
    gone_count = fields.Integer(
        string="Gone",
        compute="_compute_counts",
        help="Records that are no longer on the backend.",
    )
    elsewhere_count = fields.Integer(
        string="Already Waiting",
        compute="_compute_counts",
        help="Records that a job of another run was about to import: they are counted"
        " there.",
    )
    done_count = fields.Integer(
        string="Done",
        compute="_compute_counts",
        help="Records with which everything went well.",
    )
    failed_count = fields.Integer(
        string="Failed",
        compute="_compute_counts",
        help="Records whose last try failed. Open the failures to see why.",
    )
    waiting_count = fields.Integer(
        string="Waiting",
        compute="_compute_counts",
        help="Records whose job waits or runs.",
    )
    job_count = fields.Integer(string="Jobs", compute="_compute_counts")
    failed_job_count = fields.Integer(
        string="Failures", compute="_compute_counts", help="Jobs that failed."
    )
    has_cancelled_jobs = fields.Boolean(compute="_compute_counts")
    progress = fields.Integer(
        compute="_compute_counts",
        aggregator=None,
        help="Percentage of the records found so far that were tried.",
    )

    @api.depends("started", "ended")
    def _compute_duration(self) -> None:
        for run in self:
            end = run.ended or fields.Datetime.now()
            seconds = int((end - run.started).total_seconds()) if run.started else 0
            minutes, seconds = divmod(max(seconds, 0), 60)
            hours, minutes = divmod(minutes, 60)
            if hours:
                run.duration = self.env._("%(h)s h %(m)s min", h=hours, m=minutes)
            elif minutes:
                run.duration = self.env._("%(m)s min %(s)s s", m=minutes, s=seconds)
            else:
                run.duration = self.env._("%s s", seconds)

    def _compute_counts(self) -> None:
        steps = self._counted_steps()
        jobs = self._counted_jobs()
        for run in self:
            counts = steps.get(run._origin.id, dict.fromkeys(_COUNTED, 0))
            for name, count in counts.items():
                run[f"{name}_count"] = count
            states = jobs.get(run._origin.id, {})
            none = (0, 0)
            run.job_count = sum(number for number, __ in states.values())
            run.failed_job_count, run.failed_count = states.get(FAILED, none)
            run.waiting_count = sum(states.get(name, none)[1] for name in UNDER_WAY)
            run.has_cancelled_jobs = CANCELLED in states
            run.done_count = sum(counts[name] for name in OUTCOMES)
            tried = run.done_count + run.elsewhere_count + run.failed_count
            run.progress = run._percentage(tried, counts["found"])

    def _percentage(self, tried: int, found: int) -> int:
        if self.state in ("done", "failed"):
            return 100
        # Never all as long as it runs: the backend may name more.
        return min(99, 100 * tried // found) if found else 0

    def _counted_steps(self) -> dict[int, dict[str, int]]:
        """Run id → what its jobs added up."""
        groups = (
            self.env["connector.run.step"]
            .sudo()
            ._read_group(
                [("run_id", "in", self._origin.ids)],
                ["run_id"],
                [f"{name}:sum" for name in _COUNTED],
            )
        )
        return {run.id: dict(zip(_COUNTED, sums, strict=True)) for run, *sums in groups}

    def _counted_jobs(self) -> dict[int, dict[str, tuple[int, int]]]:
        """Run id → state of its jobs → (jobs, records that they are about)."""
        groups = (
            self.env["queue.job"]
            .sudo()
            ._read_group(
                [("connector_run_id", "in", self._origin.ids)],
                ["connector_run_id", "state"],
                ["__count", "connector_record_count:sum"],
            )
        )
        result: dict[int, dict[str, tuple[int, int]]] = {}
        for run, state, number, records in groups:
            # The search for records is about none, yet something failed with it.
            records = max(records, 1) if state == FAILED else records
            result.setdefault(run.id, {})[state] = (number, records)
        return result

    # -- for the jobs -------------------------------------------------------------

    @api.model
    def _start(
        self, backend: models.BaseModel, model: models.BaseModel | str, description: str
    ) -> ConnectorRun:
        """Create a run; see ``_start_run()`` of the backend."""
        model_name = model if isinstance(model, str) else model._name
        run = self.sudo().create(
            {
                "name": description,
                "backend": f"{backend._name},{backend.id}",
                "model_name": model_name,
                "model_id": self.env["ir.model"]._get_id(model_name),
                "user_id": self.env.uid,
                "company_id": "company_id" in backend._fields
                and backend.sudo().company_id.id,
                "started": fields.Datetime.now(),
            }
        )
        return run.sudo(self.env.su).with_context(**{RUN_KEY: run.id})

    @api.model
    def _current(self) -> ConnectorRun:
        """Return the run that the present job belongs to, empty if to none."""
        run_id = self.env.context.get(RUN_KEY)
        job_uuid = self.env.context.get("job_uuid")
        if run_id is None and job_uuid:
            self.env["queue.job"].flush_model(["connector_run_id", "uuid"])
            self.env.cr.execute(
                "SELECT connector_run_id FROM queue_job WHERE uuid = %s", [job_uuid]
            )
            [run_id] = self.env.cr.fetchone() or (None,)
        return self.browse(run_id or ())

    def _add(
        self,
        found: int = 0,
        created: int = 0,
        updated: int = 0,
        unchanged: int = 0,
        skipped: int = 0,
        gone: int = 0,
        elsewhere: int = 0,
    ) -> None:
        """Count what the present transaction did, if it is part of a run.

        Nothing waits for others here, and nothing is counted of a transaction that is
        undone. Does nothing for no run, or for one that was deleted meanwhile.

        :param found: records that the backend named
        :param created: records that are new in Odoo
        :param updated: records that were changed in Odoo
        :param unchanged: records that Odoo had already
        :param skipped: records that are not meant to be imported
        :param gone: records that are no longer on the backend
        :param elsewhere: records that a waiting job of another run imports
        """
        counts = (found, created, updated, unchanged, skipped, gone, elsewhere)
        if not self or not any(counts):
            return
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                "INSERT INTO connector_run_step (run_id, at, %s)"
                " SELECT id, clock_timestamp() AT TIME ZONE 'UTC', %s"
                "   FROM connector_run WHERE id = %s",
                SQL(", ").join(map(SQL.identifier, _COUNTED)),
                SQL(", ").join(SQL("%s", count) for count in counts),
                self.id,
            )
        )
        self.invalidate_recordset(flush=False)

    def _is_stopped(self) -> bool:
        """Whether the present job, which belongs to the run, has nothing to do."""
        if not self:
            return False
        self.flush_model(["state"])
        self.env.cr.execute("SELECT state FROM connector_run WHERE id = %s", [self.id])
        return self.env.cr.fetchone() == ("stopped",)

    @api.autovacuum
    def _gc_old_runs(self) -> tuple[int, bool]:
        """Delete the runs that ended long ago, a thousand at a time."""
        days = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("connector.run_retention_days", _DEFAULT_RETENTION_DAYS)
        )
        limit = 1000
        oldest = fields.Datetime.now() - timedelta(days=int(days))
        runs = self.sudo().search(
            [("ended", "<", oldest), ("state", "!=", "running")],
            order="ended",
            limit=limit + 1,
        )
        runs[:limit].unlink()
        return len(runs[:limit]), len(runs) > limit


class ConnectorRunStep(models.Model):
    """What one transaction of a run did: only ever inserted, never written."""

    _name = "connector.run.step"
    _description = "Connector Run Step"
    _log_access = False
    _order = "id"

    run_id = fields.Many2one(
        comodel_name="connector.run",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    at = fields.Datetime(required=True, readonly=True)
    found = fields.Integer(readonly=True)
    created = fields.Integer(readonly=True)
    updated = fields.Integer(readonly=True)
    unchanged = fields.Integer(readonly=True)
    skipped = fields.Integer(readonly=True)
    gone = fields.Integer(readonly=True)
    elsewhere = fields.Integer(readonly=True)
