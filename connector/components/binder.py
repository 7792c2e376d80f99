"""Convert between the ids of Odoo and those of a backend, and record the link."""

from __future__ import annotations

from typing import Any

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.component.core import AbstractComponent

from .import_memo import dependency_key

_MAX_INTEGER = 2**31 - 1  # of the type int4 of PostgreSQL, used by fields.Integer


def is_external_id(value: Any) -> bool:
    """Whether a value can be the id of a record of a backend.

    ``0`` can, in spite of being falsy; ``None``, booleans and ``""`` cannot.
    """
    return value is not None and not isinstance(value, bool) and value != ""


class Binder(AbstractComponent):
    """Base of the binders: which record of Odoo is which record of the backend.

    A concrete binder names the binding models that it serves (``_apply_on``), and
    overrides the names of the fields when the bindings have other ones.
    """

    _name = "base.binder"
    _inherit = "base.connector"
    _usage = "binder"

    _external_field = "external_id"
    _backend_field = "backend_id"
    _odoo_field = "odoo_id"
    _sync_date_field = "sync_date"

    def to_internal(self, external_id: Any, unwrap: bool = False) -> models.BaseModel:
        """Return the binding of a record of the backend, archived or not.

        :param external_id: id of the record on the backend
        :param unwrap: return the Odoo record behind the binding instead
        :return: one record, or an empty recordset when there is no binding
        :raises ValueError: several bindings have this external id
        """
        binding = self._known_binding(external_id)
        if binding is None:
            binding = self._search_binding(self._external_domain(external_id))
        if not unwrap:
            return binding
        if binding:
            return self.unwrap_binding(binding)
        return self.env[self.unwrap_model()]

    def to_external(self, binding: models.BaseModel | int, wrap: bool = False) -> Any:
        """Return the id that a record has on the backend, falsy when it has none.

        :param binding: a binding or its id; with ``wrap``, an Odoo record or its id
        :param wrap: search the binding of this Odoo record for the current backend
        :raises ValueError: several bindings were found, or given
        """
        if wrap:
            if isinstance(binding, models.BaseModel):
                binding.ensure_one()
                binding = binding.id
            if not binding:
                return None
            binding = self._search_binding([(self._odoo_field, "=", binding)])
            if not binding:
                return None
        else:
            binding = self._browse_one(binding)
        external_id = binding[self._external_field]
        if self._is_unset(binding, external_id):
            return False
        return external_id

    def bind(self, external_id: Any, binding: models.BaseModel | int) -> None:
        """Record that a binding is this record of the backend, as of now.

        What is written here is not exported (context ``connector_no_export``).

        :param external_id: id of the record on the backend, ``0`` included
        :param binding: a binding or its id
        :raises AssertionError: there is no external id, or no binding
        """
        if not is_external_id(external_id) or not binding:
            raise AssertionError(
                f"Cannot bind {binding!r} to the external id {external_id!r} of "
                f"{self.backend_record!r}: "
                "both a binding and an external id are needed."
            )
        self._browse_one(binding).with_context(connector_no_export=True).write(
            self._bind_values(external_id)
        )

    def _bind_values(self, external_id: Any) -> dict[str, Any]:
        """Return what :meth:`bind` writes to a binding."""
        return {
            self._external_field: self._convert_external_id(external_id),
            self._sync_date_field: fields.Datetime.now(),
        }

    def unwrap_binding(self, binding: models.BaseModel | int) -> models.BaseModel:
        """Return the Odoo record behind a binding.

        :param binding: a binding or its id
        :raises ValueError: the bindings of this model have no Odoo record
        """
        self._check_unwrappable()
        return self._browse_one(binding)[self._odoo_field]

    def unwrap_model(self) -> str:
        """Return the name of the model of the Odoo records behind the bindings.

        :raises ValueError: the bindings of this model have no Odoo record
        """
        self._check_unwrappable()
        return self.model._fields[self._odoo_field].comodel_name

    def _check_unwrappable(self) -> None:
        if self._odoo_field not in self.model._fields:
            raise ValueError(
                f"Cannot unwrap model {self.model._name!r}, because it has no "
                f"{self._odoo_field!r} fields: set _odoo_field on the binder "
                f"{self._name!r}, or work with the binding itself."
            )

    def _browse_one(self, binding: models.BaseModel | int) -> models.BaseModel:
        if not isinstance(binding, models.BaseModel):
            binding = self.model.browse(binding)
        binding.ensure_one()
        return binding

    def _known_binding(self, external_id: Any) -> models.BaseModel | None:
        """Return the binding, if it was searched for a chunk of records together."""
        memo = getattr(self.work, "import_memo", None)
        if memo is None or not memo.bindings or not is_external_id(external_id):
            return None
        return memo.bindings.get(
            dependency_key(self.work, self.model._name, external_id)
        )

    def _search_binding(self, domain: Domain | list) -> models.BaseModel:
        """Search the one binding of this backend, archived or not."""
        found = self.model.with_context(active_test=False).search(
            Domain(domain) & Domain(self._backend_field, "=", self.backend_record.id)
        )
        # Browsed again: the caller must not inherit our active_test.
        binding = self.model.browse(found.ids)
        if binding:
            binding.ensure_one()
        return binding

    def _external_domain(self, external_id: Any) -> Domain:
        """Return what finds the bindings with this external id."""
        if not is_external_id(external_id):
            return Domain.FALSE
        try:
            value = self._convert_external_id(external_id)
        except ValueError:
            return Domain.FALSE  # no value of the field is equal to it
        domain = Domain(self._external_field, "=", value)
        if not value:
            domain &= self._is_set_domain()
        return domain

    def _is_set_domain(self) -> Domain:
        """Tell 0 from unset, which the ORM takes as equal for numbers."""
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IS NOT NULL",
                model._field_to_sql(alias, self._external_field, query),
            )
        )

    def _is_unset(self, binding: models.BaseModel, external_id: Any) -> bool:
        """Whether the external id read on a binding means that it has none."""
        if not is_external_id(external_id):
            return True
        if external_id or not isinstance(external_id, int | float):
            return False
        domain = Domain("id", "=", binding.id) & self._is_set_domain()
        return not self.model.with_context(active_test=False).search_count(domain)

    def _convert_external_id(self, external_id: Any) -> Any:
        """Convert an external id to the type of the field that stores it.

        :raises ValueError: the field cannot hold it
        """
        field_type = self.model._fields[self._external_field].type
        if field_type in ("char", "text"):
            return str(external_id)
        if field_type != "integer":
            return external_id
        try:
            number = int(external_id)
        except (TypeError, ValueError, OverflowError) as error:
            raise self._unstorable(external_id) from error
        is_truncated = isinstance(external_id, float) and number != external_id
        if is_truncated or abs(number) > _MAX_INTEGER:
            raise self._unstorable(external_id)
        return number

    def _unstorable(self, external_id: Any) -> ValueError:
        return ValueError(
            f"The field {self._external_field!r} of {self.model._name!r} is an "
            f"integer: it cannot hold the external id {external_id!r}. If the backend "
            "has such ids, make it a Char."
        )
