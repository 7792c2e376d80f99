"""What a backend sends to the shop of Odoo's stock, and how."""

from __future__ import annotations

from collections.abc import Iterator

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_round

from odoo.addons.connector.exception import ConfigurationError
from odoo.addons.connector.models.schedule import Schedule

from .stock_item import StockEntry

PRODUCT = "magento.product.product"
SOURCE = "magento.source"
ITEM = "magento.stock.item"

#: Kinds of products that have no stock of their own.
WITHOUT_STOCK = ("configurable", "bundle", "grouped", "virtual", "downloadable")
#: The source that is the legacy stock item, too.
DEFAULT_SOURCE = "default"
#: Rules that let a product be sold that is not there.
_SOLD_ANYWAY = ("unmanaged", "allowed", "notify")
#: Decimals of a quantity in the shop's database.
_DECIMALS = 4
#: Fields that the inventory computes together.
_OF_STOCK = ("qty_available", "free_qty", "virtual_available")
_NUMERIC = ("float", "integer", "monetary")

BACK_ORDERS = [
    ("shop", "As set in the shop"),
    ("config", "As the shop's configuration says"),
    ("unmanaged", "Stock is not managed: always sold"),
    ("no", "Not sold without stock"),
    ("allowed", "Sold without stock"),
    ("notify", "Sold without stock, and the customer is told"),
]


