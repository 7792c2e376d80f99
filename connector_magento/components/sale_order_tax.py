"""The taxes of an order, and the lines that nobody ordered."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from odoo.models import BaseModel

from odoo.addons.component.core import AbstractComponent, Component
from odoo.addons.connector.exception import ConfigurationError

from .sale_order_mapper import amount


class OrderTaxFinder(AbstractComponent):
    """Finds the taxes of the lines of an order by their rates."""

    _name = "magento.order.tax.finder"
    _inherit = "base.magento.connector"

    _record: dict
    _storeview: BaseModel
    _company: BaseModel
    _is_included: bool

    def _rates(self, item: dict) -> tuple[Decimal, ...]:
        """The rates of the taxes of a line."""
        return self._split(amount(item["tax_percent"]), item["item_id"])

    def _shipping_rates(self) -> tuple[Decimal, ...]:
        applied = self._applied(None)
        if applied:
            return self._split(sum(applied, Decimal(0)), None)
        tax = amount(self._record["shipping_tax_amount"])
        net = amount(self._record["shipping_amount"])
        if not tax or not net:
            return ()
        # Nothing else tells it: the nearest of the other lines' rates.
        rate = tax / net * 100
        known = [amount(item["tax_percent"]) for item in self._record["items"]]
        nearest = min(known, key=lambda one: abs(one - rate), default=rate)
        return self._split(nearest, None)

    def _split(self, rate: Decimal, item_id: str | None) -> tuple[Decimal, ...]:
        """One rate, or several that make it up."""
        if not rate:
            return ()
        applied = self._applied(item_id)
        if len(applied) > 1 and sum(applied) == rate:
            return tuple(sorted(applied))
        return (rate,)

    def _applied(self, item_id: str | None) -> list[Decimal]:
        """Rates applied to a line, or without one to the shipping."""
        extension = self._record["extension_attributes"] or {}
        kind = "product" if item_id else "shipping"
        return [
            tax["percent"]
            for entry in extension.get("item_applied_taxes") or ()
            if entry["type"] == kind and (not item_id or entry["item_id"] == item_id)
            for tax in entry["applied_taxes"] or ()
            if tax["percent"]
        ]

    def _find_taxes(self) -> dict[tuple[Decimal, ...], BaseModel]:
        """Rates of a line → the taxes.

        :raises ConfigurationError: Odoo has no such tax
        """
        wanted = {self._rates(item) for item in self._record["items"]}
        wanted.add(self._shipping_rates())
        wanted.discard(())
        rates = {rate for group in wanted for rate in group}
        rates |= {sum(group, Decimal(0)) for group in wanted}
        taxes = self.env["account.tax"].with_company(self._company)
        found = taxes.get_taxes_from_rates(rates, is_tax_included=self._is_included)
        result: dict[tuple[Decimal, ...], BaseModel] = {(): taxes}
        for group in wanted:
            whole = found[sum(group, Decimal(0))]
            parts = [found[rate] for rate in group]
            if whole:
                result[group] = whole
            elif all(parts):
                result[group] = taxes.union(*parts)
            else:
                raise self._no_tax(group)
        return result

    def _no_tax(self, rates: tuple[Decimal, ...]) -> ConfigurationError:
        kind = (
            self.env._("included in the price")
            if self._is_included
            else self.env._("not included in the price")
        )
        return ConfigurationError(
            self.env._(
                "Order %(number)s has a tax of %(rate)s %%, and %(company)s has no sales"
                " tax of that rate that is %(kind)s: create it under Accounting /"
                " Configuration / Taxes. If the shop's prices are of the other kind,"
                " change “Prices in the Shop” on the store view %(view)s. Then press"
                " “Run Again” on the backend.",
                number=self._record["increment_id"],
                rate=" + ".join(f"{rate.normalize():f}" for rate in rates),
                company=self._company.name,
                kind=kind,
                view=self._storeview.name,
            ),
            record=self._storeview,
        )


class DiscountLineBuilder(Component):
    """Builds the line of the discounts of one tax."""

    _name = "magento.order.line.builder.discount"
    _inherit = ["ecommerce.order.line.builder", "base.magento.connector"]
    _usage = "order.line.builder.discount"

    product_ref = ("connector_ecommerce", "product_product_discount")
    sign = -1
    sequence = 985


class RoundingLineBuilder(Component):
    """Builds the line of the cents by which the shop rounds otherwise."""

    _name = "magento.order.line.builder.rounding"
    _inherit = ["ecommerce.order.line.builder", "base.magento.connector"]
    _usage = "order.line.builder.rounding"

    product_ref = ("connector_magento", "product_product_rounding")
    sequence = 1000

    def get_line(self) -> dict[str, Any]:
        """The values of a line without taxes: it corrects the total."""
        return {**super().get_line(), "discount": 0.0, "tax_ids": [(6, 0, [])]}
