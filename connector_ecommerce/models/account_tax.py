"""Find the tax that a shop means when it tells a rate."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Self

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.connector.exception import InvalidDataError

Rate = float | int | str | Decimal

# A rate computed from amounts of cents is off by more than one that was stored.
_TOLERANCE = 0.01
# Of the same size as the digits of the field `amount`: what is beyond is noise.
_DISTANCE_DIGITS = 4


class AccountTax(models.Model):
    _inherit = "account.tax"

    @api.model
    def get_tax_from_rate(self, rate: Rate, is_tax_included: bool = False) -> Self:
        """Find the sales tax of the current company for a rate that a shop tells.

        :param rate: in percent: 20.0 is 20 %; a number, or a text such as ``"20.0"``
        :param is_tax_included: whether prices include the tax
        :return: the tax whose amount is nearest to the rate, at most 0.01 away; empty
            when there is none
        :raises InvalidDataError: the rate is not a number

        For the lines of an order, ask once for all: :meth:`get_taxes_from_rates`.
        """
        return self.get_taxes_from_rates([rate], is_tax_included)[rate]

    @api.model
    @api.private
    def get_taxes_from_rates(
        self, rates: Iterable[Rate], is_tax_included: bool = False
    ) -> dict[Rate, Self]:
        """Find the sales taxes of several rates, as :meth:`get_tax_from_rate`, at once.

        One query for all of them, so that an order of many lines costs no more than
        one of a single line.

        :param rates: as the shop tells them; the same one may come several times
        :return: for each rate, as it was given, its tax, empty when there is none
        :raises InvalidDataError: one of the rates is not a number
        """
        amounts = {rate: self._rate_to_amount(rate) for rate in rates}
        if not amounts:
            return {}
        domain = self._rates_domain(set(amounts.values()), is_tax_included)
        taxes = self.search_fetch(domain, ["amount", "company_id", "is_domestic"])
        return {
            rate: self._nearest_tax(taxes, amount) for rate, amount in amounts.items()
        }

    @api.model
    def _rates_domain(self, amounts: Iterable[float], is_tax_included: bool) -> Domain:
        """Where to look for the taxes of some amounts."""
        # A little more than the tolerance: what is exactly at its end must be found.
        reach = _TOLERANCE + 10**-_DISTANCE_DIGITS
        near = Domain.OR(
            Domain("amount", ">=", amount - reach)
            & Domain("amount", "<=", amount + reach)
            for amount in amounts
        )
        return near & Domain(
            [
                # Branches use the taxes of the companies above them.
                *self._check_company_domain(self.env.company),
                ("active", "=", True),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
                ("price_include", "=", bool(is_tax_included)),
            ]
        )

    @api.model
    def _nearest_tax(self, taxes: Self, amount: float) -> Self:
        """Choose among taxes in their order the one for an amount, or none.

        Of several that are equally near: one that applies at home rather than one for
        the customers of another country, one of the company itself rather than one of
        a company above it, the first of the list.
        """
        company = self.env.company

        def preference(tax: Self) -> tuple:
            return (
                _distance(tax, amount),
                not tax.is_domestic,
                tax.company_id != company,
            )

        near = taxes.filtered(lambda tax: _distance(tax, amount) <= _TOLERANCE)
        return min(near, key=preference, default=self.browse())

    @api.model
    def _rate_to_amount(self, rate: Any) -> float:
        """Return a rate as a number; refuse what is none, telling what was seen."""
        try:
            if isinstance(rate, bool):
                raise TypeError
            amount = float(rate)
            if not math.isfinite(amount):
                raise ValueError
        except (TypeError, ValueError):
            raise InvalidDataError(
                self.env._(
                    "The tax of a rate cannot be looked for: the rate is %(rate)s. It "
                    "must be a number in percent, 20.0 for 20 %%. Correct what the "
                    "connector reads as the tax rate of this record.",
                    rate=repr(rate),
                )
            ) from None
        return amount


def _distance(tax: AccountTax, amount: float) -> float:
    return round(abs(tax.amount - amount), _DISTANCE_DIGITS)
