"""The event of changed prices, on products and variants."""

from contextlib import ExitStack
from unittest import mock

from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from .event_case import HearsEvents

CHANGED = "on_product_price_changed"


class ProductEventCase(HearsEvents, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.size = cls.env["product.attribute"].create(
            {
                "name": "Size",
                "value_ids": [
                    Command.create({"name": f"Size {number}", "default_extra_price": 0})
                    for number in range(1, 4)
                ],
            }
        )
        cls.simple = cls.env["product.product"].create({"name": "Simple"})
        cls.many = cls.new_template("Sized")

    @classmethod
    def new_template(cls, name, attributes=None):
        lines = [
            Command.create(
                {
                    "attribute_id": attribute.id,
                    "value_ids": [Command.set(attribute.value_ids.ids)],
                }
            )
            for attribute in attributes or [cls.size]
        ]
        return cls.env["product.template"].create(
            {"name": name, "list_price": 10, "attribute_line_ids": lines}
        )

    def changed(self, products):
        return [(CHANGED, product) for product in products]


@tagged("post_install", "-at_install")
class TestPriceChanged(ProductEventCase):
    def test_price_fields(self):
        template = {"list_price", "lst_price", "standard_price"}
        templates = self.env["product.template"]
        self.assertEqual(templates._price_changed_fields(), template)
        self.assertEqual(
            self.env["product.product"]._price_changed_fields(),
            template | {"price_extra"},
        )

    def test_a_set_of_fields_may_be_extended(self):
        templates = self.env["product.template"]
        templates._price_changed_fields().add("weight")
        self.assertNotIn("weight", templates._price_changed_fields())

    def test_field_added_by_an_override_counts_on_the_variant_too(self):
        template_class = self.env.registry["product.template"]
        original = template_class._price_changed_fields
        self.patch(
            template_class,
            "_price_changed_fields",
            lambda model: original(model) | {"description_sale"},
        )
        with self.hearing((CHANGED, self.simple)):
            self.simple.description_sale = "From a shop"
        with self.hearing(*self.changed(self.many.product_variant_ids)):
            self.many.description_sale = "From a shop"

    def test_price_of_a_variant(self):
        for field in ("list_price", "lst_price", "standard_price"):
            with self.subTest(field=field), self.hearing((CHANGED, self.simple)):
                self.simple[field] = 42

    def test_other_fields_tell_nothing(self):
        with self.hearing():
            self.simple.write({"default_code": "S1", "weight": 2})
            self.many.write({"description_sale": "Sized", "active": True})
        with self.hearing():
            self.env["product.product"].browse().write({"list_price": 1})
            self.env["product.template"].browse().write({"list_price": 1})

    def test_price_of_a_template(self):
        for field in ("list_price", "standard_price"):
            with self.subTest(field=field), self.hearing((CHANGED, self.simple)):
                self.simple.product_tmpl_id[field] = 43

    def test_every_variant_of_a_template(self):
        variants = self.many.product_variant_ids
        self.assertEqual(len(variants), 3)
        with self.hearing(*self.changed(variants)):
            self.many.list_price = 11
        with self.hearing(*self.changed(variants)):
            self.many.standard_price = 5

    def test_templates_written_together(self):
        other = self.new_template("Other")
        variants = (self.many + other).product_variant_ids
        with self.hearing(*self.changed(variants + self.simple)):
            (self.many + other + self.simple.product_tmpl_id).list_price = 12

    def test_archived_variant_is_told(self):
        variants = self.many.product_variant_ids
        variants[1].active = False
        with self.hearing(*self.changed(variants)):
            self.many.list_price = 13
        self.simple.active = False
        with self.hearing((CHANGED, self.simple)):
            self.simple.product_tmpl_id.standard_price = 14

    def test_variant_that_delegates_to_its_template(self):
        """The price belongs to the template: the other variants change with it."""
        variant, *others = self.many.product_variant_ids
        for field in ("list_price", "lst_price"):
            with self.subTest(field=field):
                self.heard.clear()
                variant[field] = 15 if field == "list_price" else 16
                self.assertCountEqual(
                    self.heard, self.changed(variant + self.join(others))
                )

    def join(self, products):
        return self.env["product.product"].union(*products)

    def test_cost_is_the_variant_s_own(self):
        variant = self.many.product_variant_ids[0]
        with self.hearing((CHANGED, variant)):
            variant.standard_price = 3

    def test_variants_written_together(self):
        variants = self.many.product_variant_ids
        for field in ("list_price", "lst_price", "standard_price"):
            with self.subTest(field=field):
                self.heard.clear()
                variants.write({field: 17})
                self.assertCountEqual(self.heard, self.changed(variants))

    def test_variants_left_out_by_the_context(self):
        variants = self.many.product_variant_ids
        for left_out in (variants[0], variants[1:]):
            template = self.many.with_context(from_product_ids=left_out.ids)
            with self.hearing(*self.changed(variants - left_out)):
                template.list_price += 1

    def test_template_is_told_which_variants_tell_themselves(self):
        contexts = []
        template_class = self.env.registry["product.template"]
        original = template_class._price_changed

        def price_changed(templates, vals):
            contexts.append(templates.env.context.get("from_product_ids"))
            return original(templates, vals)

        self.patch(template_class, "_price_changed", price_changed)
        variants = self.many.product_variant_ids[:2]
        variants.write({"list_price": 18})
        self.assertIn(variants.ids, contexts)

    def test_create_tells_each_by_its_own_values(self):
        products = self.env["product.product"]
        self.heard.clear()
        created = products.create(
            [
                {"name": "With price", "list_price": 4},
                {"name": "Without"},
                {"name": "With cost", "standard_price": 2},
                {"name": "With sales price", "lst_price": 6},
            ]
        )
        told = created[0] + created[2] + created[3]
        self.assertCountEqual(self.heard, self.changed(told))

    def test_create_passes_the_values_of_each(self):
        seen = []
        product_class = self.env.registry["product.product"]
        original = product_class._price_changed

        def price_changed(products, vals):
            seen.append((products.mapped("name"), vals))
            return original(products, vals)

        self.patch(product_class, "_price_changed", price_changed)
        values = [{"name": "A", "list_price": 1}, {"name": "B", "weight": 1}]
        self.env["product.product"].create([dict(vals) for vals in values])
        self.assertEqual(seen, [(["A"], values[0]), (["B"], values[1])])

    def test_same_value_is_told_too(self):
        with self.hearing((CHANGED, self.simple)):
            self.simple.list_price = self.simple.list_price

    def test_price_changed_called_by_a_connector(self):
        with self.hearing((CHANGED, self.simple)):
            self.simple._price_changed({"list_price": 1})
        with self.hearing():
            self.simple._price_changed({"name": "Other"})
        with self.hearing((CHANGED, self.simple)):
            self.simple.product_tmpl_id._price_changed({"list_price": 1})

    def test_listener_sees_everything_written(self):
        seen = []
        self.listener_of(
            lambda listener, product: seen.append((product.lst_price, product.name))
        )
        self.simple.write({"lst_price": 50, "name": "Fifty"})
        self.assertEqual(seen, [(50, "Fifty")])

    def listener_of(self, method):
        """Let the listener call it instead of noting the event."""
        listener_class = self.comp_registry["heard.events"]
        self.patch(listener_class, CHANGED, method)

    def test_listener_that_writes_another_price_is_heard(self):
        """Nothing stays muted after an event, nor after one that failed."""
        other = self.many.product_variant_ids[0]
        seen = []

        def hear(listener, product):
            seen.append(product)
            if product == self.simple:
                other.standard_price = 60

        self.listener_of(hear)
        self.simple.list_price = 61
        self.assertEqual(seen, [self.simple, other])

    def test_after_a_write_that_failed(self):
        with self.assertRaises(ValueError), self.cr.savepoint():
            self.simple.write({"list_price": 1, "no_such_field": 1})
        with self.hearing((CHANGED, self.simple)):
            self.simple.list_price = 62

    def test_variant_deleted_meanwhile(self):
        """By an extension, once its price was written."""
        doomed = self.env["product.product"].create({"name": "Doomed"})
        product_class = self.env.registry["product.template"]
        original = product_class._price_changed

        def price_changed(products, vals):
            if products == self.simple.product_tmpl_id:
                doomed.standard_price = 3
                doomed.unlink()
            return original(products, vals)

        self.patch(product_class, "_price_changed", price_changed)
        with self.hearing((CHANGED, self.simple)):
            self.simple.product_tmpl_id.list_price = 8

    def test_listeners_of_variants_hear_templates(self):
        """Historically they did not: the event came from the template."""
        self.many.list_price = 19
        [model] = {listener.work.model_name for listener in self.listeners}
        self.assertEqual(model, "product.product")

    def test_cost_in_another_company(self):
        company = self.env["res.company"].create({"name": "Other company"})
        with self.hearing((CHANGED, self.simple)):
            self.simple.with_company(company).standard_price = 7
        self.assertEqual(self.heard[0][1].env.company, company)
        self.assertEqual(self.heard[0][1].standard_price, 7)
        self.assertNotEqual(self.simple.standard_price, 7)

    def test_costs_of_two_companies_in_one_call(self):
        """A listener exports what it reads: it is told in both companies."""
        company = self.env["res.company"].create({"name": "Other company"})
        product_class = self.env.registry["product.product"]
        original = product_class._price_changed

        def price_changed(products, vals):
            if products.env.company != company:
                products.with_company(company).write(vals)
            return original(products, vals)

        self.patch(product_class, "_price_changed", price_changed)
        with self.hearing((CHANGED, self.simple), (CHANGED, self.simple)):
            self.simple.standard_price = 8
        self.assertEqual(
            [product.env.company for _event, product in self.heard],
            [company, self.env.company],
        )

    def test_last_event_of_the_call(self):
        for record in (self.simple, self.simple.product_tmpl_id):
            for field in ("list_price", "standard_price"):
                with self.subTest(model=record._name), self.patch_event() as event:
                    record[field] = 20
                    event.assert_called_with(CHANGED)
                    event().notify.assert_called_with(self.simple)

    def test_last_event_of_a_creation(self):
        with self.patch_event() as event:
            product = self.env["product.product"].create({"name": "N", "lst_price": 1})
            event().notify.assert_called_with(product)

    def test_stock_user_without_rights_on_prices_of_companies(self):
        user = new_test_user(
            self.env, "product-manager", groups="product.group_product_manager"
        )
        with self.hearing(*self.changed(self.many.product_variant_ids)):
            self.many.with_user(user).list_price = 21
        self.assertEqual(self.heard[0][1].env.user, user)


@tagged("post_install", "-at_install")
class TestListenerOfVariants(ProductEventCase):
    """Listeners of connectors restrict themselves to ``product.product``."""

    listens_to = ["product.product"]

    def test_write_on_the_template(self):
        with self.hearing(*self.changed(self.many.product_variant_ids)):
            self.many.list_price = 22

    def test_write_on_the_variant(self):
        with self.hearing((CHANGED, self.simple)):
            self.simple.lst_price = 23


@tagged("post_install", "-at_install")
class TestPriceQueries(ProductEventCase):
    """500 variants in one call cost no more queries than Odoo's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        attributes = cls.env["product.attribute"].create(
            [
                {
                    "name": f"Attribute {number}",
                    "value_ids": [
                        Command.create({"name": f"Value {value}"})
                        for value in range(count)
                    ],
                }
                for number, count in enumerate((25, 20))
            ]
        )
        cls.big = cls.new_template("Big", attributes)
        cls.env.flush_all()

    def writing(self, records, vals):
        return lambda: records.write(vals)

    def test_nobody_listens(self):
        """Not a query more than with the addon's events switched off altogether."""
        variants = self.big.product_variant_ids
        self.assertEqual(len(variants), 500)
        for records in (variants, self.big):
            with self.subTest(model=records._name), self.nobody_listens():
                self.without_events(records, {"list_price": 30})
                quiet = self.count_queries(self.writing(records, {"list_price": 31}))
                self.assertEqual(
                    quiet, self.without_events(records, {"list_price": 32})
                )
        self.assertFalse(self.heard)

    def without_events(self, records, vals):
        """Queries of Odoo's own: no price event is thought of."""
        with ExitStack() as stack:
            for model in ("product.product", "product.template"):
                model_class = self.env.registry[model]
                stack.enter_context(mock.patch.object(model_class, "_price_changed"))
            return self.count_queries(self.writing(records, vals))

    def test_a_listener_costs_the_same_for_any_number(self):
        variants = self.big.product_variant_ids
        for records in (variants, self.big):
            with self.subTest(model=records._name):
                with self.nobody_listens():
                    quiet = self.count_queries(
                        self.writing(records, {"list_price": 33})
                    )
                self.heard.clear()
                heard = self.count_queries(self.writing(records, {"list_price": 34}))
                self.assertEqual(len(self.heard), 500)
                self.assertLessEqual(heard - quiet, 2)
