"""See what an import would change, before it does."""

from __future__ import annotations

from typing import Any

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..exception import IDMissingInBackend, error_kind
from ..failure_message import failure_message
from ..models.reference import LastingReference


class ConnectorDryRun(models.TransientModel):
    """Import one record without writing it, and show the difference."""

    _name = "connector.dry.run"
    _description = "Connector Dry Run"

    backend = LastingReference(
        selection="_selection_backend",
        required=True,
        help="The backend from which the record would be imported.",
    )
    model_name = fields.Selection(
        selection="_selection_model_name",
        string="Model",
        required=True,
        help="What would be imported.",
    )
    external_id = fields.Char(
        string="External ID", required=True, help="Id of the record on the backend."
    )
    conclusion = fields.Char(readonly=True)
    is_new = fields.Boolean(readonly=True)
    is_done = fields.Boolean(readonly=True)
    change_ids = fields.One2many(
        comodel_name="connector.dry.run.change",
        inverse_name="dry_run_id",
        string="Changes",
        readonly=True,
    )

    @api.model
    def _selection_backend(self) -> list[tuple[str, str]]:
        registry = self.env.registry
        return [
            (name, label)
            for name, label in self.env["connector.checkpoint"]._reference_models()
            if issubclass(registry[name], registry["connector.backend"])
            and not registry[name]._abstract
        ]

    @api.model
    def _selection_model_name(self) -> list[tuple[str, str]]:
        names = {
            name
            for backend, __ in self._selection_backend()
            for name in self.env[backend]._import_models()
        }
        get = self.env["ir.model"]._get
        return sorted(
            ((name, get(name).sudo().name) for name in names),
            key=lambda option: option[1],
        )

    @api.onchange("backend")
    def _onchange_backend(self) -> None:
        names = self.backend._import_models() if self.backend else []
        if self.model_name not in names:
            self.model_name = names[0] if names else False

    @api.model
    def default_get(self, fields):
        """Choose the backend, and what to import, when there is only one."""
        values = super().default_get(fields)
        if "backend" in fields and not values.get("backend"):
            backends = [
                backend
                for name, __ in self._selection_backend()
                if self.env[name].has_access("read")
                for backend in self.env[name].search([], limit=2)
                if backend._import_models()
            ]
            if len(backends) == 1:
                values["backend"] = f"{backends[0]._name},{backends[0].id}"
        return values

    @api.model
    def _action(self, context: dict[str, Any]) -> dict[str, Any]:
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "connector.action_connector_dry_run"
            ),
            "context": context,
        }

    def action_preview(self) -> dict[str, Any]:
        """Show what an import of the record would change."""
        self.ensure_one()
        self.write(self._preview_values())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dry Run"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_import(self) -> dict[str, Any]:
        """Import the record, in a job."""
        self.ensure_one()
        backend = self._checked_backend()
        started = backend.sudo()._delay_once(
            backend.env[self.model_name].sudo(),
            "import_record",
            self.external_id.strip(),
            force=True,
            description=f"{backend.display_name}: "
            + self.env._(
                "import of %(model)s %(id)s",
                model=self._model_label(),
                id=self.external_id.strip(),
            ),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if started else "warning",
                "message": self.env._("The import has started.")
                if started
                else self.env._("This import is already under way."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _model_label(self) -> str:
        return self.env["ir.model"]._get(self.model_name).sudo().name

    def _checked_backend(self) -> models.BaseModel:
        """The backend, if the user may see it and it imports such records."""
        backend = self.backend
        if not backend or not backend.exists():
            raise UserError(self.env._("The backend was deleted: choose another one."))
        backend.check_access("read")
        if self.model_name not in backend._import_models():
            raise UserError(
                self.env._(
                    "%(backend)s does not import records of “%(model)s”.",
                    backend=backend.display_name,
                    model=self._model_label(),
                )
            )
        return backend

    def _preview_values(self) -> dict[str, Any]:
        backend = self._checked_backend()
        model_name = self.model_name
        external_id = self.external_id.strip()
        # An import works with the rights of the connector; what the user may not
        # see of its result is left out below.
        in_place = backend.sudo()._in_its_place().with_context(lang=self.env.lang)
        with in_place.work_on(model_name) as work:
            importer = work.component(usage="record.importer")
            try:
                preview = importer.preview(external_id)
            except IDMissingInBackend:
                return self._concluded(
                    self.env._("%s is not on the backend.", external_id)
                )
            except Exception as error:
                if error_kind(error) == "bug":
                    raise
                return self._concluded(
                    self.env._("The import would fail: %s", failure_message(error))
                )
        model = self.env[model_name]
        model.browse(preview.binding.ids).check_access("read")
        changes = [
            change
            for change in preview.changes
            if model._has_field_access(model._fields[change.field], "read")
        ]
        values = self._concluded(self._conclusion(preview, changes))
        values["is_new"] = preview.is_new
        values["change_ids"] += [
            Command.create(
                {"label": change.label, "old": change.old, "new": change.new}
            )
            for change in changes
        ]
        return values

    def _conclusion(self, preview, changes: list) -> str:
        if preview.skipped:
            return self.env._("Nothing would be done: %s", preview.skipped)
        if preview.is_new:
            return self.env._("A record would be created.")
        name = preview.binding.sudo().display_name
        if changes:
            return self.env._(
                "%(record)s would change: %(count)s fields.",
                record=name,
                count=len(changes),
            )
        return self.env._("%s would not change.", name)

    def _concluded(self, conclusion: str) -> dict[str, Any]:
        return {
            "conclusion": conclusion,
            "is_done": True,
            "is_new": False,
            "change_ids": [Command.clear()],
        }


class ConnectorDryRunChange(models.TransientModel):
    """One field that an import would change."""

    _name = "connector.dry.run.change"
    _description = "Connector Dry Run Change"

    dry_run_id = fields.Many2one(
        comodel_name="connector.dry.run", required=True, ondelete="cascade", index=True
    )
    label = fields.Char(string="Field", readonly=True)
    old = fields.Text(string="In Odoo", readonly=True)
    new = fields.Text(string="After an Import", readonly=True)
