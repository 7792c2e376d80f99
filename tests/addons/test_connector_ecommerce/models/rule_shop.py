"""A shop whose orders are imported by the rules of their payment modes."""

from odoo import fields, models


class RuleShop(models.Model):
    _name = "test.rule.shop"
    _description = "Shop with Import Rules"
    _inherit = ["connector.backend"]

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company")


class RuleOrder(models.Model):
    _name = "test.rule.order"
    _description = "Order of a Shop with Import Rules"
    _inherit = ["connector.binding"]
    _inherits = {"sale.order": "odoo_id"}

    odoo_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    backend_id = fields.Many2one("test.rule.shop", required=True, ondelete="restrict")
