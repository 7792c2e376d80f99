"""Orders that replace others in the shop, several deep and in circles."""

from odoo.tests import Form, tagged
from odoo.tools import SQL

from odoo.addons.connector_ecommerce.tests.common import EcommerceCase


class ParentCase(EcommerceCase):
    @classmethod
    def make_chain(cls, length, **values):
        """Orders each of which replaces the one before."""
        orders = cls.env["sale.order"]
        for _n in range(length):
            orders += cls.make_order(replaced_order_id=orders[-1:].id, **values)
        return orders

    def cancel_in_shop(self, order):
        """Confirmed and locked: Odoo does not follow by itself."""
        if order.state == "draft":
            order.action_confirm()
        order.locked = True
        order.canceled_in_backend = True
        self.assertTrue(order.need_cancel)


@tagged("post_install", "-at_install")
class TestParents(ParentCase):
    def test_parent(self):
        first, second = self.make_chain(2)
        self.assertEqual(second.parent_id, first)
        self.assertFalse(first.parent_id)
        self.assertFalse(second.parent_need_cancel)

    def test_three_deep(self):
        orders = self.make_chain(4)
        self.cancel_in_shop(orders[0])
        self.assertEqual(orders.mapped("parent_need_cancel"), [False, True, True, True])

    def test_in_the_middle(self):
        orders = self.make_chain(4)
        self.cancel_in_shop(orders[1])
        self.assertEqual(
            orders.mapped("parent_need_cancel"), [False, False, True, True]
        )

    def test_values_read_before_are_renewed(self):
        orders = self.make_chain(4)
        orders.action_confirm()
        self.assertEqual(orders.mapped("parent_need_cancel"), [False] * 4)
        self.cancel_in_shop(orders[0])
        self.assertEqual(orders.mapped("parent_need_cancel"), [False, True, True, True])
        orders[0].ignore_cancellation("Kept")
        self.assertEqual(orders.mapped("parent_need_cancel"), [False] * 4)
        self.cancel_in_shop(orders[2])
        orders[2].replaced_order_id = False
        orders[3].replaced_order_id = orders[1]
        self.assertEqual(orders.mapped("parent_need_cancel"), [False] * 4)

    def test_resolved_by_cancelling(self):
        first, second = self.make_chain(2)
        self.cancel_in_shop(first)
        self.assertTrue(second.parent_need_cancel)
        first.action_unlock()
        first.action_cancel()
        self.assertFalse(second.parent_need_cancel)

    def test_cycles_end(self):
        orders = self.make_chain(3)
        orders[0].replaced_order_id = orders[2]
        self.assertEqual(orders.mapped("parent_need_cancel"), [False] * 3)
        self.cancel_in_shop(orders[1])
        self.assertEqual(orders.mapped("parent_need_cancel"), [True] * 3)

    def test_way_into_a_cycle(self):
        orders = self.make_chain(4)
        orders[0].replaced_order_id = orders[1]
        self.assertEqual(orders.mapped("parent_need_cancel"), [False] * 4)
        self.cancel_in_shop(orders[0])
        self.assertTrue(orders[3].parent_need_cancel)

    def test_own_parent(self):
        order = self.make_order()
        order.replaced_order_id = order
        self.assertFalse(order.parent_need_cancel)
        self.cancel_in_shop(order)
        self.assertTrue(order.need_cancel)

    def test_new_records(self):
        first, second = self.make_chain(2)
        self.cancel_in_shop(first)
        new = self.env["sale.order"].new({"replaced_order_id": first.id})
        edited = self.env["sale.order"].new(origin=second)
        self.assertEqual((new + edited).mapped("parent_need_cancel"), [True, True])

    def test_parents_that_are_not_readable(self):
        """A salesman sees that his order is held back by one of a colleague."""
        first = self.make_order(user_id=self.sales_manager.id)
        second = self.make_order(user_id=self.sales_manager.id)
        second.replaced_order_id = first
        mine = self.make_order(
            user_id=self.salesman.id, replaced_order_id=second.id
        ).with_user(self.salesman)
        self.cancel_in_shop(first)
        self.env.invalidate_all()
        self.assertTrue(mine.parent_need_cancel)
        self.assertFalse(first.with_user(self.salesman).has_access("read"))
        form = Form(mine)
        self.assertTrue(form.parent_need_cancel)
        self.assertEqual(form.parent_id.id, second.id)
        self.assertEqual(mine.action_view_parent()["res_id"], second.id)

    def test_search(self):
        orders = self.make_chain(3)
        known = ("id", "in", orders.ids)
        search = self.env["sale.order"].search
        self.assertEqual(search([("parent_id", "=", orders[0].id), known]), orders[1])
        self.assertEqual(search([("parent_id", "=", False), known]), orders[0])
        self.assertEqual(
            search([("parent_id.name", "=", orders[1].name), known]), orders[2]
        )

    def test_view_parent(self):
        parent, order = self.make_chain(2)
        view = self.env.ref("sale.view_order_form")
        as_manager = order.with_user(self.sales_manager)
        for prepare, action_id in (
            (lambda: None, "sale.action_quotations"),
            (parent.action_quotation_sent, "sale.action_quotations"),
            (parent.action_confirm, "sale.action_orders"),
            (parent.action_cancel, "sale.action_quotations"),
        ):
            prepare()
            action = as_manager.action_view_parent()
            expected = self.env["ir.actions.actions"]._for_xml_id(action_id)
            self.assertEqual(action["id"], expected["id"], parent.state)
            self.assertEqual(action["res_id"], parent.id)
            self.assertEqual(action["views"], [(view.id, "form")])
            self.assertEqual(action["view_id"], view.id)
            self.assertEqual(action["res_model"], "sale.order")

    def test_parent_of_another_order_is_not_copied(self):
        order = self.make_chain(2)[1]
        self.assertFalse(order.copy().parent_id)


