"""What the variants of a shop's configurable products differ in."""

from __future__ import annotations

from odoo import api, fields, models


class MagentoProductAttribute(models.Model):
    """An attribute of products of a shop, such as the color."""

    _name = "magento.product.attribute"
    _inherit = ["magento.binding"]
    _inherits = {"product.attribute": "odoo_id"}
    _description = "Magento Product Attribute"

    _admin_path = "catalog/product_attribute/edit/attribute_id/{}/"

    odoo_id = fields.Many2one(
        comodel_name="product.attribute",
        string="Odoo Attribute",
        required=True,
        index=True,
        ondelete="cascade",
    )
    code = fields.Char(readonly=True, help="Its name in the shop's API.")
    magento_value_ids = fields.One2many(
        comodel_name="magento.product.attribute.value",
        inverse_name="magento_attribute_id",
        string="Options",
    )


class MagentoProductAttributeValue(models.Model):
    """An option of an attribute, such as red."""

    _name = "magento.product.attribute.value"
    _inherit = ["magento.binding"]
    _inherits = {"product.attribute.value": "odoo_id"}
    _description = "Magento Attribute Option"

    odoo_id = fields.Many2one(
        comodel_name="product.attribute.value",
        string="Odoo Value",
        required=True,
        index=True,
        ondelete="cascade",
    )
    magento_attribute_id = fields.Many2one(
        comodel_name="magento.product.attribute",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )

    @api.model_create_multi
    def create(self, vals_list: list[dict]) -> MagentoProductAttributeValue:
        """Create options; their values are those of the attribute's attribute."""
        attributes = self.env["magento.product.attribute"].browse(
            vals["magento_attribute_id"] for vals in vals_list
        )
        return super().create(
            [
                {"attribute_id": attribute.odoo_id.id, **vals}
                for attribute, vals in zip(attributes, vals_list, strict=True)
            ]
        )

    def action_reimport(self) -> dict:
        """Import the attributes again: options come with them only."""
        return self.magento_attribute_id.action_reimport()

    def action_dry_run(self) -> dict:
        """Show what an import of the attribute would change."""
        return self.magento_attribute_id.action_dry_run()
