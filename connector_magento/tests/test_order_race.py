"""Two workers import one order at once: transactions really committed."""

from __future__ import annotations

from contextlib import contextmanager

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import RealRequestsMixin
from .fake_orders import OrderShop
from .order_case import ORDER

NAME = "Race of orders"


@tagged("standard", "at_install")
class TestOrderRace(RealRequestsMixin, TransactionComponentCase):
    def setUp(self):
        super().setUp()
        self.shop = OrderShop()
        self.addCleanup(self.shop.close)
        self.addCleanup(self.clean)
        with self.transaction() as env:
            currency = env.company.currency_id.name
            for config in self.shop.routes["GET", "V1/store/storeConfigs"].body:
                config["base_currency_code"] = currency
            self.pricelist_id = (
                env["product.pricelist"]
                .create({"name": NAME, "currency_id": env.ref("base.EUR").id})
                .id
            )
            env.ref("base.EUR").active = True
            product = env["product.product"].create({"name": NAME, "type": "service"})
            self.product_id = product.id
            backend = env["magento.backend"].create(
                {
                    "name": NAME,
                    "url": self.shop.url,
                    "auth_method": "bearer",
                    "access_token": "x",
                    "allow_private_network": True,
                    "pricelist_id": self.pricelist_id,
                    "missing_product_id": product.id,
                }
            )
            self.backend_id = backend.id
            backend.import_stores()
        # An order of a guest, of goods that the shop doesn't have any more: no more
        # than the order itself is imported.
        order = self.shop.by_name["guest"]
        del self.shop.products[3], self.shop.products[11]
        order["extension_attributes"]["shipping_assignments"] = []

    @contextmanager
    def transaction(self):
        """Environment on a cursor of its own, committed at the end."""
        with self.registry.cursor() as cr:
            env = self.env(cr=cr)
            with trap_jobs():
                yield env

    def clean(self):
        with self.transaction() as env:
            env["queue.job"].search([("name", "like", NAME)]).unlink()
            orders = env[ORDER].search([("backend_id", "=", self.backend_id)])
            odoo = orders.odoo_id
            partners = odoo.partner_id
            orders.unlink()
            odoo.unlink()
            partners.unlink()
            for name in ("magento.storeview", "magento.store", "magento.website"):
                env[name].search([("backend_id", "=", self.backend_id)]).unlink()
            env["connector.cursor"].search(
                [("backend", "=", f"magento.backend,{self.backend_id}")]
            ).unlink()
            env["magento.backend"].browse(self.backend_id).unlink()
            env["product.product"].browse(self.product_id).product_tmpl_id.unlink()
            env["product.pricelist"].browse(self.pricelist_id).unlink()

    def run_import(self, env):
        backend = env["magento.backend"].browse(self.backend_id)
        env[ORDER].import_record(backend, "11")

    def count(self):
        with self.transaction() as env:
            orders = env[ORDER].search([("backend_id", "=", self.backend_id)])
            self.assertEqual(len(orders.odoo_id), len(orders))
            return len(orders), len(orders.order_line)

    def test_at_the_same_time(self):
        with self.transaction() as first, self.transaction() as second:
            self.run_import(first)
            with self.assertRaises(RetryableJobError):
                self.run_import(second)
        self.assertEqual(self.count(), (1, 3))

    def test_committed_after_our_snapshot(self):
        """The first one is done with the lock, yet the second can't see its order."""
        with self.registry.cursor() as cr:
            second = self.env(cr=cr)
            second.cr.execute("SELECT 1 FROM res_users LIMIT 1")  # our snapshot
            with self.transaction() as first:
                self.run_import(first)
            with (
                mute_logger("odoo.sql_db"),
                trap_jobs(),
                self.assertRaises(RetryableJobError),
            ):
                self.run_import(second)
            cr.rollback()
        self.assertEqual(self.count(), (1, 3))
        with self.transaction() as env:
            self.run_import(env)
        self.assertEqual(self.count(), (1, 3))
