"""Records imported together."""

from contextlib import ExitStack
from unittest import mock

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from odoo.addons.connector.exception import (
    ConfigurationError,
    InvalidDataError,
    NetworkRetryableError,
    NoExternalId,
    RetryableJobError,
    StopBatch,
    error_kind,
)

from ..components.item import ITEM
from .common import ItemCase

RECORD = "connector.test.record"


class ChunkCase(ItemCase):
    def setUp(self):
        super().setUp()
        self.importer_class = type(self.component("record.importer"))
        self.aside, self.forgotten = {}, []
        self.hooks = self.enterContext(ExitStack())

        def report(importer, chunk):
            self.aside.update(chunk.failures)
            self.forgotten.extend(chunk.outcomes)

        self.patch(type(self.component("chunk.importer")), "_report", report)

    def fill(self, count, **values):
        for number in range(count):
            self.remote[str(number)] = {"name": f"Item {number}", "quantity": number}
            self.remote[str(number)].update(values)
        return list(self.remote)

    def run_chunk(self, ids=None, **kwargs):
        self.aside.clear()
        result = self.component("chunk.importer").run(
            list(self.remote) if ids is None else ids, **kwargs
        )
        self.env.flush_all()
        return result

    def hook(self, name, **kwargs):
        """Replace a hook of the importer, until the next call or the end."""
        self.hooks.close()
        return self.hooks.enter_context(
            mock.patch.object(self.importer_class, name, autospec=True, **kwargs)
        )

    def kinds(self):
        return {id_: error_kind(error) for id_, error in self.aside.items()}

    def names(self):
        return {item.external_id: item.name for item in self.items.search([])}


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


class TestFailures(ChunkCase):
    def fail_for(self, hook, error, *bad):
        def failing(importer, *args):
            if importer.external_id in bad:
                raise error
            return method(importer, *args)

        self.hooks.close()
        method = getattr(self.importer_class, hook)
        return self.hook(hook, side_effect=failing)

    def assert_all_but(self, *bad):
        self.assertEqual(set(self.names()), set(self.remote) - set(bad))
        self.assertEqual(set(self.aside), set(bad))
        self.assertEqual(set(self.forgotten), set(self.remote) - set(bad))

    def test_each_hook(self):
        self.fill(5)
        for hook in (
            "_must_skip",
            "_before_import",
            "_dependencies",
            "_map_data",
            "_create_data",
            "_validate_create_data",
            "_after_import",
        ):
            with self.subTest(hook):
                self.fail_for(hook, InvalidDataError("Bad"), "3")
                self.forgotten.clear()
                self.run_chunk()
                self.assert_all_but("3")
                self.items.search([]).odoo_id.unlink()

    def test_update(self):
        self.fill(3)
        self.run_chunk()
        for record in self.remote.values():
            record["name"] += "!"
        self.fail_for("_validate_update_data", InvalidDataError("Bad"), "1")
        self.run_chunk()
        self.assertEqual(set(self.aside), {"1"})
        self.assertEqual(self.names(), {"0": "Item 0!", "1": "Item 1", "2": "Item 2!"})

    def test_kinds(self):
        self.fill(4)
        errors = {
            "0": NoExternalId("Later"),
            "1": ConfigurationError("Set it"),
            "2": ZeroDivisionError("Oops"),
        }

        def failing(importer, record):
            if importer.external_id in errors:
                raise errors[importer.external_id]

        self.hook("_validate_create_data", side_effect=failing)
        self.run_chunk()
        self.assertEqual(self.kinds(), {"0": "retry", "1": "configuration", "2": "bug"})
        self.assertEqual(self.aside, errors)
        self.assertEqual(set(self.names()), {"3"})

    def test_all_fail(self):
        self.fill(10)
        validate = self.fail_for(
            "_validate_create_data", InvalidDataError("Bad"), *self.remote
        )
        self.assertIn("0 created", self.run_chunk())
        self.assertEqual(set(self.aside), set(self.remote))
        # Together, and then each alone.
        self.assertEqual(validate.call_count, 20)

    def test_what_concerns_all_ends_the_chunk(self):
        self.fill(4)
        for error in (StopBatch("Enough"), NetworkRetryableError("Down")):
            with self.subTest(error=error):
                self.fail_for("_after_import", error, "2")
                with self.assertRaises(type(error)):
                    self.run_chunk()
                self.assertFalse(self.items.search_count([]))
                self.assertEqual(self.aside, {})
        self.remote.errors["read_many"] = RetryableJobError("Busy")
        with self.assertRaises(RetryableJobError):
            self.run_chunk()

    @mute_logger("odoo.sql_db")
    def test_refused_by_the_database(self):
        """One bad of 100: the others are imported, in a bounded number of tries."""
        self.fill(100)
        self.remote["37"]["quantity"] = 2**40  # beyond the column's type
        creates, savepoints = [], []
        create, savepoint = type(self.items).create, type(self.env.cr).savepoint

        def noting_create(items, values_list):
            creates.append(len(values_list))
            return create(items, values_list)

        def noting_savepoint(cr, *args, **kwargs):
            savepoints.append(1)
            return savepoint(cr, *args, **kwargs)

        self.patch(type(self.items), "create", noting_create)
        self.patch(type(self.env.cr), "savepoint", noting_savepoint)
        self.run_chunk()
        self.assert_all_but("37")
        # 100 → 50, 50 → 25 ... and each time the other half.
        self.assertLessEqual(len(creates), 15)
        self.assertLessEqual(sum(creates), 3 * 100)
        self.assertLessEqual(len(savepoints), 25)

    def test_refused_by_odoo(self):
        self.fill(8)
        create = type(self.items).create

        def refusing(items, values_list):
            if any(values["name"] == "Item 5" for values in values_list):
                raise ValidationError("No fives")
            return create(items, values_list)

        self.patch(type(self.items), "create", refusing)
        self.run_chunk()
        self.assert_all_but("5")
        self.assertEqual(self.kinds(), {"5": "skip"})

    @mute_logger("odoo.sql_db")
    def test_hook_that_breaks_the_transaction(self):
        self.fill(4)

        def failing(importer, binding):
            if importer.external_id == "2":
                importer.env.cr.execute("SELECT 1 / 0")

        self.hook("_after_import", side_effect=failing)
        self.run_chunk()
        self.assert_all_but("2")

    def test_what_a_hook_did_is_done_once(self):
        """The chunk is undone before it is done again."""
        self.fill(4)

        def after(importer, binding):
            importer.env[RECORD].create({"name": "Log", "note": importer.external_id})
            if importer.external_id == "2":
                raise InvalidDataError("Bad")

        self.hook("_after_import", side_effect=after)
        self.run_chunk()
        logs = self.env[RECORD].search([("name", "=", "Log")])
        self.assertEqual(sorted(logs.mapped("note")), ["0", "1", "3"])


