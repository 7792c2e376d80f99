"""Stock of Odoo in the demo store: what the store itself makes of what it is sent."""

from __future__ import annotations

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector_magento.tests.common import RealRequestsMixin
from odoo.addons.queue_job.tests.common import trap_jobs

from demo.store.control import Store

PRODUCT = "magento.product.product"
SKUS = ("PEN-01", "CAP-01", "BACKORD-01", "FABRIC-M", "AB/12 é+", "NOSTOCK-01")


class TestStockInTheStore(RealRequestsMixin, TransactionComponentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Input limiting as a shop that switches it on has it.
        cls.store = Store(
            customers=1, products=120, settings={"maximum_array_size": 20}
        )
        cls.store.start()
        cls.addClassCleanup(cls.store.__exit__)
        cls.backend = cls.env["magento.backend"].create(
            {
                "name": "Demo store",
                "url": cls.store.url,
                "allow_private_network": True,
                **cls.store.credentials.as_dict(),
            }
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.backend.stock_warehouse_ids = cls.warehouse

    def setUp(self):
        super().setUp()
        self.store.reset()
        self.store.settings(maximum_array_size=20)
        self.products = {sku: self.bind(sku) for sku in SKUS}

    def bind(self, sku, **values):
        """A product of the store in Odoo."""
        known = self.store.product(sku)
        return self.env[PRODUCT].create(
            {
                "name": known["name"],
                "type": "consu",
                "is_storable": True,
                "backend_id": self.backend.id,
                "external_id": str(known["id"]),
                "sku": sku,
                "magento_type": known["type_id"],
                **values,
            }
        )

    def put(self, sku, quantity, warehouse=None):
        location = (warehouse or self.warehouse).lot_stock_id
        self.env["stock.quant"]._update_available_quantity(
            self.products[sku].odoo_id, location, quantity
        )

    def export(self, **kwargs):
        """Export as the button does, with all jobs that come of it."""
        with trap_jobs() as trap:
            self.env[PRODUCT].export_stock_batch(self.backend, **kwargs)
            for _generation in range(3):
                trap.perform_enqueued_jobs()
        self.env.flush_all()
        self.env.invalidate_all()

    def failed(self):
        return self.env["queue.job"].search(
            [
                ("connector_backend", "=", f"magento.backend,{self.backend.id}"),
                ("state", "=", "failed"),
            ]
        )

    def written(self):
        """Requests that wrote stock."""
        return [
            one
            for one in self.store.log()
            if one["method"] in ("PUT", "POST") and "token" not in one["path"]
        ]

    def test_legacy(self):
        self.store.settings(msi=False)
        for sku, quantity in zip(SKUS, (7, 0.5, -2, 2.25, 3, 4), strict=True):
            self.put(sku, quantity)
        self.products["BACKORD-01"].back_orders = "allowed"
        self.export()
        self.assertFalse(self.backend.has_sources)
        items = {sku: self.store.stock(sku)["item"] for sku in SKUS}
        self.assertEqual(
            [(items[sku]["qty"], items[sku]["is_in_stock"]) for sku in SKUS],
            [(7, True), (0.5, True), (-2, True), (2.25, True), (3, True), (4, True)],
        )
        self.assertEqual(items["BACKORD-01"]["backorders"], 1)
        self.assertFalse(items["BACKORD-01"]["use_config_backorders"])
        self.assertFalse(self.failed())

    def test_store_decides_what_is_sold_without_stock(self):
        self.store.settings(msi=False)
        self.export()
        self.assertFalse(self.store.stock("PEN-01")["item"]["is_in_stock"])
        # In the store, this one may be ordered before it is there.
        self.assertTrue(self.store.stock("BACKORD-01")["item"]["is_in_stock"])

    def test_default_source(self):
        self.put("PEN-01", 7)
        self.export()
        self.assertEqual(
            self.store.stock("PEN-01")["sources"]["default"],
            {"quantity": 7, "status": 1},
        )
        self.assertEqual(self.store.stock("PEN-01")["item"]["qty"], 7)
        self.assertEqual(len(self.written()), 1)

    def test_sources(self):
        self.env["magento.source"].import_batch(self.backend)
        other = self.env["stock.warehouse"].create({"name": "Lyon", "code": "HKLY"})
        for source in self.backend.source_ids:
            if source.external_id == "lyon":
                source.warehouse_id = other
            elif source.external_id == "default":
                source.warehouse_id = self.warehouse
        self.put("CAP-01", 7)
        self.put("CAP-01", 2.5, other)
        before = self.store.stock("CAP-01")["sources"].get("bordeaux")
        self.export()
        sources = self.store.stock("CAP-01")["sources"]
        self.assertEqual(sources["default"], {"quantity": 7, "status": 1})
        self.assertEqual(sources["lyon"], {"quantity": 2.5, "status": 1})
        self.assertEqual(sources.get("bordeaux"), before)

    def test_rule_with_sources_leaves_the_quantity(self):
        self.products["PEN-01"].back_orders = "notify"
        self.put("PEN-01", 7)
        self.export()
        item = self.store.stock("PEN-01")["item"]
        self.assertEqual((item["qty"], item["backorders"]), (7, 2))

    def test_part_of_a_bundle_that_is_shipped_together(self):
        """It can't be in another source than the default one: the others go on."""
        self.env["magento.source"].import_batch(self.backend)
        lyon = self.backend.source_ids.filtered(lambda one: one.external_id == "lyon")
        lyon.warehouse_id = self.warehouse
        self.put("CAP-01", 3)
        self.export()
        self.assertEqual(self.store.stock("CAP-01")["sources"]["lyon"]["quantity"], 3)
        refused = self.failed()
        self.assertEqual(
            refused.mapped("connector_external_id"),
            [self.products["PEN-01"].external_id],
        )
        self.assertIn("Ship Together", refused.exc_message)

    def test_product_deleted_in_the_store(self):
        for msi in (True, False):
            with self.subTest(msi=msi):
                self.store.settings(msi=msi)
                product = self.products["CAP-01"]
                product.external_id = f"99999{int(msi)}"
                self.put("PEN-01", 1)
                self.export()
                self.assertIn(
                    product.external_id,
                    self.failed().mapped("connector_external_id"),
                )
                self.assertEqual(
                    self.store.stock("PEN-01")["item"]["qty"],
                    self.products["PEN-01"].odoo_id.qty_available,
                )

    def test_store_asks_to_slow_down(self):
        """What went through is not sent again, the rest follows."""
        self.store.settings(msi=False)
        self.store.fault(
            "status", path="stockItems", status=429, retry_after=300, skip=2, times=1
        )
        for sku in SKUS:
            self.put(sku, 3)
        self.export()
        self.assertEqual({self.store.stock(sku)["item"]["qty"] for sku in SKUS}, {3})
        self.assertEqual(len(self.written()), len(SKUS) + 1)

    def test_answer_lost(self):
        """The store did it, and nobody heard: sent again, it is the same."""
        self.store.fault(
            "status",
            path="source-items",
            method="POST",
            status=502,
            after=True,
            times=1,
        )
        self.put("PEN-01", 7)
        self.export()
        self.assertEqual(self.store.stock("PEN-01")["item"]["qty"], 7)
        self.export()
        self.assertEqual(self.failed().ids, [])
