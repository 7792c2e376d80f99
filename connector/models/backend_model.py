"""One external system's configuration record."""

from __future__ import annotations

from odoo import models

from ..log_filter import hide_values


class ConnectorBackend(models.AbstractModel):
    """Base of the models that hold the configuration of an external system.

    A backend is a collection of components: ``backend.work_on(model_name)`` gives
    the context in which the components of this backend work.

    What is written to a backend never shows in the log of SQL errors: it may hold
    credentials.
    """

    _name = "connector.backend"
    _description = "Connector Backend"
    _inherit = ["collection.base"]

    def _register_hook(self) -> None:
        result = super()._register_hook()
        if not self._abstract:
            hide_values.add(self._table)
        return result
