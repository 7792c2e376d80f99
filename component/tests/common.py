"""What tests of addons with components start from.

- :class:`TransactionComponentCase`: tests of an addon whose components are loaded;
- :class:`TransactionComponentRegistryCase`: tests which declare components of their own,
  in a registry that only they see.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from odoo import api
from odoo.modules.registry import Registry
from odoo.tests import common

from odoo.addons.component.core import (
    AbstractComponent,
    ComponentRegistry,
    MetaComponent,
    _component_databases,
    _get_addon_name,
)


@contextmanager
def new_rollbacked_env() -> Iterator[api.Environment]:
    """Enter a superuser environment on a cursor of its own, rolled back at the end."""
    registry = Registry(common.get_db_name())
    with registry.cursor() as cr:
        try:
            yield api.Environment(cr, api.SUPERUSER_ID, {})
        finally:
            cr.rollback()


class ComponentMixin:
    """Loads the components of the tested addon and of those it depends on.

    For test classes with another base than ``TransactionCase``: call
    :meth:`setUpComponent` in ``setUpClass`` and :meth:`setUpComponentRegistryReady` in
    ``setUp``.
    """

    _components_registry: ComponentRegistry

    @classmethod
    def setUpComponent(cls) -> None:
        """Give the database a registry made for this class, as long as it runs.

        It holds the components of the addons that are installed, which excludes those
        still to install, and of the tested addon. It is not ready: no event is fired.
        """
        with new_rollbacked_env() as env:
            cls._restore_registry_afterwards(env.cr.dbname)
            builder = env["component.builder"]
            registry = builder._init_global_registry()
            cls._components_registry = registry
            builder.build_registry(registry, states=("installed",))
            builder.load_components(_get_addon_name(cls.__module__))
        if getattr(cls, "env", None) is not None:
            cls.env = _with_registry(cls.env, registry)

    @classmethod
    def _restore_registry_afterwards(cls, dbname: str) -> None:
        missing = object()
        before = _component_databases.get(dbname, missing)

        def restore() -> None:
            if before is missing:
                _component_databases.pop(dbname, None)
            else:
                _component_databases[dbname] = before

        if hasattr(cls, "addClassCleanup"):
            cls.addClassCleanup(restore)

    def setUpComponentRegistryReady(self) -> None:
        """Let events be fired until the end of the test."""
        registry = self._components_registry
        registry.ready = True
        self.addCleanup(setattr, registry, "ready", False)


class TransactionComponentCase(common.TransactionCase, ComponentMixin):
    """Tests of an addon that has components."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.setUpComponent()

    def setUp(self) -> None:
        super().setUp()
        self.setUpComponentRegistryReady()


class ComponentRegistryCase:
    """Gives tests a registry for the components they declare, seen by nobody else.

    A mixin: call :meth:`_setup_registry` in ``setUp`` (or ``setUpClass``) and
    :meth:`_teardown_registry` in ``tearDown`` (or ``tearDownClass``)::

        class Importer(Component):
            _name = "importer"

        self._build_components(Importer)
    """

    comp_registry: ComponentRegistry

    @staticmethod
    def _setup_registry(class_or_instance: Any) -> None:
        """Set ``comp_registry``, and ``env`` with it in the context.

        It holds the components of ``component`` and of the installed addons, except
        those of the tested addon and of the addons that depend on it: load them with
        :meth:`_load_module_components`.
        """
        # classes declared by the tests must not stay in the addon's list
        class_or_instance._original_components = copy.deepcopy(
            MetaComponent._modules_components
        )
        registry = ComponentRegistry()
        registry.load_components("component")
        current_addon = _get_addon_name(class_or_instance.__module__)
        with new_rollbacked_env() as env:
            env["component.builder"].build_registry(
                registry, states=("installed",), exclude_addons=[current_addon]
            )
        registry.ready = True
        class_or_instance.comp_registry = registry
        if getattr(class_or_instance, "env", None) is not None:
            class_or_instance.env = _with_registry(class_or_instance.env, registry)

    @staticmethod
    def _teardown_registry(class_or_instance: Any) -> None:
        """Forget the classes that the tests declared."""
        MetaComponent._modules_components = class_or_instance._original_components

    def _load_module_components(self, module: str) -> None:
        """Build all components of an addon."""
        self.comp_registry.load_components(module)

    def _build_components(self, *classes: type[AbstractComponent]) -> None:
        """Build components from classes, in that order."""
        for cls in classes:
            cls._build_component(self.comp_registry)


class TransactionComponentRegistryCase(common.TransactionCase, ComponentRegistryCase):
    """Tests which declare components; they call ``_setup_registry`` themselves."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.collection = cls.env["collection.base"]


def _with_registry(
    env: api.Environment, registry: ComponentRegistry
) -> api.Environment:
    return env(context=dict(env.context, components_registry=registry))


# names of Odoo 15 and before
SavepointComponentCase = TransactionComponentCase
SavepointComponentRegistryCase = TransactionComponentRegistryCase
