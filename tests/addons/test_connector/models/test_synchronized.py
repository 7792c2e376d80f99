from odoo import fields, models


class ConnectorTestSynchronized(models.Model):
    _name = "connector.test.synchronized"
    _description = "Connector Test Binding With Jobs"
    _inherit = ["external.binding.synchronized"]
    _inherits = {"connector.test.record": "odoo_id"}

    odoo_id = fields.Many2one(
        "connector.test.record", required=True, ondelete="cascade"
    )
    backend_id = fields.Many2one("test.backend", required=True, ondelete="restrict")
    external_id = fields.Char()
    priority = fields.Integer()

    _unique_external_id = models.Constraint(
        "unique(backend_id, external_id)",
        "This record of the backend is already linked.",
    )
    _unique_odoo_id = models.Constraint(
        "unique(backend_id, odoo_id)",
        "This record already has a binding for this backend.",
    )
