"""What all imports from a shop have in common."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from odoo.models import BaseModel

from odoo.addons.component.core import AbstractComponent, Component
from odoo.addons.connector.components.mapper import MapRecord

from ..client.payload import Schema
from ..client.search import Filter


class MagentoImporter(AbstractComponent):
    """Imports one record, after having checked it.

    What was deleted in the shop is archived in Odoo.

    :cvar _schema: what the shop's record must look like
    """

    _name = "magento.importer"
    _inherit = ["generic.importer", "base.magento.connector"]

    _gone_policy = "archive"
    # Moves with each save, even one that changes nothing.
    _digest_ignored = ("updated_at",)

    _schema: Schema

    def _prepare(
        self,
        external_id: object,
        record: object,
        binding: BaseModel | None = None,
        force: bool = False,
    ) -> str | None:
        checked = self._schema.check(record, external_id, self.env._)
        return super()._prepare(external_id, checked, binding, force=force)

    def _digest(self, record: dict) -> str | None:
        if record is not self.external_record:
            record = self._schema.check(record, None, self.env._)
        return super()._digest(record)

    def _remote_date(self, record: dict) -> datetime | None:
        return record.get("updated_at")

    def _map_options(self) -> dict[str, object]:
        """What the mapper finds in its ``options``."""
        return {"binding": self.binding}

    def _create_data(self, map_record: MapRecord, **kwargs: object) -> dict:
        return super()._create_data(map_record, **self._map_options(), **kwargs)

    def _update_data(self, map_record: MapRecord, **kwargs: object) -> dict:
        return super()._update_data(map_record, **self._map_options(), **kwargs)

    def _create_model(self) -> BaseModel:
        # Without a note in the chatter of each record.
        model = super()._create_model()
        return model.with_context(tracking_disable=True, lang=self._create_lang())

    def _create_lang(self) -> str | None:
        """Language in which a record is created: what is translated gets it."""
        return self.env.context.get("lang")


class MagentoChunkImporter(Component):
    """Imports records of any kind together."""

    _name = "magento.chunk.importer"
    _inherit = ["generic.chunk.importer", "base.magento.connector"]


class MagentoDeletionFinder(Component):
    """Finds out which records of any kind were deleted in the shop."""

    _name = "magento.deletion.finder"
    _inherit = ["generic.deletion.finder", "base.magento.connector"]


class WholeListImporter(Component):
    """Imports all records of a short list in the job that reads it.

    What the list does not show any more is archived.
    """

    _name = "magento.whole.list.importer"
    _inherit = ["generic.batch.importer", "base.magento.connector"]
    _apply_on = [
        "magento.website",
        "magento.store",
        "magento.storeview",
        "magento.res.partner.category",
        "magento.tax.class",
        "magento.source",
    ]

    _mode = "direct"

    def run(self, filters: Iterable[Filter] | None = None, **kwargs: object) -> str:
        """Import all records; what was done, in a sentence: the result of the job.

        :raises UnexpectedData: a record has no id
        """
        adapter = self.backend_adapter
        result = super().run(filters=filters, **kwargs)
        for item in adapter.unidentified:
            self.component(usage="record.importer").run(None, data=item)
        if not filters:
            self._archive_all_but(adapter.listed)
        return result

    def _archive_all_but(self, external_ids: Iterable[str]) -> None:
        gone = self.model.search(
            [
                ("backend_id", "=", self.backend_record.id),
                ("external_id", "not in", list(external_ids)),
            ]
        )
        for binding in gone:
            self.component(usage="record.importer")._gone(binding)
