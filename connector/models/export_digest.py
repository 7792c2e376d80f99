"""What conflicting changes are found by."""

from __future__ import annotations

from odoo import fields, models


class ConnectorBinding(models.AbstractModel):
    _inherit = "connector.binding"

    exported_digest = fields.Char(
        string="Digest after the Last Export",
        readonly=True,
        copy=False,
        help="Fingerprint of the record of the backend as it was right after it was "
        "exported: what differs from it was changed there since. Kept only where a "
        "conflict of changes is to be noticed.",
    )
