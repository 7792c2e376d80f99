"""Values that a server may send, and those that it may not."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from odoo.tests import BaseCase, tagged
from odoo.tools.translate import LazyTranslate

from ..exception import InvalidDataError
from ..schema import (
    Flag,
    Identifier,
    Moment,
    Number,
    Part,
    Parts,
    Schema,
    Text,
    Texts,
    UnexpectedData,
)

_lt = LazyTranslate(__name__, default_lang="en_US")

LINE = Schema(_lt("line"), {"sku": Text(required=True), "amount": Number()})
ORDER = Schema(
    _lt("order"),
    {
        "id": Identifier(required=True),
        "name": Text(longest=10),
        "paid": Flag(),
        "total": Number(),
        "changed": Moment(),
        "day": Moment(format="%d.%m.%Y"),
        "tags": Texts(),
        "lines": Parts(schema=LINE),
        "gift": Part(schema=LINE),
    },
)


@tagged("standard", "at_install")
class TestSchema(BaseCase):
    def check(self, external_id=None, **values):
        return ORDER.check({"id": 5, **values}, external_id)

    def problems(self, **values):
        with self.assertRaises(UnexpectedData) as caught:
            self.check(**values)
        self.assertIsInstance(caught.exception, InvalidDataError)
        for path, problem in caught.exception.problems:
            self.assertIn(f"“{path}” {problem}", str(caught.exception))
        return caught.exception

    def test_forms(self):
        for name, value, expected in (
            ("id", "007", "7"),
            ("id", 0, "0"),
            ("name", "  x ", "x"),
            ("name", "  ", None),
            ("paid", "1", True),
            ("paid", "", False),
            ("total", "1.10", Decimal("1.10")),
            ("total", 0.1, Decimal("0.1")),
            ("total", "", None),
            ("changed", "2026-11-23 01:02:03", datetime(2026, 11, 23, 1, 2, 3)),
            ("changed", "2026-11-23T01:02:03Z", datetime(2026, 11, 23, 1, 2, 3)),
            ("changed", "2026-11-23T01:02:03+02:00", datetime(2026, 11, 22, 23, 2, 3)),
            ("changed", "0000-00-00 00:00:00", None),
            ("day", "23.11.2026", datetime(2026, 11, 23)),
            ("tags", ["a", None, " "], ["a"]),
            ("lines", [{"sku": "A"}], [{"sku": "A", "amount": None}]),
            ("gift", [], None),
        ):
            with self.subTest(name=name, value=value):
                if name == "gift":
                    self.assertIn("gift.sku", self.problems(gift=value).problems[0][0])
                else:
                    self.assertEqual(self.check(**{name: value})[name], expected)

    def test_refused(self):
        for name, value, path in (
            ("id", -1, "id"),
            ("id", True, "id"),
            ("id", 1.5, "id"),
            ("id", "x", "id"),
            ("name", 3, "name"),
            ("name", "a\0", "name"),
            ("name", "\ud800", "name"),
            ("name", "x" * 11, "name"),
            ("paid", "maybe", "paid"),
            ("total", "NaN", "total"),
            ("total", "Infinity", "total"),
            ("total", True, "total"),
            ("total", "1,5", "total"),
            ("changed", "yesterday", "changed"),
            ("day", "2026-11-23", "day"),
            ("tags", "a", "tags"),
            ("tags", ["a", 3], "tags[1]"),
            ("lines", {}, "lines"),
            ("lines", [{"sku": "A"}, {"sku": 3}], "lines[1].sku"),
            ("gift", {"amount": 3}, "gift.sku"),
        ):
            with self.subTest(name=name, value=value):
                found = self.problems(**{name: value}).problems
                self.assertEqual([problem[0] for problem in found], [path])

    def test_all_problems_at_once(self):
        error = self.problems(name=3, paid="x")
        self.assertEqual([path for path, _problem in error.problems], ["name", "paid"])
        self.assertIn("The order with id 5 can't be imported", str(error))
        self.assertTrue(str(error).endswith("then run this job again."))

    def test_other_id_than_asked_for(self):
        self.assertIn("another than asked for", str(self.problems(external_id="6")))
        self.check(external_id=5)

    def test_record_without_id(self):
        with self.assertRaisesRegex(UnexpectedData, "A line without id") as caught:
            Schema(_lt("line"), {"id": Identifier(required=True)}).check({})
        self.assertEqual(caught.exception.problems, [("id", "is missing")])

    def test_what_is_no_record(self):
        for data in (None, "x", [1]):
            with self.assertRaises(UnexpectedData):
                ORDER.check(data)

    def test_unknown_fields_stay(self):
        data = {"id": 5, "other": [1]}
        self.assertEqual(ORDER.check(data)["other"], [1])
        self.assertEqual(data, {"id": 5, "other": [1]}, "the source is left alone")

    def test_advice_of_a_connector(self):
        schema = Schema(_lt("x"), {"id": Identifier()}, advice=_lt("Ask Ann."))
        with self.assertRaisesRegex(UnexpectedData, "Ask Ann.$"):
            schema.check({"id": "a"})
