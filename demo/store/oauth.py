"""OAuth 1.0a as Magento checks it: HMAC-SHA256 only, parameters in natural order."""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import re
import threading
import time
from dataclasses import dataclass
from urllib.parse import quote, unquote

from .errors import StoreError, bad_request, combined, refused_signature, required

TIMESTAMP_TOLERANCE = 600
"""Seconds that a client's clock may be ahead; it may be behind for ever."""

_REQUIRED = (
    "oauth_consumer_key",
    "oauth_signature",
    "oauth_signature_method",
    "oauth_nonce",
    "oauth_timestamp",
    "oauth_token",
)


@dataclass(frozen=True)
class Integration:
    """The four keys of an integration (*System > Integrations*), and its id."""

    consumer_key: str
    consumer_secret: str
    access_token: str
    access_token_secret: str
    consumer_id: int = 1


@dataclass(frozen=True)
class SignedRequest:
    """What of a request is signed.

    :param url: scheme, host and path as the server sees them.
    :param query: the query as sent.
    :param authorization: the header, from ``OAuth`` on.
    """

    method: str
    url: str
    query: str
    authorization: str


class SignatureCheck:
    """Tells whether requests were signed by an integration, and for the first time."""

    def __init__(self, integration: Integration) -> None:
        self._integration = integration
        self._nonces: set[str] = set()
        self._lock = threading.Lock()

    def forget_nonces(self) -> None:
        """Let used nonces pass again."""
        with self._lock:
            self._nonces.clear()

    def verify(self, request: SignedRequest) -> None:
        """Return when the signature holds.

        As in Magento the nonce is spent even when the signature then fails.

        :raises StoreError: 400 for an incomplete header or another signature method,
            else 401.
        """
        given = _read_header(request.authorization)
        missing = [required(name) for name in _REQUIRED if name not in given]
        if missing:
            raise combined(missing)
        if given["oauth_signature_method"] != "HMAC-SHA256":
            raise bad_request(
                "Signature method %1 is not supported",
                [given["oauth_signature_method"]],
            )
        if given["oauth_consumer_key"] != self._integration.consumer_key:
            raise refused_signature(
                "A consumer having the specified key does not exist"
            )
        self._spend_nonce(given["oauth_nonce"], given["oauth_timestamp"])
        if given["oauth_token"] != self._integration.access_token:
            raise refused_signature("Specified token does not exist")
        signature = sign(request, given, self._integration)
        if not hmac.compare_digest(
            signature.encode(), given["oauth_signature"].encode()
        ):
            raise _INVALID

    def _spend_nonce(self, nonce: str, timestamp: str) -> None:
        seconds = int(timestamp) if timestamp.isdecimal() else 0
        if not 0 < seconds <= time.time() + TIMESTAMP_TOLERANCE:
            raise refused_signature("An error occurred validating the nonce")
        with self._lock:
            if nonce in self._nonces:
                raise refused_signature(
                    "The nonce is already being used by the consumer with ID %1",
                    [str(self._integration.consumer_id)],
                )
            self._nonces.add(nonce)


_INVALID = StoreError(401, "The signature is invalid. Verify and try again.")


def sign(
    request: SignedRequest, protocol: dict[str, str], integration: Integration
) -> str:
    """Return the signature that ``request`` should carry.

    :param protocol: the parameters of the header; its signature is left out.
    """
    parameters = {
        _encode(name): _encode(value)
        for name, value in (protocol | _read_query(request.query)).items()
        if name != "oauth_signature"
    }
    pairs = [f"{name}={parameters[name]}" for name in sorted(parameters, key=_natural)]
    base = "&".join(
        [request.method.upper(), _encode(request.url), _encode("&".join(pairs))]
    )
    key = "&".join(
        [_encode(integration.consumer_secret), _encode(integration.access_token_secret)]
    )
    digest = hmac.new(key.encode(), base.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _read_header(authorization: str) -> dict[str, str]:
    parameters = {}
    for part in authorization.partition(" ")[2].split(","):
        name, separator, value = part.strip().partition("=")
        if separator and re.match(r"oauth_[a-z_-]+", name):
            parameters[unquote(name)] = unquote(value.strip('"'))
    return parameters


def _read_query(query: str) -> dict[str, str]:
    # A plus stays a plus here: a client that means a space and signs one is refused.
    pairs = (part.split("=") for part in query.split("&"))
    return {
        unquote(pair[0]): unquote(pair[1])
        for pair in pairs
        if len(pair) == 2 and not pair[0].startswith("oauth_")
    }


def _encode(text: str) -> str:
    return quote(text, safe="~")


def compare_natural(left: str, right: str) -> int:
    """Compare as PHP's ``strnatcmp``: runs of digits by value.

    >>> compare_natural("a[2]", "a[10]") < 0 < compare_natural("a[2]", "a[1]")
    True
    """
    for left_run, right_run in zip(_runs(left), _runs(right), strict=False):
        if left_run == right_run:
            continue
        if left_run[0].isdecimal() and right_run[0].isdecimal():
            difference = _compare_digits(left_run, right_run)
            if difference:
                return difference
            continue
        return -1 if left_run < right_run else 1
    return (len(left) > len(right)) - (len(left) < len(right))


def _compare_digits(left: str, right: str) -> int:
    if not (left.startswith("0") or right.startswith("0")):
        left, right = left.zfill(len(right)), right.zfill(len(left))
    return (left > right) - (left < right)


@functools.lru_cache(maxsize=4096)
def _runs(text: str) -> list[str]:
    return re.findall(r"[0-9]+|[^0-9]", text)


_natural = functools.cmp_to_key(compare_natural)
