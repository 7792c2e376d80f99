"""Import some records together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from odoo.addons.component.core import AbstractComponent


class GenericChunkImporter(AbstractComponent):
    """Imports some records together, in one transaction, as if each were alone."""

    _name = "generic.chunk.importer"
    _inherit = "base.importer"
    _usage = "chunk.importer"

    def run(
        self,
        external_ids: Iterable[Any],
        force: bool = False,
        records: Mapping[Any, Any] | None = None,
    ) -> str:
        """Import some records.

        :param external_ids: ids of the records on the backend
        :param force: import them even if they are up to date
        :param records: the data of those that were read already, by external id
        """
        for external_id in external_ids:
            importer = self.component(usage="record.importer")
            importer.run(
                external_id, data=(records or {}).get(external_id), force=force
            )
        return self.env._("Imported.")
