"""How lists and records of a shop are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector.exception import IDMissingInBackend

from ..client import UnreadableAnswer, encode_path, search_query
from ..client.search import Filter


class MagentoAdapter(AbstractComponent):
    """Reads from the shop; nothing it answers has been checked yet.

    Override points: :meth:`_is_wanted`.

    :cvar _record_path: path of one record, without its id
    """

    _name = "magento.adapter"
    _inherit = ["base.backend.adapter.crud", "base.magento.connector"]

    _record_path = ""

    def read(self, external_id: object) -> object:
        """The record with this id. :raises IDMissingInBackend: there is none"""
        path = f"{self._record_path}/{encode_path(external_id)}"
        return self.magento_client.get(path, record=True)

    def _is_wanted(self, item: dict) -> bool:
        """Whether an item of a list is one to work with."""
        return True

    def _list(self, path: str) -> list:
        """What an end point answers that lists all at once."""
        items = self.magento_client.get(path)
        if not isinstance(items, list):
            raise self._not_a_list(path)
        return [item for item in items if self._is_wanted(item)]

    def _not_a_list(self, path: str) -> UnreadableAnswer:
        return UnreadableAnswer(
            f"GET {self.magento_client.base_url}/rest/{path}",
            self.env._("the answer is not the list that was asked for."),
            self.env._("If it happens again, look at the logs of the shop."),
        )


class MagentoListAdapter(AbstractComponent):
    """For the few records that the shop only lists, without paging.

    :cvar _list_path: end point of the list
    """

    _name = "magento.list.adapter"
    _inherit = "magento.adapter"

    _list_path = ""

    def search_read(self, filters: Iterable[Filter] | None = None) -> list:
        """All records."""
        return self._list(self._list_path)

    def read(self, external_id: object) -> object:
        """The record with this id. :raises IDMissingInBackend: there is none"""
        for record in self.search_read():
            if str(record.get("id")) == str(external_id):
                return record
        raise IDMissingInBackend(
            self.env._(
                "GET %(url)s/rest/%(path)s: no record with id %(id)s is in the list.",
                url=self.magento_client.base_url,
                path=self._list_path,
                id=external_id,
            )
        )

    def _is_wanted(self, item: dict) -> bool:
        # Website, store and store view 0 are Magento's own administration.
        return not isinstance(item, dict) or item.get("id") not in (0, "0")


class MagentoPagedAdapter(AbstractComponent):
    """For records that the shop lists page by page.

    :cvar _search_path: end point of the list
    :cvar _sort: fields to sort on; none where the shop has its own fixed order
    """

    _name = "magento.paged.adapter"
    _inherit = "magento.adapter"

    _search_path = ""
    _sort: tuple[str, ...] = ()

    def search_read(self, filters: Iterable[Filter] | None = None) -> Iterator[dict]:
        """All records found, as the list shows them.

        :raises UnreadableAnswer: the pages don't hold what the shop counted
        """
        seen: set[object] = set()
        page = 1
        while True:
            items, total = self._page(filters or (), page=page, sort=self._sort)
            # Older Magento repeat the last page instead of answering an empty one.
            fresh = [item for item in items if _item_id(item) not in seen]
            seen.update(_item_id(item) for item in fresh)
            yield from filter(self._is_wanted, fresh)
            if not fresh or len(items) < self.backend_record.page_size:
                break
            if total is not None and len(seen) >= total:
                break
            page += 1
        if total is not None and len(seen) < total:
            raise UnreadableAnswer(
                f"GET {self.magento_client.base_url}/rest/{self._search_path}",
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
    ) -> tuple[list[dict], int | None]:
        """The items of one page, and how many there are on all pages."""
        query = search_query(
            filters,
            page_size=self.backend_record.page_size,
            page=page,
            sort=sort,
            fields=fields,
        )
        data = self.magento_client.get(self._search_path, query)
        # Trimmed by ``fields``, an empty list comes as null.
        items = data.get("items") or [] if isinstance(data, dict) else None
        if not isinstance(items, list):
            raise self._not_a_list(self._search_path)
        total = data.get("total_count")
        return items, total if isinstance(total, int) else None


class MagentoKeysetAdapter(AbstractComponent):
    """For records that are many, and change while their list is read.

    Each page asks for the ids after the last one seen. Were the pages counted, a
    record deleted meanwhile would move another one to a page that was read already.

    :cvar _key: field of the shop's database with the id
    :cvar _listed: what to show of each record: its id, and what helps to find it
    """

    _name = "magento.keyset.adapter"
    _inherit = "magento.paged.adapter"

    _key = "entity_id"
    _listed = "id"

    def __init__(self, work_context):
        super().__init__(work_context)
        #: What the last search listed without a usable id.
        self.unidentified: list[dict] = []
        #: The shop's clock when the last search began.
        self.searched_at: datetime | None = None

    def search(self, filters: Iterable[Filter] | None = None) -> Iterator[str]:
        """Ids of all records found, in ascending order.

        What is listed without a usable id is kept in ``unidentified``.
        """
        self.unidentified = []
        for item in self.search_read(filters):
            number = _number(item)
            if number is None:
                self.unidentified.append(item)
            else:
                yield str(number)

    def search_read(self, filters: Iterable[Filter] | None = None) -> Iterator[dict]:
        """All records found, with no more than is listed of each.

        :raises UnreadableAnswer: the shop sends what was not asked for
        """
        self.searched_at = None
        last = -1
        while True:
            page_filters = list(filters or ())
            if last >= 0:
                page_filters.append((self._key, "gt", last))
            items, total = self._page(
                page_filters,
                fields=f"items[{self._listed}],total_count",
                sort=[self._key],
            )
            self.searched_at = self.searched_at or self.magento_client.server_time
            yield from items
            if len(items) < self.backend_record.page_size or len(items) == total:
                break
            highest = max(
                (number for item in items if (number := _number(item)) is not None),
                default=-1,
            )
            if highest <= last:
                raise UnreadableAnswer(
                    f"GET {self.magento_client.base_url}/rest/{self._search_path}",
                    self.env._(
                        "the shop repeats a page of its list instead of going on after"
                        " id %s.",
                        last,
                    ),
                )
            last = highest


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
