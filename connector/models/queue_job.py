"""Open, from a job, the record that it synchronizes."""

from __future__ import annotations

from typing import Any

from odoo import models


class QueueJob(models.Model):
    _inherit = "queue.job"

    def related_action_unwrap_binding(
        self, component_usage: str = "binder"
    ) -> dict[str, Any] | None:
        """Open the Odoo record behind the binding of the job.

        Name it in the ``queue.job.function`` of a method of a binding::

            <field name="related_action"
                eval='{"func_name": "related_action_unwrap_binding"}' />

        The binding itself is opened when it has no Odoo record.

        :param component_usage: usage of the component that unwraps the binding
        :return: an action, or ``None`` when the job is not about one binding
        """
        self.ensure_one()
        binding = self.records.exists()
        if len(binding) != 1:
            return None
        with binding.backend_id.work_on(binding._name) as work:
            binder = work.component(usage=component_usage)
        try:
            model_name = binder.unwrap_model()
            record_id = binder.unwrap_binding(binding).id
        except ValueError:
            model_name, record_id = binding._name, binding.id
        return {
            "name": self.env._("Related Record"),
            "type": "ir.actions.act_window",
            "view_type": "form",
            "view_mode": "form",
            "res_model": model_name,
            "res_id": record_id,
        }

    def related_action_imported(self) -> dict[str, Any] | None:
        """Open what a job imported, or is to import again.

        For jobs whose arguments begin with the backend and the record's id there, such
        as ``import_record``.

        :return: an action, or ``None`` when the record was never imported
        """
        self.ensure_one()
        if len(self.args) < 2:
            return None
        backend, external_id = self.args[:2]
        with backend.work_on(self.model_name) as work:
            binding = work.component(usage="binder").to_internal(external_id)
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
