"""Sources of a shop with Magento's inventory modules: where its goods lie."""

from __future__ import annotations

from odoo import api, fields, models


class MagentoSource(models.Model):
    """A source of a shop, and the warehouse that it is in Odoo.

    It is sent the warehouse's stock, and the shop takes from it what leaves the
    warehouse.
    """

    _name = "magento.source"
    _inherit = ["magento.binding"]
    _description = "Magento Source"
    _order = "backend_id, external_id, id"
    _rec_name = "external_id"
    _check_company_auto = True

    name = fields.Char(readonly=True)
    external_id = fields.Char(
        string="Code",
        required=True,
        help="As in the shop: Stores > Inventory > Sources.",
    )
    active = fields.Boolean(
        default=True, help="Archived when the shop doesn't list the source any more."
    )
    is_enabled = fields.Boolean(
        string="Enabled", readonly=True, help="Whether the shop sells from it."
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    warehouse_id = fields.Many2one(
        comodel_name="stock.warehouse",
        index="btree_not_null",
        domain="[('company_id', '=?', company_id)]",
        check_company=True,
        ondelete="set null",
        help="The source is sent the stock of this warehouse, and the shop takes what"
        " leaves the warehouse from the source. Empty: nothing is sent to it.",
    )
    is_mapped = fields.Boolean(string="Ready", compute="_compute_is_mapped")

    _unique_warehouse = models.Constraint(
        "unique(backend_id, warehouse_id)",
        "This warehouse is another source of this backend already.",
    )

    @api.depends("warehouse_id")
    def _compute_is_mapped(self) -> None:
        for source in self:
            source.is_mapped = bool(source.warehouse_id)
