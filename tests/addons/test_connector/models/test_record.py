from odoo import api, fields, models


class ConnectorTestRecord(models.Model):
    _name = "connector.test.record"
    _description = "Connector Test Record"

    name = fields.Char()
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one("connector.test.record")
    child_ids = fields.One2many("connector.test.record", "parent_id")
    tag_ids = fields.Many2many("res.partner.category")
    note = fields.Char(translate=True)
    quantity = fields.Integer()
    day = fields.Date()
    code = fields.Char(compute="_compute_code", store=True, readonly=False)
    synchronized_bind_ids = fields.One2many("connector.test.synchronized", "odoo_id")

    @api.depends("name")
    def _compute_code(self):
        for record in self:
            record.code = (record.name or "").upper()
