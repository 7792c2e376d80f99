"""What whom is allowed of the catalogue, and what the pages of products show."""

from __future__ import annotations

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .catalogue_case import CATEGORY, CONFIGURABLE, PRODUCT, CatalogueCase
from .test_security import CATALOGUE_MODELS


@tagged("standard", "at_install")
class TestCatalogueSecurity(CatalogueCase):
    def setUp(self):
        super().setUp()
        self.prepare()
        self.import_chunk(CONFIGURABLE, 25)
        self.import_chunk(PRODUCT, 1)
        self.user = self.new_user("hg_user", "sales_team.group_sale_salesman")
        self.manager = self.new_user("hg_manager", "connector.group_connector_manager")

    def test_salespeople_see_nothing_of_it(self):
        for name in CATALOGUE_MODELS:
            model = self.env[name].with_user(self.user)
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(name, operation=operation):
                    self.assertFalse(model.has_access(operation))

    def test_connector_users_look_on(self):
        looker = self.new_user("hg_looker", "connector.group_connector_user")
        for name in CATALOGUE_MODELS:
            model = self.env[name].with_user(looker)
            self.assertTrue(model.search([]), name)
            self.assertFalse(model.has_access("write"), name)

    def test_salespeople_start_nothing(self):
        backend = self.backend.with_user(self.user)
        for method in (
            backend.action_import_tax_classes,
            backend.action_import_categories,
            backend.action_import_products,
            backend.action_import_changed_products,
            backend.action_find_deleted_products,
            self.bound(PRODUCT, 1).with_user(self.user).action_reimport,
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                method()

    def test_salespeople_sell_the_products(self):
        product = self.bound(PRODUCT, 19).odoo_id.with_user(self.user)
        order = (
            self.env["sale.order"]
            .with_user(self.user)
            .create(
                {
                    "partner_id": self.env.user.partner_id.id,
                    "order_line": [(0, 0, {"product_id": product.id})],
                }
            )
        )
        self.assertEqual(order.order_line.price_unit, 19.9)
        with self.assertRaises(AccessError):
            product.read(["magento_bind_ids"])

    def test_imports_need_no_right_on_products(self):
        model = self.env["product.product"].with_user(self.manager)
        self.assertFalse(model.has_access("create"))
        backend = self.backend.with_user(self.manager)
        with trap_jobs() as trap:
            backend.action_import_products()
            for _generation in range(6):
                trap.perform_enqueued_jobs()
        self.assertEqual(
            self.env[PRODUCT].with_context(active_test=False).search_count([]), 19
        )
        self.assertFalse(self.failed())

    def test_managers_choose_taxes(self):
        tax_class = self.env["magento.tax.class"].search([], limit=1)
        with Form(
            tax_class.with_user(
                self.new_user(
                    "hg_taxes",
                    "connector.group_connector_manager",
                    "account.group_account_manager",
                )
            )
        ) as form:
            form.without_tax = True
        self.assertTrue(tax_class.without_tax)

    def test_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        for name in CATALOGUE_MODELS:
            self.assertTrue(self.env[name].with_user(self.manager).search([]), name)
        # Taxes and products belong to one company: the shop of another one.
        self.env["magento.tax.class"].search([]).tax_ids = False
        self.backend.company_id = other
        for name in CATALOGUE_MODELS:
            self.assertFalse(self.env[name].with_user(self.manager).search([]), name)

    def test_taxes_of_another_company_are_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        group = self.env["account.tax.group"].create(
            {"name": "Other", "company_id": other.id}
        )
        country = self.env.ref("base.us")
        other.account_fiscal_country_id = country
        tax = self.env["account.tax"].create(
            {
                "name": "Other",
                "amount": 1,
                "company_id": other.id,
                "tax_group_id": group.id,
                "country_id": country.id,
            }
        )
        tax_class = self.env["magento.tax.class"].search([], limit=1)
        with self.assertRaisesRegex(UserError, "Other"):
            tax_class.tax_ids = tax

    def test_pages_of_products(self):
        looker = self.new_user(
            "hg_page",
            "connector.group_connector_user",
            "product.group_product_manager",
        )
        for model, names in (
            (
                "product.template",
                ("magento_template_bind_ids", "magento_product_bind_ids"),
            ),
            (
                "product.product",
                ("magento_template_bind_ids", "magento_product_bind_ids"),
            ),
            ("product.category", ("magento_bind_ids",)),
        ):
            for user, is_shown in ((looker, True), (self.user, False)):
                view = self.env[model].with_user(user).get_view(view_type="form")
                arch = etree.fromstring(view["arch"])
                for name in names:
                    found = arch.xpath(f"//field[@name='{name}']")
                    self.assertEqual(bool(found), is_shown, (model, name, user.login))
        template = self.bound(CONFIGURABLE, 25).odoo_id.with_user(looker)
        self.assertEqual(len(template.magento_product_bind_ids), 6)
        self.assertEqual(len(template.magento_template_bind_ids), 1)
        category = self.bound(CATEGORY, 9).odoo_id.with_user(looker)
        self.assertEqual(category.magento_bind_ids.external_id, "9")
        with Form(template) as form:
            form.list_price = 20

    def test_reimport_of_an_option_is_that_of_its_attribute(self):
        value = self.env["magento.product.attribute.value"].search([], limit=1)
        with trap_jobs() as trap:
            value.with_user(self.manager).action_reimport()
        [job] = trap.enqueued_jobs
        self.assertEqual(job.args[1], value.magento_attribute_id.external_id)
        self.assertNotIn(value._name, self.backend._import_models())
