"""Batches that take several jobs."""

from odoo.addons.connector.exception import StopBatch

from .paged_case import PagedCase, Pages


class TestContinuation(PagedCase):
    def setUp(self):
        super().setUp()
        self.pages = self.give("ab", "cd", "ef", "g", is_resumable=True)
        self.set_importer(_pages_per_job=2)

    def waiting(self):
        return self.jobs("import_batch", state="pending")

    def start(self, **kwargs):
        self.assertTrue(
            self.backend._delay_once(
                self.items, "import_batch", description="All items", **kwargs
            )
        )

    def test_the_rest_is_left_to_another_job(self):
        result = self.run_batch()
        self.assertEqual(self.ids_to_import(), list("abcd"))
        self.assertIn("4 records", result)
        self.assertIn("Another job goes on", result)
        result = self.perform(self.waiting())
        self.assertEqual(self.ids_to_import(), list("abcdefg"))
        self.assertIn("3 records", result)
        self.assertNotIn("Another job", result)
        self.assertFalse(self.waiting())
        self.assertEqual(self.pages.asked, [(None, None), (None, 2)])

    def test_chunks_are_closed_before(self):
        self.run_batch(mode="chunks")
        self.assertEqual(
            [job.args[1] for job in self.jobs("import_chunk")], [list("abcd")]
        )
        self.perform(self.waiting())
        self.assertEqual(self.jobs("import_chunk")[1].args[1], list("efg"))

    def test_same_arguments(self):
        self.run_batch({"name": "x"}, force=True, mode="jobs")
        job = self.waiting()
        self.assertEqual(job.kwargs["filters"], {"name": "x"})
        self.perform(job)
        self.assertEqual(self.pages.asked[1], ({"name": "x"}, 2))
        self.assertEqual(
            [job.kwargs for job in self.jobs()], [{"force": True}] * len("abcdefg")
        )

    def test_same_job_to_whoever_looks(self):
        self.start()
        first = self.waiting()
        first.priority = 3
        self.perform(first)
        second = self.waiting()
        self.assertEqual(second.identity_key, first.identity_key)
        self.assertEqual(second.name, "All items")
        self.assertEqual(second.priority, 3)
        self.assertEqual(second.channel, first.channel)
        self.assertEqual(second.connector_run_id, first.connector_run_id)
        self.assertTrue(second.connector_run_id)
        self.perform(second)
        self.assertEqual(self.jobs().connector_run_id, first.connector_run_id)
        self.assertEqual(first.connector_run_id.found_count, 7)

    def test_not_lost_to_another_job_that_waits(self):
        """The same import was delayed again, and may be further on than we are."""
        self.start()
        first = self.waiting()
        self.items.with_delay(identity_key="other").import_batch(self.backend)
        second = self.waiting() - first
        second.identity_key = first.identity_key
        self.perform(first)
        rest = self.waiting() - second
        self.assertEqual(rest.kwargs["start"], 2)

    def test_no_job_when_nothing_is_left(self):
        self.set_importer(_pages_per_job=4)
        self.run_batch()
        self.assertFalse(self.waiting())

    def test_a_search_that_cannot_be_gone_on_with_is_ended(self):
        self.pages.is_resumable = False
        self.run_batch()
        self.assertEqual(self.ids_to_import(), list("abcdefg"))
        self.assertFalse(self.waiting())

    def test_repeated_page_of_the_former_job(self):
        self.pages.pages[2] = self.pages.pages[1]
        self.run_batch()
        with self.assertRaises(StopBatch):
            self.perform(self.waiting())

    def test_the_arguments_stay_small(self):
        pages = Pages(*([f"{n}"] for n in range(200)), is_resumable=True)
        self.pages.pages, self.pages.positions = pages.pages, pages.positions
        self.set_importer(_pages_per_job=199)
        self.run_batch()
        self.assertLess(len(str(self.waiting().kwargs)), 500)
