"""Secrets are nowhere in what people read."""

from __future__ import annotations

import logging
import traceback

import requests

from odoo.tests import tagged

from ..rest import (
    Basic,
    Bearer,
    HeaderKey,
    Mask,
    RequestRefused,
    Signed,
    safe_url,
)
from .rest_case import Reply, RestCase, oauth1

TOKEN = "s3cret+token/1"


@tagged("standard", "at_install")
class TestSecrets(RestCase):
    def test_masks(self):
        mask = Mask(["a b/c+d", "", "a b"])
        for text in ("a b/c+d", "a%20b%2Fc%2Bd", "a+b%2Fc%2Bd", "YSBiL2MrZA"):
            self.assertEqual(mask(f"x{text}y"), "x***y")
        self.assertEqual(mask("a b"), "***")
        self.assertNotIn("a b", repr(mask))

    def test_urls(self):
        for query in (
            *("key=s", "api_key=s", "apiKey=s", "access_token=s", "X-Amz-Signature=s"),
            *(
                "sig=s",
                "hmac=s",
                "client_secret=s",
                "password=s",
                "auth=s",
                "a%5Bkey%5D=s",
            ),
            *("sessionId=s", "consumerKey=s", "code=s", "oauth_nonce=s"),
        ):
            name = query.partition("=")[0]
            self.assertEqual(safe_url(f"http://a/?{query}"), f"http://a/?{name}=***")
        for query in ("keyword=s", "monkey=s", "sort=s", "design=s", "authors=s"):
            self.assertEqual(safe_url(f"http://a/?{query}"), f"http://a/?{query}")
        self.assertEqual(safe_url("http://u:p@a/x"), "http://***@a/x")
        self.assertNotIn("p", safe_url("//u:p@[bad/").replace("http", ""))

    def test_nowhere_in_texts(self):
        password = "p4ss wörd"
        for auth in (
            Bearer(TOKEN),
            HeaderKey("X-Key", TOKEN),
            Basic("me", password),
            Signed(Bearer(TOKEN).authorize(None), TOKEN),
        ):
            for secret in (TOKEN, password):
                self.server.replies = [Reply(400, {"message": f"bad {secret}"})]
                client = self.client(auth, secrets=(TOKEN, password))
                with (
                    self.assertLogs(level=logging.DEBUG) as logs,
                    self.assertRaises(RequestRefused) as caught,
                ):
                    client.get("x", {"token": secret, "page": 2})
                texts = (repr(auth), repr(client), str(caught.exception), *logs.output)
                for text in texts:
                    self.assertNotIn(secret, text)
                self.assertIn("page=2", str(caught.exception))
                self.assertIn("x?token=***&page=2: 400", "\n".join(logs.output))

    def test_libraries_log_no_secret(self):
        for name in ("urllib3", "requests_oauthlib", "oauthlib"):
            logger = logging.getLogger(name)
            self.addCleanup(logger.setLevel, logger.level)
            logger.setLevel(logging.DEBUG)
        OAuth1 = oauth1(self)
        keys = ("ck-1", "cs-secret", "tk-1", "ts-secret")
        with self.assertLogs(level=logging.DEBUG) as logs:
            self.client(Signed(OAuth1(*keys), *keys)).get("x", {"api_key": TOKEN})
        text = "\n".join(logs.output)
        self.assertIn("urllib3.connectionpool", text)
        for secret in (*keys, TOKEN, "s3cret", "oauth_signature"):
            self.assertNotIn(secret, text)

    def test_url_of_the_backend(self):
        client = self.client(url="http://me:pw@127.0.0.1:9/x?key=s3cret")
        self.assertEqual(repr(client), "RestClient('http://***@127.0.0.1:9/x?key=***')")

    def test_traceback_holds_no_url(self):
        client = self.client(url="http://127.0.0.1:9", base=self.quick())
        try:
            client.get("x", {"api_key": TOKEN, "q": "s3cret"})
        except Exception as error:
            text = "".join(traceback.format_exception(error))
        self.assertNotIn(TOKEN, text)
        self.assertNotIn(requests.utils.quote(TOKEN, safe=""), text)
