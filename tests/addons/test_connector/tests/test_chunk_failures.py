"""Records of a chunk that fail: set aside, and the others imported."""

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from odoo.addons.connector.exception import (
    ConfigurationError,
    InvalidDataError,
    NetworkRetryableError,
    NoExternalId,
    RetryableJobError,
    StopBatch,
)

from ..components.item import ITEM
from .chunk_case import ChunkCase
from .common import ItemCase

RECORD = "connector.test.record"


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
        self.assertIn("1 created", self.component("chunk.importer").run(["1"]))
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
