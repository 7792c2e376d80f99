"""Variants: the event of changed prices, open checkpoints."""

from __future__ import annotations

from collections.abc import Iterable

from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.fields import Domain

from .product_template import PRICE_CHANGED, PRICES


class ProductProduct(models.Model):
    """Tells of changed prices of variants, and of those that wait for a review.

    Event ``on_product_price_changed(record)``: a price of the variant was written, on it
    or on its product; once per variant and call, when everything is written. Whether the
    value differs from before is not looked at.

    Override points: ``_price_changed_fields`` (what counts as a price).
    """

    _inherit = "product.product"

    has_checkpoint = fields.Boolean(
        compute="_compute_has_checkpoint",
        search="_search_has_checkpoint",
        help="A connector brought this variant and asks someone to review it.",
    )

    @api.depends_context("allowed_company_ids")
    def _compute_has_checkpoint(self) -> None:
        domain = self._open_checkpoints() & Domain("record_id", "in", self.ids)
        # only managers of connectors may read checkpoints
        groups = (
            self.env["connector.checkpoint"].sudo()._read_group(domain, ["record_id"])
        )
        with_checkpoint = {record_id for (record_id,) in groups}
        for product in self:
            product.has_checkpoint = product._origin.id in with_checkpoint

    @api.model
    def _search_has_checkpoint(self, operator: str, value) -> Domain:
        if operator != "in":
            return NotImplemented
        checkpoints = self.env["connector.checkpoint"].sudo()
        query = checkpoints._search(self._open_checkpoints())
        marked = Domain("id", "in", query.subselect("record_id"))
        return Domain.OR(marked if wanted else ~marked for wanted in set(value))

    @api.model
    def _open_checkpoints(self) -> Domain:
        """Checkpoints of variants to review, in the companies that are shown."""
        model_id = self.env["ir.model"]._get_id("product.product")
        companies = [False, *self.env.companies.ids]
        return (
            Domain("model_id", "=", model_id)
            & Domain("state", "=", "need_review")
            & Domain("company_id", "in", companies)
        )

    @api.model
    def _price_changed_fields(self) -> set[str]:
        """Fields of a variant whose change means that a price changed."""
        fields_ = self.env["product.template"]._price_changed_fields()
        return {*fields_, "lst_price", "price_extra"}

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]):
        with PRICES.open(self.env.cr) as gathered:
            products = super().create(vals_list)
            for product, vals in zip(products, vals_list, strict=True):
                product._price_changed(vals)
        self._notify_price_changed(gathered)
        return products

    def write(self, vals: ValuesType) -> bool:
        if self._price_changed_fields().isdisjoint(vals):
            result = super().write(vals)
            self._price_changed(vals)
            return result
        with PRICES.open(self.env.cr) as gathered:
            # that of the product, which the price belongs to, tells of the others only
            delegating = self.with_context(from_product_ids=self.ids)
            result = super(ProductProduct, delegating).write(vals)
            self._price_changed(vals)
        self._notify_price_changed(gathered)
        return result

    def _price_changed(self, vals: ValuesType) -> None:
        """Tell that the prices of these variants changed, if such a field was written.

        Whether the values really differ is not looked at.

        :param vals: what was written
        """
        if not self._price_changed_fields().isdisjoint(vals):
            self._tell_price_changed()

    def _tell_price_changed(self) -> None:
        if self and not PRICES.add(self):
            self._notify_price_changed([self])

    @api.model
    def _notify_price_changed(self, gathered: Iterable[ProductProduct]) -> None:
        """Tell once of each variant, in each company whose prices were written.

        :param gathered: variants, some of them several times
        """
        if not gathered or not self._event(PRICE_CHANGED):
            return
        by_company: dict[models.BaseModel, ProductProduct] = {}
        for products in gathered:
            company = products.env.company
            so_far = by_company.get(company, products)
            # the outermost call comes last: its user and context are what counts
            by_company[company] = (so_far | products).with_env(products.env)
        for products in by_company.values():
            events = products._event(PRICE_CHANGED)
            for product in products.exists():
                events.notify(product)
