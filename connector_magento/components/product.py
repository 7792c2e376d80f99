"""Import of the products that can be ordered."""

from __future__ import annotations

from odoo.models import BaseModel

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping, only_create
from odoo.addons.connector.exception import ConfigurationError, IDMissingInBackend
from odoo.addons.connector.rest import encode_path

from .catalogue_product import CATEGORY, CONFIGURABLE, PRODUCT, TAX_CLASS

#: Kinds that nobody ships.
_SERVICES = ("virtual", "downloadable")


class ProductAdapter(Component):
    _name = "magento.product.adapter"
    _inherit = "magento.product.catalogue.adapter"
    _apply_on = PRODUCT

    _types = ("neq", "configurable")


class ProductBatchImporter(Component):
    """Imports products, in chunks, and then the configurable ones.

    All products: store views, tax classes and categories come first.
    """

    _name = "magento.product.batch.importer"
    _inherit = "magento.batch.importer"
    _apply_on = PRODUCT

    def _before_pages(self, is_first: bool) -> None:
        backend = self.backend_record
        if is_first:
            self._check_barcode_attribute()
            counted = backend.with_context(connector_run_id=False)
            with counted.work_on("magento.website", rest=self.work.rest) as work:
                work.component(usage="metadata.importer").run()
                work.component(usage="batch.importer", model_name=TAX_CLASS).run()
                self._refresh_attributes(work)
        self._delay_batch(CATEGORY, self.env._("import of product categories"))

    def _refresh_attributes(self, work: object) -> None:
        """Import again the attributes that Odoo has: labels and options change."""
        name = "magento.product.attribute"
        known = self.env[name].search([("backend_id", "=", self.backend_record.id)])
        if known:
            importer = work.component(usage="chunk.importer", model_name=name)
            importer.run(known.mapped("external_id"))

    def _check_barcode_attribute(self) -> None:
        code = self.backend_record.barcode_attribute
        if not code or code == "sku":
            return
        try:
            self.work.rest.get(
                f"V1/products/attributes/{encode_path(code)}", record=True
            )
        except IDMissingInBackend:
            raise ConfigurationError(
                self.env._(
                    "%(backend)s has no product attribute “%(code)s”, from which the"
                    " barcode is to be taken: correct the barcode attribute on the"
                    " backend. Then press “Run Again” there.",
                    backend=self.backend_record.name,
                    code=code,
                ),
                record=self.backend_record,
            ) from None

    def _move_cursor(self, scan: object) -> None:
        result = super()._move_cursor(scan)
        self._delay_batch(CONFIGURABLE, self.env._("import of configurable products"))
        return result

    def _delay_batch(self, model_name: str, what: str) -> None:
        """Delay the import of another model, of the same extent as this one."""
        if not (self._takes_all or self._is_since):
            return
        self.backend_record._delay_once(
            self.env[model_name],
            "import_batch",
            description=f"{self.backend_record.name}: {what}",
            **({"since_cursor": True} if self._is_since else {}),
        )

    def _deletions_label(self) -> str:
        return self.env._("search for deleted products")

    def _kind(self) -> str:
        return self.env._("product")


