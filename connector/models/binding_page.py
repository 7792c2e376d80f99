"""What people see of a binding on the page *Connectors* of its Odoo record."""

from __future__ import annotations

from typing import Any

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.queue_job.job import FAILED

from .reference import backend_keys
from .run import UNDER_WAY


class ConnectorBinding(models.AbstractModel):
    """State, last synchronization, and the way to the record of the backend.

    The list ``connector.view_binding_page`` shows all of it, for any heir of
    ``connector.binding``::

        <field
            name="acme_bind_ids"
            context="{'list_view_ref': 'connector.view_binding_page'}"
            readonly="1"
        />

    Override point: :meth:`_external_url`.
    """

    _inherit = "connector.binding"

    connector_backend_name = fields.Char(
        string="Backend Name", compute="_compute_connector_backend_name"
    )
    connector_state = fields.Selection(
        selection=[
            ("synchronized", "Synchronized"),
            ("waiting", "Waiting"),
            ("failed", "Failed"),
            ("new", "Not Yet There"),
        ],
        string="Synchronization",
        compute="_compute_connector_state",
        help="Waiting: a job is about to import or export it. Failed: the last try"
        " failed, the failures say why. Not Yet There: the backend does not know it"
        " yet.",
    )
    connector_url = fields.Char(string="Link", compute="_compute_connector_url")

    def _compute_connector_backend_name(self) -> None:
        for binding in self:
            backend = binding["backend_id"] if "backend_id" in self._fields else None
            binding.connector_backend_name = (
                backend.sudo().display_name if backend else ""
            )

    def _external_ids(self) -> dict[int, Any]:
        """Id of the binding → id on its backend, of those that have one.

        Override me if it is in another field than ``external_id``.
        """
        if "external_id" not in self._fields:
            return {}
        ids = {binding.id: binding.external_id for binding in self.sudo()}
        return {id_: value for id_, value in ids.items() if value not in (False, "", 0)}

    def _compute_connector_state(self) -> None:
        bindings = self._origin
        external_ids = bindings._external_ids() if "backend_id" in self._fields else {}
        states = bindings._connector_job_states(set(map(str, external_ids.values())))
        for binding in self:
            external_id = external_ids.get(binding._origin.id)
            if external_id is None:
                binding.connector_state = "new"
                continue
            [key] = backend_keys(binding._origin.sudo().backend_id)
            found = states.get((key, str(external_id)), set())
            if found & set(UNDER_WAY):
                binding.connector_state = "waiting"
            else:
                binding.connector_state = (
                    "failed" if FAILED in found else "synchronized"
                )

    def _connector_job_states(
        self, external_ids: set[str]
    ) -> dict[tuple[str, str], set[str]]:
        """(backend, external id) → states of the jobs about it, with one query."""
        if not external_ids:
            return {}
        keys = [
            key
            for backend in self.sudo().mapped("backend_id")
            for key in backend_keys(backend)
        ]
        groups = (
            self.env["queue.job"]
            .sudo()
            ._read_group(
                [
                    ("connector_backend", "in", keys),
                    ("model_name", "=", self._name),
                    ("connector_external_id", "in", sorted(external_ids)),
                    ("state", "in", [*UNDER_WAY, FAILED]),
                ],
                ["connector_backend", "connector_external_id", "state"],
            )
        )
        states: dict[tuple[str, str], set[str]] = {}
        for backend, external_id, state in groups:
            states.setdefault((backend, external_id), set()).add(state)
        return states

    def _external_url(self) -> str:
        """Address of the page of this record on the backend. Override me.

        :return: empty when there is no such page
        """
        return ""

    def _compute_connector_url(self) -> None:
        for binding in self:
            known = binding._origin
            binding.connector_url = known._external_url() if known else ""

    def action_open_external(self) -> dict[str, Any]:
        """Open the page of this record on the backend, in another tab."""
        self.ensure_one()
        self.check_access("read")
        url = self.connector_url
        if not url:
            raise UserError(
                self.env._(
                    "No page of %s on the backend is known: it was never imported or"
                    " exported, or such records have no page.",
                    self.display_name,
                )
            )
        if not url.startswith(("https://", "http://")):
            raise UserError(
                self.env._(
                    "The address “%s” can't be opened: it does not begin with https://."
                    " Correct the address on the backend.",
                    url,
                )
            )
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_reimport(self) -> dict[str, Any]:
        """Import the records again, in jobs, even those that are up to date."""
        self.check_access("read")
        external_ids = self._external_ids()
        if not external_ids:
            raise UserError(
                self.env._(
                    "None of these records has an external id: they were never imported,"
                    " there is nothing to import again."
                )
            )
        runs = self.env["connector.run"]
        for backend, bindings in self.sudo().grouped("backend_id").items():
            ids = [external_ids[id_] for id_ in bindings.ids if id_ in external_ids]
            if ids:
                runs += backend._start_reimport(self._name, ids)
        return self.env["connector.backend"]._notify_started(
            self.env._("The import has started."), runs
        )


class ConnectorBackend(models.AbstractModel):
    _inherit = "connector.backend"

    def _start_reimport(self, model_name: str, external_ids: list) -> models.BaseModel:
        """Delay the import of these records, even if they are up to date.

        :return: the run that the jobs belong to
        """
        self.ensure_one()
        if len(external_ids) == 1:
            what = self.env._("import of %s again", external_ids[0])
        else:
            what = self.env._("import of %s records again", len(external_ids))
        model = self.env["ir.model"]._get(model_name).sudo().name
        description = f"{self.sudo().display_name}: {model}: {what}"
        run = self._start_run(model_name, description)
        run._add(found=len(external_ids))
        self.with_env(run.env)._delay_imports(model_name, external_ids, force=True)
        return run
