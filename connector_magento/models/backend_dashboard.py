"""What the form of a backend counts, and opens at a click."""

from __future__ import annotations

from odoo import api, fields, models

_COUNTED = {
    "website_count": "magento.website",
    "group_count": "magento.res.partner.category",
    "customer_count": "magento.res.partner",
    "address_count": "magento.address",
}


class MagentoBackend(models.Model):
    _inherit = "magento.backend"

    website_count = fields.Integer(compute="_compute_binding_counts")
    group_count = fields.Integer(compute="_compute_binding_counts")
    customer_count = fields.Integer(compute="_compute_binding_counts")
    address_count = fields.Integer(compute="_compute_binding_counts")
    open_checkpoint_count = fields.Integer(compute="_compute_open_checkpoint_count")
    run_count = fields.Integer(compute="_compute_run_count")

    def _compute_binding_counts(self) -> None:
        for field_name, model_name in _COUNTED.items():
            counts = dict(
                self.env[model_name]._read_group(
                    [("backend_id", "in", self.ids)], ["backend_id"], ["__count"]
                )
            )
            for backend in self:
                backend[field_name] = counts.get(backend._origin, 0)

    def _compute_open_checkpoint_count(self) -> None:
        for backend in self:
            backend.open_checkpoint_count = self.env[
                "connector.checkpoint"
            ].search_count(backend._open_checkpoint_domain())

    def _compute_run_count(self) -> None:
        for backend in self:
            backend.run_count = self.env["connector.run"].search_count(
                [("backend", "=", f"{self._name},{backend._origin.id}")]
            )

    def _open_checkpoint_domain(self) -> list:
        return [
            ("backend_id", "=", f"{self._name},{self._origin.id}"),
            ("state", "=", "need_review"),
        ]

    @api.model
    def _import_models(self) -> list[str]:
        # Addresses come with their customers only.
        names = super()._import_models()
        return [name for name in names if name != "magento.address"]

    def action_dry_run(self) -> dict:
        """Ask for the id of a customer, and show what its import would change."""
        action = super().action_dry_run()
        default = {"default_model_name": "magento.res.partner"}
        return {**action, "context": {**action["context"], **default}}

    def action_import_one(self) -> dict:
        """Ask for the ids of customers, and import them."""
        action = super().action_import_one()
        default = {"default_model_name": "magento.res.partner"}
        return {**action, "context": {**action["context"], **default}}

    def action_open_websites(self) -> dict:
        """Open the websites of this shop."""
        return self._open_list("action_magento_website")

    def action_open_groups(self) -> dict:
        """Open the customer groups of this shop."""
        return self._open_list("action_magento_res_partner_category")

    def action_open_customers(self) -> dict:
        """Open the customers of this shop."""
        return self._open_list("action_magento_res_partner")

    def action_open_addresses(self) -> dict:
        """Open the addresses of this shop's customers."""
        return self._open_list("action_magento_address")

    def action_open_checkpoints(self) -> dict:
        """Open the records of this shop that need a review."""
        return self._open(
            "connector.action_connector_checkpoint", self._open_checkpoint_domain()
        )

    def _open_list(self, action: str) -> dict:
        return self._open(f"connector_magento.{action}", [("backend_id", "=", self.id)])

    @api.model
    def _open(self, action: str, domain: list) -> dict:
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(action),
            "domain": domain,
            "context": {},
        }
