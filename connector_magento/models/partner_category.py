"""Customer groups of a shop, as tags of contacts."""

from __future__ import annotations

from odoo import fields, models

from odoo.addons.connector.models.backend_failures import USER


class MagentoResPartnerCategory(models.Model):
    """A customer group of a shop."""

    _name = "magento.res.partner.category"
    _inherit = ["magento.binding"]
    _inherits = {"res.partner.category": "odoo_id"}
    _description = "Magento Customer Group"
    _admin_path = "customer/group/edit/id/{}/"

    odoo_id = fields.Many2one(
        comodel_name="res.partner.category",
        string="Contact Tag",
        required=True,
        index=True,
        ondelete="cascade",
    )
    tax_class_id = fields.Char(string="Tax Class ID", readonly=True)
    tax_class_name = fields.Char(string="Tax Class", readonly=True)


class ResPartnerCategory(models.Model):
    _inherit = "res.partner.category"

    magento_bind_ids = fields.One2many(
        comodel_name="magento.res.partner.category",
        inverse_name="odoo_id",
        string="Magento Bindings",
        groups=USER,
    )
