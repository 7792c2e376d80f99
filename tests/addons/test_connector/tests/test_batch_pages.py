"""Batches streamed page by page, over as many jobs as it takes."""

import weakref
from unittest import mock

from odoo.addons.component.exception import NoComponentError
from odoo.addons.connector.components.import_memo import utc_now
from odoo.addons.connector.components.page import Page
from odoo.addons.connector.exception import (
    InvalidDataError,
    StopBatch,
    error_kind,
)
from odoo.addons.queue_job.tests.common import trap_jobs

from ..components.item import ITEM
from .paged_case import PagedCase


class TestPages(PagedCase):
    """What becomes of the pages, whatever becomes of their records."""

    def test_a_page_is_asked_for_once_the_former_is_handled(self):
        pages = self.give("ab", "cd", "e")
        cls = type(self.component("batch.importer"))
        self.patch(
            cls,
            "_import_record",
            lambda importer, id_, **kwargs: pages.log.append(("handled", id_)),
        )
        self.run_batch()
        self.assertEqual(
            pages.log,
            [
                *[("page", 0), ("handled", "a"), ("handled", "b")],
                *[("page", 1), ("handled", "c"), ("handled", "d")],
                *[("page", 2), ("handled", "e")],
            ],
        )

    def test_a_page_is_forgotten_before_the_next_is_asked_for(self):
        given = []

        def pages(filters, start):
            for number in range(30):
                alive = [ref for ref in given if ref() is not None]
                self.assertEqual(alive, [], f"at page {number}")
                page = Page([str(number)], records={str(number): {"name": "x"}})
                given.append(weakref.ref(page))
                yield page
                del page

        for mode in ("jobs", "chunks", "direct"):
            with self.subTest(mode):
                given.clear()
                adapter = self.component("backend.adapter")
                with mock.patch.object(
                    type(adapter),
                    "pages",
                    lambda adapter, filters=None, start=None: pages(filters, start),
                ):
                    self.run_batch(mode=mode)
                self.assertEqual(len(given), 30)

    def test_by_default_slices_of_the_search(self):
        self.remote.update({str(id_): {"name": "x"} for id_ in range(5)})
        adapter = self.component("backend.adapter")
        self.patch(type(adapter), "_page_size", 2)
        pages = adapter.pages({"name": "x"})
        self.assertEqual(next(pages), Page(["0", "1"]))
        self.assertEqual([page.ids for page in pages], [["2", "3"], ["4"]])
        self.assertEqual(self.remote.called("search"), [{"name": "x"}])

    def test_default_slices_are_taken_lazily(self):
        taken = []

        def search(adapter, filters=None):
            for number in range(10):
                taken.append(number)
                yield number

        adapter = self.component("backend.adapter")
        self.patch(type(adapter), "search", search)
        self.patch(type(adapter), "_page_size", 3)
        next(adapter.pages())
        self.assertEqual(taken, [0, 1, 2])

    def test_default_slices_cannot_be_gone_on_with(self):
        with self.assertRaisesRegex(ValueError, "override pages"):
            next(self.component("backend.adapter").pages(start=2))

    def test_read_many_reads_each_and_leaves_out_what_is_gone(self):
        self.remote["1"] = {"name": "One"}
        adapter = self.component("backend.adapter")
        crud = adapter.component_by_name(
            "test.synchronized.adapter", model_name="connector.test.synchronized"
        )
        self.patch(type(crud), "read", lambda crud, id_: adapter.read(id_))
        self.assertEqual(crud.read_many(["1", "404"]), {"1": {"name": "One"}})
        self.assertIsNone(crud.remote_now())

    def test_filters_reach_the_adapter(self):
        pages = self.give("a")
        self.run_batch({"name": "x"})
        self.assertEqual(pages.asked, [({"name": "x"}, None)])

    def test_adapter_without_pages(self):
        self.remote.update({id_: {"name": id_} for id_ in "abc"})
        cls = type(self.component("batch.importer"))
        adapter = mock.Mock(spec=["search"])
        adapter.search.return_value = ["a", "b", "c"]
        self.patch(cls, "backend_adapter", adapter)
        self.run_batch("criteria")
        adapter.search.assert_called_once_with("criteria")
        self.assertEqual(self.ids_to_import(), ["a", "b", "c"])

    def test_the_same_page_again(self):
        pages = self.give("ab", "cd", "ab", "cd", "ab")
        with self.assertRaises(StopBatch) as caught:
            self.run_batch()
        self.assertEqual(error_kind(caught.exception), "stop")
        for part in ("Test Backend", "a … b", "test.item.adapter", ITEM):
            self.assertIn(part, str(caught.exception))
        self.assertEqual(pages.log[-1], ("page", 2))

    def test_the_same_next_page_again(self):
        """The records change meanwhile, yet it turns in a circle."""

        def pages(filters, start):
            yield Page(["a"], next="second")
            yield Page(["b"], next="third")
            yield Page(["c"], next="second")
            self.fail("asked for more")

        adapter = self.component("backend.adapter")
        self.patch(
            type(adapter), "pages", lambda a, f=None, start=None: pages(f, start)
        )
        with self.assertRaisesRegex(StopBatch, "once more"):
            self.run_batch()

    def test_keys_in_a_link_are_not_told(self):
        page = Page(["a"], next="https://api.example.com/items?access_token=s3cret")
        adapter = self.component("backend.adapter")
        self.patch(type(adapter), "pages", lambda *args, **kwargs: iter([page, page]))
        with self.assertRaisesRegex(StopBatch, r"items\?access_token=\*") as caught:
            self.run_batch()
        self.assertNotIn("s3cret", str(caught.exception))

    def test_pages_without_records_are_no_repetition(self):
        self.give("ab", "", "", "c")
        self.run_batch()
        self.assertEqual(self.ids_to_import(), ["a", "b", "c"])

    def test_the_search_is_closed_when_a_record_fails(self):
        closed = []

        def pages(filters, start):
            try:
                yield Page(["a"])
                yield Page(["b"])
            finally:
                closed.append(True)

        cls = type(self.component("batch.importer"))
        adapter = self.component("backend.adapter")
        self.patch(
            type(adapter), "pages", lambda a, f=None, start=None: pages(f, start)
        )
        self.patch(cls, "_import_record", mock.Mock(side_effect=ZeroDivisionError))
        with self.assertRaises(ZeroDivisionError):
            self.run_batch()
        self.assertEqual(closed, [True])


