"""Order, filters and options of a mapping."""

from unittest import mock

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import (
    changed_by,
    convert,
    mapping,
    none,
    only_create,
)

from .common import MockedModelCase


class FullMapper(Component):
    _name = "full.mapper"
    _inherit = "base.import.mapper"

    direct = [("name", "out_name"), (convert("age", str), "out_age")]

    @changed_by("street")
    @mapping
    def street(self, record):
        return {"out_street": record["street"].upper()}

    @mapping
    def always(self, record):
        return {"out_always": True}

    @only_create
    @mapping
    def created(self, record):
        return {"out_created": True}


RECORD = {"name": "Ann", "age": 42, "street": "avenue"}


class TestMapper(MockedModelCase):
    def test_values(self):
        mapper = self.build_on_fields(FullMapper)
        map_record = mapper.map_record(RECORD)
        expected = {
            "out_name": "Ann",
            "out_age": "42",
            "out_street": "AVENUE",
            "out_always": True,
        }
        self.assertEqual(map_record.values(), expected)
        self.assertEqual(
            map_record.values(for_create=True), {**expected, "out_created": True}
        )

    def test_fields_filter(self):
        mapper = self.build_on_fields(FullMapper)
        map_record = mapper.map_record(RECORD)
        for fields, expected in [
            (["name"], {"out_name": "Ann", "out_always": True}),
            (["age"], {"out_age": "42", "out_always": True}),
            (["street"], {"out_street": "AVENUE", "out_always": True}),
            (["unknown"], {"out_always": True}),
        ]:
            with self.subTest(fields):
                self.assertEqual(map_record.values(fields=fields), expected)

    def test_empty_fields_filter_is_no_filter(self):
        mapper = self.build_on_fields(FullMapper)
        map_record = mapper.map_record(RECORD)
        self.assertEqual(map_record.values(fields=[]), map_record.values())

    def test_fields_filter_as_any_collection(self):
        mapper = self.build_on_fields(FullMapper)
        map_record = mapper.map_record(RECORD)
        for kind in (list, tuple, set, frozenset):
            values = map_record.values(fields=kind(["street", "name"]))
            self.assertEqual(set(values), {"out_name", "out_street", "out_always"})

    def test_order_later_keys_overwrite(self):
        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = "base.import.mapper"
            direct = [("a", "x"), ("b", "y"), ("b", "z")]
            children = [("lines", "z", "res.partner")]

            @mapping
            def method(self, record):
                return {"y": "method", "z": "method"}

            def _map_child(self, map_record, from_attr, to_attr, model_name):
                return "child"

            def finalize(self, map_record, values):
                return {**values, "keys": list(values)}

        mapper = self.build_on_fields(MyMapper)
        self.assertEqual(
            mapper.map_record({"a": "direct", "b": "direct", "lines": []}).values(),
            {"x": "direct", "y": "method", "z": "child", "keys": ["x", "y", "z"]},
        )

    def test_finalize_result_is_used(self):
        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = "base.import.mapper"
            direct = [("a", "x")]

            def finalize(self, map_record, values):
                return {"source": map_record.source, "values": dict(values)}

        mapper = self.build_on_fields(MyMapper)
        self.assertEqual(
            mapper.map_record({"a": 1}).values(),
            {"source": {"a": 1}, "values": {"x": 1}},
        )

    def test_method_that_gives_nothing_is_skipped(self):
        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = "base.import.mapper"

            @mapping
            def nothing(self, record):
                return None

            @mapping
            def empty(self, record):
                return {}

        mapper = self.build_on_fields(MyMapper)
        self.assertEqual(mapper.map_record({}).values(), {})

    def test_method_that_gives_no_dict(self):
        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = "base.import.mapper"

            @mapping
            def wrong(self, record):
                return ["a list"]

        mapper = self.build_on_fields(MyMapper)
        with self.assertRaisesRegex(
            ValueError, r"'wrong' of 'my.mapper' returned \['a list'\].*a dict"
        ):
            mapper.map_record({}).values()

    def test_direct_as_property(self):
        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = "base.import.mapper"

            @property
            def direct(self):
                return [("a", "x"), (none("b"), "y")]

        mapper = self.build_on_fields(MyMapper)
        self.assertEqual(
            mapper.map_record({"a": 1, "b": 0}).values(), {"x": 1, "y": None}
        )
        self.assertEqual(mapper.changed_by_fields(), {"a", "b"})
        self.assertEqual(
            mapper.map_record({"a": 1, "b": 0}).values(fields=["b"]), {"y": None}
        )

    def test_forced_values(self):
        mapper = self.build_on_fields(FullMapper)
        map_record = mapper.map_record(RECORD)
        map_record.update({"out_name": "Forced"}, extra=1)
        map_record.update(out_age=0)
        for kwargs in ({}, {"for_create": True}, {"fields": ["street"]}):
            with self.subTest(kwargs):
                values = map_record.values(**kwargs)
                self.assertEqual(values["out_name"], "Forced")
                self.assertEqual(values["out_age"], 0)
                self.assertEqual(values["extra"], 1)
        self.assertEqual(map_record.values()["out_street"], "AVENUE")

    def test_map_record_properties(self):
        mapper = self.build_on_fields(FullMapper)
        parent = mapper.map_record({})
        child = mapper.map_record(RECORD, parent=parent)
        self.assertIs(child.source, RECORD)
        self.assertIs(child.parent, parent)
        self.assertIsNone(parent.parent)

    def test_base_mapper_has_no_direction(self):
        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = "base.mapper"
            direct = [("a", "x")]

        mapper = self.build_on_fields(MyMapper)
        with self.assertRaisesRegex(NotImplementedError, "my.mapper"):
            mapper.map_record({"a": 1}).values()
        with self.assertRaises(NotImplementedError):
            mapper._map_children({}, "a", "x")

    def test_sources_that_are_neither_dict_nor_record(self):
        class VendorObject:
            def get(self, key):
                return {"a": 1}[key]

            def __getitem__(self, key):
                return {"b": 2}[key]

        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = "base.import.mapper"
            direct = [("a", "x"), (convert("b", str), "y")]

        mapper = self.build_on_fields(MyMapper)
        self.assertEqual(mapper.map_record(VendorObject()).values(), {"x": 1, "y": "2"})


