"""Orders of a shop, as sales orders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_round, formatLang

from odoo.addons.connector.models.backend_failures import USER

TOTAL_RULE = "connector_magento.excep_magento_total"


class MagentoSaleOrder(models.Model):
    """An order of a shop."""

    _name = "magento.sale.order"
    _inherit = ["magento.binding"]
    _inherits = {"sale.order": "odoo_id"}
    _description = "Magento Order"
    _order = "backend_id, id desc"
    _admin_path = "sales/order/view/order_id/{}/"

    odoo_id = fields.Many2one(
        comodel_name="sale.order",
        string="Odoo Order",
        required=True,
        index=True,
        ondelete="cascade",
    )
    increment_id = fields.Char(
        string="Number in the Shop",
        readonly=True,
        index="trigram",
        help="The number that the customer knows.",
    )
    storeview_id = fields.Many2one(
        comodel_name="magento.storeview",
        string="Store View",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Where the order was placed.",
    )
    magento_parent_id = fields.Char(
        string="ID of the Edited Order",
        readonly=True,
        index="btree_not_null",
        help="The order that this one replaces, as the shop numbers it.",
    )
    magento_state = fields.Char(
        string="State in the Shop",
        readonly=True,
        help="One of Magento's own: new, processing, complete, closed, canceled,"
        " holded, payment_review or pending_payment.",
    )
    magento_status = fields.Char(
        string="Status in the Shop", readonly=True, help="As the shop calls the state."
    )
    payment_method = fields.Char(string="Payment in the Shop", readonly=True)
    shipping_method = fields.Char(string="Shipping in the Shop", readonly=True)
    coupon_code = fields.Char(string="Coupon", readonly=True)
    is_guest = fields.Boolean(
        readonly=True, help="The customer ordered without an account."
    )
    total_amount = fields.Monetary(
        string="Total in the Shop", currency_field="currency_id", readonly=True
    )
    total_amount_tax = fields.Monetary(
        string="Tax in the Shop", currency_field="currency_id", readonly=True
    )
    total_paid = fields.Monetary(
        string="Paid in the Shop", currency_field="currency_id", readonly=True
    )
    total_invoiced = fields.Monetary(
        string="Invoiced in the Shop", currency_field="currency_id", readonly=True
    )
    total_refunded = fields.Monetary(
        string="Refunded in the Shop", currency_field="currency_id", readonly=True
    )
    total_difference = fields.Monetary(
        string="Difference",
        currency_field="currency_id",
        compute="_compute_total_difference",
        help="Total in Odoo less the total in the shop.",
    )
    handled_in_shop = fields.Boolean(
        readonly=True,
        help="When it was imported, a part of the order was shipped, refunded or"
        " cancelled in the shop already.",
    )
    addresses_digest = fields.Char(readonly=True)
    last_comment_id = fields.Integer(
        readonly=True, help="Latest comment of the shop that is in the discussion."
    )
    magento_order_line_ids = fields.One2many(
        comodel_name="magento.sale.order.line",
        inverse_name="magento_order_id",
        string="Magento Order Lines",
    )

    @api.depends("amount_total", "total_amount")
    def _compute_total_difference(self) -> None:
        for order in self:
            difference = order.amount_total - order.total_amount
            currency = order.currency_id
            order.total_difference = (
                currency.round(difference)
                if currency
                else float_round(difference, precision_digits=2)
            )

    def _figures(self) -> str:
        """Total in Odoo and in the shop, in a sentence."""
        self.ensure_one()
        return self.env._(
            "%(name)s: the total is %(odoo)s in Odoo, and %(shop)s in %(backend)s"
            " (order %(number)s).",
            name=self.name,
            odoo=formatLang(self.env, self.amount_total, currency_obj=self.currency_id),
            shop=formatLang(self.env, self.total_amount, currency_obj=self.currency_id),
            backend=self.backend_id.name,
            number=self.increment_id,
        )


class MagentoSaleOrderLine(models.Model):
    """A line of an order of a shop."""

    _name = "magento.sale.order.line"
    _inherit = ["magento.binding"]
    _inherits = {"sale.order.line": "odoo_id"}
    _description = "Magento Order Line"
    _order = "magento_order_id, id"

    odoo_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Odoo Order Line",
        required=True,
        index=True,
        ondelete="cascade",
    )
    magento_order_id = fields.Many2one(
        comodel_name="magento.sale.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    sku = fields.Char(
        string="SKU",
        readonly=True,
        help="As the order has it: with marks of the options, it may be none of the"
        " product.",
    )
    product_type = fields.Char(string="Kind in the Shop", readonly=True)
    parent_item_id = fields.Char(
        readonly=True, help="Line of the bundle that this line is a part of."
    )
    discount_amount = fields.Float(
        readonly=True, help="Discount of the whole line in the shop."
    )
    qty_shipped = fields.Float(string="Shipped in the Shop", readonly=True)
    qty_invoiced_in_shop = fields.Float(string="Invoiced in the Shop", readonly=True)
    qty_refunded = fields.Float(string="Refunded in the Shop", readonly=True)
    qty_canceled = fields.Float(string="Cancelled in the Shop", readonly=True)

    @api.model_create_multi
    def create(self, vals_list: list[dict]) -> MagentoSaleOrderLine:
        """Create lines; they are lines of the order that their order is in Odoo."""
        orders = self.env["magento.sale.order"].browse(
            vals["magento_order_id"] for vals in vals_list
        )
        return super().create(
            [
                {"order_id": order.odoo_id.id, **vals}
                for order, vals in zip(orders, vals_list, strict=True)
            ]
        )

    def _external_url(self) -> str:
        return self.magento_order_id._external_url()

    def action_reimport(self) -> dict:
        """Import the orders again: their lines come with them only."""
        return self.magento_order_id.action_reimport()

    def action_dry_run(self) -> dict:
        """Show what an import of the order would change."""
        return self.magento_order_id.action_dry_run()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    magento_bind_ids = fields.One2many(
        comodel_name="magento.sale.order",
        inverse_name="odoo_id",
        string="Magento Bindings",
        groups=USER,
    )
    magento_total_differs = fields.Boolean(
        compute="_compute_magento_warnings", compute_sudo=True
    )
    magento_handled_in_shop = fields.Boolean(
        compute="_compute_magento_warnings", compute_sudo=True
    )
    magento_on_hold = fields.Boolean(
        compute="_compute_magento_warnings", compute_sudo=True
    )
    magento_warning = fields.Text(
        compute="_compute_magento_warnings", compute_sudo=True
    )

    @api.depends(
        "state",
        "amount_total",
        "magento_bind_ids.total_amount",
        "magento_bind_ids.handled_in_shop",
        "magento_bind_ids.magento_state",
    )
    def _compute_magento_warnings(self) -> None:
        """What has to be settled before an order of a shop is confirmed."""
        for order in self:
            bindings = order.magento_bind_ids
            if order.state not in ("draft", "sent"):
                bindings = bindings.browse()
            differing = bindings.filtered("total_difference")
            order.magento_total_differs = bool(differing)
            order.magento_handled_in_shop = any(bindings.mapped("handled_in_shop"))
            order.magento_on_hold = any(
                binding.magento_state in ("holded", "payment_review")
                for binding in bindings
            )
            order.magento_warning = "\n".join(
                binding._figures() for binding in differing
            )

    @api.depends("magento_warning")
    def _compute_exceptions_summary(self) -> None:
        """Add the two totals to the exception that they differ."""
        result = super()._compute_exceptions_summary()
        rule = self.env.ref(TOTAL_RULE, raise_if_not_found=False)
        for order in self:
            shown = order.exceptions_summary and rule in order.exception_ids
            if shown and order.magento_warning:
                order.exceptions_summary += Markup("<p>%s</p>") % order.magento_warning
        return result

    @api.depends("magento_bind_ids.magento_parent_id")
    def _compute_parent_id(self) -> None:
        """The order of the shop that this one replaces."""
        result = super()._compute_parent_id()
        children = self.sudo().magento_bind_ids.filtered("magento_parent_id")
        parents = children.search(
            [
                ("backend_id", "in", children.backend_id.ids),
                ("external_id", "in", children.mapped("magento_parent_id")),
            ]
        )
        by_id = {(one.backend_id, one.external_id): one.odoo_id for one in parents}
        for child in children:
            parent = by_id.get((child.backend_id, child.magento_parent_id))
            if parent:
                order = self.browse(child.odoo_id.id)
                order.parent_id = self.browse(parent.id)
        return result

    @api.model
    def _search_parent_id(self, operator: str, value: Any) -> Any:
        others = super()._search_parent_id(operator, value)
        if operator != "in" or not isinstance(value, Iterable):
            return others
        others, ids = Domain(others), set(value)
        bindings = self.env["magento.sale.order"].sudo()
        replaced = bindings.search([("odoo_id", "in", [id_ for id_ in ids if id_])])
        edits = (
            bindings.search(
                [
                    ("backend_id", "in", replaced.backend_id.ids),
                    ("magento_parent_id", "in", replaced.mapped("external_id")),
                ]
            )
            if replaced
            else bindings
        )
        known = {(one.backend_id, one.external_id) for one in replaced}
        found = edits.filtered(
            lambda one: (one.backend_id, one.magento_parent_id) in known
        )
        # another connector may know the parents of its own orders
        if False in ids:
            with_parent = bindings.search([("magento_parent_id", "!=", False)]).odoo_id
            orphans = with_parent.filtered(lambda order: not order.parent_id)
            others &= Domain("id", "not in", (with_parent - orphans).ids)
        return Domain("id", "in", found.odoo_id.ids) | others


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    magento_bind_ids = fields.One2many(
        comodel_name="magento.sale.order.line",
        inverse_name="odoo_id",
        string="Magento Bindings",
        groups=USER,
    )
