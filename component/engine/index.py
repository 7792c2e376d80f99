"""Finding the components that fit without looking at all of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .metaclass import MetaComponent

if TYPE_CHECKING:
    from .component import AbstractComponent

_ANY = object()
_NONE = object()


class ComponentIndex:
    """The concrete components by collection, usage and model.

    What a test puts into the registry in place of a component may change its attributes
    at any time without telling: such objects are asked at each lookup.

    :param stamp: state of the registry that the index shows
    :param components: the registered components, by name
    """

    __slots__ = ("_buckets", "_unindexed", "stamp")

    def __init__(
        self, stamp: object, components: Mapping[str, type[AbstractComponent]]
    ) -> None:
        self.stamp = stamp
        self._buckets: dict[tuple[Any, Any, Any], list[tuple[int, Any]]] = {}
        self._unindexed: list[tuple[int, Any]] = []
        # list() copies at once: another thread may register meanwhile
        for rank, component in enumerate(list(components.values())):
            if not isinstance(component, MetaComponent):
                self._unindexed.append((rank, component))
            elif not component._abstract:
                self._add(rank, component)

    def _add(self, rank: int, component: type[AbstractComponent]) -> None:
        entry = (rank, component)
        models = component.apply_on_models
        usage = component._usage
        collection = component._collection
        collections = (_ANY, _NONE if collection is None else collection)
        usages = (_ANY,) if usage is None else (_ANY, usage)
        model_keys = (_ANY, _NONE) if models is None else (_ANY, *dict.fromkeys(models))
        buckets = self._buckets
        for collection_key in collections:
            for usage_key in usages:
                for model_key in model_keys:
                    key = (collection_key, usage_key, model_key)
                    buckets.setdefault(key, []).append(entry)

    def find(
        self,
        collection_name: Hashable | None,
        usage: Hashable | None,
        model_name: Hashable | None,
    ) -> Iterable[Any]:
        """Return the components that fit, in the order of registration."""
        found: list[tuple[int, Any]] = []
        usage_key = usage or _ANY
        for collection_key in (collection_name, _NONE) if collection_name else (_ANY,):
            for model_key in (model_name, _NONE) if model_name else (_ANY,):
                found += self._buckets.get((collection_key, usage_key, model_key), ())
        found += [
            entry
            for entry in self._unindexed
            if _fits(entry[1], collection_name, usage, model_name)
        ]
        if len(found) > 1:
            found.sort(key=_rank)
        return [component for _rank, component in found]


def _rank(entry: tuple[int, Any]) -> int:
    return entry[0]


def _fits(component: Any, collection_name: Any, usage: Any, model_name: Any) -> bool:
    if component._abstract:
        return False
    if collection_name and component._collection not in (collection_name, None):
        return False
    if usage and component._usage != usage:
        return False
    models = component.apply_on_models
    return not model_name or models is None or model_name in models
