"""Lines mapped with the mapper of their model."""

from odoo.addons.component.core import AbstractComponent, Component
from odoo.addons.component.exception import NoComponentError
from odoo.addons.connector.components.mapper import mapping, only_create

from .common import MockedModelCase

LINE_MODEL = "res.groups"


class OrderMapper(Component):
    _name = "order.mapper"
    _inherit = "base.import.mapper"
    _apply_on = "res.users"
    direct = [("name", "name")]
    children = [("lines", "line_ids", LINE_MODEL)]


class LineMapper(Component):
    _name = "line.mapper"
    _inherit = "base.import.mapper"
    _apply_on = LINE_MODEL
    direct = [("name", "name")]

    @only_create
    @mapping
    def price(self, record):
        return {"price": record["price"]}


RECORD = {
    "name": "SO1",
    "lines": [{"name": "one", "price": 1}, {"name": "two", "price": 2}],
}


class TestImportMapChild(MockedModelCase):
    def build_order_mapper(self, *classes):
        mapper = self.build(LineMapper, *classes, OrderMapper)
        return mapper.map_record(RECORD)

    def test_default_child(self):
        map_record = self.build_order_mapper()
        self.assertEqual(
            map_record.values(),
            {
                "name": "SO1",
                "line_ids": [(0, 0, {"name": "one"}), (0, 0, {"name": "two"})],
            },
        )

    def test_default_child_for_create(self):
        map_record = self.build_order_mapper()
        self.assertEqual(
            map_record.values(for_create=True)["line_ids"],
            [
                (0, 0, {"name": "one", "price": 1}),
                (0, 0, {"name": "two", "price": 2}),
            ],
        )

    def test_concrete_child_of_the_model(self):
        class LineMapChild(Component):
            _name = "line.map.child"
            _inherit = "base.map.child.import"
            _apply_on = LINE_MODEL

            def format_items(self, items_values):
                return [(5, 0), *super().format_items(items_values)]

        map_record = self.build_order_mapper(LineMapChild)
        self.assertEqual(
            map_record.values()["line_ids"],
            [(5, 0), (0, 0, {"name": "one"}), (0, 0, {"name": "two"})],
        )

    def test_skipped_item(self):
        class LineMapChild(Component):
            _name = "line.map.child"
            _inherit = "base.map.child.import"
            _apply_on = LINE_MODEL

            def skip_item(self, map_record):
                return map_record.source["name"] == "one"

        map_record = self.build_order_mapper(LineMapChild)
        self.assertEqual(map_record.values()["line_ids"], [(0, 0, {"name": "two"})])

    def test_item_that_maps_to_nothing_disappears(self):
        class EmptyLineMapper(Component):
            _inherit = "line.mapper"

            def finalize(self, map_record, values):
                return values if values["name"] == "two" else {}

        map_record = self.build_order_mapper(EmptyLineMapper)
        self.assertEqual(map_record.values()["line_ids"], [(0, 0, {"name": "two"})])

    def test_line_knows_its_parent_and_options(self):
        class ParentLineMapper(Component):
            _inherit = "line.mapper"

            @mapping
            def order(self, record):
                return {"custom": self.options.custom}

            def finalize(self, map_record, values):
                return {**values, "order": map_record.parent.source["name"]}

        map_record = self.build_order_mapper(ParentLineMapper)
        self.assertEqual(
            map_record.values(custom=3)["line_ids"][0],
            (0, 0, {"name": "one", "custom": 3, "order": "SO1"}),
        )

    def test_filter_of_the_parent_is_not_for_the_lines(self):
        map_record = self.build_order_mapper()
        self.assertEqual(
            map_record.values(fields=["lines"]),
            {"line_ids": [(0, 0, {"name": "one"}), (0, 0, {"name": "two"})]},
        )
        self.assertEqual(map_record.values(fields=["name"]), {"name": "SO1"})

    def test_subclass_may_filter_the_lines(self):
        class LineMapChild(Component):
            _name = "line.map.child"
            _inherit = "base.map.child.import"
            _apply_on = LINE_MODEL

            def get_item_values(self, map_record, to_attr, options):
                options.fields = ["other"]
                return super().get_item_values(map_record, to_attr, options)

        map_record = self.build_order_mapper(LineMapChild)
        self.assertEqual(map_record.values()["line_ids"], [])

    def test_options_of_the_parent_are_left_alone(self):
        class Order(Component):
            _inherit = "order.mapper"

            def finalize(self, map_record, values):
                return {"fields": self.options.fields}

        self.build(LineMapper, OrderMapper, Order)
        mapper = self.comp_registry["order.mapper"](self.work_on("res.users"))
        values = mapper.map_record(RECORD).values(fields=["lines"])
        self.assertEqual(values, {"fields": ["lines"]})

    def test_callable_source_for_an_overridden_map_child(self):
        class CallableMapper(Component):
            _name = "callable.mapper"
            _inherit = "base.import.mapper"
            children = [(lambda record: record["lines"], "line_ids", LINE_MODEL)]

            def _map_child(self, map_record, from_attr, to_attr, model_name):
                return len(from_attr(map_record.source))

        mapper = self.build(CallableMapper)
        map_record = mapper.map_record(RECORD)
        self.assertEqual(map_record.values(), {"line_ids": 2})
        self.assertEqual(map_record.values(fields=["name"]), {})


class TestExportMapChild(MockedModelCase):
    def test_default_child(self):
        class Lines(Component):
            _name = "group.mapper"
            _inherit = "base.export.mapper"
            _apply_on = LINE_MODEL
            direct = [("name", "label")]

        class Order(Component):
            _name = "user.mapper"
            _inherit = "base.export.mapper"
            _apply_on = "res.users"
            children = [("lines", "groups", LINE_MODEL)]

        mapper = self.build(Lines, Order)
        groups = self.env["res.groups"].search([], limit=2)
        self.assertEqual(
            mapper.map_record({"lines": groups}).values(),
            {"groups": [{"label": group.name} for group in groups]},
        )


class TestMapChild(MockedModelCase):
    def test_generic_children_are_abstract(self):
        for name in (
            "base.map.child",
            "base.map.child.import",
            "base.map.child.export",
        ):
            self.assertTrue(self.comp_registry[name]._abstract)

    def test_mapper_without_child_usage(self):
        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = "base.mapper"
            children = [("lines", "line_ids", LINE_MODEL)]

        mapper = self.build(MyMapper)
        with self.assertRaisesRegex(AssertionError, "_map_child_usage"):
            mapper.map_record(RECORD).values()

    def test_mapper_without_fallback(self):
        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = "base.import.mapper"
            _map_child_fallback = None
            children = [("lines", "line_ids", LINE_MODEL)]

        mapper = self.build(MyMapper)
        with self.assertRaises(NoComponentError):
            mapper.map_record(RECORD).values()

    def test_child_without_mapper(self):
        class MyChild(AbstractComponent):
            _name = "my.child"
            _inherit = "base.map.child"

        child = self.build(MyChild)
        with self.assertRaisesRegex(NotImplementedError, "my.child"):
            child.get_items([{}], None, "x", None)
