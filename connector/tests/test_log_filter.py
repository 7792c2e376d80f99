import logging

from odoo.tests import BaseCase

from odoo.addons.connector.log_filter import HideValues

FAILED = "bad query: %s\nERROR: %s"


class TestHideValues(BaseCase):
    def setUp(self):
        super().setUp()
        logger = logging.getLogger("odoo.sql_db")
        self.hide_values = HideValues()
        self.hide_values.add("acme_backend")
        self.addCleanup(logger.removeFilter, self.hide_values)

    def logged(self, message, *args):
        record = logging.LogRecord("odoo.sql_db", 40, "", 0, message, args, None)
        self.assertTrue(self.hide_values.filter(record), "nothing is left out")
        return record.getMessage()

    def test_statement_that_failed(self):
        """The error stays, but for its details, which hold the whole row."""
        error = ValueError("value too long\nDETAIL: Failing row contains (secret)")
        for query in (
            b'INSERT INTO "acme_backend" ("key") VALUES (\'secret\')',
            b' UPDATE "acme_backend"\n SET "key" = \'secret\'',
            "update only UPDATE acme_backend SET key = 'secret'",
        ):
            with self.subTest(query):
                text = self.logged(FAILED, query, error)
                self.assertIn("acme_backend", text)
                self.assertIn("value too long", text)
                self.assertNotIn("secret", text)

    def test_statement_that_is_traced(self):
        text = self.logged("[%.3f ms] query: %s", 1.0, 'UPDATE "acme_backend" SET x=1')
        self.assertNotIn("x=1", text)

    def test_other_tables(self):
        for query in (
            'UPDATE "acme_backend_line" SET x=1',
            'UPDATE "res_partner" SET x=1',
            'SELECT "acme_backend"."id" FROM "acme_backend"',
        ):
            with self.subTest(query):
                error = ValueError("failed")
                self.assertEqual(
                    self.logged(FAILED, query, error), FAILED % (query, error)
                )
