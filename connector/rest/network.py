"""What to say when no answer came."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator

import requests
import urllib3

from odoo.tools.translate import LazyGettext, LazyTranslate

from .errors import (
    RestConfigurationError,
    RestError,
    ServerUnreachable,
    UnreadableAnswer,
)

_lt = LazyTranslate(__name__, default_lang="en_US")

Translate = Callable[[LazyGettext], str]

_CUT_SHORT = (
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
    urllib3.exceptions.IncompleteRead,
    urllib3.exceptions.InvalidChunkLength,
)
_LOOK_AT_LOGS = _lt("If it happens again, look at the logs of the server.")


def explain(
    error: Exception,
    call: str,
    timeout: float,
    translate: Translate,
    mask: Callable[[str], str],
) -> RestError:
    """The error to raise instead of one of the HTTP library."""
    causes = list(_causes(error))

    def caused_by(*classes: type[BaseException]) -> bool:
        return any(isinstance(cause, classes) for cause in causes)

    secure = _explain_tls(causes, caused_by)
    if secure:
        seen, advice = secure
        return RestConfigurationError(call, translate(seen), translate(advice))
    if caused_by(*_CUT_SHORT):
        cut = UnreadableAnswer(
            call, translate(_lt("the answer was cut short.")), translate(_LOOK_AT_LOGS)
        )
        cut.passing = True
        return cut
    if caused_by(requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError):
        return too_slow(call, timeout, translate)
    if not caused_by(requests.exceptions.ConnectionError, OSError) or caused_by(
        requests.exceptions.InvalidURL,
        requests.exceptions.InvalidHeader,
        requests.exceptions.InvalidSchema,
    ):
        return RestConfigurationError(
            call,
            translate(_lt("the request could not be written.")),
            translate(
                _lt(
                    "Check the URL and the keys for characters that do not belong there"
                    " (line breaks, letters with accents)."
                )
            ),
        )
    seen, advice, passing = _explain_connection(causes, caused_by, mask)
    unreachable = ServerUnreachable(call, translate(seen), translate(advice))
    unreachable.passing = passing
    unreachable.unsent = caused_by(urllib3.exceptions.NewConnectionError)
    return unreachable


def _explain_tls(
    causes: list[BaseException], caused_by: Callable[..., bool]
) -> tuple[LazyGettext, LazyGettext] | None:
    if caused_by(ssl.SSLCertVerificationError):
        return (
            _lt(
                "the certificate of the server was refused (%(reason)s).",
                reason=_certificate_problem(causes),
            ),
            _lt(
                "Renew the certificate, correct the host name in the URL, or, for a"
                " test server only, switch the verification off."
            ),
        )
    if caused_by(requests.exceptions.SSLError, ssl.SSLError) and not caused_by(
        ssl.SSLEOFError, ssl.SSLZeroReturnError
    ):
        return (
            _lt("no secure connection could be made."),
            _lt(
                "Does the server speak HTTPS at this host and port? If not, the URL"
                " begins with http://."
            ),
        )
    return None


def _explain_connection(
    causes: list[BaseException],
    caused_by: Callable[..., bool],
    mask: Callable[[str], str],
) -> tuple[LazyGettext, LazyGettext, bool]:
    """What was seen, what to do, and whether it may pass in a second."""
    if caused_by(socket.gaierror, urllib3.exceptions.NameResolutionError):
        return (
            _lt("the host is unknown."),
            _lt("Check the host name in the URL, and the name server of Odoo."),
            False,
        )
    if caused_by(ConnectionRefusedError):
        return (
            _lt("the host refused the connection."),
            _lt("Check the port in the URL, and that the server runs."),
            True,
        )
    if caused_by(requests.exceptions.ProxyError):
        return (
            _lt("the proxy refused the connection."),
            _lt("Check the proxy set in the environment of Odoo."),
            False,
        )
    return (
        _lt("the connection broke (%(reason)s).", reason=mask(str(causes[-1]))),
        _lt("If it happens again, look at the network and the server's logs."),
        True,
    )


def too_slow(call: str, seconds: float, translate: Translate) -> ServerUnreachable:
    """No complete answer within the time limit."""
    return ServerUnreachable(
        call,
        translate(
            _lt("no complete answer came within %(seconds)s seconds.", seconds=seconds)
        ),
        translate(
            _lt(
                "Check the host and the port, or set a longer time limit or a smaller"
                " page size on the backend."
            )
        ),
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all that it came from, nearest first."""
    seen: set[int] = set()
    pending: list[object] = [error]
    while pending:
        current = pending.pop(0)
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        pending += [
            *current.args,
            getattr(current, "reason", None),
            current.__cause__,
            current.__context__,
        ]


def _certificate_problem(causes: list[BaseException]) -> str:
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause.verify_message or str(cause)
    return ""
