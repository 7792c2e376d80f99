"""When the next request of each backend may leave."""

from __future__ import annotations

import time

from odoo import api, fields, models
from odoo.sql_db import db_connect

from ..rest import budget

_KEPT_SECONDS = 86400


class RestBudget(models.Model):
    """The requests per second of a backend, shared by all workers of all servers.

    Written by :class:`odoo.addons.connector.rest.budget.PostgresBudget` in short
    transactions, not through here.
    """

    _name = "connector.rest.budget"
    _description = "Budget of Requests"
    _rec_name = "backend"
    _log_access = False

    backend = fields.Char(
        required=True,
        readonly=True,
        help="The backend that is asked: its model and id.",
    )
    free_at = fields.Float(
        string="Free At (s)",
        required=True,
        readonly=True,
        help="Moment at which the next request may leave, in seconds since 1970 by the"
        " clock of the database.",
    )

    _backend_unique = models.Constraint(
        "unique(backend)", "There is one budget per backend."
    )

    @api.autovacuum
    def _gc_budgets(self) -> None:
        """Delete the budgets of backends that nobody asked for a day."""
        self.search([("free_at", "<", time.time() - _KEPT_SECONDS)]).unlink()

    @api.model
    def _of(self, key: str, per_second: float) -> budget.PostgresBudget | None:
        """The budget with a key, ``None`` if it is unlimited.

        Its transactions are never those of this environment, not even in tests: a
        turn that was taken stays taken when a job is rolled back.
        """
        if per_second <= 0:
            return None
        connection = db_connect(self.env.cr.dbname)
        return budget.PostgresBudget(connection.cursor, key, per_second)
