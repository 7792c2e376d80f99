"""The link between an Odoo record and a record of a backend."""

from odoo import fields, models


class ExternalBinding(models.AbstractModel):
    """Base of the models that link an Odoo record to a record of a backend.

    A concrete binding adds ``odoo_id`` (required, in ``_inherits``), ``backend_id``
    (required), ``external_id`` (of the type of the backend's ids) and a unique
    constraint, which is what keeps two workers from linking a record twice::

        class MagentoPartner(models.Model):
            _name = "magento.res.partner"
            _inherit = ["external.binding"]
            _inherits = {"res.partner": "odoo_id"}

            odoo_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
            backend_id = fields.Many2one("magento.backend", required=True)
            external_id = fields.Char()

            _unique_external_id = models.Constraint(
                "unique(backend_id, external_id)",
                "This record of the backend is already linked to an Odoo record.",
            )
    """

    _name = "external.binding"
    _description = "External Binding"

    sync_date = fields.Datetime(
        string="Last Synchronization",
        readonly=True,
        copy=False,
        help="When this record was last synchronized with the backend.",
    )
