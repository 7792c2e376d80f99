"""Asking a component whether it accepts a lookup."""

from __future__ import annotations

import inspect
import logging
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .component import AbstractComponent
    from .work_context import WorkContext

_logger = logging.getLogger(__name__)

# names of the keywords that each hook takes, None when it takes all
_keywords: weakref.WeakKeyDictionary[Callable[..., Any], frozenset[str] | None] = (
    weakref.WeakKeyDictionary()
)


def component_accepts(
    component_class: type[AbstractComponent], work: WorkContext, **asked: Any
) -> bool:
    """Tell whether ``_component_match`` of a component accepts a lookup.

    A hook is given the arguments that it names: only the work context, if it is the
    ``(cls, work)`` of old addons.
    """
    hook = component_class._component_match
    accepted = _accepted_keywords(hook)
    if accepted is not None and not accepted.issuperset(asked):
        asked = {name: value for name, value in asked.items() if name in accepted}
    return bool(hook(work, **asked))


def _accepted_keywords(hook: Callable[..., Any]) -> frozenset[str] | None:
    function = getattr(hook, "__func__", hook)
    try:
        known = function in _keywords
    except TypeError:
        # neither hashable nor weakly referenced: not a function
        return None
    if known:
        return _keywords[function]
    accepted = _inspect_keywords(hook)
    if accepted is not None:
        _logger.info(
            "%s takes no **kw: it is called without the arguments of the lookup that "
            "it does not name. Make it _component_match(cls, work, usage=None, "
            "model_name=None, **kw).",
            getattr(hook, "__qualname__", hook),
        )
    _keywords[function] = accepted
    return accepted


def _inspect_keywords(hook: Callable[..., Any]) -> frozenset[str] | None:
    try:
        parameters = inspect.signature(hook).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return None
    return frozenset(
        parameter.name
        for parameter in parameters
        if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
    )
