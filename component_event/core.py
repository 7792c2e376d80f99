"""The work context of events, which may happen outside of any collection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from odoo.addons.component.core import (
    ComponentRegistry,
    WorkContext,
)

if TYPE_CHECKING:
    from odoo.api import Environment
    from odoo.models import BaseModel


class EventWorkContext(WorkContext):
    """The work context of a listener: with a collection, or only an environment.

    A ``create`` on a partner is no business of one backend in particular. The listener
    decides which ones it concerns, and enters their own work context::

        def on_record_write(self, record, fields=None):
            for binding in record.shop_bind_ids:
                with binding.backend_id.work_on(binding._name) as work:
                    ...

    :param model_name: the model on which the event happens
    :param collection: the collection for which it happens, if any
    :param env: the environment, when there is no collection
    :param components_registry: the components to use
    :raises ValueError: without collection and env, or with both
    """

    def __init__(
        self,
        model_name: str | None = None,
        collection: Any = None,
        env: Environment | None = None,
        components_registry: ComponentRegistry | None = None,
        **kwargs: Any,
    ) -> None:
        if collection is None and not env:
            raise ValueError(
                "An event work context needs a collection or an env: got neither."
            )
        if collection and env:
            raise ValueError(
                f"An event work context takes its env from the collection: got the "
                f"collection {collection!r} and an env. Pass only one of them."
            )
        self._env = env
        super().__init__(
            model_name=model_name,
            collection=collection,
            components_registry=components_registry,
            **kwargs,
        )
        if env:
            self._propagate_kwargs.remove("collection")
            self._propagate_kwargs.append("env")

    def _find_registry(
        self, collection: Any, components_registry: ComponentRegistry | None
    ) -> ComponentRegistry:
        if self._env and components_registry is None:
            components_registry = self._env.context.get("components_registry")
        return super()._find_registry(collection, components_registry)

    @property
    def env(self) -> Environment:
        """The environment given, else the one of the collection."""
        if self._env:
            return self._env
        return self.collection.env

    @env.setter
    def env(self, env: Environment | None) -> None:
        self._env = env

    @property
    def collection(self) -> Any:
        """The collection for which the event happens.

        :raises ValueError: it happens outside of any collection
        """
        if self._collection is None:
            raise ValueError(
                f"No collection: {self} has only an environment. Use "
                f"work_on(collection=...) to get a work context with one."
            )
        return self._collection

    @collection.setter
    def collection(self, collection: Any) -> None:
        self._collection = collection

    def work_on(
        self, model_name: str | None = None, collection: Any = None
    ) -> WorkContext:
        """Return an ordinary work context, in which components are found.

        :param model_name: the model; the one of the event when not given
        :param collection: the collection; the one of the event when not given
        :raises ValueError: no collection at all, or one of another environment
        """
        if self._collection is None and collection is None:
            raise ValueError(
                f"{self} has no collection: pass one, as in "
                f"work_on(model_name, collection=backend)."
            )
        if collection is None:
            collection = self._collection
        elif not _same_environment(collection.env, self.env):
            raise ValueError(
                f"The collection {collection!r} has another environment (cursor, user "
                f"or context) than {self}. Use collection.with_env(self.env)."
            )
        kwargs = {
            name: getattr(self, name)
            for name in self._propagate_kwargs
            if name not in ("collection", "env", "model_name")
        }
        if model_name is None:
            model_name = self.model_name
        return WorkContext(model_name=model_name, collection=collection, **kwargs)

    def component(
        self,
        usage: str | None = None,
        model_name: str | BaseModel | None = None,
        **kw: Any,
    ) -> Any:
        """Return a component of the event's collection.

        :raises TypeError: the event has no collection
        """
        return self._plain_context().component(usage=usage, model_name=model_name, **kw)

    def many_components(
        self,
        usage: str | None = None,
        model_name: str | BaseModel | None = None,
        **kw: Any,
    ) -> list[Any]:
        """Return the components of the event's collection.

        :raises TypeError: the event has no collection
        """
        return self._plain_context().many_components(
            usage=usage, model_name=model_name, **kw
        )

    def component_by_name(
        self, name: str, model_name: str | BaseModel | None = None
    ) -> Any:
        """Return the component of that name.

        :raises TypeError: the event has no collection
        """
        return self._plain_context().component_by_name(name, model_name=model_name)

    def _plain_context(self) -> WorkContext:
        if self._collection is None:
            raise TypeError(
                f"Cannot find components in {self}: a collection is needed. Switch to "
                f"one with work_on(collection=...), for instance "
                f"self.work.work_on(collection=record.backend_id)."
            )
        return self.work_on()

    def __str__(self) -> str:
        where = self._env if self._collection is None else self._collection
        return f"{type(self).__name__}({where!r}, {self.model_name})"

    __repr__ = __str__


def _same_environment(env: Environment, other: Environment) -> bool:
    return env is other or (
        env.cr is other.cr
        and env.uid == other.uid
        and env.su == other.su
        and env.context == other.context
    )
