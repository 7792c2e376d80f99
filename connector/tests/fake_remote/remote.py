"""The server behind the fake remote."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode, urlsplit

from .faults import Fault
from .message import Answer, Request
from .records import Collection, Refused, stamp


@dataclass
class _Intervention:
    """Something that happens with some of the requests."""

    action: Callable[[Request, Answer], Answer | None]
    method: str | None
    path: re.Pattern
    skip: int
    times: int | None
    processed: bool

    def takes(self, request: Request) -> bool:
        """Whether it is this request's turn."""
        if self.method not in (None, request.method):
            return False
        if not self.path.search(str(request)) or self.times == 0:
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


class FakeRemote:
    """A remote system in a thread, with collections of records behind a REST API.

    * ``GET /customers``: ``{"items": [...], "total": 3, "next": "/customers?..."}``.
      ``next``, also in the header ``Link``, is null on the last page. Parameters:
      ``page`` and ``per_page`` (at most :attr:`page_size`), ``after``, ``sort`` (``id``
      or ``updated_at``), ``since`` and ``until`` (a date, included), ``ids`` (separated
      by commas), or any field with the value that it must have.
    * ``GET``, ``PUT``, ``PATCH`` and ``DELETE`` of ``/customers/7``, ``POST`` of
      ``/customers``, with JSON.
    * ``GET /ping`` answers ``{"now": ...}``.

    Each record has ``id`` and ``updated_at`` (seconds, UTC). A collection exists once
    it is named. The answers have a header ``Date`` by the remote's own clock.

    :param port: where it answers; 0 for any that is free
    :ivar url: where it answers
    :ivar requests: what it was asked, in order
    :ivar token: what the header ``Authorization: Bearer …`` must hold; anything goes
        when empty
    :ivar page_size: how many records a page holds at most
    :ivar keyset: let ``next`` go on after the last record, rather than by page number
    :ivar ahead: how far its clock is ahead of ours
    :ivar most_requests: beyond so many, it answers 508: something goes round in circles
    """

    def __init__(self, token: str = "", page_size: int = 50, port: int = 0) -> None:
        self.token = token
        self.page_size = page_size
        self.keyset = True
        self.ahead = timedelta()
        self.most_requests = 2000
        self.requests: list[Request] = []
        self._collections: dict[str, Collection] = {}
        self._interventions: list[_Intervention] = []
        self._frozen: datetime | None = None
        self._lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler_class(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.02},
            daemon=True,
        )
        self._thread.start()

    def __enter__(self) -> FakeRemote:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    # -- its clock ----------------------------------------------------------------

    def now(self) -> datetime:
        """What its clock shows (naive UTC, whole seconds)."""
        now = self._frozen or datetime.now(UTC).replace(tzinfo=None) + self.ahead
        return now.replace(microsecond=0)

    def freeze(self, instant: datetime | None = None) -> datetime:
        """Stop its clock, at an instant or now; return what it shows."""
        self._frozen = (instant or self.now()).replace(microsecond=0)
        return self._frozen

    def unfreeze(self) -> None:
        """Let its clock go again."""
        self._frozen = None

    def tick(self, seconds: float = 1) -> datetime:
        """Move its stopped clock forward; return what it shows."""
        return self.freeze(self.now() + timedelta(seconds=seconds))

    # -- its records --------------------------------------------------------------

    def collection(self, name: str) -> Collection:
        """The records of one kind; none at first."""
        return self._collections.setdefault(name, Collection(name))

    def add(self, collection: str, /, **values: Any) -> str:
        """Create a record, and return its id as text."""
        with self._lock:
            record = self.collection(collection).add(values, stamp(self.now()))
            return str(record["id"])

    def change(self, collection: str, external_id: Any, /, **values: Any) -> None:
        """Change a record, and its ``updated_at`` with it unless it is given."""
        with self._lock:
            self.collection(collection).change(external_id, values, stamp(self.now()))

    def remove(self, collection: str, external_id: Any, /) -> None:
        """Delete a record."""
        with self._lock:
            self.collection(collection).remove(external_id)

    def get(self, collection: str, external_id: Any, /) -> dict:
        """A copy of a record."""
        with self._lock:
            return dict(self.collection(collection).get(external_id))

    def ids(self, collection: str) -> list[str]:
        """Ids of all records, in the order in which they were created."""
        with self._lock:
            return list(self.collection(collection).records)

    # -- what happens to requests -------------------------------------------------

    def fail(
        self,
        fault: Fault,
        *,
        method: str | None = None,
        path: str = "",
        skip: int = 0,
        times: int | None = None,
        processed: bool = False,
    ) -> None:
        """Answer requests wrongly, until :meth:`heal`.

        :param fault: how, see :mod:`.faults`
        :param method: only requests of this method
        :param path: only requests whose method, path and query match this pattern
        :param skip: let so many of them through first
        :param times: only so many of them
        :param processed: do what was asked, before the wrong answer
        """
        with self._lock:
            pattern = re.compile(path)
            self._interventions.append(
                _Intervention(fault, method, pattern, skip, times, processed)
            )

    def meanwhile(
        self,
        action: Callable[[], Any],
        *,
        method: str | None = None,
        path: str = "",
        skip: int = 0,
        times: int | None = 1,
    ) -> None:
        """Let something happen right after the answer to a request was made up.

        The parameters are those of :meth:`fail`.
        """

        def act(request: Request, answer: Answer) -> None:
            action()

        with self._lock:
            pattern = re.compile(path)
            self._interventions.append(
                _Intervention(act, method, pattern, skip, times, processed=True)
            )

    def heal(self) -> None:
        """Answer rightly again."""
        with self._lock:
            self._interventions.clear()

    def asked(self, method: str | None = None, path: str = "") -> list[Request]:
        """The requests of a method whose method, path and query match a pattern."""
        return [
            request
            for request in self.requests
            if method in (None, request.method) and re.search(path, str(request))
        ]

    def _answer(self, request: Request) -> Answer:
        """What to answer, after all that is told to go wrong."""
        with self._lock:
            self.requests.append(request)
            if len(self.requests) > self.most_requests:
                return Answer(508, {"message": "No test needs so many requests"})
            acting = [one for one in self._interventions if one.takes(request)]
            undone = any(not one.processed for one in acting)
            wants = request.method == "GET" or not undone
            answer = self.respond(request) if wants else Answer(200, {})
            for one in acting:
                answer = one.action(request, answer) or answer
            request.answered = answer.status
            return answer

    def respond(self, request: Request) -> Answer:
        """What to answer when nothing goes wrong.

        Override me to speak another API: the clock, the records and the faults stay.
        """
        if self.token and request.headers.get("Authorization") != (
            f"Bearer {self.token}"
        ):
            return Answer(401, {"message": "The token is not valid"})
        if request.path == "ping":
            return Answer(body={"now": stamp(self.now())})
        try:
            return self._process(request)
        except Refused as refused:
            return Answer(refused.status, {"message": str(refused)})

    def _process(self, request: Request) -> Answer:
        if request.collection not in self._collections:
            raise Refused(404, f"There is no {request.path}")
        collection = self._collections[request.collection]
        external_id, now = request.external_id, stamp(self.now())
        if request.method == "GET":
            if external_id:
                return Answer(body=collection.get(external_id))
            return self._list(request, collection)
        if request.method == "DELETE" and external_id:
            collection.remove(external_id)
            return Answer(204)
        if not isinstance(request.data, dict):
            raise Refused(400, "The body is no JSON object")
        values = {key: value for key, value in request.data.items() if key != "id"}
        if request.method == "POST" and not external_id:
            return Answer(201, collection.add(values, now))
        if request.method in ("PUT", "PATCH") and external_id:
            return Answer(body=collection.change(external_id, values, now))
        raise Refused(405, f"{request.method} is not for {request.path}")

    def _list(self, request: Request, collection: Collection) -> Answer:
        page = collection.page(request.query, self.page_size, self.keyset)
        headers, following = {}, None
        if page.rest:
            query = {**request.query, **page.rest}
            following = f"/{request.path}?{urlencode(query)}"
            headers["Link"] = f'<{following}>; rel="next"'
        body = {"items": page.items, "total": page.total, "next": following}
        return Answer(200, body, headers)


def _handler_class(remote: FakeRemote) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def handle_one_method(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            answer = remote._answer(
                Request(
                    self.command,
                    parts.path.strip("/"),
                    parts.query,
                    dict(self.headers),
                    self.rfile.read(length),
                )
            )
            time.sleep(answer.delay)
            if answer.hang_up:
                self.close_connection = True
                return
            content = answer.content()
            announced = len(content) + 100 if answer.cut else len(content)
            headers = {
                "Content-Type": "application/json; charset=utf-8",
                "Content-Length": str(announced),
                "Date": format_datetime(remote.now().replace(tzinfo=UTC), usegmt=True),
                **answer.headers,
            }
            self.close_connection = self.close_connection or answer.cut
            try:
                self.send_response_only(answer.status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)
            except ConnectionError:
                self.close_connection = True  # the client waits no longer

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_one_method

        def log_message(self, *args: object) -> None:
            pass

    return Handler
