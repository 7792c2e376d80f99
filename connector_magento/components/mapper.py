"""Values of a shop's record, as values of its binding."""

from __future__ import annotations

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector.components.mapper import mapping, only_create


class MagentoImportMapper(AbstractComponent):
    """Maps records that were checked by a schema of ``client.payload``.

    Texts map by ``direct``; ``options.binding`` is the binding to update, or empty.
    """

    _name = "magento.import.mapper"
    _inherit = ["base.import.mapper", "base.magento.connector"]

    @only_create
    @mapping
    def link(self, record):
        """The shop and the record's id there."""
        return {"backend_id": self.backend_record.id, "external_id": record["id"]}
