"""Configurable products of a shop, as products with variants."""

from __future__ import annotations

from odoo import fields, models


class MagentoCatalogueProduct(models.AbstractModel):
    """What all kinds of products of a shop have in common."""

    _name = "magento.catalogue.product"
    _inherit = ["magento.binding"]
    _description = "Magento Catalogue Product"

    _admin_path = "catalog/product/edit/id/{}/"

    sku = fields.Char(string="SKU", readonly=True, index=True)
    magento_type = fields.Char(
        string="Kind in the Shop",
        readonly=True,
        help="simple, virtual, downloadable, configurable, bundle, grouped or one of"
        " an extension of the shop.",
    )
    magento_name = fields.Char(string="Name in the Shop", readonly=True, translate=True)
    status = fields.Char(
        string="Status in the Shop", readonly=True, help="1 is enabled, 2 is disabled."
    )
    visibility = fields.Char(
        readonly=True,
        help="1: not visible by itself, 2: in the catalogue, 3: in searches, 4: both.",
    )
    created_at = fields.Datetime(string="Created in Magento", readonly=True)
    magento_price = fields.Float(
        string="Price in the Shop", readonly=True, digits="Product Price"
    )
    special_price = fields.Float(readonly=True, digits="Product Price")
    special_from_date = fields.Date(string="Special Price From", readonly=True)
    special_to_date = fields.Date(string="Special Price To", readonly=True)
    tax_class_id = fields.Many2one(
        comodel_name="magento.tax.class",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    magento_category_ids = fields.Many2many(
        comodel_name="magento.product.category", string="Categories", readonly=True
    )
    image_file = fields.Char(
        string="Main Image",
        readonly=True,
        help="File of the main image in the shop.",
    )
    imported_image_file = fields.Char(
        string="Imported Image",
        readonly=True,
        help="File of the image that Odoo has, or that it could not take.",
    )
    notes = fields.Text(
        string="What Odoo Can't Say",
        readonly=True,
        help="What the shop has and an Odoo product can't express.",
    )


class MagentoProductTemplate(models.Model):
    """A configurable product of a shop: its variants are products of their own."""

    _name = "magento.product.template"
    _inherit = ["magento.catalogue.product"]
    _inherits = {"product.template": "odoo_id"}
    _description = "Magento Configurable Product"
    _order = "backend_id, id"

    odoo_id = fields.Many2one(
        comodel_name="product.template",
        string="Odoo Product",
        required=True,
        index=True,
        ondelete="cascade",
    )
    variant_ids = fields.One2many(
        comodel_name="magento.product.product",
        inverse_name="magento_template_id",
        string="Magento Variants",
        context={"active_test": False},
    )
    magento_category_ids = fields.Many2many(
        relation="magento_product_template_category_rel",
        column1="template_id",
        column2="category_id",
    )
    magento_attribute_ids = fields.Many2many(
        comodel_name="magento.product.attribute",
        relation="magento_product_template_attribute_rel",
        column1="template_id",
        column2="attribute_id",
        string="Variants Differ In",
        readonly=True,
    )
    magento_child_ids = fields.Json(
        readonly=True, help="Ids of the variants in the shop, and order of attributes."
    )


class ProductTemplate(models.Model):
    _inherit = "product.template"

    magento_template_bind_ids = fields.One2many(
        comodel_name="magento.product.template",
        inverse_name="odoo_id",
        string="Magento Configurable Bindings",
        groups="connector.group_connector_user",
        context={"active_test": False},
    )
    magento_product_bind_ids = fields.One2many(
        comodel_name="magento.product.product",
        compute="_compute_magento_product_bind_ids",
        string="Magento Product Bindings",
        groups="connector.group_connector_user",
    )

    def _compute_magento_product_bind_ids(self) -> None:
        for template in self:
            variants = template.with_context(active_test=False).product_variant_ids
            template.magento_product_bind_ids = variants.magento_bind_ids
