"""The buttons that import a record by its id, or show what an import would change."""

from __future__ import annotations

from typing import Any

from odoo import api, models
from odoo.exceptions import UserError

from ..components.binder import is_external_id


class ConnectorBackend(models.AbstractModel):
    _inherit = "connector.backend"

    @api.model
    def _import_models(self) -> list[str]:
        """Names of the binding models whose records this backend imports one by one."""
        registry = self.env.registry
        base = registry["external.binding.synchronized"]
        return sorted(
            name
            for name, model in registry.items()
            if issubclass(model, base)
            and not model._abstract
            and "backend_id" in model._fields
            and model._fields["backend_id"].comodel_name == self._name
        )

    def action_dry_run(self) -> dict[str, Any]:
        """Ask for an external id, and show what its import would change."""
        return self.env["connector.dry.run"]._action(
            {"default_backend": f"{self._name},{self.id}"}
        )

    def action_import_one(self) -> dict[str, Any]:
        """Ask for ids on this backend, and import them."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "connector.action_connector_import_one"
            ),
            "context": {"default_backend": f"{self._name},{self.id}"},
        }


class SynchronizedBinding(models.AbstractModel):
    _inherit = "external.binding.synchronized"

    @api.model
    def _is_external_id(self, text: str) -> bool:
        """Whether a text that a person typed can be an id on the backend. Override me.

        Ids that Odoo keeps as numbers are numbers.
        """
        field = self._fields.get("external_id")
        return field is None or field.type != "integer" or text.isdecimal()

    def action_dry_run(self) -> dict[str, Any]:
        """Show what an import of this record would change."""
        self.ensure_one()
        with self.backend_id.sudo().work_on(self._name) as work:
            external_id = work.component(usage="binder").to_external(self.sudo())
        if not is_external_id(external_id):
            raise UserError(
                self.env._(
                    "%s has no external id: it was never imported, there is nothing to"
                    " compare it with.",
                    self.display_name,
                )
            )
        dry_run = self.env["connector.dry.run"].create(
            {
                "backend": f"{self.backend_id._name},{self.backend_id.id}",
                "model_name": self._name,
                "external_id": str(external_id),
            }
        )
        return dry_run.action_preview()
