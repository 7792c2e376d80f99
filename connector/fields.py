"""Field types of the connectors."""

from __future__ import annotations

from odoo import fields


class BackendReference(fields.Reference):
    """Reference that reads as empty once the addon of its model is uninstalled."""

    def convert_to_record(self, value, record):
        if value and value.split(",")[0] not in record.env:
            return None
        return super().convert_to_record(value, record)
