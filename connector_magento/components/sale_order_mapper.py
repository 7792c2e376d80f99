"""Values of an order of the shop, as values of a sales order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from odoo.models import BaseModel

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping, only_create
from odoo.addons.connector.exception import ConfigurationError, InvalidDataError

from ..client.order_payload import shipping_of
from .sale_order_partner import addresses_digest

STOREVIEW = "magento.storeview"


class OrderMapper(Component):
    """Maps an order when it is created; later on only what the shop tells of it."""

    _name = "magento.order.mapper"
    _inherit = "magento.import.mapper"
    _apply_on = "magento.sale.order"

    direct = [("state", "magento_state"), ("status", "magento_status")]

    @mapping
    def figures(self, record):
        """What was paid, invoiced and refunded in the shop."""
        return {
            name: float(record[name] or 0)
            for name in ("total_paid", "total_invoiced", "total_refunded")
        }

    @mapping
    def cancellation(self, record):
        """Whether the shop cancelled the order."""
        if record["state"] == "canceled":
            return {"canceled_in_backend": True}
        return {}

    @mapping
    def handled_in_shop(self, record):
        """Whether some of it is done in the shop, until it is confirmed here."""
        order = self.options.binding
        if order and order.state not in ("draft", "sent"):
            return {}
        done = any(
            item[name]
            for item in record["items"]
            for name in ("qty_shipped", "qty_refunded", "qty_canceled")
        )
        return {"handled_in_shop": done}

    @only_create
    @mapping
    def identity(self, record):
        """Number, place and totals in the shop."""
        storeview = self._storeview(record)
        prefix = storeview._order_setting("order_prefix") or ""
        return {
            "name": f"{prefix}{record['increment_id']}",
            "increment_id": record["increment_id"],
            "storeview_id": storeview.id,
            "magento_parent_id": record["relation_parent_id"] or False,
            "total_amount": float(record["grand_total"]),
            "total_amount_tax": float(record["tax_amount"] or 0),
            "coupon_code": record["coupon_code"] or False,
            # Without an id, too, when the account was deleted since.
            "is_guest": bool(record["customer_is_guest"]) or not record["customer_id"],
            "addresses_digest": addresses_digest(record),
            "origin": record["increment_id"],
            "client_order_ref": record["payment"]["po_number"] or False,
            "date_order": record["created_at"],
        }

    @only_create
    @mapping
    def place(self, record):
        """Company, warehouse, sales team, as the store view or a level above says."""
        storeview = self._storeview(record)
        values: dict[str, Any] = {
            "company_id": self._company().id,
            # Nobody sold it; the job's user did not.
            "user_id": False,
        }
        for name in ("warehouse_id", "team_id"):
            found = storeview._order_setting(name)
            if found:
                values[name] = found.id
        return values

    @only_create
    @mapping
    def contacts(self, record):
        """The customer, and where invoice and goods go."""
        finder = self.component(usage="order.partners")
        return finder.find(record, self._storeview(record))

    @only_create
    @mapping
    def payment(self, record):
        """The payment mode, whose workflow applies."""
        rule = self.component(usage="sale.import.rule")
        mode = rule._payment_mode(record)
        return {
            "payment_mode_id": mode.id,
            "payment_method": record["payment"]["method"],
        }

    @only_create
    @mapping
    def carrier(self, record):
        """The delivery method that a person chose for the shipping method."""
        code = shipping_of(record).get("method")
        if not code:
            return {"shipping_method": False}
        carrier = self._method(record, code)._carrier()
        return {"shipping_method": code, "carrier_id": carrier.id}

    @only_create
    @mapping
    def pricelist(self, record):
        """The pricelist, in the currency of the order."""
        code = record["order_currency_code"].upper()
        chosen = self._storeview(record)._order_setting("pricelist_id")
        if chosen and chosen.currency_id.name == code:
            return {"pricelist_id": chosen.id}
        if self._company().currency_id.name == code:
            return {"pricelist_id": False}
        raise ConfigurationError(
            self.env._(
                "Order %(number)s is in %(code)s: choose a pricelist in that currency"
                " on the store view %(view)s, or on its store, website or backend. If"
                " the currency is not to be chosen, activate it under Accounting /"
                " Configuration / Currencies. Then press “Run Again” on the backend.",
                number=record["increment_id"],
                code=code,
                view=self._storeview(record).name,
            ),
            record=self._storeview(record),
        )

    @only_create
    @mapping
    def lines(self, record):
        """The lines, with those for shipping, discount, gifts and fees."""
        builder = self.component(usage="order.lines")
        return builder.build(record, self._storeview(record))

    # -- what the mappings share --------------------------------------------------

    def _company(self) -> BaseModel:
        return self.backend_record._order_company()

    def _storeview(self, record: dict) -> BaseModel:
        known = self.work.__dict__.setdefault("order_storeviews", {})
        id_ = record["store_id"]
        if id_ not in known:
            known[id_] = self.binder_for(STOREVIEW).to_internal(id_)
        if not known[id_]:
            raise InvalidDataError(
                self.env._(
                    "Order %(number)s was placed in the store view %(id)s, which"
                    " %(backend)s doesn't have any more: its language, prices and"
                    " warehouse are unknown.",
                    number=record["increment_id"],
                    id=id_,
                    backend=self.backend_record.name,
                )
            )
        return known[id_]

    def _method(self, record: dict, code: str) -> BaseModel:
        known = self.work.__dict__.setdefault("order_methods", {})
        if code not in known:
            known[code] = self.env["magento.carrier"].search(
                [("backend_id", "=", self.backend_record.id), ("code", "=", code)]
            )
        if not known[code]:
            raise ConfigurationError(
                self.env._(
                    "Order %(number)s has the shipping method “%(code)s”, which Odoo"
                    " doesn't know yet: add it under Magento / Shipping Methods, and"
                    " choose its delivery method there. Then press “Run Again” on the"
                    " backend.",
                    number=record["increment_id"],
                    code=code,
                ),
                record=self.backend_record,
            )
        return known[code]


def amount(number: Decimal | None) -> Decimal:
    """A number of the shop, 0 if there is none."""
    return number if number is not None else Decimal(0)
