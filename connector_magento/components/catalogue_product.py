"""What the imports of all kinds of products have in common."""

from __future__ import annotations

from collections.abc import Iterable

from odoo.models import BaseModel
from odoo.tools import html2plaintext

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector.components.mapper import mapping
from odoo.addons.connector.exception import ConfigurationError

from ..client import catalogue_payload
from .product_category import note_change, source_text, write_texts

PRODUCT = "magento.product.product"
CONFIGURABLE = "magento.product.template"
CATEGORY = "magento.product.category"
TAX_CLASS = "magento.tax.class"

_NO_IMAGE = "no_selection"


class CatalogueProductImporter(AbstractComponent):
    """What the imports of all kinds of products have in common."""

    _name = "magento.catalogue.product.importer"
    _inherit = "magento.importer"

    _schema = catalogue_payload.PRODUCT

    def _remote_date(self, record: dict) -> None:
        """None: prices and categories may change without it."""
        return None

    @property
    def _digest_version(self) -> str:
        """The settings that change what is made of the same record."""
        known = self.work.__dict__.get("catalogue_settings")
        if known is None:
            backend = self.backend_record
            classes = self.env[TAX_CLASS].search([("backend_id", "=", backend.id)])
            known = self.work.catalogue_settings = repr(
                (
                    1,
                    backend.barcode_attribute or "",
                    backend.disabled_products,
                    [(one.external_id, sorted(one.tax_ids.ids)) for one in classes],
                )
            )
        return known

    def _dependencies(self, record: dict) -> Iterable[tuple[str | None, str]]:
        record = self.external_record
        yield tax_class_id(record), TAX_CLASS
        for category_id in category_ids(record):
            yield category_id, CATEGORY

    def _create_lang(self) -> str | None:
        return "en_US"

    def _update(self, binding: BaseModel, data: dict) -> bool | None:
        return super()._update(
            binding.with_context(lang="en_US", tracking_disable=True), data
        )

    def _before_import(self) -> None:
        # What is new in the texts is told once; see _after_import.
        self._former_notes = self.binding.notes or ""

    def _after_import(self, binding: BaseModel) -> None:
        self._write_texts(binding)
        notes = binding.notes or ""
        if notes and notes != self._former_notes:
            self.backend_record.add_checkpoint(binding, reason=notes)
        if binding.image_file and binding.image_file != binding.imported_image_file:
            self._want_image(binding)

    def _write_texts(self, binding: BaseModel) -> None:
        template = self._template(binding)
        if template and write_texts(
            template,
            self.external_record,
            {
                "name": "name",
                "description": "description",
                "short_description": "description_sale",
            },
            {"short_description": plain_text},
        ):
            note_change(self)

    def _template(self, binding: BaseModel) -> BaseModel:
        """The product that has the texts; empty if that is another one's."""
        raise NotImplementedError

    def _want_image(self, binding: BaseModel) -> None:
        """Have the image downloaded by a job of its own, or that of the chunk."""
        if not self.backend_record.max_image_size:
            return
        waiting = getattr(self.work, "wanted_images", None)
        if waiting is not None:
            waiting.append(binding.external_id)
            return
        self.component(usage="image.importer").delay([binding.external_id])

    def _on_gone(self, binding: BaseModel) -> None:
        # Should it come back, its status makes it active again.
        binding.write({"status": False})
        return super()._on_gone(binding)


class CatalogueProductMapper(AbstractComponent):
    """What the mappings of all kinds of products have in common."""

    _name = "magento.catalogue.product.mapper"
    _inherit = ["magento.import.mapper", "magento.catalogue.units"]

    direct = [
        ("sku", "sku"),
        ("type_id", "magento_type"),
        ("visibility", "visibility"),
        ("created_at", "created_at"),
    ]

    def _owns_template(self) -> bool:
        """Whether name, price and the like are this product's own."""
        return True

    @mapping
    def names(self, record):
        """The name in the source language, here and in Odoo."""
        name = source_text(record, "name")
        values = {"magento_name": name}
        return {**values, "name": name} if self._owns_template() else values

    @mapping
    def texts(self, record):
        """Description, and the short one for quotations, in the source language."""
        if not self._owns_template():
            return {}
        short = source_text(record, "short_description")
        return {
            "description": source_text(record, "description") or False,
            "description_sale": plain_text(short) if short else False,
        }

    @mapping
    def company(self, record):
        """Products belong to the backend's company."""
        if not self._owns_template():
            return {}
        return {"company_id": self.backend_record.company_id.id}

    @mapping
    def status(self, record):
        """Disabled ones are archived, if the backend says so.

        Only when it changed in the shop: what a person archived stays so.
        """
        status = record["status"] or "1"
        if self.options.binding.status == status and self.options.binding:
            return {}
        enabled = status != "2" or self.backend_record.disabled_products == "keep"
        return {"status": status, "active": enabled}

    @mapping
    def special_price(self, record):
        """The special price with its dates, as the shop has it."""
        attributes = record["attributes"]
        begin, end = attributes["special_from_date"], attributes["special_to_date"]
        return {
            "special_price": self._amount(attributes["special_price"]),
            # Calendar days, whatever the zone.
            "special_from_date": begin.date() if begin else False,
            "special_to_date": end.date() if end else False,
        }

    @mapping
    def tax_class(self, record):
        """The taxes that a person chose for the tax class."""
        class_id = tax_class_id(record)
        if class_id is None:
            # Some kinds have none: the parts of a grouped product have theirs.
            taxes, tax_class = None, self.env[TAX_CLASS]
        else:
            tax_class = self.binder_for(TAX_CLASS).to_internal(class_id)
            if not tax_class:
                raise ConfigurationError(
                    self.env._(
                        "The product %(sku)s has the tax class %(id)s, which is not"
                        " among the shop's tax classes of products: choose another"
                        " one in Magento.",
                        sku=record["sku"],
                        id=class_id,
                    ),
                    record=self.backend_record,
                )
            taxes = tax_class._taxes()
        values = {"tax_class_id": tax_class.id}
        if self._owns_template():
            values["taxes_id"] = [(6, 0, taxes.ids if taxes else [])]
        return values

    @mapping
    def categories(self, record):
        """All categories on the binding; the deepest is that of the product."""
        binder = self.binder_for(CATEGORY)
        found = [binder.to_internal(id_) for id_ in category_ids(record)]
        categories = self.env[CATEGORY].union(*found)
        values = {"magento_category_ids": [(6, 0, categories.ids)]}
        if categories and self._owns_template():
            main = max(categories, key=lambda one: one.level)
            values["categ_id"] = main.odoo_id.id
        return values

    @mapping
    def image(self, record):
        """The file of the main image; the image itself comes after the product."""
        image = record["attributes"]["image"]
        return {"image_file": image if image and image != _NO_IMAGE else False}


def tax_class_id(record: dict) -> str | None:
    """Id of the tax class; ``None`` for "none", which is 0 in Magento."""
    found = record["attributes"]["tax_class_id"]
    return None if found in (None, "0") else found


def category_ids(record: dict) -> list[str]:
    """Ids of the categories, in the shop's order."""
    links = (record["extension_attributes"] or {}).get("category_links") or []
    return [link["category_id"] for link in links]


def plain_text(text: str) -> str:
    """The text of HTML.

    >>> plain_text("<p>A <b>red</b> mug</p>")
    'A *red* mug'
    """
    return html2plaintext(text).strip()
