"""What the form of a backend counts, and opens at a click."""

from __future__ import annotations

import json

from odoo import api, fields, models
from odoo.tools import SQL

_COUNTED = {
    "website_count": "magento.website",
    "group_count": "magento.res.partner.category",
    "customer_count": "magento.res.partner",
    "address_count": "magento.address",
}


class MagentoBackend(models.Model):
    _inherit = "magento.backend"

    website_count = fields.Integer(compute="_compute_binding_counts")
    group_count = fields.Integer(compute="_compute_binding_counts")
    customer_count = fields.Integer(compute="_compute_binding_counts")
    address_count = fields.Integer(compute="_compute_binding_counts")
    open_checkpoint_count = fields.Integer(compute="_compute_open_checkpoint_count")
    failed_job_count = fields.Integer(compute="_compute_failed_job_count")

    def _compute_binding_counts(self) -> None:
        for field_name, model_name in _COUNTED.items():
            counts = dict(
                self.env[model_name]._read_group(
                    [("backend_id", "in", self.ids)], ["backend_id"], ["__count"]
                )
            )
            for backend in self:
                backend[field_name] = counts.get(backend._origin, 0)

    def _compute_open_checkpoint_count(self) -> None:
        for backend in self:
            backend.open_checkpoint_count = self.env[
                "connector.checkpoint"
            ].search_count(backend._open_checkpoint_domain())

    def _compute_failed_job_count(self) -> None:
        for backend in self:
            backend.failed_job_count = len(backend._failed_job_ids())

    def _open_checkpoint_domain(self) -> list:
        return [
            ("backend_id", "=", f"{self._name},{self._origin.id}"),
            ("state", "=", "need_review"),
        ]

    def _failed_job_ids(self) -> list[int]:
        """Ids of the failed jobs of this backend: a job names it in its arguments."""
        if not self._origin:
            return []
        self.check_access("read")
        backend = {"model": self._name, "ids": self._origin.ids}
        self.env["queue.job"].flush_model(["state", "channel", "args", "records"])
        # queue_job stores its arguments as a text of JSON within JSON.
        self.env.cr.execute(
            SQL(
                """SELECT id FROM queue_job
                    WHERE state = 'failed' AND channel LIKE 'root.magento%%'
                    AND ((args #>> '{}')::jsonb @> %s::jsonb
                         OR (records #>> '{}')::jsonb @> %s::jsonb)""",
                json.dumps([backend]),
                json.dumps(backend),
            )
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def action_open_websites(self) -> dict:
        """Open the websites of this shop."""
        return self._open_list("action_magento_website")

    def action_open_groups(self) -> dict:
        """Open the customer groups of this shop."""
        return self._open_list("action_magento_res_partner_category")

    def action_open_customers(self) -> dict:
        """Open the customers of this shop."""
        return self._open_list("action_magento_res_partner")

    def action_open_addresses(self) -> dict:
        """Open the addresses of this shop's customers."""
        return self._open_list("action_magento_address")

    def action_open_checkpoints(self) -> dict:
        """Open the records of this shop that need a review."""
        return self._open(
            "connector.action_connector_checkpoint", self._open_checkpoint_domain()
        )

    def action_open_failed_jobs(self) -> dict:
        """Open the failed jobs of this shop."""
        return self._open(
            "queue_job.action_queue_job", [("id", "in", self._failed_job_ids())]
        )

    def _open_list(self, action: str) -> dict:
        return self._open(f"connector_magento.{action}", [("backend_id", "=", self.id)])

    @api.model
    def _open(self, action: str, domain: list) -> dict:
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(action),
            "domain": domain,
            "context": {},
        }
