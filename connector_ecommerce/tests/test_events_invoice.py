"""The event of customer invoices that are validated."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .invoice_event_case import VALIDATED, InvoiceEventCase


@tagged("post_install", "-at_install")
class TestInvoiceValidated(InvoiceEventCase):
    def test_posted_by_its_button(self):
        invoice = self.new_move()
        with self.hearing((VALIDATED, invoice)):
            self.assertIs(invoice.action_post(), False)

    def test_posted_without_the_button(self):
        invoice = self.new_move()
        with self.hearing((VALIDATED, invoice)):
            posted = invoice._post(soft=False)
        self.assertEqual(posted, invoice)

    def test_posted_by_an_order(self):
        """sale_automatic_workflow and others validate invoices by themselves."""
        order = self.make_order(user=self.salesman, confirm=True)
        self.heard.clear()
        invoice = self.invoice(order)
        self.assertEqual(self.heard, [(VALIDATED, invoice)])

    def test_listener_sees_the_posted_invoice(self):
        states = []
        listener_class = self.comp_registry["heard.events"]
        self.patch(
            listener_class,
            VALIDATED,
            lambda listener, invoice: states.append((invoice.state, invoice.name)),
        )
        invoice = self.new_move()
        invoice.action_post()
        self.assertEqual(states, [("posted", invoice.name)])
        self.assertNotEqual(invoice.name, "/")

    def test_several_in_one_call(self):
        invoices = self.new_move() + self.new_move() + self.new_move()
        with self.hearing(*self.validated(invoices)):
            invoices.action_post()
        others = self.new_move() + self.new_move()
        with self.hearing(*self.validated(others)):
            others._post()

    def test_posted_from_the_list(self):
        moves = self.new_move() + self.new_move("in_invoice")
        with self.hearing((VALIDATED, moves[0])):
            moves.action_validate_moves_with_confirmation()

    def test_customer_invoices_only(self):
        for move_type in (
            "out_refund",
            "out_receipt",
            "in_invoice",
            "in_refund",
            "in_receipt",
        ):
            with self.subTest(move_type=move_type), self.hearing():
                self.new_move(move_type).action_post()
        mixed = self.new_move("in_invoice") + self.new_move() + self.new_move()
        with self.hearing(*self.validated(mixed[1:])):
            mixed.action_post()

    def test_entry_tells_nothing(self):
        account = self.product.categ_id.property_account_income_categ_id
        account = account or self.env["account.account"].search([], limit=1)
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": 1}),
                    Command.create({"account_id": account.id, "credit": 1}),
                ],
            }
        )
        with self.hearing():
            entry.action_post()

    def test_posted_twice_is_refused_and_tells_nothing_new(self):
        invoice = self.new_move()
        invoice.action_post()
        with self.hearing(), self.assertRaises(UserError), self.cr.savepoint():
            invoice.action_post()
        with self.hearing(), self.assertRaises(UserError), self.cr.savepoint():
            invoice._post()

    def test_told_again_after_a_refused_posting(self):
        """A failure leaves nothing behind that mutes the next posting."""
        empty = self.new_move(invoice_line_ids=[])
        with self.hearing(), self.assertRaises(UserError), self.cr.savepoint():
            empty.action_post()
        invoice = self.new_move()
        with self.hearing((VALIDATED, invoice)):
            invoice._post()

    def test_back_to_draft_and_posted_again(self):
        """It is really validated twice: connectors hear both."""
        invoice = self.new_move()
        invoice.action_post()
        with self.hearing():
            invoice.button_draft()
        with self.hearing((VALIDATED, invoice)):
            invoice.action_post()

    def test_wizard_instead_of_posting(self):
        """An unusual bill makes Odoo ask before it posts anything."""
        for _past in range(12):
            self.new_move("in_invoice").action_post()
        unusual = self.new_move("in_invoice")
        unusual.invoice_line_ids.price_unit = 100000
        invoice = self.new_move()
        asking = (unusual + invoice).with_context(
            disable_abnormal_invoice_detection=False
        )
        with self.hearing():
            action = asking.action_post()
        self.assertEqual(action["res_model"], "validate.account.move")
        self.assertEqual(invoice.state, "draft")
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        with self.hearing((VALIDATED, invoice)):
            wizard.validate_move()
        self.assertEqual(invoice.state, "posted")

    def test_future_invoice_waits_for_its_date(self):
        """The order to post it later is no posting; the scheduled action is one."""
        tomorrow = fields.Date.today() + timedelta(days=1)
        invoice = self.new_move(date=tomorrow, invoice_date=tomorrow)
        now = self.new_move()
        with self.hearing((VALIDATED, now)):
            (invoice + now)._post(soft=True)
        self.assertEqual((invoice.state, invoice.auto_post), ("draft", "at_date"))
        with (
            self.hearing((VALIDATED, invoice)),
            freeze_time(tomorrow),
            self.enter_registry_test_mode(),
        ):
            self.env.ref(
                "account.ir_cron_auto_post_draft_entry"
            ).method_direct_trigger()
        self.assertEqual(invoice.state, "posted")

    def test_moves_taken_back_by_an_extension(self):
        """An extension of the posting may return moves that are a draft again."""
        invoices = self.new_move() + self.new_move()
        core = next(
            cls
            for cls in type(invoices).__mro__
            if cls.__module__ == "odoo.addons.account.models.account_move"
            and "_post" in vars(cls)
        )
        original = core._post

        def post(moves, soft=True):
            posted = original(moves, soft=soft)
            invoices[0].button_draft()
            return posted

        self.patch(core, "_post", post)
        with self.hearing((VALIDATED, invoices[1])):
            invoices.action_post()

    def test_nested_posting_is_told_at_the_end(self):
        """Of an invoice that is posted while another one is."""
        outer, inner = self.new_move(), self.new_move()
        move_class = self.env.registry["account.move"]
        original = move_class._post

        def post(moves, soft=True):
            if moves == outer:
                inner.action_post()
                self.assertFalse(self.heard)
            return original(moves, soft=soft)

        self.patch(move_class, "_post", post)
        with self.hearing(*self.validated(inner + outer)):
            outer.action_post()

    def test_told_after_what_the_button_does(self):
        """The button of a down payment writes its price on the order, then it is told."""
        order = self.make_order(quantity=10, confirm=True)
        self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": [Command.set(order.ids)],
                "advance_payment_method": "fixed",
                "fixed_amount": 30,
            }
        ).create_invoices()
        invoice = order.invoice_ids
        invoice.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        ).price_unit = 40
        line = order.order_line.filtered(
            lambda line: line.is_downpayment and not line.display_type
        )
        self.assertEqual(line.price_unit, 30)
        prices = []
        self.patch(
            self.comp_registry["heard.events"],
            VALIDATED,
            lambda listener, invoice: prices.append(line.price_unit),
        )
        invoice.action_post()
        self.assertEqual(prices, [40])
        invoice.button_draft()
        with self.patch_event() as event:
            invoice.action_post()
            event.assert_called_with(VALIDATED)
            event().notify.assert_called_with(invoice)

    def test_override_of_the_notification(self):
        """Connectors override ``notify_invoice_validate``, or call it."""
        calls = []
        move_class = self.env.registry["account.move"]
        original = move_class.notify_invoice_validate

        def notify_invoice_validate(moves):
            calls.append(moves)
            return original(moves)

        self.patch(move_class, "notify_invoice_validate", notify_invoice_validate)
        moves = self.new_move() + self.new_move("in_invoice")
        with self.hearing((VALIDATED, moves[0])):
            moves.action_post()
        self.assertEqual(calls, [moves])
        with self.hearing((VALIDATED, moves[0])):
            moves.notify_invoice_validate()

    def test_override_of_the_button(self):
        """Connectors override ``action_post``; those of tests replace it."""
        invoice = self.new_move()
        move_class = self.env.registry["account.move"]
        original = move_class.action_post

        def action_post(moves):
            original(moves)
            return {"type": "ir.actions.act_window_close"}

        self.patch(move_class, "action_post", action_post)
        with self.hearing((VALIDATED, invoice)):
            result = invoice.action_post()
        self.assertEqual(result, {"type": "ir.actions.act_window_close"})
        self.patch(move_class, "action_post", lambda moves: "replaced")
        with self.hearing():
            self.assertEqual(self.new_move().action_post(), "replaced")

    def test_result_of_the_button_is_returned(self):
        """A bill may bring a wizard after it is posted."""
        bill = self.new_move("in_invoice")
        wizard = {"type": "ir.actions.act_window", "res_model": "some.wizard"}
        self.patch(
            self.env.registry["account.move"],
            "_show_autopost_bills_wizard",
            lambda moves: wizard,
        )
        self.assertEqual(bill.action_post(), wizard)
        invoice = self.new_move()
        with self.hearing((VALIDATED, invoice)):
            self.assertEqual(invoice.action_post(), wizard)

    def test_environment_of_the_listener(self):
        invoice = self.new_move().with_context(shop="one")
        invoice.action_post()
        [(_event, record)] = self.heard
        self.assertEqual(record.env, invoice.env)
        other = self.new_move().with_context(shop="two")
        other._post()
        self.assertEqual(self.heard[-1][1].env, other.env)

    def test_last_event_of_the_call(self):
        for method in ("action_post", "_post"):
            invoice = self.new_move()
            with self.subTest(method=method), self.patch_event() as event:
                getattr(invoice, method)()
                event.assert_called_with(VALIDATED)
                event().notify.assert_called_with(invoice)

    def test_queries(self):
        """The listener itself costs nothing, however many invoices."""
        batches = [
            self.env["account.move"].union(*(self.new_move() for _i in range(count)))
            for count in (2, 20, 20)
        ]
        batches[0].action_post()
        with self.nobody_listens():
            quiet = self.count_queries(batches[1].action_post)
        heard = self.count_queries(batches[2].action_post)
        self.assertEqual(len(self.heard), 22)
        self.assertLessEqual(heard - quiet, 1)
