"""Import of the many records of a kind, in chunks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from odoo.addons.component.core import AbstractComponent

from ..client.search import Filter


class MagentoBatchImporter(AbstractComponent):
    """Imports records in chunks, all of them or those that changed.

    An import of all looks for what was deleted, too, at its end.
    """

    _name = "magento.batch.importer"
    _inherit = ["generic.batch.importer", "base.magento.connector"]

    _mode = "chunks"

    @property
    def _chunk_size(self) -> int:
        """As many as the shop is asked for at once: a chunk is one request."""
        return self.backend_record.page_size

    def run(
        self,
        filters: Iterable[Filter] | None = None,
        since_cursor: bool = False,
        start: object = None,
        **kwargs: object,
    ) -> str:
        """Import the records.

        :param filters: (field, condition, value) triples for the shop
        :param since_cursor: only records changed since the last import
        :param start: where the job before this one ended
        """
        self._takes_all = not filters and not since_cursor
        self._is_since = since_cursor
        known = since_cursor and self.env["connector.cursor"]._position(
            self.backend_record, self.model._name
        )
        if start is None:
            self._before_pages(is_first=not known)
        result = super().run(
            filters=filters, since_cursor=since_cursor, start=start, **kwargs
        )
        for item in self.backend_adapter.unidentified:
            self._import_unidentified(item)
        return result

    def _before_pages(self, is_first: bool) -> None:
        """Override me to import what all records need.

        :param is_first: whether nothing is known to have been imported before
        """

    def _move_cursor(self, scan: object) -> None:
        """At the end of an import of all records, look for those that are gone."""
        result = super()._move_cursor(scan)
        backend = self.backend_record
        known = self.model.search_count([("backend_id", "=", backend.id)], limit=1)
        if self._takes_all and known:
            backend._delay_once(
                self.model,
                "import_deletions",
                description=f"{backend.name}: {self._deletions_label()}",
            )
        return result

    def _deletions_label(self) -> str:
        """What the search for deleted records is called."""
        return self.env._(
            "search for deleted records: %s",
            self.env["ir.model"]._get(self.model._name).sudo().name,
        )

    def _since_filters(self, instant: datetime, external_id: str) -> list[Filter]:
        return [("updated_at", "gteq", instant)]

    def _import_unidentified(self, item: dict) -> None:
        """Delay an import that will fail, and tell a person which record it is."""
        self.model.with_delay(
            description=self.env._(
                "%(backend)s: import a %(kind)s without id",
                backend=self.backend_record.name,
                kind=self._kind(),
            )
        ).import_record(self.backend_record, False, data=item)

    def _kind(self) -> str:
        """What one of the records is called."""
        return self.env["ir.model"]._get(self.model._name).sudo().name
