"""What whom is allowed of shipments and invoices of a shop, and what they see."""

from __future__ import annotations

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .fulfilment_case import FulfilmentCase

MODELS = ("magento.stock.picking", "magento.account.move")
OPERATIONS = ("read", "write", "create", "unlink")


@tagged("post_install", "-at_install")
class TestFulfilmentSecurity(FulfilmentCase):
    def setUp(self):
        super().setUp()
        self.store.create_invoice_on = "open"
        self.picking = self.validate(3, 0)
        self.invoice = self.order._create_invoices()
        self.do(self.invoice.action_post)
        self.manager = self.new_user(
            "hj_manager",
            "connector.group_connector_manager",
            "stock.group_stock_user",
            "account.group_account_invoice",
        )

    def test_ordinary_users_have_no_access(self):
        for name in (*MODELS, "magento.order.comment"):
            model = self.env[name].with_user(self.worker)
            for operation in OPERATIONS:
                with self.subTest(name, operation=operation):
                    self.assertFalse(model.has_access(operation))
        for record, user in ((self.picking, self.worker), (self.invoice, self.biller)):
            with self.assertRaises(AccessError):
                record.with_user(user).read(["magento_bind_ids"])
            with self.assertRaises(AccessError):
                record.with_user(user).action_magento_export()

    def test_connector_users_look_on_and_managers_do_all(self):
        user = self.new_user("hj_user", "connector.group_connector_user")
        for name in MODELS:
            rights = [
                self.env[name].with_user(user).has_access(operation)
                for operation in OPERATIONS
            ]
            self.assertEqual(rights, [True, False, False, False])
            for operation in OPERATIONS:
                model = self.env[name].with_user(self.manager)
                self.assertTrue(model.has_access(operation))

    def test_companies(self):
        mine = [("backend_id", "=", self.backend.id)]
        self.backend.company_id = self.env["res.company"].create({"name": "Other"})
        for name in MODELS:
            self.assertFalse(self.env[name].with_user(self.manager).search(mine))
        self.backend.company_id = False
        for name in MODELS:
            self.assertTrue(self.env[name].with_user(self.manager).search(mine))

    def test_jobs_are_not_for_everyone(self):
        for method in ("cancel", "hold", "unhold", "comment"):
            function = getattr(type(self.env["magento.sale.order"]), f"export_{method}")
            self.assertTrue(getattr(function, "_api_private", False), method)

    def test_views_and_menus(self):
        for name in MODELS:
            xml_id = name.replace(".", "_")
            action = self.env.ref(f"connector_magento.action_{xml_id}")
            for kind in ("form", "list", "search"):
                view = self.env.ref(f"connector_magento.view_{xml_id}_{kind}")
                self.env[name].with_user(self.manager).get_view(view.id, kind)
            self.assertTrue(
                self.env["ir.ui.menu"].search(
                    [("action", "=", f"ir.actions.act_window,{action.id}")]
                )
            )

    def test_page_of_the_documents(self):
        for record, view, user in (
            (self.picking, "stock.view_picking_form", self.worker),
            (self.invoice, "account.view_move_form", self.biller),
        ):
            view_id = self.env.ref(view).id
            for who, pages in ((self.manager, 1), (user, 0)):
                arch = etree.fromstring(
                    record.with_user(who).get_view(view_id, "form")["arch"]
                )
                found = arch.xpath("//page[@name='connector']")
                self.assertEqual(len(found), pages)
                for page in found:
                    self.assertNotIn(page.get("invisible"), ("1", "True"))
                    self.assertTrue(page.xpath(".//field[@name='magento_bind_ids']"))
            with Form(record.with_user(self.manager), view):
                pass

    def test_open_in_shop(self):
        self.backend.admin_url = "https://shop.example.com/admin_x"
        for record, path in (
            (self.picking, "sales/shipment/view/shipment_id"),
            (self.invoice, "sales/invoice/view/invoice_id"),
        ):
            binding = record.magento_bind_ids
            self.assertEqual(
                binding.with_user(self.manager).action_open_external()["url"],
                f"https://shop.example.com/admin_x/{path}/{binding.external_id}/",
            )

    def test_backend(self):
        self.assertEqual(self.backend.shipment_count, 1)
        self.assertEqual(self.backend.invoice_count, 1)
        for action in ("action_open_shipments", "action_open_invoices"):
            opened = getattr(self.backend.with_user(self.manager), action)()
            found = self.env[opened["res_model"]].search(opened["domain"])
            self.assertEqual(len(found), 1)
        self.assertFalse(set(MODELS) & set(self.backend._import_models()))
        with Form(self.backend.with_user(self.manager)) as form:
            form.export_shipments = False

    def test_switched_off_at_first(self):
        backend = self.env["magento.backend"].create(
            {"name": "New", "url": "https://shop.test"}
        )
        for name in ("export_shipments", "export_invoices", "export_order_status"):
            self.assertFalse(backend[name])

    def test_there_is_no_import(self):
        with self.assertRaisesRegex(UserError, "export it instead"):
            self.picking.magento_bind_ids.action_reimport()

    def test_states(self):
        binding = self.picking.magento_bind_ids
        self.assertEqual(binding.connector_state, "synchronized")
        other = self.import_order(8, (61, self.plate, 1)).picking_ids
        other.move_ids.write({"quantity": 1, "picked": True})
        other.with_context(connector_no_export=True).button_validate()
        binding = other._magento_bind(other.sale_id.magento_bind_ids)
        self.assertEqual(binding.connector_state, "new")
        binding._delay_export()
        self.env.cr.precommit.run()
        binding.invalidate_recordset()
        self.assertEqual(binding.connector_state, "waiting")
        job = self.env["queue.job"].search([("model_name", "=", binding._name)])
        job[:1].with_context(_job_edit_sentinel=job.EDIT_SENTINEL).state = "failed"
        binding.invalidate_recordset()
        self.assertEqual(binding.connector_state, "failed")
