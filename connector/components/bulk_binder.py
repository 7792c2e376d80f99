"""What binders do for many records at once, with one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from odoo import models
from odoo.fields import Domain

from odoo.addons.component.core import AbstractComponent

from .binder import Binder, is_external_id


class BulkBinder(AbstractComponent):
    """Answers for many records as the binder does for each.

    A binder that overrides ``to_internal()``, ``to_external()`` or ``bind()`` is asked
    record by record: its answers are right in bulk, too, but not faster.
    """

    _inherit = "base.binder"

    def to_internal_many(
        self, external_ids: Iterable[Any], unwrap: bool = False
    ) -> dict[Any, models.BaseModel]:
        """Return the bindings of records of the backend, archived ones included.

        :param external_ids: ids of the records on the backend
        :param unwrap: return the Odoo records behind the bindings instead
        :return: external id, as it was given → one record. Those without a binding are
            absent
        :raises ValueError: several bindings have the same external id
        """
        if not self._answers_as("to_internal"):
            found = (
                (id_, self.to_internal(id_, unwrap=unwrap)) for id_ in external_ids
            )
            return {external_id: record for external_id, record in found if record}
        stored = self._stored_ids(external_ids)
        bindings = self._bindings_by_stored_id(set(stored.values()), unwrap)
        return {
            external_id: (
                self.unwrap_binding(bindings[value]) if unwrap else bindings[value]
            )
            for external_id, value in stored.items()
            if value in bindings
        }

    def _stored_ids(self, external_ids: Iterable[Any]) -> dict[Any, Any]:
        """External id, as it was given → as its field stores it."""
        stored = {}
        for external_id in external_ids:
            if is_external_id(external_id):
                try:
                    stored[external_id] = self._convert_external_id(external_id)
                except ValueError:
                    continue  # no value of the field is equal to it
        return stored

    def _bindings_by_stored_id(
        self, values: set[Any], unwrap: bool
    ) -> dict[Any, models.BaseModel]:
        if not values:
            return {}
        domain = Domain(
            self._external_field, "in", [value for value in values if value]
        )
        if not all(values):
            domain |= self._external_domain(0)
        names = [self._external_field]
        if unwrap:
            self._check_unwrappable()
            names.append(self._odoo_field)
        found = self._search_bindings(domain, names)
        bindings: dict[Any, models.BaseModel] = {}
        for binding in found:
            value = binding[self._external_field]
            if value in bindings:
                raise ValueError(
                    f"Several {self.model._name!r} of {self.backend_record!r} have the "
                    f"external id {value!r}: {bindings[value]!r}, {binding!r}. Delete "
                    "all but one, and give the model a unique constraint on "
                    f"({self._backend_field}, {self._external_field})."
                )
            bindings[value] = binding
        return bindings

    def _search_bindings(self, domain: Domain, names: list[str]) -> models.BaseModel:
        """Search bindings of this backend, archived or not, and read some fields."""
        found = self.model.with_context(active_test=False).search_fetch(
            domain & Domain(self._backend_field, "=", self.backend_record.id), names
        )
        # Browsed again: the caller must not inherit our active_test.
        return self.model.browse(found.ids)

    def to_external_many(
        self, bindings: models.BaseModel | Iterable[int], wrap: bool = False
    ) -> dict[int, Any]:
        """Return the ids that records have on the backend.

        :param bindings: bindings, or their ids; with ``wrap``, Odoo records
        :param wrap: search the bindings of these Odoo records for the current backend
        :return: id of the record as given → its external id. Those that have none are
            absent
        :raises ValueError: an Odoo record has several bindings
        """
        ids = bindings.ids if isinstance(bindings, models.BaseModel) else list(bindings)
        if not self._answers_as("to_external"):
            answers = ((id_, self.to_external(id_, wrap=wrap)) for id_ in ids)
            return {id_: value for id_, value in answers if is_external_id(value)}
        if not ids:
            return {}
        if wrap:
            found = self._bindings_by_record(ids)
        else:
            found = {binding.id: binding for binding in self.model.browse(ids)}
        unset = self._unset_among(found.values())
        return {
            id_: binding[self._external_field]
            for id_, binding in found.items()
            if binding not in unset
        }

    def _bindings_by_record(self, ids: list[int]) -> dict[int, models.BaseModel]:
        names = [self._external_field, self._odoo_field]
        found: dict[int, models.BaseModel] = {}
        for binding in self._search_bindings(
            Domain(self._odoo_field, "in", ids), names
        ):
            record = binding[self._odoo_field]
            if record.id in found:
                raise ValueError(
                    f"{record!r} has several bindings for {self.backend_record!r}: "
                    f"{found[record.id]!r}, {binding!r}. Delete all but one, and give "
                    f"the model a unique constraint on ({self._odoo_field}, "
                    f"{self._backend_field})."
                )
            found[record.id] = binding
        return found

    def _unset_among(self, bindings: Iterable[models.BaseModel]) -> models.BaseModel:
        """Those of the bindings that have no external id; a stored 0 is one."""
        bindings = self.model.union(*bindings)
        zeros = bindings.filtered(
            lambda binding: (
                not is_external_id(binding[self._external_field])
                or binding[self._external_field] == 0
            )
        )
        if not zeros or self.model._fields[self._external_field].type in (
            "char",
            "text",
        ):
            return zeros
        domain = Domain("id", "in", zeros.ids) & self._is_set_domain()
        return zeros - self.model.with_context(active_test=False).search(domain)

    def bind_many(self, bindings: Mapping[Any, models.BaseModel]) -> None:
        """Record that bindings are these records of the backend, as of now.

        :param bindings: external id → its binding
        :raises AssertionError: there is no external id, or no binding
        """
        for external_id, binding in bindings.items():
            self.bind(external_id, binding)

    def _answers_as(self, name: str) -> bool:
        """Whether a method is ours: no binder and no test put another in its place."""
        return name not in self.__dict__ and getattr(type(self), name) is _OURS[name]


_OURS = {name: vars(Binder)[name] for name in ("bind", "to_external", "to_internal")}
