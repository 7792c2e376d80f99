"""Import path that connectors use for :mod:`odoo.addons.connector.models.checkpoint`."""

from ..models.checkpoint import (
    CheckpointConcurrencyError,
    ConnectorCheckpoint,
    ConnectorCheckpointReview,
    add_checkpoint,
)

__all__ = [
    "CheckpointConcurrencyError",
    "ConnectorCheckpoint",
    "ConnectorCheckpointReview",
    "add_checkpoint",
]
