"""Which orders of a shop are imported, by their payment modes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from odoo import fields
from odoo.models import BaseModel

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector.components.import_memo import naive_utc
from odoo.addons.connector.exception import (
    ConfigurationError,
    InvalidDataError,
    RetryLater,
)

#: Tells why an order is not imported, or nothing if it is.
Rule = Callable[[Any, BaseModel], str | None]


class SaleImportRule(AbstractComponent):
    """Applies the import rule of an order's payment mode, before it is imported.

    A connector inherits it, says what it reads from its orders, and asks it in the
    importer of orders::

        class AcmeSaleImportRule(Component):
            _name = "acme.sale.import.rule"
            _inherit = ["base.acme.connector", "ecommerce.sale.import.rule"]
            _apply_on = "acme.sale.order"

            def _payment_method(self, record):
                return record["payment"]

            def _order_date(self, record):
                return datetime.fromisoformat(record["created"])

            def _is_paid(self, record):
                return record["status"] == "paid"


        class AcmeSaleImporter(Component):
            ...

            def _must_skip(self):
                if self.binder.to_internal(self.external_id):
                    return None  # imported before: what is paid later updates it
                return self.component(usage="sale.import.rule").check(
                    self.external_record
                )

    Override points: :meth:`_payment_method` or :meth:`_payment_mode`,
    :meth:`_order_date`, :meth:`_is_paid`, :meth:`_is_authorized`, :meth:`_order_name`,
    :attr:`_rules`.

    :cvar _retry_seconds: how long to wait before an order is looked at again
    """

    _name = "ecommerce.sale.import.rule"
    _inherit = "base.connector"
    _usage = "sale.import.rule"

    _retry_seconds = 3600

    def check(self, record: Any) -> str | None:
        """Tell whether an order is to be imported now.

        :param record: the order, as the adapter reads it
        :return: ``None`` if it is; otherwise why it is not, in a sentence. Return it
            from the importer's ``_must_skip``: the job is done, with this result
        :raises RetryLater: the shop does not show the payment yet; the job is tried
            again, as often as it takes
        :raises ConfigurationError: the payment mode has a rule that is not known here
        :raises InvalidDataError: the order has no readable payment method or date
        """
        mode = self._payment_mode(record)
        rules = self._rules
        if mode.import_rule not in rules:
            raise ConfigurationError(
                self.env._(
                    "%(order)s cannot be judged: the payment mode %(mode)s has the "
                    "import rule %(rule)s, and the connector knows %(known)s. Choose "
                    "one of these on the payment mode, then requeue.",
                    order=self._order_label(record),
                    mode=mode.display_name,
                    rule=repr(mode.import_rule),
                    known=", ".join(rules),
                ),
                mode,
            )
        return rules[mode.import_rule](record, mode)

    # -- what a connector says about its orders -------------------------------------

    def _payment_method(self, record: Any) -> str:
        """Override me: the name of the order's payment method in the shop."""
        raise self._not_said("_payment_method")

    def _order_date(self, record: Any) -> datetime:
        """Override me: when the order was placed (UTC)."""
        raise self._not_said("_order_date")

    def _is_paid(self, record: Any) -> bool:
        """Override me: whether the shop shows that the order is paid."""
        raise self._not_said("_is_paid")

    def _is_authorized(self, record: Any) -> bool:
        """Override me: whether the shop shows that the payment is authorized.

        By default only what is paid is authorized.
        """
        return self._is_paid(record)

    def _order_name(self, record: Any) -> str:
        """Override me: what people call the order; by default its name, or its id."""
        if isinstance(record, Mapping):
            return str(record.get("name") or record.get("id") or "")
        return ""

    def _payment_mode(self, record: Any) -> BaseModel:
        """Return the payment mode of an order; it is created if it does not exist."""
        backend = self.backend_record
        modes = self.env["account.payment.mode"]
        if "company_id" in backend._fields and backend.company_id:
            modes = modes.with_company(backend.company_id)
        return modes.get_or_create_payment_method(self._payment_method(record))

    # -- the rules ------------------------------------------------------------------

    @property
    def _rules(self) -> dict[str, Rule]:
        """Import rule of the payment mode → what judges an order; extend me."""
        return {
            "always": self._rule_always,
            "never": self._rule_never,
            "paid": self._rule_paid,
            "authorized": self._rule_authorized,
        }

    def _rule_always(self, record: Any, mode: BaseModel) -> str | None:
        """Import the order as it comes."""
        return None

    def _rule_never(self, record: Any, mode: BaseModel) -> str | None:
        """Leave the order in the shop."""
        return self.env._(
            "%(order)s is not imported: orders with the payment mode %(mode)s never are.",
            order=self._order_label(record),
            mode=mode.display_name,
        )

    def _rule_paid(self, record: Any, mode: BaseModel) -> str | None:
        """Import the order once it is paid."""
        if self._is_paid(record):
            return None
        return self._wait(record, mode, self.env._("paid"))

    def _rule_authorized(self, record: Any, mode: BaseModel) -> str | None:
        """Import the order once its payment is authorized, or made."""
        if self._is_authorized(record) or self._is_paid(record):
            return None
        return self._wait(record, mode, self.env._("authorized"))

    def _wait(self, record: Any, mode: BaseModel, condition: str) -> str:
        """Try the order again later; return why not, when it is too old for that.

        :param condition: what the shop does not show yet, in one word
        :raises RetryLater: the order may still be paid
        """
        days = mode.days_before_cancel
        date = self._naive_order_date(record) if days else None
        names = {
            "order": self._order_label(record),
            "mode": mode.display_name,
            "condition": condition,
            "days": days,
        }
        if date and date + timedelta(days=days) < fields.Datetime.now():
            return self.env._(
                "%(order)s is not imported: with the payment mode %(mode)s it had to be "
                "%(condition)s within %(days)d days after %(date)s, and is not.",
                date=fields.Datetime.to_string(date),
                **names,
            )
        raise RetryLater(
            self.env._(
                "%(order)s is not %(condition)s yet. With the payment mode %(mode)s it "
                "is imported once it is; the shop is asked again in %(minutes)d minutes.",
                minutes=round(self._retry_seconds / 60),
                **names,
            ),
            seconds=self._retry_seconds,
            # It may take days, whatever the number of tries of a job.
            ignore_retry=True,
        )

    def _naive_order_date(self, record: Any) -> datetime:
        date = self._order_date(record)
        if not isinstance(date, datetime):
            raise InvalidDataError(
                self.env._(
                    "How long %(order)s has been waiting for its payment is unknown: "
                    "its date is %(date)s. Correct what the connector reads as the date "
                    "of an order.",
                    order=self._order_label(record),
                    date=repr(date),
                )
            )
        return naive_utc(date)

    def _order_label(self, record: Any) -> str:
        return self.env._(
            "Order %(name)s of %(backend)s",
            name=self._order_name(record),
            backend=self.backend_record.display_name,
        )

    def _not_said(self, method: str) -> NotImplementedError:
        return NotImplementedError(
            f"The component {self._name!r} does not say how to read an order: define "
            f"{method}(self, record) on it. The other methods that it may define are "
            "listed in the documentation of 'ecommerce.sale.import.rule'."
        )
