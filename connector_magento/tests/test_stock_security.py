"""What whom is allowed of the export of stock."""

from __future__ import annotations

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .catalogue_case import PRODUCT
from .stock_case import ITEM, MUG_RED, StockCase


@tagged("standard", "at_install")
class TestStockSecurity(StockCase):
    stock_api = "auto"

    def setUp(self):
        super().setUp()
        self.user = self.new_user("hk_user", "sales_team.group_sale_salesman")
        self.looker = self.new_user("hk_looker", "connector.group_connector_user")
        self.manager = self.new_user("hk_manager", "connector.group_connector_manager")

    def test_managers_export_without_any_right_on_stock(self):
        self.put(MUG_RED, 7)
        self.assertFalse(
            self.env["stock.warehouse"].with_user(self.manager).has_access("write")
        )
        self.backend = self.backend.with_user(self.manager)
        self.export()
        self.assertEqual(self.shop.held["MUG-RED", "default"], (7, 1))

    def test_connector_users_look_on_and_send_one_product(self):
        self.export()
        for name in ("magento.source", ITEM):
            model = self.env[name].with_user(self.looker)
            self.assertTrue(model.search([]), name)
            self.assertFalse(model.has_access("write"), name)
        for method in ("action_export_stock", "action_export_all_stock"):
            with self.assertRaises(AccessError):
                getattr(self.backend.with_user(self.looker), method)()
        self.shop.held.clear()
        binding = self.bound(PRODUCT, MUG_RED).with_user(self.looker)
        binding.with_context(queue_job__no_delay=True).action_export_stock()
        self.assertIn(("MUG-RED", "default"), self.shop.held)

    def test_connector_users_filter_what_is_to_be_sent(self):
        products = self.env[PRODUCT].with_user(self.looker)
        domain = [("backend_id", "=", self.backend.id), ("stock_to_send", "=", True)]
        self.assertEqual(len(products.search(domain)), 2)
        self.assertTrue(products.search([], limit=1).stock_to_send)
        self.assertEqual(products.search([], limit=1).magento_qty, 0)

    def test_salespeople_start_and_see_nothing(self):
        self.export()
        for name in ("magento.source", ITEM):
            self.assertFalse(self.env[name].with_user(self.user).has_access("read"))
        backend = self.backend.with_user(self.user)
        binding = self.bound(PRODUCT, MUG_RED).with_user(self.user)
        for method in (
            backend.action_export_stock,
            backend.action_export_all_stock,
            backend.action_import_sources,
            binding.action_export_stock,
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                method()

    def test_job_methods_are_not_for_everyone(self):
        for method in ("export_stock", "export_stock_batch"):
            function = getattr(type(self.env[PRODUCT]), method)
            self.assertTrue(getattr(function, "_api_private", False), method)

    def test_companies(self):
        self.export()
        other = self.env["res.company"].create({"name": "Other"})
        self.backend.stock_warehouse_ids = False
        self.backend.company_id = other
        for name in ("magento.source", ITEM):
            self.assertFalse(self.env[name].with_user(self.manager).search([]), name)

    def test_warehouses_of_another_company_are_refused(self):
        self.export()
        other = self.env["res.company"].create({"name": "Other"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        for record, name in (
            (self.backend, "stock_warehouse_ids"),
            (self.backend.source_ids[0], "warehouse_id"),
        ):
            with self.assertRaisesRegex(UserError, "Other"), self.cr.savepoint():
                record[name] = warehouse
                self.env.flush_all()

    def test_pages(self):
        self.export()
        with Form(self.backend) as form:
            form.stock_field = "free_qty"
            with form.source_ids.edit(0) as source:
                source.warehouse_id = self.warehouse
        self.assertEqual(self.backend.source_ids.warehouse_id, self.warehouse)
        with Form(self.bound(PRODUCT, MUG_RED)) as form:
            form.back_orders = "no"
            form.no_stock_sync = True
        view = self.env[PRODUCT].get_view(view_type="search")
        names = etree.fromstring(view["arch"]).xpath("//filter/@name")
        self.assertIn("stock_to_send", names)
        action = self.backend.action_open_stock_problems()
        self.assertFalse(self.env[PRODUCT].search(action["domain"]))
