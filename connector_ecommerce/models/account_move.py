"""Events of invoices: validated, paid."""

from __future__ import annotations

from typing import Any

from odoo import models

from .gathering import Gathering

POSTED = Gathering("posted_moves")


class AccountMove(models.Model):
    """Tells of customer invoices that are posted, and of moves that are paid.

    Events:

    * ``on_invoice_validated(record)``: a customer invoice was posted, by whatever way:
      its button, a scheduled action, an order that invoices itself. One that is reset to
      draft and posted again is told again.
    * ``on_invoice_paid(record)``: a move of any type is paid: bills and refunds too, and
      again whenever Odoo finds it so: registered (``in_payment``), confirmed by the bank
      (``paid``), paid anew. Listeners filter what concerns them.

    Override points: ``notify_invoice_validate``.
    """

    _inherit = "account.move"

    def action_post(self) -> Any:
        # What others do after the posting is done when the event is told
        with POSTED.open(self.env.cr) as gathered:
            result = super().action_post()
        for moves in gathered:
            moves._notify_posted()
        return result

    def _post(self, soft: bool = True) -> Any:
        posted = super()._post(soft=soft)
        moves = posted.with_env(self.env)
        if moves and not POSTED.add(moves):
            moves._notify_posted()
        return posted

    def _notify_posted(self) -> None:
        # Whoever extends the posting may have taken some back
        posted = self.exists().filtered(lambda move: move.state == "posted")
        if posted:
            posted.notify_invoice_validate()

    def notify_invoice_validate(self) -> None:
        """Tell the listeners that customer invoices are validated.

        Called for all the moves that one call posted, whatever their type.
        """
        invoices = self.filtered(lambda move: move.move_type == "out_invoice")
        if invoices:
            events = invoices._event("on_invoice_validated")
            for invoice in invoices:
                events.notify(invoice)

    def _invoice_paid_hook(self) -> Any:
        result = super()._invoice_paid_hook()
        if self:
            events = self._event("on_invoice_paid")
            for move in self:
                events.notify(move)
        return result