class ProductImporter(Component):
    """Imports a product that can be ordered, by itself or as a variant."""

    _name = "magento.product.importer"
    _inherit = ["magento.catalogue.product.importer", "magento.barcode.keeper"]
    _apply_on = PRODUCT

    def _before_import(self) -> None:
        result = super()._before_import()
        binding = self.binding
        self._former = (
            binding.magento_options,
            binding.magento_price,
            binding.active,
        )
        self._former_type = binding.magento_type
        self._former_barcode = binding.magento_barcode
        self._had_barcode = bool(binding.taken_barcode)
        return result

    def _is_uptodate(self, binding: BaseModel) -> bool:
        if binding.magento_barcode and not binding.taken_barcode:
            return False  # it may be free now
        return super()._is_uptodate(binding)

    def _create(self, data: dict) -> BaseModel:
        return self._create_many([data])[0]

    def _create_many(self, values_list: list[dict]) -> list[BaseModel]:
        self._keep_free_barcodes(values_list)
        return list(self._create_model().create(values_list).with_env(self.env))

    def _update(self, binding: BaseModel, data: dict) -> bool | None:
        if data.get("barcode") and data["barcode"] != binding.barcode:
            data = {**data, "sku": data.get("sku", binding.sku)}
            self._keep_free_barcodes([data], binding.odoo_id)
        elif "barcode" in data and not data["barcode"]:
            data = {**data, "taken_barcode": False}
        changed = super()._update(binding, data)
        if "taken_barcode" in data:
            # Before another product of the chunk takes the barcode that is free now.
            binding.flush_recordset(["taken_barcode"])
        return changed

    def _template(self, binding: BaseModel) -> BaseModel:
        if binding.magento_template_id:
            return self.env["product.template"]
        return binding.odoo_id.product_tmpl_id

    def _after_import(self, binding: BaseModel) -> None:
        result = super()._after_import(binding)
        reason = self._barcode_reason(binding.sku)
        is_news = self._had_barcode or self._former_barcode != binding.magento_barcode
        if reason and is_news:
            self.backend_record.add_checkpoint(binding, reason=reason)
        former_type = self._former_type
        if former_type and former_type != binding.magento_type:
            self.backend_record.add_checkpoint(
                binding,
                reason=self.env._(
                    "%(sku)s was of the kind “%(old)s” in the shop, and is “%(new)s"
                    "” now: change the product type in Odoo by hand, if it can be.",
                    sku=binding.sku,
                    old=former_type,
                    new=binding.magento_type,
                ),
            )
        template = binding.magento_template_id
        if not template:
            same_state(binding)
        elif self._former != (
            binding.magento_options,
            binding.magento_price,
            binding.active,
        ):
            self.component(usage="variant.builder", model_name=CONFIGURABLE).build(
                template
            )
        return result

    def _on_gone(self, binding: BaseModel) -> None:
        result = super()._on_gone(binding)
        # The next one with the same barcode may have it.
        binding.write({"taken_barcode": False, "barcode": False})
        if not binding.magento_template_id:
            same_state(binding)
        return result


class ProductMapper(Component):
    """A product that can be ordered.

    Of a variant, name, price, category and taxes belong to the configurable product.
    """

    _name = "magento.product.mapper"
    _inherit = "magento.catalogue.product.mapper"
    _apply_on = PRODUCT

    @mapping
    def reference(self, record):
        """The SKU, as it is."""
        return {"default_code": record["sku"]}

    def _owns_template(self) -> bool:
        return not self.options.binding.magento_template_id

    @mapping
    def prices(self, record):
        """The price of the product; that of a variant is made of extras."""
        price = self._amount(record["price"])
        values = {"magento_price": price}
        return {**values, "list_price": price} if self._owns_template() else values

    @mapping
    def cost(self, record):
        """The cost, when it changed in the shop: Odoo may know it better."""
        cost = self._amount(record["attributes"]["cost"])
        known = self.options.binding
        if not cost or (known and known.magento_cost == cost):
            return {}
        return {"magento_cost": cost, "standard_price": cost}

    @mapping
    def weight(self, record):
        """The weight, in the unit of Odoo."""
        return {"weight": self._weight(record["weight"])}

    @mapping
    def barcode(self, record):
        """The barcode, from the attribute that the backend names."""
        code = self.backend_record.barcode_attribute
        if not code:
            return {}
        value = record["sku"] if code == "sku" else record["attributes"].get(code)
        barcode = str(value or "").strip() or False
        return {"magento_barcode": barcode, "barcode": barcode}

    @mapping
    def options_of_attributes(self, record):
        """Which options of its attributes the product has, for its configurable."""
        return {
            "magento_options": {
                code: value
                for code, value in sorted(record["attributes"].items())
                if isinstance(value, str) and value.isdigit() and len(value) < 12
            }
        }

    @only_create
    @mapping
    def kind(self, record):
        """Goods or a service; bundles and grouped products have no stock."""
        type_id = record["type_id"]
        if type_id in _SERVICES:
            return {"type": "service"}
        counted = type_id not in ("bundle", "grouped")
        return {
            "type": "consu",
            "is_storable": counted and self.backend_record.track_inventory,
            "sale_ok": type_id != "grouped",
        }

    @mapping
    def notes(self, record):
        """What an Odoo product can't say."""
        parts = {
            "bundle": self.env._(
                "%s is a bundle: in Odoo it is one product without parts. What a"
                " customer chose comes with the lines of the order.",
                record["sku"],
            ),
            "grouped": self.env._(
                "%s groups products that are ordered one by one: in Odoo it can't be"
                " sold, its parts can.",
                record["sku"],
            ),
        }
        return {"notes": parts.get(record["type_id"], False)}


def same_state(binding: BaseModel) -> None:
    """Archive the product with its only variant, or make it active with it."""
    product = binding.odoo_id
    template = product.product_tmpl_id
    if template.active != product.active:
        template.invalidate_recordset(["product_variant_ids"])
        template.write({"active": product.active})
