"""What whom is allowed."""

from __future__ import annotations

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import MagentoCase

MODELS = (
    "magento.backend",
    "magento.website",
    "magento.store",
    "magento.storeview",
    "magento.res.partner.category",
    "magento.res.partner",
    "magento.address",
)
CATALOGUE_MODELS = (
    "magento.tax.class",
    "magento.product.category",
    "magento.product.attribute",
    "magento.product.attribute.value",
    "magento.product.template",
    "magento.product.product",
)
#: Tested with the orders, with what the shop is told of them, and with the stock.
OTHER_MODELS = (
    "magento.carrier",
    "magento.sale.order",
    "magento.sale.order.line",
    "magento.stock.picking",
    "magento.account.move",
    "magento.order.comment",
    "magento.source",
    "magento.stock.item",
)


@tagged("standard", "at_install")
class TestSecurity(MagentoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.new_user(cls, "hd_user", "base.group_partner_manager")
        cls.manager = cls.new_user(
            cls, "hd_manager", "connector.group_connector_manager"
        )

    def test_every_model_is_listed(self):
        models = {
            name
            for name, model in self.registry.items()
            if name.startswith("magento.") and not model._abstract
        }
        self.assertEqual(models, {*MODELS, *CATALOGUE_MODELS, *OTHER_MODELS})

    def test_ordinary_users_see_nothing(self):
        self.import_customer("10")
        for name in MODELS:
            model = self.env[name].with_user(self.user)
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(name, operation=operation):
                    self.assertFalse(model.has_access(operation))
            with self.assertRaises(AccessError):
                model.search_read([], ["display_name"])

    def test_ordinary_users_start_nothing(self):
        binding = self.import_customer("10")
        addresses = binding.address_ids.with_user(self.user)
        backend = self.backend.with_user(self.user)
        for method in (
            backend.action_check_connection,
            backend.action_import_stores,
            backend.action_import_customer_groups,
            backend.action_import_customers,
            backend.action_import_changed_customers,
            backend.action_find_deleted_customers,
            binding.with_user(self.user).action_reimport,
            addresses.action_reimport,
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                method()

    def test_ordinary_users_work_with_contacts(self):
        partner = self.import_customer("10").odoo_id.with_user(self.user)
        with Form(partner) as form:
            form.city = "Elsewhere"
        self.assertEqual(partner.city, "Elsewhere")
        with self.assertRaises(AccessError):
            partner.read(["magento_bind_ids"])
        partner.copy()

    def test_managers_do_all(self):
        for name in MODELS:
            model = self.env[name].with_user(self.manager)
            for operation in ("read", "write", "create", "unlink"):
                self.assertTrue(model.has_access(operation), (name, operation))
        self.backend.with_user(self.manager).action_check_connection()
        self.assertEqual(self.backend.last_check_state, "ok")

    def test_imports_need_no_right_on_contacts(self):
        access = self.env["ir.model.access"].search([("model_id", "=", "res.partner")])
        access.perm_create = False
        self.assertFalse(
            self.env["res.partner"].with_user(self.manager).has_access("create")
        )
        backend = self.backend.with_user(self.manager)
        backend = backend.with_context(queue_job__no_delay=True)
        backend.action_import_customers()
        self.assertEqual(self.env["magento.res.partner"].search_count([]), 7)

    def test_job_methods_are_not_for_everyone(self):
        for model, method in (
            ("magento.backend", "import_stores"),
            ("magento.res.partner", "import_batch"),
            ("magento.res.partner", "import_record"),
        ):
            self.assertTrue(
                getattr(getattr(type(self.env[model]), method), "_api_private", False),
                f"{model}.{method}",
            )

    def test_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.import_customer("10")
        self.backend.company_id = other
        for name in MODELS:
            found = self.env[name].with_user(self.manager).search([])
            self.assertFalse(found, name)
        self.backend.company_id = False
        for name in MODELS:
            self.assertTrue(self.env[name].with_user(self.manager).search([]), name)
