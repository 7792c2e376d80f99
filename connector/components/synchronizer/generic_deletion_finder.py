"""Find out which records are gone on the backend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from odoo.fields import Domain
from odoo.models import BaseModel
from odoo.tools import SQL

from odoo.addons.component.core import AbstractComponent

from ...exception import StopBatch
from ..page import slices
from .scan import RepeatedPage, Scan

_IDS_PER_QUERY = 1000


class GenericDeletionFinder(AbstractComponent):
    """Compares all ids of the backend with those of the bindings.

    For backends that do not tell what was deleted. What is missing there is imported
    again, each record in a job of its own: only when the backend answers that the
    record is gone does the importer apply its ``_gone_policy``. So a list that was not
    whole costs some requests, and no data.

    The ids are compared in a table of the database that ends with the transaction,
    however many there are.

    Archived bindings are left alone, unless the importer deletes what is gone.

    :cvar _max_gone_ratio: refuse when more than this part of the bindings is missing
    :cvar _max_gone_count: do not look at the part when no more than these are missing
    """

    _name = "generic.deletion.finder"
    _inherit = "base.importer"
    _usage = "deletion.finder"

    _max_gone_ratio = 0.5
    _max_gone_count = 10

    def run(self, force: bool = False, **kwargs: Any) -> str:
        """Delay the import of the records that the backend has no longer.

        :param force: do so however many are missing
        :param kwargs: given to the import of each record
        :return: what was done, in a sentence: the result of the job
        :raises StopBatch: too many are missing: it is likelier that the backend does
            not show all of its records
        """
        self._collect()
        gone_ids = self._gone()
        self.env.cr.execute("DROP TABLE connector_listed")
        known, gone = self._known_count(), len(gone_ids)
        limit = max(self._max_gone_count, self._max_gone_ratio * known)
        if gone > limit and not force:
            raise StopBatch(
                self.env._(
                    "%(gone)s of the %(known)s records of %(model)s that were imported "
                    "from %(backend)s are not among those that it lists: too many to "
                    "believe that they were deleted, so nothing was done. Check there "
                    "what the user of the connector may see. If they are gone indeed, "
                    "run this again with force=True.",
                    gone=gone,
                    known=known,
                    model=self.model._name,
                    backend=self.backend_record.display_name,
                )
            )
        self.backend_record._delay_imports(self.model, gone_ids, **kwargs)
        self.env["connector.run"]._current()._add(found=gone)
        return self.env._(
            "%(gone)s of %(known)s records of %(model)s are not on the backend's list: "
            "each is looked at in its own job.",
            gone=gone,
            known=known,
            model=self.model._name,
        )

    def _all_ids(self) -> Iterator[list[Any]]:
        """Yield the ids of all records of the backend, page by page."""
        adapter = self.backend_adapter
        scan = Scan()
        pages = (
            adapter.pages()
            if hasattr(adapter, "pages")
            else slices(adapter.search(), _IDS_PER_QUERY)
        )
        for page in pages:
            try:
                scan.look(page)
            except RepeatedPage:
                raise StopBatch(
                    self.env._(
                        "The backend %(backend)s gave the same page of %(model)s once "
                        "more, after %(found)s records: the list would never end, and "
                        "nothing was done. Check how pages() of the adapter "
                        "%(adapter)s asks for the next page.",
                        backend=self.backend_record.display_name,
                        model=self.model._name,
                        found=scan.found,
                        adapter=adapter._name,
                    )
                ) from None
            yield page.ids

    def _collect(self) -> None:
        """Put all ids of the backend into a table."""
        cr = self.env.cr
        cr.execute("DROP TABLE IF EXISTS connector_listed")
        cr.execute(
            "CREATE TEMPORARY TABLE connector_listed (external_id varchar PRIMARY KEY)"
            " ON COMMIT DROP"
        )
        for ids in self._all_ids():
            texts = [str(value) for value in self.binder._stored_ids(ids).values()]
            cr.execute(
                "INSERT INTO connector_listed SELECT unnest(%s::varchar[])"
                " ON CONFLICT DO NOTHING",
                [texts],
            )
        # The planner knows nothing of a table that is new.
        cr.execute("ANALYZE connector_listed")

    def _bindings(self) -> BaseModel:
        """Return the model of the bindings, archived ones included or not."""
        importer = self.component(usage="record.importer")
        is_deleted = getattr(importer, "_gone_policy", "leave") == "unlink"
        return self.model.sudo().with_context(active_test=not is_deleted)

    def _domain(self) -> Domain:
        """Return what finds the bindings of the backend that have an external id."""
        binder = self.binder
        name = binder._external_field
        domain = Domain(binder._backend_field, "=", self.backend_record.id)
        if self.model._fields[name].type in ("char", "text"):
            return domain & Domain(name, "!=", False)
        return domain & binder._is_set_domain()

    def _known_count(self) -> int:
        return self._bindings().search_count(self._domain())

    def _gone(self) -> list[Any]:
        """Return the external ids of the bindings that the backend did not list."""
        bindings = self._bindings()
        query = bindings._search(self._domain(), order="id")
        external_id = bindings._field_to_sql(
            bindings._table, self.binder._external_field, query
        )
        query.add_where(
            SQL(
                "NOT EXISTS (SELECT FROM connector_listed AS listed"
                " WHERE listed.external_id = %s::varchar)",
                external_id,
            )
        )
        return [value for (value,) in self.env.execute_query(query.select(external_id))]
