"""Talk to the REST API of a backend."""

# An adapter writes to the backend, where there is nothing to call with super().
# pylint: disable=method-required-super

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from odoo.addons.component.core import AbstractComponent

from ..rest import (
    Answer,
    ListPage,
    NextLink,
    Pager,
    RestClient,
    UnreadableAnswer,
    encode_path,
)
from .page import Page


class RestAdapter(AbstractComponent):
    """Base of the adapters of REST APIs, on ``work.rest``.

    For an API that follows the custom, saying where the records are is enough::

        class AcmeProductAdapter(Component):
            _name = "acme.product.adapter"
            _inherit = ["base.rest.adapter", "base.acme.connector"]
            _apply_on = "acme.product"

            _path = "products"
            _pager = PageNumber(items="data", total=("meta", "total"))

    The backend inherits ``connector.backend.rest``. A server that answers "not found"
    to the URL of a record makes ``IDMissingInBackend`` of it.

    Override points: :meth:`_query`, :meth:`_record_path`, :meth:`_record_of`,
    :meth:`_external_id`, :meth:`_changed_at`, :meth:`_query_of_many`.

    :cvar _path: path of the list, relative to the backend's URL
    :cvar _pager: how the list is cut into pages
    :cvar _id_field: key of a record's id
    :cvar _record_key: key of the record in the answer to a request for one; none if
        the answer is the record
    :cvar _lists_whole_records: whether the list shows of a record all that
        :meth:`read` does
    :cvar _write_method: ``PUT`` or ``PATCH``
    :cvar _most_pages: number of pages beyond which a list is taken for endless
    """

    _name = "base.rest.adapter"
    _inherit = "base.backend.adapter.crud"

    _path = ""
    _pager: Pager = NextLink()
    _id_field = "id"
    _record_key = ""
    _lists_whole_records = False
    _write_method = "PUT"
    _most_pages = 10_000

    @property
    def rest(self) -> RestClient:
        """The conversation with the server."""
        return self.work.rest

    def search(self, filters: Any = None) -> Iterator[str]:
        """Yield the ids of the records that match."""
        for page in self.pages(filters):
            yield from page.ids

    def search_read(self, filters: Any = None) -> Iterator[dict]:
        """Yield the records that match, as the list shows them."""
        for page in self._list(self._query(filters)):
            yield from self._checked(page)

    def pages(self, filters: Any = None, start: Any = None) -> Iterator[Page]:
        """Yield what matches, page by page; another job can go on at ``Page.next``."""
        for page in self._list(self._query(filters), start):
            records = {self._external_id(item): item for item in self._checked(page)}
            yield Page(
                ids=list(records),
                records=records if self._lists_whole_records else None,
                next=page.next,
                position=self._latest(records.values()),
            )

    def read(self, external_id: Any) -> dict:
        """Return the record with this id. :raises IDMissingInBackend: there is none"""
        answer = self.rest.send("GET", self._record_path(external_id), record=True)
        return self._record_of(answer)

    def read_many(self, external_ids: Iterable[Any]) -> dict[Any, Any]:
        """Return the records with these ids, without those that are gone."""
        wanted = list(external_ids)
        query = self._query_of_many(wanted) if wanted else None
        if query is None:
            return super().read_many(wanted)
        by_text = {str(one): one for one in wanted}
        return {
            by_text[self._external_id(item)]: item
            for page in self._list(query)
            for item in self._checked(page)
            if self._external_id(item) in by_text
        }

    def create(self, data: Mapping[str, Any]) -> str:
        """Create a record and return its id."""
        answer = self.rest.send("POST", self._path, body=dict(data))
        return self._external_id(self._record_of(answer))

    def write(self, external_id: Any, data: Mapping[str, Any]) -> Any:
        """Update a record. :raises IDMissingInBackend: there is none"""
        path = self._record_path(external_id)
        body = dict(data)
        return self.rest.request(self._write_method, path, body=body, record=True)

    def delete(self, external_id: Any) -> Any:
        """Delete a record. :raises IDMissingInBackend: it is gone already"""
        return self.rest.delete(self._record_path(external_id))

    def remote_now(self) -> datetime | None:
        """Return the server's clock in its last answer (naive UTC)."""
        return self.rest.server_time

    def _query(self, filters: Any) -> Mapping[str, Any]:
        """Parameters of the list for some filters; by default, these are parameters."""
        return filters or {}

    def _query_of_many(self, external_ids: list[Any]) -> Mapping[str, Any] | None:
        """Parameters of the list that find these ids, if the server has such.

        Without them, records are read one by one. Only for a list that shows whole
        records.
        """
        return None

    def _record_path(self, external_id: Any) -> str:
        """Path of one record."""
        return f"{self._path}/{encode_path(external_id)}"

    def _record_of(self, answer: Answer) -> dict:
        """The record in the answer to a request for one."""
        data = answer.data
        if self._record_key:
            data = data.get(self._record_key) if isinstance(data, dict) else None
        if not isinstance(data, dict):
            raise self._unreadable(answer, self.env._("the answer is not a record."))
        return data

    def _external_id(self, record: Mapping[str, Any]) -> str:
        """The id of a record, as text."""
        return str(record[self._id_field])

    def _changed_at(self, record: Mapping[str, Any]) -> datetime | None:
        """When a listed record was changed; only if the list is in that order."""
        return None

    def _latest(self, records: Iterable[Mapping[str, Any]]) -> datetime | None:
        return max(filter(None, map(self._changed_at, records)), default=None)

    def _list(self, query: Mapping[str, Any], start: Any = None) -> Iterator[ListPage]:
        return self.rest.pages(
            self._path, query, self._pager, start=start, most=self._most_pages
        )

    def _checked(self, page: ListPage) -> list[dict]:
        """The items of a page, each of which is a record with an id.

        :raises UnreadableAnswer: one is not
        """
        for item in page.items:
            known = item.get(self._id_field) if isinstance(item, dict) else None
            if known is None or known == "":
                raise self._unreadable(
                    page.answer,
                    self.env._(
                        "the list holds an item without “%(field)s”: %(item)s.",
                        field=self._id_field,
                        item=str(item)[:200],
                    ),
                )
        return page.items

    def _unreadable(self, answer: Answer, seen: str) -> UnreadableAnswer:
        return UnreadableAnswer(
            answer.call,
            seen,
            self.env._("If it happens again, look at the logs of the server."),
            status=answer.status,
        )
