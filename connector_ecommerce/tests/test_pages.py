"""The place for connectors on the forms of invoices and transfers."""

from lxml import etree

from odoo.tests import TransactionCase, new_test_user, tagged

ALIAS = "connector_ecommerce.view_invoice_connector_form"


@tagged("post_install", "-at_install")
class TestPages(TransactionCase):
    #: form, and the view that connectors inherit
    FORMS = {
        "account.move": ("account.view_move_form", "view_move_form"),
        "stock.picking": (
            "stock.view_picking_form",
            "view_stock_picking_out_connector_form",
        ),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "account.group_account_invoice,stock.group_stock_user"
        cls.employee = new_test_user(cls.env, "employee", groups=groups)
        groups += ",connector.group_connector_manager"
        cls.manager = new_test_user(cls.env, "connector-manager", groups=groups)
        # A connector that is installed shows the pages
        for _form, inherited in cls.FORMS.values():
            page_view = cls.env.ref(f"connector_ecommerce.{inherited}")
            others = page_view.inherit_children_ids
            (others - cls.env.ref(ALIAS)).active = False

    def pages(self, model, user=None):
        """The pages named ``connector`` of the form, as the user gets it."""
        form, _inherited = self.FORMS[model]
        records = self.env[model].with_user(user or self.manager)
        view = records.get_view(self.env.ref(form).id, "form")
        return etree.fromstring(view["arch"]).xpath(
            "/form//notebook/page[@name='connector']"
        )

    def show_page(self, model, inherited, field):
        """What the addon of a connector does."""
        self.env["ir.ui.view"].create(
            {
                "name": f"{model} form of a connector",
                "model": model,
                "inherit_id": self.env.ref(f"connector_ecommerce.{inherited}").id,
                "arch": f"""
                    <data>
                        <xpath expr="//page[@name='connector']" position="attributes">
                            <attribute name="invisible">0</attribute>
                        </xpath>
                        <xpath expr="//page[@name='connector']" position="inside">
                            <field name="{field}" string="In the shop"/>
                        </xpath>
                    </data>
                """,
            }
        )

    def test_one_hidden_page(self):
        for model in self.FORMS:
            with self.subTest(model=model):
                [page] = self.pages(model)
                self.assertEqual(page.get("invisible"), "1")
                self.assertEqual(page.get("string"), "Connectors")

    def test_only_for_managers_of_connectors(self):
        for model in self.FORMS:
            with self.subTest(model=model):
                self.assertFalse(self.pages(model, self.employee))

    def test_page_filled_by_connectors(self):
        """By two at once, each with a view of its own."""
        for model, (_form, inherited) in self.FORMS.items():
            self.show_page(model, inherited, "create_date")
            self.show_page(model, inherited, "write_date")
            with self.subTest(model=model):
                [page] = self.pages(model)
                self.assertEqual(page.get("invisible"), "0")
                self.assertEqual(
                    page.xpath("field/@name"), ["create_date", "write_date"]
                )

    def test_older_id_of_the_invoice_page(self):
        self.show_page("account.move", "view_invoice_connector_form", "create_date")
        [page] = self.pages("account.move")
        self.assertEqual(page.xpath("field/@name"), ["create_date"])
