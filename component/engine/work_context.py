"""What travels through the components of one piece of work, and finds them."""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from odoo.models import BaseModel

from ..exception import (
    NoComponentError,
    RegistryNotReadyError,
    SeveralComponentError,
)
from .assembly import parent_names
from .databases import _component_databases
from .explanation import (
    Explanation,
    Question,
    explain_lookup,
    explain_name,
)
from .matching import component_accepts
from .metaclass import addon_of, class_changes
from .registry import (
    ComponentRegistry,
    narrow_by_collection,
    narrow_by_model,
)

if TYPE_CHECKING:
    from odoo.api import Environment

    from .component import AbstractComponent

C = TypeVar("C", bound="AbstractComponent")

_logger = logging.getLogger(__name__)


class WorkContext:
    """Finds the components for a collection and a model, and is shared by them.

    Get one from a collection::

        with backend.work_on("res.partner", client=client) as work:
            work.component(usage="record.importer").run(external_id)

    Everything passed by keyword is an attribute of the work context, hence reachable
    from each component as ``self.work.client``, and follows to other models.

    :param model_name: the model to work on
    :param collection: a record of the collection: anything with ``_name`` and ``env``
    :param components_registry: use these components, rather than those of the database.
        A registry in the context of the collection's environment comes first.
    :raises RegistryNotReadyError: the components of the database are not built yet
    """

    def __init__(
        self,
        model_name: str | None = None,
        collection: Any = None,
        components_registry: ComponentRegistry | None = None,
        **kwargs: Any,
    ) -> None:
        self.collection = collection
        self.model_name = model_name
        self._propagate_kwargs = ["collection", "model_name", "components_registry"]
        self.components_registry = self._find_registry(collection, components_registry)
        self.model = self._find_model(model_name)
        for attribute, value in kwargs.items():
            self._propagate_kwargs.append(attribute)
            setattr(self, attribute, value)

    def _find_registry(
        self, collection: Any, components_registry: ComponentRegistry | None
    ) -> ComponentRegistry:
        if collection:
            in_context = collection.env.context.get("components_registry")
            if in_context:
                return in_context
        if components_registry is not None:
            return components_registry
        dbname = self.env.cr.dbname
        try:
            return _component_databases[dbname]
        except KeyError as err:
            message = (
                f"No component registry for database {dbname!r}: its components are "
                f"built when Odoo has loaded all its addons. Work on components later, "
                f"or check is_component_registry_ready() first."
            )
            _logger.error(message)
            raise RegistryNotReadyError(message) from err

    def _find_model(self, model_name: str | None) -> Any:
        try:
            return self.env[model_name]
        except KeyError as err:
            raise KeyError(
                f"Cannot work on model {model_name!r}: this database has no such "
                f"model. Is the addon that defines it installed?"
            ) from err

    @property
    def env(self) -> Environment:
        """The Odoo environment of the collection."""
        return self.collection.env

    def work_on(
        self, model_name: str | None = None, collection: Any = None
    ) -> WorkContext:
        """Return a copy of this work context for another model or collection.

        :param model_name: the other model; the same when not given
        :param collection: the other collection; the same when not given
        """
        kwargs = {name: getattr(self, name) for name in self._propagate_kwargs}
        if collection is not None:
            kwargs["collection"] = collection
        if model_name is not None:
            kwargs["model_name"] = model_name
        return self.__class__(**kwargs)

    # -- finding one component ------------------------------------------------------

    def component(
        self,
        usage: str | None = None,
        model_name: str | BaseModel | None = None,
        **kw: Any,
    ) -> Any:
        """Return the component for a usage and a model.

        When several fit, one made for this very collection goes before those for any
        collection, then one made for this very model before those for any model.

        :param usage: what the component is for, e.g. ``"record.importer"``
        :param model_name: name of the model, or a recordset of it; ours if not given
        :param kw: passed to ``_component_match`` of the components
        :raises NoComponentError: when none fits
        :raises SeveralComponentError: when more than one is left
        """
        if model_name is None:
            model_name = self.model_name
        elif not model_name or model_name.__class__ is not str:
            model_name = self._ensure_model_name(model_name)
        registry = self.components_registry
        if registry.__class__ is ComponentRegistry and _has_ordinary_steps(self):
            # what _choice() does when the answer is known, without the call
            collection_name = self.collection._name
            answer = registry._cache.entries.get((collection_name, usage, model_name))
            if answer is not None and answer.choice[0] == class_changes.current:
                chosen = answer.choice[1]
            else:
                chosen = registry._choice(collection_name, usage, model_name)
            if chosen is not None:
                if model_name == self.model_name:
                    return chosen(self)
                return chosen(self.work_on(model_name))
        return self._component(usage, model_name, kw)

    def _component(
        self, usage: str | None, model_name: str | None, kw: dict[str, Any]
    ) -> Any:
        candidates, work_context = self._matching_components(
            usage=usage, model_name=model_name, **kw
        )
        if not candidates:
            raise NoComponentError(
                f"No component found for {self._question(usage, model_name)}.",
                self._explainer(usage, model_name, candidates),
            )
        found = candidates
        if len(found) > 1:
            found = self._filter_components_by_collection(found)
        if len(found) > 1:
            found = self._filter_components_by_model(found, model_name)
        if len(found) != 1:
            names = ", ".join(repr(cls._name) for cls in candidates)
            raise SeveralComponentError(
                f"Several components found for {self._question(usage, model_name)}. "
                f"Found: {names}.",
                self._explainer(usage, model_name, candidates),
            )
        return found[0](work_context)

    def many_components(
        self,
        usage: str | None = None,
        model_name: str | BaseModel | None = None,
        **kw: Any,
    ) -> list[Any]:
        """Return all components for a usage and a model, in order of registration.

        :param usage: what the components are for
        :param model_name: name of the model, or a recordset of it; ours if not given
        :param kw: passed to ``_component_match`` of the components
        """
        classes, work_context = self._matching_components(
            usage=usage, model_name=self._ensure_model_name(model_name), **kw
        )
        return [cls(work_context) for cls in classes]

    def get(
        self, component_class: type[C], model_name: str | BaseModel | None = None
    ) -> C:
        """Return the component that a python class declares or extends.

        The component is the one of this database, with the extensions of all its
        addons; an editor knows its methods from the class::

            work.get(PartnerImporter).run(external_id)

        :param component_class: a class written in an addon
        :param model_name: name of the model, or a recordset of it; ours if not given
        :raises NoComponentError: this database does not have that class, or the
            component may not be used for our collection or the model
        """
        parents = parent_names(component_class)
        name = component_class._name or (parents[0] if parents else "")
        final = self.components_registry.get(name)
        if final is None or not issubclass(final, component_class):
            raise NoComponentError(
                f"The components of this database do not contain class "
                f"{component_class.__module__}.{component_class.__qualname__} "
                f"(component {name!r}). Is addon {addon_of(component_class)!r} "
                f"installed?"
            )
        component: C = self.component_by_name(name, model_name=model_name)
        return component

    def component_by_name(
        self, name: str, model_name: str | BaseModel | None = None
    ) -> Any:
        """Return the component of that name, abstract ones included.

        :param name: ``_name`` of the component
        :param model_name: name of the model, or a recordset of it; ours if not given
        :raises NoComponentError: it does not exist, or is made for another collection
            or other models
        """
        model_name = self._ensure_model_name(model_name)
        component_class = self._component_class_by_name(name)
        work_context = self
        if model_name != self.model_name:
            work_context = self.work_on(model_name)
        collection = component_class._collection
        if collection and collection != self.collection._name:
            raise NoComponentError(
                f"Component with name '{name}' can't be used for collection "
                f"'{self.collection._name}': it is made for collection '{collection}'."
            )
        models = component_class.apply_on_models
        if models and work_context.model_name not in models:
            model = next(iter(models))
            raise NoComponentError(
                f"Component with name '{name}' can't be used for model "
                f"'{work_context.model_name}': it is made for "
                f"{', '.join(map(repr, models))}.\n"
                f"Hint: you might want to use: "
                f"component_by_name('{name}', model_name='{model}')"
            )
        return component_class(work_context)

    def _component_class_by_name(self, name: str) -> type[AbstractComponent]:
        component_class = self.components_registry.get(name)
        if component_class is None:
            error = NoComponentError(f"No component with name '{name}' found.")
            advice = explain_name(self.components_registry, name)
            # the message itself is part of the contract; a note shows in tracebacks
            if advice and hasattr(error, "add_note"):
                error.add_note(advice)
            raise error
        return component_class

    # -- the steps of a lookup ------------------------------------------------------

    def _ensure_model_name(self, model_name: str | BaseModel | None) -> str | None:
        """Return the name of the model: ours when none is given."""
        if isinstance(model_name, BaseModel):
            return model_name._name
        return model_name or self.model_name

    def _lookup_components(
        self, usage: str | None = None, model_name: str | None = None, **kw: Any
    ) -> list[type[AbstractComponent]]:
        """Return the classes that fit our collection and do not refuse."""
        classes = self.components_registry.lookup(
            self.collection._name, usage=usage, model_name=model_name
        )
        return [
            cls
            for cls in classes
            if component_accepts(cls, self, usage=usage, model_name=model_name, **kw)
        ]

    def _matching_components(
        self, usage: str | None = None, model_name: str | None = None, **kw: Any
    ) -> tuple[list[type[AbstractComponent]], WorkContext]:
        """Return the classes that fit, and the work context to use them with.

        :param model_name: without one, components for any model fit
        """
        classes = self._lookup_components(usage=usage, model_name=model_name, **kw)
        if model_name == self.model_name:
            return classes, self
        return classes, self.work_on(model_name)

    def _filter_components_by_collection(
        self, classes: Sequence[type[AbstractComponent]]
    ) -> list[type[AbstractComponent]]:
        return narrow_by_collection(classes, self.collection._name)

    def _filter_components_by_model(
        self, classes: Sequence[type[AbstractComponent]], model_name: str | None
    ) -> list[type[AbstractComponent]]:
        return narrow_by_model(classes, model_name)

    # -- explaining -----------------------------------------------------------------

    def explain(
        self,
        usage: str | None = None,
        model_name: str | BaseModel | None = None,
        **kw: Any,
    ) -> Explanation:
        """Tell what :meth:`component` finds with the same arguments, and why.

        Print it, or read its attributes. It costs a look at every component: for
        people, not for programs.
        """
        model_name = self._ensure_model_name(model_name)
        matching = self._lookup_components(usage=usage, model_name=model_name, **kw)
        return self._explainer(usage, model_name, matching)()

    def _question(self, usage: str | None, model_name: str | None) -> Question:
        return Question(self.collection._name, usage, model_name)

    def _explainer(
        self,
        usage: str | None,
        model_name: str | None,
        matching: Iterable[type[AbstractComponent]],
    ) -> functools.partial[Explanation]:
        # holds classes and names only: who keeps the error keeps no cursor alive
        return functools.partial(
            explain_lookup,
            self.components_registry,
            self._question(usage, model_name),
            tuple(matching),
        )

    def __str__(self) -> str:
        return f"WorkContext({self.model_name}, {self.collection!r})"

    __repr__ = __str__


_STEPS = (
    WorkContext._ensure_model_name,
    WorkContext._lookup_components,
    WorkContext._matching_components,
    WorkContext._filter_components_by_collection,
    WorkContext._filter_components_by_model,
    ComponentRegistry.lookup,
)
_STEP_NAMES = frozenset(step.__name__ for step in _STEPS)


def _has_ordinary_steps(work: WorkContext) -> bool:
    """Tell whether no subclass and no test changed how components are found."""
    cls = work.__class__
    return (
        cls._ensure_model_name,
        cls._lookup_components,
        cls._matching_components,
        cls._filter_components_by_collection,
        cls._filter_components_by_model,
        ComponentRegistry.lookup,
    ) == _STEPS and _STEP_NAMES.isdisjoint(work.__dict__)
