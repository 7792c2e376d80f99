"""What an answer of a server means: its JSON, or an error to raise."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from odoo.tools.translate import LazyGettext, LazyTranslate

from . import timing
from .errors import (
    RecordMissing,
    RequestRefused,
    RestConfigurationError,
    RestError,
    ServerFailure,
    ServerUnreachable,
    TooManyRequests,
    UnreadableAnswer,
)
from .masking import safe_url
from .parts import links, messages

_lt = LazyTranslate(__name__, default_lang="en_US")

#: A difference of clocks, in seconds, worth mentioning when credentials are refused.
CLOCK_TOLERANCE = 300
_QUOTED = 200
_QUOTED_MESSAGE = 2000
#: Statuses that say: not now. Those above 511 are of content networks.
NOT_NOW = frozenset(
    {408, 421, 423, 425, 502, 503, 504, 520, 521, 522, 523, 524, 529, 530}
)
#: Those of them after which the same request may succeed in a second.
PASSING = frozenset({502, 503, 504})


@dataclass(frozen=True)
class Received:
    """An answer as it came.

    :ivar call: method and URL of the request, for people
    :ivar url: where it came from, with all its secrets
    """

    call: str
    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    url: str = field(default="", repr=False)

    @property
    def method(self) -> str:
        return self.call.partition(" ")[0]


@dataclass(frozen=True)
class Answer:
    """An answer that was read.

    :ivar data: its JSON; ``None`` for an answer that has no content
    """

    data: Any
    status: int
    headers: Mapping[str, str]
    call: str
    url: str = field(default="", repr=False)

    def link(self, relation: str = "next") -> str | None:
        """The URL of this relation in the header ``Link`` (RFC 8288)."""
        for target, parameters in links(self.headers.get("Link", "")):
            if relation in parameters.get("rel", "").lower().split():
                return joined(self.url, target)
        return None


class Reader:
    """Reads answers.

    A connector inherits to understand its server better. Override points: the texts
    and statuses below, :meth:`server_message`, :meth:`error_for`.

    :cvar not_the_api: advice after a web page instead of data
    :cvar blocked: advice after a 403
    :cvar no_such_url: advice after a 404 that is no record's
    :cvar record_gone: advice after a record's 404
    :cvar slow_down: advice after a 429
    :cvar try_later: advice after a failure that may pass by itself
    :cvar look_at_logs: advice after any other failure of the server
    :cvar read_refused: advice after a refused GET
    :cvar write_refused: advice after any other request that was refused
    :cvar longest_wait: seconds beyond which a server's wish to wait is not believed
    :param translate: makes a text of a lazy translation
    :param mask: hides secrets in a text
    :param refused: advice in case of a 401
    :param record: the record to act on after a wrong setting, usually the backend
    """

    not_the_api = _lt(
        "Check the URL on the backend: what answers there is not the API."
    )
    blocked = _lt(
        "Give the user or key that Odoo uses the permission for this on the server, or"
        " allow Odoo's requests in the firewall before it."
    )
    no_such_url = _lt(
        "The server knows no such address: check the URL and the version of the API on"
        " the backend."
    )
    record_gone = _lt("The record was deleted on the server meanwhile.")
    slow_down = _lt("Odoo will go on later; fewer jobs at a time may help.")
    try_later = _lt("The server is in maintenance or overloaded: try again later.")
    look_at_logs = _lt("If it happens again, look at the logs of the server.")
    read_refused = _lt("The server does not understand what it was asked for.")
    write_refused = _lt(
        "Correct the data named above, here or on the server, then try again."
    )
    longest_wait = timing.WAIT_MAX

    def __init__(
        self,
        translate: Callable[[LazyGettext], str],
        mask: Callable[[str], str],
        refused: LazyGettext,
        record: object = None,
    ) -> None:
        self._translate = translate
        self._mask = mask
        self._refused = refused
        self._record = record

    def read(self, received: Received, *, record: bool = False) -> Any:
        """The JSON of the answer; ``None`` if there is, and may be, no content.

        :param record: the request named one record
        :raises RestError: for all but a 2xx that can be read
        """
        data, readable = _parse(received.content)
        if not 200 <= received.status < 300:
            raise self.error_for(received, data, readable, record)
        if readable:
            return data
        may_be_empty = received.status in (204, 205) or received.method != "GET"
        if may_be_empty and not received.content.strip():
            return None
        page = _is_page(received.content)
        advice = self.not_the_api if page else self.look_at_logs
        raise self._make(UnreadableAnswer, received, None, advice)

    def server_message(self, data: Any) -> str:
        """The server's own words in the JSON of an error; empty without any.

        >>> reader = Reader(str, str, "")
        >>> reader.server_message({"error": {"code": 3, "message": "No such SKU"}})
        'No such SKU'
        >>> reader.server_message({"errors": {"email": ["is taken", "is too long"]}})
        'email: is taken email: is too long'
        """
        texts = dict.fromkeys(messages(data))
        return " ".join(" ".join(texts).split())[:_QUOTED_MESSAGE]

    def error_for(
        self, received: Received, data: Any, readable: bool, record: bool
    ) -> RestError:
        """The error to raise for a status that is not 2xx.

        :param readable: whether ``data`` is the JSON of the answer
        :param record: the request named one record
        """
        status = received.status
        if status == 429 or (
            status == 403
            and (
                timing.quota_is_spent(received.headers)
                or "Retry-After" in received.headers
            )
        ):
            return self._waiting(TooManyRequests, received, data, self.slow_down, True)
        if status in NOT_NOW:
            error = self._waiting(
                ServerUnreachable, received, data, self.try_later, False
            )
            error.passing = status in PASSING
            return error
        error_class, advice = self._judge(received, readable, record)
        return self._make(error_class, received, data, advice)

    def _judge(
        self, received: Received, readable: bool, record: bool
    ) -> tuple[type[RestError], LazyGettext]:
        status = received.status
        if status == 401:
            return RestConfigurationError, self._refused_advice(received)
        if status in (402, 403, 407, 451, 511):
            return RestConfigurationError, self.blocked
        if status in (404, 410):
            if not readable and received.content.strip():
                return RestConfigurationError, self.not_the_api
            if record:
                return RecordMissing, self.record_gone
            return RestConfigurationError, self.no_such_url
        if 300 <= status < 400 and status != 304:
            return RestConfigurationError, self._redirect_advice(received)
        if 400 <= status < 500:
            reading = received.method in ("GET", "HEAD")
            return RequestRefused, self.read_refused if reading else self.write_refused
        if 500 <= status < 600:
            return ServerFailure, self.look_at_logs
        # 1xx, 304 and numbers that HTTP does not know: no answer to what we ask.
        return UnreadableAnswer, self.look_at_logs

    def _make(
        self,
        error_class: type[RestError],
        received: Received,
        data: Any,
        advice: LazyGettext,
        **kwargs: Any,
    ) -> Any:
        if issubclass(error_class, RestConfigurationError):
            kwargs.setdefault("record", self._record)
        return error_class(
            received.call,
            self._said(received, data),
            self._translate(advice),
            status=received.status,
            **kwargs,
        )

    def _waiting(
        self,
        error_class: type[RestError],
        received: Received,
        data: Any,
        advice: LazyGettext,
        for_free: bool,
    ) -> Any:
        """An error that tells the job when to try again, if the server says it.

        :param for_free: such a try does not count
        """
        seconds = timing.wait_named(received.headers, self.longest_wait)
        if seconds is None:
            return self._make(error_class, received, data, advice)
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        return self._make(
            error_class,
            received,
            data,
            advice,
            seconds=seconds,
            # Whole seconds, as the queue stores it; not before the instant.
            at=now + timedelta(seconds=seconds + 1),
            ignore_retry=for_free,
        )

    def _said(self, received: Received, data: Any) -> str:
        """The status, and the words of the server."""
        status = received.status
        message = self._mask(self.server_message(data))
        beginning = self._mask(_beginning(received.content))
        if message:
            said = _lt(
                "the server answered %(status)s, “%(message)s”.",
                status=status,
                message=message,
            )
        elif not received.content.strip():
            said = _lt("the server answered %(status)s and nothing.", status=status)
        elif _is_page(received.content):
            said = _lt(
                "the server answered %(status)s and a web page, “%(beginning)s”,"
                " instead of data.",
                status=status,
                beginning=beginning,
            )
        elif data is not None:
            said = _lt(
                "the server answered %(status)s, “%(message)s”.",
                status=status,
                message=beginning,
            )
        else:
            said = _lt(
                "the server answered %(status)s and a text that can't be read as JSON,"
                " beginning with “%(beginning)s”.",
                status=status,
                beginning=beginning,
            )
        return self._translate(said)

    def _refused_advice(self, received: Received) -> LazyGettext:
        clock = timing.server_now(received.headers)
        gap = int((datetime.now(UTC) - clock).total_seconds()) if clock else 0
        if abs(gap) <= CLOCK_TOLERANCE:
            return self._refused
        return _lt(
            "%(advice)s Note that the clocks of Odoo and the server differ by"
            " %(seconds)s seconds.",
            advice=self._refused,
            seconds=abs(gap),
        )

    def _redirect_advice(self, received: Received) -> LazyGettext:
        return _lt(
            "The server sends its visitors on to “%(target)s”. If that is its right"
            " URL, enter it in the backend: Odoo does not follow, to not hand its keys"
            " to another server.",
            target=self._mask(redirect_target(received.headers))[:_QUOTED],
        )


def joined(base: str, target: str) -> str:
    """The URL that a link on the page ``base`` leads to; itself if it is none.

    >>> joined("http://a.test/v2/items?page=1", "items?page=2")
    'http://a.test/v2/items?page=2'
    """
    try:
        return urljoin(base, target)
    except ValueError:
        return target


def redirect_target(headers: Mapping[str, str]) -> str:
    """Where a redirection leads, as far as people may see it.

    >>> redirect_target({"Location": "https://me:pw@b.test/x?token=t#top"})
    'https://b.test/x'
    """
    target = safe_url(headers.get("Location", "").partition("?")[0])
    return re.sub(r"//[^/@]*@", "//", target)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _parse(content: bytes) -> tuple[Any, bool]:
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
