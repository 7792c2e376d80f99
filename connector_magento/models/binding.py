"""What all bindings of Magento have in common."""

from __future__ import annotations

from urllib.parse import quote

from odoo import fields, models


class MagentoBinding(models.AbstractModel):
    """A record of a Magento shop.

    Magento's ids are numbers from 0 on (customer group 0 is "not logged in"): they are
    kept as text, in which 0 can't be taken for "none".
    """

    _name = "magento.binding"
    _inherit = ["connector.binding"]
    _description = "Magento Binding"
    _order = "backend_id, id"

    _job_channel = "root.magento"

    backend_id = fields.Many2one(
        comodel_name="magento.backend",
        string="Magento Backend",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The shop that this record comes from.",
    )
    external_id = fields.Char(string="Magento ID")
    external_updated_at = fields.Datetime(string="Changed in Magento")

    #: Path of a record's page below the shop's administration; ``{}`` is its id.
    _admin_path = ""

    def _external_url(self) -> str:
        base = self.backend_id._admin_url()
        if not (base and self._admin_path and self.external_id):
            return ""
        return f"{base}/{self._admin_path.format(quote(self.external_id, safe=''))}"


class MagentoPerson(models.AbstractModel):
    """The names of a person as a shop keeps them: one field each."""

    _name = "magento.person"
    _description = "Magento Person"

    prefix = fields.Char(readonly=True)
    firstname = fields.Char(string="First Name", readonly=True)
    middlename = fields.Char(string="Middle Name", readonly=True)
    lastname = fields.Char(string="Last Name", readonly=True)
    suffix = fields.Char(readonly=True)
