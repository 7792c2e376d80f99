"""Builds the components of a database when Odoo has loaded its addons."""

from __future__ import annotations

from collections.abc import Collection

from odoo import models
from odoo.modules.module_graph import ModuleGraph

from .core import (
    DEFAULT_CACHE_SIZE,
    ComponentRegistry,
    MetaComponent,
    _component_databases,
)


class ComponentBuilder(models.AbstractModel):
    """Gives each database its component registry.

    Override :meth:`build_registry` to add or leave out components.
    """

    _name = "component.builder"
    _description = "Component Builder"

    _components_registry_cache_size = DEFAULT_CACHE_SIZE

    def _register_hook(self) -> None:
        """Publish the components of the addons installed in this database.

        Odoo calls it when it has loaded the database, and again whenever models
        change. Other threads keep what they have until the new registry is complete,
        and for good when the addons are the same as before.
        """
        result = super()._register_hook()
        dbname = self.env.cr.dbname
        addons = self._addons_in_states(("installed", "to upgrade"))
        registry = _component_databases.get(dbname)
        if registry is None or not self._is_current(registry, addons):
            registry = ComponentRegistry(self._components_registry_cache_size)
            self.build_registry(registry)
            registry._contents = self._contents(registry, addons)
        _component_databases.publish(dbname, registry, self.env.registry)
        return result

    def _is_current(self, registry: ComponentRegistry, addons: Collection[str]) -> bool:
        """Tell whether a registry is what we would build now."""
        # tests put their own registries in the place of ours
        contents = getattr(registry, "_contents", None)
        return contents is not None and contents == self._contents(registry, addons)

    def _contents(self, registry: ComponentRegistry, addons: Collection[str]) -> object:
        classes = MetaComponent._modules_components
        return (
            # a component registered after the registry was built changes it
            registry._registrations,
            # and one declared since then should be in it
            {addon: tuple(classes.get(addon, ())) for addon in addons},
        )

    def _init_global_registry(self) -> ComponentRegistry:
        """Give the database a new, empty registry. For tests: it is not ready."""
        registry = ComponentRegistry(self._components_registry_cache_size)
        _component_databases[self.env.cr.dbname] = registry
        return registry

    def build_registry(
        self,
        components_registry: ComponentRegistry,
        states: Collection[str] | None = None,
        exclude_addons: Collection[str] | None = None,
    ) -> None:
        """Build the components of addons, in the order of their dependencies.

        :param components_registry: the registry to fill
        :param states: states of the addons, default: installed or to upgrade
        :param exclude_addons: names of addons to leave out, and with them all those
            that depend on them
        """
        names = self._addons_in_states(states or ("installed", "to upgrade"))
        graph = ModuleGraph(self.env.cr)
        graph.extend(sorted(names.difference(exclude_addons or ())))
        with components_registry._completing_together():
            for module in graph:
                self.load_components(
                    module.name, components_registry=components_registry
                )

    def load_components(
        self, module: str, components_registry: ComponentRegistry | None = None
    ) -> None:
        """Build the components of one addon.

        :param module: name of the addon
        :param components_registry: the registry to fill, default: the database's
        """
        if components_registry is None:
            components_registry = _component_databases[self.env.cr.dbname]
        components_registry.load_components(module)

    def _addons_in_states(self, states: Collection[str]) -> set[str]:
        # SQL: states change by SQL while Odoo loads, behind the records' cache
        self.env.cr.execute(
            "SELECT name FROM ir_module_module WHERE state IN %s", (tuple(states),)
        )
        return {name for (name,) in self.env.cr.fetchall()}
