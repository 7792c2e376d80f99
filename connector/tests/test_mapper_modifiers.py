"""Values changed on their way by modifiers."""

import functools
from unittest import mock

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import (
    convert,
    external_to_m2o,
    follow_m2o_relations,
    m2o_to_external,
    none,
)
from odoo.addons.connector.exception import MappingError

from .common import MockedModelCase


class MyImportMapper(Component):
    _name = "my.import.mapper"
    _inherit = "base.import.mapper"


class MyExportMapper(Component):
    _name = "my.export.mapper"
    _inherit = "base.export.mapper"


class TestNoneAndConvert(MockedModelCase):
    def setUp(self):
        super().setUp()
        self.mapper = self.build_on_fields(MyImportMapper)

    def test_none(self):
        modifier = none("a")
        for value in (False, 0, "", None, []):
            with self.subTest(value=value):
                self.assertIsNone(modifier(self.mapper, {"a": value}, "x"))
        self.assertEqual(modifier(self.mapper, {"a": "b"}, "x"), "b")

    def test_convert(self):
        modifier = convert("a", int)
        self.assertEqual(modifier(self.mapper, {"a": "12"}, "x"), 12)
        for value in (False, 0, "", None):
            with self.subTest(value=value):
                self.assertIs(modifier(self.mapper, {"a": value}, "x"), False)

    def test_pipeline(self):
        modifier = none(convert("a", bool))
        self.assertIs(modifier(self.mapper, {"a": "yes"}, "x"), True)
        self.assertIsNone(modifier(self.mapper, {"a": ""}, "x"))
        modifier = convert(none("a"), str)
        self.assertEqual(modifier(self.mapper, {"a": 3}, "x"), "3")

    def test_custom_modifier_around_ours(self):
        def upper(field):
            def modifier(self, record, to_attr):
                return none(field)(self, record, to_attr).upper()

            modifier._from_key = field
            return modifier

        self.mapper.direct = [(upper("a"), "x")]
        self.assertEqual(self.mapper.map_record({"a": "b"}).values(), {"x": "B"})
        self.assertEqual(self.mapper.changed_by_fields(), {"a"})


class TestSourceField(MockedModelCase):
    def setUp(self):
        super().setUp()
        self.mapper = self.build_on_fields(MyImportMapper)

    def test_string(self):
        self.assertEqual(self.mapper._direct_source_field_name("a"), "a")

    def test_nested_modifiers(self):
        source = none(convert(none("a"), int))
        self.assertEqual(self.mapper._direct_source_field_name(source), "a")

    def test_every_modifier_tells(self):
        for source in (
            none("a"),
            convert("a", int),
            m2o_to_external("a"),
            m2o_to_external("a", binding="res.users"),
            external_to_m2o("a"),
            external_to_m2o("a", binding="res.users"),
            follow_m2o_relations("a.b.c"),
        ):
            self.assertEqual(self.mapper._direct_source_field_name(source), "a")

    def test_attribute_of_any_callable(self):
        def plain(self, record, to_attr):
            return record["a"]

        plain.field = "a"
        self.assertEqual(self.mapper._direct_source_field_name(plain), "a")
        partial = functools.partial(plain)
        partial.field = none("b")
        self.assertEqual(self.mapper._direct_source_field_name(partial), "b")

    def test_modifier_that_does_not_tell(self):
        def closure(name):
            def modifier(self, record, to_attr):
                return record[name]

            return modifier

        def plain(self, record, to_attr):
            return None

        for source in (closure("a"), plain, functools.partial(plain), len):
            with (
                self.subTest(source=source),
                self.assertRaisesRegex(
                    AssertionError, "Modifier without 'field' argument.*named 'field'"
                ),
            ):
                self.mapper._direct_source_field_name(source)

    def test_modifier_that_does_not_tell_works_without_filter(self):
        self.mapper.direct = [(lambda self, record, to_attr: 1, "x")]
        self.assertEqual(self.mapper.map_record({}).values(), {"x": 1})


