"""Export of stock to the sources of a shop, of many products per request."""

from __future__ import annotations

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.connector.exception import ConfigurationError
from odoo.addons.connector.rest import RestConfigurationError

from .catalogue_case import PRODUCT
from .stock_case import MUG_BLUE, MUG_RED, StockCase


@tagged("standard", "at_install")
class TestStockSources(StockCase):
    stock_api = "auto"

    def source(self, code):
        return self.env["magento.source"].search(
            [("backend_id", "=", self.backend.id), ("external_id", "=", code)]
        )

    def import_sources(self):
        self.env["magento.source"].import_batch(self.backend)

    def map_two(self):
        """Lyon is the first warehouse, Bordeaux another one."""
        self.import_sources()
        self.source("lyon").warehouse_id = self.warehouse
        self.source("bordeaux").warehouse_id = self.add_warehouse("BORD")
        return self.source("bordeaux").warehouse_id

    def test_import_of_sources(self):
        self.import_sources()
        lyon = self.source("lyon")
        self.assertEqual((lyon.name, lyon.is_enabled), ("Lyon warehouse", True))
        self.assertEqual(len(self.backend.source_ids), 3)
        lyon.warehouse_id = self.warehouse
        self.shop.sources = [
            {**one, "name": "Lyons", "enabled": False}
            for one in self.shop.sources
            if one["source_code"] == "lyon"
        ]
        self.import_sources()
        self.assertEqual((lyon.name, lyon.is_enabled), ("Lyons", False))
        self.assertEqual(lyon.warehouse_id, self.warehouse)
        self.assertEqual(self.backend.source_ids, lyon)

    def test_one_source_by_its_code(self):
        self.env["magento.source"].import_record(self.backend, "lyon")
        self.assertEqual(self.source("lyon").external_id, "lyon")

    def test_a_warehouse_is_one_source(self):
        self.map_two()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.source("bordeaux").warehouse_id = self.warehouse
            self.env.flush_all()

    def test_default_source_gets_the_warehouses_of_the_backend(self):
        self.put(MUG_RED, 7)
        self.export()
        self.assertTrue(self.backend.has_sources)
        self.assertEqual(
            self.shop.held,
            {("MUG-RED", "default"): (7, 1), ("MUG-BLUE", "default"): (0, 1)},
        )
        self.assertEqual(self.shop.count("V1/inventory/source-items"), 1)
        self.assertEqual(self.shop.items, {})

    def test_each_source_gets_its_warehouse(self):
        bordeaux = self.map_two()
        binding = self.put(MUG_RED, 7)
        self.put(MUG_RED, 2.5, bordeaux)
        self.export()
        self.assertEqual(self.shop.held["MUG-RED", "lyon"], (7, 1))
        self.assertEqual(self.shop.held["MUG-RED", "bordeaux"], (2.5, 1))
        self.assertNotIn(("MUG-RED", "default"), self.shop.held)
        self.assertEqual(binding.magento_qty, 9.5)
        self.assertEqual(
            binding.stock_item_ids.source_id.mapped("external_id"), ["bordeaux", "lyon"]
        )

    def test_only_the_sources_that_changed(self):
        bordeaux = self.map_two()
        self.export()
        self.shop.held.clear()
        self.put(MUG_RED, 2, bordeaux)
        self.export()
        self.assertEqual(self.shop.held, {("MUG-RED", "bordeaux"): (2, 1)})

    def test_shop_without_sources(self):
        self.shop.has_sources = False
        self.put(MUG_RED, 7)
        self.export()
        self.assertFalse(self.backend.has_sources)
        self.assertEqual(self.shop.items["MUG-RED"]["qty"], 7)

    def test_shop_that_gets_sources(self):
        self.shop.has_sources = False
        self.export()
        self.shop.has_sources = True
        self.export()
        self.assertEqual(len(self.shop.held), 2)

    def test_sources_wanted_of_a_shop_without(self):
        self.shop.has_sources = False
        self.backend.stock_api = "sources"
        with self.assertRaisesRegex(RestConfigurationError, "knows no such request"):
            self.env[PRODUCT].export_stock_batch(self.backend)

    def test_sources_that_can_not_be_read(self):
        """Another refusal does not mean that there are none."""
        self.shop.routes["GET", "V1/inventory/sources"] = None
        answer = self.shop.answer

        def refuse(request):
            if request.path == "V1/inventory/sources":
                from .fake_shop import Answer

                return Answer(401, {"message": "isn't authorized"})
            return answer(request)

        self.shop.answer = refuse
        with self.assertRaises(RestConfigurationError):
            self.env[PRODUCT].export_stock_batch(self.backend)
        self.assertEqual(self.shop.items, {})

    def test_source_that_vanished(self):
        self.map_two()
        self.shop.sources = [
            one for one in self.shop.sources if one["source_code"] != "lyon"
        ]
        with self.assertRaisesRegex(ConfigurationError, "no source “lyon”") as error:
            self.env[PRODUCT].export_stock_batch(self.backend)
        self.assertEqual(error.exception.record.external_id, "lyon")

    def test_no_source_with_a_warehouse(self):
        self.shop.sources = [
            one for one in self.shop.sources if one["source_code"] == "lyon"
        ]
        with self.assertRaisesRegex(ConfigurationError, "No source of Test shop"):
            self.env[PRODUCT].export_stock_batch(self.backend)

    # -- requests -----------------------------------------------------------------

    def add_products(self, count):
        for number in range(count):
            self.shop.add_product(1000 + number, f"P-{number:03}")
        self.import_chunk(PRODUCT, *range(1000, 1000 + count))

    def test_many_products_per_request(self):
        self.add_products(43)
        self.shop.longest = 20
        self.export()
        sizes = [len(body["sourceItems"]) for body in self.shop.sent()]
        self.assertEqual(sizes, [20, 20, 5])
        self.backend.stock_batch_size = 5
        self.shop.requests.clear()
        self.export(force=True)
        sizes = [len(body["sourceItems"]) for body in self.shop.sent()]
        self.assertEqual(sizes, [5] * 9)

    def test_shop_that_takes_less_at_once(self):
        self.add_products(8)
        self.shop.longest = 3
        self.export()
        self.assertEqual(len(self.shop.held), 10)
        self.assertEqual(self.to_send(), set())

    def test_refused_products_are_set_aside_and_the_rest_is_sent(self):
        self.add_products(18)
        self.shop.refused = {"P-003", "P-011"}
        self.export()
        self.assertEqual(len(self.shop.held), 18)
        failed = self.backend._failed_stock(["1003", "1011"])
        self.assertEqual(failed.mapped("connector_external_id"), ["1003", "1011"])
        self.assertIn("Could not save Source Item", failed[0].exc_message)
        self.assertIn('"sku": "P-003"', failed[0].connector_payload)

    def test_deleted_product_is_not_stored_as_an_unknown_sku(self):
        del self.shop.products[MUG_BLUE]
        self.export()
        self.assertEqual(set(self.shop.held), {("MUG-RED", "default")})
        [job] = self.backend._failed_stock([str(MUG_BLUE)])
        self.assertIn("Find Deleted Products", job.exc_message)

    def test_queries_do_not_grow_with_products(self):
        self.add_products(5)
        self.export(force=True)
        ids = [str(MUG_RED), *(str(1000 + number) for number in range(60))]

        def queries(*external_ids):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env[PRODUCT].export_stock(self.backend, list(external_ids), force=True)
            return self.env.cr.sql_log_count - before

        few = queries(*ids[:2])
        self.add_products(60)
        self.assertLessEqual(queries(*ids), few + 3)

    # -- back-orders --------------------------------------------------------------

    def test_rules_go_to_the_stock_items(self):
        self.bound(PRODUCT, MUG_RED).back_orders = "allowed"
        self.export()
        self.assertEqual(
            self.shop.items,
            {
                "MUG-RED": {
                    "manage_stock": True,
                    "use_config_manage_stock": False,
                    "backorders": 1,
                    "use_config_backorders": False,
                }
            },
        )
        self.shop.requests.clear()
        self.export()
        self.assertEqual(self.shop.sent(), [])

    def test_status(self):
        self.backend.back_orders = "no"
        self.put(MUG_BLUE, 1)
        self.export()
        self.assertEqual(self.shop.held["MUG-RED", "default"], (0, 0))
        self.assertEqual(self.shop.held["MUG-BLUE", "default"], (1, 1))
