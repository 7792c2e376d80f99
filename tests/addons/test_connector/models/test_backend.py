from odoo import fields, models


class TestBackend(models.Model):
    _name = "test.backend"
    _description = "Test Backend"
    _inherit = ["connector.backend"]

    name = fields.Char()
    company_id = fields.Many2one(comodel_name="res.company")
