"""Sends one request, within limits, and returns the answer as it came."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urljoin

import requests
from requests.auth import AuthBase

from odoo.tools.translate import LazyGettext, LazyTranslate

from . import content, network, timing
from .address import origin
from .answer import Reader, Received, redirect_target
from .budget import Budget, Spent
from .errors import (
    AddressRefused,
    BudgetSpent,
    RestConfigurationError,
    UnreadableAnswer,
)
from .guard import PrivateAddress
from .masking import describe_call
from .transport import Transport

_lt = LazyTranslate(__name__, default_lang="en_US")
_logger = logging.getLogger(__name__)

#: How many of a host's addresses an error names.
_SHOWN_ADDRESSES = 3


class Limits(Protocol):
    """What bounds an exchange, see :class:`.client.RestClient`."""

    connect_timeout: float
    whole_answer_factor: float
    longest_answer: int
    most_redirects: int


class Exchange:
    """A session with a server: sends requests, and knows nothing of what they mean.

    :param limits: its bounds, usually the client itself
    """

    def __init__(
        self,
        limits: Limits,
        *,
        headers: Mapping[str, str],
        verify: bool,
        timeout: float,
        allow_private_network: bool,
        budget: Budget | None,
        translate: Callable[[LazyGettext], str],
        mask: Callable[[str], str],
        record: object,
    ) -> None:
        self.requests_made = 0
        self.server_time: datetime | None = None
        self._limits = limits
        self._verify = verify
        self._timeout = timeout
        self._budget = budget
        self._translate = translate
        self._mask = mask
        self._record = record
        self._session = requests.Session()
        for scheme in ("https://", "http://"):
            self._session.mount(
                scheme, Transport(limits.connect_timeout, allow_private_network)
            )
        self._session.headers.update(headers)

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def hold(self, seconds: float) -> None:
        """Let nobody send for so long: the server asked for it."""
        if self._budget is not None:
            self._budget.hold(seconds)

    def send(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        auth: AuthBase,
    ) -> Received:
        """Send, and follow redirections within the same server."""
        for _number in range(self._limits.most_redirects + 1):
            received = self._send(method, url, body, headers, auth)
            target = self._redirection(received)
            if target is None:
                return received
            url = target
        raise RestConfigurationError(
            received.call,
            self._translate(
                _lt(
                    "the server sends on and on, last to “%(target)s”.",
                    target=redirect_target(received.headers),
                )
            ),
            self._translate(_lt("Check the URL on the backend.")),
            status=received.status,
            record=self._record,
        )

    def _redirection(self, received: Received) -> str | None:
        """The URL to go on with, if the answer is a redirection to follow."""
        if not self._limits.most_redirects or not received.headers.get("Location"):
            return None
        reading = received.method in ("GET", "HEAD")
        # After 301 to 303 it is customary to forget method and body.
        if received.status not in (
            (301, 302, 303, 307, 308) if reading else (307, 308)
        ):
            return None
        try:
            target = urljoin(received.url, received.headers["Location"])
            same = origin(target) == origin(received.url)
        except ValueError:
            return None
        return target if same else None

    def _send(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        auth: AuthBase,
    ) -> Received:
        call = self._mask(describe_call(method, url))
        self._wait_for_turn(call)
        self.requests_made += 1
        begun = time.monotonic()
        sent = dict(headers)
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        try:
            with self._session.request(
                method,
                url,
                auth=auth,
                data=body,
                headers=sent,
                timeout=self._timeout,
                verify=self._verify,
                allow_redirects=False,
                stream=True,
            ) as response:
                data = self._read_content(call, response)
        except PrivateAddress as refused:
            raise self._address_refused(call, refused) from None
        except (requests.RequestException, OSError, ValueError) as error:
            explained = network.explain(
                error, call, self._timeout, self._translate, self._mask
            )
            if isinstance(explained, RestConfigurationError):
                explained.record = self._record
            raise explained from None
        _logger.debug(
            "%s: %s, %s bytes, %d ms",
            call,
            response.status_code,
            len(data),
            1000 * (time.monotonic() - begun),
        )
        clock = timing.server_now(response.headers)
        if clock is not None:
            self.server_time = clock.astimezone(UTC).replace(tzinfo=None)
        return Received(call, response.status_code, response.headers, data, url)

    def _wait_for_turn(self, call: str) -> None:
        if self._budget is None:
            return
        try:
            pause = self._budget.take()
        except Spent as spent:
            raise BudgetSpent(
                call,
                self._translate(
                    _lt("not sent: the requests per second are used up until then.")
                ),
                self._translate(
                    _lt(
                        "Odoo goes on at %(instant)s (UTC). Raise the requests per"
                        " second on the backend if its server allows more.",
                        instant=spent.at.replace(microsecond=0),
                    )
                ),
                at=spent.at,
                ignore_retry=True,
            ) from None
        if pause > 0:
            time.sleep(pause)

    def _read_content(self, call: str, response: requests.Response) -> bytes:
        seconds = self._limits.whole_answer_factor * self._timeout
        try:
            return content.read(response, self._limits.longest_answer, seconds)
        except content.TooLong:
            seen = _lt(
                "the answer is longer than %(limit)s MB.",
                limit=f"{self._limits.longest_answer / 1024**2:g}",
            )
            advice = _lt("Set a smaller page size on the backend.")
        except content.UnknownPacking as packing:
            seen = _lt(
                "the answer is packed as “%(name)s”, which nobody asked for.",
                name=str(packing)[:50],
            )
            advice = Reader.look_at_logs
        except content.TooSlow:
            raise network.too_slow(call, seconds, self._translate) from None
        raise UnreadableAnswer(
            call,
            self._translate(seen),
            self._translate(advice),
            status=response.status_code,
        ) from None

    def _address_refused(self, call: str, refused: PrivateAddress) -> AddressRefused:
        return AddressRefused(
            call,
            self._translate(
                _lt(
                    "not sent: the host %(host)s is %(addresses)s, on a private"
                    " network.",
                    host=refused.host,
                    addresses=", ".join(refused.addresses[:_SHOWN_ADDRESSES]),
                )
            ),
            self._translate(
                _lt(
                    "Correct the URL; if it is right, an administrator can switch on"
                    " “Allow Private Network” on the backend."
                )
            ),
            record=self._record,
        )
