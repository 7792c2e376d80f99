"""What is planned once about ``direct`` gives what each entry gives by itself."""

from unittest import mock

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import (
    convert,
    external_to_m2o,
    mapping,
    none,
)

from .common import MockedModelCase

RECORD = {"a": "one", "b": 0, "c": "3", "country": 10}


class PlannedMapper(Component):
    _name = "planned.mapper"
    _inherit = "base.import.mapper"
    _apply_on = ["res.partner", "res.users"]

    direct = [
        ("a", "name"),
        ("b", "ref"),
        (none("b"), "comment"),
        (convert("c", int), "color"),
        ("c", "name"),
    ]


class PlannedHeir(Component):
    _name = "planned.heir.mapper"
    _inherit = "planned.mapper"


EXPECTED = {"name": "3", "ref": False, "comment": None, "color": 3}


class PlanCase(MockedModelCase):
    def setUp(self):
        super().setUp()
        self.mapper = self.build(PlannedMapper, model_name="res.partner")
        self.map_record = self.mapper.map_record(RECORD)
        self.map_record.values()  # planned from here on

    @property
    def plan(self):
        return self.mapper._direct_plan(self.mapper.direct, ())


class TestPlan(PlanCase):
    def test_values_in_order(self):
        values = self.map_record.values()
        self.assertEqual(values, EXPECTED)
        self.assertEqual(list(values), ["name", "ref", "comment", "color"])

    def test_filter(self):
        for kind in (list, tuple, set):
            for fields, expected in [
                (["a"], {"name": "one"}),
                (["c", "a"], {"name": "3", "color": 3}),
                (["a", "b"], {"name": "one", "ref": False, "comment": None}),
                (["b", "a"], {"name": "one", "ref": False, "comment": None}),
                (["b", "b"], {"ref": False, "comment": None}),
                (["other"], {}),
            ]:
                with self.subTest(fields=fields, kind=kind):
                    values = self.map_record.values(fields=kind(fields))
                    self.assertEqual(values, expected)

    def test_made_once(self):
        plan = self.plan
        self.assertTrue(plan)
        other = type(self.mapper)(self.work_on("res.partner"))
        other.map_record(RECORD).values(fields=["a"])
        self.assertIs(other._direct_plan(other.direct, ["a"]), plan)

    def test_nothing_is_found_out_again(self):
        """Neither types of fields nor names of sources, whatever is mapped."""
        module = "odoo.addons.connector.components.mapper"
        with (
            mock.patch(f"{module}.mapper.source_field", side_effect=AssertionError),
            mock.patch(f"{module}.direct.source_field", side_effect=AssertionError),
            mock.patch(f"{module}.mapper.is_many2one", side_effect=AssertionError),
        ):
            self.map_record.values()
            self.map_record.values(fields=["c"])

    def test_plan_of_each_component_and_direction(self):
        class Other(Component):
            _name = "other.mapper"
            _inherit = "planned.mapper"
            direct = [("a", "city")]

        class Export(Component):
            _name = "export.mapper"
            _inherit = "base.export.mapper"
            direct = [("name", "a"), (none("ref"), "b")]

        self.assertEqual(
            self.build(Other, model_name="res.partner").map_record(RECORD).values(),
            {"city": "one"},
        )
        partner = self.env["res.partner"].create({"name": "Ann"})
        self.assertEqual(
            self.build(Export, model_name="res.partner").map_record(partner).values(),
            {"a": "Ann", "b": None},
        )
        self.assertEqual(self.map_record.values(), EXPECTED)

    def test_extension_changes_the_plan(self):
        class Extension(Component):
            _inherit = "planned.mapper"
            direct = [("a", "city")]

        mapper = self.build(Extension, model_name="res.partner")
        self.assertEqual(mapper.map_record(RECORD).values(), {"city": "one"})


class TestRelations(MockedModelCase):
    def test_many2one_by_model_imported(self):
        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = "base.import.mapper"
            direct = [("country", "country_id")]

        for model_name, expected in (("res.partner", 5), ("res.groups", 10)):
            with self.subTest(model_name):
                if "my.mapper" not in self.comp_registry:
                    self._build_components(MyMapper)
                work = self.work_on(model_name)
                mapper = self.comp_registry["my.mapper"](work)
                binder = self.mock_binder(mapper, to_internal=5)
                for __ in range(2):
                    values = mapper.map_record(RECORD).values()
                    self.assertEqual(values, {"country_id": expected})
                if expected == 5:
                    binder.to_internal.assert_called_with(10, unwrap=False)
                    values = mapper.map_record({"country": 0}).values()
                    self.assertEqual(values, {"country_id": False})
                    values = mapper.map_record({}).values()
                    self.assertEqual(values, {"country_id": False})

    def test_many2one_exported(self):
        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = "base.export.mapper"
            direct = [("country_id", "country")]

        mapper = self.build(MyMapper, model_name="res.partner")
        binder = self.mock_binder(mapper, to_external="FR")
        country = self.env.ref("base.fr")
        partner = self.env["res.partner"].create(
            {"name": "Ann", "country_id": country.id}
        )
        for __ in range(2):
            values = mapper.map_record(partner).values()
            self.assertEqual(values, {"country": "FR"})
        binder.to_external.assert_called_with(country.id, wrap=False)
        partner.country_id = False
        self.assertEqual(mapper.map_record(partner).values(), {"country": False})

    def test_modifiers_of_the_connector(self):
        class MyMapper(Component):
            _name = "my.mapper"
            _inherit = "base.import.mapper"
            direct = [(external_to_m2o("country", binding="x.country"), "country_id")]

        mapper = self.build(MyMapper, model_name="res.partner")
        binder = self.mock_binder(mapper, to_internal=7)
        self.assertEqual(mapper.map_record(RECORD).values(), {"country_id": 7})
        binder.to_internal.assert_called_once_with(10, unwrap=True)


