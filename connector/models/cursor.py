"""Up to where the records of a backend have been imported."""

from __future__ import annotations

from psycopg2.errors import (
    LockNotAvailable,
    SerializationFailure,
    UniqueViolation,
)

from odoo import api, fields, models
from odoo.tools import mute_logger

from ..components.page import Position
from ..database import pg_try_advisory_lock
from .reference import (
    LastingReference,
    backend_keys,
    follow_backend_companies,
    referable_models,
    set_backend_companies,
)


class ConnectorCursor(models.Model):
    """The position up to which one model's records of a backend are imported.

    An import since the cursor starts there. It is moved in the transaction of the job
    that ends an import, so that it never covers what was not committed.
    """

    _name = "connector.cursor"
    _description = "Connector Cursor"
    _order = "backend, model_name"
    _rec_name = "model_name"

    backend = LastingReference(
        selection=referable_models,
        required=True,
        readonly=True,
        index=True,
        help="The backend from which the records are imported.",
    )
    model_name = fields.Char(
        string="Model",
        required=True,
        readonly=True,
        help="The binding model whose records are imported.",
    )
    instant = fields.Datetime(
        string="Imported Up To",
        required=True,
        help="The next import of changed records takes those changed since then, by "
        "the clock of the backend. Set it back to import more of them again, or delete "
        "the cursor to import all of them.",
    )
    external_id = fields.Char(
        string="Last ID",
        readonly=True,
        help="The last record of that instant, when the backend tells them in order.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        readonly=True,
        help="Company of the backend. Without company, every company sees it.",
    )

    _unique_backend_model = models.Constraint(
        "unique(backend, model_name)",
        "This model already has a cursor for this backend: change that one.",
    )

    @api.depends("backend")
    def _compute_company_id(self):
        set_backend_companies(self, "backend")

    def write(self, vals):
        if "instant" in vals and "external_id" not in vals:
            # The id belongs to the former instant.
            vals = {**vals, "external_id": False}
        return super().write(vals)

    @api.model
    def _of(self, backend: models.BaseModel, model_name: str) -> ConnectorCursor:
        """The cursor of a model for a backend, empty when there is none."""
        return self.sudo().search(
            [
                ("backend", "=", f"{backend._name},{backend.id}"),
                ("model_name", "=", model_name),
            ]
        )

    @api.model
    def _position(self, backend: models.BaseModel, model_name: str) -> Position | None:
        """Where the cursor of a model for a backend is; ``None`` when there is none."""
        cursor = self._of(backend, model_name)
        if not cursor:
            return None
        return Position(cursor.instant, cursor.external_id or None)

    @api.model
    def _move(
        self,
        backend: models.BaseModel,
        model_name: str,
        position: Position,
        since: Position | None = None,
    ) -> bool:
        """Move the cursor forward, as part of the present transaction.

        It stays where it is when it is there already or further, when a person set it
        back or deleted it since the import began, and when somebody else changes it
        just now. Where it stays, the next import takes some records again: none is
        ever skipped.

        :param position: up to where everything is imported
        :param since: where the cursor was when the import began, if there was one
        :return: whether it was moved
        """
        lock = f"connector.cursor:{backend._name},{backend.id}:{model_name}"
        if not pg_try_advisory_lock(self.env, lock):
            return False
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                return self._move_locked(backend, model_name, position, since)
        except (SerializationFailure, UniqueViolation, LockNotAvailable):
            # Changed after our transaction had begun, or just now.
            self.env.invalidate_all(flush=False)
            return False

    @api.model
    def _move_locked(
        self,
        backend: models.BaseModel,
        model_name: str,
        position: Position,
        since: Position | None,
    ) -> bool:
        # Positions are compared as they are stored: in seconds.
        instant = position.instant.replace(microsecond=0)
        cursor = self._of(backend, model_name)
        values = {"instant": instant, "external_id": position.external_id or False}
        if not cursor:
            if since:
                return False
            reference = f"{backend._name},{backend.id}"
            self.sudo().create(
                {"backend": reference, "model_name": model_name, **values}
            ).flush_recordset()
            return True
        # Fails when the row was changed after our snapshot, or is being changed.
        self.env.cr.execute(
            "SELECT FROM connector_cursor WHERE id = %s FOR UPDATE NOWAIT", [cursor.id]
        )
        if self.env.cr.rowcount == 0:
            return False
        if since and cursor.instant < since.instant:
            return False
        if cursor.instant == instant:
            # Which of two ids comes later only their order on the backend tells.
            is_ours = since == (cursor.instant, cursor.external_id or None)
            if not is_ours or cursor.external_id == values["external_id"]:
                return False
        elif cursor.instant > instant:
            return False
        cursor.write(values)
        cursor.flush_recordset()
        return True


class ConnectorBackend(models.AbstractModel):
    """Keep the cursors in the company of their backend, and delete them with it."""

    _inherit = "connector.backend"

    def _cursors(self) -> ConnectorCursor:
        cursors = self.env["connector.cursor"].sudo()
        return cursors.search([("backend", "in", backend_keys(self))])

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            follow_backend_companies(self._cursors())  # it decides who sees them
        return result

    def unlink(self):
        cursors = self._cursors()
        result = super().unlink()
        cursors.unlink()
        return result
