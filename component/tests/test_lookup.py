from __future__ import annotations

import itertools
import random
from unittest import mock

from odoo.addons.component.core import AbstractComponent, Component
from odoo.addons.component.engine.index import ComponentIndex
from odoo.addons.component.exception import SeveralComponentError

from .engine_case import EngineCase


def stand_in(**attributes):
    component = mock.MagicMock()
    component._abstract = False
    component._collection = None
    component._usage = None
    component.apply_on_models = None
    component.configure_mock(**attributes)
    return component


class TestLookup(EngineCase):
    def define(self, name, bases=(Component,), **attributes):
        return self.build(
            type(Component)(
                name, bases, {"__module__": __name__, "_name": name, **attributes}
            )
        )

    def test_by_collection(self):
        shop = self.define("shop", _collection="shop.backend")
        self.define("other", _collection="other.backend")
        generic = self.define("generic")
        self.assertEqual(self.registry.lookup("shop.backend"), [shop, generic])
        self.assertEqual(
            self.registry.lookup(collection_name="shop.backend"), [shop, generic]
        )
        self.assertEqual(self.registry.lookup("third.backend"), [generic])

    def test_without_collection_all_are_found(self):
        found = [
            self.define("shop", _collection="shop.backend"),
            self.define("other", _collection="other.backend"),
            self.define("generic"),
        ]
        self.assertEqual(self.registry.lookup(), found)

    def test_by_usage(self):
        worker = self.define("worker", _usage="work")
        self.define("speaker", _usage="speech")
        silent = self.define("silent")
        self.assertEqual(self.registry.lookup(usage="work"), [worker])
        self.assertEqual(self.registry.lookup(usage="rest"), [])
        self.assertIn(silent, self.registry.lookup())

    def test_by_model(self):
        users = self.define("users", _apply_on=["res.users", "res.groups"])
        self.define("partners", _apply_on="res.partner")
        generic = self.define("generic")
        nothing = self.define("nothing", _apply_on=[])
        self.assertEqual(self.registry.lookup(model_name="res.users"), [users, generic])
        self.assertEqual(
            self.registry.lookup(model_name="res.groups"), [users, generic]
        )
        self.assertIn(nothing, self.registry.lookup())

    def test_abstract_components_are_not_found(self):
        self.define("abstract", bases=(AbstractComponent,), _usage="work")
        self.assertEqual(self.registry.lookup(usage="work"), [])

    def test_order_of_registration(self):
        names = [f"c{number}" for number in range(20)]
        random.Random(1).shuffle(names)
        attributes = itertools.cycle(
            [
                {},
                {"_collection": "shop.backend"},
                {"_apply_on": ["res.users"]},
                {"_collection": "shop.backend", "_apply_on": ["res.users"]},
            ]
        )
        found = [self.define(name, _usage="work", **next(attributes)) for name in names]
        self.assertEqual(
            self.registry.lookup("shop.backend", usage="work", model_name="res.users"),
            found,
        )

    def test_same_answers_as_looking_at_each_component(self):
        """The index finds what the definition of a lookup says, for all questions."""
        chance = random.Random(7)
        collections = [None, "shop.backend", "other.backend"]
        usages = [None, "work", "rest"]
        models = [None, "res.users", ["res.users", "res.partner"], ("res.partner",)]
        for number in range(60):
            self.define(
                f"c{number}",
                bases=(chance.choice([Component, Component, AbstractComponent]),),
                _collection=chance.choice(collections),
                _usage=chance.choice(usages),
                _apply_on=chance.choice(models),
            )

        def scan(collection, usage, model):
            for name in self.registry:
                cls = self.registry[name]
                if cls._abstract:
                    continue
                if collection and cls._collection not in (collection, None):
                    continue
                if usage and cls._usage != usage:
                    continue
                applies = cls.apply_on_models
                if model and applies is not None and model not in applies:
                    continue
                yield cls

        for question in itertools.product(
            [*collections, "third.backend"],
            [*usages, "play"],
            [None, "res.users", "res.partner", "res.groups"],
        ):
            with self.subTest(question=question):
                self.assertEqual(self.registry.lookup(*question), list(scan(*question)))


