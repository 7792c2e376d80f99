"""Paths and queries, encoded so that data in them stays data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from urllib3.util import parse_url

from odoo.tools.translate import LazyTranslate

from ..exception import InvalidDataError

_lt = LazyTranslate(__name__, default_lang="en_US")

Query = Mapping[str, Any] | Iterable[tuple[str, Any]]

_PORTS = {"http": 80, "https": 443}


def encode_path(*parts: object) -> str:
    """A path of which every part is data, ``/`` and ``+`` in it included.

    >>> encode_path("products", "AB/12 é+")
    'products/AB%2F12%20%C3%A9%2B'

    :raises InvalidDataError: a part would make another path of it

    >>> encode_path("products", "..")
    Traceback (most recent call last):
    ...
    odoo.addons.connector.exception.InvalidDataError: The id “..” can't be part of...
    """
    encoded = []
    for part in map(str, parts):
        # Dots are resolved even if they are encoded: DELETE products/.. is no product.
        if part in ("", ".", ".."):
            message = _lt("The id “%(id)s” can't be part of a URL.", id=part)
            raise InvalidDataError(str(message))
        encoded.append(quote(part, safe=""))
    return "/".join(encoded)


def encode_query(query: Query) -> str:
    """The query string, fully percent-encoded; lists repeat their parameter.

    A space is ``%20``, never ``+``: some servers refuse the signature of the latter.
    A parameter that is ``None`` is left out.

    >>> encode_query({"q": "a b+c", "open": True, "ids": [1, 2], "after": None})
    'q=a%20b%2Bc&open=true&ids=1&ids=2'
    """
    pairs = query.items() if isinstance(query, Mapping) else query
    return "&".join(
        f"{quote(str(key), safe='')}={quote(_text(value), safe='')}"
        for key, values in pairs
        for value in (values if isinstance(values, list | tuple) else (values,))
        if value is not None
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of a URL: who gets the credentials.

    >>> origin("https://A.test/x") == origin("https://a.test:443")
    True

    :raises ValueError: it is no URL
    """
    # Read as it is when the request is sent: others take what follows a backslash for
    # the host.
    parts = parse_url(url)
    scheme = (parts.scheme or "").lower()
    return (
        scheme,
        (parts.host or "").lower().rstrip("."),
        parts.port or _PORTS.get(scheme),
    )
