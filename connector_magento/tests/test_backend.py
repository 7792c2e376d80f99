"""What may be entered on a backend."""

from __future__ import annotations

from psycopg2.errors import CheckViolation

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.connector.rest import RestConfigurationError
from odoo.addons.queue_job.exception import FailedJobError

from .common import SECRETS, MagentoCase


@tagged("standard", "at_install")
class TestBackend(MagentoCase):
    def test_url_is_normalized(self):
        for entered, kept in (
            (" https://shop.test/ ", "https://shop.test"),
            ("https://shop.test:8443//", "https://shop.test:8443"),
            ("https://shop.test/store/", "https://shop.test/store"),
            ("https://shop.test/rest/V1/", "https://shop.test"),
            ("https://shop.test/rest/all/V1", "https://shop.test"),
            ("https://shop.test/index.php/rest", "https://shop.test/index.php"),
            ("http://[::1]:80/", "http://[::1]:80"),
        ):
            with self.subTest(entered):
                self.backend.url = entered
                self.assertEqual(self.backend.url, kept)
        other = self.env["magento.backend"].create({"name": "x", "url": "http://a/"})
        self.assertEqual(other.url, "http://a")

    def test_url_is_checked(self):
        for url, problem in (
            ("shop.test", "does not begin with https://"),
            ("ftp://shop.test", "does not begin with https://"),
            ("https://", "has no host"),
            ("https:///path", "has no host"),
            ("https://my shop.test", "a blank within"),
            ("https://shop.test:abc", "it can't be read"),
            ("https://[::1", "it can't be read"),
            ("https://shop.test?x=1", "does not belong into it"),
            ("https://shop.test/#a", "does not belong into it"),
        ):
            with self.subTest(url), self.assertRaisesRegex(ValidationError, problem):
                self.backend.url = url

    def test_url_without_credentials(self):
        with self.assertRaisesRegex(
            ValidationError, "credentials do not belong"
        ) as caught:
            self.backend.url = "https://joe:hidden@shop.test"
        self.assertNotIn("hidden", str(caught.exception))

    def test_insecure_url_is_shown(self):
        for url, insecure in (
            ("http://shop.test", True),
            ("https://shop.test", False),
            ("http://localhost:8080", False),
            ("http://127.0.0.1", False),
        ):
            self.backend.url = url
            self.assertIs(self.backend.is_insecure, insecure)

    @mute_logger("odoo.sql_db")
    def test_url_is_judged_by_its_whole_host(self):
        for url in ("http://localhost.evil.test", "http://127.0.0.1.evil.test"):
            self.backend.url = url
            self.assertTrue(self.backend.is_insecure, url)

    def test_url_that_cannot_be_read_is_refused_when_it_is_saved(self):
        form = Form(self.env["magento.backend"])
        form.name = "New"
        form.url = "http://[::1"
        with self.assertRaisesRegex(ValidationError, "can't be read"):
            form.save()

    def test_ranges(self):
        for name, value in (
            ("page_size", 0),
            ("page_size", 101),
        ):
            with (
                self.subTest(name, value=value),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.backend.write({name: value})
                self.backend.flush_recordset()

    def test_keys_are_stripped_but_not_the_password(self):
        self.backend.write({"access_token": " abc\n", "password": " abc "})
        self.assertEqual(self.backend.access_token, "abc")
        self.assertEqual(self.backend.password, " abc ")

    def test_copy_has_no_secret(self):
        copy = self.backend.copy()
        self.assertEqual(copy.name, "Test shop (copy)")
        for name in SECRETS:
            self.assertFalse(copy[name])
        self.assertFalse(copy.import_customers_since)

    def test_missing_keys_are_named(self):
        self.backend.write({"consumer_key": False, "access_token_secret": False})
        with (
            self.assertRaisesRegex(
                RestConfigurationError, "Consumer Key, Access Token Secret"
            ),
            self.backend.work_on("magento.res.partner"),
        ):
            pass

    def test_changed_connection_forgets_the_last_check(self):
        known = {
            "last_check_state": "ok",
            "last_check_message": "fine",
            "login_refused_on": "2026-01-01 00:00:00",
        }
        for name, value in (("url", "https://other.test"), ("password", "x")):
            self.backend.write(known)
            self.backend[name] = value
            self.assertFalse(self.backend.last_check_state)
            self.assertFalse(self.backend.last_check_message)
            self.assertFalse(self.backend.login_refused_on)
        self.backend.write(known)
        self.backend.name = "Other name"
        self.assertEqual(self.backend.last_check_state, "ok")

    def test_deleted_while_its_jobs_wait(self):
        backend = self.backend.copy()
        backend.unlink()
        with self.assertRaisesRegex(FailedJobError, f"{backend.id} was deleted"):
            backend.import_stores()

    def test_work_has_a_client_and_is_in_the_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.backend.company_id = company
        with self.backend._in_its_place().work_on("magento.res.partner") as work:
            self.assertEqual(work.rest.base_url, f"{self.shop.url}/rest")
            self.assertEqual(work.env.company, company)
            other = work.work_on("magento.address")
            self.assertIs(other.rest, work.rest)
