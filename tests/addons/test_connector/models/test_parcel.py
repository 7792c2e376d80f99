from odoo import fields, models


class ConnectorTestParcel(models.Model):
    _name = "connector.test.parcel"
    _description = "Connector Test Binding That Is Exported"
    _inherit = ["connector.binding"]
    _inherits = {"connector.test.record": "odoo_id"}

    odoo_id = fields.Many2one(
        "connector.test.record", required=True, ondelete="cascade"
    )
    backend_id = fields.Many2one("test.backend", required=True, ondelete="restrict")


class ConnectorTestRecord(models.Model):
    _inherit = "connector.test.record"

    parcel_ids = fields.One2many("connector.test.parcel", "odoo_id")
