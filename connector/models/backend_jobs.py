"""The jobs of a backend: delayed once, in bulk, as a chosen user and company."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from odoo import api, models
from odoo.api import Environment
from odoo.tools import SQL

from odoo.addons.queue_job import delay as queue_delay
from odoo.addons.queue_job.job import (
    ENQUEUED,
    PENDING,
    STARTED,
    WAIT_DEPENDENCIES,
    Job,
)
from odoo.addons.queue_job.models import base as queue_base
from odoo.addons.queue_job.utils import must_run_without_delay

from ..database import pg_try_advisory_lock, pg_wait_advisory_lock
from ..job import job_options
from .run import RUN_KEY

_WAITING = (WAIT_DEPENDENCIES, PENDING, ENQUEUED)
_UNDER_WAY = (*_WAITING, STARTED)
_LONGEST_KEY = 500  # characters of up to four bytes
_RealDelayableRecordset = queue_base.DelayableRecordset

Eta = datetime | timedelta | int | None


class ConnectorBackend(models.AbstractModel):
    """Delay the work of a backend."""

    _inherit = "connector.backend"

    # -- one job ------------------------------------------------------------------

    def _delay_once(
        self,
        records: models.BaseModel,
        method: str,
        *args: Any,
        description: str,
        **kwargs: Any,
    ) -> bool:
        """Delay a method of ``records`` unless the same job is under way.

        Two users who press the same button at the same moment get one job. Methods of
        other models than the backend's get the backend as their first argument.

        An import of many records (``import_batch``) is given a run.

        :param description: what the job does, as people read it
        :return: whether a job was created
        """
        self.ensure_one()
        identity_key = ":".join(
            str(part)
            for part in (
                *(self._name, self.id, records._name, *records.ids, method),
                *args,
                kwargs,
            )
        )
        identity_key = _indexable(identity_key)
        if not pg_try_advisory_lock(self.env, identity_key):
            return False
        if self._is_under_way(identity_key):
            return False
        backend = self._pinned()
        if method == "import_batch" and not backend.env.context.get(RUN_KEY):
            run = backend._start_run(records, description)
            backend = backend.with_env(run.env)
        records = records.with_env(backend.env(su=records.env.su))
        if records._name != self._name:
            args = (backend, *args)
        delayable = records.with_delay(
            identity_key=identity_key, description=description
        )
        getattr(delayable, method)(*args, **kwargs)
        return True

    @api.model
    def _is_under_way(self, identity_key: str) -> bool:
        """Whether a job with this key waits or runs; call it with the lock on the key.

        It is looked for in a new transaction, too: ours does not see the job when the
        one who had the lock before us committed it after our first query.
        """

        def found(env: Environment) -> bool:
            domain = [
                ("identity_key", "=", identity_key),
                ("state", "in", _UNDER_WAY),
                "|",
                ("state", "=", STARTED),
                "!",  # such a job does nothing
                ("connector_run_id.state", "=", "stopped"),
            ]
            return bool(env["queue.job"].sudo().search_count(domain, limit=1))

        if found(self.env):
            return True
        with self.env.registry.cursor() as cr:
            return found(self.env(cr=cr))

    # -- many jobs ----------------------------------------------------------------

    def _delay_imports(
        self,
        model: models.BaseModel | str,
        external_ids: Iterable[Any],
        *,
        eta: Eta = None,
        priority: int | None = None,
        description: str | None = None,
        **kwargs: Any,
    ) -> int:
        """Delay the import of each record, in a job of its own, all at once.

        A record whose import waits already, with the same arguments, is not delayed
        again; one whose import *runs* is: it may have read the record before it
        changed.

        :param model: binding model
        :param external_ids: ids of the records on the backend
        :param eta: when the jobs may start: an instant, or a delay
        :param priority: lower first; the queue's default is 10
        :param description: what the jobs do, as people read it; the id is added
        :param kwargs: given to ``import_record()``
        :return: how many jobs were created
        """
        self.ensure_one()
        backend, model = self._to_work_on(model)
        ids = {str(id_): id_ for id_ in external_ids}
        description = description or backend._import_description(model)
        calls = {
            backend._import_key(model, id_, kwargs): ((id_,), f"{description} {id_}")
            for id_ in ids.values()
        }
        created = backend._delay_each(
            model, "import_record", calls, kwargs, eta=eta, priority=priority
        )
        self.env["connector.run"]._current()._add(elsewhere=len(calls) - created)
        return created

    def _delay_chunk(
        self,
        model: models.BaseModel | str,
        external_ids: Iterable[Any],
        *,
        eta: Eta = None,
        priority: int | None = None,
        description: str | None = None,
        **kwargs: Any,
    ) -> bool:
        """Delay the import of some records, all together in one job.

        :param kwargs: given to ``import_chunk()``; the rest as for
            :meth:`_delay_imports`
        :return: whether a job was created: not when the same chunk waits already
        """
        self.ensure_one()
        backend, model = self._to_work_on(model)
        ids = list(external_ids)
        if not ids:
            return False
        digest = hashlib.sha1("\n".join(map(str, ids)).encode()).hexdigest()
        key = backend._job_key(model, "import_chunk", digest, kwargs)
        description = description or backend._import_description(model)
        text = self.env._(
            "%(description)s %(first)s … %(last)s (%(count)s records)",
            description=description,
            first=ids[0],
            last=ids[-1],
            count=len(ids),
        )
        created = backend._delay_each(
            model,
            "import_chunk",
            {key: ((ids,), text)},
            kwargs,
            eta=eta,
            priority=priority,
        )
        if not created:
            self.env["connector.run"]._current()._add(elsewhere=len(ids))
        return bool(created)

    def _to_work_on(
        self, model: models.BaseModel | str
    ) -> tuple[ConnectorBackend, models.BaseModel]:
        """The pinned backend, and the model in the same environment."""
        backend = self._pinned()
        name = model if isinstance(model, str) else model._name
        su = self.env.su if isinstance(model, str) else model.env.su
        return backend, backend.env(su=su)[name]

    def _import_description(self, model: models.BaseModel) -> str:
        return self.env._(
            "%(backend)s: import of %(model)s",
            backend=self.sudo().display_name,
            model=self.env["ir.model"]._get(model._name).sudo().name,
        )

    def _job_key(
        self, model: models.BaseModel, method: str, what: Any, kwargs: dict[str, Any]
    ) -> str:
        """The identity key of a job, for people to read, too."""
        key = f"{self._name},{self.id}:{model._name}:{method}:{what}"
        if kwargs:
            key += ":" + ",".join(f"{name}={kwargs[name]!r}" for name in sorted(kwargs))
        return _indexable(key)

    def _import_key(
        self, model: models.BaseModel, external_id: Any, kwargs: dict[str, Any]
    ) -> str:
        return self._job_key(model, "import_record", external_id, kwargs)

    def _delay_each(
        self,
        model: models.BaseModel,
        method: str,
        calls: dict[str, tuple[tuple, str]],
        kwargs: dict[str, Any],
        *,
        eta: Eta,
        priority: int | None,
    ) -> int:
        """Delay a method of ``model`` for each identity key that does not wait yet.

        :param calls: identity key → (arguments after the backend, description)
        """
        if not calls:
            return 0
        if _delays_one_by_one(self.env):
            for key, (args, text) in calls.items():
                delayable = model.with_delay(
                    identity_key=key, description=text, eta=eta, priority=priority
                )
                getattr(delayable, method)(self, *args, **kwargs)
            return len(calls)
        declared = job_options(type(model), method)
        if priority is None and declared:
            priority = declared.priority
        self._wait_for_others(f"{self._name},{self.id}:{model._name}:{method}")
        waiting = self._waiting_keys(list(calls))
        jobs = [
            Job(
                getattr(model, method),
                args=(self, *args),
                kwargs=kwargs,
                priority=priority,
                eta=eta,
                description=text,
                identity_key=key,
            )
            for key, (args, text) in calls.items()
            if key not in waiting
        ]
        self._store_jobs(jobs, alike=True)
        return len(jobs)

    def _delay_anyway(
        self,
        records: models.BaseModel,
        method: str,
        options: dict[str, Any],
        **kwargs: Any,
    ) -> None:
        """Delay a method, even while a job of the same identity waits.

        :param options: arguments of ``with_delay()``
        :param kwargs: given to the method, after this backend
        """
        if _delays_one_by_one(self.env):
            getattr(records.with_delay(**options), method)(self, **kwargs)
            return
        call = getattr(records, method)
        self._store_jobs([Job(call, args=(self,), kwargs=kwargs, **options)])

    @api.model
    def _store_jobs(self, jobs: Sequence[Job], alike: bool = False) -> models.BaseModel:
        """Create jobs in one go.

        :param alike: whether they differ only in arguments, description and identity
            key: the rest is then found out once
        """
        values = map(_alike(jobs[0]), jobs) if alike and jobs else map(_stored, jobs)
        queue = self.env["queue.job"].sudo()
        return queue.with_context(_job_edit_sentinel=queue.EDIT_SENTINEL).create(
            list(values)
        )

    @api.model
    def _wait_for_others(self, name: str) -> None:
        """Let a transaction that delays the same jobs just now end, for a moment.

        Should it take long, we go on: a job may then be created twice, which is of no
        harm, while one that we left to a transaction that fails would be lost.
        """
        if not pg_try_advisory_lock(self.env, name):
            pg_wait_advisory_lock(self.env, name, seconds=1)

    @api.model
    def _waiting_keys(self, keys: list[str]) -> set[str]:
        """Those identity keys whose job is sure to start only from now on.

        Our snapshot may be old: a job that waits in it may have read the record long
        since. So it is a new transaction that tells, and ours only adds the jobs that
        it created itself.
        """
        self.env["queue.job"].flush_model(["identity_key", "state"])
        select = SQL(
            "SELECT id, identity_key FROM queue_job"
            " WHERE identity_key = ANY(%s)"
            "   AND state IN ('pending', 'enqueued', 'wait_dependencies')"
            # Nothing is done by a job of a run that was stopped.
            "   AND NOT EXISTS (SELECT FROM connector_run AS run"
            "                    WHERE run.id = connector_run_id"
            "                      AND run.state = 'stopped')",
            keys,
        )
        ours = dict(self.env.execute_query(select))
        with self.env.registry.cursor() as cr:
            cr.execute(select)
            theirs = dict(cr.fetchall())
            unsure = [id_ for id_ in ours if id_ not in theirs]
            if unsure:
                cr.execute("SELECT id FROM queue_job WHERE id = ANY(%s)", [unsure])
                for (id_,) in cr.fetchall():
                    del ours[id_]  # it has started since
        return {*ours.values(), *theirs.values()}


def _indexable(key: str) -> str:
    """Shorten an identity key that PostgreSQL could not index (at most 2,700 bytes)."""
    if len(key) <= _LONGEST_KEY:
        return key
    digest = hashlib.sha1(key.encode()).hexdigest()
    return f"{key[: _LONGEST_KEY - 42]}…:{digest}"


def _stored(job: Job) -> dict[str, Any]:
    return job._store_values(create=True)


def _alike(model_job: Job) -> Callable[[Job], dict[str, Any]]:
    """Return what gives the stored values of jobs that are like this one."""
    shared = _stored(model_job)
    for name in model_job._store_values_from_model():
        shared.pop(name, None)

    def stored(job: Job) -> dict[str, Any]:
        return {
            **job._store_values_from_model(),
            **shared,
            "uuid": job.uuid,
            "name": job.description,
            "func_string": job.func_string,
            "identity_key": job.identity_key,
            "args": job.args,
        }

    return stored


def _delays_one_by_one(env: Environment) -> bool:
    """Whether somebody must see each call of ``with_delay()``.

    Jobs that are run at once, and those that a test traps.
    """
    return (
        must_run_without_delay(env)
        or queue_delay.Job is not Job
        or queue_base.DelayableRecordset is not _RealDelayableRecordset
    )
