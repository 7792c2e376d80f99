"""Exports: what changed, once, and the newest of it."""

from __future__ import annotations

from typing import Any
from unittest import mock

from odoo.api import Environment
from odoo.models import BaseModel
from odoo.tools import config

from ..fake_remote import Request
from .jobs import run_job, run_jobs, waiting_jobs


class ExportChecks:
    """What somebody changes in Odoo reaches the remote system, and nothing else."""

    def _want_export(self) -> None:
        if self.kit_export is None:
            self.skipTest("The connector does not export.")

    def _new(self, backend: BaseModel) -> BaseModel:
        """Create a binding, and let the connector delay its export."""
        model = backend.env[self.kit_binding_model]
        binding = model.create({**self.kit_new, "backend_id": backend.id})
        self._settle(backend.env)
        return binding

    def _settle(self, env: Environment) -> None:
        env.flush_all()
        env.cr.precommit.run()

    def _exported(self) -> BaseModel:
        binding = self._new(self.backend)
        self.kit_run_waiting()
        self.assertTrue(binding.external_id, "not exported when it was created")
        self.remote.requests.clear()
        return binding

    def _sent(self) -> list[Request]:
        return [request for request in self.remote.requests if request.writes]

    def test_kit_export(self) -> None:
        """A binding that is created, and then changed, reaches the remote system."""
        self._want_export()
        binding = self._exported()
        external_id = binding.external_id
        self.assertEqual(self.remote.ids(self.kit_collection), [external_id])
        before = self.remote.get(self.kit_collection, external_id)
        binding.write(self.kit_export)
        self.kit_run_waiting()
        after = self.remote.get(self.kit_collection, external_id)
        before.pop("updated_at"), after.pop("updated_at")
        self.assertNotEqual(after, before, "kit_export changes nothing there")
        self.assertEqual(self.remote.ids(self.kit_collection), [external_id])

    def test_kit_export_changes_only(self) -> None:
        """Only what changed is sent, and nothing if nothing did."""
        self._want_export()
        binding = self._exported()
        known = self.remote.get(self.kit_collection, binding.external_id)
        binding.write(self.kit_export)
        self.kit_run_waiting()
        requests = self._sent()
        self.assertEqual(len(requests), 1, "requests that write")
        data = requests[0].data or {}
        same = {key for key, value in data.items() if known.get(key) == value}
        self.assertEqual(same - set(self.kit_always_sent), set(), "sent, yet unchanged")
        self.remote.requests.clear()
        binding.write(self.kit_export)
        self.kit_run_waiting()
        self._run_export(binding)
        self.assertEqual([str(request) for request in self._sent()], [])

    def _run_export(self, binding: BaseModel) -> None:
        job = binding.with_delay(identity_key=False).export_record().db_record()
        self.kit_run(job)
        self.assertEqual(job.state, "done", job.exc_info)

    def test_kit_import_is_not_exported(self) -> None:
        """What was just imported is not sent back."""
        self._want_export()
        ids = self.kit_add(2)
        self.kit_import_all()
        self.kit_alter(ids[0])
        self.kit_import_all()
        self.assertEqual([str(request) for request in self._sent()], [])

    def test_kit_export_newest_wins(self) -> None:
        """Of two changes, the remote system keeps the later; whichever job is first."""
        self._want_export()
        for last_first in (False, True):
            with self.subTest(last_first=last_first), self._committed_export() as made:
                backend_id, binding_id, older = made
                values = self.kit_export
                self._write(backend_id, binding_id, {**values, **older})
                self._write(backend_id, binding_id, values)
                jobs = self._waiting(last_first)
                self.assertTrue(jobs, "no job exports the changes")
                self.remote.requests.clear()
                for uuid in jobs:
                    self._run_committed(uuid)
                bodies = [request.data for request in self._sent()]
                self.assertTrue(bodies, "nothing was sent")
                texts = [str(body) for body in bodies]
                for value in older.values():
                    self.assertNotIn(str(value), texts[-1], "an older value was last")

    def test_kit_export_survives_a_crash(self) -> None:
        """A process that dies right after the creation leaves one record, not two."""
        self._want_export()
        with self.kit_committed() as backend_id, self._as_in_production():
            with self.kit_transaction() as env:
                self._new(self._backend_in(env, backend_id))
            [uuid] = self._waiting()
            with self.kit_transaction() as env:
                run_job(self._job(env, uuid))
                env.cr.rollback()  # what dies does not commit
            created = self.remote.ids(self.kit_collection)
            self.assertEqual(len(created), 1, "records after the crash")
            self._run_committed(uuid)
            self.assertEqual(self.remote.ids(self.kit_collection), created)
            with self.kit_transaction() as env:
                bindings = self.kit_bindings(self._backend_in(env, backend_id))
                self.assertEqual(bindings.mapped("external_id"), created)

    # -- transactions that are really committed -----------------------------------

    def _as_in_production(self) -> Any:
        """What is noted in a transaction of its own is so in this test, too."""
        return mock.patch.dict(config.options, {"test_enable": False})

    def _committed_export(self) -> Any:
        return _CommittedExport(self)

    def _write(self, backend_id: int, binding_id: int, values: dict) -> None:
        with self.kit_transaction() as env:
            env[self.kit_binding_model].browse(binding_id).write(values)
            self._settle(env)

    def _waiting(self, last_first: bool = False) -> list[str]:
        with self.kit_transaction() as env:
            jobs = waiting_jobs(env, self._since_job).filtered(
                lambda job: job.model_name == self.kit_binding_model
            )
            uuids = jobs.sorted("id").mapped("uuid")
        return uuids[::-1] if last_first else uuids

    def _job(self, env: Environment, uuid: str) -> BaseModel:
        return env["queue.job"].search([("uuid", "=", uuid)])

    def _run_committed(self, uuid: str) -> None:
        with self.kit_transaction() as env:
            job = self._job(env, uuid)
            if job.state == "pending":
                run_job(job)
            self.assertEqual(job.state, "done", job.exc_info or job.result)


class _CommittedExport:
    """A binding that is exported, for other connections to see."""

    def __init__(self, case: Any) -> None:
        self.case = case
        self.world = case.kit_committed()

    def __enter__(self) -> tuple[int, int, dict]:
        case = self.case
        backend_id = self.world.__enter__()
        with case.kit_transaction() as env:
            binding = case._new(case._backend_in(env, backend_id))
            binding_id = binding.id
            older = {
                name: f"{value}, older"
                for name, value in case.kit_export.items()
                if isinstance(value, str)
            }
        with case.kit_transaction() as env:
            run_jobs(env, case._since_job)
        return backend_id, binding_id, older

    def __exit__(self, *error: Any) -> Any:
        return self.world.__exit__(*error)
