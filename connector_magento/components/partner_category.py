"""Import of customer groups."""

from __future__ import annotations

from odoo.models import BaseModel

from odoo.addons.component.core import Component

from ..client import payload


class CustomerGroupAdapter(Component):
    _name = "magento.customer.group.adapter"
    _inherit = "magento.paged.adapter"
    _apply_on = "magento.res.partner.category"

    _path = "V1/customerGroups"
    _search_path = "V1/customerGroups/search"


class CustomerGroupImporter(Component):
    _name = "magento.customer.group.importer"
    _inherit = "magento.importer"
    _apply_on = "magento.res.partner.category"

    _schema = payload.CUSTOMER_GROUP

    # A group has one name in the shop, so it is the name of the tag in Odoo's source
    # language, not its translation into the language of whoever runs the job.
    def _create_lang(self) -> str | None:
        return "en_US"

    def _update(self, binding: BaseModel, data: dict) -> bool | None:
        return super()._update(binding.with_context(lang="en_US"), data)


class CustomerGroupMapper(Component):
    _name = "magento.customer.group.mapper"
    _inherit = "magento.import.mapper"
    _apply_on = "magento.res.partner.category"

    direct = [
        ("code", "name"),
        ("tax_class_id", "tax_class_id"),
        ("tax_class_name", "tax_class_name"),
    ]
