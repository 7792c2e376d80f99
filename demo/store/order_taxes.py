"""The lists of an order that tell which tax is on what."""

from __future__ import annotations

import sqlite3
from typing import Any

from . import order_store
from .order_amounts import cents, number
from .order_prices import Tax

Document = dict[str, Any]
Charged = tuple[Tax, float, float, Document]


def lists(
    connection: sqlite3.Connection, order_id: int, charged: list[Charged]
) -> Document:
    """Return the tax lists of an order, and note on its lines what is theirs.

    :param charged: rate, amount in the order's and in the base currency, and the line,
        which is empty for the shipping; the shipping first.
    """
    found: Document = {
        key: []
        for key in (
            "applied_taxes",
            "item_applied_taxes",
            "taxes",
            "additional_itemized_taxes",
        )
    }
    tax_ids = {}
    for tax in dict.fromkeys(e[0] for e in sorted(charged, key=lambda e: not e[3])):
        own = number(cents(sum(e[1] for e in charged if e[0] == tax)))
        base = number(cents(sum(e[2] for e in charged if e[0] == tax)))
        tax_ids[tax] = order_store.new_id(connection, "order tax")
        shown = _shown(tax)
        found["applied_taxes"].append(shown | {"amount": own, "base_amount": base})
        found["taxes"].append(
            {"tax_id": tax_ids[tax], "order_id": order_id}
            | shown
            | {"amount": own, "base_amount": base, "base_real_amount": base}
            | dict.fromkeys(("priority", "position", "process"), 0)
        )
    charged.sort(key=lambda entry: list(tax_ids).index(entry[0]))
    for tax, own, base, item in charged:
        subject = {"item_id": item["item_id"]} if item else {}
        kind = "product" if item else "shipping"
        entry = _shown(tax) | {"amount": own, "base_amount": base}
        found["item_applied_taxes"].append(
            {"type": kind, **subject, "applied_taxes": [entry]}
        )
        detail = {
            "tax_item_id": order_store.new_id(connection, "order tax item"),
            "tax_id": tax_ids[tax],
            **subject,
            "tax_code": tax.code,
            "tax_percent": number(tax.percent),
            "amount": own,
            "base_amount": base,
            "real_amount": own,
            "real_base_amount": base,
            "taxable_item_type": kind,
        }
        if item:
            item["itemized_taxes"].append(detail)
        else:
            found["additional_itemized_taxes"].append(detail)
    return found


def _shown(tax: Tax) -> Document:
    return {"code": tax.code, "title": tax.code, "percent": number(tax.percent)}
