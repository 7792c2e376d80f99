"""The same record at the same time, in transactions that are really committed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from odoo.api import Environment
from odoo.tools import mute_logger

from odoo.addons.component.exception import NoComponentError

from ...exception import error_kind
from .watch import created_records, delete_created


class RaceChecks:
    """Two connections import one id: there is one binding, and no error that stays."""

    @contextmanager
    def kit_transaction(self) -> Iterator[Environment]:
        """Environment on a connection of its own, committed at the end."""
        with self.registry.cursor() as cr:
            # What waits for the other transaction of the test would wait for ever.
            cr.execute("SET LOCAL lock_timeout = '2s'")
            yield self.env(cr=cr)

    @contextmanager
    def kit_committed(self) -> Iterator[int]:
        """A backend that other connections see; all is deleted at the end.

        :return: id of the backend
        """
        with created_records(self.env.cr) as created:
            try:
                with self.kit_transaction() as env:
                    backend_id = self.kit_create_backend(env).id
                yield backend_id
            finally:
                with self.kit_transaction() as env:
                    env.cr.execute(
                        "DELETE FROM connector_export_receipt WHERE backend = %s",
                        [f"{self.kit_backend_model},{backend_id}"],
                    )
                    delete_created(env, created)

    def _backend_in(self, env: Environment, backend_id: int):
        return env[self.kit_backend_model].browse(backend_id)

    def _tries(self, env: Environment, work: Callable[[Environment], None]) -> bool:
        """Do some work and commit it, as a job; whether it was done.

        It may be refused for the moment only.
        """
        try:
            with mute_logger("odoo.sql_db"):
                work(env)
                env.flush_all()
        except Exception as error:
            env.cr.rollback()
            if error_kind(error) == "retry":
                return False
            raise self.failureException(
                f"{error!r} is of the kind {error_kind(error)!r}: the job would not be "
                "tried again by itself"
            ) from error
        env.cr.commit()
        return True

    def _assert_one(self, backend_id: int, external_id: str) -> None:
        with self.kit_transaction() as env:
            bindings = self.kit_bindings(self._backend_in(env, backend_id))
            ids = bindings.mapped("external_id")
            failed = env["queue.job"].search(
                [("state", "=", "failed"), ("id", ">", self._since_job)]
            )
            self.assertFalse(failed.mapped("exc_info"))
        self.assertEqual(ids, [external_id], "bindings of the record that were created")

    def _race(
        self, work: Callable[[Environment], None], backend_id: int, external_id: str
    ) -> None:
        def alone(env: Environment) -> None:
            self.kit_import(external_id, self._backend_in(env, backend_id))

        with self.kit_transaction() as second:
            # PostgreSQL shows it the database as it is now, until its end.
            second.cr.execute("SELECT 1 FROM res_users LIMIT 1")
            with self.kit_transaction() as first:
                self.assertTrue(self._tries(first, alone))
            self._tries(second, work)
        self._assert_one(backend_id, external_id)
        with self.kit_transaction() as again:
            self.assertTrue(self._tries(again, work), "it is tried again in vain")
        self._assert_one(backend_id, external_id)

    def test_kit_import_overtaken(self) -> None:
        """Another job commits the same record after ours has begun: one binding."""
        [external_id] = self.kit_add()
        with self.kit_committed() as backend_id:
            self._race(
                lambda env: self.kit_import(
                    external_id, self._backend_in(env, backend_id)
                ),
                backend_id,
                external_id,
            )

    def test_kit_chunk_overtaken(self) -> None:
        """The same, for the record of a chunk."""
        [external_id] = self.kit_add()
        try:
            self.component("chunk.importer")
        except NoComponentError:
            self.skipTest("There is no chunk importer.")

        def import_chunk(env: Environment) -> None:
            backend = self._backend_in(env, backend_id)
            env[self.kit_binding_model].import_chunk(backend, [external_id])

        with self.kit_committed() as backend_id:
            self._race(import_chunk, backend_id, external_id)

    def test_kit_import_at_once(self) -> None:
        """Another job imports the same record and is not done yet: one binding."""
        [external_id] = self.kit_add()
        with self.kit_committed() as backend_id:

            def alone(env: Environment) -> None:
                self.kit_import(external_id, self._backend_in(env, backend_id))

            with self.kit_transaction() as first, self.kit_transaction() as second:
                alone(first)
                self.assertFalse(
                    self._tries(second, alone), "both imported it, none waited"
                )
                first.cr.commit()
            with self.kit_transaction() as again:
                self.assertTrue(self._tries(again, alone))
            self._assert_one(backend_id, external_id)
