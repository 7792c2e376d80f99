"""The three ways to prove to a shop who is asking."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable

import requests
from requests.auth import AuthBase
from requests_oauthlib import OAuth1

from odoo.tools.translate import LazyGettext, LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")

#: Seconds before its end (half its life, if shorter) from which a token isn't used.
RENEW_BEFORE = 60
#: Loggers that write keys, tokens and signatures at level DEBUG.
_TALKATIVE_LOGGERS = (
    "oauthlib.oauth1.rfc5849",
    "oauthlib.oauth1.rfc5849.signature",
    "requests_oauthlib.oauth1_auth",
)


def _drop_debug(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


class Authentication:
    """How requests are signed, and what to advise when the shop refuses them.

    :cvar refused: advice after a 401
    """

    refused: LazyGettext

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be seen in a text."""
        raise NotImplementedError

    def authorize(self, login: Callable[[dict], str]) -> AuthBase:
        """What signs one request.

        :param login: sends credentials to the shop and returns its token
        """
        raise NotImplementedError

    def renew(self) -> bool:
        """Forget what was refused; whether a second try may succeed."""
        return False

    def __repr__(self) -> str:
        return f"{type(self).__name__}(***)"


class _Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Anonymous(AuthBase):
    """Signs nothing; without it ``requests`` would look into a ``.netrc`` file."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class OAuthAuthentication(Authentication):
    """An integration's four keys, signing each request (OAuth 1.0a, HMAC-SHA256)."""

    refused = _lt(
        "Compare the four keys with those in Magento (System > Integrations), check"
        " that the integration is active and that its API access includes what was"
        " asked, then re-authorize it. If a proxy changes the scheme, host or port,"
        " the shop sees another URL than the one signed."
    )

    def __init__(
        self,
        consumer_key: str,
        consumer_secret: str,
        access_token: str,
        access_token_secret: str,
    ) -> None:
        self._keys = (consumer_key, consumer_secret, access_token, access_token_secret)
        for name in _TALKATIVE_LOGGERS:
            logger = logging.getLogger(name)
            if _drop_debug not in logger.filters:
                logger.addFilter(_drop_debug)
        self._auth = OAuth1(*self._keys, signature_method="HMAC-SHA256")

    @property
    def secrets(self) -> tuple[str, ...]:
        return self._keys

    def authorize(self, login: Callable[[dict], str]) -> AuthBase:
        return self._auth


class BearerAuthentication(Authentication):
    """An integration's access token alone."""

    refused = _lt(
        "Magento refuses access tokens alone since version 2.4.4, unless Stores >"
        " Configuration > Services > OAuth > Consumer Settings allows them as"
        " standalone bearer tokens: allow it, or choose the authentication by the"
        " integration's four keys. If it is allowed, check the token and the API"
        " access of the integration (System > Integrations)."
    )

    def __init__(self, token: str) -> None:
        self._token = token

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self._token,)

    def authorize(self, login: Callable[[dict], str]) -> AuthBase:
        return _Bearer(self._token)


class TokenCache:
    """Tokens obtained by password, shared by the threads of this process.

    Without it each job would log in anew.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._tokens: dict[str, tuple[str, float]] = {}

    def get(self, key: str, login: Callable[[], str]) -> str:
        """The token in use, or a new one; one thread at a time logs in."""
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            token, end = self._tokens.get(key, ("", 0.0))
            if not token or self._clock() >= end:
                token = login()
                lifetime = token_lifetime(token)
                end = self._clock() + lifetime - min(RENEW_BEFORE, lifetime / 2)
                self._tokens[key] = (token, end)
            return token

    def forget(self, key: str, token: str) -> None:
        """Drop ``token``, unless another thread has replaced it already."""
        with self._guard:
            if self._tokens.get(key, ("", 0.0))[0] == token:
                del self._tokens[key]

    def clear(self) -> None:
        """Drop all tokens."""
        with self._guard:
            self._tokens.clear()


def token_lifetime(token: str) -> float:
    """Seconds that a token is valid, from its own claims.

    Infinite for one that doesn't say it. The difference of the claims ``iat`` and
    ``exp`` is used, so that the two clocks need not agree.

    >>> token_lifetime("opaque")
    inf
    """
    try:
        payload = token.split(".")[1]
        padded = payload + "=" * (-len(payload) % 4)
        claims = json.loads(base64.urlsafe_b64decode(padded))
        return max(float(claims["exp"]) - float(claims["iat"]), 0.0)
    except (IndexError, KeyError, TypeError, ValueError, binascii.Error):
        return float("inf")


#: The tokens of this process.
TOKENS = TokenCache()


class PasswordAuthentication(Authentication):
    """A user and password, exchanged for a token that expires.

    :param cache: where tokens are kept between two clients
    """

    refused = _lt(
        "The token is new, so the user's role lacks a permission: in Magento, System >"
        " User Roles > Role Resources."
    )

    def __init__(
        self, base_url: str, username: str, password: str, cache: TokenCache = TOKENS
    ) -> None:
        self._username = username
        self._password = password
        self._cache = cache
        self._token = ""
        seed = "\0".join((base_url, username, password))
        self._key = hashlib.sha256(seed.encode()).hexdigest()

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self._password, self._token)

    def authorize(self, login: Callable[[dict], str]) -> AuthBase:
        credentials = {"username": self._username, "password": self._password}
        self._token = self._cache.get(self._key, lambda: login(credentials))
        return _Bearer(self._token)

    def renew(self) -> bool:
        self._cache.forget(self._key, self._token)
        return True
