"""What the imports of items page by page need."""

from odoo.addons.component.core import Component

from .item import ITEM


class ItemDeletionFinder(Component):
    _name = "test.item.deletion.finder"
    _inherit = ["generic.deletion.finder", "base.test.connector"]
    _apply_on = ITEM
