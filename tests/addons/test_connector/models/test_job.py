from odoo import api, fields, models

from odoo.addons.connector.job import job


class ConnectorTestJob(models.AbstractModel):
    _name = "connector.test.job"
    _description = "Connector Test Model With Declared Jobs"

    name = fields.Char()
    backend_id = fields.Many2one("test.backend")

    @job()
    def plain(self):
        """Do nothing, with the defaults."""

    @job(
        channel="root.connector_test.slow",
        retry_pattern={1: 10, 5: (60, 90)},
        related_action={"func_name": "related_action_unwrap_binding"},
        allow_commit=True,
        identity_key="exact",
        description=lambda records, what, **_: f"{records._name} does {what}",
        on_fail="note_failure",
        priority=5,
    )
    @api.private
    def full(self, what, **kwargs):
        """Do nothing, with all options."""

    @api.private
    @job(description="Says its name")
    def described(self):
        """Do nothing, with a description."""

    def undeclared(self):
        """Do nothing, declared nowhere."""

    def note_failure(self, **kwargs):
        """Do nothing: it is named by a declaration."""


class ConnectorTestJobPlain(models.Model):
    _name = "connector.test.job.plain"
    _description = "Connector Test Heir of Declared Jobs"
    _inherit = ["connector.test.job"]


class ConnectorTestJobChanged(models.Model):
    _name = "connector.test.job.changed"
    _description = "Connector Test Heir That Changes Declared Jobs"
    _inherit = ["connector.test.job"]
    _job_channel = "root.connector_test"

    @job(priority=7, related_action={"enable": False}, retry_pattern=None)
    def full(self, what, **kwargs):
        return super().full(what, **kwargs)

    def described(self):
        return super().described()

    @job(channel="root.connector_test.declared")
    def from_xml(self):
        """Do nothing: its job function comes from XML."""
