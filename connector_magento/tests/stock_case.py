"""What the tests of the export of stock need."""

from __future__ import annotations

from odoo.addons.queue_job.tests.common import trap_jobs

from .catalogue_case import PRODUCT, CatalogueCase
from .fake_stock import StockShop

MUG_RED, MUG_BLUE = 1, 2
ITEM = "magento.stock.item"


class StockCase(CatalogueCase):
    """A backend whose shop keeps stock, with a few products in Odoo."""

    stock_api = "legacy"
    imported = (MUG_RED, MUG_BLUE)

    def setUp(self):
        super().setUp()
        self.shop.close()
        self.shop = StockShop()
        self.addCleanup(self.shop.close)
        for config in self.shop.routes["GET", "V1/store/storeConfigs"].body:
            config["base_currency_code"] = self.env.company.currency_id.name
        self.backend.write({"url": self.shop.url, "stock_api": self.stock_api})
        self.warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        self.backend.stock_warehouse_ids = self.warehouse
        self.prepare()
        self.import_chunk(PRODUCT, *self.imported)
        self.shop.requests.clear()

    def add_warehouse(self, code: str, company=None):
        """One more warehouse."""
        company = company or self.env.company
        values = {"name": code, "code": code, "company_id": company.id}
        return self.env["stock.warehouse"].create(values)

    def put(self, external_id, quantity, warehouse=None):
        """Let so much more be on hand; the binding."""
        product = self.bound(PRODUCT, external_id)
        location = (warehouse or self.warehouse).lot_stock_id
        self.env["stock.quant"]._update_available_quantity(
            product.odoo_id, location, quantity
        )
        return product

    def export(self, force=False, generations=4):
        """Press the button, and run all jobs that come of it; their results."""
        with trap_jobs() as self.trap:
            if force:
                self.backend.action_export_all_stock()
            else:
                self.backend.action_export_stock()
            for _generation in range(generations):
                self.trap.perform_enqueued_jobs()
        self.env.flush_all()
        self.env.invalidate_all()

    def export_chunk(self, *external_ids, **kwargs):
        """Send the stock of products as a job does; its result."""
        ids = [str(id_) for id_ in external_ids]
        with trap_jobs() as self.trap:
            result = self.env[PRODUCT].export_stock(self.backend, ids, **kwargs)
        self.env.flush_all()
        self.env.invalidate_all()
        return result

    def export_one(self, external_id, **kwargs):
        """Send the stock of one product as its own job does; the result."""
        return self.env[PRODUCT].export_stock(self.backend, str(external_id), **kwargs)

    def to_send(self):
        """SKUs of what the filter of the list shows."""
        products = self.env[PRODUCT].search([("stock_to_send", "=", True)])
        return set(products.mapped("sku"))
