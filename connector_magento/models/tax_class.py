"""Tax classes of a shop's products, and the taxes that Odoo has for them."""

from __future__ import annotations

from odoo import api, fields, models

from odoo.addons.connector.exception import ConfigurationError


class MagentoTaxClass(models.Model):
    """A tax class of products in a shop: a person chooses its taxes once."""

    _name = "magento.tax.class"
    _inherit = ["magento.binding"]
    _description = "Magento Tax Class"
    _order = "backend_id, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True)
    active = fields.Boolean(
        default=True, help="Archived when the class is no longer in the shop."
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    tax_ids = fields.Many2many(
        comodel_name="account.tax",
        relation="magento_tax_class_account_tax_rel",
        column1="class_id",
        column2="tax_id",
        string="Sales Taxes",
        domain="[('type_tax_use', '=', 'sale'), ('company_id', '=?', company_id)]",
        check_company=True,
        help="Taxes of the products of this class. Choose one that is included in the"
        " price if the shop's prices are.",
    )
    without_tax = fields.Boolean(
        help="The products of this class have no tax, and need no choice."
    )
    is_mapped = fields.Boolean(
        string="Ready", compute="_compute_is_mapped", search="_search_is_mapped"
    )

    @api.depends("tax_ids", "without_tax")
    def _compute_is_mapped(self) -> None:
        for tax_class in self:
            tax_class.is_mapped = bool(tax_class.tax_ids or tax_class.without_tax)

    @api.model
    def _search_is_mapped(self, operator: str, value: object) -> list:
        if operator not in ("=", "!=", "in", "not in"):
            return NotImplemented
        wanted = any(value) if isinstance(value, list | tuple | set) else bool(value)
        if (operator in ("=", "in")) == wanted:
            return ["|", ("tax_ids", "!=", False), ("without_tax", "=", True)]
        return [("tax_ids", "=", False), ("without_tax", "=", False)]

    def _taxes(self) -> models.BaseModel:
        """The taxes of the products of this class.

        :raises ConfigurationError: nobody has chosen them yet
        """
        if not self.is_mapped:
            raise ConfigurationError(
                self.env._(
                    "The tax class “%(name)s” (id %(id)s) of %(backend)s has no taxes"
                    " in Odoo yet: choose them under Magento / Tax Classes, or tick"
                    " “Without Tax” there. Then press “Run Again” on the backend.",
                    name=self.name,
                    id=self.external_id,
                    backend=self.backend_id.name,
                ),
                record=self,
            )
        return self.tax_ids
