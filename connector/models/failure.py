"""What a person does about a failed job: read why, configure, try again."""

from __future__ import annotations

from typing import Any

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.queue_job.job import FAILED

from ..rest.masking import Mask
from .reference import (
    LastingReference,
    backend_keys,
    existing_records,
    referable_models,
)


class QueueJob(models.Model):
    _inherit = "queue.job"

    connector_entity = fields.Selection(
        selection="_selection_connector_entity",
        string="Entity",
        readonly=True,
        help="What the job imports or exports.",
    )
    connector_configure = LastingReference(
        selection=referable_models,
        string="What to Configure",
        readonly=True,
        index="btree_not_null",
        help="The record on which a person must set something before the job can"
        " succeed.",
    )
    connector_payload = fields.Text(
        string="Record",
        readonly=True,
        help="The record as the backend sent it, or as it was to be sent, without"
        " secrets. It is forgotten as soon as the job is tried again.",
    )
    connector_backend_name = fields.Char(
        string="Backend Name",
        compute="_compute_connector_backend_name",
        search="_search_connector_backend_name",
    )

    @api.model
    def _selection_connector_entity(self) -> list[tuple[str, str]]:
        """Bindings and backends: the models whose jobs are those of connectors."""
        bases = tuple(
            self.env.registry[name]
            for name in ("external.binding", "connector.backend")
        )
        get = self.env["ir.model"]._get
        entities = [
            (name, get(name).sudo().name or name)
            for name, model in self.env.registry.items()
            if issubclass(model, bases) and not model._abstract
        ]
        return sorted(entities, key=lambda entity: entity[1])

    @api.depends("connector_backend")
    def _compute_connector_backend_name(self) -> None:
        keys = {
            (job.connector_backend._name, job.connector_backend.id)
            for job in self
            if job.connector_backend
        }
        existing = existing_records(self.env, keys)
        for job in self:
            backend = job.connector_backend
            found = existing.get((backend._name, backend.id)) if backend else None
            job.connector_backend_name = found.sudo().display_name if found else False

    @api.model
    def _search_connector_backend_name(self, operator: str, value: Any) -> Any:
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        backends = self.env["connector.backend"]._concrete_models()
        keys = [
            key
            for model in backends
            for key in backend_keys(
                model.with_context(active_test=False).search(
                    [("display_name", operator, value)]
                )
            )
        ]
        return Domain("connector_backend", "in", keys)

    def action_connector_open_configure(self) -> dict[str, Any]:
        """Open the record on which something is to be set."""
        self.ensure_one()
        self.check_access("read")
        record = self.connector_configure
        key = (record._name, record.id) if record else None
        if key is None or not existing_records(self.env, [key]):
            raise UserError(
                self.env._(
                    "The record to configure is gone, or was never known: the reason"
                    " of the failure says what is to be set."
                )
            )
        if not record.has_access("read"):
            raise AccessError(
                self.env._(
                    "What is to be set is %(record)s (%(model)s), which you may not"
                    " see: ask somebody who may.",
                    record=record.sudo().display_name,
                    model=self.env["ir.model"]._get(record._name).sudo().name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_connector_run_again_alike(self) -> dict[str, Any]:
        """Try everything again that waited for the same setting as these jobs."""
        self.check_access("read")
        again = self.browse()
        for job in self:
            if job.connector_error_kind != "configuration":
                continue
            record = job.connector_configure
            known = f"{record._name},{record.id}" if record else False
            domain = [
                ("state", "=", FAILED),
                ("connector_error_kind", "=", "configuration"),
                ("connector_configure", "=", known),
            ]
            if not known:
                backend = job.connector_backend
                domain.append(
                    ("connector_backend", "=", f"{backend._name},{backend.id}")
                )
            again |= self.search(domain)
        again.sudo()._connector_requeue()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if again else "warning",
                "message": self.env._("%s jobs are tried again.", len(again))
                if again
                else self.env._("No job waits for a configuration."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


class ConnectorBackend(models.AbstractModel):
    _inherit = "connector.backend"

    @api.model
    def _concrete_models(self) -> list[models.BaseModel]:
        """The models of backends that are installed, empty recordsets, by name."""
        base = self.env.registry["connector.backend"]
        return [
            self.env[name]
            for name, model in sorted(self.env.registry.items())
            if issubclass(model, base) and not model._abstract
        ]

    def _hide_secrets(self) -> Mask:
        """What takes the keys and passwords of this backend out of a text."""
        backend = self.sudo()
        return Mask(
            str(backend[name])
            for name, field in self._fields.items()
            if field.groups and field.type in ("char", "text") and field.store
            # A word so short would be hidden everywhere.
            if len(str(backend[name] or "")) > 3
        )
