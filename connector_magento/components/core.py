"""The root of all components of this connector."""

from __future__ import annotations

from odoo.addons.component.core import AbstractComponent


class BaseMagentoConnector(AbstractComponent):
    """Base of the components that work with a Magento shop.

    Inherit it in every component of a connector to Magento.
    """

    _name = "base.magento.connector"
    _inherit = "base.connector"
    _collection = "magento.backend"
