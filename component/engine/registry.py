"""The components of one database, and the lookup among them."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .cache import AnswerCache
from .component import ACCEPT_ALL
from .index import ComponentIndex
from .metaclass import MetaComponent, class_changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .component import AbstractComponent

DEFAULT_CACHE_SIZE = 512


class Answer:
    """The components that fit one lookup, and the one to take when that is certain."""

    __slots__ = ("choice", "classes")

    def __init__(self, classes: tuple[type[AbstractComponent], ...]) -> None:
        self.classes = classes
        # (the class change after which it was decided, the class to take or None):
        # one tuple, so that threads never see half of a new decision
        self.choice: tuple[int, type[AbstractComponent] | None] = (-1, None)


class ComponentRegistry:
    """The components of one database by name, in the order of their addons.

    Dict-like on names (``registry[name]``, ``name in registry``, ``iter``, ``get``),
    but compared by identity and always true: it travels in ``env.context``.

    Any number of threads may look up at once, also while another one clears the cache.
    Building is for one thread, before the others are given the registry.

    :param cachesize: measure of the lookup cache
    """

    def __init__(self, cachesize: int = DEFAULT_CACHE_SIZE) -> None:
        self._cache: AnswerCache[Answer] = AnswerCache(cachesize)
        self._components: dict[str, type[AbstractComponent]] = {}
        self._loaded_modules: set[str] = set()
        self._ready = False
        self._registrations = 0
        # see ComponentDatabases.publish() and ComponentBuilder
        self._owners: list[weakref.ref[Any]] = []
        self._contents: object = None
        self._index: ComponentIndex | None = None
        # names whose final class changed in the batch under way, None outside a batch
        self._incomplete: dict[str, None] | None = None

    @property
    def ready(self) -> bool:
        """Whether all components are there. Events are muted until then."""
        return self._ready

    @ready.setter
    def ready(self, ready: bool) -> None:
        if ready and not self._ready:
            # what was not found before may be there now
            self._cache.clear()
        self._ready = ready

    def __getitem__(self, name: str) -> type[AbstractComponent]:
        return self._components[name]

    def __setitem__(self, name: str, component_class: Any) -> None:
        self._components[name] = component_class
        self._registrations += 1

    def __contains__(self, name: object) -> bool:
        return name in self._components

    def __iter__(self) -> Iterator[str]:
        return iter(self._components)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the final class of that name, or ``default``."""
        return self._components.get(name, default)

    def load_components(self, module: str) -> None:
        """Build all components of an addon, unless it was done already.

        :param module: name of the addon; nothing happens when it has no component
        """
        if module in self._loaded_modules:
            return
        with self._completing_together():
            for component_class in list(
                MetaComponent._modules_components.get(module, ())
            ):
                component_class._build_component(self)
        self._loaded_modules.add(module)

    def lookup(
        self,
        collection_name: str | None = None,
        usage: str | None = None,
        model_name: str | None = None,
    ) -> list[type[AbstractComponent]]:
        """Return the concrete components that fit, in the order of registration.

        :param collection_name: only those of this collection, or of none
        :param usage: only those with this very usage
        :param model_name: only those for this model, or for any model
        """
        key = (collection_name, usage, model_name)
        answer = self._cache.entries.get(key) or self._find(key)
        return list(answer.classes)

    def _find(self, key: tuple[str | None, str | None, str | None]) -> Answer:
        entries = self._cache.entries
        answer = entries.get(key)
        if answer is None:
            classes = tuple(self._current_index().find(*key))
            answer = self._cache.keep(entries, key, Answer(classes))
        return answer

    def _current_index(self) -> ComponentIndex:
        index = self._index
        stamp = (class_changes.current, self._registrations, len(self._components))
        if index is None or index.stamp != stamp:
            index = self._index = ComponentIndex(stamp, self._components)
        return index

    def _choice(
        self, collection_name: str, usage: str | None, model_name: str | None
    ) -> type[AbstractComponent] | None:
        """Return the class that ``WorkContext.component()`` must take, if certain.

        It is not when a candidate has a say in each lookup (``_component_match``),
        when one is not a real component (a test's mock), or when there is not one.
        """
        change = class_changes.current
        answer = self._find((collection_name, usage, model_name))
        if answer.choice[0] != change:
            chosen = _choose(answer.classes, collection_name, model_name)
            answer.choice = (change, chosen)
        return answer.choice[1]

    @contextmanager
    def _completing_together(self) -> Iterator[None]:
        """Run the completion hooks once at the end, not at each extension.

        A component extended by ten addons is completed once, and its heirs too.
        """
        if self._incomplete is not None:
            yield
            return
        self._incomplete = {}
        try:
            yield
            changed = self._incomplete
        finally:
            self._incomplete = None
        self._complete(changed)

    def _complete_build(
        self, name: str, component_class: type[AbstractComponent]
    ) -> None:
        """Run the completion hook of a class that was just built or extended.

        Those which inherit from it see other attributes now: they are completed too.
        """
        if self._incomplete is not None:
            self._incomplete[name] = None
            return
        component_class._complete_component_build()
        self._complete(component_class._inherit_children)

    def _complete(self, names: Iterable[str]) -> None:
        todo: set[str] = set()
        queue = list(names)
        while queue:
            name = queue.pop()
            if name in todo or name not in self._components:
                continue
            todo.add(name)
            queue.extend(self._components[name]._inherit_children)
        if not todo:
            return
        for name, component_class in list(self._components.items()):
            if name in todo:
                component_class._complete_component_build()


def narrow_by_collection(
    classes: Sequence[type[AbstractComponent]], collection_name: str
) -> list[type[AbstractComponent]]:
    """Keep the components made for exactly this collection."""
    return [cls for cls in classes if cls._collection == collection_name]


def narrow_by_model(
    classes: Sequence[type[AbstractComponent]], model_name: str | None
) -> list[type[AbstractComponent]]:
    """Keep the components made for exactly this model."""
    return [
        cls
        for cls in classes
        if cls.apply_on_models and model_name in cls.apply_on_models
    ]


def _choose(
    classes: Sequence[type[AbstractComponent]],
    collection_name: str,
    model_name: str | None,
) -> type[AbstractComponent] | None:
    for cls in classes:
        if not isinstance(cls, MetaComponent):
            return None
        if getattr(cls._component_match, "__func__", None) is not ACCEPT_ALL:
            return None
    if len(classes) > 1:
        classes = narrow_by_collection(classes, collection_name)
    if len(classes) > 1:
        classes = narrow_by_model(classes, model_name)
    return classes[0] if len(classes) == 1 else None
