"""What the tests of the events of invoices start from."""

from odoo import Command, fields

from .common import EcommerceCase
from .event_case import HearsEvents

VALIDATED = "on_invoice_validated"
PAID = "on_invoice_paid"


class InvoiceEventCase(HearsEvents, EcommerceCase):
    @classmethod
    def new_move(cls, move_type="out_invoice", **values):
        return cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": cls.customer.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": cls.product.id, "quantity": 1, "price_unit": 10}
                    )
                ],
                **values,
            }
        )

    def validated(self, invoices):
        return [(VALIDATED, invoice) for invoice in invoices]
