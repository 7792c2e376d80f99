"""Each check of the kit fails with a connector that is broken in what it proves."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from unittest import mock

from odoo.fields import Datetime

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector.components.page import Page
from odoo.addons.connector.exception import (
    InvalidDataError,
    RetryableJobError,
    RetryLater,
    SkipRecord,
)
from odoo.addons.connector.tests.kit import ConnectorKit

from ..components.kit import CUSTOMER
from .test_kit import KitOnCustomers

_logger = logging.getLogger(__name__)


class BrokenCase(KitOnCustomers, TransactionComponentCase):
    allow_inherited_tests_method = False

    def subTest(self, *args, **kwargs):
        """Let a failure within it be that of the check."""
        return nullcontext()

    def component_class(self, usage):
        # Without a backend in this transaction: some checks make one elsewhere.
        backend = self.env[self.kit_backend_model].new({"url": self.remote.url})
        with backend.work_on(CUSTOMER) as work:
            return type(work.component(usage=usage))

    @contextmanager
    def broken(self, usage, **members):
        """Replace members of a component."""
        component = self.component_class(usage)
        with mock.patch.multiple(component, **members):
            yield

    def assertFinds(self, check, regex):
        """A check of the kit fails, for the reason that is meant."""
        with self.assertRaisesRegex(AssertionError, regex):
            getattr(ConnectorKit, check)(self)

    def breaking(self, usage, check, regex, **members):
        with self.broken(usage, **members):
            self.assertFinds(check, regex)


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


class TestBrokenPages(BrokenCase):
    def pages(self, change):
        """Pages of the adapter, handed on by a function."""
        original = self.component_class("backend.adapter").pages

        def pages(adapter, filters=None, start=None):
            return change(original(adapter, filters, start))

        return pages

    def test_first_page_only(self):
        def first(pages):
            yield Page(next(pages).ids)

        self.breaking(
            "backend.adapter", "test_kit_pages", "differ", pages=self.pages(first)
        )

    def test_rest_that_no_job_goes_on_with(self):
        self.breaking(
            "batch.importer",
            "test_kit_pages_over_several_jobs",
            "differ",
            _delay_rest=lambda importer, **kwargs: None,
        )

    def test_short_page_taken_for_the_last(self):
        def until_short(pages):
            for page in pages:
                yield page
                if len(page.ids) < self.kit_page_size:
                    return

        self.breaking(
            "backend.adapter",
            "test_kit_short_pages",
            "differ",
            pages=self.pages(until_short),
        )

    def test_pages_without_end(self):
        def run(importer, filters=None, **kwargs):
            number, found = 0, None
            while found != []:
                number += 1
                query = {"page": number}
                found = importer.backend_adapter.rest.get("customers", query)["items"]
            return "done"

        self.breaking("batch.importer", "test_kit_repeated_pages", "endless", run=run)

    def test_repeated_page_taken_for_the_end(self):
        def until_repeated(pages):
            yield next(pages)

        self.breaking(
            "backend.adapter",
            "test_kit_repeated_pages",
            "kinds of the failed jobs",
            pages=self.pages(until_repeated),
        )

    def test_list_as_it_was_at_first(self):
        """And a cursor that is taken from the end."""

        def known(pages):
            for page in pages:
                yield Page([one for one in page.ids if int(one) <= 7], next=page.next)

        with self.broken(
            "batch.importer",
            _since_filters=lambda importer, instant, id_: {
                "since": (instant + timedelta(hours=1)).isoformat()
            },
        ):
            self.breaking(
                "backend.adapter",
                "test_kit_added_while_paging",
                "differ",
                pages=self.pages(known),
            )

    def test_pages_by_number(self):
        self.remote.keyset = False
        self.assertFinds("test_kit_deleted_while_paging", "the pages moved up")


class TestBrokenCursors(BrokenCase):
    def test_everything_again(self):
        self.breaking(
            "batch.importer",
            "test_kit_since",
            "asked for",
            _since_filters=lambda importer, instant, external_id: {"per_page": 50},
        )

    def test_too_late(self):
        self.breaking(
            "batch.importer",
            "test_kit_since",
            "the change was missed",
            _since_filters=lambda importer, instant, external_id: {
                "since": (instant + timedelta(hours=1)).isoformat()
            },
        )

    def test_without_overlap(self):
        self.breaking(
            "batch.importer",
            "test_kit_dated_before_the_cursor",
            "not found in",
            _cursor_overlap=timedelta(),
        )

    def test_dates_taken_for_versions(self):
        self.breaking(
            "record.importer",
            "test_kit_changed_in_the_same_second",
            "second change",
            _settled_date=lambda importer: importer._updated_at(),
        )

    def test_our_own_clock(self):
        self.breaking(
            "backend.adapter",
            "test_kit_other_clock",
            "missed",
            remote_now=lambda adapter: Datetime.now(),
        )


class TestBrokenSecrets(BrokenCase):
    def test_token_in_the_log(self):
        read = self.component_class("backend.adapter").read

        def tell(adapter, external_id):
            _logger.debug("reading with %s", adapter.backend_record.token)
            return read(adapter, external_id)

        self.breaking(
            "backend.adapter",
            "test_kit_no_secrets_told",
            "log tells the token",
            read=tell,
        )

    def test_token_in_an_error(self):
        def tell(adapter, external_id):
            raise InvalidDataError(f"refused: {adapter.backend_record.token}")

        self.breaking(
            "backend.adapter",
            "test_kit_no_secrets_told",
            "of queue.job .* tells the token",
            read=tell,
        )

    def test_token_for_everybody(self):
        field = self.env[self.kit_backend_model]._fields["token"]
        with mock.patch.object(field, "groups", None):
            self.assertFinds(
                "test_kit_secrets_are_for_managers", "everybody may read it"
            )


class TestBrokenExports(BrokenCase):
    def listener_class(self):
        return self._components_registry["test.kit.listener"]

    def test_nobody_listens(self):
        with mock.patch.object(
            self.listener_class(), "on_records_create", lambda *args, **kwargs: None
        ):
            self.assertFinds("test_kit_export", "not exported when it was created")

    def test_change_that_is_not_sent(self):
        self.breaking(
            "record.exporter",
            "test_kit_export",
            "changes nothing there",
            _update=lambda exporter, data: None,
        )

    def test_everything_is_sent(self):
        self.breaking(
            "record.exporter",
            "test_kit_export_changes_only",
            "sent, yet unchanged",
            _changed_data=lambda exporter, data: exporter._create_data(
                exporter._map_data()
            ),
        )

    def test_sent_again(self):
        self.breaking(
            "record.exporter",
            "test_kit_export_changes_only",
            "differ",
            _changed_data=lambda exporter, data: {"name": exporter.binding.name},
        )

    def test_import_is_sent_back(self):
        with mock.patch.object(
            self.listener_class(),
            "no_connector_export",
            lambda listener, records: False,
        ):
            self.assertFinds("test_kit_import_is_not_exported", "differ")

    def test_values_of_the_moment_of_the_change(self):
        """A job that carries what it sends does not know of a newer one."""

        def delay_export(bindings, fields=None):
            for binding in bindings:
                values = {"name": binding.name}
                binding.with_delay(identity_key=False).export_record(values=values)

        def run(exporter, binding, fields=None, values=None):
            if not binding.external_id:
                binding.external_id = exporter.backend_adapter.create(values)
                return
            exporter.backend_adapter.write(binding.external_id, values)

        model = type(self.env[CUSTOMER])
        with mock.patch.object(model, "_delay_export", delay_export):
            self.breaking(
                "record.exporter",
                "test_kit_export_newest_wins",
                "an older value was last",
                run=run,
            )

    def test_creation_that_is_not_noted(self):
        self.breaking(
            "record.exporter",
            "test_kit_export_survives_a_crash",
            "differ",
            _create_once=lambda exporter, data: exporter._create(data),
        )
