import ast

from lxml import etree

from odoo.tests import tagged

from .checkpoint_case import CheckpointCase


@tagged("post_install", "-at_install")
class TestCheckpointViews(CheckpointCase):
    def arch(self, view_type, user=None):
        suffix = {"list": "tree"}.get(view_type, view_type)
        view = self.env.ref(f"connector.view_connector_checkpoint_{suffix}")
        model = self.checkpoints.with_user(user or self.manager)
        return etree.fromstring(model.get_view(view.id, view_type)["arch"])

    def test_action(self):
        action = self.env.ref("connector.action_connector_checkpoint")
        self.assertEqual(action.res_model, "connector.checkpoint")
        self.assertEqual(action.view_mode, "list,form")
        context = ast.literal_eval(action.context)
        self.assertEqual(context, {"search_default_need_review": 1})
        self.assertIn("Nothing to review", action.help)

    def test_form_is_not_for_editing(self):
        form = self.arch("form")
        for operation in ("create", "delete", "edit"):
            self.assertEqual(form.get(operation), "false")

    def test_form(self):
        form = self.arch("form")
        [button] = form.xpath("//header/button[@name='reviewed']")
        self.assertEqual(button.get("invisible"), "state != 'need_review'")
        self.assertTrue(form.xpath("//header/field[@name='state']"))
        for name in ("record", "backend_id", "reason"):
            self.assertTrue(form.xpath(f"//sheet//field[@name='{name}']"), name)
        self.assertTrue(form.xpath("//chatter | //div[hasclass('oe_chatter')]"))

    def test_list(self):
        tree = self.arch("list")
        self.assertEqual(tree.tag, "list")
        for name in ("model_id", "record", "name", "backend_id", "state", "reason"):
            self.assertTrue(tree.xpath(f"//field[@name='{name}']"), name)
        [button] = tree.xpath("//button[@name='reviewed']")
        self.assertEqual(button.get("invisible"), "state != 'need_review'")
        self.assertTrue(tree.xpath("//button[@name='open_record']"))

    def test_search(self):
        search = self.arch("search")
        for name in ("name", "model_id"):
            self.assertTrue(search.xpath(f"//field[@name='{name}']"), name)
        found = self.add()
        reviewed = self.add(self.record2)
        reviewed.reviewed()
        both = [("id", "in", (found + reviewed).ids)]
        for name, expected in (("need_review", found), ("reviewed", reviewed)):
            [node] = search.xpath(f"//filter[@name='{name}']")
            domain = ast.literal_eval(node.get("domain"))
            self.assertEqual(self.checkpoints.search(domain + both), expected)

    def test_group_bys(self):
        self.add()
        self.add(self.record2).reviewed()
        filters = self.arch("search").xpath("//filter[starts-with(@name, 'groupby_')]")
        self.assertIn("groupby_model_id", [node.get("name") for node in filters])
        for node in filters:
            groupby = ast.literal_eval(node.get("context"))["group_by"]
            with self.subTest(groupby=groupby):
                groups = self.checkpoints.with_user(self.manager).web_read_group(
                    [], [groupby], ["__count"]
                )
                self.assertTrue(groups["groups"])


@tagged("post_install", "-at_install")
class TestPartnerPage(CheckpointCase):
    def page(self, user):
        view = self.env.ref("base.view_partner_form")
        partners = self.env["res.partner"].with_user(user)
        arch = etree.fromstring(partners.get_view(view.id, "form")["arch"])
        return arch.xpath("//notebook/page[@name='connector']")

    def unhide(self):
        self.env["ir.ui.view"].create(
            {
                "name": "partner form of a connector",
                "model": "res.partner",
                "inherit_id": self.env.ref("connector.view_partner_connector_form").id,
                "arch": """
                    <data>
                        <page name="connector" position="attributes">
                            <attribute name="invisible">0</attribute>
                        </page>
                        <page name="connector" position="inside">
                            <field name="ref" string="Binding"/>
                        </page>
                    </data>
                """,
            }
        )

    def test_hidden_last_page_of_managers(self):
        """As long as no connector shows it: only our view is applied here."""
        form = self.env.ref("base.view_partner_form")
        ours = self.env.ref("connector.view_partner_connector_form")
        self.assertEqual(ours.inherit_id, form)
        arch = ours.apply_inheritance_specs(
            etree.fromstring(form.arch), etree.fromstring(ours.arch)
        )
        [page] = arch.xpath("//notebook/page[@name='connector']")
        self.assertEqual(page.get("invisible"), "1")
        self.assertEqual(page.get("string"), "Connectors")
        self.assertEqual(page.get("groups"), "connector.group_connector_user")
        self.assertIsNone(page.getnext(), "at the end of the notebook")
        self.assertTrue(self.page(self.manager))

    def test_connectors_show_and_fill_it(self):
        self.unhide()
        [page] = self.page(self.manager)
        self.assertIn(page.get("invisible"), (None, "0", "False"))
        self.assertTrue(page.xpath("field[@string='Binding']"))

    def test_not_for_ordinary_users(self):
        self.unhide()
        self.assertFalse(self.page(self.employee))
