"""Real documents for the tests of e-commerce: orders, transfers, invoices, payments.

The helper functions work as the user of the record they are given::

    order = self.make_order(quantity=3, confirm=True)
    self.deliver(order, 2, tracking="TRACK-1")  # and a backorder of one
    invoice = self.invoice(order)
    self.pay(invoice)
"""

from __future__ import annotations

from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class EcommerceMixin:
    """A company that sells, what it sells, to whom and who does it.

    For test classes with another base than ``TransactionCase``: call
    :meth:`set_up_ecommerce` in ``setUpClass``. Tests run ``post_install``: companies of
    their own need a chart of accounts.
    """

    @classmethod
    def set_up_ecommerce(cls) -> None:
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True))
        cls.company = cls.env.company
        cls.load_chart(cls.company)
        cls.product = cls.make_product("Mug", default_code="MUG", list_price=10)
        cls.stock_up(cls.product, cls.company)
        cls.service = cls.make_product("Engraving", type="service", list_price=5)
        cls.customer = cls.env["res.partner"].create(
            {"name": "Ada Customer", "email": "ada@example.com"}
        )
        cls.salesman = cls.make_user("ec-salesman", "sales_team.group_sale_salesman")
        cls.sales_manager = cls.make_user(
            "ec-sales-manager", "sales_team.group_sale_manager"
        )
        cls.connector_manager = cls.make_user(
            "ec-connector-manager", "connector.group_connector_manager"
        )

    @classmethod
    def set_up_other_company(cls) -> None:
        """Add a second company with a warehouse, a chart of accounts, stock and users."""
        cls.other_company = cls.env["res.company"].create(
            {"name": "Other Company", "country_id": cls.env.ref("base.us").id}
        )
        cls.env.user.company_ids += cls.other_company
        cls.load_chart(cls.other_company)
        cls.stock_up(cls.product, cls.other_company)
        cls.other_salesman = cls.make_user(
            "ec-other-salesman", "sales_team.group_sale_salesman", cls.other_company
        )
        cls.other_sales_manager = cls.make_user(
            "ec-other-sales-manager", "sales_team.group_sale_manager", cls.other_company
        )

    @classmethod
    def load_chart(cls, company) -> None:
        if not company.chart_template:
            cls.env["account.chart.template"].try_loading(
                "generic_coa", company=company, install_demo=False
            )

    @classmethod
    def make_user(cls, login, groups, company=None, **values):
        company = company or cls.company
        values = {
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            **values,
        }
        return new_test_user(cls.env, login, groups=groups, **values)

    @classmethod
    def make_product(cls, name, **values):
        """An article in stock (or ``type="service"``), invoiced as ordered, no taxes."""
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": values.get("type", "consu") == "consu",
                "invoice_policy": "order",
                "taxes_id": [Command.clear()],
                **values,
            }
        )

    @classmethod
    def stock_up(cls, product, company, quantity=1000) -> None:
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        cls.env["stock.quant"].with_company(company)._update_available_quantity(
            product, warehouse.lot_stock_id, quantity
        )

    @classmethod
    def make_order(
        cls,
        *,
        user=None,
        company=None,
        product=None,
        quantity=1,
        confirm=False,
        **values,
    ):
        """An order of one line, for the customer; more with ``order_line``."""
        orders = cls.env["sale.order"].with_company(company or cls.company)
        if user:
            orders = orders.with_user(user)
        order = orders.create(
            {
                "partner_id": cls.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": (product or cls.product).id,
                            "product_uom_qty": quantity,
                        }
                    )
                ],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @staticmethod
    def deliver(order, quantity=None, *, tracking=None):
        """Do the open transfers, all or ``quantity`` of each line; the rest is backordered.

        :return: the transfers done
        """
        pickings = order.sudo().picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        pickings.action_assign()
        for move in pickings.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        if tracking:
            pickings.carrier_tracking_ref = tracking
        pickings.with_context(skip_backorder=True).button_validate()
        return pickings

    @staticmethod
    def invoice(order, *, post=True):
        """Invoice what is to invoice."""
        invoice = order.sudo()._create_invoices()
        if post:
            invoice.action_post()
        return invoice

    @staticmethod
    def pay(invoice, amount=None):
        """Pay an invoice or refund, all or a part of it, by the wizard."""
        wizard = invoice.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        payment = wizard.create({"amount": amount} if amount is not None else {})
        return payment._create_payments()

    @staticmethod
    def refund(invoice, *, post=True):
        """Credit all of a posted invoice, by the wizard."""
        wizard = (
            invoice.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"reason": "Returned", "journal_id": invoice.journal_id.id})
        )
        refund = invoice.browse(wizard.refund_moves()["res_id"])
        if post:
            refund.action_post()
        return refund


class EcommerceCase(EcommerceMixin, TransactionCase):
    """What most tests of e-commerce start from."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.set_up_ecommerce()
