"""References whose record, or even whose model, may be gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from odoo import fields, models
from odoo.api import Environment

Reference = tuple[str, int]


class LastingReference(fields.Reference):
    """Reference that reads as empty once the addon of its model is uninstalled.

    A reference to a record that is gone is kept, and it costs no query to find out.
    """

    def convert_to_cache(self, value, record, validate=True):
        if isinstance(value, str) and value.partition(",")[0] in self.get_values(
            record.env
        ):
            return value
        return super().convert_to_cache(value, record, validate)

    def convert_to_column(self, value, record, values=None, validate=True):
        # Odoo stores the text of the recordset that a record is created with.
        if isinstance(value, models.BaseModel):
            value = f"{value._name},{value.id}" if value else None
        return super().convert_to_column(value, record, values, validate)

    def convert_to_record(self, value, record):
        if value and value.split(",")[0] not in record.env:
            return None
        return super().convert_to_record(value, record)


def referable_models(model: models.BaseModel) -> list[tuple[str, str]]:
    """The models that a reference can point to, for ``selection`` of the field."""
    return model.env["connector.checkpoint"]._reference_models()


def backend_keys(backends: Iterable[models.BaseModel]) -> list[str]:
    """Backends, as the fields that refer to them store them."""
    return [f"{backend._name},{id_}" for backend in backends for id_ in backend.ids]


def set_backend_companies(records: models.BaseModel, field_name: str) -> None:
    """Compute ``company_id`` of records: that of the backend that they refer to.

    Empty for a backend that is gone, or that knows no companies.

    :param field_name: the field with the reference
    """
    backends = [record[field_name] for record in records]
    existing = existing_records(
        records.env, [(backend._name, backend.id) for backend in backends if backend]
    )
    for record, backend in zip(records, backends, strict=True):
        found = existing.get((backend._name, backend.id)) if backend else None
        record.company_id = (
            found.company_id if found and "company_id" in found._fields else False
        )


def follow_backend_companies(records: models.BaseModel) -> None:
    """Compute ``company_id`` of records again, as their backend has another one.

    A field cannot depend on what is behind a reference.
    """
    records.env.add_to_compute(records._fields["company_id"], records)


def is_stored_model(env: Environment, model_name: str | bool) -> bool:
    """Whether the model is installed and has records at all."""
    return model_name in env and not env[model_name]._abstract


def existing_records(
    env: Environment, references: Iterable[Reference]
) -> dict[Reference, models.BaseModel]:
    """(model, id) → record, of those that exist, with one query per model."""
    return {
        (model_name, record.id): record
        for model_name, ids in _ids_by_model(references).items()
        if is_stored_model(env, model_name)
        for record in env[model_name].browse(ids).exists()
    }


def readable_records(
    env: Environment, references: Iterable[Reference]
) -> set[Reference]:
    """Those of the existing (model, id) that the user of ``env`` may read."""
    return {
        (model_name, record_id)
        for model_name, ids in _ids_by_model(references).items()
        for record_id in env[model_name].browse(ids)._filtered_access("read")._ids
    }


def _ids_by_model(references: Iterable[Reference]) -> dict[str, set[int]]:
    ids_by_model = defaultdict(set)
    for model_name, record_id in references:
        ids_by_model[model_name].add(record_id)
    return ids_by_model
