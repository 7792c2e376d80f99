"""What a batch importer does with the records of a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from odoo.addons.component.exception import NoComponentError

from ..import_memo import utc_now
from ..page import Page
from .bisection import contained

if TYPE_CHECKING:
    from .generic_batch_importer import GenericBatchImporter


class JobPerRecord:
    """Delays a job for each record."""

    def __init__(self, importer: GenericBatchImporter, kwargs: dict[str, Any]) -> None:
        self.importer = importer
        self.kwargs = kwargs

    def before_page(self) -> None:
        """The next page is about to be asked for."""

    def add(self, page: Page) -> None:
        """Handle a page."""
        importer = self.importer
        if "job_options" in self.kwargs or importer._delays_its_own_way():
            for external_id in page.ids:
                importer._import_record(external_id, **self.kwargs)
        else:
            importer.backend_record._delay_imports(
                importer.model, page.ids, **self.kwargs
            )

    def close(self) -> None:
        """All pages were handled."""

    def result(self, found: int) -> str:
        """Say what was done."""
        return self.importer.env._(
            "%(count)s records of %(model)s to import, each in its own job.",
            count=found,
            model=self.importer.model._name,
        )


class JobPerChunk(JobPerRecord):
    """Delays a job for each chunk of records."""

    def __init__(self, importer: GenericBatchImporter, kwargs: dict[str, Any]) -> None:
        super().__init__(importer, kwargs)
        self.waiting: list[Any] = []

    def add(self, page: Page) -> None:
        size = self.importer._chunk_size
        self.waiting += page.ids
        while len(self.waiting) >= size:
            self._delay(self.waiting[:size])
            del self.waiting[:size]

    def close(self) -> None:
        if self.waiting:
            self._delay(self.waiting)
            self.waiting = []

    def _delay(self, external_ids: list[Any]) -> None:
        importer = self.importer
        importer.backend_record._delay_chunk(
            importer.model, external_ids, **self.kwargs
        )

    def result(self, found: int) -> str:
        return self.importer.env._(
            "%(count)s records of %(model)s to import, in chunks of %(size)s.",
            count=found,
            model=self.importer.model._name,
            size=self.importer._chunk_size,
        )


class AtOnce(JobPerRecord):
    """Imports the records in the present transaction.

    By the chunk importer if there is one, which counts them and sets aside what
    fails; else one by one, to the same effect.
    """

    def __init__(self, importer: GenericBatchImporter, kwargs: dict[str, Any]) -> None:
        super().__init__(importer, kwargs)
        self.asked_at = utc_now()

    def before_page(self) -> None:
        self.asked_at = utc_now()

    def add(self, page: Page) -> None:
        if not page.ids:
            return
        try:
            chunk_importer = self.importer.component(usage="chunk.importer")
        except NoComponentError:
            self._import_each(page.ids, page.records or {})
            return
        # What is in the page is as old as the request for it.
        chunk_importer.read_at = self.asked_at
        chunk_importer.run(page.ids, records=page.records, **self.kwargs)

    def _import_each(self, ids: list[Any], records: Mapping[Any, Any]) -> None:
        importer = self.importer
        counts: Counter[str] = Counter()
        failures: dict[Any, Exception] = {}
        for external_id in ids:
            outcomes, failed = contained(
                importer,
                [external_id],
                lambda ids: {id_: self._import(id_, records) for id_ in ids},
            )
            counts.update(outcomes.values())
            failures.update(failed)
        done = [id_ for id_ in ids if id_ not in failures]
        backend = importer.backend_record
        if failures:
            backend._set_aside(importer.model, failures, **self.kwargs)
        backend._forget_failures(importer.model, done)
        importer.env["connector.run"]._current()._add(**counts)

    def _import(self, external_id: Any, records: Mapping[Any, Any]) -> str:
        record_importer = self.importer.component(usage="record.importer")
        record_importer.read_at = self.asked_at
        data = records.get(external_id)
        record_importer.run(external_id, data=data, **self.kwargs)
        return getattr(record_importer, "outcome", None) or "updated"

    def result(self, found: int) -> str:
        return self.importer.env._(
            "%(count)s records of %(model)s, imported at once.",
            count=found,
            model=self.importer.model._name,
        )


MODES: dict[str, type[JobPerRecord]] = {
    "jobs": JobPerRecord,
    "chunks": JobPerChunk,
    "direct": AtOnce,
}
