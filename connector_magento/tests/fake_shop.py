"""A shop in a thread: real HTTP, answers captured from a real Magento 2.4.7."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

CAPTURES = Path(__file__).parent / "captures"


def capture(name: str) -> Answer:
    """The answer of a captured exchange."""
    response = json.loads((CAPTURES / f"{name}.json").read_text())["response"]
    return Answer(
        response["status"], response["body"], dict(response.get("headers", {}))
    )


@dataclass
class Answer:
    """What the shop answers: a text goes out as it is unless it should be JSON."""

    status: int = 200
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0

    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        if "html" in self.headers.get("Content-Type", ""):
            return str(self.body).encode()
        return json.dumps(self.body).encode()


@dataclass
class Request:
    """What the shop was asked."""

    method: str
    path: str
    query_string: str
    headers: dict[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    def filters(self) -> list[tuple[str, str, str]]:
        """The filters of the search criteria."""
        key = "searchCriteria[filter_groups][%d][filters][0][%s]"
        found = []
        while (key % (len(found), "field")) in self.query:
            found.append(
                tuple(
                    self.query[key % (len(found), part)]
                    for part in ("field", "condition_type", "value")
                )
            )
        return found


class FakeShop:
    """Answers by ``routes``: (method, path below /rest) → answer, or a function.

    A list of answers is given out one by one, the last one for ever. The requests are
    kept in ``requests``.
    """

    def __init__(self) -> None:
        self.routes: dict[
            tuple[str, str], Answer | list[Answer] | Callable[[Request], Answer]
        ] = {}
        self.requests: list[Request] = []
        self.date = time.time
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler_class())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}
        )
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def count(self, path: str) -> int:
        """How many requests there were for this path."""
        return sum(request.path == path for request in self.requests)

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def answer(self, request: Request) -> Answer:
        route = self.routes.get((request.method, request.path))
        if route is None:
            return capture("error_unknown_route")
        if callable(route):
            return route(request)
        if isinstance(route, list):
            return route.pop(0) if len(route) > 1 else route[0]
        return route

    def _handler_class(shop) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 5

            def handle_one_method(self) -> None:
                parts = urlsplit(self.path)
                length = int(self.headers.get("Content-Length") or 0)
                request = Request(
                    self.command,
                    parts.path.removeprefix("/rest/"),
                    parts.query,
                    dict(self.headers),
                    self.rfile.read(length),
                )
                shop.requests.append(request)
                answer = shop.answer(request)
                time.sleep(answer.delay)
                content = answer.content()
                headers = {
                    "Content-Type": "application/json; charset=utf-8",
                    "Content-Length": str(len(content)),
                    "Date": formatdate(shop.date(), usegmt=True),
                    **answer.headers,
                }
                self.send_response_only(answer.status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(content)
                except ConnectionError:
                    self.close_connection = True  # the client waits no longer
                if int(headers["Content-Length"]) > len(content):
                    self.close_connection = True

            do_GET = do_POST = do_PUT = do_DELETE = handle_one_method

            def log_message(self, *args: object) -> None:
                pass

        return Handler


class MagentoShop(FakeShop):
    """A shop with the captured websites, groups and customers.

    ``customers`` (id → customer) can be changed by tests.
    """

    CUSTOMERS = ("alba", "societe", "kent", "ca", "jp", "mixedcase", "no")

    def __init__(self) -> None:
        super().__init__()
        self.customers: dict[int, dict] = {}
        for name in self.CUSTOMERS:
            customer = capture(f"customer_get_{name}").body
            self.customers[customer["id"]] = customer
        self.routes |= {
            ("GET", "V1/store/websites"): capture("store_websites"),
            ("GET", "V1/store/storeGroups"): capture("store_groups"),
            ("GET", "V1/store/storeViews"): capture("store_views"),
            ("GET", "V1/store/storeConfigs"): capture("store_configs"),
            ("GET", "V1/customerGroups/search"): capture("customer_groups_search"),
            ("GET", "V1/customers/search"): self._search_customers,
        }

        for group in capture("customer_groups_search").body["items"]:
            self.routes["GET", f"V1/customerGroups/{group['id']}"] = Answer(body=group)

    def answer(self, request: Request) -> Answer:
        known = (request.method, request.path) in self.routes
        if not known and request.path.startswith("V1/customers/"):
            return self._customer(request)
        return super().answer(request)

    def add(self, customer: dict) -> None:
        """One more customer, as it is."""
        self.customers[customer["id"]] = customer

    def sent(self) -> list[dict]:
        """The customers as they were written, one after the other."""
        return [
            json.loads(request.body)["customer"]
            for request in self.requests
            if request.method == "PUT"
        ]

    def _customer(self, request: Request) -> Answer:
        customer = self.customers.get(int(request.path.rpartition("/")[2]))
        if customer is None:
            return capture("error_customer_unknown")
        if request.method == "PUT":
            self._put(customer, json.loads(request.body)["customer"])
        return Answer(body=customer)

    def _put(self, customer: dict, sent: dict) -> None:
        """Keys that are left out stay, the list of addresses is replaced.

        As in the captures semantics_customer_put and customer_put_address_list_replaced.
        """
        known = {address["id"]: address for address in customer["addresses"]}
        customer.update(sent, updated_at="2026-11-25 00:00:00")
        if "addresses" in sent:
            customer["addresses"] = [
                {**known.get(address.get("id"), {}), **address}
                for address in sent["addresses"]
            ]

    def _search_customers(self, request: Request) -> Answer:
        found = [self.customers[id_] for id_ in sorted(self.customers)]
        for name, condition, value in request.filters():
            if (name, condition) == ("entity_id", "gt"):
                found = [one for one in found if one["id"] > int(value)]
            elif (name, condition) == ("entity_id", "in"):
                found = [one for one in found if str(one["id"]) in value.split(",")]
            elif (name, condition) == ("updated_at", "gteq"):
                found = [one for one in found if one["updated_at"] >= value]
            else:
                raise ValueError(f"The fake shop can't filter by {name} {condition}")
        size = int(request.query["searchCriteria[pageSize]"])
        page = int(request.query["searchCriteria[currentPage]"])
        items = found[(page - 1) * size : page * size]
        if "fields" in request.query:
            items = [
                {key: one[key] for key in ("id", "email") if key in one}
                for one in items
            ]
            items = items or None  # as in the capture customers_search_none_with_fields
        return Answer(body={"items": items, "total_count": len(found)})
