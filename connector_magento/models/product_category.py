"""Categories of a shop's catalogue, as product categories."""

from __future__ import annotations

from odoo import fields, models


class MagentoProductCategory(models.Model):
    """A category of a shop."""

    _name = "magento.product.category"
    _inherit = ["magento.binding"]
    _inherits = {"product.category": "odoo_id"}
    _description = "Magento Product Category"

    _admin_path = "catalog/category/edit/id/{}/"

    odoo_id = fields.Many2one(
        comodel_name="product.category",
        string="Odoo Category",
        required=True,
        index=True,
        ondelete="cascade",
    )
    active = fields.Boolean(
        default=True,
        help="Archived when the category is no longer in the shop. The category of"
        " Odoo stays: products may be in it.",
    )
    magento_parent_id = fields.Many2one(
        comodel_name="magento.product.category",
        string="Parent in the Shop",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    magento_name = fields.Char(
        string="Name in the Shop",
        readonly=True,
        translate=True,
        help="In the languages of the store views. Odoo's categories have one name.",
    )
    level = fields.Integer(readonly=True, help="1 is a root of a catalogue.")
    position = fields.Integer(readonly=True)
    is_enabled = fields.Boolean(
        string="Enabled", readonly=True, help="Whether visitors of the shop see it."
    )


class ProductCategory(models.Model):
    _inherit = "product.category"

    magento_bind_ids = fields.One2many(
        comodel_name="magento.product.category",
        inverse_name="odoo_id",
        string="Magento Category Bindings",
        groups="connector.group_connector_user",
        context={"active_test": False},
    )
