"""What backends can do by themselves: declared by their models, started when due."""

from __future__ import annotations

from typing import Any, Literal

from odoo import api, fields, models

from .reference import follow_backend_companies
from .schedule import ConnectorSchedule, Schedule

#: What the generic importers do without a method: name → (method, its arguments).
_GENERIC: dict[str, tuple[str, dict[str, Any]]] = {
    "changed": ("import_batch", {"since_cursor": True}),
    "all": ("import_batch", {}),
    "deletions": ("import_deletions", {}),
}


class ConnectorBackend(models.AbstractModel):
    """Do what is scheduled; keep the lines in its company, delete them with it."""

    _inherit = "connector.backend"

    connector_schedule_ids = fields.One2many(
        comodel_name="connector.schedule",
        inverse_name="backend_id",
        string="Schedules",
        groups="connector.group_connector_user",
        help="What this backend does by itself.",
    )

    @api.model
    def _connector_schedules(self) -> list[Schedule]:
        """Declare what backends of this model can do by themselves. Override me.

        Their order is that of the lines on the form::

            def _connector_schedules(self):
                return [
                    *super()._connector_schedules(),
                    Schedule("acme.res.partner", "changed"),
                    Schedule("acme.res.partner", "deletions", every=(1, "days")),
                    Schedule(
                        "acme.stock",
                        "export",
                        label=self.env._("Export of stock"),
                        method="action_export_stock",
                    ),
                ]
        """
        return []

    def _start_scheduled(self, declared: Schedule, label: str) -> bool:
        """Start what is declared, unless it is under way. Called with all rights.

        :param label: what it does, as people read it
        :return: whether it was started; a method that returns nothing started it
        """
        self.ensure_one()
        if declared.method:
            return getattr(self, declared.method)() is not False
        method, kwargs = _GENERIC[declared.what]
        return self._delay_once(
            self.env[declared.model],
            method,
            description=f"{self.display_name}: {label}",
            **kwargs,
        )

    @api.model
    def _notify_started(
        self,
        message: str,
        runs: models.BaseModel | None = None,
        kind: Literal["success", "warning", "danger", "info"] = "success",
    ) -> dict[str, Any]:
        """A notification for the return value of a button, with a link to the runs.

        :param message: what happened, in a sentence
        :param runs: what was started: a single run is what the link opens
        """
        url = "/odoo/action-connector.action_connector_run"
        if runs and len(runs) == 1:
            url = f"{url}/{runs.id}"
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": f"{message} %s",
                "links": [{"label": self.env._("See how far it is"), "url": url}],
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _connector_schedule_lines(self) -> ConnectorSchedule:
        return (
            self.env["connector.schedule"]
            .sudo()
            .search(
                [("backend_model", "=", self._name), ("backend_id", "in", self.ids)]
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        backends = super().create(vals_list)
        self.env["connector.schedule"]._complete(backends)
        return backends

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            # It decides who sees them.
            follow_backend_companies(self._connector_schedule_lines())
        return result

    def unlink(self):
        lines = self._connector_schedule_lines()
        result = super().unlink()
        lines.unlink()
        return result
