"""Convert records of the backend to values for Odoo, and back.

A mapper lists the fields that are only copied (``direct``), has one method per
value that needs some thought (``@mapping``), and the lines to map (``children``)::

    class PartnerImportMapper(Component):
        _name = "magento.partner.import.mapper"
        _inherit = ["base.magento.connector", "base.import.mapper"]
        _apply_on = "magento.res.partner"

        direct = [
            ("email", "email"),
            (none("taxvat"), "vat"),
        ]

        @mapping
        def name(self, record):
            return {"name": f"{record['firstname']} {record['lastname']}"}

        @only_create
        @mapping
        def backend_id(self, record):
            return {"backend_id": self.backend_record.id}

    values = mapper.map_record(record).values(for_create=True)
"""

# Parents first: components are built in the order of their declaration.
# ruff: noqa: I001
from .definition import MappingDefinition, changed_by, mapping, only_create
from .map_record import MapOptions, MapRecord
from .modifiers import (
    convert,
    external_to_m2o,
    follow_m2o_relations,
    m2o_to_external,
    none,
)
from .mapper import Mapper
from .import_mapper import ImportMapper
from .export_mapper import ExportMapper
from .map_child import ExportMapChild, ImportMapChild, MapChild

__all__ = [
    "ExportMapChild",
    "ExportMapper",
    "ImportMapChild",
    "ImportMapper",
    "MapChild",
    "MapOptions",
    "MapRecord",
    "Mapper",
    "MappingDefinition",
    "changed_by",
    "convert",
    "external_to_m2o",
    "follow_m2o_relations",
    "m2o_to_external",
    "mapping",
    "none",
    "only_create",
]
