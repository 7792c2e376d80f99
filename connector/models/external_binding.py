"""The link between an Odoo record and a record of a backend."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.component.core import _component_databases

from ..components.binder import Binder

_logger = logging.getLogger(__name__)


class UniqueWhereStored(models.Constraint):
    """Unique constraint of an abstract model, for those heirs that have the columns.

    :param columns: names of the fields
    :param message: what a person reads when the constraint refuses a record
    """

    def __init__(self, columns: tuple[str, ...], message: str) -> None:
        super().__init__(f"unique({', '.join(columns)})", message)
        self._columns = columns

    def apply_to_database(self, model: models.BaseModel) -> None:
        stored = {name for name, field in model._fields.items() if field.column_type}
        if not stored.issuperset(self._columns):
            return None
        return super().apply_to_database(model)


class ExternalBinding(models.AbstractModel):
    """Base of the models that link an Odoo record to a record of a backend.

    A concrete binding adds ``odoo_id`` (required, in ``_inherits``), ``backend_id``
    (required), ``external_id`` (of the type of the backend's ids) and a unique
    constraint, which is what keeps two workers from linking a record twice::

        class MagentoPartner(models.Model):
            _name = "magento.res.partner"
            _inherit = ["external.binding"]
            _inherits = {"res.partner": "odoo_id"}

            odoo_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
            backend_id = fields.Many2one("magento.backend", required=True)
            external_id = fields.Char()

            _unique_external_id = models.Constraint(
                "unique(backend_id, external_id)",
                "This record of the backend is already linked to an Odoo record.",
            )

    The abstract model ``connector.binding`` brings most of that. A binding without such
    a constraint is told in the log when Odoo loads.
    """

    _name = "external.binding"
    _description = "External Binding"

    sync_date = fields.Datetime(
        string="Last Synchronization",
        readonly=True,
        copy=False,
        help="When this record was last synchronized with the backend.",
    )

    def _register_hook(self) -> None:
        result = super()._register_hook()
        # Odoo calls it for each model: the heirs are looked at together, once.
        if self._name == "external.binding":
            self._report_missing_constraints()
        return result

    def _report_missing_constraints(self) -> None:
        """Tell in the log which bindings two workers could double."""
        keys = self._key_columns()
        unique = self._unique_columns(self.env[name]._table for name in keys)
        unprotected = {
            name: columns
            for name, columns in keys.items()
            if not any(found <= columns for found in unique[self.env[name]._table])
        }
        if not unprotected:
            return
        _logger.warning(
            "Bindings without a unique constraint on their backend and external id: "
            "%s. Two jobs that import the same record at once double it. Let the model "
            "inherit from 'connector.binding', or give it a constraint such as "
            '_unique_external_id = models.Constraint("unique(backend_id, '
            'external_id)"), after having deleted the bindings that are there twice.',
            ", ".join(
                f"{name} ({', '.join(sorted(columns))})"
                for name, columns in sorted(unprotected.items())
            ),
        )

    def _key_columns(self) -> dict[str, set[str]]:
        """Concrete binding model → its columns of the backend and of the external id.

        Those that store neither, under names that we can know, are left out.
        """
        keys = {}
        for name in self.pool.descendants(["external.binding"], "_inherit"):
            model = self.env[name]
            if model._abstract or not model._auto:
                continue
            columns = self._key_fields(name)
            stored = [field in model._fields for field in columns]
            if all(stored) and all(model._fields[field].store for field in columns):
                keys[name] = columns
        return keys

    def _key_fields(self, model_name: str) -> set[str]:
        """Names of the fields that hold the backend and the external id of a model."""
        registry = _component_databases.get(self.env.cr.dbname)
        for binder in registry.lookup(None, "binder", model_name) if registry else ():
            if issubclass(binder, Binder) and model_name in (
                binder.apply_on_models or ()
            ):
                return {binder._backend_field, binder._external_field}
        return {"backend_id", "external_id"}

    def _unique_columns(self, tables: Iterable[str]) -> dict[str, list[set[str]]]:
        """Table → the sets of columns that it holds only once, with one query."""
        unique: dict[str, list[set[str]]] = defaultdict(list)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT relation.relname, array_agg(attribute.attname::text)
                  FROM pg_index AS index
                  JOIN pg_class AS relation ON relation.oid = index.indrelid
                  JOIN pg_attribute AS attribute
                    ON attribute.attrelid = relation.oid
                   AND attribute.attnum = ANY (index.indkey)
                 WHERE index.indisunique
                   AND index.indisvalid
                   AND index.indexprs IS NULL
                   AND relation.relnamespace = current_schema::regnamespace
                   AND relation.relname = ANY (%s)
                 GROUP BY index.indexrelid, relation.relname
                """,
                list(tables),
            )
        )
        for table, columns in rows:
            unique[table].append(set(columns))
        return unique
