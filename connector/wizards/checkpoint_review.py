"""Review several checkpoints at once."""

from __future__ import annotations

from odoo import api, fields, models
from odoo.fields import Command


class ConnectorCheckpointReview(models.TransientModel):
    """Mark the checkpoints chosen in the list as reviewed."""

    _name = "connector.checkpoint.review"
    _description = "Checkpoints Review"

    checkpoint_ids = fields.Many2many(
        comodel_name="connector.checkpoint",
        relation="connector_checkpoint_review_rel",
        column1="review_id",
        column2="checkpoint_id",
        string="Checkpoints",
        domain=[("state", "=", "need_review")],
        default=lambda self: self._default_checkpoint_ids(),
    )

    @api.model
    def _default_checkpoint_ids(self):
        """The checkpoints that the user selected, if this was opened from their list."""
        if self.env.context.get("active_model") != "connector.checkpoint":
            return []
        return [Command.set(self.env.context.get("active_ids") or [])]

    def review(self) -> dict:
        """Mark the chosen checkpoints as reviewed, and close."""
        self.checkpoint_ids.reviewed()
        return {"type": "ir.actions.act_window_close"}