class TestModes(PagedCase):
    def test_one_job_per_record(self):
        self.give("ab", "c")
        result = self.run_batch()
        self.assertEqual(self.ids_to_import(), ["a", "b", "c"])
        self.assertEqual(result, f"3 records of {ITEM} to import, each in its own job.")

    def test_one_query_of_jobs_per_page(self):
        self.give([str(number) for number in range(50)])
        backend = type(self.backend)
        with mock.patch.object(
            backend, "_delay_imports", autospec=True, return_value=50
        ) as delay:
            self.run_batch(force=True)
        delay.assert_called_once()
        self.assertEqual(delay.call_args.kwargs, {"force": True})

    def test_pressing_the_button_twice(self):
        self.give("ab", "c")
        self.run_batch()
        self.run_batch()
        self.assertEqual(self.ids_to_import(), ["a", "b", "c"])
        self.run_batch(mode="chunks")
        self.run_batch(mode="chunks")
        self.assertEqual(len(self.jobs("import_chunk")), 1)

    def test_pressing_the_button_of_the_batch_twice(self):
        self.give("ab", "c", is_resumable=True)
        self.set_importer(_pages_per_job=1)

        def press():
            return self.backend._delay_once(
                self.items, "import_batch", description="Import"
            )

        self.assertTrue(press())
        self.assertFalse(press())
        self.perform(self.jobs("import_batch"))
        self.assertFalse(press(), "the job that goes on is the same to whoever looks")
        self.perform(self.jobs("import_batch", state="pending"))
        self.assertTrue(press())

    def test_own_hook(self):
        self.give("ab")
        hook = mock.Mock()
        self.set_importer(
            _import_record=lambda importer, *args, **kw: hook(*args, **kw)
        )
        self.run_batch(force=True)
        self.assertEqual(
            hook.call_args_list,
            [mock.call("a", force=True), mock.call("b", force=True)],
        )

    def test_chunks_span_pages(self):
        self.give("abc", "de", "fg")
        self.set_importer(_chunk_size=3)
        result = self.run_batch(mode="chunks", force=True)
        jobs = self.jobs("import_chunk")
        self.assertEqual(
            [job.args[1] for job in jobs], [list("abc"), list("def"), ["g"]]
        )
        self.assertEqual(jobs[0].kwargs, {"force": True})
        self.assertEqual(result, f"7 records of {ITEM} to import, in chunks of 3.")

    def test_mode_of_the_component(self):
        self.give("ab")
        self.set_importer(_mode="chunks")
        self.run_batch()
        self.assertEqual(len(self.jobs("import_chunk")), 1)
        self.assertFalse(self.jobs())

    def test_unknown_mode(self):
        with self.assertRaisesRegex(ValueError, "'parallel'.*'jobs', 'chunks'"):
            self.run_batch(mode="parallel")

    def test_the_jobs_import(self):
        self.give("ab", "c")
        for mode in ("jobs", "chunks"):
            with self.subTest(mode), trap_jobs() as trap:
                self.items.search([]).odoo_id.unlink()
                self.items.import_batch(self.backend, mode=mode)
                trap.perform_enqueued_jobs()
                self.assertEqual(
                    sorted(self.items.search([]).mapped("external_id")), ["a", "b", "c"]
                )

    def test_at_once(self):
        self.give("ab", "c")
        result = self.run_batch(mode="direct")
        self.assertEqual(
            sorted(self.items.search([]).mapped("external_id")), ["a", "b", "c"]
        )
        self.assertFalse(self.jobs())
        self.assertEqual(result, f"3 records of {ITEM}, imported at once.")

    def test_at_once_uses_what_the_page_has(self):
        page = Page(["a"], records={"a": {"name": "Of the page"}})
        adapter = self.component("backend.adapter")
        self.patch(type(adapter), "pages", lambda *args, **kw: iter([page]))
        self.run_batch(mode="direct")
        self.assertEqual(self.find("a").name, "Of the page")
        self.assertFalse(self.remote.called("read_many"))
        self.assertFalse(self.remote.called("read"))

    def test_at_once_what_the_page_has_is_as_old_as_the_request(self):
        """A change between request and import must not be taken for imported."""
        asked = []

        def pages(adapter, filters=None, start=None):
            asked.append(utc_now())
            yield Page(["a"], records={"a": {"name": "x"}})

        read = []
        self.patch(type(self.component("backend.adapter")), "pages", pages)
        self.patch(
            type(self.component("chunk.importer")),
            "run",
            lambda importer, *args, **kwargs: read.append(importer.read_at),
        )
        self.run_batch(mode="direct")
        self.assertLessEqual(read[0], asked[0])

    def fail_for(self, external_id):
        def validate(importer, data):
            if importer.external_id == external_id:
                raise InvalidDataError("No such colour.")

        cls = type(self.component("record.importer"))
        self.patch(cls, "_validate_create_data", validate)

    def check_set_aside(self):
        self.assertEqual(
            sorted(self.items.search([]).mapped("external_id")), ["a", "c"]
        )
        failed = self.jobs(state="failed")
        self.assertEqual(failed.args[1], "b")
        self.assertIn("No such colour", failed.exc_info)

    def test_at_once_what_fails_is_set_aside(self):
        self.give("ab", "c")
        self.fail_for("b")
        self.run_batch(mode="direct")
        self.check_set_aside()

    def test_at_once_one_by_one(self):
        """Without a chunk importer, to the same effect."""
        self.give("ab", "c")
        self.fail_for("b")
        cls = type(self.component("batch.importer"))
        self.patch(cls, "component", _without_chunks(cls.component))
        self.items.import_batch(self.backend, mode="direct")
        self.check_set_aside()
        run = self.env["connector.run"].search([], limit=1)
        self.assertEqual((run.found_count, run.created_count), (3, 2))

    def test_counts_of_the_run(self):
        self.give("ab", "c")
        self.items.import_batch(self.backend, mode="direct")
        run = self.env["connector.run"].search([], limit=1)
        self.assertEqual((run.found_count, run.created_count), (3, 3))


def _without_chunks(component):
    def find(importer, usage=None, **kwargs):
        if usage == "chunk.importer":
            raise NoComponentError("none")
        return component(importer, usage=usage, **kwargs)

    return find
