"""Analytic distribution models: searched once for all lines of an order."""

from __future__ import annotations

from typing import Any, Self

from odoo import api, models

from ..completion import BATCH

_MOST_KEPT = 100


class AccountAnalyticDistributionModel(models.Model):
    _inherit = "account.analytic.distribution.model"

    @api.model
    def _get_applicable_models(self, vals: dict[str, Any]) -> Self:
        batch = self.env.context.get(BATCH)
        if batch is not None and self._name not in batch:
            # Most companies have none, or a few: they are looked through in memory.
            found = self.search([], limit=_MOST_KEPT + 1)
            batch[self._name] = found if len(found) <= _MOST_KEPT else None
        return super()._get_applicable_models(vals)

    @api.model
    def search(
        self,
        domain: list,
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
    ) -> Self:
        kept = self.env.context.get(BATCH, {}).get(self._name)
        if kept is None or offset or limit or order:
            return super().search(domain, offset=offset, limit=limit, order=order)
        return kept.filtered_domain(domain)
