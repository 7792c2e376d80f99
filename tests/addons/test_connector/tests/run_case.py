"""What the tests of runs and of the jobs of a backend share."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from unittest import mock

from odoo.tests import new_test_user

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector.controllers.run_job import ConnectorRunJobController
from odoo.addons.queue_job.job import Job

from ..components import item
from ..components.item import ITEM, Remote
from .common import ItemCase, RealTransactions

MANAGER = "connector.group_connector_manager"
_OWN = "odoo.addons.queue_job.controllers.main"


class RunCase(ItemCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "hc_manager", f"base.group_user,{MANAGER}")
        cls.employee = new_test_user(cls.env, "hc_employee", "base.group_user")

    def start(self, description="Import of items"):
        """A run, and the backend in it."""
        run = self.backend._start_run(ITEM, description)
        return run, self.backend.with_env(run.env)

    def jobs(self, **values):
        domain = [("connector_backend", "=", f"test.backend,{self.backend.id}")]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["queue.job"].search(domain, order="id")

    def perform(self, jobs):
        """Perform jobs as the job runner does, one after the other."""
        for record in jobs:
            self.env.flush_all()
            job = Job.load(self.env, record.uuid)
            with self.same_cursor():
                logging.getLogger(_OWN).disabled = True
                try:
                    ConnectorRunJobController._runjob(self.env, job)
                except Exception as error:
                    self.env.flush_all()
                    self.assertEqual(job.state, "failed", error)
                finally:
                    logging.getLogger(_OWN).disabled = False
            self.env.flush_all()
            self.env.invalidate_all()

    @contextmanager
    def same_cursor(self):
        """Let failures be stored in the transaction of the test, which is undone."""

        @contextmanager
        def temporary(job):
            yield

        with mock.patch.object(Job, "in_temporary_env", temporary):
            yield


class RealRunCase(RealTransactions, TransactionComponentCase):
    """Real transactions, really committed; all is deleted in the end."""

    def setUp(self):
        super().setUp()
        self.remote = Remote({"1": {"name": "One"}, "2": {"name": "Two"}})
        self.enterContext(mock.patch.object(item, "ITEMS", self.remote))
        with self.transaction() as env:
            self.backend_id = env["test.backend"].create({"name": "Race"}).id
        self.addCleanup(self.clean)

    def clean(self):
        with self.transaction() as env:
            self.all_jobs(env).unlink()
            env["connector.run"].search([("backend", "=", self.key)]).unlink()
            bindings = env[ITEM].search([("backend_id", "=", self.backend_id)])
            bindings.odoo_id.unlink()
            self.backend(env).unlink()

    @property
    def key(self):
        return f"test.backend,{self.backend_id}"

    def backend(self, env):
        return env["test.backend"].browse(self.backend_id)

    def all_jobs(self, env):
        return env["queue.job"].search(
            [("connector_backend", "=", self.key)], order="id"
        )
