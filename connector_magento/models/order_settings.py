"""How the orders of a shop, or of a part of it, are imported."""

from __future__ import annotations

from odoo import fields, models


class MagentoOrderSettings(models.AbstractModel):
    """What a backend says of its orders, and its parts may say otherwise.

    What a store view leaves empty its store says, then its website, then the backend.
    """

    _name = "magento.order.settings"
    _description = "Magento Order Settings"
    _check_company_auto = True

    warehouse_id = fields.Many2one(
        comodel_name="stock.warehouse",
        check_company=True,
        help="Warehouse that delivers the orders. Empty: as the level above says, in the"
        " end as Odoo chooses.",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales Team",
        check_company=True,
        help="Sales team of the orders. Empty: as the level above says.",
    )
    order_prefix = fields.Char(
        help="Put before the shop's order number to make the number in Odoo, so that"
        " numbers of several stores differ. Empty: as the level above says."
    )
    pricelist_id = fields.Many2one(
        comodel_name="product.pricelist",
        check_company=True,
        help="Pricelist of the orders, if they are in its currency; the prices remain"
        " those of the shop. Empty: as the level above says.",
    )
    price_tax = fields.Selection(
        selection=[
            ("included", "Include the tax"),
            ("excluded", "Exclude the tax"),
        ],
        string="Prices in the Shop",
        help="Whether the prices of the shop's catalogue include the tax: Stores >"
        " Configuration > Sales > Tax > Catalog Prices. Orders get taxes of the same"
        " kind. Empty: as the level above says.",
    )

    def _order_setting(self, name: str) -> object:
        """The value that counts here: the nearest one that is set."""
        self.ensure_one()
        record: models.BaseModel | None = self
        while record:
            if record[name]:
                return record[name]
            record = record._settings_above()
        return self[name]

    def _settings_above(self) -> models.BaseModel | None:
        """What counts if nothing is set here; ``None`` at the top."""
        return None


class MagentoBackend(models.Model):
    _name = "magento.backend"
    _inherit = ["magento.backend", "magento.order.settings"]

    price_tax = fields.Selection(default="included", required=True)


class MagentoWebsite(models.Model):
    _name = "magento.website"
    _inherit = ["magento.website", "magento.order.settings"]

    company_id = fields.Many2one(related="backend_id.company_id")

    def _settings_above(self) -> models.BaseModel:
        return self.backend_id


class MagentoStore(models.Model):
    _name = "magento.store"
    _inherit = ["magento.store", "magento.order.settings"]

    company_id = fields.Many2one(related="backend_id.company_id")

    def _settings_above(self) -> models.BaseModel:
        return self.website_id


class MagentoStoreview(models.Model):
    _name = "magento.storeview"
    _inherit = ["magento.storeview", "magento.order.settings"]

    company_id = fields.Many2one(related="backend_id.company_id")

    def _settings_above(self) -> models.BaseModel:
        return self.store_id
