"""Two workers send the stock of a product: transactions really committed."""

from __future__ import annotations

from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from .catalogue_case import PRODUCT
from .common import RealRequestsMixin
from .fake_stock import StockShop
from .stock_case import MUG_RED


@tagged("standard", "at_install")
class TestStockRace(RealRequestsMixin, TransactionComponentCase):
    def setUp(self):
        super().setUp()
        self.shop = StockShop()
        self.addCleanup(self.shop.close)
        with self.transaction() as env:
            values = {
                "name": "Race of stock",
                "url": self.shop.url,
                "auth_method": "bearer",
                "access_token": "x",
                "allow_private_network": True,
                "stock_api": "legacy",
            }
            backend = env["magento.backend"].create(values)
            self.backend_id = backend.id
            product = env["product.product"].create(
                {"name": "Race of stock", "type": "consu", "is_storable": True}
            )
            self.product_id = product.id
            binding = env[PRODUCT].create(
                {
                    "odoo_id": product.id,
                    "backend_id": backend.id,
                    "external_id": str(MUG_RED),
                    "sku": "MUG-RED",
                    "magento_type": "simple",
                }
            )
            self.binding_id = binding.id
            self.put(env, 5)
        self.addCleanup(self.clean)

    @contextmanager
    def transaction(self):
        """Environment on a cursor of its own, committed at the end."""
        with self.registry.cursor() as cr:
            env = self.env(cr=cr)
            with trap_jobs():
                yield env

    def put(self, env, quantity):
        location = env["stock.warehouse"].search([], limit=1).lot_stock_id
        product = env["product.product"].browse(self.product_id)
        env["stock.quant"]._update_available_quantity(product, location, quantity)

    def clean(self):
        with self.transaction() as env:
            env["queue.job"].search([("name", "like", "Race of stock")]).unlink()
            env["connector.run"].search([("name", "like", "Race of stock")]).unlink()
            env[PRODUCT].browse(self.binding_id).unlink()
            product = env["product.product"].browse(self.product_id)
            env["stock.quant"].search([("product_id", "=", product.id)]).sudo().unlink()
            product.product_tmpl_id.unlink()
            env["magento.backend"].browse(self.backend_id).unlink()

    def export(self, env):
        backend = env["magento.backend"].browse(self.backend_id)
        return env[PRODUCT].export_stock(backend, [str(MUG_RED)])

    def test_at_the_same_time(self):
        with self.transaction() as first, self.transaction() as second:
            self.assertIn("of 1 products sent", self.export(first))
            with self.assertRaisesRegex(RetryableJobError, "just now"):
                self.export(second)
        self.assertEqual(len(self.shop.sent()), 1)

    def test_older_quantity_does_not_follow_the_newer_one(self):
        """Ours began before the stock changed and another worker sent it."""
        with self.transaction() as env:
            self.export(env)
        with self.transaction() as env:
            self.put(env, -1)
        with self.transaction() as second:
            second.cr.execute("SELECT 1 FROM res_users LIMIT 1")  # our snapshot
            with self.transaction() as first:
                self.put(first, 3)
                self.export(first)
            self.assertEqual(self.shop.items["MUG-RED"]["qty"], 7)
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self.export(second)
            second.cr.rollback()
        self.assertEqual(self.shop.items["MUG-RED"]["qty"], 7)
        with self.transaction() as env:
            self.assertIn("of 1 unchanged", self.export(env))

    def test_first_time_that_a_product_is_sent(self):
        """The same, when neither sees what the other takes down."""
        with self.transaction() as second:
            second.cr.execute("SELECT 1 FROM res_users LIMIT 1")
            with self.transaction() as first:
                self.put(first, 1)
                self.export(first)
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self.export(second)
            second.cr.rollback()
        self.assertEqual(self.shop.items["MUG-RED"]["qty"], 6)

    def test_import_at_the_same_time(self):
        """What is sent is not written on the binding, which an import may write."""
        with self.transaction() as second:
            second.cr.execute("SELECT 1 FROM res_users LIMIT 1")
            with self.transaction() as first:
                first[PRODUCT].browse(self.binding_id).magento_price = 7
            self.assertIn("of 1 products sent", self.export(second))
