"""What a registered component is and which classes make it up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .explanation import origin_of
from .metaclass import MetaComponent, addon_of, is_generated

if TYPE_CHECKING:
    from .registry import ComponentRegistry


@dataclass(frozen=True)
class Piece:
    """A class, written in an addon, that is part of a component."""

    class_name: str
    module: str
    addon: str

    def __str__(self) -> str:
        return f"{self.class_name} ({self.addon})"


@dataclass(frozen=True)
class Definition:
    """A registered component.

    :ivar addon: the addon that declares it
    :ivar extending_addons: those that extend it in place, first loaded first
    :ivar pieces: all classes that make it up, those inherited included, in the order
        in which python looks for a method
    """

    name: str
    usage: str | None
    collection: str | None
    models: tuple[str, ...]
    abstract: bool
    addon: str
    extending_addons: tuple[str, ...]
    pieces: tuple[Piece, ...]


def define(registry: ComponentRegistry) -> list[Definition]:
    """Return all components of a registry, in the order of registration."""
    components = [registry[name] for name in list(registry)]
    return [_define(cls) for cls in components if isinstance(cls, MetaComponent)]


def _define(cls: MetaComponent) -> Definition:
    addon = origin_of(cls)
    own = [addon_of(base) for base in cls.__bases__ if not is_generated(base)]
    extending = dict.fromkeys(name for name in reversed(own) if name != addon)
    return Definition(
        name=str(cls._name),
        usage=cls._usage,
        collection=cls._collection,
        models=tuple(cls.apply_on_models or ()),
        abstract=cls._abstract,
        addon=addon,
        extending_addons=tuple(extending),
        pieces=tuple(_pieces(cls)),
    )


def _pieces(cls: type) -> Iterable[Piece]:
    for base in cls.__mro__[:-1]:
        if not is_generated(base) and not base.__module__.startswith(__package__):
            yield Piece(base.__qualname__, base.__module__, addon_of(base))
