"""What an answer of the shop means: its JSON, or an error to raise."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote

from odoo.tools.translate import LazyGettext, LazyTranslate

from .errors import (
    ConfigurationError,
    MagentoError,
    RecordMissing,
    RequestRefused,
    ShopFailure,
    ShopUnreachable,
    TooManyRequests,
    UnreadableAnswer,
)

_lt = LazyTranslate(__name__, default_lang="en_US")

#: Bounds, in seconds, of what is believed of a ``Retry-After``.
RETRY_AFTER_MIN, RETRY_AFTER_MAX = 1, 3600
#: A difference of clocks, in seconds, worth mentioning when a signature is refused.
CLOCK_TOLERANCE = 300
_QUOTED = 200
_QUOTED_URL = 500
_NO_ROUTE = "does not match any route"

LOGIN_REFUSED = _lt(
    "The user or the password is wrong, or the account is locked after several"
    " refusals (30 minutes by default). To not lock it for longer, nothing logs in"
    " any more until the password is changed on the backend or Check Connection"
    " succeeds."
)
LOGIN_IMPOSSIBLE = _lt(
    "If Magento asks for two-factor authentication, a user and password are not"
    " enough: create an integration in Magento (System > Integrations) and choose the"
    " authentication by its four keys."
)
_NOT_MAGENTO = _lt(
    "Check the URL: it is the one of the shop's start page, and the Magento REST API"
    " must be found below it at /rest/V1."
)
_TRY_LATER = _lt("If it happens again, look at the logs of the shop.")
_READ_REFUSED = _lt(
    "If the page size is too large for the shop, set a smaller one on the backend;"
    " else the shop does not know what it was asked for, which its version or an"
    " extension may explain."
)
_WRITE_REFUSED = _lt(
    "Correct the data named above, here or in the shop, then try again."
)
_NO_ROUTE_ADVICE = _lt(
    "The shop knows no such request: is it Magento 2, with the module in question"
    " switched on?"
)


@dataclass(frozen=True)
class Received:
    """An answer as it came.

    :ivar call: method and URL of the request, for people
    """

    call: str
    status: int
    headers: Mapping[str, str]
    content: bytes


class Reader:
    """Reads answers.

    :param translate: makes a text of a lazy translation
    :param mask: hides secrets in a text
    :param refused: advice in case of a 401
    """

    def __init__(
        self,
        translate: Callable[[LazyGettext], str],
        mask: Callable[[str], str],
        refused: LazyGettext,
    ) -> None:
        self._translate = translate
        self._mask = mask
        self._refused = refused

    def read(self, received: Received, *, record: bool = False) -> object:
        """The JSON of the answer.

        :param record: the request named one record
        :raises MagentoError: for all but a 2xx with JSON
        """
        data, readable = _parse(received.content)
        if 200 <= received.status < 300:
            if readable:
                return data
            raise UnreadableAnswer(
                received.call,
                self._said(received, None),
                self._translate(
                    _NOT_MAGENTO if _is_page(received.content) else _TRY_LATER
                ),
                status=received.status,
            )
        raise self._error(received, data, readable, record)

    def _error(
        self, received: Received, data: object, readable: bool, record: bool
    ) -> MagentoError:
        status = received.status
        seen = self._said(received, data)

        def error(
            error_class: type[MagentoError], advice: LazyGettext, **kwargs: object
        ) -> MagentoError:
            return error_class(
                received.call, seen, self._translate(advice), status=status, **kwargs
            )

        if 300 <= status < 400:
            return error(ConfigurationError, _redirect_advice(received))
        if status == 401:
            return error(ConfigurationError, self._refused_advice(received))
        if status == 403:
            return error(
                ConfigurationError,
                _lt(
                    "Magento itself does not answer so: allow Odoo's requests in the"
                    " firewall or content network before the shop."
                ),
            )
        if status in (404, 410):
            if not readable:
                return error(ConfigurationError, _NOT_MAGENTO)
            if not record or _NO_ROUTE in seen:
                return error(ConfigurationError, _NO_ROUTE_ADVICE)
            return error(
                RecordMissing, _lt("The record was deleted in the shop meanwhile.")
            )
        if status == 429:
            seconds = retry_after(received.headers)
            return error(
                TooManyRequests,
                _lt("Odoo will go on later; fewer jobs at a time may help."),
                seconds=seconds,
                ignore_retry=seconds is not None,
            )
        if status in (408, 502, 503, 504):
            return error(
                ShopUnreachable,
                _lt("The shop is in maintenance or overloaded: try again later."),
                seconds=retry_after(received.headers),
            )
        if status >= 500:
            return error(ShopFailure, _TRY_LATER)
        return error(
            RequestRefused,
            _READ_REFUSED if received.call.startswith("GET ") else _WRITE_REFUSED,
        )

    def _said(self, received: Received, data: object) -> str:
        """The status, and the words of the shop."""
        message = self._mask(server_message(data))
        if message:
            return self._translate(
                _lt(
                    "the shop answered %(status)s, “%(message)s”.",
                    status=received.status,
                    message=message,
                )
            )
        if not received.content.strip():
            return self._translate(
                _lt("the shop answered %(status)s and nothing.", status=received.status)
            )
        beginning = self._mask(_beginning(received.content))
        if _is_page(received.content):
            return self._translate(
                _lt(
                    "the shop answered %(status)s and a web page, “%(beginning)s”,"
                    " instead of data.",
                    status=received.status,
                    beginning=beginning,
                )
            )
        return self._translate(
            _lt(
                "the shop answered %(status)s and a text that can't be read as JSON,"
                " beginning with “%(beginning)s”.",
                status=received.status,
                beginning=beginning,
            )
        )

    def _refused_advice(self, received: Received) -> LazyGettext:
        gap = _clock_gap(received.headers)
        if gap is None or abs(gap) <= CLOCK_TOLERANCE:
            return self._refused
        return _lt(
            "%(advice)s Note that the clocks of Odoo and the shop differ by %(seconds)s"
            " seconds.",
            advice=self._refused,
            seconds=abs(gap),
        )


def describe_call(method: str, url: str) -> str:
    """The request in one line that a person can read.

    >>> describe_call("GET", "http://shop.test/rest/V1/x?a%5Bb%5D=1%202")
    'GET http://shop.test/rest/V1/x?a[b]=1 2'
    """
    url = " ".join(unquote(url).split())
    if len(url) > _QUOTED_URL:
        url = f"{url[:_QUOTED_URL]}…"
    return f"{method} {url}"


def server_message(data: object) -> str:
    """The message of a Magento error with its values filled in.

    >>> server_message({"message": "No %1 in %2", "parameters": ["x", 3]})
    'No x in 3'
    >>> server_message({"message": "No %fieldName", "parameters": {"fieldName": "id"}})
    'No id'
    """
    if not isinstance(data, dict) or not isinstance(data.get("message"), str):
        return ""
    texts = [_interpolate(data)]
    errors = data.get("errors")
    for error in errors if isinstance(errors, list) else []:
        if isinstance(error, dict) and isinstance(error.get("message"), str):
            texts.append(_interpolate(error))
    return " ".join(" ".join(texts).split())[:2000]


def _interpolate(error: Mapping[str, object]) -> str:
    message = str(error["message"])
    parameters = error.get("parameters")
    if isinstance(parameters, list):
        values = {str(rank): value for rank, value in enumerate(parameters, 1)}
    elif isinstance(parameters, dict):
        values = {str(key): value for key, value in parameters.items()}
    else:
        return message
    return re.sub(
        r"%(\w+)",
        lambda match: str(values.get(match[1], match[0])),
        message,
    )


def retry_after(headers: Mapping[str, str]) -> int | None:
    """Seconds to wait by the header ``Retry-After``, within reason.

    >>> retry_after({"Retry-After": "7"}), retry_after({"Retry-After": "99999999"})
    (7, 3600)
    >>> retry_after({}), retry_after({"Retry-After": "soon"})
    (None, None)
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        seconds = float(value[:9])
    else:
        moment = _http_date(value)
        if moment is None:
            return None
        seconds = (moment - datetime.now(UTC)).total_seconds()
    return int(min(max(seconds, RETRY_AFTER_MIN), RETRY_AFTER_MAX))


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _clock_gap(headers: Mapping[str, str]) -> int | None:
    moment = _http_date(headers.get("Date", ""))
    if moment is None:
        return None
    return int((datetime.now(UTC) - moment).total_seconds())


def _redirect_advice(received: Received) -> LazyGettext:
    target = received.headers.get("Location", "").split("?")[0].split("#")[0]
    target = re.sub(r"//[^/@]*@", "//", target).split("/rest/")[0]
    return _lt(
        "The shop sends its visitors on to “%(target)s”. If that is its right URL,"
        " enter it in the backend: Odoo does not follow, to not hand its keys to"
        " another server.",
        target=target[:_QUOTED],
    )


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _parse(content: bytes) -> tuple[object, bool]:
    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, parse_constant=_refuse_constant), True
    except (ValueError, RecursionError):
        return None, False


def _is_page(content: bytes) -> bool:
    return content.lstrip()[:1] == b"<"


def _beginning(content: bytes) -> str:
    text = content[:20000].decode("utf-8", "replace")
    title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    if title and title[1].strip():
        text = title[1]
    return " ".join(text.split())[:_QUOTED]
