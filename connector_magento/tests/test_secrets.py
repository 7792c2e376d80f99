"""Secrets are in the backend's own fields and nowhere else."""

from __future__ import annotations

import logging

import psycopg2

from odoo.tests import tagged

from .common import SECRETS, MagentoCase, jwt
from .fake_shop import Answer, capture

LOGIN = ("POST", "V1/integration/admin/token")
_TALKATIVE = ("urllib3", "requests_oauthlib", "oauthlib", "odoo.addons")


@tagged("standard", "at_install")
class TestSecrets(MagentoCase):
    def assert_no_secret(self, text: str) -> None:
        for name, secret in SECRETS.items():
            self.assertNotIn(secret, text, name)

    def test_logs(self):
        token = jwt()
        self.shop.routes[LOGIN] = Answer(body=token)
        for name in _TALKATIVE:
            logger = logging.getLogger(name)
            self.addCleanup(logger.setLevel, logger.level)
            logger.setLevel(logging.DEBUG)
        with self.assertLogs(level=logging.DEBUG) as logs:
            for method in ("oauth", "bearer", "password"):
                self.backend.auth_method = method
                self.backend.action_check_connection()
                self.import_customer("4", force=True)
                self.shop.routes["GET", "V1/customers/7"] = capture(
                    "auth_expired_admin_token"
                )
                try:
                    self.import_customer("7")
                except Exception as error:
                    self.assert_no_secret(f"{error!r} {error}")
        text = "\n".join(logs.output)
        self.assertIn("V1/customers/4", text)
        self.assert_no_secret(text)
        self.assertNotIn(token, text)

    def test_log_of_statements_that_fail(self):
        """Odoo logs them with all values, PostgreSQL adds the whole row."""
        self.backend._register_hook()  # as at the end of loading
        values = {"name": "Bad", "url": "http://127.0.0.1:9", **SECRETS}
        with (
            self.assertLogs("odoo.sql_db", logging.DEBUG) as logs,
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env["magento.backend"].create({**values, "page_size": 0})
        with (
            self.assertLogs("odoo.sql_db", logging.DEBUG) as more_logs,
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.backend.write({"page_size": 0, **SECRETS})
            self.backend.flush_recordset()
        for text in ("\n".join(logs.output), "\n".join(more_logs.output)):
            self.assertIn("magento_backend_page_size_range", text)
            self.assert_no_secret(text)

    def test_jobs(self):
        self.backend.action_import_customers()
        self.backend.action_import_stores()
        self.env["magento.res.partner"].import_batch(self.backend)
        jobs = self.env["queue.job"].search([])
        self.assertGreaterEqual(len(jobs), 3)
        self.env.flush_all()
        self.env.cr.execute("SELECT queue_job::text FROM queue_job")
        for (row,) in self.env.cr.fetchall():
            self.assert_no_secret(row)

    def test_kept_result_of_the_check(self):
        self.shop.routes["GET", "V1/store/websites"] = Answer(
            400, {"message": f"You sent {' '.join(SECRETS.values())}"}
        )
        for method in ("oauth", "bearer", "password"):
            self.backend.auth_method = method
            self.backend.action_check_connection()
        self.backend.auth_method = "oauth"
        self.backend.action_check_connection()
        kept = self.backend.last_check_message
        for name in ("consumer_key", "consumer_secret", "access_token"):
            self.assertNotIn(SECRETS[name], kept)

    def test_fields(self):
        fields = self.env["magento.backend"]._fields
        for name in SECRETS:
            self.assertEqual(fields[name].groups, "connector.group_connector_manager")
            self.assertFalse(fields[name].copy)
            self.assertFalse(getattr(fields[name], "tracking", False))
