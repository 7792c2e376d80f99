"""Records imported one by one."""

from functools import partial
from unittest import mock

from odoo.addons.connector.exception import InvalidDataError, MappingError

from .common import MODEL, SynchronizedCase


class TestGenericImporter(SynchronizedCase):
    def setUp(self):
        super().setUp()
        self.importer = self.component("record.importer")

    def hook(self, name, **kwargs):
        """Replace a hook of the importer."""
        patcher = mock.patch.object(type(self.importer), name, **kwargs)
        self.addCleanup(patcher.stop)
        return patcher.start()

    def test_create(self):
        result = self.importer.run("1")
        binding = self.find("1")
        self.assertEqual(binding.name, "One")
        self.assertEqual(binding.backend_id, self.backend)
        self.assertTrue(binding.sync_date)
        self.assertEqual(self.importer.binding, binding)
        self.assertEqual(self.importer.external_id, "1")
        self.assertEqual(self.importer.external_record, self.remote["1"])
        self.assertEqual(result, f"Record 1 imported: {MODEL} {binding.id}.")

    def test_update(self):
        self.importer.run("1")
        binding = self.find("1")
        self.remote["1"]["name"] = "Uno"
        binding.sync_date = False
        result = self.component("record.importer").run("1")
        self.assertEqual(self.find("1"), binding)
        self.assertEqual(binding.name, "Uno")
        self.assertTrue(binding.sync_date)
        self.assertEqual(result, f"Record 1 updated: {MODEL} {binding.id}.")
        self.assertEqual(self.bindings.search_count([]), 1)

    def test_archived_binding_is_updated(self):
        self.importer.run("1")
        binding = self.find("1")
        binding.odoo_id.active = False
        self.remote["1"]["name"] = "Uno"
        self.component("record.importer").run("1")
        self.assertEqual(binding.name, "Uno")

    def test_data_given_is_not_read_again(self):
        read = self.hook("_read")
        self.importer.run("1", data={"name": "Given", "parent": None})
        read.assert_not_called()
        self.assertEqual(self.find("1").name, "Given")

    def test_record_gone(self):
        result = self.importer.run("404")
        self.assertEqual(result, "record does no longer exist on the backend")
        self.assertFalse(self.bindings.search_count([]))

    def test_must_skip(self):
        self.hook("_must_skip", return_value="No e-mail.")
        self.assertEqual(self.importer.run("1"), "No e-mail.")
        self.assertFalse(self.find("1"))

    def test_uptodate(self):
        self.importer.run("1")
        self.remote["1"]["name"] = "Uno"
        importer = self.component("record.importer")
        uptodate = self.hook("_is_uptodate", return_value=True)
        self.assertEqual(importer.run("1"), "The record is already up to date.")
        uptodate.assert_called_once_with(self.find("1"))
        self.assertEqual(self.find("1").name, "One")
        importer.run("1", force=True)
        self.assertEqual(self.find("1").name, "Uno")

    def test_new_record_is_never_uptodate(self):
        self.hook("_is_uptodate", return_value=True)
        self.importer.run("1")
        self.assertTrue(self.find("1"))

    def test_everything_is_written_without_export(self):
        contexts = []

        def recorded(method):
            def call(records, vals):
                contexts.append(records.env.context.get("connector_no_export"))
                return method(records, vals)

            return call

        for model in (type(self.bindings), type(self.bindings.odoo_id)):
            for name in ("create", "write"):
                self.patch(model, name, recorded(getattr(model, name)))
        self.hook(
            "_after_import",
            side_effect=lambda binding: binding.write({"name": "After"}),
        )
        self.importer.run("1")
        self.component("record.importer").run("1")
        self.assertGreater(len(contexts), 4)
        self.assertEqual(set(contexts), {True})
        self.assertNotIn("connector_no_export", self.find("1").env.context)

    def test_order_of_the_hooks(self):
        calls = []
        hooks = [
            "_lock",
            "_read",
            "_must_skip",
            "_get_binding",
            "_before_import",
            "_import_dependencies",
            "_map_data",
            "_create_data",
            "_validate_create_data",
            "_create",
            "_after_import",
        ]

        def call(name, hook, *args):
            calls.append(name)
            return hook(*args)

        for name in hooks:
            hook = getattr(self.importer, name)
            self.hook(name, side_effect=partial(call, name, hook))
        self.importer.run("1")
        self.assertEqual(calls, hooks)

    def test_invalid_data_to_create(self):
        validate = self.hook("_validate_create_data", side_effect=InvalidDataError("x"))
        with self.assertRaises(InvalidDataError):
            self.importer.run("1")
        self.assertEqual(validate.call_args.args[0]["name"], "One")
        self.assertFalse(self.bindings.search_count([]))

    def test_invalid_data_to_update(self):
        self.importer.run("1")
        self.remote["1"]["name"] = "Uno"
        validate = self.hook("_validate_update_data", side_effect=InvalidDataError("x"))
        with self.assertRaises(InvalidDataError):
            self.component("record.importer").run("1")
        self.assertEqual(validate.call_args.args[0]["name"], "Uno")
        self.assertEqual(self.find("1").name, "One")

    def test_locks_by_backend_model_and_external_id(self):
        lock = self.hook("advisory_lock_or_retry")
        self.importer.run("1")
        lock.assert_called_once_with(f"test.backend,{self.backend.id},{MODEL},1")


class TestImportDependencies(SynchronizedCase):
    def test_dependency_is_imported_first(self):
        self.component("record.importer").run("2")
        parent = self.find("1")
        self.assertEqual(self.find("2").parent_id, parent.odoo_id)

    def test_known_dependency_is_left_alone(self):
        self.component("record.importer").run("1")
        self.remote["1"]["name"] = "Uno"
        self.component("record.importer").run("2")
        self.assertEqual(self.find("1").name, "One")
        self.assertEqual(self.find("2").parent_id, self.find("1").odoo_id)

    def dependency(self, *args, **kwargs):
        importer = self.component("record.importer")
        importer.external_id = "2"
        importer._import_dependency(*args, **kwargs)

    def test_always(self):
        self.component("record.importer").run("1")
        self.remote["1"]["name"] = "Uno"
        self.dependency("1", MODEL, always=True)
        self.assertEqual(self.find("1").name, "Uno")

    def test_arguments_of_the_importer(self):
        self.dependency("1", MODEL, data={"name": "Given", "parent": None})
        self.assertEqual(self.find("1").name, "Given")

    def test_other_usage(self):
        run = mock.patch.object(
            type(self.component("batch.importer")), "run", autospec=True
        )
        with run as run:
            self.dependency("1", MODEL, usage="batch.importer")
        self.assertEqual(run.call_args.args[1:], ("1",))

    def test_no_dependency(self):
        for nothing in (None, False, ""):
            self.dependency(nothing, MODEL)
        self.assertFalse(self.bindings.search_count([]))

    def test_missing_dependency(self):
        self.remote["2"]["parent"] = "404"
        with self.assertRaisesRegex(MappingError, "external id '404'.*Import it first"):
            self.component("record.importer").run("2")

    def test_records_that_need_each_other(self):
        """The import ends, with an error on the link that cannot be made."""
        self.remote["1"]["parent"] = "2"
        with self.assertRaisesRegex(MappingError, "external id '2'"):
            self.component("record.importer").run("2")
