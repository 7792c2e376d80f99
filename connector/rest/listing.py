"""Reads a list page by page, and notices when it leads nowhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from odoo.tools.translate import LazyTranslate

from .address import Query
from .answer import Answer
from .errors import EndlessPages, UnreadableAnswer
from .masking import describe_call
from .pages import ListPage, Pager

if TYPE_CHECKING:
    from .client import RestClient

_lt = LazyTranslate(__name__, default_lang="en_US")

_REPEATED = _lt("the server repeats a page of its list instead of going on.")
_REPEATED_ADVICE = _lt(
    "Nothing after it was read: the way in which the connector asks for pages does not"
    " suit this server."
)


def read_pages(
    client: RestClient,
    path: str,
    query: Query,
    pager: Pager,
    *,
    start: Any,
    most: int,
) -> Iterator[ListPage]:
    """The pages of a list; see :meth:`.client.RestClient.pages`."""
    position = pager.first() if start is None else start
    watch = _Watch(pager.ends_by_repeating)
    pairs = list(query.items() if isinstance(query, Mapping) else query)
    seen = 0
    for _number in range(most):
        url = pager.url(position)
        if url is None:
            asked = [*pairs, *pager.query(position).items()]
            answer = client.send("GET", path, asked)
        else:
            answer = client.send("GET", url)
        items = pager.listed(answer)
        if items is None:
            raise _no_list(client, answer)
        if watch.is_end(items):
            return
        seen += len(items)
        following = pager.next(position, answer, items, seen)
        if watch.repeats(items, position, following):
            raise EndlessPages(
                answer.call,
                client.translate(_REPEATED),
                client.translate(_REPEATED_ADVICE),
                status=answer.status,
            )
        yield ListPage(items, position, following, answer)
        if following is None:
            return
        position = following
    raise EndlessPages(
        describe_call("GET", f"{client.base_url}/{path}"),
        client.translate(_lt("the list has more than %(most)s pages.", most=most)),
        client.translate(_lt("Narrow down what is asked for, or use larger pages.")),
    )


def _no_list(client: RestClient, answer: Answer) -> UnreadableAnswer:
    return UnreadableAnswer(
        answer.call,
        client.translate(_lt("the answer is not the list that was asked for.")),
        client.translate(client.reader_class.look_at_logs),
        status=answer.status,
    )


class _Watch:
    """Notices that a list repeats itself."""

    def __init__(self, ends_by_repeating: bool) -> None:
        self._ends_by_repeating = ends_by_repeating
        self._last = b""
        self._contents: set[bytes] = set()
        self._positions: set[str] = set()

    def is_end(self, items: list[Any]) -> bool:
        """Whether a page is the last one again, and that means the end."""
        return self._ends_by_repeating and bool(items) and _digest(items) == self._last

    def repeats(self, items: list[Any], position: Any, following: Any) -> bool:
        """Whether this page, or the position of the next one, came before."""
        self._positions.add(json.dumps(position))
        repeated = following is not None and json.dumps(following) in self._positions
        if items:
            self._last = _digest(items)
            repeated = repeated or self._last in self._contents
            self._contents.add(self._last)
        return repeated


def _digest(items: list[Any]) -> bytes:
    return hashlib.sha256(json.dumps(items, sort_keys=True).encode()).digest()