@tagged("post_install", "-at_install")
class TestParentsOfMany(ParentCase):
    """A list of 2,000 orders, each of which has three generations of ancestors."""

    GENERATIONS = 4
    SIZE = 2000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.generations = [cls.clone(cls.make_order(), cls.SIZE)]
        for _n in range(cls.GENERATIONS - 1):
            children = cls.clone(cls.generations[-1][0], cls.SIZE)
            cls.env.cr.execute_values(
                "UPDATE sale_order SET replaced_order_id = pair.parent "
                "FROM (VALUES %s) AS pair(child, parent) WHERE id = pair.child",
                list(zip(children.ids, cls.generations[-1].ids, strict=True)),
            )
            cls.generations.append(children)
        cls.env.invalidate_all()

    @classmethod
    def clone(cls, order, count):
        """Copies without lines: through the ORM, so many would take minutes."""
        cls.env.flush_all()
        names = [
            name
            for name, field in order._fields.items()
            if field.store and field.column_type and name != "id"
        ]
        columns = SQL(", ").join(SQL.identifier(name) for name in names)
        query = SQL(
            "INSERT INTO sale_order (%s) SELECT %s FROM sale_order, "
            "generate_series(1, %s) WHERE id = %s RETURNING id",
            columns,
            columns,
            count,
            order.id,
        )
        return order.browse(row[0] for row in cls.env.execute_query(query))

    def queries_of_a_list(self, orders):
        """How many queries the web client's list of these orders takes."""
        self.env.invalidate_all()
        names = ("need_cancel", "parent_id", "parent_need_cancel")
        before = self.env.cr.sql_log_count
        values = orders.web_read({name: {} for name in names})
        self.assertFalse(any(value["parent_need_cancel"] for value in values))
        return self.env.cr.sql_log_count - before

    def test_queries_of_a_list(self):
        last = self.generations[-1]
        # Some for each generation of the ancestors, however many the orders
        of_one = self.queries_of_a_list(last[:1])
        self.assertLessEqual(self.queries_of_a_list(last[:80]), of_one)
        # Odoo fetches a thousand records at once
        self.assertLessEqual(self.queries_of_a_list(last), of_one * 2)

    def test_one_cancelled_among_many(self):
        first = self.generations[0][7]
        self.cancel_in_shop(first)
        self.env.flush_all()
        self.env.invalidate_all()
        for generation in self.generations[1:]:
            held_back = generation.filtered("parent_need_cancel")
            self.assertEqual(held_back, generation[7])
