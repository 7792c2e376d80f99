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
    export_conflict = fields.Boolean(
        string="Changed on Both Sides",
        readonly=True,
        copy=False,
        help="The record was changed in Odoo and on the backend: neither version is "
        "taken over until a person chooses one.",
    )

    def action_export_anyway(self) -> None:
        """Keep the version of Odoo: send it whole, in a job."""
        self.check_access("write")
        for binding in self:
            binding.with_delay().export_record(force=True)

    def action_import_anyway(self) -> None:
        """Take the version of the backend, in a job."""
        self.check_access("write")
        for binding in self:
            binding.with_delay().import_record(
                binding.backend_id, binding.external_id, force=True
            )
