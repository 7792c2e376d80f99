"""Pricelists: their rules are searched once for all lines of an order."""

from __future__ import annotations

from datetime import date as date_type
from typing import Any

from odoo import models

from ..completion import BATCH


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    def _get_applicable_rules(
        self, products: models.BaseModel, date: date_type, **kwargs: Any
    ) -> models.BaseModel:
        batch = self.env.context.get(BATCH)
        if batch is None or kwargs or not products:
            return super()._get_applicable_rules(products, date, **kwargs)
        # Whoever asks for rules looks for those that fit the product among them, so
        # that rules of other products do no harm.
        key = (self, products._name, date)
        if key not in batch or not products <= batch[key][0]:
            together = products | products.browse(filter(None, products._prefetch_ids))
            batch[key] = (together, super()._get_applicable_rules(together, date))
        return batch[key][1]
