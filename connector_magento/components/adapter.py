"""How lists and records of a shop are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector.components.page import Page
from odoo.addons.connector.exception import IDMissingInBackend
from odoo.addons.connector.rest import UnreadableAnswer

from ..client import search_query
from ..client.search import Filter


class MagentoAdapter(AbstractComponent):
    """Reads from the shop; nothing it answers has been checked yet."""

    _name = "magento.adapter"
    _inherit = ["base.rest.adapter", "base.magento.connector"]

    def __init__(self, work_context):
        super().__init__(work_context)
        #: Ids of what was listed, and all that was listed without a usable id.
        self.listed: set[str] = set()
        self.unidentified: list[dict] = []

    def _paged(self, items: list, *, whole: bool, next: object = None) -> Page:
        """A page of these items; those without a usable id go to ``unidentified``."""
        records = {}
        for item in items:
            number = _number(item)
            if number is None:
                self.unidentified.append(item)
            else:
                records[str(number)] = item
        self.listed.update(records)
        return Page(ids=list(records), records=records if whole else None, next=next)

    def _misread(self, path: str, seen: str) -> UnreadableAnswer:
        call = f"GET {self.rest.base_url}/{path}"
        advice = self.env._("If it happens again, look at the logs of the shop.")
        return UnreadableAnswer(call, seen, advice)

    def _not_a_list(self, path: str) -> UnreadableAnswer:
        seen = self.env._("the answer is not the list that was asked for.")
        return self._misread(path, seen)


class MagentoListAdapter(AbstractComponent):
    """For the few records that the shop only lists, all at once.

    :cvar _list_path: end point of the list
    """

    _name = "magento.list.adapter"
    _inherit = "magento.adapter"

    _list_path = ""

    def pages(
        self, filters: Iterable[Filter] | None = None, start: int | None = None
    ) -> Iterator[Page]:
        """One page with all records."""
        yield self._paged(self._items(), whole=True)

    def read(self, external_id: object) -> object:
        """The record with this id. :raises IDMissingInBackend: there is none"""
        for record in self._items():
            if str(record.get("id")) == str(external_id):
                return record
        raise IDMissingInBackend(
            self.env._(
                "GET %(url)s/%(path)s: no record with id %(id)s is in the list.",
                url=self.rest.base_url,
                path=self._list_path,
                id=external_id,
            )
        )

    def _items(self) -> list:
        # Website, store and store view 0 are Magento's own administration.
        items = self._list(self._list_path)
        return [
            item
            for item in items
            if not isinstance(item, dict) or item.get("id") not in (0, "0")
        ]

    def _list(self, path: str) -> list:
        items = self.rest.get(path)
        if not isinstance(items, list):
            raise self._not_a_list(path)
        return items


class MagentoPagedAdapter(AbstractComponent):
    """For records that the shop lists page by page, whole.

    :cvar _search_path: end point of the list
    """

    _name = "magento.paged.adapter"
    _inherit = "magento.adapter"

    _search_path = ""

    def pages(
        self, filters: Iterable[Filter] | None = None, start: int | None = None
    ) -> Iterator[Page]:
        """All pages, from the one with this number on.

        :raises UnreadableAnswer: the pages don't hold what the shop counted
        """
        seen: set[object] = set()
        number = int(start or 1)
        while True:
            items, total = self._page(filters or (), page=number)
            # Older Magento repeat the last page instead of answering an empty one.
            fresh = [item for item in items if _item_id(item) not in seen]
            seen.update(_item_id(item) for item in fresh)
            yield self._paged(fresh, whole=True)
            number += 1
            if not fresh or len(items) < self.backend_record.page_size:
                break
            if total is not None and len(seen) >= total:
                break
        if total is not None and len(seen) < total:
            raise self._misread(
                self._search_path,
                self.env._(
                    "the shop counts %(total)s records, but its pages hold"
                    " %(seen)s: they changed while they were read.",
                    total=total,
                    seen=len(seen),
                ),
            )

    def _page(
        self,
        filters: Iterable[Filter],
        page: int = 1,
        sort: Iterable[str] = (),
        fields: str = "",
        path: str = "",
    ) -> tuple[list[dict], int | None]:
        """The items of one page, and how many there are on all pages.

        :param path: end point, if another than that of the class
        """
        query = search_query(
            filters,
            page_size=self.backend_record.page_size,
            page=page,
            sort=sort,
            fields=fields,
        )
        path = path or self._search_path
        data = self.rest.get(path, query)
        # Trimmed by ``fields``, an empty list comes as null.
        items = data.get("items") or [] if isinstance(data, dict) else None
        if not isinstance(items, list):
            raise self._not_a_list(path)
        total = data.get("total_count")
        return items, total if isinstance(total, int) else None


class MagentoKeysetAdapter(AbstractComponent):
    """For records that are many, and change while their list is read.

    Each page asks for the ids after the last one seen. Were the pages counted, a
    record deleted meanwhile would move another one to a page that was read already.

    :cvar _key: field of the shop's database with the id
    :cvar _listed: what to list of each record: its id, and what helps to find it
    """

    _name = "magento.keyset.adapter"
    _inherit = "magento.paged.adapter"

    _key = "entity_id"
    _listed = "id"

    def pages(
        self, filters: Iterable[Filter] | None = None, start: int | None = None
    ) -> Iterator[Page]:
        """The ids of all records found, ascending.

        :param start: the id after which to begin
        :raises UnreadableAnswer: the shop sends what was not asked for
        """
        last = -1 if start is None else int(start)
        while True:
            page_filters = list(filters or ())
            if last >= 0:
                page_filters.append((self._key, "gt", last))
            items, total = self._page(
                page_filters,
                fields=f"items[{self._listed}],total_count",
                sort=[self._key],
            )
            is_last = len(items) < self.backend_record.page_size or len(items) == total
            numbers = (
                number for item in items if (number := _number(item)) is not None
            )
            highest = max(numbers, default=-1)
            if highest <= last and not is_last:
                raise self._misread(
                    self._search_path,
                    self.env._(
                        "the shop repeats a page of its list instead of going on after"
                        " id %s.",
                        last,
                    ),
                )
            last = highest
            yield self._paged(items, whole=False, next=None if is_last else last)
            if is_last:
                break

    def read_many(self, external_ids: Iterable[object]) -> dict[object, object]:
        """Those of the records that there are, whole, in a request per page size."""
        ids, size = list(external_ids), self.backend_record.page_size
        found = {}
        for index in range(0, len(ids), size):
            wanted = ids[index : index + size]
            items, _total = self._page([(self._key, "in", wanted)], sort=[self._key])
            by_id = {str(_number(item)): item for item in items}
            found.update({id_: by_id[str(id_)] for id_ in wanted if str(id_) in by_id})
            if "None" in by_id:
                # One is there without its id: which are gone, only they can tell.
                missing = [id_ for id_ in wanted if id_ not in found]
                found.update(super().read_many(missing))
        return found


def _item_id(item: object) -> object:
    return item.get("id") if isinstance(item, dict) else None


def _number(item: object) -> int | None:
    """The item's id, ``None`` if it has no usable one."""
    value = _item_id(item)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    return None
