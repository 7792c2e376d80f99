"""What is invoiced in Odoo is invoiced in the shop, when its store wants it."""

from __future__ import annotations

from odoo import Command
from odoo.tests import tagged

from odoo.addons.connector.exception import InvalidDataError, NetworkRetryableError

from .fake_shop import Answer
from .fulfilment_case import FulfilmentCase


@tagged("post_install", "-at_install")
class TestInvoiceExport(FulfilmentCase):
    def setUp(self):
        super().setUp()
        self.store.create_invoice_on = "open"

    def post(self, invoice=None):
        """Confirm an invoice as an accountant without rights on Magento's records."""
        invoice = invoice or self.order.sudo()._create_invoices()
        invoice.invoice_date = "2026-11-23"
        self.jobs = self.do(invoice.with_user(self.biller).action_post)
        return invoice

    def draft(self, *quantities):
        """An invoice of so much of each line."""
        invoice = self.order.sudo()._create_invoices()
        lines = invoice.invoice_line_ids.filtered("product_id")
        for line, quantity in zip(lines, quantities, strict=True):
            line.quantity = quantity
        return invoice

    def invoiced(self):
        """The items of each invoice in the shop."""
        return [
            {line["order_item_id"]: line["qty"] for line in one["items"]}
            for one in self.shop.invoices.values()
        ]

    def test_on_confirmation(self):
        invoice = self.post()
        (sent,) = self.shop.posted("/invoice")
        self.assertEqual(
            sent,
            {
                "capture": False,
                "notify": False,
                "items": [
                    {"order_item_id": 11, "qty": 5},
                    {"order_item_id": 12, "qty": 2},
                ],
                "comment": {
                    "comment": f"Odoo: {invoice.name}",
                    "is_visible_on_front": 0,
                },
                "appendComment": True,
            },
        )
        (number,) = self.shop.invoices
        self.assertEqual(invoice.magento_bind_ids.external_id, str(number))
        self.assertEqual(
            self.shop.calls(),
            [
                ("GET", "V1/orders/7"),
                ("POST", "V1/order/7/invoice"),
                ("GET", "V1/invoices"),
            ],
        )

    def test_partial_then_the_rest(self):
        self.post(self.draft(2, 2))
        self.post()
        self.assertEqual(self.invoiced(), [{11: 2, 12: 2}, {11: 3}])

    def test_mail_and_capture_by_the_stores_choice(self):
        self.store.write({"send_invoice_paid_mail": True, "capture_payment": True})
        self.post()
        (sent,) = self.shop.posted("/invoice")
        self.assertEqual((sent["notify"], sent["capture"]), (True, True))

    def test_on_payment(self):
        self.store.create_invoice_on = "paid"
        invoice = self.post()
        self.assertFalse(self.jobs)
        self.do(self.pay, invoice)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(self.invoiced(), [{11: 5, 12: 2}])
        # Confirmed by the bank, or found paid again: once is enough.
        self.assertFalse(self.do(invoice._invoice_paid_hook))
        self.assertEqual(len(self.shop.invoices), 1)

    def test_not_on_payment_when_told_before(self):
        invoice = self.post()
        self.assertFalse(self.do(self.pay, invoice))
        self.assertEqual(len(self.shop.posted("/invoice")), 1)

    def test_never(self):
        self.store.create_invoice_on = "never"
        invoice = self.post()
        self.do(self.pay, invoice)
        self.assertFalse(self.shop.requests)
        self.assertFalse(invoice.magento_bind_ids)

    def test_only_if_the_backend_wants_it(self):
        self.backend.export_invoices = False
        self.post()
        self.assertFalse(self.shop.requests)

    def test_credit_notes_are_not_told(self):
        invoice = self.post()
        self.shop.requests.clear()
        refund = self.refund(invoice, post=False)
        self.assertFalse(self.do(refund.action_post))
        self.assertEqual(refund.state, "posted")
        self.assertFalse(self.do(refund._invoice_paid_hook))
        self.assertFalse(refund.magento_bind_ids)
        self.assertFalse(self.shop.requests)

    def test_invoices_of_other_orders(self):
        order = self.make_order(confirm=True)
        self.post(order._create_invoices())
        self.assertFalse(self.jobs)

    def test_invoice_of_two_orders(self):
        other = self.import_order(8, (51, self.plate, 3))
        invoice = (self.order | other)._create_invoices()
        self.assertEqual(len(invoice), 1)
        self.post(invoice)
        self.assertEqual(self.invoiced(), [{11: 5, 12: 2}, {51: 3}])
        self.assertEqual(len(invoice.magento_bind_ids), 2)

    def test_invoice_of_nothing_that_the_shop_sold(self):
        gift = self.make_product("Wrapping", type="service")
        self.order.write(
            {
                "order_line": [
                    Command.create({"product_id": gift.id, "product_uom_qty": 1})
                ]
            }
        )
        invoice = self.draft(0, 0, 1)
        self.post(invoice)
        self.assertFalse(self.shop.requests)

    # Never twice

    def test_answer_that_was_lost(self):
        self.shop.lost = ["/invoice$"]
        invoice = self.order._create_invoices()
        with self.assertRaisesRegex(NetworkRetryableError, "504") as caught:
            self.post(invoice)
        self.assertGreaterEqual(caught.exception.seconds, 300)
        self.export(invoice.magento_bind_ids)
        self.assertEqual(len(self.shop.invoices), 1)
        self.assertEqual(len(self.shop.posted("/invoice")), 1)
        self.assertEqual(
            invoice.magento_bind_ids.external_id, str(next(iter(self.shop.invoices)))
        )

    def test_shop_that_invoiced_it_already(self):
        """As shops do that collect the payment when the customer orders."""
        made = self.shop.invoice(7, {})
        invoice = self.post()
        self.assertEqual(invoice.magento_bind_ids.external_id, str(made))
        self.assertFalse(self.shop.posted("/invoice"))

    def test_parts_of_what_the_shop_invoiced_at_once(self):
        made = self.shop.invoice(7, {})
        first = self.post(self.draft(2, 2))
        second = self.post()
        self.assertEqual(first.magento_bind_ids.external_id, str(made))
        self.assertFalse(second.magento_bind_ids.external_id)
        self.assertFalse(self.shop.posted("/invoice"))
        result = self.export(second.magento_bind_ids)
        self.assertIn("is invoiced there already", result)
        self.assertFalse(self.env["connector.export.receipt"].search([]))

    def test_more_than_is_open(self):
        self.shop.invoice(7, {"items": [{"order_item_id": 11, "qty": 4}]})
        with self.assertRaisesRegex(InvalidDataError, "MUG: 5 here, 1 left there"):
            self.post()
        self.assertFalse(self.shop.posted("/invoice"))

    def test_canceled_in_the_shop(self):
        self.shop.orders[7].update(state="canceled", status="canceled")
        with self.assertRaisesRegex(InvalidDataError, "cancelled there"):
            self.post()

    def test_second_invoice_that_the_shop_refuses(self):
        """Somebody invoices it in the shop after we looked."""
        real = self.shop._made

        def made(kind, *args):
            self.shop.invoice(7, {})
            return real(kind, *args)

        self.shop._made = made
        invoice = self.post()
        self.assertEqual(len(self.shop.invoices), 1)
        self.assertEqual(
            invoice.magento_bind_ids.external_id, str(next(iter(self.shop.invoices)))
        )

    def test_refusal_that_nobody_foresaw(self):
        self.shop.routes["POST", "V1/order/7/invoice"] = Answer(
            400, {"message": "Not on a Sunday"}
        )
        with self.assertRaisesRegex(InvalidDataError, "Not on a Sunday.*Nothing was"):
            self.post()

    def test_bundle_with_a_price_of_its_own(self):
        order = self.import_order(
            9,
            (31, self.product, 2, {"product_type": "bundle"}),
            (32, self.plate, 2, {"parent_item_id": 31}),
        )
        self.post(order._create_invoices())
        self.assertEqual(self.invoiced(), [{31: 2}])

    def test_bundle_that_costs_what_its_parts_cost(self):
        order = self.import_order(
            9,
            (31, None, 2, {"product_type": "bundle", "by_parts": True}),
            (32, self.plate, 2, {"parent_item_id": 31}),
        )
        invoice = self.post(order._create_invoices())
        self.assertEqual(self.invoiced(), [{32: 2}])
        self.assertFalse(self.checkpoints(invoice.magento_bind_ids))

    def test_by_hand_what_was_invoiced_before(self):
        self.backend.export_invoices = False
        invoice = self.post()
        self.backend.export_invoices = True
        user = self.new_user(
            "hj_inv", "connector.group_connector_user", "account.group_account_invoice"
        )
        self.do(invoice.with_user(user).action_magento_export)
        self.assertEqual(self.invoiced(), [{11: 5, 12: 2}])

    def test_the_whole_way(self):
        """Confirmed order, partial delivery, backorder, tracking, paid, refunded."""
        self.store.create_invoice_on = "paid"
        first = self.validate(3, 0)
        second = self.validate(2, 2, tracking="1Z2")
        self.do(
            lambda: first.with_user(self.worker).write({"carrier_tracking_ref": "1Z1"})
        )
        invoice = self.post()
        self.do(self.pay, invoice)
        refund = self.refund(invoice, post=False)
        self.do(refund.action_post)
        tracks = [
            [track["track_number"] for track in one["tracks"]]
            for one in self.shop.shipments.values()
        ]
        self.assertEqual(tracks, [["1Z1"], ["1Z2"]])
        self.assertEqual(second.backorder_id, first)
        self.assertEqual(self.invoiced(), [{11: 5, 12: 2}])
        done = [item["qty_shipped"] for item in self.shop.orders[7]["items"]]
        self.assertEqual(done, [5, 2])

    def test_queries_of_invoices_without_magento(self):
        """As many for twenty as for two."""
        counts = []
        for number in (2, 20):
            orders = self.env["sale.order"]
            for _index in range(number):
                orders |= self.make_order(confirm=True)
            invoices = self.env["account.move"]
            for order in orders:
                invoices |= order._create_invoices()
            self.env.flush_all()
            invoices = invoices.browse(invoices.ids)
            self.env.invalidate_all()
            invoices.mapped("invoice_line_ids.sale_line_ids.order_id.name")
            events = invoices._event("on_invoice_validated")
            before = self.cr.sql_log_count
            for invoice in invoices:
                events.notify(invoice)
            counts.append(self.cr.sql_log_count - before)
        # One for the lines of orders, where they were not read; one for the shops'.
        self.assertEqual(counts, [2, 2])
