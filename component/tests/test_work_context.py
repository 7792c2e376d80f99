from __future__ import annotations

from types import SimpleNamespace
from unittest import mock

from odoo.addons.component.core import (
    Component,
    ComponentRegistry,
    WorkContext,
    _component_databases,
)
from odoo.addons.component.exception import (
    NoComponentError,
    RegistryNotReadyError,
    SeveralComponentError,
)
from odoo.addons.component.tests.common import TransactionComponentRegistryCase

from .engine_case import EngineCase, make_collection, make_env


class TestWorkContext(EngineCase):
    def test_attributes(self):
        collection = make_collection()
        work = WorkContext(
            model_name="res.users",
            collection=collection,
            components_registry=self.registry,
            client="a client",
            options={"a": 1},
        )
        self.assertIs(work.collection, collection)
        self.assertIs(work.env, collection.env)
        self.assertEqual(work.model_name, "res.users")
        self.assertEqual(work.model, "model res.users")
        self.assertIs(work.components_registry, self.registry)
        self.assertEqual(work.client, "a client")
        self.assertEqual(work.options, {"a": 1})
        self.assertEqual(
            sorted(work._propagate_kwargs),
            ["client", "collection", "components_registry", "model_name", "options"],
        )

    def test_positional_arguments(self):
        collection = make_collection()
        work = WorkContext("res.users", collection, self.registry)
        self.assertIs(work.collection, collection)
        self.assertIs(work.components_registry, self.registry)

    def test_unknown_model(self):
        with self.assertRaisesRegex(KeyError, "missing.model.*addon"):
            self.work(model_name="missing.model")

    def test_mocks_are_good_enough(self):
        collection = mock.MagicMock()
        registry = mock.MagicMock()
        collection.env.context = {}
        work = WorkContext("res.users", collection, registry)
        self.assertIs(work.components_registry, registry)
        self.assertIs(work.model, collection.env["res.users"])

    def test_collection_needs_only_name_and_env(self):
        collection = SimpleNamespace(_name="any", env=make_env())
        work = WorkContext("res.users", collection, self.registry)
        self.assertEqual(work.component_by_name("base")._name, "base")

    def test_text(self):
        work = self.work("res.users", collection=make_collection())
        text = f"WorkContext(res.users, {work.collection!r})"
        self.assertEqual(str(work), text)
        self.assertEqual(repr(work), text)


class TestRegistryChoice(EngineCase):
    def setUp(self):
        super().setUp()
        self.other = ComponentRegistry()
        self.addCleanup(_component_databases.pop, "no_such_database", None)

    def test_context_wins(self):
        collection = make_collection(components_registry=self.other)
        work = WorkContext("res.users", collection, self.registry)
        self.assertIs(work.components_registry, self.other)

    def test_argument_wins_over_the_database(self):
        _component_databases["no_such_database"] = self.other
        work = WorkContext("res.users", make_collection(), self.registry)
        self.assertIs(work.components_registry, self.registry)

    def test_database(self):
        _component_databases["no_such_database"] = self.other
        work = WorkContext("res.users", make_collection(components_registry=None))
        self.assertIs(work.components_registry, self.other)

    def test_no_registry(self):
        with (
            self.assertLogs("odoo.addons.component.engine.work_context", "ERROR"),
            self.assertRaisesRegex(RegistryNotReadyError, "no_such_database") as caught,
        ):
            WorkContext("res.users", make_collection())
        self.assertIsInstance(caught.exception.__cause__, KeyError)


class TestWorkOn(EngineCase):
    def setUp(self):
        super().setUp()
        self.first = self.work("res.users", client="a client")

    def test_other_model(self):
        work = self.first.work_on("res.partner")
        self.assertEqual(work.model_name, "res.partner")
        self.assertEqual(work.model, "model res.partner")
        self.assertIs(work.collection, self.first.collection)
        self.assertIs(work.components_registry, self.registry)
        self.assertEqual(work.client, "a client")
        self.assertEqual(self.first.model_name, "res.users")
        self.assertEqual(work.work_on("res.groups").client, "a client")

    def test_other_collection(self):
        collection = make_collection("other.backend")
        work = self.first.work_on(collection=collection)
        self.assertIs(work.collection, collection)
        self.assertEqual(work.model_name, "res.users")

    def test_same_class(self):
        class Special(WorkContext):
            pass

        work = Special("res.users", make_collection(), self.registry)
        self.assertIs(type(work.work_on("res.partner")), Special)


