"""Addresses of a shop's customers, as contacts below the customer's."""

from __future__ import annotations

from odoo import api, fields, models


class MagentoAddress(models.Model):
    """An address in the address book of a customer."""

    _name = "magento.address"
    _inherit = ["magento.binding", "magento.person"]
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
    company = fields.Char(
        string="Company in the Address",
        readonly=True,
        help="Company in the address. Odoo has none on contacts below another one.",
    )
    vat_id = fields.Char(string="VAT Number", readonly=True)

    @api.model_create_multi
    def create(self, vals_list: list[dict]) -> MagentoAddress:
        """Create addresses; their contacts are those below the customer's contact."""
        customers = self.env["magento.res.partner"].browse(
            vals["customer_id"] for vals in vals_list
        )
        return super().create(
            [
                {
                    "parent_id": customer.odoo_id.id,
                    "active": customer.active,
                    "lang": customer.lang,
                    **vals,
                }
                for customer, vals in zip(customers, vals_list, strict=True)
            ]
        )

    def _external_url(self) -> str:
        return self.customer_id._external_url()

    def action_reimport(self) -> dict:
        """Import the customers again: their addresses come with them only."""
        return self.customer_id.action_reimport()

    def action_dry_run(self) -> dict:
        """Show what an import of the customer would change."""
        return self.customer_id.action_dry_run()
