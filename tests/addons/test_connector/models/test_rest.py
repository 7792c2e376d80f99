from odoo import fields, models

from odoo.addons.connector.rest import Bearer


class TestRestBackend(models.Model):
    _name = "test.rest.backend"
    _description = "Test Backend With a REST API"
    _inherit = ["connector.backend.rest"]

    name = fields.Char()
    token = fields.Char(groups="connector.group_connector_manager")

    def _rest_authentication(self):
        return Bearer(self.token) if self.token else super()._rest_authentication()

    def _rest_headers(self):
        return {"X-Version": "2"}
