"""The exports and deletions that a binding delays, and which of them still matter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.queue_job.job import ENQUEUED, PENDING

from .run import RUN_KEY

_TO_DELAY = "connector.exports.to_delay"
_DELAYED = "connector.exports.delayed"
#: Names of exported fields; ``None`` for all.
Names = frozenset[str] | None
#: What an import makes others export goes on when the import is stopped.
_OF_NO_RUN = {RUN_KEY: None}


class QueueJob(models.Model):
    _inherit = "queue.job"

    connector_export_of = fields.Char(
        string="Exports",
        readonly=True,
        help="Model and id of the binding that this job exports.",
    )

    _connector_export_of_index = models.Index(
        "(connector_export_of) "
        "WHERE state IN ('pending', 'enqueued') AND connector_export_of IS NOT NULL"
    )


class SynchronizedBinding(models.AbstractModel):
    _inherit = "external.binding.synchronized"

    def _delay_export(self, fields: Iterable[str] | None = None) -> None:
        """Export each of these bindings in a job, once per transaction.

        The job is created when the transaction is about to be committed (or flushed,
        before a savepoint), with the fields of all calls. It is never merged with a
        job of another transaction: that one may be starting just now, without seeing
        what we change. Instead, a job that finds a newer one waiting leaves its work
        to it (:meth:`_is_superseded`).

        :param fields: names of the changed fields; all if empty
        """
        names = frozenset(fields) if fields else None
        precommit = self.env.cr.precommit
        to_delay = precommit.data.get(_TO_DELAY)
        if to_delay is None:
            to_delay = precommit.data[_TO_DELAY] = {}
            precommit.add(self.env["external.binding.synchronized"]._delay_exports)
        for binding in self:
            key = (binding._name, binding.id)
            known: tuple[models.BaseModel, Names] = to_delay.get(
                key, (binding, frozenset())
            )
            to_delay[key] = (known[0], _union(known[1], names))

    @api.model
    def _delay_exports(self) -> None:
        """Create the jobs of the exports that were asked for in this transaction."""
        to_delay = self.env.cr.precommit.data.pop(_TO_DELAY, {})
        by_model: dict[str, list[tuple[models.BaseModel, Names]]] = {}
        for (model_name, __), request in to_delay.items():
            by_model.setdefault(model_name, []).append(request)
        for requests in by_model.values():
            model = requests[0][0]
            existing = set(
                model.browse(binding.id for binding, __ in requests).exists()._ids
            )
            for binding, names in requests:
                if binding.id in existing:
                    binding._delay_export_once(names)

    @api.model
    def _waiting_exports(self) -> frozenset[int]:
        """Return the ids of the bindings of this model that a waiting job exports."""
        self.env["queue.job"].flush_model(["state", "connector_export_of"])
        rows = self.env.execute_query(
            SQL(
                "SELECT connector_export_of FROM queue_job "
                "WHERE state IN ('pending', 'enqueued') AND connector_export_of LIKE %s",
                f"{self._name},%",
            )
        )
        return frozenset(int(reference.split(",")[1]) for (reference,) in rows)

    def _exported_reference(self) -> str:
        """How the jobs that export this binding name it."""
        return f"{self._name},{self.id}"

    def _delay_export_once(self, names: Names) -> None:
        """Create the job, or widen the one that this transaction created already."""
        delayed = self.env.cr.postcommit.data.setdefault(_DELAYED, {})
        reference = self._exported_reference()
        if reference in delayed:
            uuid, known = delayed[reference]
            names = _union(known, names)
            # It is not there if a savepoint was rolled back, or it has run already.
            job = (
                self.env["queue.job"]
                .sudo()
                .search([("uuid", "=", uuid), ("state", "=", PENDING)])
            )
            if job:
                if names != known:
                    job.with_context(_job_edit_sentinel=job.EDIT_SENTINEL).write(
                        {"kwargs": {"fields": _listed(names)}}
                    )
                    delayed[reference] = (uuid, names)
                return
        env = self.backend_id._pinned().env
        job = (
            self.with_env(env)
            .with_context(**_OF_NO_RUN)
            .with_delay(
                description=env._(
                    "Export %(record)s to %(backend)s",
                    record=self.display_name,
                    backend=self.backend_id.display_name,
                ),
            )
            .export_record(fields=_listed(names))
        )
        delayed[reference] = (getattr(job, "uuid", None), names)

    def _is_superseded(self, fields: Collection[str] | None = None) -> bool:
        """Whether a job that waits will export, at least, what this job is to export.

        A job is marked as started before its transaction begins. So one that we see
        waiting begins after ours, and sees all that we see: the order in which both
        were created does not matter, and no two jobs leave the work to each other.

        :param fields: names of the fields that this job exports; all if empty
        """
        uuid = self.env.context.get("job_uuid")
        if not uuid:
            return False
        now = self.env.cr.now()
        waiting = (
            self.env["queue.job"]
            .sudo()
            .search(
                [
                    ("connector_export_of", "=", self._exported_reference()),
                    ("state", "in", [PENDING, ENQUEUED]),
                    ("uuid", "!=", uuid),
                    "|",
                    ("eta", "=", False),
                    ("eta", "<=", now),
                ]
            )
        )
        return any(_covers(_fields_of(job), fields) for job in waiting)

    @api.model
    def _job_store_values(self, job: Any) -> dict[str, Any]:
        values = super()._job_store_values(job)
        records = job.recordset
        if job.method_name == "export_record" and len(records) == 1:
            values["connector_export_of"] = records._exported_reference()
        return values


def _union(first: Names, second: Names) -> Names:
    return None if first is None or second is None else first | second


def _listed(names: Names) -> list[str] | None:
    return None if names is None else sorted(names)


def _fields_of(job: models.BaseModel) -> Collection[str] | None:
    positional = job.args[0] if job.args else None
    return (job.kwargs or {}).get("fields", positional)


def _covers(waiting: Collection[str] | None, wanted: Collection[str] | None) -> bool:
    return not waiting or bool(wanted and set(wanted) <= set(waiting))
