"""The query of list end points, and the doctests of the engine."""

from __future__ import annotations

import doctest
from datetime import datetime, timedelta, timezone

from odoo.tests import BaseCase, tagged

from odoo.addons.connector.rest import encode_query

from ..client import client, search, search_query
from ..client.search import MAX_FILTERS, moment
from ..components import partner, partner_export, person_name


@tagged("standard", "at_install")
class TestSearch(BaseCase):
    def test_doctests(self):
        for module in (client, search, partner, partner_export, person_name):
            with self.subTest(module.__name__):
                result = doctest.testmod(module)
                self.assertFalse(result.failed)
                self.assertTrue(result.attempted)

    def test_space_is_never_a_plus(self):
        query = search_query(
            [("updated_at", "gteq", "2026-11-23 01:00:00")], page_size=1
        )
        encoded = encode_query(query)
        self.assertIn("2026-11-23%2001%3A00%3A00", encoded)
        self.assertNotIn("+", encoded)

    def test_moment_is_utc(self):
        paris = timezone(timedelta(hours=1))
        self.assertEqual(
            moment(datetime(2026, 1, 1, 0, 30, tzinfo=paris)), "2025-12-31 23:30:00"
        )
        self.assertEqual(moment(datetime(2026, 1, 1)), "2026-01-01 00:00:00")

    def test_datetime_filter(self):
        pairs = dict(search_query([("a", "gteq", datetime(2026, 1, 2))], page_size=1))
        self.assertIn("2026-01-02 00:00:00", pairs.values())

    def test_list_filter(self):
        pairs = dict(search_query([("a", "in", [1, 2])], page_size=1))
        self.assertIn("1,2", pairs.values())

    def test_unknown_condition_is_refused(self):
        with self.assertRaisesRegex(ValueError, "moreq.*gteq"):
            search_query([("updated_at", "moreq", "x")], page_size=1)

    def test_filter_without_value_is_refused(self):
        for value in (None, False, ""):
            with self.subTest(value), self.assertRaisesRegex(ValueError, "no value"):
                search_query([("email", "eq", value)], page_size=1)

    def test_zero_is_a_value(self):
        pairs = dict(search_query([("website_id", "eq", 0)], page_size=1))
        self.assertIn("0", pairs.values())

    def test_null_needs_no_value(self):
        search_query([("taxvat", "null", None)], page_size=1)

    def test_at_most_ten_filters(self):
        filters = [("code", "like", "G%")] * MAX_FILTERS
        search_query(filters, page_size=1)
        with self.assertRaisesRegex(ValueError, "'in'"):
            search_query([*filters, filters[0]], page_size=1)
