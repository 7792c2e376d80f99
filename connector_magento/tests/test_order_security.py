"""What whom is allowed of orders, and what salespeople do with them."""

from __future__ import annotations

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .order_case import ORDER, OrderCase

MODELS = (ORDER, f"{ORDER}.line", "magento.carrier")


@tagged("standard", "at_install")
class TestOrderSecurity(OrderCase):
    def setUp(self):
        super().setUp()
        self.order = self.import_order("pending_simple")
        self.seller = self.new_user(
            "hi_seller", "sales_team.group_sale_salesman_all_leads"
        )
        self.looker = self.new_user("hi_looker", "connector.group_connector_user")
        self.manager = self.new_user("hi_manager", "connector.group_connector_manager")

    def test_salespeople_see_no_bindings(self):
        for name in MODELS:
            model = self.env[name].with_user(self.seller)
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(name, operation=operation):
                    self.assertFalse(model.has_access(operation))
        order = self.order.odoo_id.with_user(self.seller)
        with self.assertRaises(AccessError):
            order.read(["magento_bind_ids"])

    def test_connector_users_look_on(self):
        for name in MODELS:
            model = self.env[name].with_user(self.looker)
            self.assertTrue(model.has_access("read"))
            self.assertFalse(model.has_access("write"))

    def test_salespeople_work_with_the_orders(self):
        order = self.order.odoo_id.with_user(self.seller)
        with Form(order) as form:
            form.client_order_ref = "Mine"
        order.invalidate_recordset()
        self.assertEqual(order.client_order_ref, "Mine")
        self.assertFalse(order.parent_id)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        order.copy()
        self.assertTrue(order.search([("parent_id", "=", False)], limit=1))

    def test_salespeople_read_both_totals(self):
        wrong = self.import_order(
            self.shop.add_order("pending_simple", grand_total=50)
        ).odoo_id.with_user(self.seller)
        self.assertIn("50.00", wrong.magento_warning)
        self.assertIn("50.00", str(wrong.exceptions_summary))
        wrong.action_confirm()
        self.assertEqual(wrong.state, "draft")
        wrong.action_ignore_exceptions()
        wrong.action_confirm()
        self.assertEqual(wrong.state, "sale")

    def test_salespeople_start_nothing(self):
        backend = self.backend.with_user(self.seller)
        for method in (
            backend.action_import_orders,
            backend.action_import_changed_orders,
            self.order.with_user(self.seller).action_reimport,
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                method()

    def test_page_of_the_order(self):
        arch = (
            self.env["sale.order"]
            .with_user(self.manager)
            .get_view(self.env.ref("sale.view_order_form").id, "form")["arch"]
        )
        self.assertIn('name="magento_bind_ids"', arch)
        self.assertIn('name="magento_warning"', arch)
        arch = (
            self.env["sale.order"]
            .with_user(self.seller)
            .get_view(self.env.ref("sale.view_order_form").id, "form")["arch"]
        )
        self.assertNotIn('name="magento_bind_ids"', arch)
        self.assertIn('name="magento_warning"', arch)

    def test_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.backend.company_id = False
        for name in MODELS:
            self.assertTrue(self.env[name].with_user(self.manager).search([]), name)
        self.env.cr.execute("UPDATE magento_backend SET company_id = %s", [other.id])
        self.env.invalidate_all()
        for name in MODELS:
            self.assertFalse(self.env[name].with_user(self.manager).search([]), name)

    def test_order_of_another_company(self):
        """The company of the backend sells, whoever's job it is."""
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids |= other
        self.assertEqual(self.backend._order_company(), self.company)
        backend = self.backend.with_company(other)
        with self.backend.with_company(other).work_on(ORDER) as work:
            work.component(usage="record.importer").run("6")
        self.assertEqual(self.bound(ORDER, 6).company_id, self.company)
        self.assertEqual(backend._order_company(), self.company)
