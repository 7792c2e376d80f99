"""From Odoo to the backend."""

from odoo.addons.component.core import AbstractComponent


class Exporter(AbstractComponent):
    """Base of the components that export."""

    _name = "base.exporter"
    _inherit = "base.synchronizer"
    _usage = "exporter"
    _base_mapper_usage = "export.mapper"
