"""Money of orders: rounding as the store does it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_CENT = Decimal("0.01")


def cents(amount: float) -> float:
    """Return ``amount`` rounded to cents, a half upwards.

    >>> cents(16.585), cents(2.675), cents(-0.005)
    (16.59, 2.68, -0.01)
    """
    # What floating point adds far behind the comma must not decide about a half.
    exact = Decimal(repr(round(amount, 8)))
    return float(exact.quantize(_CENT, ROUND_HALF_UP))


def number(amount: float) -> int | float:
    """Return ``amount`` as answers show it: without a comma if it needs none.

    >>> number(50.0), number(46.9), number(0.1 + 0.2)
    (50, 46.9, 0.3)
    """
    amount = round(amount, 4)
    return int(amount) if amount == int(amount) else amount


def add(target: dict[str, Any], key: str, amount: float) -> None:
    """Add to an amount that may not be there yet."""
    target[key] = number((target.get(key) or 0) + amount)


class Rounder:
    """Rounds the parts of a whole so that the remainders are not lost.

    What one amount gained or lost by rounding is carried over to the next one of the
    same kind:

    >>> rounder = Rounder()
    >>> rounder(16.585), rounder(3.315)
    (16.59, 3.31)
    """

    def __init__(self) -> None:
        self._remainders: dict[Any, float] = {}

    def __call__(self, amount: float, kind: Any = "regular") -> float:
        if not amount:
            return amount
        amount += self._remainders.get(kind, 0.0)
        rounded = cents(amount)
        self._remainders[kind] = amount - rounded
        return rounded
