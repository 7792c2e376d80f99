"""What is delivered in Odoo is shipped in the shop: once, and no more."""

from __future__ import annotations

from odoo.tests import tagged

from odoo.addons.connector.exception import (
    ConfigurationError,
    NetworkRetryableError,
)

from .fulfilment_case import FulfilmentCase


@tagged("post_install", "-at_install")
class TestShipmentExport(FulfilmentCase):
    def test_partial_then_the_rest(self):
        """By somebody who has no right on anything of Magento's."""
        first = self.validate(3, 0)
        self.assertEqual(first.state, "done")
        self.assertEqual(self.shipped(), [{11: 3}])
        (binding,) = first.magento_bind_ids
        self.assertEqual(binding.external_id, str(next(iter(self.shop.shipments))))
        self.assertEqual(binding.picking_method, "partial")
        self.assertTrue(binding.sync_date)
        second = self.validate(2, 2)
        self.assertEqual(self.shipped(), [{11: 3}, {11: 2, 12: 2}])
        self.assertEqual(second.magento_bind_ids.picking_method, "complete")
        self.assertEqual(len(self.shop.posted("/ship")), 2)

    def test_requests(self):
        self.validate(3, 0)
        self.assertEqual(
            self.shop.calls(),
            [
                ("GET", "V1/orders/7"),
                ("POST", "V1/order/7/ship"),
                ("GET", "V1/shipments"),
            ],
        )

    def test_what_is_sent(self):
        picking = self.validate(3, 0, tracking="1Z999, 1Z998,1Z999")
        (sent,) = self.shop.posted("/ship")
        self.assertEqual(
            sent,
            {
                "items": [{"order_item_id": 11, "qty": 3}],
                "notify": False,
                "comment": {
                    "comment": f"Odoo: {picking.name}",
                    "is_visible_on_front": 0,
                },
                "appendComment": True,
                "tracks": [
                    {
                        "track_number": number,
                        "title": "Carrier",
                        "carrier_code": "custom",
                    }
                    for number in ("1Z999", "1Z998")
                ],
            },
        )
        self.assertEqual(picking.magento_bind_ids.exported_tracks, "1Z999, 1Z998")

    def test_mail_by_the_stores_choice(self):
        self.store.send_picking_done_mail = True
        self.validate(1, 0)
        self.assertIs(self.shop.posted("/ship")[0]["notify"], True)

    # Tracking numbers

    def carrier(self, code, **values):
        product = self.make_product("Delivery", type="service")
        carrier = self.env["delivery.carrier"].create(
            {"name": "UPS Standard", "product_id": product.id}
        )
        method = self.env["magento.carrier"].create(
            {
                "backend_id": self.backend.id,
                "code": code,
                "carrier_id": carrier.id,
                **values,
            }
        )
        return carrier, method

    def test_carrier_by_the_mapping(self):
        carrier, _method = self.carrier("ups_11")
        self.order.picking_ids.carrier_id = carrier
        self.validate(1, 0, tracking="1Z1")
        (track,) = self.shop.posted("/ship")[0]["tracks"]
        self.assertEqual(
            (track["title"], track["carrier_code"]), ("UPS Standard", "ups")
        )

    def test_unknown_carrier_is_custom_unless_said(self):
        carrier, method = self.carrier("flatrate_flatrate")
        self.assertEqual(method.tracking_carrier_code, "custom")
        method.tracking_carrier_code = "chronopost"
        self.order.picking_ids.carrier_id = carrier
        self.validate(1, 0, tracking="1Z1")
        (track,) = self.shop.posted("/ship")[0]["tracks"]
        self.assertEqual(track["carrier_code"], "chronopost")

    def write_tracking(self, picking, text):
        self.shop.requests.clear()
        return self.do(
            lambda: picking.with_user(self.worker).write({"carrier_tracking_ref": text})
        )

    def test_number_that_comes_later(self):
        picking = self.validate(3, 0)
        self.write_tracking(picking, "LATE-1")
        (entity,) = (body["entity"] for body in self.shop.posted("/track"))
        shipment = picking.magento_bind_ids.external_id
        self.assertEqual(entity["order_id"], 7)
        self.assertEqual(entity["parent_id"], int(shipment))
        self.assertEqual(entity["track_number"], "LATE-1")
        self.assertEqual(
            self.shop.calls(),
            [("GET", f"V1/shipment/{shipment}"), ("POST", "V1/shipment/track")],
        )
        self.write_tracking(picking, "LATE-1,LATE-2")
        self.assertEqual(self.tracks(), ["LATE-1", "LATE-2"])
        self.assertEqual(picking.magento_bind_ids.exported_tracks, "LATE-1, LATE-2")

    def test_number_that_was_lost_on_the_way_is_added_once(self):
        picking = self.validate(3, 0)
        self.shop.lost = ["shipment/track"]
        with self.assertRaisesRegex(NetworkRetryableError, "504") as caught:
            self.write_tracking(picking, "LATE-1")
        self.assertGreaterEqual(caught.exception.seconds, 300)
        self.export(picking.magento_bind_ids)
        self.assertEqual(self.tracks(), ["LATE-1"])

    def test_number_before_the_delivery_goes_with_it(self):
        self.assertFalse(self.write_tracking(self.order.picking_ids, "EARLY"))
        self.validate(3, 0)
        self.assertEqual(self.tracks(), ["EARLY"])
        self.assertFalse(self.shop.posted("/track"))

    def test_number_while_the_shipment_waits(self):
        picking = self.validate(3, 0, work=False)
        self.write_tracking(picking, "SOON")
        self.assertEqual(self.tracks(), ["SOON"])
        self.export(picking.magento_bind_ids)
        self.assertEqual((self.tracks(), self.shipped()), (["SOON"], [{11: 3}]))

    # Sources

    def test_source_of_the_warehouse(self):
        self.env["magento.source"].create(
            {
                "backend_id": self.backend.id,
                "external_id": "lyon",
                "warehouse_id": self.order.warehouse_id.id,
            }
        )
        self.validate(1, 0)
        (sent,) = self.shop.posted("/ship")
        self.assertEqual(
            sent["arguments"], {"extension_attributes": {"source_code": "lyon"}}
        )

    def test_warehouse_that_is_no_source(self):
        other = self.env["stock.warehouse"].create({"name": "Other", "code": "OTH"})
        self.env["magento.source"].create(
            {
                "backend_id": self.backend.id,
                "external_id": "x",
                "warehouse_id": other.id,
            }
        )
        with self.assertRaisesRegex(ConfigurationError, "page Stock"):
            self.validate(1, 0)
        self.assertFalse(self.shop.posted("/ship"))

    # Kinds of lines

    def test_configurable_by_its_own_item(self):
        order = self.import_order(
            8,
            (21, self.product, 2, {"product_type": "configurable"}),
            (22, self.product, 2, {"parent_item_id": 21, "in_odoo": False}),
        )
        self.validate(2, order=order)
        self.assertEqual(self.shipped(), [{21: 2}])

    def bundle(self, **values):
        """Two kits of a mug and two plates."""
        return self.import_order(
            9,
            (31, None, 2, {"product_type": "bundle", **values}),
            (32, self.product, 2, {"parent_item_id": 31}),
            (33, self.plate, 4, {"parent_item_id": 31}),
        )

    def test_bundle_that_is_shipped_as_a_whole(self):
        order = self.bundle()
        first = self.validate(1, 3, order=order)
        self.assertEqual(self.shipped(), [{31: 1}])
        self.assertFalse(self.checkpoints(first.magento_bind_ids))
        self.validate(1, 1, order=order)
        self.assertEqual(self.shipped(), [{31: 1}, {31: 1}])

    def test_part_of_a_bundle_waits_for_the_rest(self):
        order = self.bundle()
        first = self.validate(0, 4, order=order)
        self.assertFalse(self.shop.shipments)
        self.assertFalse(first.magento_bind_ids.external_id)
        self.assertFalse(self.env["connector.export.receipt"].search([]))
        self.validate(2, order=order)
        self.assertEqual(self.shipped(), [{31: 2}])

    def test_bundle_that_is_shipped_by_its_parts(self):
        order = self.bundle(by_parts=True)
        first = self.validate(1, 3, order=order)
        self.assertEqual(self.shipped(), [{32: 1, 33: 3}])
        self.assertFalse(self.checkpoints(first.magento_bind_ids))
        self.validate(1, 1, order=order)
        self.assertEqual(self.shipped()[1], {32: 1, 33: 1})

    def test_what_the_shop_never_ships_is_left_out(self):
        order = self.import_order(
            10, (41, self.product, 1, {"product_type": "virtual"}), (42, self.plate, 1)
        )
        self.validate(1, 1, order=order)
        self.assertEqual(self.shipped(), [{42: 1}])

    def test_line_that_was_added_in_odoo(self):
        gift = self.make_product("Gift", default_code="GIFT")
        self.stock_up(gift, self.company)
        self.order.write(
            {"order_line": [(0, 0, {"product_id": gift.id, "product_uom_qty": 1})]}
        )
        self.validate(0, 0, 1)
        self.assertFalse(self.shop.calls())
        self.validate(5, 2)
        self.assertEqual(self.shipped(), [{11: 5, 12: 2}])

    # Who and what is concerned

    def test_only_if_the_backend_wants_it(self):
        self.backend.export_shipments = False
        picking = self.validate(3, 0)
        self.assertFalse(picking.magento_bind_ids)
        self.assertFalse(self.shop.requests)

    def test_by_hand_what_was_delivered_before(self):
        self.backend.export_shipments = False
        picking = self.validate(3, 0)
        self.backend.export_shipments = True
        user = self.new_user(
            "hj_conn", "connector.group_connector_user", "stock.group_stock_user"
        )
        self.do(picking.with_user(user).action_magento_export)
        self.assertEqual(self.shipped(), [{11: 3}])

    def test_deliveries_of_other_orders(self):
        order = self.make_order(quantity=2, confirm=True)
        self.validate(2, order=order)
        self.assertFalse(self.jobs)
        self.assertFalse(self.shop.requests)

    def test_return_is_not_told(self):
        picking = self.validate(5, 2)
        self.shop.requests.clear()
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.picked = True
        self.do(back.button_validate)
        self.assertEqual(back.state, "done")
        self.assertFalse(self.shop.requests)

    def test_state_on_the_form(self):
        self.shop.orders[7].update(state="holded", status="holded")
        picking = self.validate(3, 0, work=False)
        self.assertEqual(picking.magento_bind_ids.connector_state, "new")

    def test_queries_of_deliveries_without_magento(self):
        """One look for all of them, whether there are two or twenty."""
        counts = []
        for number in (2, 20):
            orders = self.env["sale.order"]
            for _index in range(number):
                orders |= self.make_order(confirm=True)
            self.env.flush_all()
            pickings = self.env["stock.picking"].browse(orders.picking_ids.ids)
            self.env.invalidate_all()
            pickings.mapped("sale_id.name")
            with self.assertQueryCount(__system__=1):
                events = pickings._event("on_picking_out_done")
                for picking in pickings:
                    events.notify(picking, "complete")
            counts.append(len(pickings))
        self.assertEqual(counts, [2, 20])