class TestDependencies(ChunkCase):
    def test_in_any_order(self):
        """3 needs 2, which needs 1: all in the chunk, in the worst order."""
        self.remote.update(
            {
                "3": {"name": "Three", "parent": "2"},
                "2": {"name": "Two", "parent": "1"},
                "1": {"name": "One"},
            }
        )
        self.assertIn("3 created", self.run_chunk())
        self.assertEqual(self.aside, {})
        three = self.find("3")
        self.assertEqual(three.parent_id.parent_id, self.find("1").odoo_id)
        self.assertEqual(self.remote.calls, [("read_many", ["3", "2", "1"])])

    def test_of_all_together_and_once(self):
        ids = self.fill(10, parent="p")
        self.remote["0"]["parent"] = "q"
        self.remote.update({"p": {"name": "P", "parent": "q"}, "q": {"name": "Q"}})
        self.run_chunk(ids)
        self.assertEqual(self.aside, {})
        self.assertEqual(self.find("9").parent_id.parent_id, self.find("0").parent_id)
        self.assertEqual(self.remote.called("read_many"), [ids, ["q", "p"]])

    def test_known_ones_are_left_alone(self):
        self.remote["p"] = {"name": "P"}
        self.run_chunk()
        self.remote["p"]["name"] = "Changed"
        self.run_chunk(self.fill(3, parent="p")[1:])
        self.assertEqual(self.find("p").name, "P")

    def test_that_fails(self):
        """Those that need it are set aside for the reason for which it failed."""
        self.fill(4)
        self.remote["1"]["parent"] = "p"
        self.remote["2"]["parent"] = "1"
        self.remote["p"] = {"name": "P", "quantity": 2**40}
        with mute_logger("odoo.sql_db"):
            self.run_chunk(["0", "2", "1", "3"])
        self.assertEqual(set(self.names()), {"0", "3"})
        self.assertEqual(set(self.aside), {"1", "2"})
        self.assertIs(self.aside["1"], self.aside["2"])

    def test_that_fails_within_the_chunk(self):
        self.fill(4)
        self.remote["1"]["parent"] = "0"
        self.remote["2"]["parent"] = "1"
        self.remote["0"]["quantity"] = 2**40
        with mute_logger("odoo.sql_db"):
            self.run_chunk()
        self.assertEqual(set(self.names()), {"3"})
        self.assertEqual(set(self.aside), {"0", "1", "2"})

    def test_that_is_gone(self):
        self.fill(2)
        self.remote["1"]["parent"] = "404"
        self.run_chunk()
        self.assertEqual(self.kinds(), {"1": "skip"})
        self.assertIn("Import it first", str(self.aside["1"]))

    def test_that_need_each_other(self):
        self.fill(3)
        self.remote["1"]["parent"] = "2"
        self.remote["2"]["parent"] = "1"
        self.run_chunk()
        self.assertEqual(self.kinds(), {"1": "skip", "2": "skip"})
        self.assertEqual(set(self.names()), {"0"})

    def test_of_an_importer_that_imports_them_itself(self):
        def import_dependencies(importer):
            importer._import_dependency(importer.external_record.get("parent"), ITEM)

        self.hook("_import_dependencies", side_effect=import_dependencies)
        self.fill(3, parent="p")
        ids = list(self.remote)
        self.remote["p"] = {"name": "P"}
        self.run_chunk(ids)
        self.assertEqual(self.aside, {})
        self.assertEqual(self.find("2").parent_id.name, "P")
        self.assertEqual(self.remote.called("read"), ["p"])

    def test_undone_with_the_record_that_asked_for_them(self):
        """What a rollback took back is imported again for the next that needs it."""

        def import_dependencies(importer):
            importer._import_dependency(importer.external_record.get("parent"), ITEM)
            if importer.external_id == "0":
                raise InvalidDataError("Bad")

        self.hook("_import_dependencies", side_effect=import_dependencies)
        ids = self.fill(3, parent="p")
        self.remote["p"] = {"name": "P"}
        self.run_chunk(ids)
        self.assertEqual(set(self.aside), {"0"})
        self.assertEqual(self.find("2").parent_id.name, "P")


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


