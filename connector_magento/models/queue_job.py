"""Open, from a job, what it imported."""

from __future__ import annotations

from odoo import models


class QueueJob(models.Model):
    _inherit = "queue.job"

    def related_action_magento_import(self) -> dict | None:
        """Open the record that a job imported, or is to import again.

        Used by the jobs ``import_record``, whose arguments are the backend and the
        record's id in the shop.
        """
        self.ensure_one()
        if len(self.args) < 2:
            return None
        backend, external_id = self.args[:2]
        binding = (
            self.env[self.model_name]
            .with_context(active_test=False)
            .search(
                [("backend_id", "=", backend.id), ("external_id", "=", external_id)]
            )
        )
        if not binding:
            return None
        record = binding.odoo_id if "odoo_id" in binding._fields else binding
        return {
            "name": self.env._("Imported Record"),
            "type": "ir.actions.act_window",
            "view_mode": "form",
            "res_model": record._name,
            "res_id": record.id,
        }
