"""What a backend has to do with the checkpoints of its records."""

from __future__ import annotations

from odoo import models

from .checkpoint import ConnectorCheckpoint, add_checkpoint
from .reference import backend_keys, follow_backend_companies


class ConnectorBackend(models.AbstractModel):
    """Register records for review, and keep their company that of the backend."""

    _inherit = "connector.backend"

    def add_checkpoint(
        self, record: models.BaseModel, reason: str | None = None
    ) -> ConnectorCheckpoint:
        """Ask a person to review ``record``, which this backend brought.

        :param record: one record, usually the binding
        :param reason: why a person must look at it, in the person's words
        :return: its open checkpoint: a new one, or the one it already had
        """
        self.ensure_one()
        record.ensure_one()
        return add_checkpoint(
            self.env, record._name, record.id, self._name, self.id, reason=reason
        )

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            # The company decides who sees the checkpoints.
            checkpoints = self.env["connector.checkpoint"].sudo()
            follow_backend_companies(
                checkpoints.search([("backend_id", "in", backend_keys(self))])
            )
        return result
