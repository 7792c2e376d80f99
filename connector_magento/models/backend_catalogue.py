"""What a backend imports of the shop's catalogue, and how."""

from __future__ import annotations

from odoo import api, fields, models

from odoo.addons.connector.exception import ConfigurationError
from odoo.addons.connector.models.schedule import Schedule

PRODUCT = "magento.product.product"
CONFIGURABLE = "magento.product.template"
CATEGORY = "magento.product.category"
TAX_CLASS = "magento.tax.class"


class MagentoBackend(models.Model):
    _inherit = "magento.backend"

    catalogue_category_id = fields.Many2one(
        comodel_name="product.category",
        string="Categories Below",
        help="Product category below which the roots of the shop's catalogues are put."
        " Empty: they are roots in Odoo, too.",
    )
    barcode_attribute = fields.Char(
        help="Code of the shop's attribute that holds the barcode, for example ean. Or"
        " sku. Empty: barcodes are left as they are in Odoo.",
    )
    disabled_products = fields.Selection(
        selection=[("archive", "Archived"), ("keep", "Active, too")],
        default="archive",
        required=True,
        help="What a product is in Odoo that is disabled in the shop.",
    )
    track_inventory = fields.Boolean(
        default=True,
        help="New products whose stock can be counted are tracked in the inventory.",
    )
    max_image_size = fields.Float(
        string="Largest Image (MB)",
        default=5.0,
        required=True,
        help="Larger images are not imported; the product is then among those to"
        " review. 0: no images at all.",
    )
    import_products_since = fields.Datetime(
        string="Products Imported Up To",
        compute="_compute_import_products_since",
        inverse="_inverse_import_products_since",
        help="Products changed in the shop after this moment of its own clock are"
        " imported by the next import of changed products. Empty it to import all.",
    )

    product_count = fields.Integer(compute="_compute_catalogue_counts")
    category_count = fields.Integer(compute="_compute_catalogue_counts")
    unmapped_tax_class_count = fields.Integer(compute="_compute_catalogue_counts")

    _max_image_size_range = models.Constraint(
        "CHECK(max_image_size BETWEEN 0 AND 50)",
        "The largest image must be between 0 and 50 MB.",
    )

    def _compute_catalogue_counts(self) -> None:
        for field_name, model_name, extra in (
            ("product_count", PRODUCT, []),
            ("category_count", CATEGORY, []),
            ("unmapped_tax_class_count", TAX_CLASS, [("is_mapped", "=", False)]),
        ):
            counts = dict(
                self.env[model_name]._read_group(
                    [("backend_id", "in", self.ids), *extra],
                    ["backend_id"],
                    ["__count"],
                )
            )
            for backend in self:
                backend[field_name] = counts.get(backend._origin, 0)

    def _compute_import_products_since(self) -> None:
        cursors = self.env["connector.cursor"]
        for backend in self:
            cursor = cursors._of(backend._origin, PRODUCT)
            backend.import_products_since = cursor.instant

    def _inverse_import_products_since(self) -> None:
        for backend in self:
            for model_name in (PRODUCT, CONFIGURABLE, CATEGORY):
                backend._set_cursor(model_name, backend.import_products_since)

    @api.model
    def _connector_schedules(self) -> list[Schedule]:
        return [
            *super()._connector_schedules(),
            Schedule(
                PRODUCT,
                "changed",
                label=self.env._("Import of changed products and categories"),
            ),
            Schedule(
                PRODUCT,
                "all",
                label=self.env._("Import of all products, and what was deleted"),
                every=(1, "days"),
            ),
        ]

    @api.model
    def _import_models(self) -> list[str]:
        # Options come with their attributes only.
        names = super()._import_models()
        return [name for name in names if name != "magento.product.attribute.value"]

    def action_import_categories(self) -> dict:
        """Import all product categories, in chunks."""
        return self._start(
            self.env._("import of product categories"), CATEGORY, "import_batch"
        )

    def action_import_products(self) -> dict:
        """Import all products, in chunks."""
        return self._start(
            self.env._("import of all products"), PRODUCT, "import_batch"
        )

    def action_import_changed_products(self) -> dict:
        """Import the products changed since the last import, in chunks."""
        return self._start(
            self.env._("import of changed products"),
            PRODUCT,
            "import_batch",
            since_cursor=True,
        )

    def action_import_tax_classes(self) -> dict:
        """Import the tax classes of products, in a job."""
        return self._start(
            self.env._("import of tax classes"), TAX_CLASS, "import_batch"
        )

    def action_find_deleted_products(self) -> dict:
        """Archive the products that were deleted in the shop."""
        action = {}
        for model_name, what in (
            (CATEGORY, self.env._("search for deleted categories")),
            (CONFIGURABLE, self.env._("search for deleted configurable products")),
            (PRODUCT, self.env._("search for deleted products")),
        ):
            action = self._start(what, model_name, "import_deletions")
        return action

    def action_open_products(self) -> dict:
        """Open the products of this shop."""
        return self._open_list("action_magento_product_product")

    def action_open_categories(self) -> dict:
        """Open the product categories of this shop."""
        return self._open_list("action_magento_product_category")

    def action_open_unmapped_tax_classes(self) -> dict:
        """Open the tax classes, for their taxes to be chosen."""
        return self._open_list("action_magento_tax_class")

    # -- what the importers ask ---------------------------------------------------

    def _catalogue_views(self) -> models.BaseModel:
        """The store views that are read: the first enabled one of each language."""
        views = self.env["magento.storeview"].search(
            [("backend_id", "=", self.id), ("lang_id.active", "=", True)]
        )
        views = views.filtered("is_enabled") or views
        views = views.sorted(lambda view: int(view.external_id))
        first: dict[models.BaseModel, models.BaseModel] = {}
        for view in views:
            first.setdefault(view.lang_id, view)
        return views.browse(view.id for view in first.values())

    def _main_view(self) -> models.BaseModel:
        """The store view whose units and currency count; empty before any import."""
        views = self.env["magento.storeview"].search(
            [("backend_id", "=", self.id), ("is_enabled", "=", True)]
        )
        return views.sorted(lambda view: int(view.external_id))[:1]

    def _catalogue_currency(self) -> models.BaseModel:
        """Currency of the shop's prices.

        :raises ConfigurationError: it is not active in Odoo
        """
        own = (self.company_id or self.env.company).currency_id
        code = self._main_view().currency_code
        if not code or code == own.name:
            return own
        currency = self.env["res.currency"].search([("name", "=", code)])
        if not currency:
            raise ConfigurationError(
                self.env._(
                    "The prices of %(backend)s are in %(code)s, which is not active in"
                    " Odoo: activate that currency, with its rate, under Accounting /"
                    " Configuration / Currencies. Then press “Run Again” on the backend.",
                    backend=self.name,
                    code=code,
                ),
                record=self,
            )
        return currency
