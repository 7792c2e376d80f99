"""The binding whose constraints keep concurrent imports from doubling a record."""

from __future__ import annotations

from odoo import fields, models

from .external_binding import UniqueWhereStored


class ConnectorBinding(models.AbstractModel):
    """Binding with all that safe and incremental imports and exports need.

    A concrete binding adds its backend, and the Odoo record behind it::

        class AcmePartner(models.Model):
            _name = "acme.res.partner"
            _description = "Acme Customer"
            _inherit = ["connector.binding"]
            _inherits = {"res.partner": "odoo_id"}

            backend_id = fields.Many2one("acme.backend", required=True)
            odoo_id = fields.Many2one("res.partner", required=True, ondelete="cascade")

    A record of the backend has one binding, and so has an Odoo record per backend:
    two transactions that import the same record at once cannot both be committed. Where
    an Odoo record may well have several bindings, declare another constraint of the
    name ``_unique_odoo_id``.
    """

    _name = "connector.binding"
    _inherit = ["external.binding.synchronized"]
    _description = "Connector Binding"

    external_id = fields.Char(
        string="ID on the Backend",
        readonly=True,
        copy=False,
        help="What the backend calls this record.",
    )
    external_digest = fields.Char(
        string="Digest of the Last Import",
        readonly=True,
        copy=False,
        help="Fingerprint of the data that were last imported: as long as the backend "
        "sends the same, there is nothing to import.",
    )
    external_updated_at = fields.Datetime(
        string="Changed on the Backend",
        readonly=True,
        copy=False,
        help="When the backend last changed what was imported, by the backend's "
        "clock. Empty when it could still change within that second.",
    )
    export_digests = fields.Json(
        string="Digests of the Last Export",
        readonly=True,
        copy=False,
        help="Fingerprint of each value that was last exported: only those that "
        "differ are sent again.",
    )

    _unique_external_id = UniqueWhereStored(
        ("backend_id", "external_id"),
        "This record of the backend is already linked to an Odoo record.",
    )
    _unique_odoo_id = UniqueWhereStored(
        ("backend_id", "odoo_id"),
        "This Odoo record is already linked to a record of this backend.",
    )
