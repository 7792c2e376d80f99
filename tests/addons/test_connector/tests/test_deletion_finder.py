"""Finding what is gone on the backend."""

from unittest import mock

from odoo.addons.connector.exception import StopBatch, error_kind

from ..components.item import ITEM
from .paged_case import PagedCase


class TestDeletionFinder(PagedCase):
    def bind(self, *external_ids, **values):
        return self.items.create(
            [
                {
                    "backend_id": self.backend.id,
                    "external_id": external_id,
                    "name": f"Item {external_id}",
                    **values,
                }
                for external_id in external_ids
            ]
        )

    def find_gone(self, **kwargs):
        return self.component("deletion.finder").run(**kwargs)

    def test_what_is_missing_is_imported_again(self):
        self.bind(*"abcd")
        self.give("ab", "d", "x")
        result = self.find_gone()
        self.assertEqual(self.ids_to_import(), ["c"])
        self.assertIn(f"1 of 4 records of {ITEM}", result)
        self.assertEqual(len(self.items.search([])), 4, "nothing is deleted here")

    def test_the_importer_judges(self):
        """Only what the backend says is gone goes."""
        cls = type(self.component("record.importer"))
        self.patch(cls, "_gone_policy", "unlink")
        self.bind(*"abc")
        self.give("a")
        self.remote["b"] = {"name": "Not listed, yet there"}
        self.find_gone()
        for job in self.jobs():
            self.perform(job)
        self.assertEqual(
            sorted(self.items.search([]).mapped("external_id")), ["a", "b"]
        )

    def test_nothing_is_missing(self):
        self.bind(*"ab")
        self.give("ab")
        self.assertIn("0 of 2", self.find_gone())
        self.assertFalse(self.jobs())

    def test_pressed_twice(self):
        self.bind(*"abc")
        self.give("a")
        self.find_gone()
        self.find_gone()
        self.assertEqual(self.ids_to_import(), ["b", "c"])

    def test_other_backends_and_unbound_records_are_none_of_its_business(self):
        other = self.backend.create({"name": "Other"})
        self.bind("other", backend_id=other.id)
        self.bind(False)
        self.bind(*"ab")
        self.give("a")
        self.assertIn("1 of 2", self.find_gone())
        self.assertEqual(self.ids_to_import(), ["b"])

    def test_bindings_that_were_just_written(self):
        binding = self.bind("a")
        self.give("b")
        binding.external_id = "b"
        self.assertIn("0 of 1", self.find_gone())

    def test_archived_ones_are_left_unless_they_are_to_be_deleted(self):
        self.bind("a")
        self.bind("b").odoo_id.active = False
        self.give("a")
        self.assertIn("0 of 1", self.find_gone())
        cls = type(self.component("record.importer"))
        self.patch(cls, "_gone_policy", "unlink")
        self.assertIn("1 of 2", self.find_gone())

    def test_too_many(self):
        self.bind(*(str(number) for number in range(30)))
        self.give([str(number) for number in range(14)])
        with self.assertRaises(StopBatch) as caught:
            self.find_gone()
        self.assertEqual(error_kind(caught.exception), "stop")
        for part in ("16 of the 30", ITEM, "Test Backend", "force=True"):
            self.assertIn(part, str(caught.exception))
        self.assertFalse(self.jobs())
        self.assertIn("16 of 30", self.find_gone(force=True))
        self.assertEqual(len(self.jobs()), 16)
        self.assertEqual(self.jobs()[0].kwargs, {})

    def test_half_of_them_are_believed(self):
        self.bind(*(str(number) for number in range(30)))
        self.give([str(number) for number in range(15)])
        self.find_gone()
        self.assertEqual(len(self.jobs()), 15)

    def test_some_few_are_believed_whatever_part_they_are(self):
        self.bind(*"abcdefghij")
        self.give()
        self.find_gone()
        self.assertEqual(len(self.jobs()), 10)

    def test_limits_of_the_component(self):
        cls = type(self.component("deletion.finder"))
        self.patch(cls, "_max_gone_count", 0)
        self.patch(cls, "_max_gone_ratio", 0.1)
        self.bind(*"abcdefghij")
        self.give("abcdefghi")
        self.find_gone()
        self.give("abcdefgh")
        with self.assertRaises(StopBatch):
            self.find_gone()

    def test_a_list_that_breaks_off(self):
        self.bind(*"abc")
        pages = self.give("a", "b")
        pages.errors[1] = ZeroDivisionError()
        with self.assertRaises(ZeroDivisionError):
            self.find_gone()
        self.assertFalse(self.jobs())

    def test_a_list_that_turns_in_a_circle(self):
        self.bind(*"abc")
        self.give("a", "b", "a")
        with self.assertRaisesRegex(StopBatch, "same page.*Check how pages"):
            self.find_gone()

    def test_ids_that_are_numbers(self):
        self.bind("1", "2")
        pages = self.give("a")
        pages.pages = [[1]]
        self.find_gone()
        self.assertEqual(self.ids_to_import(), ["2"])

    def test_as_a_job(self):
        self.bind(*"ab")
        self.give("a")
        self.assertTrue(
            self.backend._delay_once(self.items, "import_deletions", description="x")
        )
        job = self.jobs("import_deletions")
        self.assertIn("1 of 2", self.perform(job))
        run = self.jobs().connector_run_id
        self.assertEqual(run.found_count, 1)

    def test_of_a_stopped_run(self):
        run = self.backend._start_run(self.items, "x")
        run.stop("Enough.")
        finder = type(self.component("deletion.finder"))
        with mock.patch.object(finder, "run") as find:
            backend = self.backend.with_env(run.env)
            backend.env[ITEM].import_deletions(backend)
        find.assert_not_called()
