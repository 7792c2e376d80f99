"""Imports of what changed since the last one."""

from datetime import UTC, datetime, timedelta
from unittest import mock

from odoo.addons.connector.components.page import Page, Position

from ..components.item import ITEM
from .paged_case import PagedCase

NOON = datetime(2026, 3, 1, 12, 0)


class CursorCase(PagedCase):
    def setUp(self):
        super().setUp()
        cls = type(self.component("batch.importer"))
        self.patch(
            cls,
            "_since_filters",
            lambda importer, instant, external_id: {"from": instant, "id": external_id},
        )
        self.remote.now = NOON

    def cursor(self):
        return self.env["connector.cursor"]._of(self.backend, ITEM)

    def set_cursor(self, instant, external_id=None):
        position = Position(instant, external_id)
        self.assertTrue(
            self.env["connector.cursor"]._move(self.backend, ITEM, position)
        )
        return self.cursor()

    def waiting(self):
        return self.jobs("import_batch", state="pending")


class TestCursor(CursorCase):
    def test_the_first_time_all_is_imported(self):
        pages = self.give("ab")
        self.run_batch(since_cursor=True)
        self.assertEqual(pages.asked, [(None, None)])
        self.assertEqual(self.ids_to_import(), ["a", "b"])
        self.assertEqual(self.cursor().instant, NOON)

    def test_then_what_changed_since_with_an_overlap(self):
        pages = self.give("ab")
        self.set_cursor(NOON)
        self.run_batch(since_cursor=True)
        since = {"from": NOON - timedelta(seconds=60), "id": None}
        self.assertEqual(pages.asked, [(since, None)])

    def test_overlap_of_the_component(self):
        pages = self.give("ab")
        self.set_importer(_cursor_overlap=timedelta(hours=1))
        self.set_cursor(NOON)
        self.run_batch(since_cursor=True)
        self.assertEqual(pages.asked[0][0]["from"], NOON - timedelta(hours=1))

    def test_an_import_of_all_moves_it_too(self):
        pages = self.give("ab")
        self.set_cursor(NOON - timedelta(days=1))
        self.run_batch()
        self.assertEqual(pages.asked, [(None, None)])
        self.assertEqual(self.cursor().instant, NOON)

    def test_other_filters_leave_it_untouched(self):
        pages = self.give("ab")
        before = NOON - timedelta(days=1)
        self.run_batch({"name": "x"})
        self.assertFalse(self.cursor())
        self.set_cursor(before)
        self.run_batch({"name": "x"})
        self.run_batch({"name": "x"}, since_cursor=True)
        self.assertEqual(self.cursor().instant, before)
        self.assertEqual(pages.asked[-1][0]["name"], "x")
        self.assertEqual(pages.asked[-1][0]["from"], before - timedelta(seconds=60))

    def test_filters_that_are_lists_are_joined(self):
        importer = self.component("batch.importer")
        self.assertEqual(importer._join_filters([1], (2,)), [1, 2])
        with self.assertRaisesRegex(TypeError, "_join_filters.*test.item.batch"):
            importer._join_filters("name=x", {"from": NOON})

    def test_filters_since_must_be_overridden(self):
        importer = self.component("batch.importer").component_by_name(
            "test.synchronized.batch.importer",
            model_name="connector.test.synchronized",
        )
        cursors = self.env["connector.cursor"]
        cursors._move(self.backend, "connector.test.synchronized", Position(NOON))
        with self.assertRaisesRegex(
            NotImplementedError, "_since_filters.*test.synchronized.batch.importer"
        ):
            importer.run(since_cursor=True)

    def test_a_backend_that_tells_neither_time_nor_positions(self):
        self.give("ab")
        self.remote.now = None
        self.run_batch(since_cursor=True)
        self.assertFalse(self.cursor())

    def test_nothing_new(self):
        self.give()
        self.run_batch(since_cursor=True)
        self.assertEqual(self.cursor().instant, NOON)

    def test_clock_known_from_the_first_answer_on(self):
        """An HTTP API: what changes while later pages are read must not be lost."""
        self.remote.now = None
        clock = [NOON, NOON + timedelta(minutes=5)]

        def pages(adapter, filters=None, start=None):
            for number, instant in enumerate(clock):
                self.remote.now = instant
                yield Page([str(number)])

        self.patch(type(self.component("backend.adapter")), "pages", pages)
        self.run_batch()
        self.assertEqual(self.cursor().instant, NOON)

    def test_clock_known_too_late(self):
        self.remote.now = None

        def pages(adapter, filters=None, start=None):
            yield Page(["a"])
            self.remote.now = NOON
            yield Page(["b"])

        self.patch(type(self.component("backend.adapter")), "pages", pages)
        self.run_batch()
        self.assertFalse(self.cursor())

    def test_the_clock_is_that_of_the_first_page_over_all_jobs(self):
        self.give("ab", "cd", "ef", is_resumable=True)
        self.set_importer(_pages_per_job=1)
        self.run_batch(since_cursor=True)
        self.remote.now = NOON + timedelta(hours=1)
        for __ in range(2):
            self.assertFalse(self.cursor(), "not before the last page")
            self.perform(self.waiting())
        self.assertEqual(self.cursor().instant, NOON)

    def test_all_jobs_start_from_the_same_position(self):
        pages = self.give("ab", "cd", is_resumable=True)
        self.set_importer(_pages_per_job=1)
        self.set_cursor(NOON - timedelta(days=2))
        self.run_batch(since_cursor=True)
        self.set_cursor(NOON - timedelta(days=1))
        self.perform(self.waiting())
        first, second = (filters["from"] for filters, __ in pages.asked)
        self.assertEqual(first, second)

    def test_a_job_that_fails_leaves_it(self):
        pages = self.give("ab", "cd")
        pages.errors[1] = ZeroDivisionError()
        with self.assertRaises(ZeroDivisionError):
            self.run_batch()
        self.assertFalse(self.cursor())


