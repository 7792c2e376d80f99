"""What an export created on a backend, remembered whatever happens to its job."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.api import Environment
from odoo.tools import SQL, config

from odoo.addons.component.exception import ComponentException

_logger = logging.getLogger(__name__)

_SETTLED = "connector.export.receipt"  # key of the receipts to delete after the commit


class Receipt(NamedTuple):
    """What is known of the creation of one record on a backend.

    :ivar tries: how many times it was going to be created, this time included
    :ivar answered: whether the backend told the id
    :ivar external_id: that id
    :ivar digests: of the values that were sent when it was created
    """

    id: int
    tries: int
    answered: bool
    external_id: Any
    digests: dict[str, str]


class ExportReceipt(models.Model):
    """A record that an export is creating on a backend, or has created there.

    A job may not commit before its end, but what it created on the backend stays
    when the job is rolled back, or its process killed. So the intent to create, and
    the id that the backend answered, are written in short transactions of their own;
    the next try of the job finds them. They are deleted once the id is committed on
    the binding.

    In tests (``test_enable``) they are written in the transaction of the test.
    """

    _name = "connector.export.receipt"
    _description = "Export Receipt"
    _order = "id desc"
    _rec_name = "backend"

    # Days during which the receipt of a binding that is gone is kept: the binding of
    # a dependency is rolled back with its job, and created again by the next try.
    _keep_days = 30

    backend = fields.Char(
        required=True,
        readonly=True,
        help="Model and id of the backend on which the record is created.",
    )
    model_name = fields.Char(
        string="Binding Model", required=True, readonly=True, help="Model exported."
    )
    binding_id = fields.Integer(
        string="Binding ID", required=True, readonly=True, help="Record exported."
    )
    record_id = fields.Integer(
        string="Odoo ID", readonly=True, help="Odoo record behind the binding, if any."
    )
    tries = fields.Integer(
        readonly=True, help="How many times the record was going to be created."
    )
    external_id = fields.Json(
        string="External ID",
        readonly=True,
        help="Id that the backend gave to the record; empty while it did not answer.",
    )
    digests = fields.Json(
        readonly=True, help="Digests of the values that the record was created with."
    )

    _once = models.Constraint(
        "unique(backend, model_name, binding_id)",
        "A record is created only once on a backend.",
    )
    _record_index = models.Index("(model_name, record_id)")

    @api.model
    def _open(
        self,
        backend: models.BaseModel,
        binding: models.BaseModel,
        record_id: int | None,
        digests: dict[str, str],
        gone_id: Any = None,
    ) -> Receipt:
        """Write down that a record is going to be created, or find that it was.

        :param backend: where
        :param binding: what
        :param record_id: id of the Odoo record behind the binding, if there is one
        :param digests: of the values to send
        :param gone_id: id of a former record of the backend: its receipt is void
        """
        key = {
            "backend": f"{backend._name},{backend.id}",
            "model": binding._name,
            "binding": binding.id,
            "record": record_id or None,
            "digests": json.dumps(digests),
            "gone": _dump(gone_id),
        }
        with self._own_transaction() as env:
            if record_id:
                env.execute_query(_take_over(binding, key))
            [row] = env.execute_query(
                SQL(
                    """
                    INSERT INTO connector_export_receipt AS receipt
                        (backend, model_name, binding_id, record_id, digests, tries,
                         create_date, write_date)
                    VALUES (%(backend)s, %(model)s, %(binding)s, %(record)s,
                        %(digests)s, 1, now() at time zone 'utc',
                        now() at time zone 'utc')
                    ON CONFLICT (backend, model_name, binding_id) DO UPDATE SET
                        tries = CASE WHEN receipt.external_id = %(gone)s::jsonb
                            THEN 1 ELSE receipt.tries + 1 END,
                        external_id = NULLIF(receipt.external_id, %(gone)s::jsonb),
                        digests = CASE WHEN
                            NULLIF(receipt.external_id, %(gone)s::jsonb) IS NULL
                            THEN excluded.digests ELSE receipt.digests END,
                        write_date = excluded.write_date
                    RETURNING id, tries, external_id IS NOT NULL, external_id, digests
                    """,
                    **key,
                )
            )
        return Receipt(*row)

    @api.model
    def _answer(self, receipt_id: int, external_id: Any) -> None:
        """Write down the id that the backend gave to a record."""
        with self._own_transaction() as env:
            env.cr.execute(
                SQL(
                    "UPDATE connector_export_receipt SET external_id = %s::jsonb, "
                    "write_date = now() at time zone 'utc' WHERE id = %s",
                    _dump(external_id),
                    receipt_id,
                )
            )

    @api.model
    def _withdraw(self, receipt_ids: list[int]) -> None:
        """Forget records: they were not created after all, or are bound for good."""
        with self._own_transaction() as env:
            env.cr.execute(
                SQL(
                    "DELETE FROM connector_export_receipt WHERE id IN %s",
                    tuple(receipt_ids),
                )
            )

    @api.model
    def _settle(self, receipt_id: int) -> None:
        """Forget a record once the present transaction, which binds it, is committed."""
        if config["test_enable"]:
            self._withdraw([receipt_id])
            return
        postcommit = self.env.cr.postcommit
        settled = postcommit.data.setdefault(_SETTLED, [])
        if not settled:
            postcommit.add(lambda: self._forget_settled(settled))
        settled.append(receipt_id)

    def _forget_settled(self, receipt_ids: list[int]) -> None:
        try:
            self._withdraw(receipt_ids)
        except psycopg2.Error:
            # The export itself is committed: its job must not fail any more.
            _logger.warning(
                "The receipts %s of exports are left to the autovacuum",
                receipt_ids,
                exc_info=True,
            )

    @api.model
    def _external_ids(self, bindings: models.BaseModel) -> dict[int, Any]:
        """Return what was created for bindings that do not know it yet, by their id.

        :param bindings: of one model
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT binding_id, external_id FROM connector_export_receipt WHERE "
                "model_name = %s AND binding_id IN %s AND external_id IS NOT NULL",
                bindings._name,
                tuple(bindings.ids) or (None,),
            )
        )
        return dict(rows)

    @contextmanager
    def _own_transaction(self) -> Iterator[Environment]:
        """Environment that is committed at once, whatever happens to ours."""
        if config["test_enable"]:
            yield self.env
            return
        with self.env.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    @api.autovacuum
    def _vacuum(self) -> None:
        """Delete the receipts that no export will look for."""
        yesterday = fields.Datetime.now() - timedelta(days=1)
        receipts = self.search([("write_date", "<", yesterday)], limit=1000, order="id")
        receipts.filtered(lambda receipt: receipt._is_of_no_use()).unlink()

    def _is_of_no_use(self) -> bool:
        backend_model, __, backend_id = self.backend.partition(",")
        if not {backend_model, self.model_name} <= self.env.registry.keys():
            return True
        backend = self.env[backend_model].browse(int(backend_id)).exists()
        if not backend:
            return True
        binding = self.env[self.model_name].browse(self.binding_id).exists()
        if not binding:
            age = fields.Datetime.now() - self.write_date
            return age > timedelta(days=self._keep_days)
        try:
            with backend.work_on(self.model_name) as work:
                external_id = work.component(usage="binder").to_external(binding)
        except ComponentException:
            return False
        return external_id not in (None, False, "")


def _dump(external_id: Any) -> str | None:
    return None if external_id is None else json.dumps(external_id, default=str)


def _take_over(binding: models.BaseModel, key: dict[str, Any]) -> SQL:
    """Give the binding the receipt of one that was rolled back, of the same record."""
    return SQL(
        """
        UPDATE connector_export_receipt AS receipt SET binding_id = %(binding)s
        WHERE id = (
            SELECT max(id) FROM connector_export_receipt AS lost
            WHERE backend = %(backend)s AND model_name = %(model)s
            AND record_id = %(record)s AND binding_id != %(binding)s
            AND NOT EXISTS (SELECT 1 FROM %(table)s WHERE id = lost.binding_id)
        ) AND NOT EXISTS (
            SELECT 1 FROM connector_export_receipt
            WHERE backend = %(backend)s AND model_name = %(model)s
            AND binding_id = %(binding)s
        ) RETURNING id
        """,
        table=SQL.identifier(binding._table),
        **key,
    )
