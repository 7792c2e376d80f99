"""What the tests of exports share."""

from __future__ import annotations

from unittest import mock

from odoo.tools import config

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.queue_job.job import Job

from ..components import parcel
from ..components.item import Remote
from ..components.parcel import PARCEL
from .common import RealTransactions


class ParcelCase(TransactionComponentCase):
    """A backend without parcels, and none in Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["test.backend"].create({"name": "Test Backend"})
        cls.parcels = cls.env[PARCEL]

    def setUp(self):
        super().setUp()
        self.remote = Remote()
        self.enterContext(mock.patch.object(parcel, "PARCELS", self.remote))

    def component(self, usage):
        with self.backend.work_on(PARCEL) as work:
            return work.component(usage=usage)

    def policy(self, **attributes):
        """Set class attributes of the exporter."""
        exporter = type(self.component("record.exporter"))
        for name, value in attributes.items():
            self.enterContext(mock.patch.object(exporter, name, value))

    def create(self, **values):
        values = {"backend_id": self.backend.id, "name": "Mine", **values}
        model = self.parcels.with_context(connector_no_export=True)
        return self.parcels.browse(model.create(values).id)

    def export(self, binding, **kwargs):
        self.exporter = self.component("record.exporter")
        result = self.exporter.run(binding, **kwargs)
        self.env.flush_all()
        return result

    def exported(self, **values):
        """Return a binding that was exported."""
        binding = self.create(**values)
        self.export(binding)
        self.remote.calls.clear()
        return binding

    def jobs(self, method="export_record"):
        """Return the jobs that were delayed for this backend, the oldest first."""
        self.env.cr.precommit.run()
        return self.env["queue.job"].search(
            [("model_name", "=", PARCEL), ("method_name", "=", method)], order="id"
        )

    def receipts(self):
        return self.env["connector.export.receipt"].search(
            [("model_name", "=", PARCEL)]
        )


class RealTransactionsCase(RealTransactions, TransactionComponentCase):
    """Transactions that are really committed, as those of jobs are."""

    def setUp(self):
        super().setUp()
        self.remote = Remote()
        self.enterContext(mock.patch.object(parcel, "PARCELS", self.remote))
        self.addCleanup(config.__setitem__, "test_enable", config["test_enable"])
        config["test_enable"] = False
        with self.transaction() as env:
            backend = env["test.backend"].create({"name": "Race"})
            self.backend_id = backend.id
            binding = (
                env[PARCEL]
                .with_context(connector_no_export=True)
                .create({"backend_id": backend.id, "name": "Mine", "quantity": 1})
            )
            self.binding_id, self.record_id = binding.id, binding.odoo_id.id
        self.addCleanup(self.clean)
        # In a job, a commit is refused.
        self.hook("_commit")

    def clean(self):
        with self.transaction() as env:
            bindings = env[PARCEL].search([("backend_id", "=", self.backend_id)])
            bindings = bindings.with_context(connector_no_export=True)
            bindings.odoo_id.unlink()
            env["test.backend"].browse(self.backend_id).unlink()
            env["queue.job"].search([("model_name", "=", PARCEL)]).unlink()
            env["connector.export.receipt"].search([]).unlink()

    def binding(self, env):
        return env[PARCEL].browse(self.binding_id)

    def exporter(self, env):
        with self.binding(env).backend_id.work_on(PARCEL) as work:
            return work.component(usage="record.exporter")

    def export(self, env, **kwargs):
        return self.exporter(env).run(self.binding(env), **kwargs)

    def hook(self, name, **kwargs):
        """Replace a hook of the exporter."""
        with self.transaction() as env:
            exporter = type(self.exporter(env))
        return self.enterContext(mock.patch.object(exporter, name, **kwargs))

    def receipts(self):
        with self.transaction() as env:
            return env["connector.export.receipt"].search_read(
                [("model_name", "=", PARCEL)]
            )

    def jobs(self, env):
        return env["queue.job"].search([("model_name", "=", PARCEL)], order="id")

    def start(self, uuid):
        """Mark a job as started, in a transaction before that of its work."""
        with self.transaction() as env:
            job = Job.load(env, uuid)
            job.set_started()
            job.store()

    def perform(self, env, uuid):
        return Job.load(env, uuid).perform()
