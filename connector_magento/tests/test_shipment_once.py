"""A delivery is shipped in the shop once, whatever happens; or a person knows why not."""

from __future__ import annotations

from odoo.tests import tagged

from odoo.addons.connector.exception import InvalidDataError, NetworkRetryableError

from .fake_shop import Answer
from .fulfilment_case import FulfilmentCase


@tagged("post_install", "-at_install")
class TestShipmentOnce(FulfilmentCase):
    # Never twice

    def test_answer_that_was_lost(self):
        """The shop shipped, and did not say so: the next try finds it."""
        self.shop.lost = ["/ship$"]
        with self.assertRaisesRegex(NetworkRetryableError, "504") as caught:
            self.validate(3, 0)
        self.assertGreaterEqual(caught.exception.seconds, 300)
        self.assertEqual(self.shipped(), [{11: 3}])
        picking = self.order.picking_ids.filtered(lambda one: one.state == "done")
        self.export(picking.magento_bind_ids)
        self.assertEqual(self.shipped(), [{11: 3}])
        self.assertEqual(len(self.shop.posted("/ship")), 1)
        self.assertEqual(
            picking.magento_bind_ids.external_id, str(next(iter(self.shop.shipments)))
        )

    def test_request_that_was_lost(self):
        self.shop.routes["POST", "V1/order/7/ship"] = capture_504()
        with self.assertRaisesRegex(NetworkRetryableError, "504"):
            self.validate(3, 0)
        del self.shop.routes["POST", "V1/order/7/ship"]
        picking = self.order.picking_ids.filtered(lambda one: one.state == "done")
        self.export(picking.magento_bind_ids)
        self.assertEqual(self.shipped(), [{11: 3}])

    def test_request_that_comes_through_while_the_next_try_is_under_way(self):
        """All was shipped in between: the refusal makes us look again."""
        picking = self.validate(5, 2, work=False)
        mark = {"comment": f"Odoo: {picking.name}"}
        read = self.shop._read
        passed = []

        def slow(order_id, data, request):
            answer = read(order_id, data, request)
            if not passed:
                passed.append(True)
                body = answer.content()
                self.shop.ship(7, {"comment": mark})
                answer.body = body
            return answer

        self.shop._read = slow
        result = self.export(picking.magento_bind_ids)
        self.assertIn("is the shipment", result)
        self.assertEqual(self.shipped(), [{11: 5, 12: 2}])

    def test_job_that_runs_twice(self):
        picking = self.validate(3, 0)
        self.shop.requests.clear()
        self.assertIn("Nothing to export", self.export(picking.magento_bind_ids))
        self.assertFalse(self.shop.requests)

    def test_shipment_made_in_the_shop_is_linked(self):
        made = self.shop.ship(7, {"items": None})
        picking = self.validate(5, 2, tracking="1Z1")
        self.assertEqual(picking.magento_bind_ids.external_id, str(made))
        self.assertFalse(self.shop.posted("/ship"))
        self.assertEqual(self.tracks(), ["1Z1"])
        self.assertFalse(self.checkpoints(picking.magento_bind_ids))

    def test_link_that_may_be_wrong_is_to_be_reviewed(self):
        made = self.shop.ship(7, {"items": [{"order_item_id": 11, "qty": 2}]})
        picking = self.validate(2, 0)
        self.assertEqual(picking.magento_bind_ids.external_id, str(made))
        self.assertIn(
            "made in the shop", self.checkpoints(picking.magento_bind_ids).reason
        )

    def test_shipment_of_another_delivery_is_not_taken(self):
        self.validate(1, 0)
        self.validate(1, 0)
        self.assertEqual(self.shipped(), [{11: 1}, {11: 1}])
        ids = self.order.picking_ids.magento_bind_ids.mapped("external_id")
        self.assertEqual(len(set(ids)), 2)

    def test_less_shipped_than_told_is_noticed(self):
        real = self.shop._make

        def clamped(kind, order_id, data):
            data["items"][0]["qty"] = 1
            return real(kind, order_id, data)

        self.shop._make = clamped
        picking = self.validate(3, 0)
        reason = self.checkpoints(picking.magento_bind_ids).reason
        self.assertIn("does not hold the same", reason)
        self.assertIn(reason, picking.message_ids[0].body)

    # Refused

    def assert_refused(self, pattern, *quantities):
        with self.assertRaisesRegex(InvalidDataError, pattern):
            self.validate(*(quantities or (3, 0)))
        picking = self.order.picking_ids.filtered(lambda one: one.state == "done")
        self.assertFalse(self.shop.posted("/ship"))
        self.assertFalse(picking.magento_bind_ids.external_id)
        self.assertFalse(self.env["connector.export.receipt"].search([]))
        return picking

    def test_canceled_in_the_shop(self):
        self.shop.orders[7].update(state="canceled", status="canceled")
        self.assert_refused("cancelled there: take back")

    def test_held_in_the_shop(self):
        self.shop.orders[7].update(state="holded", status="holded")
        picking = self.assert_refused("“Release”")
        self.shop.orders[7].update(state="processing", status="processing")
        self.export(picking.magento_bind_ids)
        self.assertEqual(self.shipped(), [{11: 3}])

    def test_refund_before_shipment(self):
        self.shop.orders[7]["items"][0]["qty_refunded"] = 3
        self.assert_refused(r"MUG: 3 here, 2 left there.*refunded 3.*Nothing was sent")

    def test_refunded_whole_before_shipment(self):
        for item in self.shop.orders[7]["items"]:
            item["qty_refunded"] = item["qty_ordered"]
        self.shop.orders[7].update(state="closed", status="closed")
        self.assert_refused("all was refunded: take back")

    def test_shipped_in_the_shop_already_otherwise(self):
        first = self.shop.ship(7, {"items": [{"order_item_id": 11, "qty": 4}]})
        self.assert_refused(rf"MUG: 3 here, 1 left there.*so far: {first}\.")

    def test_refusal_that_nobody_foresaw(self):
        self.shop.routes["POST", "V1/order/7/ship"] = refusal("Not on a Sunday")
        with self.assertRaisesRegex(InvalidDataError, "Not on a Sunday.*Nothing was"):
            self.validate(3, 0)

    def test_order_that_is_gone(self):
        del self.shop.orders[7]
        with self.assertRaisesRegex(Exception, "V1/orders/7"):
            self.validate(3, 0)


def capture_504():
    return Answer(504, "Gateway Time-out", {"Content-Type": "text/html"})


def refusal(message):
    return Answer(400, {"message": message})
