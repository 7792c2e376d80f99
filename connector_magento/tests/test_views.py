"""All views open, for those who are to see them."""

from __future__ import annotations

from lxml import etree

from odoo.tests import Form, tagged

from .common import MagentoCase
from .test_security import CATALOGUE_MODELS, MODELS


@tagged("standard", "at_install")
class TestViews(MagentoCase):
    def test_every_model_has_views_and_a_menu(self):
        manager = self.new_user("hd_views", "connector.group_connector_manager")
        for name in (*MODELS, *CATALOGUE_MODELS):
            xml_id = name.replace(".", "_")
            action = self.env.ref(f"connector_magento.action_{xml_id}")
            self.assertEqual(action.res_model, name)
            self.assertIn("o_view_nocontent_smiling_face", action.help)
            for kind in ("form", "list", "search"):
                view = self.env.ref(f"connector_magento.view_{xml_id}_{kind}")
                self.env[name].with_user(manager).get_view(view.id, kind)
            menu = self.env["ir.ui.menu"].search(
                [("action", "=", f"ir.actions.act_window,{action.id}")]
            )
            self.assertEqual(len(menu), 1, name)

    def test_searches_work(self):
        self.import_customer("10")
        for name in (*MODELS, *CATALOGUE_MODELS):
            view = self.env.ref(
                f"connector_magento.view_{name.replace('.', '_')}_search"
            )
            arch = etree.fromstring(view.arch)
            for node in arch.iter("filter"):
                if domain := node.get("domain"):
                    self.env[name].search(eval(domain))
                if "group_by" in (node.get("context") or ""):
                    group_by = eval(node.get("context"))["group_by"]
                    self.env[name].formatted_read_group([], [group_by], ["__count"])
            for node in arch.iter("field"):
                if domain := node.get("filter_domain"):
                    self.env[name].search(eval(domain, {"self": "x"}))

    def test_new_backend(self):
        form = Form(self.env["magento.backend"])
        form.name = "New"
        form.url = "https://shop.test/"
        backend = form.save()
        self.assertEqual(backend.url, "https://shop.test")
        self.assertEqual(backend.auth_method, "oauth")
        self.assertTrue(backend.verify_ssl)
        self.assertFalse(any(backend.connector_schedule_ids.mapped("enabled")))

    def test_secrets_are_masked(self):
        arch = etree.fromstring(
            self.env.ref("connector_magento.view_magento_backend_form").arch
        )
        for name in (
            "consumer_key",
            "consumer_secret",
            "access_token",
            "access_token_secret",
            "password",
        ):
            (node,) = arch.xpath(f"//field[@name='{name}']")
            self.assertEqual(node.get("password"), "True")

    def test_page_of_the_contact(self):
        manager = self.new_user(
            "hd_page", "connector.group_connector_manager", "base.group_partner_manager"
        )
        for user, pages in ((manager, 1), (self.new_user("hd_nopage"), 0)):
            arch = etree.fromstring(
                self.env["res.partner"]
                .with_user(user)
                .get_view(self.env.ref("base.view_partner_form").id)["arch"]
            )
            found = arch.xpath("//page[@name='connector']")
            self.assertEqual(len(found), pages)
            if found:
                self.assertNotIn(found[0].get("invisible"), ("1", "True"))
                self.assertTrue(found[0].xpath(".//field[@name='magento_bind_ids']"))
        partner = self.import_customer("10").odoo_id.with_user(manager)
        with Form(partner) as form:
            form.city = "Elsewhere"
