"""The imports that a person or a schedule starts: each is a job."""

from __future__ import annotations

from odoo import api, fields, models

from odoo.addons.connector.database import pg_try_advisory_lock
from odoo.addons.queue_job.job import (
    ENQUEUED,
    PENDING,
    STARTED,
    WAIT_DEPENDENCIES,
)

_UNDER_WAY = (WAIT_DEPENDENCIES, PENDING, ENQUEUED, STARTED)


class MagentoBackend(models.Model):
    _inherit = "magento.backend"

    auto_import_customers = fields.Boolean(
        string="Import Automatically",
        help="Let the scheduled action import customers created or changed in the shop"
        " since the last import.",
    )
    import_customers_since = fields.Datetime(
        string="Imported Up To",
        copy=False,
        help="Customers changed in the shop after this moment of its own clock are"
        " imported by the next import of changed customers. Empty it to import all.",
    )

    def action_import_stores(self) -> dict:
        """Import websites, stores and store views, in a job."""
        return self._start(
            self.env._("import of websites, stores and store views"),
            lambda backend, description: backend._delay_once(
                backend, "import_stores", description=description
            ),
        )

    def action_import_customer_groups(self) -> dict:
        """Import the customer groups, in a job."""
        return self._start(
            self.env._("import of customer groups"),
            lambda backend, description: backend._delay_once(
                backend.env["magento.res.partner.category"],
                "import_batch",
                description=description,
            ),
        )

    def action_import_customers(self) -> dict:
        """Import all customers, in one job each."""
        return self._start(
            self.env._("import of all customers"),
            lambda backend, description: backend._delay_once(
                backend.env["magento.res.partner"],
                "import_batch",
                description=description,
            ),
        )

    def action_import_changed_customers(self) -> dict:
        """Import the customers changed since the last import, in one job each."""
        return self._start(
            self.env._("import of changed customers"),
            lambda backend, description: backend._delay_once(
                backend.env["magento.res.partner"],
                "import_batch",
                only_changed=True,
                description=description,
            ),
        )

    @api.model
    def _cron_import_changed_customers(self) -> None:
        """Start the import of changed customers for the backends that want it."""
        self.search([("auto_import_customers", "=", True)])._start_changed_customers()

    def _start_changed_customers(self) -> None:
        for backend in self:
            backend.action_import_changed_customers()

    @api.private
    def import_stores(self) -> str:
        """Import websites, stores and store views; a job."""
        with self.work_on("magento.website") as work:
            return work.component(usage="metadata.importer").run()

    def _start(self, what: str, delay) -> dict:
        """Delay one import per backend, and tell the user."""
        self.check_access("write")
        # Imports work with the rights of the connector, not with those that whoever
        # may press the button has on contacts.
        started = [delay(backend, f"{backend.name}: {what}") for backend in self.sudo()]
        if all(started):
            return self._notify_started(self.env._("Started: %s.", what))
        return self._notify_started(
            self.env._("Already under way, nothing more was started: %s.", what),
            kind="warning",
        )

    def _delay_once(
        self,
        records: models.BaseModel,
        method: str,
        *args: object,
        description: str,
        **kwargs: object,
    ) -> bool:
        """Delay ``method`` of ``records`` unless the same job is under way.

        Methods of other models get this backend as their first argument.

        :return: whether a job was created
        """
        self.ensure_one()
        identity_key = ":".join(
            str(part)
            for part in (self._name, self.id, records._name, method, *args, kwargs)
        )
        if not pg_try_advisory_lock(self.env, identity_key):
            return False
        if self._is_under_way(identity_key):
            return False
        if records._name != self._name:
            args = (self, *args)
        delayable = records.with_delay(
            identity_key=identity_key, description=description
        )
        getattr(delayable, method)(*args, **kwargs)
        return True

    @api.model
    def _is_under_way(self, identity_key: str) -> bool:
        """Whether a job with this key waits or runs; call it with the lock on the key.

        It is looked for in a new transaction, too: ours does not see the job when the
        one who had the lock before us committed it after our first query.
        """

        def found(env: api.Environment) -> bool:
            domain = [("identity_key", "=", identity_key), ("state", "in", _UNDER_WAY)]
            return bool(env["queue.job"].sudo().search_count(domain, limit=1))

        if found(self.env):
            return True
        with self.env.registry.cursor() as cr:
            return found(self.env(cr=cr))

    @api.model
    def _notify_started(self, message: str, kind: str = "success") -> dict:
        """A notification, with a link to the jobs for those who may see them."""
        params = {
            "type": kind,
            "title": self.env._("Magento"),
            "message": message,
            "next": {"type": "ir.actions.client", "tag": "soft_reload"},
        }
        if self.env.user.has_group("queue_job.group_queue_job_manager"):
            params["message"] = f"{message} %s"
            params["links"] = [
                {
                    "label": self.env._("See the jobs"),
                    "url": "/odoo/action-queue_job.action_queue_job",
                }
            ]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": params,
        }
