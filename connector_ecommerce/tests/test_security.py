"""What the addon's rights change for people."""

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import convert_file


@tagged("post_install", "-at_install")
class TestSecurity(TransactionCase):
    def assertImplies(self, group, *implied):
        implied = {self.env.ref(name) for name in implied}
        self.assertLessEqual(implied, set(self.env.ref(group).all_implied_ids))

    def test_internal_users_have_discounts_and_addresses(self):
        self.assertImplies(
            "base.group_user",
            "sale.group_discount_per_so_line",
            "account.group_delivery_invoice_address",
        )
        user = new_test_user(self.env, "ann", groups="base.group_user")
        self.assertTrue(user.has_group("sale.group_discount_per_so_line"))
        self.assertTrue(user.has_group("account.group_delivery_invoice_address"))
        self.assertFalse(user.has_group("sales_team.group_sale_salesman"))

    def test_connector_manager_is_sales_manager(self):
        self.assertImplies(
            "connector.group_connector_manager", "sales_team.group_sale_manager"
        )
        groups = "connector.group_connector_manager"
        manager = new_test_user(self.env, "bea", groups=groups)
        self.assertTrue(manager.has_group("sales_team.group_sale_manager"))
        self.assertTrue(self.env["sale.order"].with_user(manager).has_access("unlink"))
        salesman = new_test_user(
            self.env, "cid", groups="sales_team.group_sale_salesman"
        )
        self.assertFalse(salesman.has_group("connector.group_connector_manager"))

    def test_administrator_is_all_of_it(self):
        admin = self.env.ref("base.user_admin")
        for group in (
            "connector.group_connector_manager",
            "sales_team.group_sale_manager",
        ):
            self.assertTrue(admin.has_group(group))

    def update(self):
        file = "security/connector_ecommerce_security.xml"
        convert_file(self.env, "connector_ecommerce", file, {}, mode="update")

    def test_what_an_administrator_switches_off_stays_so(self):
        """Discounts per line and addresses are settings of Odoo."""
        users = self.env.ref("base.group_user")
        discount = self.env.ref("sale.group_discount_per_so_line")
        users.implied_ids -= discount
        self.update()
        self.assertNotIn(discount, users.implied_ids)

    def test_connector_manager_stays_sales_manager(self):
        managers = self.env.ref("connector.group_connector_manager")
        sales = self.env.ref("sales_team.group_sale_manager")
        managers.implied_ids -= sales
        self.update()
        self.assertIn(sales, managers.implied_ids)