class TestImportMapper(MockedModelCase):
    class MyMapper(Component):
        _name = "my.mapper"
        _inherit = "base.import.mapper"
        direct = [("a", "x")]

    def test_falsy_gives_false(self):
        mapper = self.build_on_fields(self.MyMapper)
        for value in (0, "", None, [], False):
            with self.subTest(value=value):
                self.assertIs(mapper.map_record({"a": value}).values()["x"], False)

    def test_missing_key_gives_false(self):
        mapper = self.build_on_fields(self.MyMapper)
        self.assertEqual(mapper.map_record({}).values(), {"x": False})

    def test_target_many2one(self):
        mapper = self.build_on_fields(self.MyMapper, many2ones={"x": "res.country"})
        binder = self.mock_binder(mapper, to_internal=5)
        self.assertEqual(mapper.map_record({"a": 10}).values(), {"x": 5})
        mapper.binder_for.assert_called_once_with("res.country")
        binder.to_internal.assert_called_once_with(10, unwrap=False)

    def test_target_that_is_no_field_of_the_model(self):
        mapper = self.build(self.MyMapper)  # on res.users, which has no x
        self.assertEqual(mapper.map_record({"a": 10}).values(), {"x": 10})


class TestExportMapper(MockedModelCase):
    class MyMapper(Component):
        _name = "my.mapper"
        _inherit = "base.export.mapper"
        direct = [("a", "x"), (convert("b", str), "y")]

    def test_values_and_filter(self):
        mapper = self.build_on_fields(self.MyMapper)
        map_record = mapper.map_record({"a": "one", "b": 2})
        self.assertEqual(map_record.values(), {"x": "one", "y": "2"})
        self.assertEqual(map_record.values(fields=["b"]), {"y": "2"})
        self.assertEqual(map_record.values(fields=["a"]), {"x": "one"})

    def test_falsy_gives_false(self):
        mapper = self.build_on_fields(self.MyMapper)
        self.assertEqual(
            mapper.map_record({"a": "", "b": 0}).values(), {"x": False, "y": False}
        )

    def test_source_many2one(self):
        mapper = self.build_on_fields(self.MyMapper, many2ones={"a": "res.country"})
        binder = self.mock_binder(mapper, to_external="FR")
        country = mock.MagicMock(id=7)
        values = mapper.map_record({"a": country, "b": 2}).values()
        self.assertEqual(values, {"x": "FR", "y": "2"})
        mapper.binder_for.assert_called_once_with("res.country")
        binder.to_external.assert_called_once_with(7, wrap=False)

    def test_on_records(self):
        class UserMapper(Component):
            _name = "user.mapper"
            _inherit = "base.export.mapper"
            direct = [("login", "user"), ("name", "name")]

        mapper = self.build(UserMapper)
        user = self.env.ref("base.user_admin")
        self.assertEqual(
            mapper.map_record(user).values(), {"user": user.login, "name": user.name}
        )
