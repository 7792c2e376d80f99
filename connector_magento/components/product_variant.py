"""Makes the products of a shop variants of its configurable products.

Longer than 400 lines because it is one flow, in which each step prepares the next.
"""

from __future__ import annotations

from collections import defaultdict

from odoo.models import BaseModel

from odoo.addons.component.core import Component

from .product_prices import additive_prices

PRODUCT = "magento.product.product"
ATTRIBUTE = "magento.product.attribute"

#: Odoo is not to create and delete variants by itself while we arrange them.
_BY_HAND = {
    "active_test": False,
    "create_product_product": False,
    "update_product_template_attribute_values": False,
    "tracking_disable": True,
    "connector_no_export": True,
}


class VariantBuilder(Component):
    """Gives a configurable product exactly the variants that it has in the shop.

    The variants are products of the shop that were imported by themselves. They are
    moved below the product, and remain the same products of Odoo: orders and stock
    that refer to them are not touched. One that the shop took out of the configurable
    product becomes a product of its own again.
    """

    _name = "magento.variant.builder"
    _inherit = "base.magento.connector"
    _apply_on = "magento.product.template"
    _usage = "variant.builder"

    def build(self, binding: BaseModel, restore: bool = False) -> None:
        """Arrange the variants, as the configurable product and its variants say.

        :param restore: make the variants active that are enabled in the shop
        """
        binding = binding.with_context(**_BY_HAND)
        wanted, problems = self._wanted(binding)
        self._detach(
            binding.variant_ids.filtered(lambda one: one not in wanted), binding
        )
        values = self._add_values(binding, wanted)
        self._move(binding, wanted, values)
        self._drop_values(binding, wanted)
        if restore:
            keep = self.backend_record.disabled_products == "keep"
            enabled = [one for one in wanted if keep or one.status != "2"]
            for child in enabled:
                child.odoo_id.active = True
        problems += self._set_prices(binding, wanted)
        self._tell(binding, problems)
        self.env.flush_all()
        binding.odoo_id.invalidate_recordset()

    def release(self, binding: BaseModel) -> None:
        """Make products of their own of all variants: the shop has no such product."""
        binding = binding.with_context(**_BY_HAND)
        self._detach(binding.variant_ids, binding)

    # -- what is wanted -----------------------------------------------------------

    def _children(self, binding: BaseModel) -> BaseModel:
        ids = (binding.magento_child_ids or {}).get("children") or []
        found = self.binder_for(PRODUCT).to_internal_many(ids)
        children = [found[id_] for id_ in ids if id_ in found]
        return self.env[PRODUCT].union(*children).with_context(**_BY_HAND)

    def _axes(self, binding: BaseModel) -> list[BaseModel]:
        ids = (binding.magento_child_ids or {}).get("attributes") or []
        found = self.binder_for(ATTRIBUTE).to_internal_many(ids)
        return [found[id_] for id_ in ids if id_ in found]

    def _wanted(
        self, binding: BaseModel
    ) -> tuple[dict[BaseModel, tuple[BaseModel, ...]], list[str]]:
        """Variant → its value of each attribute; and what can't be arranged."""
        axes = self._axes(binding)
        options = [
            {
                value.external_id: value.odoo_id
                for value in axis.with_context(active_test=False).magento_value_ids
            }
            for axis in axes
        ]
        wanted: dict[BaseModel, tuple[BaseModel, ...]] = {}
        taken: dict[tuple, BaseModel] = {}
        problems = []
        for child in self._children(binding):
            other = child.magento_template_id
            if other and other != binding and child in self._children(other):
                problems.append(
                    self.env._(
                        "%(sku)s is a variant of %(other)s already; in Odoo it can't be"
                        " one of %(own)s, too.",
                        sku=child.sku,
                        other=other.sku,
                        own=binding.sku,
                    )
                )
                continue
            chosen = child.magento_options or {}
            values = tuple(
                known.get(chosen.get(axis.code), self.env["product.attribute.value"])
                for axis, known in zip(axes, options, strict=True)
            )
            if not values or not all(values):
                missing = [
                    axis.code
                    for axis, value in zip(axes, values, strict=True)
                    if not value
                ]
                problems.append(
                    self.env._(
                        "%(sku)s has no option that Odoo knows of: %(codes)s. It stays"
                        " a product of its own.",
                        sku=child.sku,
                        codes=", ".join(missing) or "-",
                    )
                )
                continue
            if values in taken:
                problems.append(
                    self.env._(
                        "%(sku)s has the same options as %(other)s (%(values)s). It"
                        " stays a product of its own.",
                        sku=child.sku,
                        other=taken[values].sku,
                        values=", ".join(value.name for value in values),
                    )
                )
                continue
            taken[values] = child
            wanted[child] = values
        return wanted, problems

    # -- arranging ----------------------------------------------------------------

    def _add_values(
        self, binding: BaseModel, wanted: dict[BaseModel, tuple[BaseModel, ...]]
    ) -> dict[BaseModel, BaseModel]:
        """Attribute's value → the product's value of it, made or made active."""
        template = binding.odoo_id
        by_axis: dict[BaseModel, BaseModel] = {}
        for values in wanted.values():
            for value in values:
                attribute = value.attribute_id
                by_axis[attribute] = by_axis.get(attribute, value) | value
        lines = self._lines(template)
        links = self.env["product.template.attribute.value"]
        links = links.with_context(**_BY_HAND)
        for rank, (attribute, values) in enumerate(by_axis.items()):
            line = lines.get(attribute)
            if line is None:
                lines[attribute] = template.attribute_line_ids.create(
                    {
                        "product_tmpl_id": template.id,
                        "attribute_id": attribute.id,
                        "sequence": rank,
                        "value_ids": [(6, 0, values.ids)],
                    }
                )
            elif values - line.value_ids or not line.active:
                line.write(
                    {
                        "active": True,
                        "value_ids": [(6, 0, (line.value_ids | values).ids)],
                    }
                )
        known = {
            link.product_attribute_value_id: link
            for link in links.search([("product_tmpl_id", "=", template.id)])
        }
        found: dict[BaseModel, BaseModel] = {}
        new = []
        for attribute, values in by_axis.items():
            for value in values:
                link = known.get(value)
                if link is None:
                    new.append(
                        {
                            "product_attribute_value_id": value.id,
                            "attribute_line_id": lines[attribute].id,
                        }
                    )
                    continue
                if not link.ptav_active or link.attribute_line_id != lines[attribute]:
                    link.write(
                        {
                            "ptav_active": True,
                            "attribute_line_id": lines[attribute].id,
                        }
                    )
                found[value] = link
        for link in links.create(new):
            found[link.product_attribute_value_id] = link
        return found

    def _lines(self, template: BaseModel) -> dict[BaseModel, BaseModel]:
        lines = template.attribute_line_ids.search(
            [("product_tmpl_id", "=", template.id)]
        )
        # One that is active, rather than an archived one.
        return {line.attribute_id: line for line in lines.sorted("active")}

    def _move(
        self,
        binding: BaseModel,
        wanted: dict[BaseModel, tuple[BaseModel, ...]],
        links: dict[BaseModel, BaseModel],
    ) -> None:
        """Put the variants below the product, each with its values."""
        template = binding.odoo_id
        targets = {}
        for child, values in wanted.items():
            product = child.odoo_id
            combination = self.env["product.template.attribute.value"].union(
                *(links[value] for value in values)
            )
            if (
                product.product_tmpl_id != template
                or product.product_template_attribute_value_ids != combination
            ):
                targets[child] = combination
        moved = self.env["product.product"].union(*(one.odoo_id for one in targets))
        moved = moved.with_context(**_BY_HAND)
        arriving = moved.filtered(lambda one: one.product_tmpl_id != template)
        old = arriving.product_tmpl_id
        former = {
            one.product_tmpl_id: one
            for one in arriving
            if one.product_tmpl_id.product_variant_ids == one
        }
        if former:
            self._take_prices_along(former, template)
            self._take_images_along(former)
        self._free_combinations(moved)
        # In one call: whatever depends on it is looked for once.
        arriving.write({"product_tmpl_id": template.id})
        for child, combination in targets.items():
            child.odoo_id.with_context(**_BY_HAND).write(
                {"product_template_attribute_value_ids": [(6, 0, combination.ids)]}
            )
        for child in wanted:
            if child.magento_template_id != binding:
                child.magento_template_id = binding
        if old:
            self.env.flush_all()
            old.invalidate_recordset()
            self._leave_templates(old, template)

    def _free_combinations(self, products: BaseModel) -> None:
        """Let variants arrive, and exchange their values.

        The database forbids two variants of the same values, in between, too. What is
        written here is computed anew when the values are.
        """
        if products:
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE product_product SET combination_indices = 'moving ' || id"
                " WHERE id = ANY(%s)",
                [products.ids],
            )

    def _take_images_along(self, former: dict[BaseModel, BaseModel]) -> None:
        """Images become those of the variants, without being made anew.

        :param former: what the variants were before → the variant
        """
        for template, product in former.items():
            can_be_zoomed = template.can_image_1024_be_zoomed
            if product.can_image_variant_1024_be_zoomed != can_be_zoomed:
                product.can_image_variant_1024_be_zoomed = can_be_zoomed
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE ir_attachment
                  SET res_model = 'product.product',
                      res_id = variant.id,
                      res_field = replace(res_field, 'image_', 'image_variant_')
                 FROM unnest(%s, %s) AS variant (template_id, id)
                WHERE res_model = 'product.template'
                  AND res_id = variant.template_id
                  AND res_field LIKE 'image\\_%%'
                  AND NOT EXISTS (
                      SELECT FROM ir_attachment AS own
                       WHERE own.res_model = 'product.product'
                         AND own.res_id = variant.id
                         AND own.res_field = 'image_variant_1920')""",
            [
                [template.id for template in former],
                [product.id for product in former.values()],
            ],
        )
        self.env.invalidate_all()

    def _take_prices_along(
        self, former: dict[BaseModel, BaseModel], template: BaseModel
    ) -> None:
        """Vendor prices and rules of pricelists become those of the variants.

        :param former: what the variants were before → the variant
        """
        ids = [one.id for one in former]
        for model_name, values in (
            ("product.supplierinfo", {}),
            ("product.pricelist.item", {"applied_on": "0_product_variant"}),
        ):
            model = self.env[model_name].sudo().with_context(active_test=False)
            for found in model.search([("product_tmpl_id", "in", ids)]):
                product = former[found.product_tmpl_id]
                found.write(
                    {
                        **values,
                        "product_tmpl_id": template.id,
                        "product_id": product.id,
                    }
                )

    def _leave_templates(self, old: BaseModel, template: BaseModel) -> None:
        """Delete the products that the variants were before, if nothing needs them."""
        empty = old.filtered(
            lambda one: not one.with_context(active_test=False).product_variant_ids
        )
        needed = self._needed(empty)
        (empty - needed).unlink()
        needed.write({"active": False})

    def _needed(self, templates: BaseModel) -> BaseModel:
        """Those of the products that have documents."""
        documents = (
            self.env["product.document"]
            .sudo()
            .search(
                [("res_model", "=", templates._name), ("res_id", "in", templates.ids)]
            )
        )
        return templates.browse(documents.mapped("res_id"))

    def _detach(self, removed: BaseModel, binding: BaseModel) -> None:
        """Make products of their own of what the shop took out."""
        for child in removed:
            product = child.odoo_id.with_context(**_BY_HAND)
            template = binding.odoo_id
            own = template.with_context(lang="en_US").create(
                {
                    "name": child.with_context(lang="en_US").magento_name or child.sku,
                    "type": template.type,
                    "is_storable": template.is_storable,
                    "categ_id": template.categ_id.id,
                    "company_id": template.company_id.id,
                    "taxes_id": [(6, 0, template.taxes_id.ids)],
                    "list_price": child.magento_price,
                    "active": product.active,
                }
            )
            product.write(
                {
                    "product_tmpl_id": own.id,
                    "product_template_attribute_value_ids": [(5,)],
                }
            )
        if removed:
            # Its name, price and the like are its own again: import them.
            removed.write({"magento_template_id": False, "external_digest": False})
            self.backend_record._delay_imports(
                PRODUCT, removed.mapped("external_id"), force=True
            )

    def _drop_values(
        self, binding: BaseModel, wanted: dict[BaseModel, tuple[BaseModel, ...]]
    ) -> None:
        """Leave the product those values only that a variant has."""
        template = binding.odoo_id
        used = self.env["product.attribute.value"].union(
            *(value for values in wanted.values() for value in values)
        )
        links = self.env["product.template.attribute.value"].with_context(**_BY_HAND)
        links.search(
            [
                ("product_tmpl_id", "=", template.id),
                ("ptav_active", "=", True),
                ("product_attribute_value_id", "not in", used.ids),
            ]
        ).write({"ptav_active": False})
        for line in self._lines(template).values():
            if not line.active:
                continue
            left = line.value_ids & used
            if not left:
                line.write({"active": False})
            elif left != line.value_ids:
                line.write({"value_ids": [(6, 0, left.ids)]})

    # -- prices and notes ---------------------------------------------------------

    def _set_prices(
        self, binding: BaseModel, wanted: dict[BaseModel, tuple[BaseModel, ...]]
    ) -> list[str]:
        """Price of the product, and extras of its values; what does not add up."""
        sold = {
            child: values for child, values in wanted.items() if child.odoo_id.active
        }
        if not sold:
            return []
        base, extras, is_exact = additive_prices(
            (values, child.magento_price) for child, values in sold.items()
        )
        template = binding.odoo_id
        if template.list_price != base:
            template.list_price = base
        by_value: dict[BaseModel, float] = defaultdict(float)
        by_value.update({value: extra for (_axis, value), extra in extras.items()})
        links = self.env["product.template.attribute.value"].search(
            [("product_tmpl_id", "=", template.id), ("ptav_active", "=", True)]
        )
        for link in links:
            extra = by_value[link.product_attribute_value_id]
            if link.price_extra != extra:
                link.price_extra = extra
        if is_exact:
            return []
        return [
            self.env._(
                "The prices of the variants of %s are not made of a price for each"
                " option: in Odoo some variants are cheaper than in the shop. Orders"
                " bring the shop's prices; for quotations, use a pricelist.",
                binding.sku,
            )
        ]

    def _tell(self, binding: BaseModel, problems: list[str]) -> None:
        """Ask a person to look at what can't be arranged, once."""
        notes = "\n".join(problems)
        if notes == (binding.notes or ""):
            return
        binding.notes = notes or False
        if notes:
            self.backend_record.add_checkpoint(binding.with_env(self.env), reason=notes)
