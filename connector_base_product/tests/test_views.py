from lxml import etree

from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestProductPages(TransactionCase):
    FORMS = {
        "product.template": (
            "product.product_template_form_view",
            "product.product_template_only_form_view",
        ),
        "product.product": ("product.product_normal_form_view",),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "connector-manager",
            groups="base.group_user,connector.group_connector_manager",
        )
        cls.employee = new_test_user(cls.env, "employee", groups="base.group_user")
        # What connectors show that are installed here, too, is not looked at.
        ours = cls.env["ir.ui.view"].browse(
            cls.env["ir.model.data"]
            .search(
                [
                    ("module", "=", "connector_base_product"),
                    ("model", "=", "ir.ui.view"),
                ]
            )
            .mapped("res_id")
        )
        theirs = cls.env["ir.ui.view"].search([("inherit_id", "in", ours.ids)])
        theirs.active = False

    def pages(self, model, xmlid, user=None):
        """The pages named ``connector`` of that form, as the user gets it."""
        records = self.env[model].with_user(user or self.manager)
        view = records.get_view(self.env.ref(xmlid).id, "form")
        return etree.fromstring(view["arch"]).xpath(
            "//notebook/page[@name='connector']"
        )

    def show_page_of(self, model, inherited, label):
        """What the addon of a connector does."""
        self.env["ir.ui.view"].create(
            {
                "name": f"{model} form of a connector",
                "model": model,
                "inherit_id": self.env.ref(f"connector_base_product.{inherited}").id,
                "arch": f"""
                    <data>
                        <xpath expr="//page[@name='connector']" position="attributes">
                            <attribute name="invisible">0</attribute>
                        </xpath>
                        <xpath expr="//page[@name='connector']" position="inside">
                            <field name="description" string="{label}"/>
                        </xpath>
                    </data>
                """,
            }
        )

    def test_one_hidden_page_at_the_end(self):
        for model, xmlids in self.FORMS.items():
            for xmlid in xmlids:
                with self.subTest(xmlid=xmlid):
                    [page] = self.pages(model, xmlid)
                    self.assertEqual(page.get("invisible"), "1")
                    self.assertEqual(page.get("string"), "Connectors")
                    self.assertIsNone(page.getnext())

    def test_connector_shows_the_page_of_products(self):
        model = "product.template"
        self.show_page_of(model, "product_template_common_form", "Of product")
        for xmlid in self.FORMS[model]:
            [page] = self.pages(model, xmlid)
            self.assertNotEqual(page.get("invisible"), "1")
            self.assertTrue(page.xpath("field[@string='Of product']"))

    def test_connector_shows_the_page_of_variants(self):
        self.show_page_of("product.product", "product_normal_form_view", "Of variant")
        [page] = self.pages("product.product", "product.product_normal_form_view")
        self.assertNotEqual(page.get("invisible"), "1")
        self.assertTrue(page.xpath("field[@string='Of variant']"))
        [hidden] = self.pages("product.template", "product.product_template_form_view")
        self.assertEqual(hidden.get("invisible"), "1")

    def test_connector_shows_both(self):
        self.show_page_of(
            "product.template", "product_template_common_form", "Of product"
        )
        self.show_page_of("product.product", "product_normal_form_view", "Of variant")
        [page] = self.pages("product.product", "product.product_normal_form_view")
        self.assertNotEqual(page.get("invisible"), "1")
        self.assertTrue(page.xpath("field[@string='Of variant']"))

    def test_not_for_ordinary_users(self):
        for model, xmlids in self.FORMS.items():
            for xmlid in xmlids:
                with self.subTest(xmlid=xmlid):
                    self.assertFalse(self.pages(model, xmlid, user=self.employee))
