from __future__ import annotations

from contextlib import contextmanager

from odoo.addons.component.core import Component, WorkContext
from odoo.addons.component.tests.common import TransactionComponentRegistryCase


class TestCollection(TransactionComponentRegistryCase):
    def setUp(self):
        super().setUp()
        self._setup_registry(self)
        self.addCleanup(self._teardown_registry, self)

    def test_work_on(self):
        backend = self.env["collection.base"].new()
        with backend.work_on("res.partner", client="a client") as work:
            self.assertIs(type(work), WorkContext)
            self.assertEqual(work.collection, backend)
            self.assertEqual(work.model, self.env["res.partner"])
            self.assertEqual(work.client, "a client")
            self.assertIs(work.components_registry, self.comp_registry)

    def test_only_one_record(self):
        with (
            self.assertRaises(ValueError),
            self.env["collection.base"].work_on("res.partner"),
        ):
            pass

    def test_components_outlive_the_block(self):
        class Worker(Component):
            _name = "worker"
            _usage = "work"

        self._build_components(Worker)
        with self.env["collection.base"].new().work_on("res.partner") as work:
            worker = work.component(usage="work")
        self.assertEqual(worker.component(usage="work")._name, "worker")

    def test_may_be_overridden(self):
        closed = []

        @contextmanager
        def work_on(backend, model_name, **kwargs):
            with super(type(backend), backend).work_on(
                model_name, client="a client", **kwargs
            ) as work:
                yield work
            closed.append(True)

        model = type(self.env["collection.base"])
        self.patch(model, "work_on", work_on)
        with self.env["collection.base"].new().work_on("res.partner", a=1) as work:
            self.assertEqual((work.client, work.a), ("a client", 1))
            self.assertFalse(closed)
        self.assertTrue(closed)

    def test_environment_of_the_collection_is_the_components(self):
        backend = self.env["collection.base"].new().with_context(no_export=True)
        with backend.work_on("res.partner") as work:
            base = work.component_by_name("base")
        self.assertTrue(base.env.context["no_export"])
        self.assertTrue(base.model.env.context["no_export"])
