"""Imports that wait, so as not to overwrite what is about to be exported."""

from __future__ import annotations

from odoo.models import BaseModel

from odoo.addons.component.core import AbstractComponent

from ...exception import RetryLater
from ..import_memo import ImportMemo

_DELAY = 30  # seconds: an export that waits is done soon, or fails and waits no more


def hold_import(importer: AbstractComponent, binding: BaseModel) -> str | None:
    """Do not import over what a person changed in Odoo and the backend has not got yet.

    Unless the exporter lets the backend win. Asked for bindings that exist, when what
    the backend has is new.

    :return: why the record is not to be imported now, if a person must decide
    :raises RetryLater: an export of the binding waits
    """
    if "export_conflict" not in binding._fields:
        return None
    exporters = importer.many_components(usage="record.exporter")
    policies = {getattr(exporter, "_conflict_policy", None) for exporter in exporters}
    if not policies or "remote" in policies:
        return None
    if binding.export_conflict:
        return importer.env._(
            "Record %(external_id)s was changed both in Odoo and on %(backend)s: a "
            "person must choose, on %(model)s %(id)s, which version to keep.",
            external_id=importer.external_id,
            backend=importer.backend_record.display_name,
            model=binding._name,
            id=binding.id,
        )
    memo = ImportMemo.of(importer.work)
    if binding._name not in memo.waiting_exports:
        # Those of all bindings, once: a chunk would otherwise ask for each.
        memo.waiting_exports[binding._name] = binding._waiting_exports()
    if binding.id in memo.waiting_exports[binding._name]:
        raise RetryLater(
            f"Record {importer.external_id} of {importer.backend_record!r} is imported "
            f"after {binding._name} {binding.id}, which was changed in Odoo, is "
            "exported: a job of export_record waits for it.",
            seconds=_DELAY,
            ignore_retry=True,
        )
    return None
