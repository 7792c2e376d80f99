"""Who is asking: admin tokens, integrations, and what each may do."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from dataclasses import asdict, dataclass
from typing import Any

from .errors import StoreError, bad_request, not_authorized
from .oauth import Integration, SignatureCheck, SignedRequest
from .settings import Settings

ANONYMOUS = "anonymous"
"""The resource of end points that ask for no credentials."""


@dataclass(frozen=True)
class Credentials:
    """The keys to the store. They are invented, fixed and public: no secret."""

    username: str = "connector"
    password: str = "demo-Pass-123"
    consumer_key: str = "demo0consumer0key000000000000001"
    consumer_secret: str = "demo0consumer0secret000000000001"
    access_token: str = "demo0access0token000000000000001"
    access_token_secret: str = "demo0token0secret000000000000001"

    def as_dict(self) -> dict[str, str]:
        """Return all of them by name."""
        return asdict(self)


CREDENTIALS = Credentials()


class Doorman:
    """Lets requests in, or refuses them in Magento's words."""

    def __init__(self, settings: Settings, credentials: Credentials) -> None:
        self._settings = settings
        self._credentials = credentials
        self._signatures = SignatureCheck(
            Integration(
                credentials.consumer_key,
                credentials.consumer_secret,
                credentials.access_token,
                credentials.access_token_secret,
            )
        )
        self._lock = threading.Lock()
        self._failures = 0
        self._locked_until = 0.0
        self._key_number = 0

    def reset(self) -> None:
        """Forget used nonces and wrong passwords; tokens stay valid."""
        self._signatures.forget_nonces()
        with self._lock:
            self._failures = 0
            self._locked_until = 0.0

    def expire_tokens(self) -> None:
        """Make every admin token given out so far worthless."""
        with self._lock:
            self._key_number += 1

    def token(self, username: str, password: str) -> str:
        """Return a new admin token.

        :raises StoreError: 401 for wrong credentials or a locked account; 400 while two
            factors are asked for.
        """
        with self._lock:
            known = username == self._credentials.username
            locked = self._locked_until > time.time()
            if not known or locked or password != self._credentials.password:
                if known:
                    self._count_failure()
                raise StoreError(
                    401,
                    "The account sign-in was incorrect or your account is disabled "
                    "temporarily. Please wait and try again later.",
                )
            self._failures = 0
        if self._settings.two_factor:
            raise bad_request(
                "Please ask an administrator with sufficient access to configure 2FA "
                "first"
            )
        now = int(time.time())
        return self._encode(
            {
                "uid": 1,
                "utypid": 2,
                "iat": now,
                "exp": int(now + self._settings.token_life),
            }
        )

    def _count_failure(self) -> None:
        self._failures += 1
        limit = self._settings.lockout_failures
        if limit and self._failures >= limit:
            self._locked_until = time.time() + self._settings.lockout_seconds

    def admit(self, authorization: str, signed: SignedRequest, resource: str) -> None:
        """Return when the sender may use ``resource``.

        :param authorization: the header of that name.
        :param signed: the request, in case it is signed.
        :raises StoreError: 401, or 400 for an unusable OAuth header.
        """
        if resource == ANONYMOUS:
            return
        scheme, _, value = authorization.partition(" ")
        if scheme.lower() == "oauth":
            self._signatures.verify(signed)
        elif scheme.lower() != "bearer" or not self._is_valid(value.strip()):
            raise not_authorized(resource)
        if resource in self._settings.denied_resources:
            raise not_authorized(resource)

    def _is_valid(self, token: str) -> bool:
        if token == self._credentials.access_token:
            return self._settings.integration_bearer
        head, _, signature = token.rpartition(".")
        if not hmac.compare_digest(
            signature.encode("utf-8", "replace"), self._signature(head).encode()
        ):
            return False
        claims = json.loads(_decode64(head.partition(".")[2]))
        return claims["exp"] > time.time()

    def _encode(self, claims: dict[str, Any]) -> str:
        head = ".".join(
            _encode64(json.dumps(part, separators=(",", ":")).encode())
            for part in ({"kid": "1", "alg": "HS256"}, claims)
        )
        return f"{head}.{self._signature(head)}"

    def _signature(self, head: str) -> str:
        key = f"the demo store signs with key {self._key_number}".encode()
        return _encode64(hmac.new(key, head.encode(), hashlib.sha256).digest())


def _encode64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
