"""What a backend imports of the shop's orders, and how."""

from __future__ import annotations

from odoo import api, fields, models

from odoo.addons.connector.models.schedule import Schedule

ORDER = "magento.sale.order"
LINE = "magento.sale.order.line"


class MagentoBackend(models.Model):
    _inherit = "magento.backend"

    orders_from = fields.Datetime(
        string="Orders Placed Since",
        help="Orders that were placed before are left in the shop. Set it to the moment"
        " from which Odoo handles the orders.",
    )
    guest_contacts = fields.Selection(
        selection=[
            ("order", "A new one for each order"),
            ("email", "The same one for the same name and e-mail address"),
        ],
        string="Contacts of Guests",
        default="order",
        required=True,
        help="Who orders without an account may have typed anybody's e-mail address."
        " The same one: orders of guests with the same name and e-mail address share a"
        " contact; it is never that of a customer with an account.",
    )
    missing_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Instead of Vanished Products",
        check_company=True,
        help="Product of the order lines whose product was deleted in the shop before"
        " it was imported. Empty: such orders wait.",
    )
    largest_rounding = fields.Float(
        string="Largest Rounding Difference",
        default=0.05,
        digits=(16, 2),
        help="The shop and Odoo may round taxes differently. A difference of the totals"
        " up to this amount becomes a line of the order. A larger one keeps the order"
        " from being confirmed.",
    )
    import_orders_since = fields.Datetime(
        string="Orders Imported Up To",
        compute="_compute_import_orders_since",
        inverse="_inverse_import_orders_since",
        help="Orders changed in the shop after this moment of its own clock are"
        " imported by the next import of changed orders. Empty it to import all.",
    )
    order_count = fields.Integer(compute="_compute_order_counts")
    unmapped_carrier_count = fields.Integer(compute="_compute_order_counts")

    _largest_rounding_range = models.Constraint(
        "CHECK(largest_rounding BETWEEN 0 AND 1)",
        "The largest rounding difference must be between 0 and 1.",
    )

    def _compute_order_counts(self) -> None:
        for field_name, model_name, domain in (
            ("order_count", ORDER, []),
            ("unmapped_carrier_count", "magento.carrier", [("is_mapped", "=", False)]),
        ):
            counts = dict(
                self.env[model_name]._read_group(
                    [("backend_id", "in", self.ids), *domain],
                    ["backend_id"],
                    ["__count"],
                )
            )
            for backend in self:
                backend[field_name] = counts.get(backend._origin, 0)

    def _compute_import_orders_since(self) -> None:
        cursors = self.env["connector.cursor"]
        for backend in self:
            backend.import_orders_since = cursors._of(backend._origin, ORDER).instant

    def _inverse_import_orders_since(self) -> None:
        for backend in self:
            backend._set_cursor(ORDER, backend.import_orders_since)

    @api.model
    def _connector_schedules(self) -> list[Schedule]:
        return [
            *super()._connector_schedules(),
            Schedule(
                ORDER, "changed", label=self.env._("Import of new and changed orders")
            ),
        ]

    @api.model
    def _import_models(self) -> list[str]:
        # Lines come with their orders only.
        return [name for name in super()._import_models() if name != LINE]

    def action_import_orders(self) -> dict:
        """Import all orders, in chunks."""
        return self._start(self.env._("import of all orders"), ORDER, "import_batch")

    def action_import_changed_orders(self) -> dict:
        """Import the orders placed or changed since the last import, in chunks."""
        return self._start(
            self.env._("import of changed orders"),
            ORDER,
            "import_batch",
            since_cursor=True,
        )

    def action_open_orders(self) -> dict:
        """Open the orders of this shop."""
        return self._open_list("action_magento_sale_order")

    def action_open_unmapped_carriers(self) -> dict:
        """Open the shipping methods, for their carriers to be chosen."""
        return self._open_list("action_magento_carrier")

    # -- what the importers ask ---------------------------------------------------

    def _order_company(self) -> models.BaseModel:
        """The company that sells."""
        return self.company_id or self.env.company
