"""Lists that come in pages, from a server that does not stand still."""

from __future__ import annotations

from unittest import mock

from ..fake_remote import faults


class PagingChecks:
    """Whatever happens to its pages, a list is read to its end."""

    #: A page of the remote system has so many records.
    kit_page_size = 3

    def setUp(self) -> None:
        super().setUp()
        self._whole_page = self.remote.page_size

    def _in_pages(self, count: int) -> list[str]:
        self.remote.page_size = self.kit_page_size
        return self.kit_add(count)

    def _one_page_per_job(self) -> None:
        importer = type(self.component("batch.importer"))
        if hasattr(importer, "_pages_per_job"):
            self.enterContext(mock.patch.object(importer, "_pages_per_job", 1))

    def test_kit_pages(self) -> None:
        """Each record of each page is imported, the last and full page included."""
        for count in (0, 3, 10):
            with self.subTest(count=count), self.kit_undone():
                ids = self._in_pages(count - len(self.remote.ids(self.kit_collection)))
                self.kit_import_all()
                ids = self.remote.ids(self.kit_collection)
                self.assertEqual(self.kit_imported(), sorted(ids))

    def test_kit_pages_over_several_jobs(self) -> None:
        """Jobs that go on where the former one ended read the whole list, too."""
        ids = self._in_pages(10)
        self._one_page_per_job()
        self.kit_import_all()
        self.assertEqual(self.kit_imported(), sorted(ids))

    def test_kit_short_pages(self) -> None:
        """A page that is short, or empty, is not the last one."""
        ids = self._in_pages(11)
        hidden = {ids[1], *ids[3:6], ids[10]}
        self.remote.collection(self.kit_collection).hidden = hidden
        self.kit_import_all()
        self.assertEqual(self.kit_imported(), sorted(set(ids) - hidden))

    def test_kit_repeated_pages(self) -> None:
        """A server that repeats a page for ever does not keep a job for ever."""
        self._in_pages(7)
        for one_per_job in (False, True):
            with self.subTest(one_per_job=one_per_job), self.kit_undone():
                if one_per_job:
                    self._one_page_per_job()
                self.remote.requests.clear()
                self.remote.most_requests = 60
                self.remote.fail(faults.same_answer())
                self.kit_run(self.kit_delay("import_batch"))
                self.remote.heal()
                self.remote.fail(faults.same_answer(), path=r"\?")
                self.kit_run_waiting()
                self.remote.heal()
                self.assertLess(
                    len(self.remote.requests), self.remote.most_requests, "endless"
                )
                kinds = self.kit_failed().mapped("connector_error_kind")
                self.assertEqual(kinds, ["stop"], "kinds of the failed jobs")

    def test_kit_added_while_paging(self) -> None:
        """A record that is added while pages are read is imported now, or next time."""
        ids = self._in_pages(7)
        late: list[str] = []

        def add() -> None:
            late.append(self.remote.add(self.kit_collection, **self._numbered(99)))

        self.remote.meanwhile(add, method="GET", skip=1)
        since = {"since_cursor": True} if self.kit_imports_since else {}
        self.kit_import_all(**since)
        self.kit_import_all(**since)
        self.assertEqual(len(late), 1)
        self.assertEqual(self.kit_imported(), sorted([*ids, *late]))

    def test_kit_deleted_while_paging(self) -> None:
        """A record that is deleted while pages are read takes no other one with it."""
        ids = self._in_pages(10)
        self.remote.meanwhile(
            lambda: self.remote.remove(self.kit_collection, ids[0]), method="GET"
        )
        self.kit_import_all()
        missing = set(ids[1:]) - set(self.kit_imported())
        self.assertEqual(missing, set(), "never asked for: the pages moved up")
