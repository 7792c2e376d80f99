"""Payment modes tell which orders of a shop are imported, and when."""

from __future__ import annotations

from typing import Any, Self

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.connector.exception import (
    ConfigurationError,
    InvalidDataError,
    RetryLater,
)

_LONGEST_NAME = 255
_LOCKED_SECONDS = 5


class AccountPaymentMode(models.Model):
    _inherit = "account.payment.mode"

    import_rule = fields.Selection(
        selection="_get_import_rules",
        required=True,
        default="always",
        help="When orders paid in this mode are imported from a shop:\n"
        "- Always: as they come\n"
        "- Never: they stay in the shop\n"
        "- Paid: once the shop shows that they are paid\n"
        "- Authorized: once the shop shows that the payment is authorized",
    )
    days_before_cancel = fields.Integer(
        default=30,
        help="An order that was not paid or authorized as many days after its date is "
        "not waited for any longer, and not imported. 0: it is waited for without "
        "limit.",
    )

    _days_before_cancel_not_negative = models.Constraint(
        "CHECK (days_before_cancel >= 0)",
        "The days to wait for the payment of an order cannot be negative: enter 0 to "
        "wait without limit.",
    )

    @api.model
    def _get_import_rules(self) -> list[tuple[str, str]]:
        """Choices of ``import_rule``; extend me to add a rule.

        A connector applies it in its component of usage ``sale.import.rule``.
        """
        return [
            ("always", self.env._("Always")),
            ("never", self.env._("Never")),
            ("paid", self.env._("Paid")),
            ("authorized", self.env._("Authorized")),
        ]

    @api.model
    @api.private
    def get_or_create_payment_method(self, payment_method: str) -> Self:
        """Find the payment mode that a shop calls by a name, or create it.

        It is one of the current company for incoming payments. Upper and lower case
        do not matter, and the name may be in any language of the database. An archived
        one is found as well: that it is not offered any longer says nothing about the
        orders of the shop, and its import rule and workflow stay in force.

        What is created has the manual payment method, on all bank and cash journals of
        the company which have that; whoever imports orders may lack the right to create
        payment modes, so it is not asked for.

        :param payment_method: the name, such as ``"PayPal"``
        :raises InvalidDataError: the name is empty, or not a name
        :raises ConfigurationError: no journal of the company has a manual payment
            method for incoming payments
        :raises RetryLater: another transaction creates a payment mode just now
        """
        name = self._payment_mode_name(payment_method)
        return self._find_by_name(name) or self._create_by_name(name)

    @api.model
    def _payment_mode_name(self, payment_method: Any) -> str:
        name = payment_method.strip() if isinstance(payment_method, str) else ""
        if name and len(name) <= _LONGEST_NAME and "\0" not in name:
            return name
        seen = repr(payment_method)
        raise InvalidDataError(
            self.env._(
                "The payment mode of an order cannot be looked for: the shop gives "
                "%(seen)s as the name of its payment method. It must be a text of 1 to "
                "%(longest)d characters. Correct what the connector reads as the "
                "payment method of this order.",
                seen=seen if len(seen) <= 80 else f"{seen[:80]}...",
                longest=_LONGEST_NAME,
            )
        )

    @api.model
    def _find_by_name(self, name: str) -> Self:
        """Return the payment mode of a name in any language, those in use first."""
        # All languages come with one query. A pattern could hold wildcards, and lower()
        # of PostgreSQL does not know all letters in all locales.
        modes = self.with_context(active_test=False, prefetch_langs=True).search_fetch(
            [
                ("company_id", "=", self.env.company.id),
                ("payment_type", "=", "inbound"),
            ],
            ["name", "active"],
        )
        wanted = name.casefold()
        found = modes.browse()
        for language, _label in self.env["res.lang"].get_installed():
            found |= modes.with_context(lang=language).filtered(
                lambda mode: mode.name.strip().casefold() == wanted
            )
        found = (modes & found).sorted(lambda mode: not mode.active)
        return self.browse(found[:1].id)

    @api.model
    def _create_by_name(self, name: str) -> Self:
        company = self.env.company
        journals = self._manual_journals()
        method = journals.inbound_payment_method_line_ids.payment_method_id.filtered(
            lambda method: method.code == "manual" and method.active
        )
        if not method:
            raise ConfigurationError(
                self.env._(
                    "The payment mode %(mode)s cannot be created for %(company)s: none "
                    "of its bank and cash journals has the payment method Manual for "
                    "incoming payments. Install a chart of accounts in the invoicing "
                    "settings of %(company)s, or add the method to a journal, "
                    "or create the payment mode %(mode)s yourself. Then requeue.",
                    mode=name,
                    company=company.display_name,
                ),
                company,
            )
        self._be_only_creator(method, name)
        values = {
            "name": name,
            "company_id": company.id,
            "payment_method_id": method.id,
            "bank_account_link": "variable",
            "variable_journal_ids": journals.filtered(
                lambda journal: journal.company_id == company
            ).ids,
        }
        return self.sudo().create(values).with_env(self.env)

    @api.model
    def _manual_journals(self) -> models.BaseModel:
        """Journals of the company on which a customer can pay by the manual method."""
        journals = self.env["account.journal"].sudo()
        return journals.search(
            [
                *journals._check_company_domain(self.env.company),
                ("type", "in", ("bank", "cash", "credit")),
                ("inbound_payment_method_line_ids.code", "=", "manual"),
            ]
        )

    @api.model
    def _be_only_creator(self, method: models.BaseModel, name: str) -> None:
        """Keep two transactions from creating the payment mode of the same name.

        A lock alone would not do: a transaction does not see what another committed
        after it had begun. Both change the row of the payment method, so PostgreSQL
        refuses the one that would not see the other's work, and its job or request is
        run again.

        :raises RetryLater: another transaction holds the row
        """
        if not method.try_lock_for_update(allow_referencing=True):
            raise RetryLater(
                self.env._(
                    "Another job creates a payment mode just now; the payment mode "
                    "%(mode)s is looked for again in %(seconds)d seconds.",
                    mode=name,
                    seconds=_LOCKED_SECONDS,
                ),
                seconds=_LOCKED_SECONDS,
                ignore_retry=True,
            )
        self.env.cr.execute(
            SQL(
                "UPDATE account_payment_method SET write_date = write_date"
                " WHERE id = %s",
                method.id,
            )
        )
