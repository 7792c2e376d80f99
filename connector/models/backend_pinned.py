"""Where the work of a backend is done: its company, language, user and run."""

from __future__ import annotations

from typing import Any

from odoo import api, fields, models
from odoo.api import Environment
from odoo.exceptions import AccessError

from odoo.addons.queue_job.exception import FailedJobError

from .run import RUN_KEY, ConnectorRun


class ConnectorBackend(models.AbstractModel):
    """Do the work of a backend in the same place, whoever asked for it."""

    _inherit = "connector.backend"

    connector_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Work As",
        domain=[("share", "=", False)],
        copy=False,
        groups="connector.group_connector_manager",
        help="Its jobs run as this user, whoever started them: the one to name as"
        " author of what they write. Empty: whoever started them. To choose somebody"
        " else than oneself takes the right to manage users.",
    )
    connector_lang_id = fields.Many2one(
        comodel_name="res.lang",
        string="Work In",
        domain=[("active", "=", True)],
        groups="connector.group_connector_manager",
        help="Language in which its jobs read and write translated texts. Empty: the"
        " language of the user they run as.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        backends = super().create(vals_list)
        backends._check_connector_user()
        return backends

    def write(self, vals):
        result = super().write(vals)
        if "connector_user_id" in vals:
            self._check_connector_user()
        return result

    def _check_connector_user(self) -> None:
        """Let nobody gain, by the jobs of a backend, the rights of somebody else.

        No ``@api.constrains``, which would not know who asks.
        """
        if self.env.su or self.env.user.has_group("base.group_erp_manager"):
            return
        for backend in self.sudo():
            if backend.connector_user_id not in (self.env["res.users"], self.env.user):
                raise AccessError(
                    self.env._(
                        "You may not let the jobs of %(backend)s run as %(user)s: they"
                        " would have that user's rights. Choose yourself, or ask"
                        " somebody who may manage users.",
                        backend=backend.display_name,
                        user=backend.connector_user_id.name,
                    )
                )

    def _pinned(self) -> ConnectorBackend:
        """Return the backend in the company, language and user of its work.

        Whoever presses the button, and in whatever company and language, the same
        comes out. Whether it is allowed all (``sudo()``) stays as it is.
        """
        self.ensure_one()
        user = self.sudo().connector_user_id
        backend = (
            self.with_env(self.env(user=user.id, su=self.env.su)) if user else self
        )
        return backend._in_its_place()

    def _in_its_place(self) -> ConnectorBackend:
        """Return the backend in the company and language of its work."""
        context: dict[str, Any] = {}
        own = self.sudo()
        if "company_id" in self._fields and own.company_id:
            context["allowed_company_ids"] = own.company_id.ids
        context["lang"] = own.connector_lang_id.code or self.env.user.lang or "en_US"
        return self.with_context(**context)

    def _in_job(self, env: Environment) -> ConnectorBackend:
        """Return the backend for the work of a job, given to it as an argument.

        :param env: environment of the job's record: it knows the job and its run
        :raises FailedJobError: the backend was deleted after the job was created
        """
        if not self.exists():
            raise FailedJobError(
                env._(
                    "The backend %(model)s %(id)s was deleted, and its imports with it:"
                    " cancel this job.",
                    model=self._name,
                    id=self.id,
                )
            )
        known = {
            key: env.context[key] for key in (RUN_KEY, "job_uuid") if key in env.context
        }
        return self._in_its_place().with_context(**known)

    @api.model
    def _job_prepare_context_before_enqueue_keys(self) -> tuple[str, ...]:
        return (*super()._job_prepare_context_before_enqueue_keys(), RUN_KEY)

    def _start_run(
        self, model: models.BaseModel | str, description: str
    ) -> ConnectorRun:
        """Open a run: the jobs delayed in its context belong to it.

        Usage::

            run = backend._start_run("magento.res.partner", "Import of customers")
            backend.with_env(run.env)._delay_imports("magento.res.partner", ids)

        Create it in the transaction that delays its first job: a run without jobs
        that wait is over.

        :param model: binding model whose records are imported
        :param description: what is done, as people read it
        :return: the run, with itself in its context
        """
        self.ensure_one()
        return self.env["connector.run"]._start(self, model, description)
