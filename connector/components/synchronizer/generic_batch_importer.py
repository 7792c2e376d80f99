"""Import all the records that match some criteria."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, nullcontext
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Literal, get_args

from odoo.addons.component.core import AbstractComponent
from odoo.addons.queue_job.job import identity_exact

from ...exception import StopBatch
from ...rest import safe_url
from ..page import Page, slices
from .batch_modes import MODES
from .scan import RepeatedPage, Scan, to_remote

Mode = Literal["jobs", "chunks", "direct"]


class GenericBatchImporter(AbstractComponent):
    """Imports what the backend finds, page by page.

    A page is asked for once the former one is handled, so that the result is never in
    memory as a whole. What becomes of its records, ``mode`` says:

    * ``jobs``: each is imported by a job of its own, unless one waits for it already
    * ``chunks``: some are imported together by one job, by the component of usage
      ``chunk.importer``
    * ``direct``: they are imported at once, in the transaction of the batch

    After ``_pages_per_job`` pages the job leaves the rest to a job that it delays, if
    the adapter says where that one can go on. What a job delayed, the job that goes on
    and the cursor are committed together: after a crash the job starts again where it
    had started, and nothing is skipped.

    With ``since_cursor`` only what changed since the last import is asked for. The
    cursor moves when all pages are handled, and only if there were no other filters.

    Override points: :meth:`_since_filters`, which an import since the cursor needs,
    :meth:`_join_filters`, :meth:`_import_record`, and these:

    :cvar _mode: what becomes of the records, if ``run()`` is not told
    :cvar _chunk_size: how many records a chunk has
    :cvar _pages_per_job: how many pages one job handles
    :cvar _cursor_overlap: how long before the cursor an import since it starts; a
        change may be dated some seconds before the backend finds it
    :cvar _remote_tz: time zone of the dates in the backend's records and filters
    """

    _name = "generic.batch.importer"
    _inherit = "base.importer"
    _usage = "batch.importer"

    _mode: Mode = "jobs"
    _chunk_size = 100
    _pages_per_job = 50
    _cursor_overlap = timedelta(seconds=60)
    _remote_tz = "UTC"

    def run(
        self,
        filters: Any = None,
        since_cursor: bool = False,
        start: Any = None,
        mode: Mode | None = None,
        scan: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> str:
        """Import what matches some criteria.

        :param filters: criteria for ``pages()`` of the adapter
        :param since_cursor: only what changed since the last import; all the first time
        :param start: where to go on, as ``next`` of a page of the adapter tells
        :param mode: what becomes of the records, see the class
        :param scan: what the job before this one knew, see :class:`Scan`
        :param kwargs: given to the import of each record
        :return: what was done, in a sentence: the result of the job
        :raises StopBatch: the backend gives the same page again
        """
        state = Scan.from_json(scan) if scan else self._new_scan(filters)
        sink = MODES[self._checked_mode(mode)](self, kwargs)
        following = None
        pages = self._pages(state, filters, since_cursor, start)
        found_before = state.found
        with closing(pages):
            for number in count(1):
                sink.before_page()
                page = next(pages, None)
                if page is None:
                    break
                sink.add(page)
                if number >= self._pages_per_job and page.next is not None:
                    following = page.next
                    break
                # Not to be kept while the adapter gets the next one.
                del page
        sink.close()
        found = state.found - found_before
        self.env["connector.run"]._current()._add(found=found)
        result = sink.result(found)
        if following is None:
            self._move_cursor(state)
            return result
        self._delay_rest(
            filters=filters,
            since_cursor=since_cursor,
            start=following,
            mode=mode,
            scan=state.to_json(),
            **kwargs,
        )
        return self.env._("%s Another job goes on with the next pages.", result)

    def _checked_mode(self, mode: str | None) -> str:
        mode = mode or self._mode
        if mode not in MODES:
            raise ValueError(
                f"Cannot import {self.model._name} in the mode {mode!r}: give one of "
                f"{', '.join(map(repr, get_args(Mode)))} to run(), or as _mode of "
                f"{self._name!r}."
            )
        return mode

    # -- pages --------------------------------------------------------------------

    def _pages(
        self, scan: Scan, filters: Any, since_cursor: bool, start: Any
    ) -> Generator[Page]:
        """Yield the pages, noting how far the import has come."""
        if since_cursor:
            filters = self._filters_since(scan, filters)
        if start is None:
            self._ask_clock(scan)
        pages = self._ask_pages(filters, start)
        with closing(pages) if isinstance(pages, Generator) else nullcontext():
            is_first = start is None
            for page in pages:
                if is_first:
                    self._ask_clock(scan)
                    is_first = False
                try:
                    scan.look(page, self._remote_tz)
                except RepeatedPage:
                    raise StopBatch(self._repeated(page, scan)) from None
                yield page
                del page
        if is_first:
            self._ask_clock(scan)

    def _ask_pages(self, filters: Any, start: Any) -> Iterator[Page]:
        adapter = self.backend_adapter
        if not hasattr(adapter, "pages"):
            return slices(adapter.search(filters), self._chunk_size)
        if start is None:
            return iter(adapter.pages(filters))
        return iter(adapter.pages(filters, start=start))

    def _repeated(self, page: Page, scan: Scan) -> str:
        return self.env._(
            "The import of %(model)s from %(backend)s was stopped, as it would never "
            "end: after %(found)s records, the backend gave the page of %(first)s … "
            "%(last)s (next: %(next)s) once more. Check how pages() of the adapter "
            "%(adapter)s asks for the next page.",
            model=self.model._name,
            backend=self.backend_record.display_name,
            found=scan.found,
            first=page.ids[0] if page.ids else "-",
            last=page.ids[-1] if page.ids else "-",
            # It may be a URL, with keys in it.
            next=safe_url(page.next) if isinstance(page.next, str) else page.next,
            adapter=self.backend_adapter._name,
        )

    def _ask_clock(self, scan: Scan) -> None:
        """Note the backend's clock, unless it was known before.

        Never later than the first page: what changes until then would be skipped.
        """
        adapter = self.backend_adapter
        if scan.moves_cursor and not scan.remote_now and hasattr(adapter, "remote_now"):
            scan.remote_now = adapter.remote_now()

    def _delay_rest(self, **kwargs: Any) -> None:
        """Delay the job that goes on, which is the present one to whoever looks.

        Always, even while another job of the same identity waits: that one may be
        further on already than what is left here.
        """
        self.backend_record._delay_anyway(
            self.model, "import_batch", self._rest_options(), **kwargs
        )

    def _rest_options(self) -> dict[str, Any]:
        """Return the options of the job that goes on: those of the present one."""
        uuid = self.env.context.get("job_uuid")
        queue = self.env["queue.job"].sudo()
        job = queue.search([("uuid", "=", uuid)], limit=1) if uuid else queue
        if not job:
            return {"identity_key": identity_exact}
        return {
            "identity_key": job.identity_key or identity_exact,
            "description": job.name,
            "priority": job.priority,
            "channel": job.channel,
        }

    # -- cursor -------------------------------------------------------------------

    def _new_scan(self, filters: Any) -> Scan:
        cursors = self.env["connector.cursor"]
        return Scan(
            moves_cursor=not filters,
            since=cursors._position(self.backend_record, self.model._name),
        )

    def _filters_since(self, scan: Scan, filters: Any) -> Any:
        if scan.since is None:
            return filters
        instant, external_id = scan.since
        overlap = self._cursor_overlap
        since = self._since_filters(
            to_remote(instant - overlap, self._remote_tz),
            # The records of an overlap come before and after any id.
            None if overlap else external_id,
        )
        return self._join_filters(filters, since) if filters else since

    def _since_filters(self, instant: datetime, external_id: str | None) -> Any:
        """Override me to return criteria for what changed at an instant or later.

        :param instant: naive, in the time zone ``_remote_tz``
        :param external_id: last record of that instant that was imported; only without
            overlap, and if the adapter's pages tell their positions
        """
        raise NotImplementedError(
            f"Cannot import {self.model._name} since the cursor: override "
            f"_since_filters() of {self._name!r}."
        )

    def _join_filters(self, filters: Any, since: Any) -> Any:
        """Join given criteria with those since the cursor: two lists, or two dicts.

        :raises TypeError: they are something else
        """
        if isinstance(filters, list | tuple) and isinstance(since, list | tuple):
            return [*filters, *since]
        if isinstance(filters, dict) and isinstance(since, dict):
            return {**filters, **since}
        raise TypeError(
            f"Cannot join the filters {filters!r} with those since the cursor, "
            f"{since!r}: override _join_filters() of {self._name!r}."
        )

    def _move_cursor(self, scan: Scan) -> None:
        position = scan.reached()
        if position:
            self.env["connector.cursor"]._move(
                self.backend_record, self.model._name, position, since=scan.since
            )

    # -- one record ---------------------------------------------------------------

    def _delays_its_own_way(self) -> bool:
        return type(self)._import_record is not GenericBatchImporter._import_record

    def _import_record(
        self,
        external_id: Any,
        job_options: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """Delay the import of one record.

        Where it is not overridden, and no ``job_options`` are given, the jobs of a page
        are created together instead.

        :param job_options: arguments of ``with_delay()``: priority, channel, ...
        :param kwargs: given to ``import_record()`` of the binding model
        """
        options = {"identity_key": identity_exact, **(job_options or {})}
        self.model.with_delay(**options).import_record(
            self.backend_record, external_id, **kwargs
        )
