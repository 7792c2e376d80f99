"""Import all the records that match some criteria."""

from __future__ import annotations

from typing import Any

from odoo.addons.component.core import AbstractComponent
from odoo.addons.queue_job.job import identity_exact


class GenericBatchImporter(AbstractComponent):
    """Imports what the backend finds, with one job per record.

    A job that is already waiting for a record is not doubled. Override
    :meth:`_import_record` to import at once, or with other options.
    """

    _name = "generic.batch.importer"
    _inherit = "base.importer"
    _usage = "batch.importer"

    def run(self, filters: Any = None, **kwargs: Any) -> str:
        """Delay the import of each record found.

        :param filters: criteria for ``search()`` of the adapter, which returns the
            external ids, as any iterable
        :param kwargs: given to :meth:`_import_record`
        :return: what was done, in a sentence: the result of the job
        """
        count = 0
        for external_id in self.backend_adapter.search(filters):
            self._import_record(external_id, **kwargs)
            count += 1
        return self.env._(
            "%(count)s records of %(model)s to import, each in its own job.",
            count=count,
            model=self.model._name,
        )

    def _import_record(
        self,
        external_id: Any,
        job_options: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """Delay the import of one record.

        :param job_options: arguments of ``with_delay()``: priority, channel, ...
        :param kwargs: given to ``import_record()`` of the binding model
        """
        options = {"identity_key": identity_exact, **(job_options or {})}
        self.model.with_delay(**options).import_record(
            self.backend_record, external_id, **kwargs
        )
