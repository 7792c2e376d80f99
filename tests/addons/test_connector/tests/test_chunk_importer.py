"""Records imported together."""

from unittest import mock

from odoo.addons.connector.exception import (
    ConfigurationError,
    InvalidDataError,
    RetryableJobError,
)

from .chunk_case import ChunkCase

RECORD = "connector.test.record"


class TestChunkImporter(ChunkCase):
    def test_creates(self):
        self.fill(3)
        result = self.run_chunk()
        self.assertEqual(self.names(), {"0": "Item 0", "1": "Item 1", "2": "Item 2"})
        items = self.items.search([])
        self.assertEqual(items.backend_id, self.backend)
        self.assertTrue(all(item.sync_date and item.external_digest for item in items))
        self.assertIn("3 created, 0 updated", result)
        self.assertEqual(self.remote.calls, [("read_many", ["0", "1", "2"])])
        self.assertEqual(self.aside, {})
        self.assertEqual(set(self.forgotten), {"0", "1", "2"})

    def test_same_as_one_by_one(self):
        ids = self.fill(3)
        for external_id in ids:
            self.component("record.importer").run(external_id)
        names = [name for name in self.items._fields if name not in ("id", "odoo_id")]
        names = [
            name
            for name in names
            if name not in ("display_name", "create_date", "write_date", "sync_date")
        ]
        alone = self.items.search([]).read(names)
        self.items.search([]).unlink()
        self.run_chunk()
        together = self.items.search([]).read(names)
        for values in alone + together:
            del values["id"]
        self.assertEqual(together, alone)

    def test_one_create(self):
        self.fill(20)
        create = self.count(type(self.items), "create")
        self.run_chunk()
        self.assertEqual(len(create), 1)

    def count(self, owner, name):
        """Note each call of a method."""
        calls = []
        method = getattr(owner, name)

        def noting(self_, *args, **kwargs):
            calls.append(args)
            return method(self_, *args, **kwargs)

        self.patch(owner, name, noting)
        return calls

    def test_importer_with_a_creation_of_its_own(self):
        self.fill(3)
        create = self.importer_class._create
        hook = self.hook("_create", side_effect=create)
        self.run_chunk()
        self.assertEqual(hook.call_count, 3)
        self.assertEqual(self.items.search_count([]), 3)

    def test_updates_and_unchanged(self):
        self.fill(4)
        self.run_chunk()
        self.remote["1"]["name"] = "One"
        self.remote["2"]["unmapped"] = 1
        written = self.count(type(self.items.odoo_id), "write")
        result = self.run_chunk()
        self.assertIn("0 created, 1 updated, 3 unchanged", result)
        self.assertEqual(written, [({"name": "One"},)])
        self.assertEqual(self.names()["1"], "One")

    def test_force(self):
        self.fill(1)
        self.run_chunk()
        self.items.search([]).name = "Mine"
        self.assertIn("1 unchanged", self.run_chunk())
        self.assertEqual(self.names(), {"0": "Mine"})
        self.assertIn("1 updated", self.run_chunk(force=True))
        self.assertEqual(self.names(), {"0": "Item 0"})

    def test_same_id_twice(self):
        self.fill(1)
        self.assertIn("1 created", self.run_chunk(["0", "0", "0"]))
        self.assertEqual(self.items.search_count([]), 1)

    def test_records_given(self):
        self.fill(2)
        self.run_chunk(records={"0": {"name": "Given"}})
        self.assertEqual(self.names(), {"0": "Given", "1": "Item 1"})
        self.assertEqual(self.remote.calls, [("read_many", ["1"])])

    def test_nothing(self):
        self.assertIn("0 created", self.run_chunk([]))
        self.assertEqual(self.remote.calls, [])

    def test_gone(self):
        self.fill(2)
        self.run_chunk()
        del self.remote["0"]
        self.patch(self.importer_class, "_gone_policy", "archive")
        result = self.run_chunk(["0", "1", "404"])
        self.assertIn("1 unchanged, 0 skipped, 2 gone, 0 set aside", result)
        self.assertEqual(self.names(), {"1": "Item 1"})

    def test_skipped(self):
        self.fill(2)
        self.hook(
            "_must_skip",
            side_effect=lambda importer: importer.external_id == "0" and "No.",
        )
        self.assertIn("1 created, 0 updated, 0 unchanged, 1 skipped", self.run_chunk())
        self.assertEqual(self.names(), {"1": "Item 1"})

    def test_hooks_of_each_record(self):
        self.fill(2)
        after = self.hook("_after_import")
        self.run_chunk()
        importers, items = zip(
            *(call.args for call in after.call_args_list), strict=True
        )
        self.assertEqual([one.external_id for one in importers], ["0", "1"])
        self.assertEqual(
            [one.external_record for one in importers], [*self.remote.values()]
        )
        self.assertEqual([item.external_id for item in items], ["0", "1"])
        self.assertTrue(all(item.env.context["connector_no_export"] for item in items))

    def test_importer_that_overrides_run(self):
        self.fill(3)
        run = self.importer_class.run
        self.hook("run", side_effect=run)
        self.remote.errors["read", "1"] = InvalidDataError("Bad")
        self.assertIn("2 created", self.run_chunk())
        self.assertEqual(self.kinds(), {"1": "skip"})
        self.assertEqual(set(self.names()), {"0", "2"})

    def test_one_that_cannot_be_read(self):
        """The others are: they are asked for one by one, to know which it is."""
        self.fill(3)
        self.remote.errors["read_many"] = InvalidDataError("Bad")
        self.remote.errors["read", "1"] = InvalidDataError("Bad")
        self.run_chunk([*self.remote, "404"])
        self.assertEqual(self.kinds(), {"1": "skip"})
        self.assertEqual(set(self.names()), {"0", "2"})
        self.assertEqual(self.remote.called("read"), ["0", "1", "2", "404"])

    def test_backend_that_answers_none(self):
        """It is not asked again for each record."""
        self.fill(3)
        for error in (ConfigurationError("Key"), RetryableJobError("Busy")):
            self.remote.errors["read_many"] = error
            with self.assertRaises(type(error)):
                self.run_chunk()
        read = self.importer_class._read
        self.hook("_read", side_effect=read)
        self.remote.errors["read", "0"] = ConfigurationError("Key")
        with self.assertRaises(ConfigurationError):
            self.run_chunk()
        self.assertEqual(self.remote.called("read"), ["0"])
        self.assertEqual(self.aside, {})

    def test_importer_that_overrides_read(self):
        self.fill(3)
        read = self.importer_class._read
        self.hook("_read", side_effect=read)
        self.remote.errors["read", "1"] = InvalidDataError("Bad")
        self.run_chunk([*self.remote, "404"])
        self.assertEqual(self.kinds(), {"1": "skip"})
        self.assertEqual(set(self.names()), {"0", "2"})

    def test_importer_with_a_lock_of_its_own(self):
        self.fill(3)

        def lock(importer):
            if importer.external_id == "1":
                raise RetryableJobError("Locked")

        hook = self.hook("_lock", side_effect=lock)
        self.run_chunk()
        self.assertEqual(self.kinds(), {"1": "retry"})
        self.assertEqual(set(self.names()), {"0", "2"})
        self.assertTrue(hook.called)

    def test_name_of_the_lock(self):
        """It is the one of the importer, for which a single import asks, too."""
        self.fill(2)
        taken = []

        def take(env, locks):
            taken.extend(locks)
            return [True] * len(locks)

        module = "odoo.addons.connector.components.synchronizer.chunk_importer"
        with mock.patch(f"{module}.pg_try_advisory_locks", take):
            self.run_chunk()
        importer = self.component("record.importer")
        importer.external_id = "0"
        self.assertEqual(taken[0], importer._lock_name())
        self.assertEqual(len(taken), 2)

    def test_binding_found_by_the_importer(self):
        self.fill(2)
        mine = self.items.create(
            {"backend_id": self.backend.id, "name": "Mine", "external_id": "old"}
        )
        self.hook(
            "_get_binding",
            side_effect=lambda importer: (
                mine if importer.external_id == "1" else self.items
            ),
        )
        self.run_chunk()
        self.assertEqual(mine.external_id, "1")
        self.assertEqual(self.names(), {"0": "Item 0", "1": "Item 1"})


