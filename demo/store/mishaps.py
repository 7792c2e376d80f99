"""Answers gone wrong: what a client sees when a fault strikes its request."""

from __future__ import annotations

import html
import secrets
import socket
from collections.abc import Iterator

from flask import Response, request

from .dispatch import HTML, Served
from .errors import StoreError, internal_error
from .faults import Fault
from .rest import encode

NO_STATUS = 0
"""What the log shows where no whole answer was sent."""

_MAINTENANCE = """<!doctype html>
<html xmlns="http://www.w3.org/1999/xhtml" >
<head>
    <title>Error 503: Service Unavailable</title>
    <base href="{base}&#x2F;errors&#x2F;default&#x2F;" />
    <meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
    <meta name="robots" content="*"/>
    <link rel="stylesheet" href="css/styles.css" type="text/css" />
    <link rel="icon" href="images/favicon.ico" type="image/x-icon" />
    <link rel="shortcut icon" href="images/favicon.ico" type="image/x-icon" />
</head>
<body>
    <main class="page-main">
        
<h1>Service Temporarily Unavailable</h1>
<p>
    The server is temporarily unable to service your request due to maintenance downtime or capacity problems.
    Please try again later.
</p>
    </main>
</body>
</html>
"""  # noqa: E501, W293

_PAGE = """<!doctype html>
<html><head><title>{title}</title></head>
<body><h1>{title}</h1><p>This page comes from something in front of the shop.</p>
</body></html>
"""

_GATEWAY_STATUSES = {
    403: "403 Forbidden",
    429: "429 Too Many Requests",
    502: "502 Bad Gateway",
    504: "504 Gateway Time-out",
}


def is_carried_out(fault: Fault) -> bool:
    """Tell whether the request is served before its answer goes wrong."""
    return fault.after or fault.kind in ("broken_json", "truncated")


def answer(fault: Fault, served: Served | None, base_url: str) -> tuple[int, Response]:
    """Return the status to log and the answer that ``fault`` makes.

    :param served: the right answer, where the request was carried out.
    """
    if fault.kind == "status":
        return fault.status, _status(fault)
    if fault.kind == "maintenance":
        base = base_url.replace(":", "&#x3A;").replace("/", "&#x2F;")
        page = _MAINTENANCE.format(base=base)
        return 503, Response(page, 503, content_type=HTML)
    if fault.kind == "html":
        page = _PAGE.format(title=html.escape(fault.message or "Please log in"))
        return 200, Response(page, 200, content_type=HTML)
    body = served.body if served else b""
    status, content_type = (served.status, served.content_type) if served else (0, "")
    if fault.kind == "broken_json":
        # It ends inside a string: no reader can take it for whole.
        broken = body[: len(body) // 2] + b'{"'
        return status, Response(broken, status, content_type=content_type)
    if fault.kind == "truncated":
        response = Response(
            _half(body), status, content_type=content_type, direct_passthrough=True
        )
        response.headers["Content-Length"] = str(len(body))
        return NO_STATUS, response
    _cut_connection(request.environ.get("werkzeug.socket"))
    return NO_STATUS, Response(b"", 500)


def _status(fault: Fault) -> Response:
    title = _GATEWAY_STATUSES.get(fault.status)
    if title and fault.message is None:
        page = _PAGE.format(title=title)
        response = Response(page, fault.status, content_type=HTML)
    else:
        refusal = StoreError(fault.status, fault.message or "Refused on demand.")
        if fault.status >= 500 and fault.message is None:
            refusal = internal_error(secrets.token_hex(7)[:13])
        response = Served(fault.status, encode(refusal.body())).response()
    if fault.retry_after is not None:
        response.headers["Retry-After"] = str(fault.retry_after)
    return response


def _half(body: bytes) -> Iterator[bytes]:
    connection = request.environ.get("werkzeug.socket")
    return _half_then_cut(body, connection)


def _half_then_cut(body: bytes, connection: socket.socket | None) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    _cut_connection(connection)


def _cut_connection(connection: socket.socket | None) -> None:
    if connection is not None:
        connection.shutdown(socket.SHUT_RDWR)
