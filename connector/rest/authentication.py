"""How a request proves who is asking."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import requests
from requests.auth import AuthBase

from odoo.tools.translate import LazyGettext, LazyTranslate

if TYPE_CHECKING:
    from .client import RestClient

_lt = LazyTranslate(__name__, default_lang="en_US")

#: Seconds before its end (half its life, if shorter) from which a token isn't used.
RENEW_BEFORE = 60


class Authentication:
    """How requests are signed, and what to advise when the server refuses them.

    Inherit, or take :class:`Signed` with any ``AuthBase`` of ``requests``.

    :cvar refused: advice after a 401
    """

    refused: LazyGettext = _lt(
        "Check the credentials on the backend, and that the server still accepts them."
    )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be seen in a text."""
        return ()

    def authorize(self, client: RestClient) -> AuthBase:
        """What signs one request.

        :param client: the conversation; ``client.send(..., auth=Anonymous())`` asks
            for a token, where one is needed
        """
        raise NotImplementedError

    def renew(self) -> bool:
        """Forget what was refused; whether a second try may succeed."""
        return False

    def __repr__(self) -> str:
        return f"{type(self).__name__}(***)"


class Signed(Authentication):
    """Any ``AuthBase`` of ``requests``, such as ``OAuth1`` of requests_oauthlib.

    :param auth: signs a request; it gets the whole of it
    :param secrets: the keys it holds, so that they can be hidden in texts
    """

    def __init__(self, auth: AuthBase, *secrets: str) -> None:
        self._auth = auth
        self._secrets = secrets

    @property
    def secrets(self) -> tuple[str, ...]:
        return self._secrets

    def authorize(self, client: RestClient) -> AuthBase:
        return self._auth


class _Header(AuthBase):
    def __init__(self, name: str, value: str) -> None:
        self._name = name
        self._value = value

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers[self._name] = self._value
        return request


class _Nothing(AuthBase):
    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class Anonymous(Signed):
    """Signs nothing; without it ``requests`` would look into a ``.netrc`` file."""

    def __init__(self) -> None:
        super().__init__(_Nothing())


class Bearer(Signed):
    """A token in the header ``Authorization``."""

    def __init__(self, token: str) -> None:
        super().__init__(_Header("Authorization", f"Bearer {token}"), token)


class HeaderKey(Signed):
    """A key in a header of the server's choice, such as ``X-API-Key``."""

    def __init__(self, header: str, key: str) -> None:
        super().__init__(_Header(header, key), key)


class Basic(Signed):
    """A user and password, sent with each request."""

    def __init__(self, username: str, password: str) -> None:
        pair = base64.b64encode(f"{username}:{password}".encode()).decode()
        super().__init__(_Header("Authorization", f"Basic {pair}"), password, pair)


class TokenCache:
    """Tokens obtained by a login, shared by the threads of this process.

    Without it each job would log in anew.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._tokens: dict[str, tuple[str, float]] = {}

    def get(self, key: str, login: Callable[[], str | tuple[str, float]]) -> str:
        """The token in use, or a new one; one thread at a time logs in.

        :param login: answers the token, or the token and the seconds of its life;
            without them :func:`token_lifetime` says how long it lives
        """
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            token, end = self._tokens.get(key, ("", 0.0))
            if not token or self._clock() >= end:
                found = login()
                token, lifetime = (
                    (found, token_lifetime(found)) if isinstance(found, str) else found
                )
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

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self._tokens)} tokens)"


def token_lifetime(token: str) -> float:
    """Seconds that a token is valid, from its own claims (RFC 7519, 4.1).

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


class TokenAuthentication(Authentication):
    """Credentials that are exchanged for a token, which expires.

    After a 401 one new token is tried. Override point: :meth:`_log_in`.

    :param credentials: all that tells this login from others, the URL included
    :param cache: where tokens are kept between two clients
    """

    def __init__(self, *credentials: str, cache: TokenCache = TOKENS) -> None:
        self._credentials = credentials
        self._cache = cache
        self._token = ""
        self._key = hashlib.sha256("\0".join(credentials).encode()).hexdigest()

    @property
    def secrets(self) -> tuple[str, ...]:
        """The last of the credentials, taken for the password, and the token."""
        return (*self._credentials[-1:], self._token)

    def authorize(self, client: RestClient) -> AuthBase:
        self._token = self._cache.get(self._key, lambda: self._log_in(client))
        return self._sign(self._token)

    def renew(self) -> bool:
        self._cache.forget(self._key, self._token)
        return True

    def _log_in(self, client: RestClient) -> str | tuple[str, float]:
        """Ask the server for a token; with the seconds of its life if it says them."""
        raise NotImplementedError

    def _sign(self, token: str) -> AuthBase:
        """What puts the token into a request."""
        return _Header("Authorization", f"Bearer {token}")
