"""Which record of Odoo is which record of a shop."""

from __future__ import annotations

from odoo.addons.component.core import Component


class MagentoBinder(Component):
    """Links by the shop's ids, for all models with a binding."""

    _name = "magento.binder"
    _inherit = ["base.binder", "base.magento.connector"]
    _apply_on = [
        "magento.website",
        "magento.store",
        "magento.storeview",
        "magento.res.partner.category",
        "magento.res.partner",
        "magento.address",
        "magento.tax.class",
        "magento.source",
        "magento.product.category",
        "magento.product.attribute",
        "magento.product.attribute.value",
        "magento.product.template",
        "magento.product.product",
        "magento.sale.order",
        "magento.sale.order.line",
        "magento.stock.picking",
        "magento.account.move",
    ]
