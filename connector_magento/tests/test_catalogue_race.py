"""Two workers import the same catalogue at once: transactions really committed."""

from __future__ import annotations

from contextlib import contextmanager

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from .catalogue_case import CATEGORY, CONFIGURABLE, PRODUCT
from .common import RealRequestsMixin
from .fake_catalogue import CatalogueShop

BINDINGS = (
    PRODUCT,
    CONFIGURABLE,
    "magento.product.attribute.value",
    "magento.product.attribute",
    CATEGORY,
    "magento.tax.class",
    "magento.storeview",
    "magento.store",
    "magento.website",
)


@tagged("standard", "at_install")
class TestCatalogueRace(RealRequestsMixin, TransactionComponentCase):
    def setUp(self):
        super().setUp()
        self.shop = CatalogueShop()
        self.addCleanup(self.shop.close)
        with self.transaction() as env:
            currency = env.company.currency_id.name
            for config in self.shop.routes["GET", "V1/store/storeConfigs"].body:
                config["base_currency_code"] = currency
            values = {
                "name": "Race of products",
                "url": self.shop.url,
                "auth_method": "bearer",
                "access_token": "x",
                "allow_private_network": True,
                "max_image_size": 0,
                "barcode_attribute": "ean",
            }
            backend = env["magento.backend"].create(values)
            self.backend_id = backend.id
            backend.import_stores()
            env["magento.tax.class"].import_batch(backend)
            env["magento.tax.class"].search(
                [("backend_id", "=", backend.id)]
            ).without_tax = True
        self.addCleanup(self.clean)

    @contextmanager
    def transaction(self):
        """Environment on a cursor of its own, committed at the end."""
        with self.registry.cursor() as cr:
            env = self.env(cr=cr)
            with trap_jobs():
                yield env

    def clean(self):
        with self.transaction() as env:
            env["queue.job"].search([("name", "like", "Race of products")]).unlink()
            env["connector.run"].search([("name", "like", "Race of products")]).unlink()
            for name in BINDINGS:
                bindings = env[name].with_context(active_test=False)
                bindings = bindings.search([("backend_id", "=", self.backend_id)])
                odoo = bindings.odoo_id if "odoo_id" in bindings._fields else None
                bindings.unlink()
                if odoo:
                    templates = (
                        odoo.product_tmpl_id if name == PRODUCT else odoo.browse()
                    )
                    odoo.exists().unlink()
                    templates.exists().unlink()
            env["magento.backend"].browse(self.backend_id).unlink()

    def run_chunk(self, env, model, *ids):
        backend = env["magento.backend"].browse(self.backend_id)
        return env[model].import_chunk(backend, [str(id_) for id_ in ids])

    def count(self, model, domain=()):
        with self.transaction() as env:
            found = env[model].with_context(active_test=False)
            return found.search_count([*domain])

    def test_at_the_same_time(self):
        """The second one leaves what the first one has locked to a later try."""
        with self.transaction() as first, self.transaction() as second:
            self.assertIn("1 created", self.run_chunk(first, CONFIGURABLE, 25))
            for model, id_ in ((CONFIGURABLE, 25), (PRODUCT, 19), (CATEGORY, 6)):
                result = self.run_chunk(second, model, id_)
                self.assertIn("0 created", result)
                self.assertIn("1 set aside", result)
        own = [("backend_id", "=", self.backend_id)]
        self.assertEqual(self.count(PRODUCT, own), 6)
        self.assertEqual(self.count("magento.product.attribute", own), 2)
        self.assertEqual(self.count("magento.product.attribute.value", own), 6)
        names = [("name", "=", "Tee-shirt")]
        self.assertEqual(self.count("product.template", names), 1)

    def run_after_other(self, model, id_):
        """Import what another one committed after our transaction had begun."""
        try:
            with self.transaction() as second:
                second.cr.execute("SELECT 1 FROM res_users LIMIT 1")  # our snapshot
                with self.transaction() as first:
                    self.assertIn("1 created", self.run_chunk(first, model, id_))
                with mute_logger("odoo.sql_db"):
                    result = self.run_chunk(second, model, id_)
                self.assertIn("1 set aside", result)
        except RetryableJobError:
            return  # the whole chunk is tried again

    def test_committed_after_our_snapshot(self):
        for model, id_ in ((CATEGORY, 6), (PRODUCT, 1), (CONFIGURABLE, 25)):
            with self.subTest(model):
                self.run_after_other(model, id_)
        own = [("backend_id", "=", self.backend_id)]
        self.assertEqual(self.count(PRODUCT, own), 7)
        self.assertEqual(self.count("magento.product.attribute", own), 2)

    def test_same_barcode(self):
        with self.transaction() as env:
            self.run_chunk(env, CATEGORY, *self.shop.categories)
        for sku in ("MUG-RED", "MUG-BLUE"):
            self.shop.set_attribute(sku, "ean", "4006381333931")
        with self.transaction() as second:
            second.cr.execute("SELECT 1 FROM res_users LIMIT 1")
            with self.transaction() as first:
                self.assertIn("1 created", self.run_chunk(first, PRODUCT, 1))
            with mute_logger("odoo.sql_db"):
                result = self.run_chunk(second, PRODUCT, 2)
            self.assertIn("1 set aside", result)
        with self.transaction() as env:
            self.assertIn("1 created", self.run_chunk(env, PRODUCT, 2))
        taken = [("barcode", "=", "4006381333931")]
        self.assertEqual(self.count("product.product", taken), 1)
