"""What the tests of orders need."""

from __future__ import annotations

from odoo.addons.queue_job.tests.common import trap_jobs

from .catalogue_case import CatalogueCase
from .fake_orders import OrderShop

ORDER = "magento.sale.order"

#: Rates of the captured orders.
RATES = (20, 19, 8.25, 5.5)


class OrderCase(CatalogueCase):
    """A backend whose shop has orders, with all that they need chosen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.eur, cls.usd = cls.env.ref("base.EUR"), cls.env.ref("base.USD")
        (cls.eur | cls.usd).active = True
        cls.taxes = {
            (rate, kind): cls.env["account.tax"].create(
                {
                    "name": f"{rate} % {kind}",
                    "amount": rate,
                    "type_tax_use": "sale",
                    "price_include_override": f"tax_{kind}",
                    "company_id": cls.company.id,
                }
            )
            for rate in RATES
            for kind in ("included", "excluded")
        }
        cls.pricelists = {
            currency.name: cls.env["product.pricelist"].create(
                {"name": currency.name, "currency_id": currency.id}
            )
            for currency in (cls.eur, cls.usd)
        }

    def setUp(self):
        super().setUp()
        self.shop.close()
        self.shop = OrderShop()
        self.addCleanup(self.shop.close)
        self.backend.url = self.shop.url
        for config in self.shop.routes["GET", "V1/store/storeConfigs"].body:
            config["base_currency_code"] = self.company.currency_id.name
        self.prepare()
        views = self.env["magento.storeview"].search([])
        for view in views:
            dollars = view.code == "pro_en"
            view.pricelist_id = self.pricelists["USD" if dollars else "EUR"]
            view.price_tax = "excluded" if view.website_id.code == "pro" else "included"
        self.method = self.env["magento.carrier"].create(
            {
                "backend_id": self.backend.id,
                "code": "flatrate_flatrate",
                "without_carrier": True,
            }
        )

    def view(self, code: str):
        """A store view by its code."""
        return self.env["magento.storeview"].search([("code", "=", code)])

    def import_order(self, order, **kwargs):
        """Import an order as a job does; its binding.

        :param order: the order as the shop has it, or the name of a captured one
        """
        if isinstance(order, str):
            order = self.shop.by_name[order]
        return self.import_one(ORDER, order["entity_id"], **kwargs)

    def import_orders(self, *orders):
        """Import orders in a chunk; the bindings."""
        with trap_jobs() as self.trap:
            self.result = self.env[ORDER].import_chunk(
                self.backend, [str(order["entity_id"]) for order in orders]
            )
        return [self.bound(ORDER, order["entity_id"]) for order in orders]

    def lines(self, binding):
        """The lines of an order: product, quantity and total, in their order."""
        return [
            (
                line.product_id.default_code or line.display_type,
                line.product_uom_qty,
                round(line.price_total, 2),
            )
            for line in binding.order_line.sorted("sequence")
        ]

    def messages(self, order) -> str:
        """All that was said about an order."""
        return "\n".join(str(body) for body in order.message_ids.mapped("body"))

    def waiting(self):
        """The jobs of orders that were set aside."""
        return self.env["queue.job"].search(
            [("model_name", "=", ORDER), ("state", "in", ("failed", "pending"))]
        )
