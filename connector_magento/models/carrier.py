"""Shipping methods of a shop, and the carriers that Odoo has for them."""

from __future__ import annotations

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.connector.exception import ConfigurationError


class MagentoCarrier(models.Model):
    """A shipping method of a shop: a person chooses its carrier once.

    The shop doesn't list its methods; each is found when an order has it.
    """

    _name = "magento.carrier"
    _description = "Magento Shipping Method"
    _order = "backend_id, code, id"
    _rec_name = "code"
    _check_company_auto = True

    backend_id = fields.Many2one(
        comodel_name="magento.backend",
        string="Magento Backend",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    code = fields.Char(
        required=True, help="The method as the shop names it, such as ups_GND."
    )
    name = fields.Char(
        string="Title", help="What customers read; as the first order told it."
    )
    carrier_id = fields.Many2one(
        comodel_name="delivery.carrier",
        check_company=True,
        ondelete="restrict",
        help="Delivery method in Odoo of the orders that are shipped so.",
    )
    without_carrier = fields.Boolean(
        help="Orders that are shipped so have no delivery method in Odoo, and need no"
        " choice."
    )
    is_mapped = fields.Boolean(
        string="Ready", compute="_compute_is_mapped", search="_search_is_mapped"
    )

    _unique_code = models.Constraint(
        "unique(backend_id, code)",
        "This backend already has this shipping method: change that one.",
    )

    @api.depends("carrier_id", "without_carrier")
    def _compute_is_mapped(self) -> None:
        for method in self:
            method.is_mapped = bool(method.carrier_id or method.without_carrier)

    @api.model
    def _search_is_mapped(self, operator: str, value: object) -> list:
        if operator not in ("=", "!=", "in", "not in"):
            return NotImplemented
        wanted = any(value) if isinstance(value, list | tuple | set) else bool(value)
        if (operator in ("=", "in")) == wanted:
            return ["|", ("carrier_id", "!=", False), ("without_carrier", "=", True)]
        return [("carrier_id", "=", False), ("without_carrier", "=", False)]

    @api.model
    def _note(self, backend: models.BaseModel, code: str, title: str) -> None:
        """Take down a shipping method that an order has; another job may do so, too."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO magento_carrier
                    (backend_id, code, name, create_uid, write_uid, create_date,
                     write_date)
                VALUES (%s, %s, %s, %s, %s, now() AT TIME ZONE 'UTC',
                        now() AT TIME ZONE 'UTC')
                ON CONFLICT (backend_id, code) DO NOTHING""",
                backend.id,
                code,
                title or None,
                self.env.uid,
                self.env.uid,
            )
        )

    def _carrier(self) -> models.BaseModel:
        """The delivery method of Odoo; empty if there shall be none.

        :raises ConfigurationError: nobody has chosen it yet
        """
        self.ensure_one()
        if not self.is_mapped:
            raise ConfigurationError(
                self.env._(
                    "The shipping method “%(code)s” (%(name)s) of %(backend)s has no"
                    " delivery method in Odoo yet: choose it under Magento / Shipping"
                    " Methods, or tick “Without Carrier” there. Then press “Run Again” on"
                    " the backend.",
                    code=self.code,
                    name=self.name or "-",
                    backend=self.backend_id.name,
                ),
                record=self,
            )
        return self.carrier_id