class TestPositions(CursorCase):
    """A backend without a clock, whose records tell when they changed."""

    def setUp(self):
        super().setUp()
        self.remote.now = None

    def test_latest_position(self):
        self.give("ab", "cd", positions=[NOON - timedelta(hours=1), NOON])
        self.run_batch()
        self.assertEqual(self.cursor().instant, NOON)
        self.assertEqual(self.cursor().external_id, "d")

    def test_over_several_jobs(self):
        positions = [NOON - timedelta(hours=1), NOON]
        self.give("ab", "cd", positions=positions, is_resumable=True)
        self.set_importer(_pages_per_job=1)
        self.run_batch()
        self.perform(self.waiting())
        self.assertEqual(self.cursor().instant, NOON)

    def test_the_clock_comes_first(self):
        self.remote.now = NOON - timedelta(minutes=5)
        self.give("ab", positions=[NOON])
        self.run_batch()
        self.assertEqual(self.cursor().instant, NOON - timedelta(minutes=5))
        self.assertFalse(self.cursor().external_id)

    def test_pages_out_of_order_tell_nothing(self):
        """What changed on a page that was read already would be skipped."""
        for jobs in (1, 2):
            with self.subTest(jobs=jobs):
                self.give(
                    "ab",
                    "cd",
                    positions=[NOON, NOON - timedelta(hours=1)],
                    is_resumable=True,
                )
                self.set_importer(_pages_per_job=3 - jobs)
                self.run_batch()
                for job in self.waiting():
                    self.perform(job)
                self.assertFalse(self.cursor())

    def test_same_instant(self):
        """Records of one instant over two pages, and another one that comes later."""
        pages = self.give("ab", "cd", positions=[NOON, NOON])
        self.run_batch()
        self.assertEqual(self.cursor().instant, NOON)
        self.run_batch(since_cursor=True)
        self.assertLess(pages.asked[-1][0]["from"], NOON)

    def test_same_instant_without_overlap(self):
        """The id tells what of that instant was imported."""
        pages = self.give("ab", positions=[NOON])
        self.set_importer(_cursor_overlap=timedelta())
        self.run_batch()
        pages.pages = [["c"]]
        self.run_batch(since_cursor=True)
        self.assertEqual(pages.asked[-1][0], {"from": NOON, "id": "b"})
        self.assertEqual(self.cursor().external_id, "c")

    def test_fractions_of_a_second_are_cut_off(self):
        self.give("ab", positions=[NOON + timedelta(microseconds=999999)])
        self.run_batch()
        self.assertEqual(self.cursor().instant, NOON)

    def test_position_with_its_time_zone(self):
        tokyo = NOON.replace(tzinfo=UTC).astimezone(
            datetime.fromisoformat("2026-03-01T00:00:00+09:00").tzinfo
        )
        self.give("ab", positions=[tokyo])
        self.run_batch()
        self.assertEqual(self.cursor().instant, NOON)

    def test_remote_in_tokyo(self):
        """It dates its records, and is filtered, in its local time."""
        local = NOON + timedelta(hours=9)
        pages = self.give("ab", positions=[local])
        self.set_importer(_remote_tz="Asia/Tokyo")
        self.run_batch()
        self.assertEqual(self.cursor().instant, NOON)
        self.run_batch(since_cursor=True)
        self.assertEqual(pages.asked[-1][0]["from"], local - timedelta(seconds=60))

    def test_remote_in_tokyo_that_tells_its_clock(self):
        pages = self.give("ab")
        self.remote.now = NOON
        self.set_importer(_remote_tz="Asia/Tokyo")
        self.run_batch()
        self.run_batch(since_cursor=True)
        local = NOON + timedelta(hours=9)
        self.assertEqual(pages.asked[-1][0]["from"], local - timedelta(seconds=60))

    def test_whatever_our_own_time_zone_is(self):
        self.env.user.tz = "America/New_York"
        self.give("ab", positions=[NOON])
        with mock.patch.dict("os.environ", {"TZ": "America/New_York"}):
            self.run_batch()
        self.assertEqual(self.cursor().instant, NOON)


