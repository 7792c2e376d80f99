"""What all imports from a shop have in common."""

from __future__ import annotations

from collections.abc import Iterable

from odoo.models import BaseModel

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector.components.mapper import MapRecord
from odoo.addons.connector.exception import IDMissingInBackend

from ..client.payload import Schema
from ..client.search import Filter


class MagentoImporter(AbstractComponent):
    """Imports one record, after having checked it.

    :cvar _schema: what the shop's record must look like
    """

    _name = "magento.importer"
    _inherit = ["generic.importer", "base.magento.connector"]

    _schema: Schema

    def run(
        self, external_id: object, data: dict | None = None, force: bool = False
    ) -> str:
        """Import a record.

        :param data: the record as the shop sends it, when it was read already
        :raises UnexpectedData: the record can't be imported as it is
        """
        if data is not None:
            data = self._check(external_id, data)
        return super().run(external_id, data=data, force=force)

    def _read(self) -> dict:
        try:
            data = super()._read()
        except IDMissingInBackend:
            binding = self._get_binding()
            if binding:
                self.backend_record.add_checkpoint(
                    binding,
                    reason=self.env._(
                        "It was deleted in Magento. Archive it here, or unlink it."
                    ),
                )
            raise
        return self._check(self.external_id, data)

    def _check(self, external_id: object, data: object) -> dict:
        return self._schema.check(data, external_id, self.env._)

    def _dependency(self, external_id: str | None, binding_model: str) -> BaseModel:
        """The binding of a record that this one refers to, imported if need be.

        Empty when there is none, here nor in the shop.
        """
        binder = self.binder_for(binding_model)
        binding = binder.to_internal(external_id)
        if external_id and not binding:
            self._import_dependency(external_id, binding_model)
            binding = binder.to_internal(external_id)
        return binding

    def _create_data(self, map_record: MapRecord, **kwargs: object) -> dict:
        return super()._create_data(map_record, binding=self.binding, **kwargs)

    def _update_data(self, map_record: MapRecord, **kwargs: object) -> dict:
        return super()._update_data(map_record, binding=self.binding, **kwargs)

    def _create(self, data: dict) -> BaseModel:
        """Create the binding, without a note in the chatter of its record."""
        model = self.model.with_context(
            connector_no_export=True, tracking_disable=True, lang=self._create_lang()
        )
        return model.create(data).with_env(self.env)

    def _create_lang(self) -> str | None:
        """Language in which a record is created: what is translated gets it."""
        return self.env.context.get("lang")


class MagentoAtOnceBatchImporter(AbstractComponent):
    """Imports all records of a short list in the job that reads it."""

    _name = "magento.at.once.batch.importer"
    _inherit = ["base.importer", "base.magento.connector"]
    _usage = "batch.importer"

    def run(self, filters: Iterable[Filter] | None = None) -> str:
        """Import all records.

        :return: what was done, in a sentence: the result of the job
        """
        ids = []
        for record in self.backend_adapter.search_read(filters):
            external_id = record.get("id") if isinstance(record, dict) else None
            importer = self.component(usage="record.importer")
            importer.run(external_id, data=record)
            ids.append(str(external_id))
        self._after_import_all(ids)
        return self.env._(
            "%(count)s records of %(model)s imported.",
            count=len(ids),
            model=self.model._description,
        )

    def _after_import_all(self, external_ids: list[str]) -> None:
        """Override me to do something about the records that are gone."""

    def _gone(self, external_ids: list[str]) -> BaseModel:
        """Bindings of records that the shop does not list any more."""
        return self.model.search(
            [
                ("backend_id", "=", self.backend_record.id),
                ("external_id", "not in", external_ids),
            ]
        )
