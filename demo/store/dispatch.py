"""One request through the store: route, permission, end point, answer."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

from flask import Response

from . import fields_filter, stores
from .errors import StoreError, bad_request, internal_error, unknown_route
from .faults import Asked
from .oauth import SignedRequest
from .rest import Call, Request, Route, Router, View, encode
from .shop import Shop

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=UTF-8"

_log = logging.getLogger(__name__)


@dataclass
class Served:
    """What a request came to.

    :param struck: the kinds of the faults that changed it.
    """

    status: int
    body: bytes
    content_type: str = JSON
    struck: list[str] = field(default_factory=list)

    def response(self) -> Response:
        return Response(self.body, self.status, content_type=self.content_type)


def serve(shop: Shop, router: Router, request: Request, asked: Asked) -> Served:
    """Return the answer to a request, which may be a refusal; never raises."""
    struck: list[str] = []
    if not _accepts_json(request.accept):
        return Served(500, b"<h1>There has been an error.</h1>", HTML)
    try:
        return Served(
            200, encode(_answer(shop, router, request, asked, struck)), JSON, struck
        )
    except StoreError as refusal:
        return Served(refusal.status, encode(refusal.body()), JSON, struck)
    except Exception:
        report = secrets.token_hex(7)[:13]
        _log.exception("%s %s failed (%s)", request.method, request.path, report)
        return Served(500, encode(internal_error(report).body()), JSON, struck)


def _answer(
    shop: Shop, router: Router, request: Request, asked: Asked, struck: list[str]
) -> Any:
    view, is_all, segments = _split(request.path)
    if segments[:1] == ("inventory",) and not shop.settings.msi:
        raise unknown_route()
    route, path = router.find(request.method, segments)
    shop.doorman.admit(
        request.authorization,
        SignedRequest(
            request.method,
            request.base_url + request.path,
            request.query,
            request.authorization,
        ),
        route.resource,
    )
    _let_vanish(shop, route, path, asked, struck)
    call = Call(shop, request, view, path, is_all)
    answer = route.endpoint(call)
    if route.entity is not None:
        faults = shop.faults.patch(route.entity.name, route.entity.key, answer, asked)
        struck += [fault.kind for fault in faults]
    fields = call.query.get("fields")
    if fields and isinstance(fields, str) and isinstance(answer, dict | list):
        return fields_filter.project(answer, fields)
    return answer


def _let_vanish(
    shop: Shop, route: Route, path: dict[str, str], asked: Asked, struck: list[str]
) -> None:
    if route.entity is not None and route.entity.path_key in path:
        record_id = path[route.entity.path_key]
        fault = shop.faults.vanished(route.entity.name, record_id, asked)
        if fault is not None:
            struck.append(fault.kind)
            raise route.entity.missing(record_id)


def _split(path: str) -> tuple[View, bool, tuple[str, ...]]:
    """Return the store view that a path names, if all, and the rest of it, decoded."""
    # A plus is a space, in paths too.
    segments = [unquote_plus(part) for part in path.strip("/").split("/")[1:]]
    code = segments.pop(0) if segments and segments[0] != "V1" else "default"
    view = stores.view_by_code("default" if code == "all" else code)
    if view is None:
        raise bad_request("Specified request cannot be processed.")
    if not segments or segments[0] != "V1":
        raise unknown_route()
    return view, code == "all", tuple(segments[1:])


def _accepts_json(accept: str) -> bool:
    types = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return not any(types) or any(
        type_ in ("*/*", "application/json", "application/*") for type_ in types
    )
