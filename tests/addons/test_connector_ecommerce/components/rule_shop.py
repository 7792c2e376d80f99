"""The smallest connector that asks an import rule for each order.

The shop is ``ORDERS``, a dict of orders by external id.
"""

# An adapter reads from the shop, where there is nothing to call with super().
# pylint: disable=method-required-super

from __future__ import annotations

from odoo.addons.component.core import AbstractComponent, Component
from odoo.addons.connector.components.mapper import mapping
from odoo.addons.connector.exception import IDMissingInBackend

ORDER = "test.rule.order"
ORDERS: dict[str, dict] = {}


class RuleShopConnector(AbstractComponent):
    _name = "base.test.rule.shop"
    _inherit = "base.connector"
    _collection = "test.rule.shop"


class RuleOrderBinder(Component):
    _name = "test.rule.order.binder"
    _inherit = ["base.test.rule.shop", "base.binder"]
    _apply_on = ORDER


class RuleOrderAdapter(Component):
    _name = "test.rule.order.adapter"
    _inherit = ["base.test.rule.shop", "base.backend.adapter.crud"]
    _apply_on = ORDER

    def search(self, filters=None):
        return list(ORDERS)

    def read(self, external_id):
        if external_id not in ORDERS:
            raise IDMissingInBackend(f"No order {external_id}")
        return dict(ORDERS[external_id])


class RuleOrderMapper(Component):
    _name = "test.rule.order.mapper"
    _inherit = ["base.test.rule.shop", "base.import.mapper"]
    _apply_on = ORDER

    direct = [("reference", "client_order_ref")]

    @mapping
    def partner_id(self, record):
        return {"partner_id": record["partner_id"]}

    @mapping
    def payment_mode_id(self, record):
        rule = self.component(usage="sale.import.rule")
        return {"payment_mode_id": rule._payment_mode(record).id}

    @mapping
    def company_id(self, record):
        company = self.backend_record.company_id
        return {"company_id": company.id} if company else {}


class RuleOrderImportRule(Component):
    _name = "test.rule.order.import.rule"
    _inherit = ["base.test.rule.shop", "ecommerce.sale.import.rule"]
    _apply_on = ORDER

    def _payment_method(self, record):
        return record["payment"]

    def _order_date(self, record):
        return record["created"]

    def _order_name(self, record):
        return record["reference"]

    def _is_paid(self, record):
        return record["status"] == "paid"

    def _is_authorized(self, record):
        return record["status"] == "authorized"


class RuleOrderImporter(Component):
    _name = "test.rule.order.importer"
    _inherit = ["base.test.rule.shop", "generic.importer"]
    _apply_on = ORDER

    def _must_skip(self):
        if self.binder.to_internal(self.external_id):
            return None
        return self.component(usage="sale.import.rule").check(self.external_record)


class RuleOrderChunkImporter(Component):
    _name = "test.rule.order.chunk.importer"
    _inherit = ["base.test.rule.shop", "generic.chunk.importer"]
    _apply_on = ORDER


class RuleOrderBatchImporter(Component):
    _name = "test.rule.order.batch.importer"
    _inherit = ["base.test.rule.shop", "generic.batch.importer"]
    _apply_on = ORDER
