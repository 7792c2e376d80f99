"""Keeps credentials out of all that people read: errors, logs, representations."""

from __future__ import annotations

import base64
import json
import logging
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus, unquote, urlsplit, urlunsplit

HIDDEN = "***"
_QUOTED_URL = 500

#: Words in the name of a query parameter that mark it as a credential.
_SECRET_WORDS = re.compile(
    r"(?:^|[^a-z])(?:api_?key|key|sig|code|otp|pin|sid|auth|jwt|hmac|nonce|pass)"
    r"(?:$|[^a-z])|apikey|accesskey|token|secret|signature|passw|credential"
    r"|authoriz|session",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

#: Loggers that write keys, tokens and signatures at level DEBUG.
_TALKATIVE_LOGGERS = (
    "oauthlib.oauth1.rfc5849",
    "oauthlib.oauth1.rfc5849.signature",
    "requests_oauthlib.oauth1_auth",
    "requests_oauthlib.oauth2_session",
)
#: Loggers that write the URL of each request at level DEBUG.
_LOGGERS_OF_URLS = ("urllib3.connectionpool", "urllib3.util.retry")


class Mask:
    """Replaces secrets in texts.

    :param secrets: the values themselves; empty ones are ignored

    >>> Mask(["s3cret"])("Bearer s3cret, czNjcmV0?")
    'Bearer ***, ***?'
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        spellings: set[str] = set()
        for secret in filter(None, secrets):
            spellings |= {
                secret,
                quote(secret, safe=""),
                quote_plus(secret),
                # As a server's JSON quotes it.
                json.dumps(secret)[1:-1],
                base64.b64encode(secret.encode()).decode().rstrip("="),
            }
        # Longer ones first: one may be part of another.
        self._spellings = sorted(spellings, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for spelling in self._spellings:
            text = text.replace(spelling, HIDDEN)
        return text

    def __repr__(self) -> str:
        return f"{type(self).__name__}({HIDDEN})"


def safe_url(url: str) -> str:
    """The URL without user, password, and values of parameters that may be secret.

    >>> safe_url("https://me:pw@a.test/x?page=2&api_key=1234&sort=name#top")
    'https://***@a.test/x?page=2&api_key=***&sort=name'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return re.sub(r"//[^/]*@", f"//{HIDDEN}@", url.partition("?")[0])
    netloc = parts.netloc
    if "@" in netloc:
        netloc = f"{HIDDEN}@{netloc.rpartition('@')[2]}"
    query = "&".join(map(_safe_pair, parts.query.split("&"))) if parts.query else ""
    return urlunsplit((parts.scheme, netloc, parts.path, query, ""))


def _safe_pair(pair: str) -> str:
    name, separator, _value = pair.partition("=")
    if separator and _SECRET_WORDS.search(_CAMEL.sub("_", unquote(name))):
        return f"{name}={HIDDEN}"
    return pair


def describe_call(method: str, url: str) -> str:
    """The request in one line that a person can read, without secrets.

    >>> describe_call("GET", "http://shop.test/rest/V1/x?a%5Bb%5D=1%202&token=abc")
    'GET http://shop.test/rest/V1/x?a[b]=1 2&token=***'
    """
    url = " ".join(unquote(safe_url(url)).split())
    if len(url) > _QUOTED_URL:
        url = f"{url[:_QUOTED_URL]}…"
    return f"{method} {url}"


def silence_loggers() -> None:
    """Keep credentials out of what the HTTP libraries log at level DEBUG."""
    for names, drop in (
        (_TALKATIVE_LOGGERS, _drop_debug),
        (_LOGGERS_OF_URLS, _mask_urls),
    ):
        for name in names:
            # Adding it twice changes nothing.
            logging.getLogger(name).addFilter(drop)


def _drop_debug(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


def _mask_urls(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(
            safe_url(value) if isinstance(value, str) and "?" in value else value
            for value in record.args
        )
    return True
