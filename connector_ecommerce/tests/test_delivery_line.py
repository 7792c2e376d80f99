"""The line of the delivery that the shop charged: no second one is added."""

from odoo.tests import tagged

from .common import EcommerceCase


@tagged("post_install", "-at_install")
class TestDeliveryLine(EcommerceCase):
    def carrier(self, **values):
        product = self.make_product("Parcel service", type="service")
        return self.env["delivery.carrier"].create(
            {
                "name": "Parcel service",
                "product_id": product.id,
                "delivery_type": "fixed",
                "fixed_price": 7,
                **values,
            }
        )

    def test_added_to_an_order_without(self):
        order = self.make_order()
        line = order._create_delivery_line(self.carrier(), 7)
        self.assertTrue(line.is_delivery)
        self.assertEqual(line.price_unit, 7)

    def test_not_added_to_an_order_with_one(self):
        order = self.make_order()
        order.order_line[0].copy({"order_id": order.id, "is_delivery": True})
        lines = order.order_line
        self.assertIsNone(order._create_delivery_line(self.carrier(), 7))
        self.assertEqual(order.order_line, lines)

    def test_carrier_chosen_in_odoo(self):
        order = self.make_order()
        carrier = self.carrier()
        order.set_delivery_line(carrier, 7)
        order.set_delivery_line(carrier, 9)
        lines = order.order_line.filtered("is_delivery")
        self.assertEqual(lines.mapped("price_unit"), [9])

    def shipped_at_real_cost(self, order):
        order.carrier_id = self.carrier(invoice_policy="real")
        order.action_confirm()
        self.assertEqual(order.picking_ids.carrier_id, order.carrier_id)
        self.assertEqual(self.deliver(order).state, "done")
        return order.order_line.filtered("is_delivery")

    def test_shipped_by_a_carrier_at_real_cost(self):
        """The shop charged the delivery: the real cost adds no second line."""
        order = self.make_order()
        line = order.order_line[0].copy(
            {
                "order_id": order.id,
                "product_id": self.service.id,
                "is_delivery": True,
                "price_unit": 4,
            }
        )
        self.assertEqual(self.shipped_at_real_cost(order), line)
        self.assertEqual(line.price_unit, 4)

    def test_shipped_without_a_line(self):
        line = self.shipped_at_real_cost(self.make_order())
        self.assertEqual(len(line), 1)
