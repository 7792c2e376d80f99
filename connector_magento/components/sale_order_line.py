"""The lines of an order: what was ordered, and what else is on the bill."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from odoo.models import BaseModel

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping
from odoo.addons.connector.exception import ConfigurationError

from ..client.order_payload import shipping_of
from .sale_order_mapper import amount

PRODUCT = "magento.product.product"

_CENT = Decimal("0.01")
_PROGRESS = {
    "qty_shipped": "qty_shipped",
    "qty_invoiced_in_shop": "qty_invoiced",
    "qty_refunded": "qty_refunded",
    "qty_canceled": "qty_canceled",
}


class OrderLineMapper(Component):
    """The values of a line of the shop that need nothing else of the order."""

    _name = "magento.order.line.mapper"
    _inherit = "magento.import.mapper"
    _apply_on = "magento.sale.order.line"

    direct = [
        ("sku", "sku"),
        ("product_type", "product_type"),
        ("parent_item_id", "parent_item_id"),
    ]

    @mapping
    def link(self, record):
        """The shop, and the line's id there."""
        return {
            "backend_id": self.backend_record.id,
            "external_id": record["item_id"],
        }

    @mapping
    def figures(self, record):
        """The discount, and what was shipped and so on."""
        return {
            "discount_amount": float(amount(record["discount_amount"])),
            **self.progress(record),
        }

    def progress(self, item: dict) -> dict[str, float]:
        """What became of a line in the shop."""
        return {name: float(item[key] or 0) for name, key in _PROGRESS.items()}


@dataclass(frozen=True)
class _Priced:
    """A line of the shop that has a price of its own.

    :ivar item: the line with the price
    :ivar sold: the line with the product: the same, or the variant below it
    """

    item: dict
    sold: dict


