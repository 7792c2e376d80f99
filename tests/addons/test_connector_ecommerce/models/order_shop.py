"""A shop whose orders are completed as a form would do it, and what it adds to orders."""

from odoo import api, fields, models


class OrderShop(models.Model):
    _name = "test.order.shop"
    _description = "Shop with Orders"
    _inherit = ["connector.backend"]

    name = fields.Char(required=True)


class OrderShopOrder(models.Model):
    _name = "test.order.shop.order"
    _description = "Order of a Shop"
    _inherit = ["connector.binding"]
    _inherits = {"sale.order": "odoo_id"}

    odoo_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    backend_id = fields.Many2one("test.order.shop", required=True, ondelete="restrict")
    shop_line_ids = fields.One2many("test.order.shop.line", "shop_order_id")


class OrderShopLine(models.Model):
    _name = "test.order.shop.line"
    _description = "Order Line of a Shop"
    _inherit = ["connector.binding"]
    _inherits = {"sale.order.line": "odoo_id"}

    odoo_id = fields.Many2one("sale.order.line", required=True, ondelete="cascade")
    backend_id = fields.Many2one("test.order.shop", required=True, ondelete="restrict")
    shop_order_id = fields.Many2one("test.order.shop.order", ondelete="cascade")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("shop_order_id"):
                order = self.env["test.order.shop.order"].browse(vals["shop_order_id"])
                vals["order_id"] = order.odoo_id.id
        return super().create(vals_list)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    shop_channel = fields.Char()
    shop_greeting = fields.Char()
    shop_reminder = fields.Boolean(default=True)
    shop_region = fields.Char(
        compute="_compute_shop_region", store=True, readonly=False, precompute=True
    )

    @api.depends("shop_channel")
    def _compute_shop_region(self):
        for order in self:
            order.shop_region = order.shop_channel and f"Region {order.shop_channel}"

    @api.onchange("partner_id")
    def _onchange_partner_shop(self):
        if self.partner_id.comment:
            self.shop_channel = self.partner_id.ref
            self.shop_reminder = False
            self.client_order_ref = "from the customer"
        if self.partner_id.ref == "warned":
            return {"warning": {"title": "Careful", "message": "A bad payer"}}
        return None

    @api.onchange("shop_channel")
    def _onchange_shop_channel(self):
        if self.shop_channel:
            self.shop_greeting = f"Thanks for using {self.shop_channel}"


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    shop_engraving = fields.Char()
    shop_hint = fields.Char()
    shop_customer = fields.Char()

    @api.onchange("shop_engraving")
    def _onchange_shop_engraving(self):
        if self.shop_engraving:
            self.shop_hint = f"Engrave {self.shop_engraving}"
            self.price_unit = 99

    @api.onchange("product_id")
    def _onchange_product_shop(self):
        if self.product_id and self.shop_engraving:
            self.shop_customer = self.order_id.partner_id.name
