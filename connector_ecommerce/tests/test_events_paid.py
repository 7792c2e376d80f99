"""The event of invoices, bills and refunds that are paid."""

from odoo.tests import tagged

from .invoice_event_case import PAID, VALIDATED, InvoiceEventCase


@tagged("post_install", "-at_install")
class TestInvoicePaid(InvoiceEventCase):
    def posted(self, move_type="out_invoice", **values):
        move = self.new_move(move_type, **values)
        move.action_post()
        return move

    def test_paid_by_the_wizard(self):
        invoice = self.posted()
        with self.hearing((PAID, invoice)):
            self.pay(invoice)

    def test_paid_in_two_parts(self):
        invoice = self.posted()
        with self.hearing():
            self.pay(invoice, 4)
        with self.hearing((PAID, invoice)):
            self.pay(invoice)

    def test_several_paid_at_once(self):
        invoices = self.posted() + self.posted()
        self.heard.clear()
        self.pay(invoices)
        self.assertCountEqual(self.heard, [(PAID, invoice) for invoice in invoices])

    def test_bills_and_refunds_too(self):
        for move_type in ("in_invoice", "out_refund", "in_refund"):
            move = self.posted(move_type)
            with self.subTest(move_type=move_type), self.hearing((PAID, move)):
                self.pay(move)

    def test_invoice_of_nothing_is_paid_when_posted(self):
        invoice = self.new_move()
        invoice.invoice_line_ids.price_unit = 0
        self.heard.clear()
        invoice.action_post()
        self.assertCountEqual(self.heard, [(VALIDATED, invoice), (PAID, invoice)])

    def test_registered_then_confirmed_by_the_bank(self):
        """The payment waits on an outstanding account for the bank statement."""
        invoice = self.posted()
        journal = self.bank_with_outstanding_account()
        with self.hearing((PAID, invoice)):
            payment = self.pay_from(journal, invoice)
        with self.hearing():
            statement_line = self.env["account.bank.statement.line"].create(
                {
                    "payment_ref": payment.name,
                    "journal_id": journal.id,
                    "partner_id": self.customer.id,
                    "amount": invoice.amount_total,
                }
            )
            _liquidity, suspense, _other = statement_line._seek_for_lines()
            outstanding, _counterpart, _other = payment._seek_for_lines()
            suspense.account_id = outstanding.account_id
            (suspense + outstanding).reconcile()
        self.assertTrue(payment.is_matched)
        self.assertEqual(invoice.payment_state, "paid")

    def bank_with_outstanding_account(self):
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        account = self.env["account.account"].create(
            {
                "name": "Outstanding receipts",
                "code": "OUTST1",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )
        journal.inbound_payment_method_line_ids.payment_account_id = account
        return journal

    def pay_from(self, journal, invoice):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        return wizard.create({"journal_id": journal.id})._create_payments()

    def test_paid_again_after_the_payment_is_undone(self):
        """It is really paid twice: connectors hear both."""
        invoice = self.posted()
        self.pay(invoice)
        receivable = invoice.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        with self.hearing():
            receivable.remove_move_reconcile()
        self.assertEqual(invoice.payment_state, "not_paid")
        with self.hearing((PAID, invoice)):
            self.pay(invoice)

    def test_every_record_and_none(self):
        moves = self.new_move() + self.new_move("in_invoice")
        with self.hearing(*[(PAID, move) for move in moves]):
            moves._invoice_paid_hook()
        with self.patch_event() as event:
            moves.browse()._invoice_paid_hook()
            event.assert_not_called()

    def test_last_event_of_the_call(self):
        invoice = self.posted()
        with self.patch_event() as event:
            invoice._invoice_paid_hook()
            event.assert_called_with(PAID)
            event().notify.assert_called_with(invoice)

    def test_told_when_replaced_events_are_paid_by_the_wizard(self):
        invoice = self.posted()
        with self.patch_event() as event:
            self.pay(invoice)
            event.assert_any_call(PAID)
            event().notify.assert_any_call(invoice)
