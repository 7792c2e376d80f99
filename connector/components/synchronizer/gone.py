"""What becomes of a binding whose record is gone on the backend."""

from __future__ import annotations

from odoo.models import BaseModel

from odoo.addons.component.core import AbstractComponent


def archive(binding: BaseModel) -> None:
    """Archive a binding, or the Odoo record behind it, whichever can be."""
    values = {
        name: False
        for name in (binding._active_name, "external_digest", "external_updated_at")
        if name and name in binding._fields and binding[name]
    }
    # Should the record come back, what it brings then is not taken as known.
    if values:
        binding.write(values)


def unlink(binding: BaseModel, binder: AbstractComponent) -> None:
    """Delete a binding with its Odoo record, unless that has other bindings."""
    name = binder._odoo_field
    record = binding[name] if name in binding._fields else None
    binding.unlink()
    if record and record.exists() and not _is_bound(record):
        record.unlink()


def _is_bound(record: BaseModel) -> bool:
    """Whether a binding of any backend has this Odoo record behind it."""
    env = record.env
    for name in env.registry.descendants(["external.binding"], "_inherit"):
        model = env[name].sudo().with_context(active_test=False)
        if model._abstract or not model._auto:
            continue
        for field in model._fields.values():
            if (
                field.store
                and field.type == "many2one"
                and field.comodel_name == record._name
                and field.required
                and model.search_count([(field.name, "=", record.id)], limit=1)
            ):
                return True
    return False
