"""Records that a person must look at, because a connector could not finish them."""

from __future__ import annotations

from collections.abc import Collection

from markupsafe import Markup, escape
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.api import Environment
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import ormcache

from odoo.addons.queue_job.exception import RetryableJobError

from ..wizards.checkpoint_review import ConnectorCheckpointReview
from .reference import (
    LastingReference,
    existing_records,
    is_stored_model,
    readable_records,
    set_backend_companies,
)

__all__ = [
    "CheckpointConcurrencyError",
    "ConnectorCheckpoint",
    "ConnectorCheckpointReview",
    "add_checkpoint",
]

OPEN = "need_review"


class CheckpointConcurrencyError(RetryableJobError, ConcurrencyError):
    """Another transaction registered the same record at the same moment: try again.

    Being both, a job is postponed by the job runner, and the call of a user is
    repeated by Odoo; the second time, the checkpoint of the other is found.
    """


class ConnectorCheckpoint(models.Model):
    """A "please review" mark on a record that a backend brought in.

    Override points: ``_review_message`` (what the followers read),
    ``_subscribe_users`` (who follows), ``_reference_models`` (what can be referred to).

    Context keys honoured by ``create``, with the meaning ``mail.thread`` gives them:

    * ``tracking_disable``: nobody is subscribed, nothing is posted;
    * ``mail_create_nosubscribe``: nobody is subscribed;
    * ``mail_create_nolog`` and ``mail_notrack``: nothing is posted.
    """

    _name = "connector.checkpoint"
    _description = "Connector Checkpoint"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    record = fields.Reference(
        selection="_reference_models",
        compute="_compute_record",
        readonly=True,
        help="The record to review. Empty once it is deleted.",
    )
    name = fields.Char(
        string="Record Name",
        compute="_compute_name",
        search="_search_record",
        readonly=True,
    )
    record_id = fields.Integer(
        string="Record ID",
        required=True,
        readonly=True,
        aggregator=None,
    )
    model_id = fields.Many2one(
        comodel_name="ir.model",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    backend_id = LastingReference(
        selection="_reference_models",
        string="Imported from",
        required=True,
        readonly=True,
        index=True,
        help="The backend that brought the record.",
    )
    state = fields.Selection(
        selection=[(OPEN, "Need Review"), ("reviewed", "Reviewed")],
        string="Status",
        default=OPEN,
        required=True,
        readonly=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        readonly=True,
        help="Company of the backend. Without company, every company sees it.",
    )
    reason = fields.Text(
        readonly=True,
        help="Why the connector asks a person to look at the record.",
    )

    _open_uniq = models.UniqueIndex(
        "(model_id, record_id, backend_id) WHERE state = 'need_review'",
        "This record already has a checkpoint to review for this backend: "
        "review that one.",
    )

    @api.model
    def _reference_models(self) -> list[tuple[str, str]]:
        """Models that a checkpoint and its backend may refer to, with their names."""
        return list(self._cached_reference_models())

    # The web client and every assignment ask for the selection: several hundred
    # models would be read each time. A change of the installed models clears it.
    @ormcache("self.env.lang")
    def _cached_reference_models(self) -> tuple[tuple[str, str], ...]:
        ir_models = (
            self.env["ir.model"]
            .sudo()
            .search_fetch(
                [("state", "!=", "manual"), ("model", "not =like", "ir.%")],
                ["model", "name"],
            )
        )
        return tuple((ir_model.model, ir_model.name) for ir_model in ir_models)

    def _reference(self) -> tuple[str, int]:
        """(model, id) of the record to review."""
        return self.model_id.sudo().model, self.record_id

    def _references(self) -> list[tuple[str, int]]:
        return [checkpoint._reference() for checkpoint in self]

    @api.depends("model_id", "record_id")
    def _compute_record(self):
        selectable = {model_name for model_name, _name in self._reference_models()}
        existing = existing_records(self.env, self._references())
        for checkpoint in self:
            record = existing.get(checkpoint._reference())
            checkpoint.record = (
                record if record and record._name in selectable else False
            )

    @api.depends("model_id", "record_id")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_name(self):
        existing = existing_records(self.env, self._references())
        readable = readable_records(self.env, existing)
        for checkpoint in self:
            reference = checkpoint._reference()
            if reference in readable:
                name = existing[reference].display_name
                checkpoint.name = name or "{},{}".format(*reference)
            else:
                checkpoint.name = checkpoint._fallback_name(reference in existing)

    def _fallback_name(self, exists: bool) -> str:
        """Name of a record that the user cannot read, saying why."""
        model_name, record_id = self._reference()
        values = {"model": self.model_id.sudo().name, "id": record_id}
        if exists:
            return self.env._("%(model)s %(id)s (no access)", **values)
        if is_stored_model(self.env, model_name):
            return self.env._("%(model)s %(id)s (deleted)", **values)
        return self.env._("%(model)s %(id)s (model not installed)", **values)

    def _search_record(self, operator: str, value) -> Domain:
        """Find checkpoints by the name of their record, as its own model searches it.

        Archived records are found; those that are deleted, that the user may not
        read, or whose model is gone have no name to search by.
        """
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        if operator == "in":
            # Every checkpoint has a name, be it a fallback.
            value = [name for name in value if name]
            if not value:
                return Domain.FALSE
        elif operator in ("like", "ilike") and not value:
            return Domain.TRUE
        groups = self._read_group([], ["model_id"], ["record_id:array_agg_distinct"])
        domains = []
        for ir_model, record_ids in groups:
            model_name = ir_model.sudo().model
            if is_stored_model(self.env, model_name):
                ids = self._search_by_name(model_name, record_ids, operator, value)
                domains.append(
                    Domain("model_id", "=", ir_model.id)
                    & Domain("record_id", "in", ids)
                )
        return Domain.OR(domains)

    @api.model
    def _search_by_name(
        self, model_name: str, record_ids: Collection[int], operator: str, value
    ) -> list[int]:
        """Ids, among ``record_ids``, of the records of that name."""
        model = self.env[model_name].with_context(active_test=False)
        if not model.has_access("read"):
            return []
        among = Domain("id", "in", record_ids)
        by_name = Domain("display_name", operator, value)
        if model._rec_name or model._rec_names_search:
            return model.search(among & by_name).ids
        # Such a model cannot search its names: compare them as they are displayed.
        return model.search(among).filtered_domain(by_name).ids

    @api.depends("backend_id")
    def _compute_company_id(self):
        set_backend_companies(self, "backend_id")

    @api.model_create_multi
    def create(self, vals_list):
        # The request for review says more than the usual "... created" note.
        quiet = self.with_context(mail_create_nolog=True)
        checkpoints = (
            super(ConnectorCheckpoint, quiet).create(vals_list).with_env(self.env)
        )
        skipped = {key for key, active in self.env.context.items() if active}
        if not skipped & {"tracking_disable", "mail_create_nosubscribe"}:
            checkpoints._subscribe_users()
        if not skipped & {"tracking_disable", "mail_create_nolog", "mail_notrack"}:
            for checkpoint in checkpoints:
                checkpoint._post_message(checkpoint._review_message())
        return checkpoints

    def _review_message(self) -> str:
        """What the followers read: which kind of record to review, and why."""
        self.ensure_one()
        message = self.env._(
            "A %(model)s needs a review.", model=self.model_id.sudo().name
        )
        return f"{message}\n{self.reason}" if self.reason else message

    def _post_message(self, text: str) -> None:
        body = escape(text).replace("\n", Markup("<br/>"))
        self.message_post(body=body, subtype_xmlid="mail.mt_comment")

    def _subscribe_users(self) -> None:
        """Make the connector managers of the checkpoint's company its followers."""
        group = self.env.ref(
            "connector.group_connector_manager", raise_if_not_found=False
        )
        if not group:
            return
        managers = (
            self.env["res.users"].sudo().search([("all_group_ids", "in", group.ids)])
        )
        for company, checkpoints in self.grouped("company_id").items():
            # The others may not see it: do not tell them its name by mail.
            allowed = managers.filtered(
                lambda user, company=company: not company or company in user.company_ids
            )
            checkpoints.message_subscribe(partner_ids=allowed.partner_id.ids)

    @api.model
    def _needaction_domain_get(self) -> list:
        """Domain of the checkpoints that wait for a person."""
        return [("state", "=", OPEN)]

    @api.model
    def create_from_name(
        self,
        model_name: str,
        record_id: int,
        backend_model_name: str,
        backend_id: int,
        reason: str | None = None,
    ) -> ConnectorCheckpoint:
        """Ask a person to review a record that a backend brought.

        A record waits for one review per backend, however often it is registered: an
        open checkpoint is returned as it is, with the new reason added.

        :param reason: why a person must look at the record, in the person's words
        :raise AssertionError: a model does not exist
        :raise CheckpointConcurrencyError: another transaction has just registered
            this record; the job or the call is tried again by itself
        """
        # The open one is looked for beyond the user's own rights.
        self.browse().check_access("create")
        self._ir_model(backend_model_name)
        vals = {
            "model_id": self._ir_model(model_name).id,
            "record_id": record_id,
            "backend_id": f"{backend_model_name},{backend_id}",
        }
        domain = Domain.AND([Domain(name, "=", vals[name]) for name in vals])
        # Hidden by another company's rule, it is the open one all the same.
        checkpoint = self.sudo().search(domain & Domain("state", "=", OPEN), limit=1)
        if checkpoint:
            checkpoint._add_reason(reason)
            return checkpoint.with_env(self.env)
        try:
            with self.env.cr.savepoint():
                return self.create({**vals, "reason": reason or False})
        except UniqueViolation as error:
            if error.diag.constraint_name != "connector_checkpoint_open_uniq":
                raise
            raise CheckpointConcurrencyError(
                self.env._(
                    "Could not register %(record)s for review, imported from "
                    "%(backend)s: another transaction has just done it. It is tried "
                    "again; nothing is to be done.",
                    record=f"{model_name},{record_id}",
                    backend=vals["backend_id"],
                ),
                ignore_retry=True,
            ) from error

    @api.model
    def _ir_model(self, model_name: str) -> models.BaseModel:
        ir_model = self.env["ir.model"].sudo()._get(model_name)
        if not ir_model:
            raise AssertionError(
                self.env._("The model %s does not exist", model_name),
            )
        return ir_model

    def _add_reason(self, reason: str | None) -> None:
        """Tell the reviewer one more reason; the same one is told once."""
        self.ensure_one()
        known = self.reason or ""
        if not reason or reason in known.split("\n\n"):
            return
        self.reason = f"{known}\n\n{reason}" if known else reason
        skipped = {"tracking_disable", "mail_notrack"}
        if not any(self.env.context.get(key) for key in skipped):
            self._post_message(reason)

    def reviewed(self) -> bool:
        """Mark as reviewed: the person has looked at the record."""
        return self.write({"state": "reviewed"})

    def open_record(self) -> dict:
        """Action showing the record to review."""
        self.ensure_one()
        reference = self._reference()
        record = existing_records(self.env, [reference]).get(reference)
        if not record:
            raise UserError(
                self.env._(
                    "There is nothing to open: %s. Mark the checkpoint as reviewed.",
                    self._fallback_name(exists=False),
                )
            )
        return record.get_formview_action()


def add_checkpoint(
    env: Environment,
    model_name: str,
    record_id: int,
    backend_model_name: str,
    backend_id: int,
    reason: str | None = None,
) -> ConnectorCheckpoint:
    """Ask a person to review a record that a backend brought.

    See :meth:`ConnectorCheckpoint.create_from_name`.
    """
    extra = {"reason": reason} if reason else {}
    return env["connector.checkpoint"].create_from_name(
        model_name, record_id, backend_model_name, backend_id, **extra
    )
