"""What the tests of the catalogue need."""

from __future__ import annotations

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import MagentoCase
from .fake_catalogue import CatalogueShop

PRODUCT = "magento.product.product"
CONFIGURABLE = "magento.product.template"
CATEGORY = "magento.product.category"


class CatalogueCase(MagentoCase):
    """A backend whose shop has a catalogue, with French, and taxes that are chosen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")

    def setUp(self):
        super().setUp()
        self.shop.close()
        self.shop = CatalogueShop()
        self.addCleanup(self.shop.close)
        self.backend.url = self.shop.url
        configs = self.shop.routes["GET", "V1/store/storeConfigs"].body
        for config in configs:
            config["base_currency_code"] = self.env.company.currency_id.name
        self.tax = self.env["account.tax"].create(
            {
                "name": "Shop 20 %",
                "amount": 20,
                "type_tax_use": "sale",
                "company_id": self.env.company.id,
            }
        )

    def prepare(self, map_taxes: bool = True) -> None:
        """Import store views and tax classes, and choose the taxes."""
        self.import_stores()
        self.env["magento.tax.class"].import_batch(self.backend)
        if map_taxes:
            self.env["magento.tax.class"].search([]).tax_ids = self.tax

    def import_one(self, model, external_id, **kwargs):
        """Import a record as a job does; its binding."""
        with trap_jobs() as self.trap:
            self.env[model].import_record(self.backend, str(external_id), **kwargs)
        return self.bound(model, external_id)

    def import_chunk(self, model, *external_ids, **kwargs):
        """Import a chunk as a job does; the bindings."""
        ids = [str(one) for one in external_ids]
        with trap_jobs() as self.trap:
            self.result = self.env[model].import_chunk(self.backend, ids, **kwargs)
        return [self.bound(model, one) for one in external_ids]

    def import_sku(self, sku, **kwargs):
        """Import the product with this SKU; its binding."""
        product = self.shop.product(sku)
        configurable = product["type_id"] == "configurable"
        model = CONFIGURABLE if configurable else PRODUCT
        return self.import_one(model, product["id"], **kwargs)

    def bound(self, model, external_id):
        """The binding of a record, archived or not, with nothing left in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.env[model]
            .with_context(active_test=False)
            .search(
                [
                    ("backend_id", "=", self.backend.id),
                    ("external_id", "=", str(external_id)),
                ]
            )
            .with_context(active_test=True)
        )

    def import_all(self):
        """Press Import Products, and run all jobs that come of it."""
        with trap_jobs() as trap:
            self.env[PRODUCT].import_batch(self.backend)
            for _generation in range(6):
                trap.perform_enqueued_jobs()
        self.env.invalidate_all()

    def failed(self):
        """The jobs that failed."""
        return self.env["queue.job"].search(
            [
                ("connector_backend", "=", f"magento.backend,{self.backend.id}"),
                ("state", "=", "failed"),
            ]
        )
