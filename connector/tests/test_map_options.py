"""Options of a mapping, as its methods see them."""

import copy
import pickle

from odoo.tests import BaseCase

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import MapOptions, mapping

from .common import MockedModelCase


class TestMapOptions(BaseCase):
    def test_items_and_attributes_are_the_same(self):
        options = MapOptions(for_create=True)
        self.assertIs(options.for_create, True)
        self.assertIs(options["for_create"], True)
        options.custom = 1
        self.assertEqual(options["custom"], 1)
        options["other"] = 2
        self.assertEqual(options.other, 2)
        self.assertEqual(options, {"for_create": True, "custom": 1, "other": 2})

    def test_missing_gives_none(self):
        options = MapOptions()
        self.assertIsNone(options.missing)
        self.assertIsNone(options["missing"])
        self.assertNotIn("missing", options)

    def test_protocols_are_not_fooled(self):
        options = MapOptions(a=1)
        self.assertFalse(hasattr(options, "__html__"))
        self.assertEqual(copy.copy(options), options)
        self.assertEqual(copy.deepcopy(options).a, 1)
        self.assertEqual(pickle.loads(pickle.dumps(options)).a, 1)


class OptionsMapper(Component):
    _name = "options.mapper"
    _inherit = "base.import.mapper"

    @mapping
    def seen(self, record):
        if record.get("error"):
            raise ZeroDivisionError
        return {"custom": self.options.custom, "create": self.options.for_create}


class TestOptionsOfAMapping(MockedModelCase):
    def setUp(self):
        super().setUp()
        self.mapper = self.build_on_fields(OptionsMapper)

    def test_custom_option(self):
        values = self.mapper.map_record({}).values(custom=True)
        self.assertEqual(values, {"custom": True, "create": None})

    def test_absent_option(self):
        values = self.mapper.map_record({}).values(for_create=True)
        self.assertEqual(values, {"custom": None, "create": True})

    def test_none_outside_of_a_mapping(self):
        self.assertIsNone(self.mapper.options)
        self.mapper.map_record({}).values()
        self.assertIsNone(self.mapper.options)

    def test_restored_after_an_error(self):
        with self.assertRaises(ZeroDivisionError):
            self.mapper.map_record({"error": True}).values(custom=True)
        self.assertIsNone(self.mapper.options)

    def test_restored_after_a_nested_mapping(self):
        with self.mapper._mapping_options(MapOptions(custom="outer")):
            self.mapper.map_record({}).values(custom="inner")
            self.assertEqual(self.mapper.options.custom, "outer")

    def test_apply_without_options(self):
        map_record = self.mapper.map_record({})
        expected = {"custom": None, "create": None}
        self.assertEqual(self.mapper._apply(map_record), expected)

    def test_apply_with_a_plain_dict(self):
        map_record = self.mapper.map_record({})
        values = self.mapper._apply(map_record, options={"custom": 1})
        self.assertEqual(values, {"custom": 1, "create": None})
