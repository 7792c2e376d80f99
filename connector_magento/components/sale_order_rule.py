"""Which orders are imported, by how they are paid."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from odoo.addons.component.core import Component

_CENT = Decimal("0.005")


class OrderImportRule(Component):
    """What the shop tells of the payment of an order that was checked."""

    _name = "magento.sale.import.rule"
    _inherit = ["ecommerce.sale.import.rule", "base.magento.connector"]
    _apply_on = "magento.sale.order"

    def _payment_method(self, record: dict) -> str:
        return record["payment"]["method"]

    def _order_date(self, record: dict) -> datetime:
        return record["created_at"]

    def _order_name(self, record: dict) -> str:
        return record["increment_id"]

    def _is_paid(self, record: dict) -> bool:
        paid = record["total_paid"] or record["payment"]["amount_paid"] or 0
        return record["grand_total"] - paid < _CENT

    def _is_authorized(self, record: dict) -> bool:
        promised = (
            record["payment"]["amount_authorized"]
            or record["payment_authorization_amount"]
            or 0
        )
        return self._is_paid(record) or record["grand_total"] - promised < _CENT
