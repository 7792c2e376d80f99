from odoo import fields, models


class ConnectorTestRecord(models.Model):
    _name = "connector.test.record"
    _description = "Connector Test Record"

    name = fields.Char()
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one("connector.test.record")
    synchronized_bind_ids = fields.One2many("connector.test.synchronized", "odoo_id")
