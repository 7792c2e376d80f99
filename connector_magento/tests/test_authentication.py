"""Signatures, tokens, and logins that must not lock an account."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, quote, unquote

from odoo.tests import BaseCase, tagged

from odoo.addons.connector.rest import (
    RestConfigurationError,
    ServerUnreachable,
    TokenCache,
    token_lifetime,
)

from ..client import (
    BearerAuthentication,
    MagentoClient,
    OAuthAuthentication,
    PasswordAuthentication,
    search_query,
)
from .common import RealRequestsMixin, jwt
from .fake_shop import Answer, FakeShop, capture

KEYS = ("consumerkey1", "consumersecret2", "accesstoken3", "tokensecret4")
LOGIN = "V1/integration/admin/token"


def signature_is_valid(url: str, request) -> bool:
    """Check an OAuth 1.0a signature as the server does, written from RFC 5849."""
    header = request.headers["Authorization"]
    oauth = {
        key: unquote(value) for key, value in re.findall(r'(\w+)="([^"]*)"', header)
    }
    signature = oauth.pop("oauth_signature")
    pairs = [*parse_qsl(request.query_string, keep_blank_values=True), *oauth.items()]
    encoded = sorted((quote(k, safe="~"), quote(v, safe="~")) for k, v in pairs)
    base = "&".join(
        quote(part, safe="~")
        for part in (
            request.method,
            f"{url}/rest/{request.path}",
            "&".join(f"{key}={value}" for key, value in encoded),
        )
    )
    digest = hmac.new(
        f"{KEYS[1]}&{KEYS[3]}".encode(), base.encode(), hashlib.sha256
    ).digest()
    return hmac.compare_digest(base64.b64encode(digest).decode(), signature)


@tagged("standard", "at_install")
class TestAuthentication(RealRequestsMixin, BaseCase):
    def setUp(self):
        super().setUp()
        self.shop = FakeShop()
        self.addCleanup(self.shop.close)
        self.shop.routes["GET", "V1/x"] = Answer(body=1)
        self.refusals = []
        self.cache = TokenCache()

    def client(self, authentication=None) -> MagentoClient:
        authentication = authentication or PasswordAuthentication(
            self.shop.url,
            "user",
            "s3cretpw",
            on_refused=lambda: self.refusals.append(1),
            cache=self.cache,
        )
        client = MagentoClient(
            self.shop.url, authentication, allow_private_network=True
        )
        self.addCleanup(client.close)
        return client

    # OAuth

    def test_oauth_signature(self):
        client = self.client(OAuthAuthentication(*KEYS))
        query = search_query(
            [("updated_at", "gteq", "2026-11-23 01:00:00")], page_size=1
        )
        client.get("V1/x", query)
        request = self.shop.requests[0]
        header = request.headers["Authorization"]
        self.assertTrue(header.startswith("OAuth "))
        self.assertIn('oauth_signature_method="HMAC-SHA256"', header)
        self.assertTrue(signature_is_valid(self.shop.url, request))

    def test_oauth_does_not_sign_json(self):
        self.shop.routes["POST", "V1/x"] = Answer(body=1)
        client = self.client(OAuthAuthentication(*KEYS))
        client.request("POST", "V1/x", body={"a": 1})
        self.assertTrue(signature_is_valid(self.shop.url, self.shop.requests[0]))
        self.assertEqual(self.shop.requests[0].body, b'{"a": 1}')

    def test_oauth_nonce_is_never_used_twice(self):
        client = self.client(OAuthAuthentication(*KEYS))
        client.get("V1/x")
        client.get("V1/x")
        nonces = {
            re.search(r'oauth_nonce="(\w+)"', request.headers["Authorization"])[1]
            for request in self.shop.requests
        }
        self.assertEqual(len(nonces), 2)

    def test_oauth_logs_nothing(self):
        client = self.client(OAuthAuthentication(*KEYS))
        with self.assertLogs(level=logging.DEBUG) as logs:
            for name in ("oauthlib", "requests_oauthlib", "urllib3"):
                logging.getLogger(name).setLevel(logging.DEBUG)
                self.addCleanup(logging.getLogger(name).setLevel, logging.NOTSET)
            client.get("V1/x")
        text = "\n".join(logs.output)
        self.assertIn("GET /rest/V1/x", text, "the logs of urllib3 were not seen")
        signature = re.search(
            r'oauth_signature="([^"]*)"', self.shop.requests[0].headers["Authorization"]
        )[1]
        for secret in (*KEYS, signature, unquote(signature)):
            self.assertNotIn(secret, text)

    def test_oauth_advice(self):
        self.shop.routes["GET", "V1/x"] = capture("auth_integration_lacks_permission")
        with self.assertRaisesRegex(
            RestConfigurationError, "Magento_Customer::customer.*System > Integrations"
        ):
            self.client(OAuthAuthentication(*KEYS)).get("V1/x")
        self.assertEqual(len(self.shop.requests), 1)

    # User and password

    def test_token(self):
        token = jwt()
        self.shop.routes["POST", LOGIN] = Answer(body=token)
        client = self.client()
        client.get("V1/x")
        client.get("V1/x")
        login, *requests = self.shop.requests
        self.assertEqual(
            json.loads(login.body), {"username": "user", "password": "s3cretpw"}
        )
        self.assertNotIn("Authorization", login.headers)
        for request in requests:
            self.assertEqual(request.headers["Authorization"], f"Bearer {token}")
        self.assertEqual(self.shop.count(LOGIN), 1)

    def test_token_serves_other_clients(self):
        self.shop.routes["POST", LOGIN] = Answer(body=jwt())
        self.client().get("V1/x")
        self.client().get("V1/x")
        self.assertEqual(self.shop.count(LOGIN), 1)

    def test_token_belongs_to_one_password(self):
        self.shop.routes["POST", LOGIN] = Answer(body=jwt())
        self.client().get("V1/x")
        other = PasswordAuthentication(self.shop.url, "user", "other", cache=self.cache)
        self.client(other).get("V1/x")
        self.assertEqual(self.shop.count(LOGIN), 2)

    def test_token_is_renewed_early(self):
        now = [1000.0]
        self.cache = TokenCache(clock=lambda: now[0])
        self.shop.routes["POST", LOGIN] = Answer(body=jwt(3600))
        client = self.client()
        for passed, logins in ((0, 1), (3500, 1), (3545, 2)):
            now[0] = 1000.0 + passed
            client.get("V1/x")
            self.assertEqual(self.shop.count(LOGIN), logins)

    def test_short_lived_token_is_used(self):
        self.shop.routes["POST", LOGIN] = Answer(body=jwt(30))
        client = self.client()
        client.get("V1/x")
        client.get("V1/x")
        self.assertEqual(self.shop.count(LOGIN), 1)

    def test_lifetime_needs_no_common_clock(self):
        self.assertEqual(token_lifetime(jwt(iat=10, exp=3610)), 3600)

    def test_opaque_token_lasts(self):
        self.shop.routes["POST", LOGIN] = Answer(body="a" * 32)
        self.client().get("V1/x")
        self.client().get("V1/x")
        self.assertEqual(self.shop.count(LOGIN), 1)

    def test_expired_token_is_renewed_once(self):
        old, new = jwt(jti=1), jwt(jti=2)
        self.shop.routes["POST", LOGIN] = [Answer(body=old), Answer(body=new)]
        client = self.client()
        client.get("V1/x")
        self.shop.routes["GET", "V1/x"] = [
            capture("auth_expired_admin_token"),
            Answer(body=2),
        ]
        self.assertEqual(client.get("V1/x"), 2)
        self.assertEqual(
            self.shop.requests[-1].headers["Authorization"], f"Bearer {new}"
        )

    def test_lacking_permission_is_tried_twice_only(self):
        self.shop.routes["POST", LOGIN] = Answer(body=jwt())
        self.shop.routes["GET", "V1/x"] = capture("auth_integration_lacks_permission")
        with self.assertRaisesRegex(
            RestConfigurationError, "Magento_Customer::customer.*User Roles"
        ):
            self.client().get("V1/x")
        self.assertEqual(self.shop.count("V1/x"), 2)
        self.assertEqual(self.refusals, [])

    def test_refused_login_is_never_repeated(self):
        self.shop.routes["POST", LOGIN] = capture("auth_admin_token_wrong_password")
        with self.assertRaisesRegex(
            RestConfigurationError, "sign-in was incorrect.*account is locked"
        ) as caught:
            self.client().get("V1/x")
        self.assertNotIn("s3cretpw", str(caught.exception))
        self.assertEqual(self.shop.paths(), [LOGIN])
        self.assertEqual(self.refusals, [1])

    def test_two_factor_authentication(self):
        self.shop.routes["POST", LOGIN] = capture("auth_admin_token_2fa_enabled")
        with self.assertRaisesRegex(RestConfigurationError, "2FA.*integration"):
            self.client().get("V1/x")
        self.assertEqual(self.refusals, [1])

    def test_unreachable_shop_is_no_refusal(self):
        self.shop.routes["POST", LOGIN] = Answer(503, {})
        with self.assertRaises(ServerUnreachable):
            self.client().get("V1/x")
        self.assertEqual(self.refusals, [])

    def test_threads_log_in_once(self):
        self.shop.routes["POST", LOGIN] = Answer(body=jwt(), delay=0.1)
        clients = [self.client() for _index in range(8)]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda client: client.get("V1/x"), clients))
        self.assertEqual(self.shop.count(LOGIN), 1)

    def test_nothing_shows_secrets(self):
        for authentication in (
            OAuthAuthentication(*KEYS),
            BearerAuthentication(KEYS[2]),
            PasswordAuthentication(self.shop.url, "user", "s3cretpw"),
        ):
            shown = f"{authentication!r} {self.client(authentication)!r}"
            for secret in (*KEYS, "s3cretpw"):
                self.assertNotIn(secret, shown)
