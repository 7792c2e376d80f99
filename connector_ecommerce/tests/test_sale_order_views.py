"""What users see of cancelled orders, by their groups."""

from lxml import etree

from odoo.tests import Form, tagged

from .common import EcommerceCase

WIZARD = "connector_ecommerce.action_sale_ignore_cancel"


@tagged("post_install", "-at_install")
class TestOrderForm(EcommerceCase):
    def arch(self, user, view="sale.view_order_form", kind="form"):
        view = self.env.ref(view)
        orders = self.env["sale.order"].with_user(user)
        return etree.fromstring(orders.get_view(view.id, kind)["arch"])

    def buttons(self, user, name):
        return self.arch(user).xpath(f"//header/button[@name='{name}']")

    def wizard_buttons(self, user):
        return self.buttons(user, self.env.ref(WIZARD).id)

    def test_xml_ids(self):
        for name, parent in (
            ("view_order_connector_form", "sale.view_order_form"),
            ("sale_order_view_form", "sale_automatic_workflow.sale_order_view_form"),
            ("view_sales_order_filter", "sale.view_sales_order_filter"),
        ):
            view = self.env.ref(f"connector_ecommerce.{name}")
            self.assertEqual(view.inherit_id, self.env.ref(parent))
            self.assertEqual(view.model, "sale.order")

    def test_page_of_connectors(self):
        # A connector that is installed shows it
        page_view = self.env.ref("connector_ecommerce.view_order_connector_form")
        page_view.inherit_children_ids.active = False
        [page] = self.arch(self.connector_manager).xpath("//page[@name='connector']")
        self.assertEqual(page.get("string"), "Connectors")
        self.assertEqual(page.get("invisible"), "1")
        for user in (self.salesman, self.sales_manager):
            self.assertFalse(self.arch(user).xpath("//page[@name='connector']"))

    def test_page_of_connectors_filled_by_a_connector(self):
        self.env["ir.ui.view"].create(
            {
                "name": "order of a shop",
                "model": "sale.order",
                "inherit_id": self.env.ref(
                    "connector_ecommerce.view_order_connector_form"
                ).id,
                "arch": """
                    <page name="connector" position="attributes">
                        <attribute name="invisible">0</attribute>
                    </page>
                """,
            }
        )
        [page] = self.arch(self.connector_manager).xpath("//page[@name='connector']")
        self.assertEqual(page.get("invisible"), "0")

    def test_fields_after_the_workflow(self):
        arch = self.arch(self.salesman)
        [workflow] = arch.xpath("//group[@name='workflow']")
        self.assertEqual(
            [field.get("name") for field in workflow.iter("field")],
            ["workflow_process_id", "canceled_in_backend", "cancellation_resolved"],
        )
        self.assertEqual(workflow[-1].get("invisible"), "1")

    def test_wizard_button_by_group(self):
        self.assertFalse(self.wizard_buttons(self.salesman))
        for user in (self.sales_manager, self.connector_manager):
            [button] = self.wizard_buttons(user)
            self.assertEqual(button.get("type"), "action")

    def hidden(self, user, name, order):
        """Whether the client hides the button for an order."""
        [button] = self.buttons(user, name)
        names = ("canceled_in_backend", "cancellation_resolved", "state", "parent_id")
        values = order.with_user(user).read(names)[0]
        return bool(eval(button.get("invisible"), {}, values))

    def test_wizard_button_by_order(self):
        order = self.make_order(confirm=True)
        action = self.env.ref(WIZARD).id
        self.assertTrue(self.hidden(self.sales_manager, action, order))
        order.locked = True
        order.canceled_in_backend = True
        self.assertFalse(self.hidden(self.sales_manager, action, order))
        order.cancellation_resolved = True
        self.assertTrue(self.hidden(self.sales_manager, action, order))
        order.cancellation_resolved = False
        order.action_unlock()
        order.state = "cancel"
        order.cancellation_resolved = False
        self.assertTrue(self.hidden(self.sales_manager, action, order))

    def test_parent_button(self):
        name = "action_view_parent"
        for user in (self.salesman, self.sales_manager):
            self.assertEqual(len(self.buttons(user, name)), 1)
        order = self.make_order(user=self.salesman)
        self.assertTrue(self.hidden(self.salesman, name, order))
        self.assertIsNone(order.action_view_parent())

    def test_banners(self):
        arch = self.arch(self.salesman)
        for name in ("need_cancel", "parent_need_cancel"):
            [banner] = arch.xpath(f"//div[@name='{name}']")
            self.assertEqual(banner.get("invisible"), f"not {name}")
            text = " ".join(banner.itertext()).lower()
            self.assertIn("cancelled in the shop", text)

    def test_form_opens_for_a_salesman(self):
        order = self.make_order(user=self.salesman, confirm=True)
        order.sudo().locked = True
        order.sudo().canceled_in_backend = True
        form = Form(order.with_user(self.salesman))
        self.assertTrue(form.canceled_in_backend)
        self.assertTrue(form.need_cancel)
        self.assertFalse(form.parent_need_cancel)

    def test_filters(self):
        arch = self.arch(
            self.salesman, view="sale.view_sales_order_filter", kind="search"
        )
        [mine] = arch.xpath("//filter[@name='my_sale_orders_filter']")
        names = [node.get("name") for node in mine.itersiblings("filter")]
        self.assertIn("canceled_in_backend_filter", names)
        order = self.make_order(user=self.salesman)
        kept = self.make_order(user=self.salesman, confirm=True)
        kept.sudo().locked = True
        (order + kept).sudo().canceled_in_backend = True
        orders = self.env["sale.order"].with_user(self.salesman)
        for name, found in (
            ("canceled_in_backend_filter", order + kept),
            ("need_cancel_filter", kept),
        ):
            [node] = arch.xpath(f"//filter[@name='{name}']")
            domain = eval(node.get("domain"))
            self.assertEqual(orders.search(domain, order="id"), found)

    def test_filters_of_both_menus(self):
        for view in (
            "sale.sale_order_view_search_inherit_quotation",
            "sale.sale_order_view_search_inherit_sale",
        ):
            arch = self.arch(self.salesman, view=view, kind="search")
            for name in ("canceled_in_backend_filter", "need_cancel_filter"):
                self.assertEqual(len(arch.xpath(f"//filter[@name='{name}']")), 1)

    def test_portal_user_reads_his_order(self):
        portal = self.make_user("ec-portal", "base.group_portal")
        order = self.make_order(partner_id=portal.partner_id.id)
        order.message_subscribe(portal.partner_id.ids)
        values = order.with_user(portal).read(
            ["need_cancel", "parent_need_cancel", "parent_id", "canceled_in_backend"]
        )
        self.assertFalse(values[0]["parent_need_cancel"])
