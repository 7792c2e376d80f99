"""One conversation with a server's REST API.

Nothing here knows of databases: what comes out is JSON or one of the errors of
``errors``, whose text can be shown to a person.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Self

from requests.auth import AuthBase

from odoo.tools.translate import LazyGettext, LazyTranslate

from .address import Query, encode_query, origin
from .answer import Answer, Reader
from .authentication import Anonymous, Authentication, Signed
from .budget import Budget
from .content import ACCEPT_ENCODING
from .errors import (
    RequestRefused,
    RestConfigurationError,
    ServerUnreachable,
    TooManyRequests,
    UnreadableAnswer,
)
from .exchange import Exchange
from .listing import read_pages
from .masking import Mask, describe_call, safe_url, silence_loggers
from .pages import ListPage, Pager

_lt = LazyTranslate(__name__, default_lang="en_US")

#: Repeating one of these does what sending it once does (RFC 9110, 9.2.2).
IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})


class RestClient:
    """Sends requests, signed, with time limits, and reads the answers.

    Keep one per piece of work (it reuses its connection), and close it:

        with RestClient("https://api.example.com/v2", Bearer(token)) as client:
            client.get("products", {"status": "active"})

    What it does by itself, so that a connector need not:

    - a passing failure (a broken connection, 502, 503, 504) is repeated a few times
      within a few seconds, where repeating is harmless; then, and for all that lasts,
      an error tells the job to come back;
    - redirections are followed within the same server only, so that credentials never
      reach another one;
    - private networks are refused, see :mod:`.guard`;
    - an answer that is too long or never ends is refused;
    - credentials are hidden in errors and logs.

    Attributes of the class are for connectors to change in a subclass:

    :cvar user_agent: who we say we are
    :cvar reader_class: understands the answers, :class:`.answer.Reader`
    :cvar connect_timeout: seconds to wait for a connection
    :cvar whole_answer_factor: how many times the time limit between two parts of an
        answer its whole may take
    :cvar longest_answer: bytes of an answer beyond which it is refused
    :cvar most_redirects: how many redirections are followed; 0 for none
    :cvar most_repeats: how many times a passing failure is repeated
    :cvar longest_pause: seconds that all pauses between repeats may take together

    :param base_url: URL that paths are relative to
    :param auth: how requests are signed: one of ours, or any of ``requests``
    :param verify: whether certificates are checked
    :param timeout: seconds to wait for a part of an answer
    :param allow_private_network: whether any address may be asked
    :param budget: when a request may leave; always without it
    :param headers: sent with each request
    :param secrets: what must never be seen in a text, besides the credentials
    :param translate: makes a text of a lazy translation, e.g. ``env._``
    :param record: the record to act on after a wrong setting, usually the backend
    """

    user_agent = "Odoo connector"
    reader_class: type[Reader] = Reader
    connect_timeout: float = 10
    whole_answer_factor: float = 5
    longest_answer = 64 * 1024 * 1024
    most_redirects = 5
    most_repeats = 2
    longest_pause: float = 3

    def __init__(
        self,
        base_url: str,
        auth: Authentication | AuthBase | None = None,
        *,
        verify: bool = True,
        timeout: float = 60,
        allow_private_network: bool = False,
        budget: Budget | None = None,
        headers: Mapping[str, str] | None = None,
        secrets: tuple[str, ...] = (),
        translate: Callable[[LazyGettext], str] = str,
        record: object = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.translate = translate
        if not isinstance(auth, Authentication):
            auth = Signed(auth) if auth else Anonymous()
        self._authentication = auth
        self._secrets = set(secrets)
        self._record = record
        self._exchange = Exchange(
            self,
            headers={
                "Accept": "application/json",
                "Accept-Encoding": ACCEPT_ENCODING,
                "User-Agent": self.user_agent,
                **(headers or {}),
            },
            verify=verify,
            timeout=timeout,
            allow_private_network=allow_private_network,
            budget=budget,
            translate=translate,
            mask=self._mask,
            record=record,
        )
        silence_loggers()

    @property
    def requests_made(self) -> int:
        """How many requests were sent."""
        return self._exchange.requests_made

    @property
    def server_time(self) -> datetime | None:
        """The server's clock in its last answer: UTC, without zone."""
        return self._exchange.server_time

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({safe_url(self.base_url)!r})"

    def close(self) -> None:
        """Close the connection."""
        self._exchange.close()

    def get(self, path: str, query: Query = (), *, record: bool = False) -> Any:
        """The JSON at a path.

        :param path: relative to the base URL, and encoded, see
            :func:`.address.encode_path`
        :param query: parameters, not encoded
        :param record: the path names one record, so that "not found" means that the
            record is gone, not that the URL is wrong
        :raises RestError: one of its subclasses, see :mod:`.errors`
        """
        return self.request("GET", path, query, record=record)

    def post(self, path: str, body: Any = None, *, record: bool = False) -> Any:
        """Send JSON to be created, and return the JSON of the answer."""
        return self.request("POST", path, body=body, record=record)

    def put(self, path: str, body: Any, *, record: bool = True) -> Any:
        """Send JSON that replaces a record, and return the JSON of the answer."""
        return self.request("PUT", path, body=body, record=record)

    def patch(self, path: str, body: Any, *, record: bool = True) -> Any:
        """Send JSON that changes a record, and return the JSON of the answer."""
        return self.request("PATCH", path, body=body, record=record)

    def delete(self, path: str, *, record: bool = True) -> Any:
        """Delete the record at a path."""
        return self.request("DELETE", path, record=record)

    def request(self, method: str, path: str, query: Query = (), **kwargs: Any) -> Any:
        """Send one request, and return the JSON of the answer; see :meth:`send`."""
        return self.send(method, path, query, **kwargs).data

    def send(
        self,
        method: str,
        path: str,
        query: Query = (),
        *,
        body: Any = None,
        record: bool = False,
        repeat: bool | None = None,
        headers: Mapping[str, str] | None = None,
        auth: Authentication | None = None,
    ) -> Answer:
        """Send one request, and return all of the answer.

        :param path: as in :meth:`get`, or a whole URL of the same server
        :param body: what is sent as JSON; ``bytes`` are sent as they are, with the
            ``Content-Type`` of ``headers``
        :param repeat: whether a passing failure may be repeated here; by default with
            the methods for which HTTP allows it. Say ``True`` where the server knows
            a repeated POST, by a key that you send
        :param headers: sent with this request
        :param auth: instead of the client's, as a login needs it
        :raises RestError: one of its subclasses, see :mod:`.errors`
        """
        method = method.upper()
        url = self._url(method, path, query)
        sent = self._body(method, url, body)
        signing = auth or self._authentication
        self._secrets.update(signing.secrets)
        may_repeat = method in IDEMPOTENT if repeat is None else repeat
        pauses = _Pauses(self.most_repeats, self.longest_pause)
        while True:
            try:
                return self._try(method, url, sent, headers or {}, signing, record)
            except (ServerUnreachable, UnreadableAnswer) as error:
                unsent = isinstance(error, ServerUnreachable) and error.unsent
                if not error.passing or not (may_repeat or unsent):
                    raise
                pause = pauses.next(error.seconds)
                if pause is None:
                    raise
            time.sleep(pause)

    def pages(
        self,
        path: str,
        query: Query = (),
        pager: Pager | None = None,
        *,
        start: Any = None,
        most: int = 10_000,
    ) -> Iterator[ListPage]:
        """The pages of a list, each asked for when it is needed.

        :param query: parameters of all pages
        :param pager: how the list is cut; without one, it is not
        :param start: position of the page to begin with, a former ``page.next``
        :param most: number of pages beyond which the list is taken for endless
        :raises EndlessPages: a page or a position came twice, or there are too many
        :raises RestError: as :meth:`send`
        """
        return read_pages(self, path, query, pager or Pager(), start=start, most=most)

    def _url(self, method: str, path: str, query: Query) -> str:
        if "://" in path.partition("?")[0]:
            url = path
            if not self._is_same_server(url):
                raise RestConfigurationError(
                    describe_call(method, url),
                    self.translate(
                        _lt(
                            "this is another server than %(url)s.",
                            url=safe_url(self.base_url),
                        )
                    ),
                    self.translate(
                        _lt(
                            "Odoo does not hand its keys to it. If it is the right one,"
                            " enter its URL in the backend."
                        )
                    ),
                    record=self._record,
                )
        else:
            url = f"{self.base_url}/{path.lstrip('/')}"
        encoded = encode_query(query)
        if not encoded:
            return url
        return f"{url}{'&' if '?' in url else '?'}{encoded}"

    def _is_same_server(self, url: str) -> bool:
        try:
            return origin(url) == origin(self.base_url)
        except ValueError:
            return False

    def _body(self, method: str, url: str, body: Any) -> bytes | None:
        if body is None or isinstance(body, bytes):
            return body
        try:
            return json.dumps(body, allow_nan=False).encode()
        except (TypeError, ValueError) as error:
            raise RequestRefused(
                describe_call(method, url),
                self.translate(
                    _lt(
                        "the data can't be written as JSON (%(reason)s).",
                        reason=self._mask(str(error)),
                    )
                ),
                self.translate(
                    _lt(
                        "Let the mapper give texts, numbers, true, false, lists and"
                        " dictionaries of them."
                    )
                ),
            ) from None

    def _try(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        auth: Authentication,
        record: bool,
    ) -> Answer:
        """One request with its redirections, signed anew after an expired token."""
        received = self._exchange.send(method, url, body, headers, auth.authorize(self))
        if received.status == 401 and auth.renew():
            received = self._exchange.send(
                method, url, body, headers, auth.authorize(self)
            )
        reader = self.reader_class(
            self.translate, self._mask, auth.refused, self._record
        )
        try:
            data = reader.read(received, record=record)
        except TooManyRequests as error:
            if error.seconds:
                # The others need not ask, too, to be told the same.
                self._exchange.hold(error.seconds)
            raise
        return Answer(
            data, received.status, received.headers, received.call, received.url
        )

    def _mask(self, text: str) -> str:
        """Hide secrets that a proxy or a debug page may have sent back."""
        return Mask([*self._authentication.secrets, *self._secrets])(text)


class _Pauses:
    """Short pauses before a repeat, longer each time, with jitter; few in all."""

    def __init__(self, most: int, longest: float) -> None:
        self._left = most
        self._room = longest
        self._pause = 0.3

    def next(self, named: int | None) -> float | None:
        """Seconds before the next repeat; ``None`` if the job has to come back.

        :param named: seconds that the server asked for
        """
        pause = named or self._pause * random.uniform(0.75, 1.25)
        if not self._left or pause > self._room:
            return None
        self._left -= 1
        self._room -= pause
        self._pause *= 3
        return pause