class TestM2oToExternal(MockedModelCase):
    def setUp(self):
        super().setUp()
        self.mapper = self.build_on_fields(
            MyExportMapper, many2ones={"country_id": "res.country"}
        )

    def map(self, modifier, result, target=None):
        self.binder = self.mock_binder(self.mapper, to_external=result)
        if target is None:
            target = mock.MagicMock(id=7)
        record = {"country_id": target, "name": "a"}
        return modifier(self.mapper, record, "country")

    def test_to_the_binding(self):
        self.assertEqual(self.map(m2o_to_external("country_id"), "FR"), "FR")
        self.mapper.binder_for.assert_called_once_with("res.country")
        self.binder.to_external.assert_called_once_with(7, wrap=False)

    def test_to_the_normal_record(self):
        modifier = m2o_to_external("country_id", binding="x.country")
        self.assertEqual(self.map(modifier, "FR"), "FR")
        self.mapper.binder_for.assert_called_once_with("x.country")
        self.binder.to_external.assert_called_once_with(7, wrap=True)

    def test_empty(self):
        modifier = m2o_to_external("country_id")
        self.assertIs(self.map(modifier, "FR", target=False), False)
        self.binder.to_external.assert_not_called()

    def test_zero_is_an_external_id(self):
        self.assertEqual(self.map(m2o_to_external("country_id"), 0), 0)

    def test_no_external_id(self):
        for missing in (None, False, ""):
            with (
                self.subTest(missing=missing),
                self.assertRaisesRegex(MappingError, "country_id.*Export it first"),
            ):
                self.map(m2o_to_external("country_id"), missing)

    def test_other_field_type(self):
        with self.assertRaisesRegex(ValueError, "'name'.*char.*wants a many2one"):
            self.map(m2o_to_external("name"), "FR")


class TestExternalToM2o(MockedModelCase):
    def setUp(self):
        super().setUp()
        self.mapper = self.build_on_fields(
            MyImportMapper, many2ones={"country_id": "res.country"}
        )

    def map(self, modifier, result, value=10, to_attr="country_id"):
        self.binder = self.mock_binder(self.mapper, to_internal=result)
        return modifier(self.mapper, {"country": value}, to_attr)

    def test_to_the_binding(self):
        country = self.env["res.country"].browse(5)
        self.assertEqual(self.map(external_to_m2o("country"), country), 5)
        self.mapper.binder_for.assert_called_once_with("res.country")
        self.binder.to_internal.assert_called_once_with(10, unwrap=False)

    def test_to_the_normal_record(self):
        modifier = external_to_m2o("country", binding="x.country")
        self.assertEqual(self.map(modifier, self.env["res.country"].browse(5)), 5)
        self.mapper.binder_for.assert_called_once_with("x.country")
        self.binder.to_internal.assert_called_once_with(10, unwrap=True)

    def test_result_that_is_no_record_is_returned_as_is(self):
        self.assertEqual(self.map(external_to_m2o("country"), 42), 42)

    def test_falsy(self):
        for value in (None, False, "", 0):
            result = self.map(external_to_m2o("country"), None, value=value)
            self.assertIs(result, False)
            self.binder.to_internal.assert_not_called()

    def test_not_found(self):
        for missing in (None, self.env["res.country"]):
            with (
                self.subTest(missing=missing),
                self.assertRaisesRegex(
                    MappingError, "res.country.*external id 10 .*Import it first"
                ),
            ):
                self.map(external_to_m2o("country"), missing)

    def test_other_field_type(self):
        with self.assertRaisesRegex(ValueError, "'name'.*char.*wants a many2one"):
            self.map(external_to_m2o("country"), None, to_attr="name")


class TestFollowM2oRelations(MockedModelCase):
    def test_on_records(self):
        mapper = self.build_on_fields(MyExportMapper)
        country = self.env.ref("base.fr")
        partner = self.env["res.partner"].new({"country_id": country.id})
        modifier = follow_m2o_relations("country_id.currency_id.name")
        self.assertEqual(modifier(mapper, partner, "x"), "EUR")

    def test_broken_chain(self):
        mapper = self.build_on_fields(MyExportMapper)
        partner = self.env["res.partner"].new({})
        modifier = follow_m2o_relations("country_id.currency_id.name")
        self.assertFalse(modifier(mapper, partner, "x"))

    def test_on_dicts(self):
        mapper = self.build_on_fields(MyImportMapper)
        modifier = follow_m2o_relations("a.b")
        self.assertEqual(modifier(mapper, {"a": {"b": 1}}, "x"), 1)

    def test_partial_mapping_by_the_first_name(self):
        mapper = self.build_on_fields(MyExportMapper)
        mapper.direct = [(follow_m2o_relations("country_id.code"), "x")]
        partner = self.env["res.partner"].new({"country_id": self.env.ref("base.fr")})
        map_record = mapper.map_record(partner)
        self.assertEqual(map_record.values(fields=["country_id"]), {"x": "FR"})
        self.assertEqual(map_record.values(fields=["name"]), {})
