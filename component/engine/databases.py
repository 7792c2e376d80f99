"""The component registries of the databases that this process serves."""

from __future__ import annotations

import threading
import weakref
from typing import Any

from .registry import ComponentRegistry

# One thread publishes while the last reference to the former Odoo registry goes in
# another, or in the same one: garbage is collected anywhere, hence reentrant.
_owners_lock = threading.RLock()


class ComponentDatabases(dict[str, ComponentRegistry]):
    """Component registry by database name.

    An ordinary mapping. A registry that was put in with :meth:`publish` leaves when the
    Odoo registry of its database is deleted.
    """

    def publish(
        self, dbname: str, registry: ComponentRegistry, odoo_registry: Any
    ) -> None:
        """Give a complete registry to all threads, as long as its database is loaded.

        :param odoo_registry: the Odoo registry (``env.registry``) that it belongs to.
            May be called again with the next Odoo registry of the same database.
        """
        owner = weakref.ref(
            odoo_registry, lambda dead: self._release(dbname, registry, dead)
        )
        with _owners_lock:
            if not any(known() is odoo_registry for known in registry._owners):
                registry._owners.append(owner)
            registry.ready = True
            self[dbname] = registry

    def _release(
        self, dbname: str, registry: ComponentRegistry, owner: weakref.ref[Any]
    ) -> None:
        with _owners_lock:
            # by identity: comparing Odoo registries compares all their models
            owners = registry._owners
            owners[:] = [other for other in owners if other is not owner]
            if not owners and self.get(dbname) is registry:
                del self[dbname]


_component_databases = ComponentDatabases()