class TestMoves(CursorCase):
    """When the cursor stays where it is."""

    def move(self, position, since=None):
        return self.env["connector.cursor"]._move(
            self.backend, ITEM, position, since=since
        )

    def test_never_back(self):
        cursor = self.set_cursor(NOON)
        self.assertFalse(self.move(Position(NOON - timedelta(hours=1))))
        self.assertFalse(self.move(Position(NOON)))
        self.assertEqual(cursor.instant, NOON)
        self.assertTrue(self.move(Position(NOON + timedelta(hours=1))))
        self.assertEqual(cursor.instant, NOON + timedelta(hours=1))

    def test_an_import_that_ends_after_a_later_one(self):
        self.give("ab", "cd", is_resumable=True)
        self.set_importer(_pages_per_job=1)
        self.run_batch()
        waiting = self.waiting()
        self.remote.now = NOON + timedelta(hours=1)
        self.set_importer(_pages_per_job=9)
        self.run_batch()
        self.perform(waiting)
        self.assertEqual(self.cursor().instant, NOON + timedelta(hours=1))

    def test_of_two_ids_of_an_instant_the_first_that_was_committed_stays(self):
        start = Position(NOON, "a")
        self.set_cursor(*start)
        self.assertTrue(self.move(Position(NOON, "c"), since=start))
        self.assertFalse(self.move(Position(NOON, "b"), since=start))
        self.assertEqual(self.cursor().external_id, "c")

    def test_set_back_by_hand(self):
        pages = self.give("ab")
        cursor = self.set_cursor(NOON, "a")
        cursor.instant = NOON - timedelta(days=7)
        self.assertFalse(cursor.external_id, "it belonged to the former instant")
        self.run_batch(since_cursor=True)
        self.assertEqual(
            pages.asked[0][0]["from"], NOON - timedelta(days=7, seconds=60)
        )
        self.assertEqual(cursor.instant, NOON)

    def test_deleted_by_hand(self):
        pages = self.give("ab")
        self.set_cursor(NOON).unlink()
        self.run_batch(since_cursor=True)
        self.assertEqual(pages.asked, [(None, None)])

    def test_set_back_while_an_import_goes_on(self):
        """What the person wants again, this import does not bring."""
        self.give("ab", "cd", is_resumable=True)
        self.set_importer(_pages_per_job=1)
        earlier = NOON - timedelta(days=7)
        cursor = self.set_cursor(NOON - timedelta(days=1))
        self.run_batch(since_cursor=True)
        cursor.instant = earlier
        self.perform(self.waiting())
        self.assertEqual(cursor.instant, earlier)

    def test_deleted_while_an_import_goes_on(self):
        self.give("ab", "cd", is_resumable=True)
        self.set_importer(_pages_per_job=1)
        cursor = self.set_cursor(NOON - timedelta(days=1))
        self.run_batch(since_cursor=True)
        cursor.unlink()
        self.perform(self.waiting())
        self.assertFalse(self.cursor())

    def test_one_per_backend_and_model(self):
        other = self.backend.create({"name": "Other"})
        self.set_cursor(NOON)
        cursors = self.env["connector.cursor"]
        self.assertFalse(cursors._position(other, ITEM))
        self.assertFalse(cursors._position(self.backend, "connector.test.synchronized"))
        self.assertEqual(cursors._position(self.backend, ITEM), Position(NOON))

    def test_goes_with_its_backend(self):
        backend = self.backend.create({"name": "Other"})
        self.env["connector.cursor"]._move(backend, ITEM, Position(NOON))
        cursor = self.env["connector.cursor"]._of(backend, ITEM)
        backend.unlink()
        self.assertFalse(cursor.exists())

    def test_company_of_the_backend(self):
        cursor = self.set_cursor(NOON)
        self.assertFalse(cursor.company_id)
        self.backend.company_id = self.env.company
        self.assertEqual(cursor.company_id, self.env.company)
