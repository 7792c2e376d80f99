from __future__ import annotations

from unittest import mock

from odoo.tests.common import BaseCase, TransactionCase

from odoo.addons.component.core import ComponentRegistry, WorkContext
from odoo.addons.component_event.core import EventWorkContext


class TestEventWorkContext(BaseCase):
    def setUp(self):
        super().setUp()
        self.env = mock.MagicMock(name="env")
        self.registry = mock.MagicMock(name="registry")
        self.collection = mock.MagicMock(name="collection")
        self.collection.env = self.env

    def with_env(self, **kwargs):
        return EventWorkContext(
            model_name="res.users",
            env=self.env,
            components_registry=self.registry,
            **kwargs,
        )

    def with_collection(self, **kwargs):
        self.env.context.get.return_value = None
        return EventWorkContext(
            model_name="res.users",
            collection=self.collection,
            components_registry=self.registry,
            **kwargs,
        )

    def test_env(self):
        work = self.with_env()
        self.assertIs(work.env, self.env)
        self.assertIs(work._env, self.env)
        self.assertIsNone(work._collection)
        self.assertEqual(work.model_name, "res.users")
        self.assertIs(work.model, self.env["res.users"])
        self.assertIs(work.components_registry, self.registry)
        with self.assertRaisesRegex(ValueError, "work_on"):
            work.collection  # noqa: B018

    def test_collection(self):
        work = self.with_collection()
        self.assertIs(work.env, self.env)
        self.assertIs(work.collection, self.collection)
        self.assertIs(work._collection, self.collection)
        self.assertIs(work.components_registry, self.registry)

    def test_env_beside_an_empty_collection(self):
        backend = mock.MagicMock()
        backend.__bool__.return_value = False
        work = EventWorkContext(
            model_name="res.users",
            collection=backend,
            env=self.env,
            components_registry=self.registry,
        )
        self.assertIs(work.env, self.env)
        self.assertIs(work._env, self.env)
        self.assertIs(work.collection, backend)
        self.assertIn("env", work._propagate_kwargs)
        self.assertNotIn("collection", work._propagate_kwargs)

    def test_both(self):
        with self.assertRaises(ValueError):
            EventWorkContext(
                model_name="res.users",
                env=self.env,
                collection=self.collection,
                components_registry=self.registry,
            )

    def test_neither(self):
        for env in (None, {}):
            with self.assertRaises(ValueError):
                EventWorkContext(
                    model_name="res.users",
                    env=env,
                    components_registry=self.registry,
                )

    def test_setters(self):
        work = self.with_env()
        other = mock.MagicMock()
        work.env = other
        self.assertIs(work.env, other)
        work.collection = self.collection
        self.assertIs(work.collection, self.collection)

    def test_keywords(self):
        work = self.with_env(option=1)
        self.assertEqual(work.option, 1)
        self.assertEqual(
            sorted(work._propagate_kwargs),
            ["components_registry", "env", "model_name", "option"],
        )
        work = self.with_collection(option=1)
        self.assertEqual(
            sorted(work._propagate_kwargs),
            ["collection", "components_registry", "model_name", "option"],
        )

    def check_plain(self, work, model_name):
        self.assertIs(type(work), WorkContext)
        self.assertEqual(type(work).__name__, "WorkContext")
        self.assertIs(work.collection, self.collection)
        self.assertIs(work.env, self.env)
        self.assertEqual(work.model_name, model_name)
        self.assertNotIn("env", work._propagate_kwargs)

    def test_work_on_from_env_with_collection(self):
        event_work = self.with_env(option=1)
        self.env.context.get.return_value = None
        work = event_work.work_on(model_name="res.partner", collection=self.collection)
        self.check_plain(work, "res.partner")
        self.assertEqual(work.option, 1)
        self.assertIs(work.components_registry, self.registry)
        # the context of the event stays what it was
        self.assertIsNone(event_work._collection)
        self.assertEqual(event_work.model_name, "res.users")

    def test_work_on_from_collection(self):
        self.check_plain(
            self.with_collection().work_on(model_name="res.partner"), "res.partner"
        )

    def test_work_on_keeps_the_model(self):
        self.check_plain(
            self.with_env().work_on(collection=self.collection), "res.users"
        )

    def test_work_on_without_any_collection(self):
        with self.assertRaisesRegex(ValueError, "collection="):
            self.with_env().work_on(model_name="res.partner")

    def test_work_on_collection_of_another_environment(self):
        other = mock.MagicMock(name="other collection")
        with self.assertRaisesRegex(ValueError, "another environment"):
            self.with_env().work_on(collection=other)

    def test_lookups_need_a_collection(self):
        work = self.with_env()
        for look_up in (
            lambda: work.component(usage="x", protocol="y"),
            lambda: work.many_components(usage="x", protocol="y"),
            lambda: work.component_by_name("x", model_name="res.users"),
        ):
            with self.assertRaisesRegex(TypeError, "collection.*work_on"):
                look_up()

    def test_lookups_with_a_collection_are_made_in_a_plain_context(self):
        work = self.with_collection()
        for name, args, kwargs in (
            ("component", (), {"usage": "x", "model_name": "res.users", "a": 1}),
            ("many_components", (), {"usage": "x", "model_name": None, "a": 1}),
            ("component_by_name", ("x",), {"model_name": "res.users"}),
        ):
            with mock.patch.object(WorkContext, name, autospec=True) as look_up:
                look_up.return_value = ["found"]
                self.assertEqual(getattr(work, name)(*args, **kwargs), ["found"])
            (plain, *given), keywords = look_up.call_args
            self.assertIs(type(plain), WorkContext)
            self.assertEqual((tuple(given), keywords), (args, kwargs))

    def test_text(self):
        for work, where in (
            (self.with_env(), self.env),
            (self.with_collection(), self.collection),
        ):
            for text in (str(work), repr(work)):
                self.assertIn("EventWorkContext", text)
                self.assertIn(repr(where), text)
                self.assertIn("res.users", text)


class TestEnvironments(TransactionCase):
    """Environments are the same when cursor, user and context are."""

    def setUp(self):
        super().setUp()
        self.registry_ = ComponentRegistry()
        self.collection = self.env["collection.base"].new()

    def event_work(self, env):
        return EventWorkContext(
            "res.users", env=env, components_registry=self.registry_
        )

    def test_equal_environment(self):
        collection = self.collection.with_context(a=1)
        work = self.event_work(self.env(context={**self.env.context, "a": 1}))
        self.assertIs(work.work_on(collection=collection).collection, collection)

    def test_other_context_or_user(self):
        work = self.event_work(self.env)
        user = self.env.ref("base.public_user")
        for other in (
            self.collection.with_context(a=1),
            self.collection.with_user(user),
        ):
            with self.assertRaisesRegex(ValueError, "with_env"):
                work.work_on(collection=other)

    def test_registry_in_the_context(self):
        env = self.env(context={"components_registry": self.registry_})
        work = EventWorkContext("res.users", env=env)
        self.assertIs(work.components_registry, self.registry_)
