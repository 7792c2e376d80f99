"""The imports that a person or a schedule starts: each is a run of jobs."""

from __future__ import annotations

from datetime import datetime

from odoo import api, fields, models

from odoo.addons.connector.job import job

CUSTOMER = "magento.res.partner"


class MagentoBackend(models.Model):
    _inherit = "magento.backend"

    _job_channel = "root.magento"

    auto_import_customers = fields.Boolean(
        string="Import Automatically",
        help="Let the scheduled action import customers created or changed in the shop"
        " since the last import.",
    )
    import_customers_since = fields.Datetime(
        string="Imported Up To",
        compute="_compute_import_customers_since",
        inverse="_inverse_import_customers_since",
        help="Customers changed in the shop after this moment of its own clock are"
        " imported by the next import of changed customers. Empty it to import all.",
    )
    export_customers = fields.Boolean(
        string="Export Changes",
        help="Write to the shop what people change in Odoo of customers and their"
        " addresses: name, phone, e-mail, street, city, postcode, country and state."
        " Nobody is created or deleted in the shop.",
    )
    export_conflict_policy = fields.Selection(
        selection=[
            ("odoo", "Odoo wins"),
            ("remote", "The shop wins"),
            ("ask", "Ask: a person decides"),
        ],
        string="When Both Changed",
        default="odoo",
        required=True,
        help="What to do when a customer was changed in the shop, too, since the last"
        " import. Odoo wins: what was changed in Odoo is written, the rest is left. The"
        " shop wins: the customer is imported again instead. Ask: neither, and the"
        " customer is among those to review.",
    )

    def _compute_import_customers_since(self) -> None:
        cursors = self.env["connector.cursor"]
        for backend in self:
            backend.import_customers_since = cursors._of(
                backend._origin, CUSTOMER
            ).instant

    def _inverse_import_customers_since(self) -> None:
        for backend in self:
            backend._set_cursor(CUSTOMER, backend.import_customers_since)

    def _set_cursor(self, model_name: str, instant: datetime | bool) -> None:
        """Let the next import of changed records begin there; without it, with all."""
        cursor = self.env["connector.cursor"]._of(self, model_name)
        if not instant:
            cursor.unlink()
        elif cursor:
            cursor.instant = instant
        else:
            cursor.create(
                {
                    "backend": f"{self._name},{self.id}",
                    "model_name": model_name,
                    "instant": instant,
                }
            )

    def action_import_stores(self) -> dict:
        """Import websites, stores and store views, in a job."""
        return self._start(
            self.env._("import of websites, stores and store views"),
            "magento.backend",
            "import_stores",
        )

    def action_import_customer_groups(self) -> dict:
        """Import the customer groups, in a job."""
        return self._start(
            self.env._("import of customer groups"),
            "magento.res.partner.category",
            "import_batch",
        )

    def action_import_customers(self) -> dict:
        """Import all customers, in chunks."""
        return self._start(
            self.env._("import of all customers"), CUSTOMER, "import_batch"
        )

    def action_import_changed_customers(self) -> dict:
        """Import the customers changed since the last import, in chunks."""
        return self._start(
            self.env._("import of changed customers"),
            CUSTOMER,
            "import_batch",
            since_cursor=True,
        )

    def action_find_deleted_customers(self) -> dict:
        """Archive the customers that were deleted in the shop."""
        return self._start(
            self.env._("search for deleted customers"), CUSTOMER, "import_deletions"
        )

    @api.model
    def _cron_import_changed_customers(self) -> None:
        """Start the import of changed customers for the backends that want it."""
        for backend in self.search([("auto_import_customers", "=", True)]):
            backend.action_import_changed_customers()

    @api.private
    @job()
    def import_stores(self) -> str:
        """Import websites, stores and store views; a job."""
        with self._in_job(self.env).work_on("magento.website") as work:
            return work.component(usage="metadata.importer").run()

    def _start_reimport(self, bindings: models.BaseModel) -> models.BaseModel:
        """Delay the import of these records, even if they are up to date.

        :return: the run that the jobs belong to
        """
        backend = self.sudo()
        what = self.env._("%s records again", len(bindings))
        run = backend._start_run(bindings, f"{backend.name}: {what}")
        run._add(found=len(bindings))
        backend.with_env(run.env)._delay_imports(
            bindings._name, bindings.mapped("external_id"), force=True
        )
        return run

    def _start(self, what: str, model_name: str, method: str, **kwargs: object) -> dict:
        """Delay one run per backend, and tell the user.

        :param what: what it does, in words
        """
        self.check_access("write")
        runs = self.env["connector.run"]
        # Imports work with the rights of the connector, not with those that whoever
        # may press the button has on contacts.
        for backend in self.sudo():
            description = f"{backend.name}: {what}"
            run = backend._start_run(model_name, description)
            backend = backend.with_env(run.env)
            records = backend if model_name == self._name else backend.env[model_name]
            if backend._delay_once(records, method, description=description, **kwargs):
                runs += run
            else:
                run.sudo().unlink()
        if len(runs) == len(self):
            return self._notify_started(self.env._("Started: %s.", what), runs)
        return self._notify_started(
            self.env._("Already under way, nothing more was started: %s.", what),
            kind="warning",
        )

    @api.model
    def _notify_started(
        self,
        message: str,
        runs: models.BaseModel | None = None,
        kind: str = "success",
    ) -> dict:
        """A notification, with a link to what was started."""
        params = {
            "type": kind,
            "title": self.env._("Magento"),
            "message": message,
            "next": {"type": "ir.actions.client", "tag": "soft_reload"},
        }
        url = "/odoo/action-connector.action_connector_run"
        if runs and len(runs) == 1:
            url = f"{url}/{runs.id}"
        params["message"] = f"{message} %s"
        params["links"] = [{"label": self.env._("See how far it is"), "url": url}]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": params,
        }
