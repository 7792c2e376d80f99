from odoo import fields, models


class ConnectorTestBinding(models.Model):
    _name = "connector.test.binding"
    _description = "Connector Test Binding"
    _inherit = ["external.binding"]
    _inherits = {"connector.test.record": "odoo_id"}

    odoo_id = fields.Many2one(
        "connector.test.record", required=True, ondelete="cascade"
    )
    backend_id = fields.Many2one("test.backend", required=True, ondelete="restrict")
    external_id = fields.Integer()

    _unique_external_id = models.Constraint(
        "unique(backend_id, external_id)",
        "This record of the backend is already linked.",
    )

    def job_related_action_unwrap(self):
        """Do nothing: the related action of this job is tested."""


class NoInheritsBinding(models.Model):
    _name = "no.inherits.binding"
    _description = "Binding That Is Its Own Record"
    _inherit = ["external.binding"]

    name = fields.Char()
    backend_id = fields.Many2one("test.backend", required=True, ondelete="restrict")
    external_id = fields.Integer()

    _unique_external_id = models.Constraint(
        "unique(backend_id, external_id)",
        "This record of the backend is already linked.",
    )

    def job_related_action_unwrap(self):
        """Do nothing: the related action of this job is tested."""
