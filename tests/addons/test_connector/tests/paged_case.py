"""A backend that gives its records page by page."""

from __future__ import annotations

from unittest import mock

from odoo.addons.connector.components.page import Page
from odoo.addons.queue_job.job import Job

from ..components.item import ITEM
from .common import ItemCase


class Pages:
    """What the adapter's ``pages()`` does: pages of some ids, one after the other.

    :ivar asked: (filters, start) of each call
    :ivar log: what was asked for and handled, in order
    """

    def __init__(self, *pages, is_resumable=False, positions=()):
        self.pages = [list(ids) for ids in pages]
        self.is_resumable = is_resumable
        self.positions = list(positions) or [None] * len(pages)
        self.asked = []
        self.log = []
        self.errors = {}

    def __call__(self, filters=None, start=None):
        self.asked.append((filters, start))
        for number in range(start or 0, len(self.pages)):
            self.log.append(("page", number))
            if number in self.errors:
                raise self.errors[number]
            is_last = number + 1 == len(self.pages)
            yield Page(
                self.pages[number],
                next=number + 1 if self.is_resumable and not is_last else None,
                position=self.positions[number],
            )


def patch_pages(case, adapter, pages):
    """Let an adapter give these pages, to the end of the test."""
    patcher = mock.patch.object(
        type(adapter),
        "pages",
        lambda self, filters=None, start=None: pages(filters, start),
    )
    patcher.start()
    case.addCleanup(patcher.stop)
    return pages


class PagedCase(ItemCase):
    def give(self, *pages, **kwargs):
        """Let the backend give these pages of ids."""
        adapter = self.component("backend.adapter")
        for ids in pages:
            for external_id in ids:
                self.remote[external_id] = {"name": f"Item {external_id}"}
        return patch_pages(self, adapter, Pages(*pages, **kwargs))

    def set_importer(self, **attributes):
        cls = type(self.component("batch.importer"))
        for name, value in attributes.items():
            self.patch(cls, name, value)

    def run_batch(self, *args, **kwargs):
        return self.component("batch.importer").run(*args, **kwargs)

    def jobs(self, method="import_record", **criteria):
        domain = [("model_name", "=", ITEM), ("method_name", "=", method)]
        domain += [(name, "=", value) for name, value in criteria.items()]
        return self.env["queue.job"].search(domain, order="id")

    def ids_to_import(self):
        return [job.args[1] for job in self.jobs()]

    def perform(self, job):
        """Run a job as the job runner does, but for the transaction."""
        loaded = Job.load(self.env, job.uuid)
        loaded.set_started()
        loaded.store()
        loaded.perform()
        loaded.set_done()
        loaded.store()
        return loaded.result
