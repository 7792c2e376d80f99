"""Addresses of a shop's customers, as contacts below the customer's."""

from __future__ import annotations

from odoo import fields, models


class MagentoAddress(models.Model):
    """An address in the address book of a customer."""

    _name = "magento.address"
    _inherit = ["magento.binding"]
    _inherits = {"res.partner": "odoo_id"}
    _description = "Magento Address"
    _order = "backend_id, id"

    odoo_id = fields.Many2one(
        comodel_name="res.partner",
        string="Odoo Contact",
        required=True,
        index=True,
        ondelete="cascade",
    )
    customer_id = fields.Many2one(
        comodel_name="magento.res.partner",
        string="Magento Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    is_default_billing = fields.Boolean(string="Default Billing", readonly=True)
    is_default_shipping = fields.Boolean(string="Default Shipping", readonly=True)
    region = fields.Char(
        readonly=True,
        help="Region or state as the shop names it, known in Odoo or not.",
    )
    magento_country = fields.Char(
        readonly=True,
        help="Country as the shop names it, known in Odoo or not.",
    )
    vat_id = fields.Char(string="VAT Number", readonly=True)

    def _delay_reimport(self) -> None:
        """Addresses come with their customer only."""
        self.customer_id._delay_reimport()
