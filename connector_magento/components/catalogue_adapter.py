"""How categories and products are read: once, and their texts once per language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector.components.page import Page
from odoo.addons.connector.exception import IDMissingInBackend

from ..client.catalogue_payload import custom_attributes
from ..client.search import Filter


class CatalogueAdapter(AbstractComponent):
    """Reads the values that all store views share, and adds each language's texts.

    Records are asked for by their ids: as part of a URL, a SKU with a slash is more
    than some web servers let through.

    :cvar _list: end point of the list, below the scope
    :cvar _texts: what is read again for each language; the custom attributes among
        them are those of ``catalogue_payload.TEXTS``
    """

    _name = "magento.catalogue.adapter"
    _inherit = "magento.keyset.adapter"

    _list = ""
    _text_fields = "id,name"

    @property
    def _search_path(self) -> str:
        return f"all/{self._list}"

    def read(self, external_id: object) -> dict:
        """The record with this id. :raises IDMissingInBackend: there is none"""
        items, _total = self._page([(self._key, "eq", external_id)])
        items = [item for item in items if self._is_ours(item)]
        if not items:
            raise IDMissingInBackend(
                self.env._(
                    "GET %(url)s/%(path)s: no record with id %(id)s was found.",
                    url=self.rest.base_url,
                    path=self._search_path,
                    id=external_id,
                )
            )
        found: dict[object, dict] = {str(external_id): items[0]}
        self._add_texts(found)
        return found[str(external_id)]

    def read_many(self, external_ids: Iterable[object]) -> dict[object, object]:
        """Those of the records that there are, in a request per page and language."""
        ids, size = list(external_ids), self.backend_record.page_size
        found: dict[object, object] = {}
        for index in range(0, len(ids), size):
            part = super().read_many(ids[index : index + size])
            part = {id_: item for id_, item in part.items() if self._is_ours(item)}
            self._add_texts(part)
            found.update(part)
        return found

    def _is_ours(self, item: object) -> bool:
        """Whether a record that was found is one of this kind."""
        return isinstance(item, dict)

    def _add_texts(self, found: dict[object, dict]) -> None:
        """Add ``texts``: language → the texts that visitors of that language see."""
        if not found:
            return
        by_id = {str(id_): item for id_, item in found.items()}
        for item in by_id.values():
            item["texts"] = {}
        for view in self.backend_record._catalogue_views():
            items, _total = self._page(
                [(self._key, "in", list(by_id))],
                fields=f"items[{self._text_fields}],total_count",
                path=f"{view.code}/{self._list}",
            )
            for item in items:
                known = by_id.get(str(item.get("id")))
                if known is not None:
                    known["texts"][view.lang_id.code] = self._texts(item)

    def _texts(self, item: dict) -> dict:
        return {"name": item.get("name")}


class ProductCatalogueAdapter(AbstractComponent):
    """Reads products of some types.

    :cvar _types: condition on the type of the products
    """

    _name = "magento.product.catalogue.adapter"
    _inherit = "magento.catalogue.adapter"

    _list = "V1/products"
    _listed = "id,sku"
    _text_fields = "id,name,custom_attributes"
    _types: tuple[str, str]

    def pages(
        self, filters: Iterable[Filter] | None = None, start: int | None = None
    ) -> Iterator[Page]:
        """The ids of all products of these types, ascending."""
        return super().pages([*(filters or ()), ("type_id", *self._types)], start)

    def _is_ours(self, item: object) -> bool:
        condition, type_ = self._types
        # One whose type is not told is left to the importer to refuse.
        told = isinstance(item, dict) and item.get("type_id")
        return not told or (told == type_) == (condition == "eq")

    def _texts(self, item: dict) -> dict:
        attributes = custom_attributes(item)
        return {
            "name": item.get("name"),
            "description": attributes.get("description"),
            "short_description": attributes.get("short_description"),
        }
