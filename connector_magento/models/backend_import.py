"""The imports that a person or a schedule starts: each is a run of jobs."""

from __future__ import annotations

from datetime import datetime

from odoo import api, fields, models

from odoo.addons.connector.job import job
from odoo.addons.connector.models.schedule import Schedule

CUSTOMER = "magento.res.partner"


class MagentoBackend(models.Model):
    _inherit = "magento.backend"

    _job_channel = "root.magento"

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
    def _connector_schedules(self) -> list[Schedule]:
        return [
            *super()._connector_schedules(),
            Schedule(CUSTOMER, "changed", self.env._("Import of changed customers")),
            Schedule(
                CUSTOMER,
                "deletions",
                self.env._("Search for deleted customers"),
                every=(1, "days"),
            ),
        ]

    @api.private
    @job()
    def import_stores(self) -> str:
        """Import websites, stores and store views; a job."""
        with self._in_job(self.env).work_on("magento.website") as work:
            return work.component(usage="metadata.importer").run()

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
