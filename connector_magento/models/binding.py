"""What all bindings of Magento have in common."""

from __future__ import annotations

from odoo import fields, models


class MagentoBinding(models.AbstractModel):
    """A record of a Magento shop.

    Magento's ids are numbers from 0 on (customer group 0 is "not logged in"): they are
    kept as text, in which 0 can't be taken for "none".
    """

    _name = "magento.binding"
    _inherit = ["external.binding.synchronized"]
    _description = "Magento Binding"
    _order = "backend_id, id"

    backend_id = fields.Many2one(
        comodel_name="magento.backend",
        string="Magento Backend",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The shop that this record comes from.",
    )
    external_id = fields.Char(
        string="Magento ID",
        readonly=True,
        copy=False,
        help="Identifier of the record in the shop.",
    )
    sync_date = fields.Datetime(
        string="Last Synchronization",
        readonly=True,
        copy=False,
        help="When Odoo last imported the record.",
    )

    _external_uniq = models.Constraint(
        "UNIQUE(backend_id, external_id)",
        "This record of the Magento shop is already linked to another one in Odoo.",
    )

    def action_reimport(self) -> dict:
        """Import the records again, in jobs, even those that are up to date."""
        self.check_access("write")
        for binding in self:
            binding._delay_reimport()
        return self.env["magento.backend"]._notify_started(
            self.env._("The import has started.")
        )

    def _delay_reimport(self) -> None:
        """Delay the import of this record."""
        self.backend_id.sudo()._delay_once(
            self.env[self._name].sudo(),
            "import_record",
            self.external_id,
            force=True,
            description=self.env._(
                "%(backend)s: import %(model)s %(id)s again",
                backend=self.backend_id.name,
                model=self._description,
                id=self.external_id,
            ),
        )
