"""What a backend has to do with the checkpoints of its records."""

from __future__ import annotations

from odoo import models

from .checkpoint import ConnectorCheckpoint, add_checkpoint


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
            # The company decides who sees the checkpoints, and a field cannot
            # depend on what is behind a reference.
            checkpoint_model = self.env["connector.checkpoint"].sudo()
            checkpoints = checkpoint_model.search(
                [("backend_id", "in", [f"{self._name},{id_}" for id_ in self.ids])]
            )
            self.env.add_to_compute(checkpoint_model._fields["company_id"], checkpoints)
        return result
