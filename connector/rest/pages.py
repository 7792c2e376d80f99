"""The ways in which servers cut a list into pages.

A pager says which query asks for a page, and where the next one begins. Where, is
called a position: a page number, an offset, a token or a URL. It can be stored as JSON,
so that another job may go on from there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .answer import Answer, joined

#: Keys that lead to a part of an answer, such as ``("meta", "next")``.
Path = str | tuple[str | int, ...]


@dataclass(frozen=True)
class ListPage:
    """One page of a list.

    :ivar items: what it lists
    :ivar position: where it begins
    :ivar next: where the page after begins; ``None`` when this is the last
    :ivar answer: all that the server said
    """

    items: list[Any]
    position: Any
    next: Any
    answer: Answer = field(repr=False)


def pick(data: Any, path: Path) -> Any:
    """The part of a JSON document at ``path``; ``None`` if it is not there.

    >>> pick({"meta": {"next": "abc"}}, ("meta", "next")), pick([], ("meta", "next"))
    ('abc', None)
    """
    for key in (path,) if isinstance(path, str) else path:
        try:
            data = data[key] if isinstance(data, dict | list) else None  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return None
    return data


@dataclass(frozen=True, kw_only=True)
class Pager:
    """How a list is cut into pages. This one is not: one answer holds it all.

    Inherit for another way: override :meth:`query` and :meth:`next`, and
    :meth:`first` if a position is needed from the start.

    :ivar items: path to the list in the answer; ``()`` if the answer is the list
    :ivar ends_by_repeating: a page that equals the one before it is the end, with
        servers that answer their last page again instead of an empty one
    """

    items: Path = ()
    ends_by_repeating: bool = False

    def first(self) -> Any:
        """Position of the first page."""
        return None

    def query(self, position: Any) -> dict[str, str]:
        """Parameters that ask for the page at a position."""
        return {}

    def url(self, position: Any) -> str | None:
        """The whole URL of the page, where the server gave it."""
        return None

    def listed(self, answer: Answer) -> list[Any] | None:
        """The items of a page; ``None`` if the answer is no list."""
        found = pick(answer.data, self.items)
        return found if isinstance(found, list) else None

    def next(self, position: Any, answer: Answer, items: list[Any], seen: int) -> Any:
        """Position of the page after this one; ``None`` after the last.

        :param seen: number of items of this page and those read before it; pages
            that another job read are not counted
        """
        return None


@dataclass(frozen=True, kw_only=True)
class _Counted(Pager):
    """Pages that are counted: they end with an empty one, or when all were seen.

    A page shorter than asked for is no sign of the end: servers cut down the size
    asked for, and leave out of a page what may not be seen.

    :ivar page_size: how many items are asked for; 0 leaves it to the server
    :ivar size_parameter: parameter for that number
    :ivar total: path to the number of all items, where the server says it; spares the
        request for the empty page
    """

    page_size: int = 100
    size_parameter: str = "limit"
    total: Path | None = None

    def _size(self) -> dict[str, str]:
        return {self.size_parameter: str(self.page_size)} if self.page_size else {}

    def _is_last(self, answer: Answer, items: list[Any], seen: int) -> bool:
        if not items:
            return True
        total = pick(answer.data, self.total) if self.total is not None else None
        return isinstance(total, int) and seen >= total


@dataclass(frozen=True, kw_only=True)
class PageNumber(_Counted):
    """``?page=2&per_page=100``

    :ivar parameter: parameter for the page's number
    :ivar start: number of the first page
    """

    parameter: str = "page"
    size_parameter: str = "per_page"
    start: int = 1

    def first(self) -> int:
        return self.start

    def query(self, position: int) -> dict[str, str]:
        return {self.parameter: str(position), **self._size()}

    def next(
        self, position: int, answer: Answer, items: list[Any], seen: int
    ) -> int | None:
        return None if self._is_last(answer, items, seen) else position + 1


@dataclass(frozen=True, kw_only=True)
class Offset(_Counted):
    """``?offset=200&limit=100``

    :ivar parameter: parameter for the number of items before the page
    """

    parameter: str = "offset"

    def first(self) -> int:
        return 0

    def query(self, position: int) -> dict[str, str]:
        return {self.parameter: str(position), **self._size()}

    def next(
        self, position: int, answer: Answer, items: list[Any], seen: int
    ) -> int | None:
        after = position + len(items)
        return None if self._is_last(answer, items, after) else after


@dataclass(frozen=True, kw_only=True)
class Cursor(Pager):
    """``?cursor=b2Zmc2V0``: each answer holds the token of the page after it.

    :ivar parameter: parameter for the token
    :ivar token: path to the token of the next page; none or empty after the last
    :ivar page_size: as in :class:`Offset`
    :ivar size_parameter: as in :class:`Offset`
    """

    parameter: str = "cursor"
    token: Path = "next_cursor"
    page_size: int = 0
    size_parameter: str = "limit"

    def query(self, position: str | int | None) -> dict[str, str]:
        query = {self.size_parameter: str(self.page_size)} if self.page_size else {}
        if position is not None:
            query[self.parameter] = str(position)
        return query

    def next(self, position: Any, answer: Answer, items: list[Any], seen: int) -> Any:
        token = pick(answer.data, self.token)
        usable = isinstance(token, str | int) and token != "" and token is not False
        return token if usable else None


@dataclass(frozen=True, kw_only=True)
class NextLink(Pager):
    """Each answer holds the URL of the page after it, by default in its ``Link`` header.

    :ivar link: path to that URL in the answer; ``None`` for the header
    :ivar page_size: as in :class:`Offset`, for the first page
    :ivar size_parameter: as in :class:`Offset`
    """

    link: Path | None = None
    page_size: int = 0
    size_parameter: str = "per_page"

    def query(self, position: str | None) -> dict[str, str]:
        if position is not None or not self.page_size:
            return {}
        return {self.size_parameter: str(self.page_size)}

    def url(self, position: str | None) -> str | None:
        return position

    def next(
        self, position: Any, answer: Answer, items: list[Any], seen: int
    ) -> str | None:
        if self.link is None:
            return answer.link("next")
        url = pick(answer.data, self.link)
        return joined(answer.url, url) if isinstance(url, str) and url else None
