"""Import of configurable products."""

from __future__ import annotations

from collections.abc import Iterable

from odoo.models import BaseModel

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping, only_create
from odoo.addons.connector.rest import encode_path

from .catalogue_product import CONFIGURABLE, PRODUCT
from .product_variant import ATTRIBUTE


class ConfigurableAdapter(Component):
    _name = "magento.configurable.adapter"
    _inherit = "magento.product.catalogue.adapter"
    _apply_on = CONFIGURABLE

    _types = ("eq", "configurable")

    def _add_texts(self, found: dict[object, dict]) -> None:
        for item in found.values():
            self._complete(item)
        return super()._add_texts(found)

    def _complete(self, item: dict) -> None:
        """Add the variants, where the shop's list leaves them out."""
        extension = item.get("extension_attributes")
        if isinstance(extension, dict) and "configurable_product_links" in extension:
            return
        path = f"all/V1/products/{encode_path(item.get('sku'))}"
        whole = self.rest.get(path, record=True)
        if isinstance(whole, dict):
            item["extension_attributes"] = whole.get("extension_attributes")


class ConfigurableBatchImporter(Component):
    """Imports configurable products, in chunks."""

    _name = "magento.configurable.batch.importer"
    _inherit = "magento.batch.importer"
    _apply_on = CONFIGURABLE

    #: Fewer at once: a chunk writes to variants, to which the jobs of the images and
    #: those of orders write, too. What meets them is done again as a whole.
    _most_at_once = 10

    @property
    def _chunk_size(self) -> int:
        return min(self._most_at_once, self.backend_record.page_size)

    def _deletions_label(self) -> str:
        return self.env._("search for deleted configurable products")

    def _kind(self) -> str:
        return self.env._("configurable product")


class ConfigurableImporter(Component):
    """Imports a configurable product: attributes and variants before it."""

    _name = "magento.configurable.importer"
    _inherit = "magento.catalogue.product.importer"
    _apply_on = CONFIGURABLE

    def _dependencies(self, record: dict) -> Iterable[tuple[str | None, str]]:
        yield from super()._dependencies(record)
        extension = self.external_record["extension_attributes"] or {}
        for attribute_id in axis_ids(extension):
            yield attribute_id, ATTRIBUTE
        for child_id in extension.get("configurable_product_links") or ():
            yield child_id, PRODUCT

    def _create_model(self) -> BaseModel:
        # Its variants are made of products that there are.
        return super()._create_model().with_context(create_product_product=False)

    def _template(self, binding: BaseModel) -> BaseModel:
        return binding.odoo_id

    def _before_import(self) -> None:
        self._was_archived = bool(self.binding) and not self.binding.active
        return super()._before_import()

    def _after_import(self, binding: BaseModel) -> None:
        self._refresh_options(binding)
        builder = self.component(usage="variant.builder")
        builder.build(binding, restore=self._was_archived and binding.active)
        # The builder has told what it noted.
        self._former_notes = binding.notes or ""
        return super()._after_import(binding)

    def _on_gone(self, binding: BaseModel) -> None:
        # The shop keeps the variants, as products of their own.
        self.component(usage="variant.builder").release(binding)
        return super()._on_gone(binding)

    def _refresh_options(self, binding: BaseModel) -> None:
        """Import attributes again that lack an option which a variant has."""
        children = binding.magento_child_ids or {}
        variants = self.binder_for(PRODUCT).to_internal_many(children["children"])
        attributes = self.binder_for(ATTRIBUTE).to_internal_many(children["attributes"])
        for attribute in attributes.values():
            values = attribute.with_context(active_test=False).magento_value_ids
            known = set(values.mapped("external_id"))
            chosen = {
                (variant.magento_options or {}).get(attribute.code)
                for variant in variants.values()
            }
            if chosen - known - {None}:
                work = self.work.work_on(ATTRIBUTE)
                importer = work.component(usage="record.importer")
                importer.run(attribute.external_id, force=True)


class ConfigurableMapper(Component):
    _name = "magento.configurable.mapper"
    _inherit = "magento.catalogue.product.mapper"
    _apply_on = CONFIGURABLE

    @only_create
    @mapping
    def kind(self, record):
        """Goods, tracked if the backend says so."""
        return {"type": "consu", "is_storable": self.backend_record.track_inventory}

    @mapping
    def variants(self, record):
        """Which variants it has, and what they differ in."""
        extension = record["extension_attributes"] or {}
        attributes = axis_ids(extension)
        found = self.binder_for(ATTRIBUTE).to_internal_many(attributes)
        return {
            "magento_child_ids": {
                "children": extension.get("configurable_product_links") or [],
                "attributes": attributes,
            },
            "magento_attribute_ids": [(6, 0, [one.id for one in found.values()])],
        }


def axis_ids(extension: dict) -> list[str]:
    """Ids of the attributes in which the variants differ, in the shop's order."""
    axes = extension.get("configurable_product_options") or []
    return [
        axis["attribute_id"]
        for axis in sorted(axes, key=lambda one: int(one["position"] or 0))
    ]
