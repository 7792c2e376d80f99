"""How the classes of an addon are recorded when python imports it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection
from typing import Any

#: Class attributes that a lookup reads. When one of them is set on a class that
#: exists already (an extension, a test that patches), what lookups derived from
#: the old value is thrown away.
LOOKUP_ATTRIBUTES = frozenset(
    {
        "__bases__",
        "_abstract",
        "_apply_on",
        "_collection",
        "_component_match",
        "_name",
        "_usage",
    }
)


class ClassChanges:
    """Counts the changes of classes that make derived lookup data worthless."""

    __slots__ = ("_counter", "current")

    def __init__(self) -> None:
        self._counter = itertools.count(1)
        self.current = 0

    def record(self) -> None:
        """Tell that a class changed. Call it after the change is visible."""
        # next() on a counter is atomic: two threads never get the same number
        self.current = next(self._counter)


class_changes = ClassChanges()


def _get_addon_name(full_name: str) -> str:
    """Return the addon of a python module path.

    >>> _get_addon_name("odoo.addons.sale.models.sale_order")
    'sale'
    >>> _get_addon_name("sale.models")
    'sale'
    """
    parts = full_name.split(".")
    if len(parts) > 2 and parts[:2] == ["odoo", "addons"]:
        return parts[2]
    return parts[0]


class MetaComponent(type):
    """Record each component class under its addon, for the databases that install it.

    Not recorded: the two roots, the classes generated per database, and all classes
    of ``tests`` folders, which exist only through ``_build_components``.
    """

    # Tests rebind this attribute: always read it as MetaComponent._modules_components
    _modules_components: dict[str, list[Any]] = defaultdict(list)

    # what all classes have, see AbstractComponent
    _register: bool
    _module: str
    _name: str | None
    _abstract: bool
    _collection: str | None
    _usage: str | None
    _apply_on: str | Collection[str] | None
    _component_match: Any

    def __init__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]
    ) -> None:
        super().__init__(name, bases, namespace)
        if not cls._register:
            # python subclasses of an unrecorded class are recorded
            type.__setattr__(cls, "_register", True)
            return
        if "tests" in cls.__module__.split("."):
            return
        # The parent's addon may be installed where this one is not, so a parent's
        # _module is not ours.
        if "_module" not in namespace:
            cls._module = _get_addon_name(cls.__module__)
        MetaComponent._modules_components[cls._module].append(cls)

    # pylint: disable=missing-return
    def __setattr__(cls, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name in LOOKUP_ATTRIBUTES:
            class_changes.record()

    # pylint: disable=missing-return
    def __delattr__(cls, name: str) -> None:
        super().__delattr__(name)
        if name in LOOKUP_ATTRIBUTES:
            class_changes.record()

    @property
    def apply_on_models(cls) -> Collection[str] | None:
        """Names of the models this component is for, ``None`` for any model."""
        if isinstance(cls._apply_on, str):
            return [cls._apply_on]
        return cls._apply_on


def is_generated(cls: type) -> bool:
    """Tell whether a class was generated for one database, not written in an addon."""
    return "_inherit_children" in vars(cls)


def addon_of(cls: type) -> str:
    """Return the addon in which a component class was written."""
    return vars(cls).get("_module") or _get_addon_name(cls.__module__)