class TestQueries(ChunkCase):
    """Costs per record, of 100 records that have nothing heavy about them."""

    def queries(self, function, *args, **kwargs):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(*args, **kwargs)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_new(self):
        self.remote["first"] = {"name": "Reads what Odoo reads once"}
        self.run_chunk()
        del self.remote["first"]
        self.fill(100)
        self.assertLessEqual(self.queries(self.run_chunk), 10)

    def test_new_with_a_dependency_each(self):
        self.fill(100)
        ids = list(self.remote)
        for number in range(100):
            self.remote[f"p{number}"] = {"name": f"Parent {number}"}
            self.remote[str(number)]["parent"] = f"p{number}"
        self.assertLessEqual(self.queries(self.run_chunk, ids), 25)
        self.assertEqual(self.find("99").parent_id.name, "Parent 99")

    def test_unchanged(self):
        self.fill(100)
        self.run_chunk()
        self.assertLessEqual(self.queries(self.run_chunk), 10)

    def test_same_values_without_digest(self):
        self.fill(100)
        self.run_chunk()
        self.items.search([]).external_digest = False
        self.run_chunk()
        self.assertLessEqual(self.queries(self.run_chunk, force=True), 12)

    def test_changed(self):
        self.fill(100)
        self.run_chunk()
        for record in self.remote.values():
            record["name"] += "!"
        self.assertLessEqual(self.queries(self.run_chunk), 20)
        self.assertEqual(self.find("99").name, "Item 99!")
