"""Products of a shop, but for configurable ones, as products or variants."""

from __future__ import annotations

from odoo import api, fields, models

from odoo.addons.connector.job import job


class MagentoProductProduct(models.Model):
    """A product of a shop that can be ordered, by itself or as a variant."""

    _name = "magento.product.product"
    _inherit = ["magento.catalogue.product"]
    _inherits = {"product.product": "odoo_id"}
    _description = "Magento Product"
    _order = "backend_id, id"

    odoo_id = fields.Many2one(
        comodel_name="product.product",
        string="Odoo Product",
        required=True,
        index=True,
        ondelete="cascade",
    )
    magento_template_id = fields.Many2one(
        comodel_name="magento.product.template",
        string="Variant Of",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    magento_category_ids = fields.Many2many(
        relation="magento_product_product_category_rel",
        column1="product_id",
        column2="category_id",
    )
    magento_cost = fields.Float(
        string="Cost in the Shop", readonly=True, digits="Product Price"
    )
    magento_barcode = fields.Char(
        string="Barcode in the Shop",
        readonly=True,
        help="The product has it, too, unless another product has it already.",
    )
    taken_barcode = fields.Char(readonly=True)
    magento_options = fields.Json(
        string="Options in the Shop",
        readonly=True,
        help="Ids of the options of its attributes, by the attributes' codes.",
    )

    # Two jobs can't see each other's new products: the database decides.
    _unique_taken_barcode = models.UniqueIndex(
        "(backend_id, taken_barcode) WHERE taken_barcode IS NOT NULL",
        "Another product of this shop has this barcode already.",
    )

    @api.private
    @job()
    @api.model
    def import_images(
        self, backend: models.BaseModel, external_ids: list[str], model_name: str
    ) -> str:
        """Download the main images that changed; a job."""
        with backend._in_job(self.env).work_on(model_name) as work:
            return work.component(usage="image.importer").run(external_ids)


class ProductProduct(models.Model):
    _inherit = "product.product"

    magento_bind_ids = fields.One2many(
        comodel_name="magento.product.product",
        inverse_name="odoo_id",
        string="Magento Bindings",
        groups="connector.group_connector_user",
        context={"active_test": False},
    )
