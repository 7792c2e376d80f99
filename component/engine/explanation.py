"""Why a lookup found what it found: as data, and in words."""

from __future__ import annotations

import difflib
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .metaclass import MetaComponent, addon_of, is_generated

if TYPE_CHECKING:
    from .component import AbstractComponent
    from .registry import ComponentRegistry

#: how many near misses an explanation holds
NEAR_LIMIT = 8
#: how alike (from 0 to 1) two usages are when one may be a misspelling of the other
ALIKE = 0.75


class Reason(enum.Enum):
    """Why a component was refused."""

    ABSTRACT = "abstract"
    OTHER_COLLECTION = "other collection"
    OTHER_USAGE = "other usage"
    SIMILAR_USAGE = "similar usage"
    OTHER_MODEL = "other model"
    MATCH_REFUSED = "_component_match refused"


# How far each reason takes a component from what was asked. A component further than
# _TOO_FAR is not near.
_DISTANCES = {
    Reason.MATCH_REFUSED: 1,
    Reason.SIMILAR_USAGE: 1,
    Reason.ABSTRACT: 2,
    Reason.OTHER_COLLECTION: 2,
    Reason.OTHER_MODEL: 2,
    Reason.OTHER_USAGE: 3,
}
_TOO_FAR = 4


@dataclass(frozen=True)
class Question:
    """What a lookup asked for."""

    collection: str
    usage: str | None
    model_name: str | None

    def __str__(self) -> str:
        return (
            f"collection '{self.collection}', usage '{self.usage}', "
            f"model_name '{self.model_name}'"
        )


@dataclass(frozen=True)
class Refusal:
    """One thing about a component that did not fit."""

    reason: Reason
    detail: str

    def __str__(self) -> str:
        return self.detail


@dataclass(frozen=True)
class Candidate:
    """A component that a lookup considered, and what was wrong with it.

    ``refusals`` is empty for a component that fits.
    """

    name: str
    addon: str
    collection: str | None
    usage: str | None
    models: tuple[str, ...] | None
    abstract: bool
    refusals: tuple[Refusal, ...] = ()

    def __str__(self) -> str:
        about = f"{self.name} (addon {self.addon})"
        if self.refusals:
            return f"{about}: {'; '.join(map(str, self.refusals))}"
        collection = self.collection or "any collection"
        models = ", ".join(self.models) if self.models else "any model"
        return f"{about}: for {collection}, {models}"


@dataclass(frozen=True)
class Explanation:
    """What was asked, what fits, and what came near.

    :ivar question: the arguments of the lookup
    :ivar matching: the components that fit, in order of registration
    :ivar chosen: name of the one that ``component()`` returns, ``None`` when it raises
    :ivar near: those that nearly fit, nearest first
    """

    question: Question
    matching: tuple[Candidate, ...]
    chosen: str | None
    near: tuple[Candidate, ...]

    def __str__(self) -> str:
        outcome = f"Found {self.chosen}" if self.chosen else "Nothing certain found"
        summary = f"{outcome} for {self.question}."
        details = self.details()
        return f"{summary}\n{details}" if details else summary

    def details(self) -> str:
        """Return the lines about the components, and what to do about them."""
        lines: list[str] = []
        if self.matching:
            lines += ["Fitting components:", *_bullets(self.matching)]
        elif self.near:
            lines += ["Near misses:", *_bullets(self.near)]
        advice = self._advice()
        if advice:
            lines.append(advice)
        return "\n".join(lines)

    def _advice(self) -> str:
        if self.chosen:
            return ""
        if len(self.matching) > 1:
            return (
                "Make one of them more specific than the others with '_collection' or "
                "'_apply_on', give it another '_usage', or let the others refuse in "
                "'_component_match'. To use them all, call many_components()."
            )
        if not self.near:
            return (
                "No component comes near. Is the addon that defines it installed, and "
                "does its 'components' package import the file?"
            )
        return ""


def explain_lookup(
    registry: ComponentRegistry,
    question: Question,
    matching: Sequence[type[AbstractComponent]],
) -> Explanation:
    """Explain a lookup in a registry.

    :param matching: the classes that it found and that did not refuse
    """
    from .registry import narrow_by_collection, narrow_by_model

    found: Sequence[type[AbstractComponent]] = matching
    if len(found) > 1:
        found = narrow_by_collection(found, question.collection)
    if len(found) > 1:
        found = narrow_by_model(found, question.model_name)
    return Explanation(
        question=question,
        matching=tuple(_describe(cls) for cls in matching),
        chosen=str(found[0]._name) if len(found) == 1 else None,
        near=tuple(_near_misses(registry, question, matching)),
    )


