"""From the backend to Odoo."""

from odoo.addons.component.core import AbstractComponent


class Importer(AbstractComponent):
    """Base of the components that import."""

    _name = "base.importer"
    _inherit = "base.synchronizer"
    _usage = "importer"
    _base_mapper_usage = "import.mapper"
