"""Imports since a cursor: nothing that changed is missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from ..fake_remote import faults
from ..fake_remote.records import stamp


class CursorChecks:
    """The first import takes everything, each further one what changed since."""

    def _import_since(self) -> None:
        if not self.kit_imports_since:
            self.skipTest("The connector does not import since a cursor.")
        self.kit_import_all(since_cursor=True)

    def _values_of(self, external_id: str) -> dict:
        values = self.kit_values(self.kit_bindings()).get(external_id)
        self.assertIsNotNone(values, f"{external_id} was not imported")
        values.pop("external_digest", None)
        return values

    def _assert_found_after(
        self, external_id: str, change: Callable[[], None], message: str
    ) -> None:
        """A change of a record is found by the next import since the cursor."""
        self._import_since()
        before = self._values_of(external_id)
        change()
        self._import_since()
        self.assertNotEqual(self._values_of(external_id), before, message)

    def test_kit_since(self) -> None:
        """After the first import, only what changed is asked for, and it arrives."""
        ids = self.kit_add(4)
        self._assert_found_after(
            ids[1], lambda: self.kit_alter(ids[1]), "the change was missed"
        )
        run = self.env["connector.run"].search([], order="id desc", limit=1)
        self.assertEqual(run.found_count, 1, "records that were asked for")
        self.assertEqual(self.kit_imported(), sorted(ids))

    def test_kit_dated_before_the_cursor(self) -> None:
        """A record that is dated some seconds before it shows up is not missed."""
        self.kit_add(2)
        self._import_since()
        date = stamp(self.remote.now() - timedelta(seconds=10))
        [late] = self.kit_add(updated_at=date)
        self._import_since()
        self.assertIn(late, self.kit_imported())

    def test_kit_changed_in_the_same_second(self) -> None:
        """A change in the very second of an import is not missed."""
        [external_id] = self.kit_add()
        now = stamp(self.remote.freeze())
        self.remote.change(self.kit_collection, external_id, updated_at=now)
        self._assert_found_after(
            external_id,
            lambda: self.kit_alter(external_id, updated_at=now),
            "a second change in the same second was missed",
        )

    def test_kit_other_clock(self) -> None:
        """A server whose clock is wrong does not hide what changed."""
        for hours in (-6, 6):
            with self.subTest(hours=hours), self.kit_undone():
                self.remote.ahead = timedelta(hours=hours)
                [external_id] = self.kit_add()
                self._assert_found_after(
                    external_id,
                    lambda: self.kit_alter(external_id),  # noqa: B023
                    "the change was missed",
                )

    def test_kit_cursor_waits_for_what_it_covers(self) -> None:
        """After an import that broke off, the next one takes what was not reached."""
        ids = self.kit_add(4)
        self.remote.page_size = 2
        self.remote.fail(faults.status(500), skip=1)
        job = self.kit_delay("import_batch", since_cursor=True)
        self.kit_run(job)
        self.kit_run_waiting()
        self.assertIn(job.state, ("pending", "failed"), "as if all pages had been read")
        self.remote.heal()
        self.kit_jobs(("state", "!=", "done")).unlink()
        self._import_since()
        self.assertEqual(self.kit_imported(), sorted(ids))
