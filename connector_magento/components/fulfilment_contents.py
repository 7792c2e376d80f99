"""What a delivery or an invoice holds, in the items of the shop's order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from odoo.tools import float_compare

#: Decimals of a quantity in the shop's database.
DIGITS = 4


def same(first: float, second: float) -> bool:
    """Whether two quantities are the same."""
    return not float_compare(first, second, precision_digits=DIGITS)


def plain(quantity: float) -> int | float:
    """The quantity as JSON shows it best.

    >>> plain(2.0), plain(0.5)
    (2, 0.5)
    """
    quantity = round(quantity, DIGITS)
    return int(quantity) if quantity == int(quantity) else quantity


@dataclass
class Contents:
    """What a delivery or an invoice holds, in the order's items.

    :ivar items: quantity by id of the item
    :ivar kits: by id of a bundle: how many are complete with this document
    :ivar parts: by id of a bundle: the ids of its parts among ``items``
    """

    items: dict[str, float]
    kits: dict[str, float] = field(default_factory=dict)
    parts: dict[str, set[str]] = field(default_factory=dict)

    def lines(self) -> list[dict]:
        """The lines to send.

        A bundle is shipped, or invoiced, as a whole or part by part, which no answer of
        the shop tells. Both are sent: it takes the ones that count.
        """
        quantities = {**self.kits, **self.items}
        return [
            {"order_item_id": int(item_id), "qty": plain(quantity)}
            for item_id, quantity in sorted(
                quantities.items(), key=lambda pair: int(pair[0])
            )
            if quantity > 0
        ]

    @property
    def is_part_of_kits(self) -> bool:
        """Whether it holds parts of bundles only, and completes none."""
        bundled = set().union(*self.parts.values()) if self.parts else set()
        return self.items.keys() <= bundled and not any(self.kits.values())

    def is_held_by(self, document: Mapping) -> bool:
        """Whether a shipment or invoice of the shop has the same contents."""
        theirs: dict[str, float] = {}
        for line in document["items"] or ():
            item_id = line["order_item_id"]
            theirs[item_id] = theirs.get(item_id, 0) + float(line["qty"] or 0)
        bundled = set().union(*self.parts.values()) if self.parts else set()
        own = {
            id_: qty
            for id_, qty in self.items.items()
            if id_ not in bundled and id_ not in self.kits
        }
        for bundle, parts in self.parts.items():
            whole = theirs.pop(bundle, 0)
            listed = {id_: theirs.pop(id_) for id_ in parts & theirs.keys()}
            by_part = {id_: self.items[id_] for id_ in parts}
            kits = self.kits.get(bundle, self.items.get(bundle, 0))
            own.pop(bundle, None)
            by_part_too = bool(parts) and _equal(listed, by_part)
            if not by_part_too and not (whole and same(whole, kits)):
                return False
        return _equal(theirs, own)


def _equal(first: Mapping[str, float], second: Mapping[str, float]) -> bool:
    return first.keys() == second.keys() and all(
        same(first[key], second[key]) for key in first
    )


def complete_kits(quantity: float, part: Mapping, bundle: Mapping) -> float:
    """How many of a bundle a quantity of one of its parts is enough for."""
    per_kit = float(part["qty_ordered"]) / float(bundle["qty_ordered"])
    if not per_kit:
        return float(bundle["qty_ordered"])
    return math.floor(round(quantity / per_kit, DIGITS))
