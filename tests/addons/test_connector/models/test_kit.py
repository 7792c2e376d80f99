from odoo import fields, models

from odoo.addons.connector.rest import Bearer


class TestKitBackend(models.Model):
    _name = "test.kit.backend"
    _description = "Backend of the Connector That the Kit's Tests Break"
    _inherit = ["connector.backend.rest"]

    name = fields.Char(required=True)
    token = fields.Char(groups="connector.group_connector_manager")

    def _rest_authentication(self):
        return Bearer(self.token)


class TestKitCustomer(models.Model):
    _name = "test.kit.customer"
    _description = "Customer of the Connector That the Kit's Tests Break"
    _inherit = ["connector.binding"]
    _inherits = {"res.partner": "odoo_id"}

    odoo_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    backend_id = fields.Many2one("test.kit.backend", required=True)
