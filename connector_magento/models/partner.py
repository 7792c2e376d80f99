"""Customers of a shop, as contacts."""

from __future__ import annotations

from odoo import fields, models

from odoo.addons.connector.models.backend_failures import USER


class MagentoResPartner(models.Model):
    """A customer of a shop."""

    _name = "magento.res.partner"
    _inherit = ["magento.binding", "magento.person"]
    _inherits = {"res.partner": "odoo_id"}
    _description = "Magento Customer"
    _order = "backend_id, id"
    _admin_path = "customer/index/edit/id/{}/"

    odoo_id = fields.Many2one(
        comodel_name="res.partner",
        string="Odoo Contact",
        required=True,
        index=True,
        ondelete="cascade",
    )
    website_id = fields.Many2one(
        comodel_name="magento.website",
        string="Magento Website",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    storeview_id = fields.Many2one(
        comodel_name="magento.storeview",
        string="Store View",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Where the customer registered.",
    )
    group_id = fields.Many2one(
        comodel_name="magento.res.partner.category",
        string="Customer Group",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    taxvat = fields.Char(
        string="Tax/VAT Number",
        readonly=True,
        help="As the customer typed it in the shop; the contact gets it when Odoo"
        " accepts it.",
    )
    is_subscribed = fields.Boolean(
        string="Newsletter", readonly=True, help="Subscribed to the shop's newsletter."
    )
    created_at = fields.Datetime(string="Created in Magento", readonly=True)
    address_ids = fields.One2many(
        comodel_name="magento.address",
        inverse_name="customer_id",
        string="Magento Addresses",
    )

    def _waiting_exports(self) -> frozenset[int]:
        """With those whose addresses are exported: both are imported together."""
        addresses = self.env["magento.address"].sudo()
        waiting = addresses.browse(addresses._waiting_exports()).exists()
        return super()._waiting_exports() | frozenset(waiting.customer_id.ids)


class ResPartner(models.Model):
    _inherit = "res.partner"

    magento_bind_ids = fields.One2many(
        comodel_name="magento.res.partner",
        inverse_name="odoo_id",
        string="Magento Customer Bindings",
        groups=USER,
        context={"active_test": False},
    )
    magento_address_bind_ids = fields.One2many(
        comodel_name="magento.address",
        inverse_name="odoo_id",
        string="Magento Address Bindings",
        groups=USER,
        context={"active_test": False},
    )
