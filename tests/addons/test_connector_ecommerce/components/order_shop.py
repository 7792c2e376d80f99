"""A mapper of orders that builds lines and completes all, as connectors do."""

from __future__ import annotations

from odoo.addons.component.core import AbstractComponent, Component
from odoo.addons.connector.components.mapper import mapping

ORDER = "test.order.shop.order"
LINE = "test.order.shop.line"


class OrderShopConnector(AbstractComponent):
    _name = "base.test.order.shop"
    _inherit = "base.connector"
    _collection = "test.order.shop"


class OrderShopOnChange(Component):
    _name = "test.order.shop.onchange"
    _inherit = ["ecommerce.onchange.manager.sale.order", "base.test.order.shop"]

    order_onchange_fields = ["partner_id", "shop_channel"]
    line_onchange_fields = ["order_id", "product_id", "shop_engraving"]


class OrderShopMapper(Component):
    _name = "test.order.shop.mapper"
    _inherit = ["base.test.order.shop", "base.import.mapper"]
    _apply_on = ORDER

    direct = [("number", "client_order_ref"), ("channel", "shop_channel")]
    children = [("items", "shop_line_ids", LINE)]

    @mapping
    def partner_id(self, record):
        return {"partner_id": record["partner_id"]}

    @mapping
    def backend_id(self, record):
        return {"backend_id": self.backend_record.id}

    def finalize(self, map_record, values):
        values = super().finalize(map_record, values)
        record = map_record.source
        values["order_line"] = []
        for kind, price in (
            ("shipping", record.get("shipping")),
            ("gift", record.get("gift")),
        ):
            if price is not None:
                builder = self.component(usage=f"order.line.builder.{kind}")
                builder.price_unit = price
                values["order_line"].append((0, 0, builder.get_line()))
        manager = self.component(usage="ecommerce.onchange.manager.sale.order")
        return manager.play(values, values["shop_line_ids"])


class OrderShopLineMapper(Component):
    _name = "test.order.shop.line.mapper"
    _inherit = ["base.test.order.shop", "base.import.mapper"]
    _apply_on = LINE

    direct = [
        ("id", "external_id"),
        ("label", "name"),
        ("quantity", "product_uom_qty"),
        ("price", "price_unit"),
        ("engraving", "shop_engraving"),
    ]

    @mapping
    def backend_id(self, record):
        return {"backend_id": self.backend_record.id}

    @mapping
    def product_id(self, record):
        return {"product_id": record["product_id"]}
