"""What an order costs: lines, tax, discount and shipping, in one currency at a time.

Prices of the first website contain the tax of France, those of the second none. Tax is
that of the country goods go to; its rounding is carried over from line to line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .data import load
from .order_amounts import Rounder, cents, number

STANDARD, REDUCED, EXEMPT_GROUP = "2", "5", 6
SHIPPING_CLASS = STANDARD

_CUSTOMER_CLASS = 3
_HOME = "FR"


@dataclass(frozen=True)
class Tax:
    """A tax rate as it applies to something sold."""

    code: str
    percent: float


NO_TAX = Tax("", 0)


def tax(
    country_id: str, region_id: int | None, product_class: str | None, group_id: int
) -> Tax:
    """Return the tax on something sold to a place."""
    if group_id == EXEMPT_GROUP or not product_class:
        return NO_TAX
    data = load("tax.json")
    rates = {rate["id"]: rate for rate in data["rates"]}
    for rule in data["rules"]:
        if (
            int(product_class) in rule["product_tax_class_ids"]
            and _CUSTOMER_CLASS in rule["customer_tax_class_ids"]
        ):
            for rate_id in rule["tax_rate_ids"]:
                rate = rates[rate_id]
                if rate["tax_country_id"] == country_id and rate["tax_region_id"] in (
                    0,
                    region_id,
                ):
                    return Tax(rate["code"], rate["rate"])
    return NO_TAX


@dataclass
class Priced:
    """A line with a price of its own, or the shipping.

    :param price: of one, as in the catalogue, in the website's base currency.
    :param product_class: its tax class.
    :param discount: what is off the whole line, in the base currency.
    """

    price: float
    quantity: float
    tax: Tax
    product_class: str | None
    discount: float = 0


def amounts(
    lines: list[Priced], with_tax: bool, currency_rate: float
) -> list[dict[str, Any]]:
    """Return the amounts of lines in one currency.

    :param with_tax: prices contain the tax of the shop's own country.
    """
    before, after = Rounder(), Rounder()
    price = _from_gross if with_tax else _from_net
    return [price(line, currency_rate, before, after) for line in lines]


def _from_gross(
    line: Priced, currency_rate: float, before: Rounder, after: Rounder
) -> dict[str, Any]:
    own = tax(_HOME, None, line.product_class, 0).percent
    percent = line.tax.percent
    catalogue = line.price * currency_rate
    gross = cents(catalogue / (1 + own / 100) * (1 + percent / 100))
    row_gross = cents(gross * line.quantity)
    discount = min(cents(line.discount * currency_rate), row_gross)
    share = percent / (100 + percent)
    whole_tax = before(row_gross * share, percent)
    paid_tax = whole_tax
    if discount:
        paid_tax = after((row_gross - discount) * share, percent)
    row = cents(row_gross - whole_tax)
    return _line(
        catalogue=catalogue,
        price=cents(row / line.quantity),
        gross=gross,
        row=row,
        row_gross=row_gross,
        discount=discount,
        tax=paid_tax,
        compensation=whole_tax - paid_tax,
    )


def _from_net(
    line: Priced, currency_rate: float, before: Rounder, after: Rounder
) -> dict[str, Any]:
    percent = line.tax.percent
    catalogue = line.price * currency_rate
    net = cents(catalogue)
    row = cents(net * line.quantity)
    discount = min(cents(line.discount * currency_rate), row)
    paid_tax = after((row - discount) * percent / 100, percent)
    whole_tax = paid_tax
    if discount:
        whole_tax = before(row * percent / 100, percent)
    return _line(
        catalogue=catalogue,
        price=net,
        gross=cents(net * (1 + percent / 100)),
        row=row,
        row_gross=cents(row + whole_tax),
        discount=discount,
        tax=paid_tax,
        compensation=0,
    )


def _line(**values: float) -> dict[str, Any]:
    discount = values["discount"]
    return {
        "original_price": number(values["catalogue"]),
        "price": number(values["price"]),
        "price_incl_tax": number(values["gross"]),
        # As Magento stores it: rows are told after discount.
        "row_total": number(cents(values["row"] - discount)),
        "row_total_incl_tax": number(cents(values["row_gross"] - discount)),
        "tax_amount": number(cents(values["tax"])),
        "discount_amount": number(discount),
        "discount_tax_compensation_amount": number(cents(values["compensation"])),
        "_row": number(values["row"]),
        "_row_gross": number(values["row_gross"]),
    }


def totals(
    lines: list[dict[str, Any]], shipping: dict[str, Any], prefix: str
) -> dict[str, Any]:
    """Return the totals of an order in one currency."""
    sums = {
        key: sum(line[key] for line in lines)
        for key in (
            "_row",
            "_row_gross",
            "tax_amount",
            "discount_amount",
            "discount_tax_compensation_amount",
        )
    }
    discount = sums["discount_amount"] + shipping["discount_amount"]
    compensation = sums["discount_tax_compensation_amount"]
    all_tax = sums["tax_amount"] + shipping["tax_amount"]
    shipping_compensation = shipping["discount_tax_compensation_amount"]
    total = sums["_row"] + shipping["_row"] + all_tax - discount
    values = {
        "subtotal": sums["_row"],
        "subtotal_incl_tax": sums["_row_gross"],
        "shipping_amount": shipping["_row"],
        "shipping_incl_tax": shipping["_row_gross"],
        "shipping_tax_amount": shipping["tax_amount"],
        "shipping_discount_amount": shipping["discount_amount"],
        "tax_amount": all_tax,
        "discount_amount": -discount,
        "discount_tax_compensation_amount": compensation,
        "grand_total": total + compensation + shipping_compensation,
    }
    result = {prefix + key: number(cents(value)) for key, value in values.items()}
    result[f"{prefix}total_due"] = result[f"{prefix}grand_total"]
    key = "shipping_discount_tax_compensation_amount"
    if prefix:
        key = "base_shipping_discount_tax_compensation_amnt"
    result[key] = shipping_compensation
    return result
