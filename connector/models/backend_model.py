"""One external system's configuration record."""

from odoo import models


class ConnectorBackend(models.AbstractModel):
    """Base of the models that hold the configuration of an external system.

    A backend is a collection of components: ``backend.work_on(model_name)`` gives
    the context in which the components of this backend work.
    """

    _name = "connector.backend"
    _description = "Connector Backend"
    _inherit = ["collection.base"]
