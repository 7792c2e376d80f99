"""Deletions, on either side."""

from odoo.addons.component.core import AbstractComponent


class Deleter(AbstractComponent):
    """Base of the components that delete."""

    _name = "base.deleter"
    _inherit = "base.synchronizer"
    _usage = "deleter"
