"""What the checks of the kit stand on: a backend, a remote system, and jobs that run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest import mock

import requests

from odoo.api import Environment
from odoo.models import BaseModel

from ...exception import error_kind
from ...rest.client import RestClient
from ..fake_remote import FakeRemote
from ..fake_remote.records import stamp
from .jobs import run_job, run_jobs, waiting_jobs

_real_send = requests.Session.send


class KitCase:
    """Inherit it with ``TransactionComponentCase``, and say which connector is tested.

    :cvar kit_backend_model: model of the backend
    :cvar kit_backend_values: values of a backend; its URL, name, and those of
        :attr:`kit_secrets` are filled in
    :cvar kit_secrets: fields of the backend that hold credentials; the remote system
        wants the first one as its token
    :cvar kit_binding_model: model of the bindings
    :cvar kit_collection: collection of the remote system in which the records are
    :cvar kit_record: a sound record; ``{n}`` in a text becomes its number
    :cvar kit_change: what changes in a record of the remote system
    :cvar kit_bad: what makes a record one that the connector refuses; ``None`` if it
        takes anything
    :cvar kit_imports_since: whether the connector imports since a cursor
    :cvar kit_new: values of a binding to create in Odoo and export, besides its backend
    :cvar kit_export: values to write in Odoo, that are then exported; ``None`` if the
        connector does not export
    :cvar kit_always_sent: keys that each update sends, changed or not
    :cvar kit_ignored_fields: fields of the binding in which two imports of the same
        record may differ

    Override :meth:`kit_remote` for a server that speaks another API.
    """

    #: Odoo runs only what a class itself declares, without this.
    allow_inherited_tests_method = True

    kit_backend_model: str
    kit_backend_values: Mapping[str, Any] = {}
    kit_secrets: tuple[str, ...] = ()
    kit_binding_model: str
    kit_collection: str
    kit_record: Mapping[str, Any] = {"name": "Record {n}"}
    kit_change: Mapping[str, Any] = {"name": "Changed there"}
    kit_bad: Mapping[str, Any] | None = {"name": ""}
    kit_imports_since: bool = True
    kit_new: Mapping[str, Any] = {"name": "New in Odoo"}
    kit_export: Mapping[str, Any] | None = None
    kit_always_sent: tuple[str, ...] = ()
    kit_ignored_fields: tuple[str, ...] = ()

    def setUp(self) -> None:
        super().setUp()
        self.secrets = {name: f"kit-{name}-s3cr3t" for name in self.kit_secrets}
        self.remote = self.kit_remote()
        self.addCleanup(self.remote.close)
        # What is tested is what becomes of the jobs: a request is not repeated.
        self.enterContext(mock.patch.object(RestClient, "most_repeats", 0))
        self._backend: BaseModel | None = None
        newest = self.env["queue.job"].search([], order="id desc", limit=1)
        self._since_job = newest.id or 0

    @classmethod
    def _request_handler(cls, session, request, /, **kwargs):
        """Let requests to the remote system through, with their own time limits."""
        return _real_send(session, request, **kwargs)

    def kit_remote(self) -> FakeRemote:
        """Override me to return an heir of ``FakeRemote`` that speaks another API."""
        remote = FakeRemote(token=next(iter(self.secrets.values()), ""))
        remote.collection(self.kit_collection)
        return remote

    # -- the backend --------------------------------------------------------------

    @property
    def backend(self) -> BaseModel:
        """The backend, in the transaction of the test."""
        if self._backend is None:
            self._backend = self.kit_create_backend(self.env)
        return self._backend

    def kit_create_backend(self, env: Environment) -> BaseModel:
        """Create a backend for the remote system."""
        model = env[self.kit_backend_model]
        wanted = {
            "name": f"Kit {self.remote.url}",
            "url": self.remote.url,
            "timeout": 1,
            "allow_private_network": True,
        }
        values = {name: wanted[name] for name in wanted if name in model._fields}
        return model.create({**values, **self.secrets, **self.kit_backend_values})

    def component(self, usage: str, env: Environment | None = None) -> Any:
        """A component that works for the backend."""
        backend = self.backend.with_env(env or self.env)
        with backend.work_on(self.kit_binding_model) as work:
            return work.component(usage=usage)

    # -- the remote system --------------------------------------------------------

    def kit_add(self, count: int = 1, **values: Any) -> list[str]:
        """Create records on the remote system, last changed a day ago; their ids."""
        day_ago = stamp(self.remote.now() - timedelta(days=1))
        first = len(self.remote.ids(self.kit_collection)) + 1
        return [
            self.remote.add(
                self.kit_collection,
                **{"updated_at": day_ago, **self._numbered(number), **values},
            )
            for number in range(first, first + count)
        ]

    def _numbered(self, number: int) -> dict[str, Any]:
        return {
            key: value.format(n=number) if isinstance(value, str) else value
            for key, value in self.kit_record.items()
        }

    def kit_alter(self, external_id: str, **values: Any) -> None:
        """Change a record of the remote system."""
        changes = {**self.kit_change, **values}
        self.remote.change(self.kit_collection, external_id, **changes)

    # -- imports ------------------------------------------------------------------

    def kit_import(
        self, external_id: str, backend: BaseModel | None = None, **kwargs: Any
    ) -> BaseModel:
        """Import a record as its job would; return its binding."""
        backend = self.backend if backend is None else backend
        backend.env.invalidate_all()
        model = backend.env[self.kit_binding_model]
        model.import_record(backend, external_id, **kwargs)
        backend.env.flush_all()
        return self.kit_bindings(backend).filtered(
            lambda binding: binding.external_id == str(external_id)
        )

    def kit_import_all(self, **kwargs: Any) -> None:
        """Import all records, by the jobs that the connector delays."""
        job = self.kit_delay("import_batch", **kwargs)
        self.kit_run(job)
        self.kit_run_waiting()
        self.assertEqual(job.state, "done", job.exc_info)

    def kit_bindings(self, backend: BaseModel | None = None) -> BaseModel:
        """All bindings of the backend, archived or not."""
        backend = self.backend if backend is None else backend
        backend.env.flush_all()
        backend.env.invalidate_all()
        model = backend.env[self.kit_binding_model].with_context(active_test=False)
        return model.search([("backend_id", "=", backend.id)], order="id")

    def kit_imported(self) -> list[str]:
        """External ids of all bindings, sorted."""
        return sorted(str(binding.external_id) for binding in self.kit_bindings())

    def kit_values(self, bindings: BaseModel) -> dict[str, dict[str, Any]]:
        """What the bindings hold that came from the remote system, by external id."""
        ignored = {
            *("id", "backend_id", "odoo_id", "sync_date", "external_updated_at"),
            *("create_date", "create_uid", "write_date", "write_uid"),
            *self.kit_ignored_fields,
        }
        names = [
            name
            for name, field in bindings._fields.items()
            if name not in ignored
            and (field.base_field if field.inherited else field).store
            and field.type not in ("one2many", "properties")
            and name not in bindings._inherits.values()
        ]
        return {
            binding.external_id: {
                name: sorted(value.mapped("display_name"))
                if isinstance(value := binding[name], BaseModel)
                else value
                for name in names
            }
            for binding in bindings
        }

    # -- jobs ---------------------------------------------------------------------

    def kit_delay(self, method: str, *args: Any, **kwargs: Any) -> BaseModel:
        """Delay a method of the binding model; return its job as a record."""
        model = self.backend.env[self.kit_binding_model]
        job = getattr(model.with_delay(identity_key=False), method)(
            self.backend, *args, **kwargs
        )
        return job.db_record()

    def kit_run(self, job: BaseModel) -> None:
        """Run a job as the queue does, until it is done, failed or postponed."""
        run_job(job)

    def kit_run_waiting(self) -> None:
        """Run all jobs that may start now, and those that they delay."""
        run_jobs(self.env, self._since_job)

    def kit_run_later(self) -> None:
        """Run all jobs that wait, as if the time for them had come."""
        waiting_jobs(self.env, self._since_job, due=False).write({"eta": False})
        run_jobs(self.env, self._since_job)

    def kit_failed(self) -> BaseModel:
        """The jobs that failed."""
        return self.kit_jobs(("state", "=", "failed"))

    def kit_jobs(self, *conditions: tuple) -> BaseModel:
        """The jobs that the test created, the oldest first."""
        domain = [("id", ">", self._since_job), *conditions]
        return self.env["queue.job"].search(domain, order="id")

    @contextmanager
    def kit_undone(self) -> Iterator[None]:
        """What the block does in Odoo and on the remote system is undone at its end."""
        remote = self.remote
        collection = remote.collection(self.kit_collection)
        records, hidden = dict(collection.records), set(collection.hidden)
        attributes = (remote.ahead, remote.page_size, remote.most_requests)
        self.backend.id  # noqa: B018, made before, it stays
        try:
            with self.env.cr.savepoint() as savepoint:
                yield
                savepoint.rollback()
        finally:
            self.env.invalidate_all(flush=False)
            remote.heal()
            remote.unfreeze()
            collection.records, collection.hidden = records, hidden
            remote.ahead, remote.page_size, remote.most_requests = attributes

    # -- statements ---------------------------------------------------------------

    @contextmanager
    def assertKind(self, *kinds: str) -> Iterator[None]:
        """The block raises an error of one of these kinds."""
        try:
            yield
        except Exception as error:
            kind = error_kind(error)
            if kind in kinds:
                return
            raise self.failureException(
                f"{error!r} is of the kind {kind!r}: it should be {' or '.join(kinds)}"
            ) from error
        raise self.failureException(f"no error, it should be one: {', '.join(kinds)}")
