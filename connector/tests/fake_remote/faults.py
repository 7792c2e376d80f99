"""Ways in which a remote system fails, to give to ``FakeRemote.fail()``.

A fault gets the request and the ordinary answer, and returns what is sent instead.
Any function of that shape is one.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable

from .message import Answer, Request

Fault = Callable[[Request, Answer], Answer]


def status(code: int, message: str = "", **headers: str) -> Fault:
    """Answer with this status, and a message as most APIs give one."""
    body = {"message": message or f"The fake remote answers {code}"}
    return lambda request, answer: Answer(code, body, dict(headers))


def too_many(retry_after: int | str | None = None) -> Fault:
    """Answer 429, with the header ``Retry-After`` if given."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return lambda request, answer: Answer(429, {"message": "Slow down"}, headers)


def slow(seconds: float) -> Fault:
    """Answer as always, but late."""

    def delay(request: Request, answer: Answer) -> Answer:
        answer.delay = seconds
        return answer

    return delay


def garbage(text: bytes = b'{"items": [{"id": 1, "na') -> Fault:
    """Answer 200 and something that is no JSON."""
    return lambda request, answer: Answer(200, text)


def web_page(code: int = 200) -> Fault:
    """Answer with a page for people, as proxies and firewalls do."""
    page = b"<html><head><title>Maintenance</title></head><body>Back soon</body></html>"
    return lambda request, answer: Answer(code, page, {"Content-Type": "text/html"})


def cut() -> Fault:
    """Send half of the answer, then close the connection."""

    def halve(request: Request, answer: Answer) -> Answer:
        content = answer.content() or b'{"id": 1}'
        return Answer(answer.status, content[: len(content) // 2], cut=True)

    return halve


def hang_up() -> Fault:
    """Close the connection without any answer."""
    return lambda request, answer: Answer(hang_up=True)


def redirect(url: str, code: int = 302) -> Fault:
    """Send the visitor elsewhere."""
    return lambda request, answer: Answer(code, b"", {"Location": url})


def echo(code: int = 400) -> Fault:
    """Refuse, and repeat the whole request in the message: its credentials, too."""

    def repeat(request: Request, answer: Answer) -> Answer:
        headers = "; ".join(f"{key}: {value}" for key, value in request.headers.items())
        said = f"cannot do {request} with {headers} and {request.body.decode()}"
        return Answer(code, {"message": said})

    return repeat


def repeated_page() -> Fault:
    """Let the page after this one be this one again, for ever."""

    def repeat(request: Request, answer: Answer) -> Answer:
        if not _is_list(answer):
            return answer
        body = copy.copy(answer.body)
        body["next"] = str(request).partition(" ")[2]
        return Answer(answer.status, body, {"Link": f'<{body["next"]}>; rel="next"'})

    return repeat


def same_page_for_all() -> Fault:
    """Answer each page with what the first one was, whatever is asked for."""
    first: list[str] = []

    def repeat(request: Request, answer: Answer) -> Answer:
        if not _is_list(answer):
            return answer
        first.append(json.dumps(answer.body["items"]))
        answer.body["items"] = json.loads(first[0])
        return answer

    return repeat


def same_answer() -> Fault:
    """Answer every request as the first one, whatever is asked for."""
    first: list[Answer] = []

    def repeat(request: Request, answer: Answer) -> Answer:
        first.append(answer)
        return first[0]

    return repeat


def _is_list(answer: Answer) -> bool:
    return isinstance(answer.body, dict) and "items" in answer.body
