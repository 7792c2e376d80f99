"""The button Check Connection."""

from __future__ import annotations

import socket
from unittest.mock import patch

from odoo.exceptions import LockError, UserError
from odoo.tests import tagged
from odoo.tools.translate import code_translations

from odoo.addons.connector.rest import RestConfigurationError

from .common import SECRETS, MagentoCase, jwt
from .fake_shop import Answer, capture

LOGIN = ("POST", "V1/integration/admin/token")


@tagged("standard", "at_install")
class TestCheckConnection(MagentoCase):
    def check(self, kind: str, *texts: str) -> str:
        """Press the button; the message, which is kept, too."""
        action = self.backend.action_check_connection()
        self.assertEqual(action["tag"], "display_notification")
        params = action["params"]
        self.assertEqual(params["type"], kind, params["message"])
        self.assertEqual(params["sticky"], kind == "danger")
        self.assertEqual(params["message"], self.backend.last_check_message)
        self.assertTrue(self.backend.last_check_date)
        self.assertEqual(
            self.backend.last_check_state, "ok" if kind == "success" else "failed"
        )
        for text in texts:
            self.assertIn(text, params["message"])
        for secret in SECRETS.values():
            self.assertNotIn(secret, params["message"])
        return params["message"]

    def fail_with(self, answer: Answer) -> None:
        self.shop.routes["GET", "V1/store/websites"] = answer

    def test_success(self):
        self.check("success", "2 websites, 7 customer groups and 7 customers")

    def test_success_of_each_authentication(self):
        self.shop.routes[LOGIN] = Answer(body=jwt())
        for method, scheme in (
            ("oauth", "OAuth "),
            ("bearer", "Bearer "),
            ("password", "Bearer "),
        ):
            self.backend.auth_method = method
            self.check("success")
            authorization = self.shop.requests[-1].headers["Authorization"]
            self.assertTrue(authorization.startswith(scheme))

    def test_unknown_host(self):
        self.backend.url = "http://no-such-shop.test"
        with patch("socket.getaddrinfo", side_effect=socket.gaierror(-2, "unknown")):
            self.check("danger", "the host is unknown", "no-such-shop.test")

    def test_refused(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        self.backend.url = f"http://127.0.0.1:{port}"
        self.check("danger", "refused the connection")

    def test_time_out(self):
        self.backend.timeout = 1
        self.fail_with(Answer(body=[], delay=1.5))
        self.check("danger", "within 1")

    def test_wrong_token(self):
        self.fail_with(capture("auth_integration_lacks_permission"))
        self.check("danger", "401", "four keys", "Magento_Customer::customer")

    def test_bearer_disabled(self):
        self.backend.auth_method = "bearer"
        self.fail_with(capture("auth_expired_admin_token"))
        self.check("danger", "since version 2.4.4", "standalone bearer")

    def test_lacking_permission_for_customers(self):
        self.shop.routes["GET", "V1/customers/search"] = capture(
            "auth_integration_lacks_permission"
        )
        self.check("danger", "V1/customers/search", "Magento_Customer::customer")

    def test_not_a_shop(self):
        page = {"Content-Type": "text/html"}
        self.fail_with(Answer(404, "<html><title>Nothing here</title>", page))
        self.check("danger", "404", "Nothing here", "Check the URL")

    def test_web_page(self):
        page = {"Content-Type": "text/html"}
        self.fail_with(Answer(200, "<html><title>My shop</title>", page))
        self.check("danger", "My shop", "instead of data", "/rest/V1")

    def test_other_json(self):
        self.fail_with(Answer(200, {"hello": "world"}))
        self.check("danger", "Magento 2")
        self.fail_with(capture("store_websites"))
        self.shop.routes["GET", "V1/customers/search"] = Answer(200, [])
        self.check("danger", "Magento 2")

    def test_maintenance(self):
        self.fail_with(capture("maintenance_mode"))
        self.check("danger", "503", "maintenance")

    def test_missing_key(self):
        self.backend.consumer_secret = False
        self.check("danger", "Consumer Secret")

    def test_speaks_the_users_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        translations = {
            "the host refused the connection.": "connexion refusée.",
            "Connection failed": "Échec",
        }
        self.patch(
            code_translations,
            "get_python_translations",
            lambda module, lang: translations if lang == "fr_FR" else {},
        )
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        self.backend.url = f"http://127.0.0.1:{port}"
        self.backend = self.backend.with_context(lang="fr_FR")
        action = self.backend.action_check_connection()
        self.assertEqual(action["params"]["title"], "Échec")
        self.assertIn("connexion refusée.", action["params"]["message"])

    def test_percent_signs_survive(self):
        self.fail_with(Answer(500, {"message": "100% wrong %s"}))
        self.check("danger", "100% wrong %s")

    # Logins must not lock the account

    def refuse_login(self):
        self.backend.auth_method = "password"
        self.shop.routes[LOGIN] = capture("auth_admin_token_wrong_password")

    def test_refused_login_stops_the_jobs(self):
        self.refuse_login()
        self.check("danger", "sign-in was incorrect", "locked")
        self.assertTrue(self.backend.login_refused_on)
        self.shop.requests.clear()
        with self.assertRaisesRegex(RestConfigurationError, "Check Connection"):
            self.env["magento.res.partner"].import_record(self.backend, "4")
        self.assertEqual(self.shop.requests, [])

    def test_check_after_refusal_logs_in_once(self):
        self.refuse_login()
        self.check("danger")
        self.shop.requests.clear()
        self.check("danger")
        self.assertEqual(self.shop.paths(), [LOGIN[1]])

    def test_success_lifts_the_ban(self):
        self.refuse_login()
        self.check("danger")
        self.shop.routes[LOGIN] = Answer(body=jwt())
        self.check("success")
        self.assertFalse(self.backend.login_refused_on)

    def test_refusal_in_a_job_is_remembered(self):
        self.refuse_login()
        with (
            patch.object(
                type(self.backend), "_remember_refused_login", autospec=True
            ) as remember,
            self.assertRaises(RestConfigurationError),
        ):
            self.env["magento.res.partner"].import_record(self.backend, "4")
        remember.assert_called_once()

    def test_two_factor_authentication(self):
        self.backend.auth_method = "password"
        self.shop.routes[LOGIN] = capture("auth_admin_token_2fa_enabled")
        self.check("danger", "2FA", "create an integration")

    def test_busy_backend(self):
        with (
            patch.object(
                type(self.backend), "lock_for_update", side_effect=LockError("busy")
            ),
            self.assertRaisesRegex(UserError, "in use"),
        ):
            self.backend.action_check_connection()
        self.assertEqual(self.shop.requests, [])


@tagged("-at_install", "post_install")
class TestRememberRefusedLogin(MagentoCase):
    """With a committed backend, as a job in another transaction sees it."""

    def test_survives_the_rollback_of_the_job(self):
        with self.registry.cursor() as cr:
            backend = self.backend.with_env(self.env(cr=cr)).create(
                {"name": "Committed", "url": "http://127.0.0.1:9"}
            )
            cr.commit()
            try:
                backend._remember_refused_login()
                cr.rollback()
                backend.invalidate_recordset()
                self.assertTrue(backend.login_refused_on)
            finally:
                backend.unlink()
                cr.commit()

    def test_does_not_wait_for_its_own_transaction(self):
        with self.registry.cursor() as cr:
            backend = self.backend.with_env(self.env(cr=cr)).create(
                {"name": "Committed", "url": "http://127.0.0.1:9"}
            )
            cr.commit()
            try:
                backend.lock_for_update()
                backend._remember_refused_login()
                cr.rollback()
                backend.invalidate_recordset()
                self.assertFalse(backend.login_refused_on)
            finally:
                backend.unlink()
                cr.commit()
