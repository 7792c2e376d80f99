"""One conversation with a shop's REST API.

Nothing here knows of databases: what comes out is JSON or one of the errors of
``errors``, whose text can be shown to a person.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from odoo.tools.translate import LazyGettext, LazyTranslate

from . import answer, network
from .authentication import Anonymous, Authentication
from .errors import ConfigurationError, MagentoError, UnreadableAnswer
from .search import encode_query

_lt = LazyTranslate(__name__, default_lang="en_US")

#: Seconds to wait for a connection.
CONNECT_TIMEOUT = 10
#: How many times the time limit between two parts of an answer its whole may take.
WHOLE_ANSWER_FACTOR = 5
#: Bytes of an answer beyond which it is refused: a page of 100 customers has < 1 MB.
MAX_ANSWER = 64 * 1024 * 1024
_CHUNK = 64 * 1024
_TOKEN_PATH = "V1/integration/admin/token"


class _TwoTimeLimits(HTTPAdapter):
    """Waits less for a connection than for an answer."""

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float | None, float | None] | None = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        if isinstance(timeout, int | float):
            timeout = (min(CONNECT_TIMEOUT, timeout), timeout)
        return super().send(request, stream, timeout, verify, cert, proxies)


class MagentoClient:
    """Sends requests, signed, with time limits, and reads the answers.

    Keep one per piece of work (it reuses its connection), and close it:

        with MagentoClient(url, authentication) as client:
            client.get("V1/store/websites")

    Redirections are not followed, so credentials never reach another host. Nothing
    is repeated here, except once after an expired token: repeating is up to the job
    queue.

    :param base_url: the shop's URL, without ``/rest``
    :param verify: whether certificates are checked
    :param timeout: seconds to wait for a part of an answer
    :param translate: makes a text of a lazy translation, e.g. ``env._``
    :param on_login_refused: called when user and password were refused, so that the
        caller can prevent another try: Magento locks an account after a few
    """

    def __init__(
        self,
        base_url: str,
        authentication: Authentication,
        *,
        verify: bool = True,
        timeout: float = 60,
        translate: Callable[[LazyGettext], str] = str,
        on_login_refused: Callable[[], None] = lambda: None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.requests_made = 0
        #: The shop's clock in its last answer: UTC, without zone.
        self.server_time: datetime | None = None
        self._authentication = authentication
        self._verify = verify
        self._timeout = timeout
        self._translate = translate
        self._on_login_refused = on_login_refused
        self._session = requests.Session()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, _TwoTimeLimits())
        self._session.headers.update(
            {"Accept": "application/json", "User-Agent": "Odoo connector_magento"}
        )

    def __enter__(self) -> MagentoClient:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"MagentoClient({self.base_url!r})"

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def get(
        self,
        path: str,
        query: Iterable[tuple[str, str]] = (),
        *,
        record: bool = False,
    ) -> object:
        """The JSON at ``path``, which is relative to ``/rest`` and already encoded.

        :param record: the path names one record, so that "not found" means that the
            record is gone, not that the URL is wrong
        :raises MagentoError: one of its subclasses, see ``errors``
        """
        return self.request("GET", path, query, record=record)

    def request(
        self,
        method: str,
        path: str,
        query: Iterable[tuple[str, str]] = (),
        *,
        body: Any = None,
        record: bool = False,
    ) -> object:
        """Send one request, and answer what :meth:`get` answers."""
        url = f"{self.base_url}/rest/{path}"
        query_string = encode_query(query)
        if query_string:
            url = f"{url}?{query_string}"
        received = self._send(
            method, url, self._authentication.authorize(self._login), body
        )
        if received.status == 401 and self._authentication.renew():
            received = self._send(
                method, url, self._authentication.authorize(self._login), body
            )
        return self._read(received, record=record, refused=self._authentication.refused)

    def _login(self, credentials: Mapping[str, str]) -> str:
        """Exchange user and password for a token; never tried twice."""
        url = f"{self.base_url}/rest/{_TOKEN_PATH}"
        received = self._send("POST", url, Anonymous(), credentials)
        if received.status in (400, 401):
            self._on_login_refused()
        try:
            token = self._read(received, refused=answer.LOGIN_REFUSED)
        except MagentoError as error:
            if error.status != 400:
                raise
            raise ConfigurationError(
                error.call,
                error.seen,
                self._translate(answer.LOGIN_IMPOSSIBLE),
                status=400,
            ) from None
        if not isinstance(token, str) or not token:
            raise UnreadableAnswer(
                received.call,
                self._translate(_lt("the answer to the login holds no token.")),
                status=received.status,
            )
        return token

    def _read(
        self,
        received: answer.Received,
        *,
        refused: LazyGettext,
        record: bool = False,
    ) -> object:
        return answer.Reader(self._translate, self._mask, refused).read(
            received, record=record
        )

    def _send(
        self, method: str, url: str, auth: AuthBase, body: Any
    ) -> answer.Received:
        call = answer.describe_call(method, url)
        self.requests_made += 1
        try:
            with self._session.request(
                method,
                url,
                auth=auth,
                json=body,
                timeout=self._timeout,
                verify=self._verify,
                allow_redirects=False,
                stream=True,
            ) as response:
                content = self._read_content(call, response)
        except MagentoError:
            raise
        except (requests.RequestException, OSError, ValueError) as error:
            raise network.explain(
                error, call, self._timeout, self._translate, self._mask
            ) from None
        received = answer.Received(
            call, response.status_code, response.headers, content
        )
        self.server_time = _server_time(response.headers) or self.server_time
        return received

    def _read_content(self, call: str, response: requests.Response) -> bytes:
        deadline = time.monotonic() + WHOLE_ANSWER_FACTOR * self._timeout
        content = bytearray()
        for part in _parts(response):
            content += part
            if len(content) > MAX_ANSWER:
                raise UnreadableAnswer(
                    call,
                    self._translate(
                        _lt(
                            "the answer is longer than %(limit)s MB.",
                            limit=MAX_ANSWER // 1024**2,
                        )
                    ),
                    self._translate(_lt("Set a smaller page size on the backend.")),
                    status=response.status_code,
                )
            if time.monotonic() > deadline:
                raise network.too_slow(
                    call, WHOLE_ANSWER_FACTOR * self._timeout, self._translate
                )
        return bytes(content)

    def _mask(self, text: str) -> str:
        """Hide secrets that a proxy or a debug page may have sent back."""
        for secret in self._authentication.secrets:
            if secret:
                text = text.replace(secret, "***")
        return text


def _parts(response: requests.Response) -> Iterator[bytes]:
    """The content as it arrives.

    ``iter_content`` waits until a whole chunk is there, however slowly it comes.
    """
    if not hasattr(response.raw, "read1"):  # urllib3 before 2
        yield from response.iter_content(_CHUNK)
        return
    try:
        while part := response.raw.read1(_CHUNK, decode_content=True):
            yield part
    except urllib3.exceptions.ReadTimeoutError as error:
        raise requests.exceptions.ConnectionError(error) from error
    except urllib3.exceptions.SSLError as error:
        raise requests.exceptions.SSLError(error) from error
    except urllib3.exceptions.HTTPError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from error


def _server_time(headers: Mapping[str, str]) -> datetime | None:
    try:
        moment = parsedate_to_datetime(headers["Date"])
    except (KeyError, TypeError, ValueError):
        return None
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment
