"""The REST interface: from a request to an end point, and back to JSON.

An entity's file declares its end points::

    routes = Routes()

    @routes.get("customers/:customerId", resource="Magento_Customer::customer")
    def read(call: Call) -> Any:
        ...

What the function returns is sent as JSON; a :class:`~.errors.StoreError` that it raises
becomes the refusal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from . import query_string, search_criteria
from .errors import StoreError, bad_request, internal_error, unknown_route
from .listing import search_rows
from .search_criteria import SearchCriteria
from .shop import Shop
from .typed_input import convert

METHODS = ("GET", "POST", "PUT", "DELETE")

_CONTENT_TYPE = re.compile(r"([a-z\d/\-+.]+)(?:; *charset=(.+?))?", re.IGNORECASE)

View = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """An HTTP request, as sent: path and query still percent-encoded."""

    method: str
    path: str
    query: str
    base_url: str
    content_type: str = ""
    accept: str = ""
    authorization: str = ""
    body: bytes = b""


@dataclass
class Call:
    """One use of an end point.

    :param view: the store view of the URL; the default one where it names none or all.
    :param path: the parts of the path that the route leaves open.
    :param is_all: the URL says ``all``: values for every view are meant.
    """

    shop: Shop
    request: Request
    view: View
    path: dict[str, str]
    is_all: bool = False
    query: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.query = query_string.parse(self.request.query)

    @property
    def scope(self) -> int:
        """The id of the view that values are read and written for; 0 is ``all``."""
        return 0 if self.is_all else self.view["id"]

    def path_id(self, name: str) -> int:
        """Return the number in the path.

        :raises StoreError: 400, if it is none.
        """
        return convert(self.path[name], "int")

    def criteria(self) -> SearchCriteria:
        """Return the search criteria of the query, or refuse them."""
        return search_criteria.read(self.query, self.shop.settings)

    def body(self) -> dict[str, Any]:
        """Return the JSON object in the body.

        :raises StoreError: 400, if the body is none, or not declared as JSON.
        """
        header = self.request.content_type
        if not header:
            raise bad_request("Content-Type header is empty.")
        match = _CONTENT_TYPE.fullmatch(header)
        if not match:
            raise bad_request("Content-Type header is invalid.")
        if match[2] and match[2].lower() != "utf-8":
            raise bad_request("UTF-8 is the only supported charset.")
        if match[1].lower() != "application/json":
            raise bad_request(
                "Server cannot understand Content-Type HTTP header media type "
                f"{match[1]}"
            )
        if not self.request.body:
            return {}
        try:
            body = json.loads(self.request.body)
        except ValueError:
            raise bad_request("Decoding error.") from None
        return body if isinstance(body, dict) else {}


Endpoint = Callable[[Call], Any]


@dataclass(frozen=True)
class Entity:
    """A kind of record, so that faults can be aimed at single ones.

    :param name: what faults call it.
    :param key: the key of its id in answers.
    :param path_key: the name of its id in paths.
    :param missing: makes the refusal for an id that is not there.
    """

    name: str
    key: str
    path_key: str
    missing: Callable[[str], StoreError]


@dataclass(frozen=True)
class Route:
    """One end point."""

    method: str
    segments: tuple[str, ...]
    resource: str
    endpoint: Endpoint
    entity: Entity | None

    def match(self, segments: tuple[str, ...]) -> dict[str, str] | None:
        """Return the open parts of the path, or None where this is another route."""
        if len(segments) != len(self.segments):
            return None
        parts = {}
        for pattern, segment in zip(self.segments, segments, strict=True):
            if pattern.startswith(":"):
                parts[pattern[1:]] = segment
            elif pattern != segment:
                return None
        return parts


class Routes:
    """The end points of one entity; as a decorator, adds one."""

    def __init__(self, entity: Entity | None = None) -> None:
        self.entity = entity
        self.all: list[Route] = []

    def add(self, method: str, path: str, resource: str) -> Callable:
        """Return the decorator that makes a function answer ``method`` ``path``."""

        def decorate(endpoint: Endpoint) -> Endpoint:
            segments = tuple(path.split("/"))
            self.all.append(Route(method, segments, resource, endpoint, self.entity))
            return endpoint

        return decorate

    def get(self, path: str, resource: str) -> Callable:
        return self.add("GET", path, resource)

    def post(self, path: str, resource: str) -> Callable:
        return self.add("POST", path, resource)

    def put(self, path: str, resource: str) -> Callable:
        return self.add("PUT", path, resource)

    def delete(self, path: str, resource: str) -> Callable:
        return self.add("DELETE", path, resource)


class Router:
    """Finds the end point of a path; one without open parts goes before others."""

    def __init__(self, groups: Iterable[Routes]) -> None:
        routes = [route for group in groups for route in group.all]
        self._routes = sorted(
            routes,
            key=lambda route: sum(part.startswith(":") for part in route.segments),
        )

    def find(
        self, method: str, segments: tuple[str, ...]
    ) -> tuple[Route, dict[str, str]]:
        """Return the route and the open parts of the path.

        :raises StoreError: 405 for a method that Magento does not know, 404 where no
            end point has this path and method.
        """
        if method not in METHODS:
            raise StoreError(405, f"The {method} HTTP method is not supported.")
        for route in self._routes:
            if route.method == method:
                parts = route.match(segments)
                if parts is not None:
                    return route, parts
        raise unknown_route()


def list_answer(
    items: list[Any], criteria: SearchCriteria, total: int
) -> dict[str, Any]:
    """Return the answer of a list end point."""
    return {
        "items": items,
        "search_criteria": criteria.echo(),
        "total_count": total,
    }


def search_fixed(
    call: Call, rows: list[dict[str, Any]], report_id: str
) -> dict[str, Any]:
    """Answer a list end point from records that never change.

    :param report_id: what the store says of a filter on a field that there is not.
    """
    criteria = call.criteria()
    found, total = search_rows(
        rows, criteria, call.shop.settings, lambda field: internal_error(report_id)
    )
    return list_answer([dict(row) for row in found], criteria, total)


def encode(answer: Any) -> bytes:
    """Return ``answer`` as Magento writes JSON: ASCII only, slashes escaped."""
    text = json.dumps(answer, separators=(",", ":"))
    return text.replace("/", "\\/").encode()