def explain_name(registry: ComponentRegistry, name: str) -> str:
    """Return advice for a component name that does not exist, or ``""``."""
    alike = difflib.get_close_matches(str(name), _names(registry), n=3)
    if not alike:
        return (
            "No registered name resembles it. Is the addon that defines it installed?"
        )
    return f"Did you mean {' or '.join(map(repr, alike))}?"


def _near_misses(
    registry: ComponentRegistry,
    question: Question,
    matching: Sequence[type[AbstractComponent]],
) -> Iterable[Candidate]:
    components = [registry[name] for name in _names(registry)]
    similar = _similar_usages(question.usage, components)
    near = []
    for cls in components:
        if cls in matching:
            continue
        refusals = _refusals(cls, question, similar)
        distance = _distance(cls, refusals)
        if distance <= _TOO_FAR:
            near.append((distance, cls, refusals))
    near.sort(key=lambda miss: miss[0])
    return [_describe(cls, refusals) for _, cls, refusals in near[:NEAR_LIMIT]]


def _distance(cls: type[AbstractComponent], refusals: tuple[Refusal, ...]) -> int:
    reasons = [refusal.reason for refusal in refusals]
    distance = sum(_DISTANCES[reason] for reason in reasons)
    if Reason.OTHER_USAGE in reasons and cls.apply_on_models is None:
        # with any model and another usage, nothing in particular was nearly right
        distance += _DISTANCES[Reason.OTHER_MODEL]
    return distance


def _refusals(
    cls: type[AbstractComponent], question: Question, similar: set[str]
) -> tuple[Refusal, ...]:
    refusals = []
    if cls._abstract:
        refusals.append(
            Refusal(
                Reason.ABSTRACT,
                "it is abstract: only components that inherit from it can be found",
            )
        )
    if cls._collection not in (None, question.collection):
        refusals.append(
            Refusal(
                Reason.OTHER_COLLECTION, f"its collection is {_quote(cls._collection)}"
            )
        )
    if question.usage and cls._usage != question.usage:
        refusals.append(_usage_refusal(cls._usage, similar))
    models = cls.apply_on_models
    if question.model_name and models is not None and question.model_name not in models:
        refusals.append(Refusal(Reason.OTHER_MODEL, f"it applies on {_quote(*models)}"))
    if not refusals:
        # collection, usage and model fit, yet it was not found: it said no
        refusals.append(Refusal(Reason.MATCH_REFUSED, "its _component_match() refused"))
    return tuple(refusals)


def _usage_refusal(usage: str | None, similar: set[str]) -> Refusal:
    if usage is None:
        return Refusal(Reason.OTHER_USAGE, "it has no usage")
    if usage in similar:
        return Refusal(
            Reason.SIMILAR_USAGE, f"its usage is {_quote(usage)}: a spelling mistake?"
        )
    return Refusal(Reason.OTHER_USAGE, f"its usage is {_quote(usage)}")


def _similar_usages(
    usage: str | None, components: Iterable[type[AbstractComponent]]
) -> set[str]:
    if not usage:
        return set()
    usages = {cls._usage for cls in components if isinstance(cls._usage, str)}
    return set(difflib.get_close_matches(usage, usages, n=3, cutoff=ALIKE))


def _describe(
    cls: type[AbstractComponent], refusals: tuple[Refusal, ...] = ()
) -> Candidate:
    models = cls.apply_on_models
    return Candidate(
        name=str(cls._name),
        addon=origin_of(cls),
        collection=cls._collection,
        usage=cls._usage,
        models=None if models is None else tuple(models),
        abstract=bool(cls._abstract),
        refusals=refusals,
    )


def origin_of(cls: type) -> str:
    """Return the addon that declared a component, rather than extended it."""
    if not isinstance(cls, MetaComponent):
        return "unknown"
    declared = [base for base in cls.__bases__ if not is_generated(base)]
    return addon_of(declared[-1] if declared else cls)


def _names(registry: ComponentRegistry) -> list[str]:
    try:
        return list(registry)
    except TypeError:
        # a stand-in of a test, which cannot be listed
        return []


def _bullets(candidates: Iterable[Candidate]) -> list[str]:
    return [f"  - {candidate}" for candidate in candidates]


def _quote(*names: object) -> str:
    return ", ".join(f"'{name}'" for name in names) or "no model"
