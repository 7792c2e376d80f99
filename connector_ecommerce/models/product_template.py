"""Products: the event of changed prices, the tax group."""

from __future__ import annotations

from odoo import api, fields, models
from odoo.api import ValuesType

from .gathering import Gathering

PRICE_CHANGED = "on_product_price_changed"
PRICES = Gathering("changed_prices")


class ProductTemplate(models.Model):
    """Tells of prices that are changed for all variants of a product.

    Override points: ``_price_changed_fields`` (what counts as a price).
    """

    _inherit = "product.template"

    tax_group_id = fields.Many2one(
        comodel_name="account.tax.group",
        compute="_compute_tax_group_id",
        help="Group of the last sales tax in the product's company; in the current "
        "company for a product that all companies share.",
    )

    @api.depends("taxes_id.tax_group_id", "company_id")
    @api.depends_context("company")
    def _compute_tax_group_id(self) -> None:
        for product in self:
            company = product.company_id or self.env.company
            # Odoo gives a shared product the taxes of all companies
            taxes = product.taxes_id._filter_taxes_by_company(company)
            product.tax_group_id = taxes[-1:].tax_group_id

    @api.model
    def _price_changed_fields(self) -> set[str]:
        """Fields of a product whose change means that a price changed."""
        return {"list_price", "lst_price", "standard_price"}

    def write(self, vals: ValuesType) -> bool:
        if self._price_changed_fields().isdisjoint(vals):
            result = super().write(vals)
            self._price_changed(vals)
            return result
        with PRICES.open(self.env.cr) as gathered:
            result = super().write(vals)
            self._price_changed(vals)
        self.env["product.product"]._notify_price_changed(gathered)
        return result

    def _price_changed(self, vals: ValuesType) -> None:
        """Tell that the prices of all variants changed, if such a field was written.

        Whether the values really differ is not looked at. Variants of the context key
        ``from_product_ids`` are left out: their own method tells.

        :param vals: what was written
        """
        if self._price_changed_fields().isdisjoint(vals):
            return
        variants = self.env["product.product"]
        if not variants._event(PRICE_CHANGED):
            return
        # an archived variant may be in the shop still
        every = self.with_context(active_test=False).product_variant_ids
        told = set(self.env.context.get("from_product_ids") or ())
        variants.browse(
            id_ for id_ in every.ids if id_ not in told
        )._tell_price_changed()
