"""The kit's checks of imports and errors fail with connectors that are broken in them."""

from __future__ import annotations

import time
from contextlib import nullcontext

from odoo.addons.connector.components.page import Page
from odoo.addons.connector.exception import (
    InvalidDataError,
    RetryableJobError,
    RetryLater,
    SkipRecord,
)

from .kit_case import BrokenCase


class TestBrokenImports(BrokenCase):
    def test_binding_that_does_not_know_its_record(self):
        def linked(importer, data):
            return {**data, "backend_id": importer.backend_record.id}

        def set_new_binding(importer, binding):
            importer._set_binding(binding)
            importer.outcome = "created"

        members = {"_linked": linked, "_set_new_binding": set_new_binding}
        self.breaking(
            "record.importer", "test_kit_import_twice", "differ|!=|KeyError", **members
        )
        self.breaking(
            "record.importer", "test_kit_import_overtaken", "were created", **members
        )
        self.breaking(
            "record.importer",
            "test_kit_import_at_once",
            "both imported",
            _lock=lambda importer: None,
            **members,
        )

    def test_writes_what_it_has(self):
        def update(importer, binding, data):
            binding.write(data)
            return True

        self.breaking(
            "record.importer",
            "test_kit_unchanged_is_not_written",
            "with force=True",
            _update=update,
        )
        self.breaking(
            "record.importer",
            "test_kit_new_date_alone_is_not_written",
            "differ",
            _update=update,
        )

    def test_never_up_to_date(self):
        def after_import(importer, binding):
            binding.odoo_id.write({"comment": f"seen {time.time()}"})

        self.breaking(
            "record.importer",
            "test_kit_unchanged_is_not_written",
            "with force=False",
            _is_uptodate=lambda importer, binding: False,
            _after_import=after_import,
        )
        self.breaking(
            "record.importer",
            "test_kit_import_all",
            "differ",
            _is_uptodate=lambda importer, binding: False,
            _after_import=after_import,
        )

    def test_always_up_to_date(self):
        self.breaking(
            "record.importer",
            "test_kit_change_is_imported",
            "kit_change changes nothing",
            _is_uptodate=lambda importer, binding: True,
        )

    def test_list_without_its_last_record(self):
        pages = self.component_class("backend.adapter").pages

        def lose_last(adapter, filters=None, start=None):
            for page in pages(adapter, filters, start):
                yield Page(page.ids[:-1], next=page.next)

        self.breaking(
            "backend.adapter", "test_kit_import_all", "differ", pages=lose_last
        )

    def test_chunk_that_loses_values(self):
        def create_many(importer, values_list):
            return [importer._create({**one, "email": False}) for one in values_list]

        self.breaking(
            "record.importer",
            "test_kit_chunk_as_one_by_one",
            "differ",
            _create_many=create_many,
        )

    def test_gone_as_any_error(self):
        def read(adapter, external_id):
            try:
                return adapter.rest.get(f"customers/{external_id}", record=True)
            except Exception as error:
                raise InvalidDataError("cannot be read") from error

        self.breaking("backend.adapter", "test_kit_gone", "failed", read=read)

    def test_gone_within_a_batch_as_any_error(self):
        def read_many(adapter, external_ids):
            found = {one: adapter.rest.get(f"customers/{one}") for one in external_ids}
            return found

        self.breaking(
            "backend.adapter", "test_kit_gone", "customers/", read_many=read_many
        )

    def test_duplicate_that_is_no_retry(self):
        self.breaking(
            "record.importer",
            "test_kit_import_overtaken",
            "would not be tried again",
            _retry_unique_violation=lambda importer: nullcontext(),
        )

    def test_duplicate_that_fails_the_record_of_a_chunk(self):
        with self.broken(
            "chunk.importer", _telling_overtaken=lambda importer: nullcontext()
        ):
            self.breaking(
                "record.importer",
                "test_kit_chunk_overtaken",
                "UniqueViolation",
                _retry_unique_violation=lambda importer: nullcontext(),
            )


class TestBrokenErrors(BrokenCase):
    def catching(self, method, error_class):
        """The adapter's method, which makes one error of all."""
        original = getattr(self.component_class("backend.adapter"), method)

        def call(adapter, *args):
            try:
                return original(adapter, *args)
            except Exception as error:
                raise error_class("it went wrong") from error

        return {method: call}

    def pages_until_error(self):
        """Pages that end when the server fails."""
        pages = self.component_class("backend.adapter").pages

        def until_error(adapter, filters=None, start=None):
            try:
                yield from pages(adapter, filters, start)
            except RetryableJobError:
                return

        return until_error

    def test_trouble_taken_for_the_records_fault(self):
        self.breaking(
            "backend.adapter",
            "test_kit_retry",
            "'failed' != 'pending'",
            **self.catching("read", InvalidDataError),
        )

    def test_trouble_taken_for_nothing(self):
        def skipping(importer):
            return "done" if importer.external_record == {} else None

        with self.broken(
            "backend.adapter", read=lambda adapter, external_id: {"id": external_id}
        ):
            self.breaking(
                "record.importer",
                "test_kit_retry",
                "'done' != 'pending'",
                _read=lambda importer: {},
                _must_skip=skipping,
            )

    def test_wish_of_the_server_not_heard(self):
        self.breaking(
            "backend.adapter",
            "test_kit_retry_when_the_server_says_so",
            "not greater than",
            **self.catching("read", RetryLater),
        )

    def test_pages_end_with_the_first_error(self):
        pages = self.pages_until_error()
        self.breaking(
            "backend.adapter", "test_kit_retry_within_a_batch", "differ", pages=pages
        )
        self.breaking(
            "backend.adapter",
            "test_kit_cursor_waits_for_what_it_covers",
            "as if all pages",
            pages=pages,
        )

    def test_record_that_fails_as_a_bug(self):
        def map_values(mapper, record):
            return {"name": record["name"].split()[0]}

        self.breaking(
            "import.mapper", "test_kit_skip", "'bug' != 'skip'", name=map_values
        )

    def test_record_that_fails_all_others(self):
        def run(importer, external_ids, force=False, records=None):
            for external_id in external_ids:
                importer.component(usage="record.importer").run(external_id)

        self.breaking("chunk.importer", "test_kit_skip", "Lists differ", run=run)

    def test_denied_taken_for_the_records_fault(self):
        self.breaking(
            "backend.adapter",
            "test_kit_configuration_within_a_batch",
            "'skip'",
            **self.catching("read_many", SkipRecord),
            **self.catching("read", SkipRecord),
        )

    def test_denied_taken_for_trouble(self):
        original = self.component_class("backend.adapter").pages

        def pages(adapter, filters=None, start=None):
            try:
                yield from original(adapter, filters, start)
            except Exception as error:
                raise RetryLater("it went wrong") from error

        self.breaking(
            "backend.adapter",
            "test_kit_configuration",
            "'pending' != 'failed'",
            pages=pages,
        )