class MagentoBackend(models.Model):
    _inherit = "magento.backend"

    stock_api = fields.Selection(
        selection=[
            ("auto", "As the shop has it"),
            ("legacy", "Stock item of each product"),
            ("sources", "Sources (multi-source inventory)"),
        ],
        string="Stock Goes To",
        default="auto",
        required=True,
        help="A shop with Magento's inventory modules takes the quantities of many"
        " products at once, and per source. Without these modules, each product is"
        " sent by itself.",
    )
    has_sources = fields.Boolean(
        readonly=True,
        copy=False,
        help="Whether the shop has sources, as it told last.",
    )
    source_ids = fields.One2many(
        comodel_name=SOURCE,
        inverse_name="backend_id",
        string="Sources",
        help="For shops with several sources: which warehouse is which. Without any"
        " warehouse, all goods are in the shop's default source.",
    )
    stock_warehouse_ids = fields.Many2many(
        comodel_name="stock.warehouse",
        relation="magento_backend_stock_warehouse_rel",
        column1="backend_id",
        column2="warehouse_id",
        string="Stock Warehouses",
        domain="[('company_id', '=?', company_id)]",
        check_company=True,
        help="The shop is sent the stock of these warehouses, added up. Empty: of all"
        " warehouses of the company. If sources have a warehouse each, these count"
        " instead.",
    )
    stock_field = fields.Selection(
        selection=[
            ("qty_available", "On hand"),
            ("free_qty", "Free to use: on hand without what is reserved"),
            ("virtual_available", "Forecast"),
            ("other", "Another field"),
        ],
        string="Quantity",
        default="qty_available",
        required=True,
        help="Magento itself takes what its open orders need off the quantity that it"
        " is sent: send what is on hand. Anything else counts orders of the shop twice.",
    )
    stock_field_name = fields.Char(
        string="Quantity Field",
        help="Technical name of a field of products (product.product) with a number.",
    )
    stock_min_quantity = fields.Float(
        string="Out of Stock Up To",
        help="A product with this quantity, or less, is out of stock in the shop. With"
        " 0, and back-orders as set in the shop, the shop decides by its own rules"
        " whether it sells what is not there.",
    )
    back_orders = fields.Selection(
        selection=BACK_ORDERS,
        string="Back-Orders",
        default="shop",
        required=True,
        help="Whether products are sold that are not in stock. A product may say"
        " otherwise.",
    )
    stock_batch_size = fields.Integer(
        string="Products per Request",
        default=20,
        required=True,
        help="How many quantities a request to sources holds. A shop that limits its"
        " input takes 20 at most, unless configured otherwise.",
    )
    stock_problem_count = fields.Integer(compute="_compute_stock_problem_count")

    _stock_batch_size_range = models.Constraint(
        "CHECK(stock_batch_size BETWEEN 1 AND 1000)",
        "A request must hold between 1 and 1000 quantities.",
    )

    def _compute_stock_problem_count(self) -> None:
        domain = [("stock_item_ids.problem", "!=", False)]
        counts = dict(
            self.env[PRODUCT]._read_group(
                [("backend_id", "in", self.ids), *domain], ["backend_id"], ["__count"]
            )
        )
        for backend in self:
            backend.stock_problem_count = counts.get(backend._origin, 0)

    @api.constrains("stock_field", "stock_field_name")
    def _check_stock_field(self) -> None:
        known = self.env["product.product"]._fields
        for backend in self.filtered(lambda one: one.stock_field == "other"):
            name = (backend.stock_field_name or "").strip()
            if name not in known or known[name].type not in _NUMERIC:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is no field with a number on products"
                        " (product.product): enter the technical name of one as the"
                        " quantity field of %(backend)s, such as qty_available.",
                        name=name,
                        backend=backend.name,
                    )
                )

    @api.model
    def _connector_schedules(self) -> list[Schedule]:
        return [
            *super()._connector_schedules(),
            Schedule(
                PRODUCT,
                "stock",
                label=self.env._("Export of stock quantities that changed"),
                method="action_export_stock",
            ),
        ]

    def action_import_sources(self) -> dict:
        """Import the sources, in a job."""
        return self._start(self.env._("import of sources"), SOURCE, "import_batch")

    def action_export_stock(self) -> dict:
        """Send the quantities that changed, in chunks."""
        return self._start(
            self.env._("export of stock quantities"), PRODUCT, "export_stock_batch"
        )

    def action_export_all_stock(self) -> dict:
        """Send all quantities, in chunks, whatever was sent before."""
        return self._start(
            self.env._("export of all stock quantities"),
            PRODUCT,
            "export_stock_batch",
            force=True,
        )

    def action_open_stock_problems(self) -> dict:
        """Open the products whose stock the shop refused."""
        action = self._open_list("action_magento_product_product")
        domain = [("backend_id", "=", self.id), ("stock_item_ids.problem", "!=", False)]
        return {**action, "domain": domain}

    # -- what the exporter asks ---------------------------------------------------

    def _takes_sources(self) -> bool:
        """Whether quantities go to sources, not to the products' stock items."""
        if self.stock_api == "auto":
            return self.has_sources
        return self.stock_api == "sources"

    def _stock_products(self) -> models.BaseModel:
        """The products whose stock the shop is sent."""
        return self._find_stock_products([])

    def _find_stock_products(self, domain: list) -> models.BaseModel:
        """Those of the products whose stock the shop is sent that match."""
        # A product has many fields, of which few are needed here.
        products = self.env[PRODUCT].with_context(prefetch_fields=False)
        return products.search_fetch(
            [*self._stock_domain(), *domain],
            ["external_id", "odoo_id", "back_orders"],
            order="id",
        )

    def _stock_domain(self) -> list:
        return [
            ("backend_id", "=", self.id),
            ("external_id", "!=", False),
            ("sku", "!=", False),
            ("no_stock_sync", "=", False),
            ("magento_type", "not in", WITHOUT_STOCK),
            ("is_storable", "=", True),
        ]

    def _stock_places(self) -> dict[models.BaseModel, models.BaseModel]:
        """Source → the warehouses whose stock it is sent.

        An empty source is the products' legacy stock items.

        :raises ConfigurationError: nobody has chosen warehouses
        """
        sources = self.env[SOURCE]
        if not self._takes_sources():
            return {sources: self._stock_warehouses()}
        sources = sources.with_context(active_test=False)
        sources = sources.search([("backend_id", "=", self.id)])
        mapped = sources.filtered("warehouse_id")
        for source in mapped - mapped.filtered("active"):
            raise ConfigurationError(
                self.env._(
                    "%(backend)s has no source “%(code)s” any more: choose another"
                    " source for its warehouse, and take it off this one. Then press"
                    " “Run Again” on the backend.",
                    backend=self.name,
                    code=source.external_id,
                ),
                record=source,
            )
        if mapped:
            return {source: source.warehouse_id for source in mapped}
        default = sources.filtered(lambda one: one.external_id == DEFAULT_SOURCE)
        if not default:
            raise ConfigurationError(
                self.env._(
                    "No source of %s has a warehouse, so it can't be sent any stock:"
                    " choose the warehouse of each source on the page Stock of the"
                    " backend. Then press “Run Again” there.",
                    self.name,
                ),
                record=self,
            )
        return {default: self._stock_warehouses()}

    def _stock_warehouses(self) -> models.BaseModel:
        company = self._order_company()
        warehouses = self.stock_warehouse_ids or self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)]
        )
        if not warehouses:
            raise ConfigurationError(
                self.env._(
                    "%(company)s has no warehouse whose stock %(backend)s could be"
                    " sent: create one, or choose warehouses on the page Stock of the"
                    " backend. Then press “Run Again” there.",
                    company=company.name,
                    backend=self.name,
                ),
                record=self,
            )
        return warehouses

    def _stock_entries(self, products: models.BaseModel) -> Iterator[StockEntry]:
        """What the shop is to know of the stock of these products.

        A few queries per place, however many products there are.
        """
        company = self._order_company()
        products = products.with_company(company).with_context(
            allowed_company_ids=company.ids
        )
        rules = {
            product.id: product.back_orders or self.back_orders for product in products
        }
        for source, warehouses in self._stock_places().items():
            quantities = self._stock_quantities(products, warehouses)
            for product_id, quantity in quantities.items():
                rule = rules[product_id]
                yield StockEntry(
                    product_id,
                    source.id or 0,
                    self._shop_quantity(quantity, rule),
                    self._is_in_stock(quantity, rule),
                    "" if source else rule,
                )
        if self._takes_sources():
            # Sources know quantities only.
            for product_id, rule in rules.items():
                if rule != "shop":
                    yield StockEntry(product_id, 0, None, True, rule)

    def _stock_quantities(
        self, products: models.BaseModel, warehouses: models.BaseModel
    ) -> dict[int, float]:
        """Id of the binding → quantity in these warehouses; override me."""
        name = self.stock_field
        if name == "other":
            name = (self.stock_field_name or "").strip()
        counted = products.odoo_id.with_context(warehouse_id=warehouses.ids)
        if name in _OF_STOCK:
            # As the fields do, without filling the cache with all of them.
            found = counted._compute_quantities_dict(None, None, None)
            quantities = {id_: values[name] for id_, values in found.items()}
        else:
            quantities = {product.id: product[name] for product in counted}
        return {product.id: quantities[product.odoo_id.id] for product in products}

    def _shop_quantity(self, quantity: float, rule: str) -> float:
        """A quantity as the shop keeps it: less than nothing means back-orders."""
        quantity = float_round(quantity, precision_digits=_DECIMALS)
        return quantity if rule in ("allowed", "notify") else max(quantity, 0.0)

    def _is_in_stock(self, quantity: float, rule: str) -> bool:
        """Whether a product can be bought.

        Where the shop's own rules count, and these are not known here, the shop takes
        what is not there out of stock by itself.
        """
        if rule in _SOLD_ANYWAY:
            return True
        if rule in ("shop", "config") and not self.stock_min_quantity:
            return True
        quantity = float_round(quantity, precision_digits=_DECIMALS)
        return quantity > self.stock_min_quantity

    def _stock_to_send(
        self,
        products: models.BaseModel,
        force: bool = False,
        refused: bool = False,
    ) -> list[StockEntry]:
        """What differs from what the shop was last sent.

        :param force: all of it, whether it differs or not
        :param refused: also what the shop refused before
        """
        known = self.env[ITEM]._known(products.ids)
        entries = []
        for entry in self._stock_entries(products):
            last = known.get(entry.key)
            if not force:
                if last and last.problem and not refused:
                    continue
                if not (entry.is_news(last) or (last and last.problem)):
                    continue
            entries.append(entry)
        return entries