class TestReport(ItemCase):
    """What a chunk leaves behind: jobs of those that failed, and counts of its run."""

    def setUp(self):
        super().setUp()
        for number in range(4):
            self.remote[str(number)] = {"name": f"Item {number}"}
        self.importer_class = type(self.component("record.importer"))

    def refuse(self, error):
        def validate(importer, data):
            if importer.external_id == "1":
                raise error

        self.patch(self.importer_class, "_validate_create_data", validate)

    def failed_jobs(self):
        return self.env["queue.job"].search(
            [("model_name", "=", ITEM), ("method_name", "=", "import_record")]
        )

    def test_set_aside(self):
        self.refuse(InvalidDataError("No e-mail"))
        result = self.component("chunk.importer").run(list(self.remote), force=True)
        self.assertIn("3 created, 0 updated, 0 unchanged, 0 skipped, 0 gone, 1", result)
        job = self.failed_jobs()
        self.assertEqual((job.state, job.connector_external_id), ("failed", "1"))
        self.assertEqual(job.connector_error_kind, "skip")
        self.assertIn("No e-mail", job.exc_message)
        self.assertIs(job.kwargs["force"], True)

    def test_tried_again_later(self):
        self.refuse(NoExternalId("Not yet", seconds=60))
        self.component("chunk.importer").run(list(self.remote))
        job = self.failed_jobs()
        self.assertEqual(job.state, "pending")
        self.assertTrue(job.eta)
        self.assertNotIn("force", job.kwargs)

    def test_imported_since(self):
        self.test_set_aside()
        self.patch(self.importer_class, "_validate_create_data", lambda *args: None)
        self.component("chunk.importer").run(["1"])
        self.assertEqual(self.failed_jobs().state, "done")

    def test_counted(self):
        run = self.backend._start_run(self.items, "Items")
        self.backend = self.backend.with_context(connector_run_id=run.id)
        self.component("chunk.importer").run([*self.remote, "404"])
        run.invalidate_recordset()
        self.assertEqual((run.created_count, run.gone_count), (4, 1))

    def test_by_the_binding(self):
        result = self.items.import_chunk(self.backend, ["0", "1"])
        self.assertIn("2 created", result)
