"""Delete one record on the backend."""

from __future__ import annotations

from typing import Any

from odoo.addons.component.core import AbstractComponent

from ...exception import IDMissingInBackend


class GenericDeleter(AbstractComponent):
    """Deletes on the backend a record whose binding was deleted in Odoo.

    A record that is not there any more counts as deleted, so that it may run twice. One
    that was linked to an Odoo record again meanwhile is left alone.

    Override points: :meth:`_must_keep`, :meth:`_delete`, :meth:`_lock`.
    """

    _name = "generic.deleter"
    _inherit = "base.deleter"
    _usage = "record.exporter.deleter"

    def run(self, external_id: Any) -> str:
        """Delete a record.

        :param external_id: id of the record on the backend
        :return: what was done, in a sentence: the result of the job
        """
        self._lock(external_id)
        reason = self._must_keep(external_id)
        if reason:
            return reason
        names = {
            "external_id": external_id,
            "backend": self.backend_record.display_name,
        }
        try:
            self._delete(external_id)
        except IDMissingInBackend:
            return self.env._(
                "Record %(external_id)s did not exist on %(backend)s any more.", **names
            )
        return self.env._("Record %(external_id)s deleted on %(backend)s.", **names)

    def _lock(self, external_id: Any) -> None:
        """Be the only transaction that deletes or imports this record."""
        backend = self.backend_record
        self.advisory_lock_or_retry(
            f"{backend._name},{backend.id},{self.model._name},{external_id}"
        )

    def _must_keep(self, external_id: Any) -> str | None:
        """Return why the record is not to be deleted, if it is so."""
        binding = self.binder.to_internal(external_id)
        if not binding:
            return None
        return self.env._(
            "Record %(external_id)s was not deleted on %(backend)s: it is linked to "
            "%(model)s %(id)s now.",
            external_id=external_id,
            backend=self.backend_record.display_name,
            model=binding._name,
            id=binding.id,
        )

    def _delete(self, external_id: Any) -> None:
        """Delete the record; raise ``IDMissingInBackend`` if it is gone."""
        self.backend_adapter.delete(external_id)