class TestLookupCache(EngineCase):
    def worker(self, name="worker", usage="work"):
        return self.build(
            type(Component)(
                name,
                (Component,),
                {"__module__": __name__, "_name": name, "_usage": usage},
            )
        )

    def test_answer_is_kept_until_the_cache_is_cleared(self):
        one = self.worker("one")
        self.assertEqual(self.registry.lookup(usage="work"), [one])
        two = self.worker("two")
        self.assertEqual(self.registry.lookup(usage="work"), [one])
        self.registry._cache.clear()
        self.assertEqual(self.registry.lookup(usage="work"), [one, two])

    def test_nothing_is_an_answer_too(self):
        self.assertEqual(self.registry.lookup(usage="work"), [])
        worker = self.worker()
        self.assertEqual(self.registry.lookup(usage="work"), [])
        self.registry._cache.clear()
        self.assertEqual(self.registry.lookup(usage="work"), [worker])

    def test_other_questions_see_new_components_at_once(self):
        self.registry.lookup(usage="work")
        worker = self.worker()
        self.assertEqual(self.registry.lookup("shop.backend", usage="work"), [worker])

    def test_each_caller_has_a_list_of_its_own(self):
        worker = self.worker()
        self.registry.lookup(usage="work").append("mine")
        self.assertEqual(self.registry.lookup(usage="work"), [worker])
        self.assertIsInstance(self.registry.lookup(usage="work"), list)

    def test_positional_and_keyword_form_are_one_question(self):
        self.registry.lookup("shop.backend", "work", "res.users")
        self.registry.lookup(
            model_name="res.users", collection_name="shop.backend", usage="work"
        )
        self.assertEqual(len(self.registry._cache.entries), 1)

    def test_cold_lookups_share_one_index(self):
        self.worker()
        with mock.patch(
            "odoo.addons.component.engine.registry.ComponentIndex",
            wraps=ComponentIndex,
        ) as index:
            for number in range(10):
                self.registry.lookup(usage="work", model_name=f"model {number}")
        self.assertEqual(index.call_count, 1)

    def test_extension_is_seen_by_new_questions(self):
        worker = self.worker()
        self.registry.lookup(usage="work")

        class Extension(Component):
            _inherit = "worker"
            _usage = "rest"

        self.build(Extension)
        self.assertEqual(self.registry.lookup(usage="rest"), [worker])

    def test_patched_attribute_is_seen_by_new_questions(self):
        worker = self.worker()
        self.registry.lookup(usage="work")
        with mock.patch.object(worker, "_usage", "rest"):
            self.assertEqual(self.registry.lookup(usage="rest"), [worker])
        self.registry._cache.clear()
        self.assertEqual(self.registry.lookup(usage="rest"), [])
        self.assertEqual(self.registry.lookup(usage="work"), [worker])


class TestStandIns(EngineCase):
    """Tests put mocks into the registry in place of components."""

    def test_stand_in_is_found(self):
        component = stand_in(_usage="work", _collection="shop.backend")
        self.registry["mock"] = component
        self.assertEqual(self.registry.lookup("shop.backend"), [component])
        self.assertEqual(self.registry.lookup("other.backend"), [])
        self.assertEqual(self.registry.lookup(usage="rest"), [])

    def test_stand_in_is_found_when_an_index_exists(self):
        self.registry.lookup(usage="work")
        component = stand_in(_usage="work", apply_on_models=["res.users"])
        self.registry["mock"] = component
        self.assertEqual(
            self.registry.lookup(usage="work", model_name="res.users"), [component]
        )
        self.assertEqual(
            self.registry.lookup(usage="work", model_name="res.partner"), []
        )

    def test_components_put_past_the_registry_are_found(self):
        self.registry.lookup(usage="work")
        component = self.registry._components["mock"] = stand_in(_usage="work")
        self.assertEqual(self.registry.lookup("shop.backend", "work"), [component])

    def test_attributes_are_read_at_lookup_time(self):
        component = stand_in(_abstract=True)
        self.registry["mock"] = component
        self.assertEqual(self.registry.lookup(usage="work"), [])
        component.configure_mock(_abstract=False, _usage="work")
        self.assertEqual(self.registry.lookup("shop.backend", "work"), [component])

    def test_stand_in_keeps_its_place_in_the_order(self):
        class First(Component):
            _name = "first"
            _usage = "work"

        class Last(Component):
            _name = "last"
            _usage = "work"

        first = self.build(First)
        component = stand_in(_usage="work")
        self.registry["mock"] = component
        last = self.build(Last)
        self.assertEqual(self.registry.lookup(usage="work"), [first, component, last])

    def test_stand_in_is_used_by_component(self):
        component = stand_in(_usage="work")
        self.registry["mock"] = component
        work = self.work()
        self.assertIs(work.component(usage="work"), component.return_value)
        component.assert_called_once_with(work)
        component._component_match.assert_called_once_with(
            work, usage="work", model_name="res.partner"
        )

    def test_stand_in_is_asked_at_each_lookup(self):
        component = stand_in(_usage="work")
        self.registry["mock"] = component
        work = self.work()
        for _ in range(3):
            work.many_components(usage="work")
            work.component(usage="work")
        self.assertEqual(component._component_match.call_count, 6)
        component._component_match.return_value = False
        self.assertEqual(work.many_components(usage="work"), [])

    def test_attributes_of_stand_ins_decide_at_each_lookup(self):
        class Real(Component):
            _name = "real"
            _usage = "work"
            _collection = "shop.backend"

        self.build(Real)
        component = self.registry["mock"] = stand_in(
            _usage="work",
            _collection="shop.backend",
            apply_on_models=["res.partner"],
            _component_match=self.registry["base"]._component_match,
        )
        work = self.work()
        self.assertIs(work.component(usage="work"), component.return_value)
        component.apply_on_models = None
        with self.assertRaises(SeveralComponentError):
            work.component(usage="work")

    def test_stand_in_may_replace_a_component(self):
        class Real(Component):
            _name = "real"
            _usage = "work"

        self.build(Real)
        work = self.work()
        work.component(usage="work")
        self.registry["real"] = stand_in(_usage="work")
        self.registry._cache.clear()
        self.assertIs(work.component(usage="work"), self.registry["real"].return_value)
