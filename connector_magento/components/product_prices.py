"""Prices and weights of the shop, in the currency and unit of Odoo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property

from odoo import fields

from odoo.addons.component.core import AbstractComponent

#: What Magento calls its units → their record in Odoo.
_UNITS = {"kgs": "uom.product_uom_kgm", "lbs": "uom.product_uom_lb"}


class CatalogueUnits(AbstractComponent):
    """Converts amounts of the shop; asked once per piece of work what to convert to."""

    _name = "magento.catalogue.units"
    _inherit = "base.magento.connector"

    @cached_property
    def _company(self):
        return self.backend_record.company_id or self.env.company

    @cached_property
    def _currency(self):
        return self.backend_record._catalogue_currency()

    def _amount(self, number: Decimal | None) -> float:
        """An amount of the shop in the currency of Odoo's prices."""
        amount = float(number or 0)
        own = self._company.currency_id
        if not amount or self._currency == own:
            return amount
        today = fields.Date.context_today(self.env["res.currency"])
        return self._currency._convert(amount, own, self._company, today, round=False)

    @cached_property
    def _weight_factor(self) -> float:
        xml_id = _UNITS.get(self.backend_record._main_view().weight_unit or "")
        unit = self.env.ref(xml_id, raise_if_not_found=False) if xml_id else None
        if not unit:
            return 1.0
        own = self.env["product.template"]._get_weight_uom_id_from_ir_config_parameter()
        return unit._compute_quantity(1.0, own, round=False)

    def _weight(self, number: Decimal | None) -> float:
        """A weight of the shop in the unit of Odoo's weights."""
        return float(number or 0) * self._weight_factor


def additive_prices(
    rows: Iterable[tuple[Sequence[object], float]],
) -> tuple[float, dict[tuple[int, object], float], bool]:
    """What prices of variants are made of: a price, and an extra for each value.

    >>> additive_prices([(("S", "red"), 10), (("M", "red"), 12), (("M", "blue"), 13)])
    (10, {(0, 'S'): 0, (0, 'M'): 2, (1, 'red'): 0, (1, 'blue'): 1}, True)
    >>> additive_prices(
    ...     [(("S", "r"), 10), (("M", "r"), 12), (("S", "b"), 11), (("M", "b"), 20)]
    ... )[2]
    False

    :param rows: the values of each variant, one per attribute, and its price
    :return: the price, the extras by (number of the attribute, value), and whether
        they make up all prices
    """
    rows = list(rows)
    if not rows:
        return 0.0, {}, True
    base = min(price for _values, price in rows)
    rest = [price - base for _values, price in rows]
    extras: dict[tuple[int, object], float] = {}
    for axis in range(len(rows[0][0])):
        least: dict[object, float] = {}
        for (values, _price), left in zip(rows, rest, strict=True):
            value = values[axis]
            least[value] = min(left, least.get(value, left))
        extras |= {(axis, value): round(extra, 6) for value, extra in least.items()}
        rest = [
            left - least[values[axis]]
            for (values, _price), left in zip(rows, rest, strict=True)
        ]
    return base, extras, all(abs(left) < 0.005 for left in rest)
