"""What a backend does by itself, and how often."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import api, fields, models

from ..exception import error_kind
from ..failure_message import failure_message
from .reference import existing_records

_logger = logging.getLogger(__name__)

IntervalType = Literal["minutes", "hours", "days", "weeks"]


@dataclass(frozen=True)
class Schedule:
    """Declares something that a backend can do by itself, switched on by a person.

    >>> Schedule("acme.res.partner").what
    'changed'

    :param model: binding model that it is about
    :param what: with the model, its lasting name. ``changed``, ``all`` and
        ``deletions`` are done by the generic importers; anything else needs a method
    :param label: what it does, as people read it
    :param method: method of the backend that starts it, called without arguments
    :param every: how often, until somebody sets something else
    :param enabled: whether new backends do it at once
    """

    model: str
    what: str = "changed"
    label: str = ""
    method: str = ""
    every: tuple[int, IntervalType] = (15, "minutes")
    enabled: bool = False


class ConnectorSchedule(models.Model):
    """One line of the schedule of a backend: the switch, the interval, the next time.

    The lines come from the declarations of the backend's model; one scheduled action
    starts what is due, of all backends.
    """

    _name = "connector.schedule"
    _description = "Connector Schedule"
    _order = "backend_model, backend_id, sequence, id"

    backend_model = fields.Char(
        string="Technical Backend Model", required=True, readonly=True
    )
    backend_id = fields.Many2oneReference(
        model_field="backend_model",
        required=True,
        readonly=True,
        index=True,
    )
    model_name = fields.Char(string="Technical Model", required=True, readonly=True)
    what = fields.Char(string="Technical Name", required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    name = fields.Char(string="What", compute="_compute_name")
    enabled = fields.Boolean(
        string="Automatic", help="Do it by itself, every so often."
    )
    interval_number = fields.Integer(string="Every", required=True, default=15)
    interval_type = fields.Selection(
        selection=[
            ("minutes", "Minutes"),
            ("hours", "Hours"),
            ("days", "Days"),
            ("weeks", "Weeks"),
        ],
        string="Unit",
        required=True,
        default="minutes",
    )
    next_run = fields.Datetime(
        help="When it is started next. What is still under way by then is not started"
        " twice."
    )
    last_run = fields.Datetime(readonly=True, help="When it was started last.")
    last_error = fields.Text(
        string="Problem",
        readonly=True,
        help="Why it could not be started the last time. What goes wrong after the"
        " start is among the failures.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        readonly=True,
        help="Company of the backend. Without company, every company sees it.",
    )

    _unique_what = models.Constraint(
        "unique(backend_model, backend_id, model_name, what)",
        "This backend already has such a schedule: change that one.",
    )
    _positive_interval = models.Constraint(
        "CHECK(interval_number > 0)",
        "The interval of a schedule must be one at least: switch off what is not to"
        " be done.",
    )
    _due_index = models.Index("(next_run) WHERE enabled")

    @api.depends("backend_model", "model_name", "what")
    def _compute_name(self) -> None:
        for schedule in self:
            declared = schedule._declared()
            schedule.name = declared.label if declared else schedule.what
            if declared and not declared.label:
                schedule.name = schedule._generic_label()

    def _generic_label(self) -> str:
        model = self.env["ir.model"]._get(self.model_name).sudo().name
        labels = {
            "changed": self.env._("%s: import what changed", model),
            "all": self.env._("%s: import all", model),
            "deletions": self.env._("%s: find what was deleted", model),
        }
        return labels.get(self.what, f"{model}: {self.what}")

    @api.depends("backend_model", "backend_id")
    def _compute_company_id(self) -> None:
        existing = existing_records(
            self.env, {(line.backend_model, line.backend_id) for line in self}
        )
        for line in self:
            backend = existing.get((line.backend_model, line.backend_id))
            if backend is not None and "company_id" in backend._fields:
                line.company_id = backend.company_id
            else:
                line.company_id = False

    def write(self, vals: dict[str, Any]) -> bool:
        """Write; what is switched on is done at the next opportunity."""
        if vals.get("enabled") and not vals.get("next_run"):
            vals = {**vals, "next_run": fields.Datetime.now()}
        return super().write(vals)

    # -- what is declared ---------------------------------------------------------

    def _declared(self) -> Schedule | None:
        """The declaration of this line; ``None`` once there is none any more."""
        self.ensure_one()
        if self.backend_model not in self.env:
            return None
        for declared in self.env[self.backend_model]._connector_schedules():
            if (declared.model, declared.what) == (self.model_name, self.what):
                return declared
        return None

    def _backend(self) -> models.BaseModel | None:
        """The backend of this line, unless it is gone or archived."""
        key = (self.backend_model, self.backend_id)
        backend = existing_records(self.env, [key]).get(key)
        if backend is None or ("active" in backend._fields and not backend.active):
            return None
        return backend

    @api.model
    def _complete(self, backends: models.BaseModel | None = None) -> None:
        """Add the lines that are declared and not there yet.

        :param backends: those of one model; without it, of all models
        """
        if backends is None:
            for model in self.env["connector.backend"]._concrete_models():
                every = model.sudo().with_context(active_test=False)
                self._complete(every.search([("id", "!=", False)]))
            return
        declared = backends._connector_schedules()
        if not backends or not declared:
            return
        own = self.sudo()
        lines = own.search(
            [("backend_model", "=", backends._name), ("backend_id", "in", backends.ids)]
        )
        known = {(line.backend_id, line.model_name, line.what) for line in lines}
        now = fields.Datetime.now()
        own.create(
            [
                {
                    "backend_model": backends._name,
                    "backend_id": backend_id,
                    "model_name": schedule.model,
                    "what": schedule.what,
                    "sequence": sequence,
                    "enabled": schedule.enabled,
                    "interval_number": schedule.every[0],
                    "interval_type": schedule.every[1],
                    "next_run": now if schedule.enabled else False,
                }
                for backend_id in backends.ids
                for sequence, schedule in enumerate(declared)
                if (backend_id, schedule.model, schedule.what) not in known
            ]
        )

    # -- the scheduled action -----------------------------------------------------

    @api.model
    def _cron_start_due(self) -> None:
        """Start what is due, of all backends."""
        self._complete()
        for line in self._lock_due():
            line._start_due()

    def _lock_due(self) -> ConnectorSchedule:
        """Lock and return the lines that are due and that nobody else is starting."""
        self.flush_model()
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "SELECT id FROM connector_schedule"
                    " WHERE enabled AND next_run <= %s"
                    " ORDER BY next_run, id FOR NO KEY UPDATE SKIP LOCKED",
                    [fields.Datetime.now()],
                    log_exceptions=False,
                )
                return self.sudo().browse(id_ for (id_,) in self.env.cr.fetchall())
        except (SerializationFailure, LockNotAvailable):
            # One was changed at this moment: the next time, in a minute.
            return self.browse()

    def _start_due(self) -> None:
        """Start one line, and set the next time; a problem is noted for people."""
        now = fields.Datetime.now()
        values: dict[str, Any] = {"last_run": now, "last_error": False}
        try:
            with self.env.cr.savepoint():
                self._start()
        except Exception as error:
            if error_kind(error) == "retry":
                _logger.info("Schedule “%s” is tried again: %s", self.name, error)
                return
            _logger.exception("Schedule “%s” could not be started", self.name)
            values["last_error"] = failure_message(error)
        self.write({**values, "next_run": self._next_after(now)})

    def _next_after(self, instant: datetime) -> datetime:
        """The next time after an instant, in step with the times before.

        Times that were missed, as the server was down, are not made up for.
        """
        interval = timedelta(**{self.interval_type: self.interval_number})
        first = self.next_run or instant
        return first + max(1, (instant - first) // interval + 1) * interval

    def _start(self) -> bool:
        """Start what this line is about, unless it is under way.

        :return: whether something was started
        """
        backend = self._backend()
        declared = self._declared()
        if backend is None or declared is None:
            return False
        return backend.sudo()._start_scheduled(declared, self.name)

    def action_start_now(self) -> dict[str, Any]:
        """Start it now; the next time stays."""
        self.ensure_one()
        self.check_access("write")
        backend = self._backend()
        if backend is None:
            return self.env["connector.backend"]._notify_started(
                self.env._("The backend is archived: nothing is started."),
                kind="warning",
            )
        backend.check_access("read")
        if self._start():
            self.sudo().last_run = fields.Datetime.now()
            return backend._notify_started(self.env._("Started: %s.", self.name))
        return backend._notify_started(
            self.env._("Already under way, nothing more was started: %s.", self.name),
            kind="warning",
        )
