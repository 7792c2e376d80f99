"""Tests of the engine, which need no database."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from odoo.tests.common import BaseCase

from odoo.addons.component.core import (
    ComponentRegistry,
    MetaComponent,
    WorkContext,
)


def make_env(**context: Any) -> Any:
    """Return the little of an environment that components need."""

    class Env(dict):
        def __missing__(self, model_name):
            if model_name == "missing.model":
                raise KeyError(model_name)
            return f"model {model_name}"

    env = Env()
    env.context = context
    env.cr = SimpleNamespace(dbname="no_such_database")
    return env


def make_collection(name: str = "shop.backend", **context: Any) -> Any:
    """Return what is not a record, but good enough to be a collection."""
    return SimpleNamespace(_name=name, env=make_env(**context))


class EngineCase(BaseCase):
    """A registry with the component ``base`` only, and classes to build in it."""

    def setUp(self) -> None:
        super().setUp()
        recorded = MetaComponent._modules_components
        self.addCleanup(setattr, MetaComponent, "_modules_components", recorded)
        self.registry = ComponentRegistry()
        self.registry.load_components("component")
        self.registry.ready = True

    def build(self, *classes: type) -> Any:
        """Build classes, return the final class of the last one."""
        for cls in classes:
            final = cls._build_component(self.registry)
        return final

    def work(self, model_name="res.partner", collection=None, **kwargs) -> WorkContext:
        """Return a work context on the registry of the test."""
        return WorkContext(
            model_name=model_name,
            collection=collection or make_collection(),
            components_registry=self.registry,
            **kwargs,
        )
