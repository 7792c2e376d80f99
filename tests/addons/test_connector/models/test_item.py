from odoo import fields, models


class ConnectorTestItem(models.Model):
    _name = "connector.test.item"
    _description = "Connector Test Item"
    _inherit = ["connector.binding"]
    _inherits = {"connector.test.record": "odoo_id"}

    odoo_id = fields.Many2one(
        "connector.test.record", required=True, ondelete="cascade"
    )
    backend_id = fields.Many2one("test.backend", required=True, ondelete="restrict")
