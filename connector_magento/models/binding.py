"""What all bindings of Magento have in common."""

from __future__ import annotations

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

    def action_reimport(self) -> dict:
        """Import the records again, in jobs, even those that are up to date."""
        self.check_access("write")
        runs = self.env["connector.run"]
        for backend, bindings in self.grouped("backend_id").items():
            runs += backend._start_reimport(bindings)
        return self.env["magento.backend"]._notify_started(
            self.env._("The import has started."), runs
        )


class MagentoPerson(models.AbstractModel):
    """The names of a person as a shop keeps them: one field each."""

    _name = "magento.person"
    _description = "Magento Person"

    prefix = fields.Char(readonly=True)
    firstname = fields.Char(string="First Name", readonly=True)
    middlename = fields.Char(string="Middle Name", readonly=True)
    lastname = fields.Char(string="Last Name", readonly=True)
    suffix = fields.Char(readonly=True)