class TestNoPlan(PlanCase):
    """What an heir or a test changes goes before the plan."""

    def test_map_direct_of_an_heir(self):
        class Heir(Component):
            _name = "heir.mapper"
            _inherit = "planned.mapper"

            def _map_direct(self, record, from_attr, to_attr):
                value = super()._map_direct(record, from_attr, to_attr)
                return (to_attr, value)

        heir = self.build(Heir, model_name="res.partner")
        values = heir.map_record(RECORD).values()
        self.assertEqual(values["color"], ("color", 3))
        values = heir.map_record(RECORD).values(fields=["a"])
        self.assertEqual(values, {"name": ("name", "one")})

    def test_patched_map_direct(self):
        for target in (self.mapper, type(self.mapper)):
            with mock.patch.object(target, "_map_direct", return_value=1):
                self.assertEqual(self.map_record.values(), dict.fromkeys(EXPECTED, 1))
        self.assertEqual(self.map_record.values(), EXPECTED)

    def test_source_names_of_an_heir(self):
        class Heir(Component):
            _name = "heir.mapper"
            _inherit = "planned.mapper"

            def _direct_source_field_name(self, direct_entry):
                return f"my_{super()._direct_source_field_name(direct_entry)}"

        heir = self.build(Heir, model_name="res.partner")
        map_record = heir.map_record(RECORD)
        self.assertEqual(map_record.values(fields=["my_a"]), {"name": "one"})
        self.assertEqual(map_record.values(fields=["a"]), {})

    def test_direct_of_the_instance(self):
        self.mapper.direct = [("a", "city")]
        self.assertEqual(self.map_record.values(), {"city": "one"})
        del self.mapper.direct
        self.assertEqual(self.map_record.values(), EXPECTED)

    def test_direct_changed_in_place(self):
        direct = list(PlannedMapper.direct)
        self.patch(type(self.mapper), "direct", direct)
        self.assertEqual(self.map_record.values(), EXPECTED)
        direct.append(("a", "city"))
        self.assertEqual(self.map_record.values(), {**EXPECTED, "city": "one"})
        direct[:] = [("a", "city")]
        self.assertEqual(self.map_record.values(), {"city": "one"})
        self.assertEqual(self.map_record.values(fields=["c"]), {})

    def test_mocked_model(self):
        plans = dict(type(self.mapper)._direct_plans)
        mocked = self.build_on_fields(PlannedHeir, many2ones={"name": "res.country"})
        binder = self.mock_binder(mocked, to_internal=8)
        for __ in range(2):
            self.assertEqual(mocked.map_record(RECORD).values()["name"], 8)
        binder.to_internal.assert_called_with("3", unwrap=False)
        self.assertEqual(type(self.mapper)._direct_plans, plans)
        self.assertEqual(type(mocked)._direct_plans, {})

    def test_fields_of_the_model_changed(self):
        """As when Odoo loads the models again."""
        plan = self.plan
        fields = dict(self.mapper.model._fields)
        self.patch(type(self.mapper.model), "_fields", fields)
        self.assertIsNot(self.plan, plan)
        self.assertEqual(self.map_record.values(), EXPECTED)

    def test_modifier_that_does_not_tell_its_source(self):
        class Silent(Component):
            _name = "silent.mapper"
            _inherit = "base.import.mapper"
            direct = [("a", "name"), (lambda self, record, to_attr: 1, "ref")]

        silent = self.build(Silent, model_name="res.partner")
        map_record = silent.map_record(RECORD)
        self.assertEqual(map_record.values(), {"name": "one", "ref": 1})
        with self.assertRaisesRegex(AssertionError, "Modifier without 'field'"):
            map_record.values(fields=["a"])

    def test_options_and_methods_of_an_heir(self):
        class Heir(Component):
            _name = "heir.mapper"
            _inherit = "planned.mapper"

            def _mapping_options(self, options):
                options.custom = "heir"
                return super()._mapping_options(options)

            @property
            def map_methods(self):
                yield from super().map_methods
                yield self.added, next(iter(self._map_methods.values()))

            def added(self, record):
                return {"added": self.options.custom}

            @mapping
            def custom(self, record):
                return {"custom": self.options.custom}

        heir = self.build(Heir, model_name="res.partner")
        values = heir.map_record(RECORD).values()
        self.assertEqual(values, {**EXPECTED, "custom": "heir", "added": "heir"})
        self.assertIsNone(heir.options)
