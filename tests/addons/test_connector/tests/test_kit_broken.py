"""Its checks of pages, cursors, secrets and exports fail when these are broken."""

from __future__ import annotations

import logging
from datetime import timedelta
from unittest import mock

from odoo.fields import Datetime

from odoo.addons.connector.components.page import Page
from odoo.addons.connector.exception import InvalidDataError

from ..components.kit import CUSTOMER
from .kit_case import BrokenCase

_logger = logging.getLogger(__name__)


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
