"""Import of the attributes in which variants differ, with their options."""

from __future__ import annotations

from collections.abc import Iterable

from odoo.models import BaseModel

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping, only_create
from odoo.addons.connector.exception import IDMissingInBackend
from odoo.addons.connector.rest import encode_path

from ..client import catalogue_payload
from ..client.search import Filter
from .tax_class import _with_id


class AttributeAdapter(Component):
    """Lists all attributes that the shop's owner made: they are few."""

    _name = "magento.attribute.adapter"
    _inherit = "magento.paged.adapter"
    _apply_on = "magento.product.attribute"

    _search_path = "all/V1/products/attributes"
    _wanted = (
        "items[attribute_id,attribute_code,frontend_input,default_frontend_label,"
        "frontend_labels,options],total_count"
    )

    def _page(
        self, filters: Iterable[Filter], *args: object, **kwargs: object
    ) -> tuple[list[dict], int | None]:
        # Variants differ in such attributes only.
        filters = [
            *filters,
            ("is_user_defined", "eq", 1),
            ("frontend_input", "eq", "select"),
        ]
        items, total = super()._page(
            filters, *args, **{**kwargs, "fields": self._wanted}
        )
        return [_with_id(item, "attribute_id") for item in items], total

    def read(self, external_id: object) -> dict:
        """The attribute with this id. :raises IDMissingInBackend: there is none"""
        found = self.read_many([external_id])
        if external_id not in found:
            raise IDMissingInBackend(
                self.env._(
                    "The shop has no attribute %s that variants could differ in.",
                    external_id,
                )
            )
        return found[external_id]

    def read_many(self, external_ids: Iterable[object]) -> dict[object, dict]:
        """Those of the attributes that there are: one list, and labels per language."""
        listed: dict[str, dict] = {}
        for page in self.pages():
            listed.update(page.records or {})
        found = {id_: listed[str(id_)] for id_ in external_ids if str(id_) in listed}
        views = self.backend_record._catalogue_views()
        for item in found.values():
            item["options_by_lang"] = {
                view.lang_id.code: self.rest.get(
                    f"{view.code}/V1/products/attributes/"
                    f"{encode_path(item.get('attribute_code'))}/options"
                )
                for view in views
            }
            item["views"] = {view.lang_id.code: view.external_id for view in views}
        return found


class AttributeImporter(Component):
    """Imports an attribute with its options, which are the values in Odoo."""

    _name = "magento.attribute.importer"
    _inherit = "magento.importer"
    _apply_on = "magento.product.attribute"

    _schema = catalogue_payload.ATTRIBUTE

    def _create_lang(self) -> str | None:
        return "en_US"

    def _update(self, binding: BaseModel, data: dict) -> bool | None:
        return super()._update(binding.with_context(lang="en_US"), data)

    def _after_import(self, binding: BaseModel) -> None:
        record = self.external_record
        by_store = {
            one["store_id"]: one["label"] for one in record["frontend_labels"] or ()
        }
        for lang, store_id in (record.get("views") or {}).items():
            if lang == "en_US":
                continue
            label = by_store.get(store_id)
            translated = binding.with_context(lang=lang)
            if label and translated.name != label:
                translated.name = label
            labels = option_labels(record["options_by_lang"][lang])
            for value in translated.with_context(active_test=False).magento_value_ids:
                label = labels.get(value.external_id)
                if label and value.name != label:
                    value.name = label


class AttributeMapper(Component):
    _name = "magento.attribute.mapper"
    _inherit = "magento.import.mapper"
    _apply_on = "magento.product.attribute"

    direct = [("attribute_code", "code")]

    @mapping
    def name(self, record):
        """The label in the English store view, else the one that all share."""
        by_store = {
            one["store_id"]: one["label"] for one in record["frontend_labels"] or ()
        }
        english = by_store.get((record.get("views") or {}).get("en_US"))
        label = english or record["default_frontend_label"]
        return {"name": label or record["attribute_code"]}

    @only_create
    @mapping
    def variants(self, record):
        """Odoo makes no variant by itself: there are those of the shop."""
        return {"create_variant": "dynamic"}

    @mapping
    def values(self, record):
        """The options; those that are gone are archived."""
        attribute = self.options.binding
        known = {
            value.external_id: value
            for value in attribute.with_context(active_test=False).magento_value_ids
        }
        shared = option_labels(record["options"] or [])
        english = option_labels((record.get("options_by_lang") or {}).get("en_US"))
        commands = []
        for rank, (external_id, label) in enumerate(shared.items()):
            values = {
                "name": english.get(external_id) or label or external_id,
                "sequence": rank,
                "active": True,
            }
            value = known.pop(external_id, None)
            if value is not None:
                commands.append((1, value.id, values))
                continue
            values |= {
                "external_id": external_id,
                "backend_id": self.backend_record.id,
            }
            commands.append((0, 0, values))
        commands += [
            (1, value.id, {"active": False}) for value in known.values() if value.active
        ]
        return {"magento_value_ids": commands}


def option_labels(options: object) -> dict[str, str]:
    """Option id → label, of what the shop lists; the empty choice is left out.

    >>> option_labels([{"label": " ", "value": ""}, {"label": "Red", "value": "10"}])
    {'10': 'Red'}
    """
    return {
        str(one["value"]): str(one.get("label") or "").strip()
        for one in (options if isinstance(options, list) else [])
        if isinstance(one, dict) and str(one.get("value") or "").isdigit()
    }
