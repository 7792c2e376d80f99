"""How the final class of a component is put together from the pieces of addons."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from odoo.tools import OrderedSet

from .metaclass import addon_of

if TYPE_CHECKING:
    from .component import AbstractComponent
    from .registry import ComponentRegistry

_logger = logging.getLogger(__name__)

#: name of the component that all others inherit from
ROOT = "base"


def assemble(
    cls: type[AbstractComponent], registry: ComponentRegistry
) -> type[AbstractComponent]:
    """Add a class to the registry, return the final class of its component.

    A class that names itself among its parents extends the final class in place, so
    that the components which inherit from it see the extension. Any other class makes
    a new final class.

    :raises TypeError: the name exists, a parent is missing, or abstract and concrete
        are mixed in a way that cannot work
    """
    parents = parent_names(cls)
    if cls._name in registry and not parents:
        raise TypeError(
            f"Component '{cls._name}' (in class {cls!r}) already exists. To extend "
            f"it set '_inherit = \"{cls._name}\"' instead of '_name', or choose "
            f"another '_name'."
        )
    name = component_name(cls, parents)
    if name != ROOT:
        parents.append(ROOT)
    if name in parents:
        return _extend(cls, name, parents, registry)
    return _create(cls, name, parents, registry)


def parent_names(cls: type[AbstractComponent]) -> list[str]:
    """Return the names that the class inherits from, as a list of its own."""
    inherit = cls._inherit
    if isinstance(inherit, str):
        return [inherit]
    return list(inherit or ())


def component_name(cls: type[AbstractComponent], parents: list[str]) -> str:
    """Return the name of the component that the class declares or extends."""
    if cls._name:
        return cls._name
    if len(parents) == 1:
        return parents[0]
    raise TypeError(
        f"Component {cls!r} must have a _name: it "
        + (f"inherits from {parents}." if parents else "extends nothing.")
    )


def _create(
    cls: type[AbstractComponent],
    name: str,
    parents: list[str],
    registry: ComponentRegistry,
) -> type[AbstractComponent]:
    if name in registry:
        _logger.warning(
            "Component %r of addon %s takes the place of the one of addon %s with the "
            "same name, and loses it. Add %r to its '_inherit' to extend that one, or "
            "rename it.",
            name,
            addon_of(cls),
            addon_of(registry[name]),
            name,
        )
    parent_classes = [_parent_class(name, parent, cls, registry) for parent in parents]
    for parent_class in parent_classes:
        cls._build_component_check_parent(cls, parent_class)
    metaclass: Any = type(cls)
    final: type[AbstractComponent] = metaclass(
        name,
        _keep_last([cls, *parent_classes]),
        {
            "__module__": cls.__module__,
            "__doc__": cls.__doc__,
            "_name": name,
            "_register": False,
            "_inherit_children": OrderedSet(),
        },
    )
    for parent_class in parent_classes:
        parent_class._inherit_children.add(name)
    registry._complete_build(name, final)
    registry[name] = final
    return final


def _extend(
    cls: type[AbstractComponent],
    name: str,
    parents: list[str],
    registry: ComponentRegistry,
) -> type[AbstractComponent]:
    if name not in registry:
        raise TypeError(
            f"Component '{name}' (in class {cls!r}) does not exist in registry. Does "
            f"addon '{addon_of(cls)}' depend on the one that declares it?"
        )
    final = registry[name]
    final._build_component_check_base(cls)
    bases: list[type] = [cls]
    for parent in parents:
        if parent == name:
            bases.extend(final.__bases__)
            continue
        parent_class = _parent_class(name, parent, cls, registry)
        final._build_component_check_parent(cls, parent_class)
        parent_class._inherit_children.add(name)
        bases.append(parent_class)
    final.__bases__ = _keep_last(bases)
    registry._complete_build(name, final)
    registry[name] = final
    return final


def _parent_class(
    name: str, parent: str, cls: type[AbstractComponent], registry: ComponentRegistry
) -> type[AbstractComponent]:
    if parent not in registry:
        raise TypeError(
            f"Component '{name}' (in class {cls!r}) inherits from non-existing "
            f"component '{parent}'. Does addon '{addon_of(cls)}' depend on the one "
            f"that declares it?"
        )
    return registry[parent]


def _keep_last(bases: list[type]) -> tuple[type, ...]:
    """Remove the duplicates but the last of each.

    >>> _keep_last([int, str, int])
    (<class 'str'>, <class 'int'>)
    """
    return tuple(reversed(dict.fromkeys(reversed(bases))))
