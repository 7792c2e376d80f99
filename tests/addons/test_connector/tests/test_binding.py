"""The abstract models of bindings."""

from unittest import mock

from odoo.tests import TransactionCase

from odoo.addons.test_connector.components.synchronized import MODEL

from .common import SynchronizedCase


class TestModels(TransactionCase):
    def test_backend_is_a_collection(self):
        self.assertIn(
            self.env.registry["collection.base"],
            self.env.registry["test.backend"].mro(),
        )
        self.assertTrue(self.env.registry["connector.backend"]._abstract)

    def test_external_binding_has_only_a_sync_date(self):
        model = self.env["external.binding"]
        self.assertTrue(model._abstract)
        own = set(model._fields) - set(self.env["base"]._fields)
        self.assertEqual(own, {"sync_date"})
        self.assertEqual(model._fields["sync_date"].type, "datetime")

    def test_synchronized_binding_adds_no_field(self):
        model = self.env["external.binding.synchronized"]
        self.assertEqual(set(model._fields), set(self.env["external.binding"]._fields))

    def test_sync_date_is_not_copied(self):
        binding = self.env["connector.test.binding"].create(
            {
                "backend_id": self.env["test.backend"].create({}).id,
                "sync_date": "2026-01-01",
            }
        )
        self.assertFalse(binding.copy().sync_date)


class TestSynchronizedBinding(SynchronizedCase):
    """The methods run as jobs use the component of their usage."""

    def patch_run(self, usage):
        cls = type(self.component(usage))
        patcher = mock.patch.object(cls, "run", autospec=True, return_value="done")
        self.addCleanup(patcher.stop)
        return patcher.start()

    def assert_run(self, run, *args, **kwargs):
        run.assert_called_once()
        component, *given = run.call_args.args
        self.assertEqual(tuple(given), args)
        self.assertEqual(run.call_args.kwargs, kwargs)
        self.assertEqual(component.backend_record, self.backend)
        self.assertEqual(component.model._name, MODEL)

    def test_import_batch(self):
        run = self.patch_run("batch.importer")
        self.assertEqual(
            self.bindings.import_batch(self.backend, filters="O", other=1), "done"
        )
        self.assert_run(run, filters="O", other=1)

    def test_import_record(self):
        run = self.patch_run("record.importer")
        result = self.bindings.import_record(self.backend, "1", force=True, data={})
        self.assertEqual(result, "done")
        self.assert_run(run, "1", force=True, data={})

    def test_export_record(self):
        run = self.patch_run("record.exporter")
        binding = self.create_binding(name="Test")
        self.assertEqual(binding.export_record(fields=["name"]), "done")
        self.assert_run(run, binding, fields=["name"])

    def test_export_one_record_at_a_time(self):
        with self.assertRaises(ValueError):
            self.bindings.export_record()

    def test_not_callable_from_outside(self):
        for method in ("import_batch", "import_record", "export_record"):
            self.assertTrue(getattr(type(self.bindings), method)._api_private)
