"""Import records by their ids on the backend, because a person asks for them."""

from __future__ import annotations

from typing import Any

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..exception import error_kind
from ..failure_message import failure_message
from ..models.reference import LastingReference

#: More is the business of an import of all.
_MOST = 1000
_LONGEST_ID = 255


class ConnectorImportOne(models.TransientModel):
    """Import one record now and show what came of it, or several in jobs."""

    _name = "connector.import.one"
    _description = "Connector Import by ID"

    backend = LastingReference(
        selection="_selection_backend",
        required=True,
        help="The backend from which the records are imported.",
    )
    model_name = fields.Selection(
        selection="_selection_model_name",
        string="Model",
        required=True,
        help="What is imported.",
    )
    external_ids = fields.Text(
        string="IDs on the Backend",
        required=True,
        help="One per line. One is imported at once, several in jobs.",
    )
    result = fields.Text(readonly=True)
    is_done = fields.Boolean(readonly=True)
    is_failed = fields.Boolean(readonly=True)
    record = LastingReference(
        selection="_selection_record", readonly=True, string="Imported Record"
    )

    @api.model
    def _selection_backend(self) -> list[tuple[str, str]]:
        return self.env["connector.dry.run"]._selection_backend()

    @api.model
    def _selection_model_name(self) -> list[tuple[str, str]]:
        return self.env["connector.dry.run"]._selection_model_name()

    @api.model
    def _selection_record(self) -> list[tuple[str, str]]:
        return self.env["connector.checkpoint"]._reference_models()

    @api.onchange("backend")
    def _onchange_backend(self) -> None:
        names = self.backend._import_models() if self.backend else []
        if self.model_name not in names:
            self.model_name = names[0] if names else False

    @api.onchange("backend", "model_name", "external_ids")
    def _onchange_question(self) -> None:
        self.update({"result": False, "record": False})
        self.is_done = self.is_failed = False

    @api.model
    def default_get(self, fields):
        """Choose the backend when there is only one."""
        values = super().default_get(fields)
        if "backend" in fields and not values.get("backend"):
            known = self.env["connector.dry.run"].default_get(["backend"])
            values.update(known)
        return values

    def _checked_ids(self, backend: models.BaseModel) -> list[Any]:
        """The ids that were typed in, each once; what cannot be one is named."""
        lines = (line.strip() for line in (self.external_ids or "").splitlines())
        ids = list(dict.fromkeys(filter(None, lines)))
        if not ids:
            raise UserError(
                self.env._("No id is given: type the ids on the backend, one per line.")
            )
        if len(ids) > _MOST:
            raise UserError(
                self.env._(
                    "%(count)s ids are given, at most %(most)s can be imported so:"
                    " import all, or what changed, on the backend.",
                    count=len(ids),
                    most=_MOST,
                )
            )
        model = self.env[self.model_name]
        wrong = [id_ for id_ in ids if not self._is_id(model, id_)]
        if wrong:
            raise UserError(
                self.env._(
                    "These can't be ids of “%(model)s” on %(backend)s: %(ids)s. Give one"
                    " id per line, as the backend shows it.",
                    model=self._model_label(),
                    backend=backend.sudo().display_name,
                    ids=", ".join(f"“{id_[:50]}”" for id_ in wrong[:5]),
                )
            )
        field = model._fields.get("external_id")
        if field is not None and field.type == "integer":
            return [int(id_) for id_ in ids]
        return ids

    @api.model
    def _is_id(self, model: models.BaseModel, text: str) -> bool:
        if len(text) > _LONGEST_ID or not text.isprintable():
            return False
        check = getattr(model, "_is_external_id", None)
        return check(text) if check else True

    def _model_label(self) -> str:
        return self.env["ir.model"]._get(self.model_name).sudo().name

    def _checked_backend(self) -> models.BaseModel:
        """The backend, if the user may see it and it imports such records."""
        dry_run = self.env["connector.dry.run"].new(
            {
                "backend": f"{self.backend._name},{self.backend.id}",
                "model_name": self.model_name,
            }
        )
        return dry_run._checked_backend()

    def action_import(self) -> dict[str, Any]:
        """Import one record now, and show what came of it; several in jobs."""
        self.ensure_one()
        backend = self._checked_backend()
        ids = self._checked_ids(backend)
        if len(ids) > 1:
            return self._import_in_jobs(backend, ids)
        self.write(self._import_now(backend, ids[0]))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import by ID"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_import_in_jobs(self) -> dict[str, Any]:
        """Import all of them in jobs, which are tried again if need be."""
        self.ensure_one()
        backend = self._checked_backend()
        return self._import_in_jobs(backend, self._checked_ids(backend))

    def action_open_record(self) -> dict[str, Any]:
        """Open what was imported."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.record._name,
            "res_id": self.record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _import_in_jobs(
        self, backend: models.BaseModel, ids: list[Any]
    ) -> dict[str, Any]:
        run = backend.sudo()._start_reimport(self.model_name, ids)
        answer = backend._notify_started(
            self.env._("Started: import of %s records.", len(ids)), run
        )
        answer["params"]["next"] = {"type": "ir.actions.act_window_close"}
        return answer

    def _import_now(self, backend: models.BaseModel, external_id: Any) -> dict:
        """Import a record as a job would, and tell what came of it."""
        in_place = backend.sudo()._pinned()
        model = in_place.env[self.model_name]
        try:
            with self.env.cr.savepoint():
                result = model.import_record(in_place, external_id, force=True)
        except Exception as error:
            if error_kind(error) == "bug":
                raise
            return {
                "result": failure_message(error),
                "is_done": True,
                "is_failed": True,
                "record": False,
            }
        with in_place.work_on(self.model_name) as work:
            binding = work.component(usage="binder").to_internal(external_id)
        record = binding
        if binding and "odoo_id" in binding._fields and binding.odoo_id:
            record = binding.odoo_id
        visible = record and record.with_env(self.env).has_access("read")
        return {
            "result": str(result or self.env._("The record was imported.")),
            "is_done": True,
            "is_failed": False,
            "record": f"{record._name},{record.id}" if visible else False,
        }