class TestSteps(EngineCase):
    """The steps that other addons call by themselves."""

    def setUp(self):
        super().setUp()

        class OnUsers(Component):
            _name = "on.users"
            _collection = "shop.backend"
            _usage = "work"
            _apply_on = "res.users"

        class OnPartners(Component):
            _name = "on.partners"
            _usage = "work"
            _apply_on = ["res.partner"]

        class Generic(Component):
            _name = "generic"
            _usage = "work"

        self.build(OnUsers, OnPartners, Generic)
        self.first = self.work("res.users")
        self.users, self.partners, self.generic = (
            self.registry[name] for name in ("on.users", "on.partners", "generic")
        )

    def test_steps_replaced_by_tests_are_used(self):
        self.assertEqual(self.first.component("work")._name, "on.users")
        nothing = mock.Mock(return_value=[])
        for owner, name in (
            (self.first, "_lookup_components"),
            (WorkContext, "_lookup_components"),
            (self.first, "_filter_components_by_collection"),
            (ComponentRegistry, "lookup"),
        ):
            with (
                self.subTest(owner=owner, name=name),
                mock.patch.object(owner, name, nothing),
                self.assertRaises((NoComponentError, SeveralComponentError)),
            ):
                self.first.component("work")
        self.assertEqual(self.first.component("work")._name, "on.users")

    def test_steps_are_skipped_when_the_answer_is_known(self):
        class Anyone(Component):
            _name = "anyone"
            _collection = "shop.backend"
            _usage = "work"

        self.build(Anyone)
        # several fit, and the one for this model is the one to take
        self.assertEqual(self.first.component("work")._name, "on.users")
        choose = mock.patch("odoo.addons.component.engine.registry._choose")
        with choose as choose, mock.patch.object(WorkContext, "_component") as slowly:
            self.assertEqual(self.first.component("work")._name, "on.users")
        choose.assert_not_called()
        slowly.assert_not_called()

    def test_lookup_components(self):
        self.assertEqual(
            self.first._lookup_components(usage=None, model_name=None),
            [self.users, self.partners, self.generic],
        )
        self.assertEqual(
            self.first._lookup_components("work", "res.partner"),
            [self.partners, self.generic],
        )

    def test_matching_components_same_model(self):
        classes, work = self.first._matching_components("work", "res.users")
        self.assertEqual(classes, [self.users, self.generic])
        self.assertIs(work, self.first)

    def test_matching_components_other_model(self):
        classes, work = self.first._matching_components(
            usage="work", model_name="res.partner"
        )
        self.assertEqual(classes, [self.partners, self.generic])
        self.assertEqual(work.model_name, "res.partner")

    def test_matching_components_has_no_default_model(self):
        classes, work = self.first._matching_components(usage="work")
        self.assertEqual(classes, [self.users, self.partners, self.generic])
        self.assertIsNot(work, self.first)
        self.assertEqual(work.model_name, "res.users")

    def test_filters(self):
        classes = [self.users, self.partners, self.generic]
        self.assertEqual(
            self.first._filter_components_by_collection(classes), [self.users]
        )
        self.assertEqual(
            self.first._filter_components_by_model(classes, "res.partner"),
            [self.partners],
        )

    def test_component_class_by_name(self):
        self.assertIs(self.first._component_class_by_name("generic"), self.generic)

    def test_ensure_model_name(self):
        self.assertEqual(self.first._ensure_model_name("res.groups"), "res.groups")
        self.assertEqual(self.first._ensure_model_name(None), "res.users")
        self.assertEqual(self.first._ensure_model_name(""), "res.users")


class TestWithRecords(TransactionComponentRegistryCase):
    def setUp(self):
        super().setUp()
        self._setup_registry(self)
        self.addCleanup(self._teardown_registry, self)

        class OnPartners(Component):
            _name = "on.partners"
            _usage = "work"
            _apply_on = ["res.partner"]

        self._build_components(OnPartners)
        self.backend = self.env["collection.base"].new()

    def test_empty_collection_leaves_the_choice_to_the_argument(self):
        other = ComponentRegistry()
        empty = self.env["collection.base"]
        self.assertIs(empty.env.context["components_registry"], self.comp_registry)
        work = WorkContext("res.users", empty, components_registry=other)
        self.assertIs(work.components_registry, other)
        work = WorkContext("res.users", self.backend, components_registry=other)
        self.assertIs(work.components_registry, self.comp_registry)

    def test_model_may_be_a_recordset(self):
        work = WorkContext("res.users", self.backend)
        partners = self.env["res.partner"]
        self.assertEqual(work.model, self.env["res.users"])
        self.assertEqual(
            work.component("work", model_name=partners)._name, "on.partners"
        )
        self.assertEqual(
            work.component_by_name("on.partners", partners).model, partners
        )
        (component,) = work.many_components("work", partners.search([], limit=2))
        self.assertEqual(component.work.model_name, "res.partner")
        self.assertEqual(work._ensure_model_name(partners), "res.partner")

    def test_falsy_model_is_the_model_of_the_work(self):
        work = WorkContext("res.partner", self.backend)
        for model_name in (None, "", False):
            with self.subTest(model_name=model_name):
                component = work.component("work", model_name)
                self.assertIs(component.work, work)
                (component,) = work.many_components("work", model_name)
                self.assertIs(component.work, work)
                component = work.component_by_name("on.partners", model_name)
                self.assertIs(component.work, work)
        users = WorkContext("res.users", self.backend)
        for model_name in (None, "", False):
            with (
                self.subTest(model_name=model_name),
                self.assertRaises(NoComponentError),
            ):
                users.component("work", model_name)

    def test_model_of_an_explanation_may_be_a_recordset(self):
        work = WorkContext("res.users", self.backend)
        partners = self.env["res.partner"]
        self.assertEqual(work.explain("work", partners).chosen, "on.partners")