class OrderLines(Component):
    """Makes the lines of an order.

    ============================= ================================================
    in the shop                   in Odoo
    ============================= ================================================
    configurable and its variant  one line: the variant, at the price of the other
    bundle with a price           a line with the price, its parts at 0 below it
    bundle priced by its parts    a note, its parts with their prices below it
    anything else                 a line
    discounts                     a line per tax
    shipping                      a line
    gift cards, fees              a line each
    ============================= ================================================

    A line's price is such that price times quantity is the shop's amount of the line,
    to the cent: the shop rounds elsewhere than Odoo.
    """

    _name = "magento.order.lines"
    _inherit = "magento.order.tax.finder"
    _apply_on = "magento.sale.order"
    _usage = "order.lines"

    def build(self, record: dict, storeview: BaseModel) -> dict[str, list]:
        """The commands that create the lines, as values of the order.

        :raises ConfigurationError: a product or a tax is not known
        """
        self._record = record
        self._storeview = storeview
        self._is_included = storeview._order_setting("price_tax") == "included"
        self._company = self.backend_record._order_company()
        self._below: dict[str, list[dict]] = defaultdict(list)
        for item in record["items"]:
            if item["parent_item_id"]:
                self._below[item["parent_item_id"]].append(item)
        self._products = self._find_products()
        self._taxes = self._find_taxes()
        self._sequence = 0
        self._discounts: dict[tuple[Decimal, ...], Decimal] = defaultdict(Decimal)
        lines = [
            (0, 0, values)
            for item in record["items"]
            if not item["parent_item_id"]
            for values in self._lines_of(item)
        ]
        return {
            "magento_order_line_ids": lines,
            "order_line": [(0, 0, values) for values in self._other_lines()],
        }

    # -- what was ordered ---------------------------------------------------------

    def _children(self, item: dict) -> list[dict]:
        return self._below.get(item["item_id"], [])

    def _lines_of(self, item: dict) -> Iterable[dict]:
        children = self._children(item)
        if item["product_type"] == "bundle" and children:
            if any(amount(child["price"]) for child in children):
                yield self._note(item)
            else:
                yield self._line(_Priced(item, item))
            for child in children:
                yield self._line(_Priced(child, child))
        else:
            yield self._line(_Priced(item, children[0] if children else item))

    def _line(self, line: _Priced) -> dict:
        item = line.item
        product = self._products[line.sold["item_id"]]
        rates = self._rates(item)
        quantity = item["qty_ordered"]
        self._discounts[rates] += amount(item["discount_amount"])
        return {
            **self._binding_values(item),
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "name": self._text(line),
            "product_uom_qty": float(quantity),
            "price_unit": unit_price(self._gross(item), quantity, self._price(item)),
            "discount": 0.0,
            "tax_ids": [(6, 0, self._taxes[rates].ids)],
            "sequence": self._next(),
        }

    def _note(self, item: dict) -> dict:
        """A bundle that costs what its parts cost."""
        return {
            **self._binding_values(item),
            "display_type": "line_note",
            "name": self.env._(
                "%(quantity)s × %(name)s:",
                quantity=f"{item['qty_ordered'].normalize():f}",
                name=item["name"] or item["sku"],
            ),
            "sequence": self._next(),
        }

    def _binding_values(self, item: dict) -> dict:
        mapper = self.component(
            usage="import.mapper", model_name="magento.sale.order.line"
        )
        return mapper.map_record(item).values(for_create=True)

    def _next(self) -> int:
        self._sequence += 1
        return self._sequence

    def _text(self, line: _Priced) -> str:
        """What the customer saw, with the chosen options."""
        item, sold = line.item, line.sold
        name = item["name"] or sold["name"] or item["sku"] or ""
        if sold is not item and sold["name"] and sold["name"] != name:
            name = f"{name} ({sold['name']})"
        sku = sold["sku"] if sold is not item else item["sku"]
        rows = [f"[{sku}] {name}" if sku else name]
        titles = self._record.get("option_titles") or {}
        for chosen in custom_options(item):
            title, values = titles.get(chosen["option_id"], ("", {}))
            value = chosen["option_value"] or ""
            shown = ", ".join(
                values.get(part.strip(), part.strip()) for part in value.split(",")
            )
            rows.append(f"{title}: {shown if values else value}" if title else value)
        return "\n".join(rows)

    # -- products -----------------------------------------------------------------

    def _find_products(self) -> dict[str, BaseModel]:
        """Id of a line → its product."""
        items = self._record["items"]
        binder = self.binder_for(PRODUCT)
        by_id = binder.to_internal_many(
            [item["product_id"] for item in items if item["product_id"]]
        )
        found, missing = {}, []
        for item in items:
            binding = by_id.get(item["product_id"])
            if binding:
                found[item["item_id"]] = binding.odoo_id
            else:
                missing.append(item)
        missing = [item for item in missing if self._needs_product(item)]
        if missing:
            found |= self._find_by_sku(missing)
        return found

    def _needs_product(self, item: dict) -> bool:
        children = self._children(item)
        if not children:
            return True
        return item["product_type"] == "bundle" and not any(
            amount(child["price"]) for child in children
        )

    def _find_by_sku(self, items: list[dict]) -> dict[str, BaseModel]:
        bindings = self.env[PRODUCT].with_context(active_test=False)
        skus = [item["sku"] for item in items if item["sku"]]
        known = bindings.search(
            [("backend_id", "=", self.backend_record.id), ("sku", "in", skus)]
        )
        by_sku = {one.sku: one.odoo_id for one in known}
        instead = self.backend_record.missing_product_id
        found = {item["item_id"]: by_sku.get(item["sku"]) or instead for item in items}
        gone = [item for item in items if not found[item["item_id"]]]
        if gone:
            raise ConfigurationError(
                self.env._(
                    "Order %(number)s has products that Odoo doesn't have, and the shop"
                    " doesn't sell by themselves (any more): %(skus)s. Create a product"
                    " with that SKU in the shop, or choose a product “Instead of"
                    " Vanished Products” on the backend %(backend)s. Then press"
                    " “Run Again” there.",
                    number=self._record["increment_id"],
                    skus=", ".join(
                        f"{item['sku']} ({item['name']}, id {item['product_id']})"
                        for item in gone
                    ),
                    backend=self.backend_record.name,
                ),
                record=self.backend_record,
            )
        return found

    # -- amounts ------------------------------------------------------------------

    def _price(self, item: dict) -> Decimal:
        if self._is_included and item["price_incl_tax"] is not None:
            return item["price_incl_tax"]
        return amount(item["price"])

    def _gross(self, item: dict) -> Decimal:
        """Amount of a line before discounts, of the kind that prices are."""
        total = item["row_total_incl_tax" if self._is_included else "row_total"]
        expected = (self._price(item) * item["qty_ordered"]).quantize(
            _CENT, ROUND_HALF_UP
        )
        if total is None:
            return expected
        # Some versions tell it before the discount, some after it.
        discount = amount(item["discount_amount"])
        told = min((total, total + discount), key=lambda one: abs(one - expected))
        # What rounding can do to a price, times the quantity.
        reach = Decimal("0.005") * item["qty_ordered"] + _CENT
        return told if abs(told - expected) <= reach else expected

    # -- what else is on the bill -------------------------------------------------

    def _other_lines(self) -> Iterable[dict]:
        record = self._record
        rates = self._shipping_rates()
        shipping = amount(
            record["shipping_incl_tax" if self._is_included else "shipping_amount"]
        )
        if shipping or shipping_of(record).get("method"):
            yield self._shipping_line(shipping, rates)
        self._discounts[rates] += amount(record["shipping_discount_amount"])
        for discounted, total in self._discounts.items():
            if total:
                yield self._discount_line(total, discounted)
        extension = record["extension_attributes"] or {}
        gift = amount(extension.get("gift_cards_amount"))
        if gift:
            builder = self._builder("gift")
            builder.price_unit = float(gift)
            yield self._with_taxes(builder.get_line(), ())
        fee = amount(extension.get("cod_fee"))
        if fee:
            builder = self._builder("cod")
            builder.price_unit = float(fee)
            yield self._with_taxes(builder.get_line(), rates)

    def _builder(self, kind: str) -> Any:
        return self.component(usage=f"order.line.builder.{kind}")

    def _shipping_line(self, price: Decimal, rates: tuple[Decimal, ...]) -> dict:
        builder = self._builder("shipping")
        builder.price_unit = float(price)
        code = shipping_of(self._record).get("method")
        if code and self._method(code).carrier_id.product_id:
            builder.product = self._method(code).carrier_id.product_id
        line = builder.get_line()
        if self._record["shipping_description"]:
            line["name"] = self._record["shipping_description"]
        return self._with_taxes(line, rates)

    def _method(self, code: str) -> BaseModel:
        """The shipping method, which the mapping of the order looked for, too."""
        return self.work.__dict__.get("order_methods", {}).get(
            code, self.env["magento.carrier"]
        )

    def _discount_line(self, total: Decimal, rates: tuple[Decimal, ...]) -> dict:
        builder = self._builder("discount")
        builder.price_unit = float(total)
        line = builder.get_line()
        reasons = (
            self._record["discount_description"],
            self._record["coupon_code"],
        )
        told = dict.fromkeys(reason for reason in reasons if reason)
        if told:
            line["name"] = f"{line['name']} ({', '.join(told)})"
        return self._with_taxes(line, rates)

    def _with_taxes(self, line: dict, rates: tuple[Decimal, ...]) -> dict:
        return {
            **line,
            "discount": 0.0,
            "tax_ids": [(6, 0, self._taxes[rates].ids)],
        }


def unit_price(gross: Decimal, quantity: Decimal, price: Decimal) -> float:
    """The price of one, so that the quantity of them costs ``gross``.

    >>> unit_price(Decimal("41.67"), Decimal(4), Decimal("10.42"))
    10.4175
    >>> unit_price(Decimal("2.00"), Decimal("0.25"), Decimal("7.99"))
    7.99
    """
    if not quantity or (price * quantity).quantize(_CENT, ROUND_HALF_UP) == gross:
        return float(price)
    return float(gross / quantity)


def custom_options(item: dict) -> list[dict]:
    """The custom options that were chosen on a line."""
    extension = (item["product_option"] or {}).get("extension_attributes") or {}
    return extension.get("custom_options") or []
