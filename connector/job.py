"""Declare the options of a job where its method is written.

::

    class AcmePartner(models.Model):
        _name = "acme.res.partner"
        _inherit = ["connector.binding"]
        _job_channel = "root.acme"

        @job(retry_pattern=exponential(first=30), priority=20)
        def send_welcome(self):
            ...

The ``queue.job.function`` records follow at install and update, for every concrete
model that inherits the method.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

from odoo.addons.queue_job.job import identity_exact

__all__ = ["JobOptions", "declared_jobs", "exponential", "job", "job_options"]

Method = TypeVar("Method", bound=Callable[..., Any])
#: Number of the try → seconds to the next one, or a range to draw them from.
RetryPattern: TypeAlias = Mapping[int, int | tuple[int, int]]

_ATTRIBUTE = "_job_declaration"
_RELATED_ACTION_KEYS = frozenset({"enable", "func_name", "kwargs"})
_CHANNEL = re.compile(r"root(\.[^.\s]+)*")


def exponential(
    first: int = 10, factor: float = 4, limit: int = 3600, tries: int = 5
) -> dict[int, tuple[int, int]]:
    """Wait longer after each try, by chance a little more or less, up to a limit.

    >>> exponential()
    {1: (10, 15), 2: (40, 60), 3: (160, 240), 4: (640, 960), 5: (2400, 3600)}

    The chance keeps jobs that failed together from coming back together.

    :param first: seconds after the first try
    :param factor: how much longer it takes after each further try
    :param limit: seconds that are never exceeded
    :param tries: number of delays; the last one is that of all further tries
    :return: a retry pattern, for :func:`job` or a ``queue.job.function``
    :raises ValueError: a value that makes no pattern
    """
    if first < 1 or factor < 1 or limit < first or tries < 1:
        raise ValueError(
            "A retry pattern needs 1 <= first <= limit, factor >= 1 and tries >= 1, "
            f"not first={first!r}, factor={factor!r}, limit={limit!r}, tries={tries!r}."
        )
    pattern = {}
    shortest: float = first
    for number in range(1, tries + 1):
        shortest = min(shortest, limit / 1.5)
        pattern[number] = (max(1, int(shortest)), max(1, int(shortest * 1.5)))
        shortest *= factor
    return pattern


@dataclass(frozen=True)
class JobOptions:
    """Options of the jobs of one method, as its model declares them in the end.

    :param channel: complete name of the channel; the model's if ``None``
    :param retry_pattern: seconds to the next try, by number of tries
    :param related_action: ``{}`` for the default one, see :func:`job`
    :param allow_commit: whether the method may commit
    :param identity_key: function of the job that tells which jobs are the same
    :param description: what a person reads, or a function of records and arguments
    :param on_fail: name of the method of the model that is called when the job failed
    :param priority: the lower, the earlier
    """

    channel: str | None = None
    retry_pattern: RetryPattern = field(default_factory=exponential)
    related_action: Mapping[str, Any] = field(default_factory=dict)
    allow_commit: bool = False
    identity_key: Callable[[Any], str] | None = None
    description: str | Callable[..., str] | None = None
    on_fail: str | None = None
    priority: int | None = None

    @property
    def has_defaults(self) -> bool:
        """Whether something is to be added to the jobs when they are delayed."""
        return not (
            self.identity_key is self.description is None and self.priority is None
        )


class _Unset:
    """Says that an option is left to the overridden method, or to the default."""

    def __repr__(self) -> str:
        return "as inherited"


_UNSET: Any = _Unset()


def job(
    channel: str | None = _UNSET,
    retry_pattern: RetryPattern | None = _UNSET,
    related_action: str | Mapping[str, Any] | None = _UNSET,
    allow_commit: bool = _UNSET,
    identity_key: str | Callable[[Any], str] | None = _UNSET,
    description: str | Callable[..., str] | None = _UNSET,
    on_fail: str | None = _UNSET,
    priority: int | None = _UNSET,
) -> Callable[[Method], Method]:
    """Declare how a method of a model runs as a job.

    Options that are left out are those of the method that this one overrides, if it is
    declared, else the defaults named below. An override without the decorator keeps
    all of them.

    :param channel: complete name of the channel, which is created if needed; by
        default the model's ``_job_channel``, else ``"root"``
    :param retry_pattern: seconds to the next try by number of tries; by default
        :func:`exponential`, with ``None`` the queue's own ten minutes
    :param related_action: name of a method of ``queue.job`` that opens what the job is
        about, or ``{"func_name": ..., "kwargs": {...}}``, or ``{"enable": False}``; by
        default the record of the job is opened
    :param allow_commit: let the method commit, on a connection of its own
    :param identity_key: function of the job, or ``"exact"`` for same records and same
        arguments: as long as such a job waits, no second one is created
    :param description: what a person reads in the list of jobs, or a function of the
        records and arguments; by default the first line of the method's docstring
    :param on_fail: name of the method of the model to call when the job failed for good
    :param priority: the lower, the earlier; by default 10
    :raises ValueError: an option that the queue would not understand
    """
    given = {
        name: value
        for name, value in {
            "channel": channel,
            "retry_pattern": retry_pattern,
            "related_action": related_action,
            "allow_commit": allow_commit,
            "identity_key": identity_key,
            "description": description,
            "on_fail": on_fail,
            "priority": priority,
        }.items()
        if value is not _UNSET
    }
    if callable(channel):
        raise ValueError("Write @job() with parentheses, also without options.")
    for name, check in _CHECKS.items():
        if name in given:
            given[name] = check(given[name])

    def declare(method: Method) -> Method:
        setattr(method, _ATTRIBUTE, given)
        return method

    return declare


def _check_channel(channel: str | None) -> str | None:
    if channel is not None and not _CHANNEL.fullmatch(channel):
        raise ValueError(
            f"The channel {channel!r} is not a complete name: it begins with 'root', "
            "such as 'root.acme'."
        )
    return channel


def _check_retry_pattern(pattern: RetryPattern | None) -> RetryPattern:
    for number, delay in (pattern or {}).items():
        low, high = delay if isinstance(delay, tuple | list) else (delay, delay)
        if not all(isinstance(value, int) for value in (number, low, high)) or not (
            number >= 1 and 0 <= low <= high
        ):
            raise ValueError(
                f"The retry pattern {pattern!r} has {number!r}: {delay!r}. It maps "
                "numbers of tries to seconds, or to ranges of them: "
                "{1: 10, 5: (60, 90)}."
            )
    return pattern or {}


def _check_related_action(action: str | Mapping[str, Any] | None) -> Mapping[str, Any]:
    if isinstance(action, str):
        return {"func_name": action}
    if unknown := sorted(set(action or {}) - _RELATED_ACTION_KEYS):
        raise ValueError(
            f"The related action {action!r} has the unknown keys {unknown}: use "
            "'enable', 'func_name' and 'kwargs'."
        )
    return action or {}


def _check_identity_key(
    key: str | Callable[[Any], str] | None,
) -> Callable[[Any], str] | None:
    if key == "exact":
        return identity_exact
    if key is not None and not callable(key):
        raise ValueError(
            f"The identity key {key!r} would be that of every job: give a function of "
            "the job, or 'exact'."
        )
    return key


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "channel": _check_channel,
    "retry_pattern": _check_retry_pattern,
    "related_action": _check_related_action,
    "identity_key": _check_identity_key,
}

#: Class of a model in a registry → its bases when it was looked at, its declarations.
_known: WeakKeyDictionary[type, tuple[tuple[type, ...], dict[str, JobOptions]]] = (
    WeakKeyDictionary()
)


def declared_jobs(model_class: type) -> dict[str, JobOptions]:
    """Method → options, for all methods of a model that are declared as jobs.

    :param model_class: class of the model in the registry, ``type(records)``
    """
    known = _known.get(model_class)
    # While addons are loaded, a class gets further bases.
    if known is None or known[0] is not model_class.__mro__:
        known = (model_class.__mro__, _read_declarations(model_class))
        _known[model_class] = known
    return known[1]


def job_options(model_class: type, method_name: str) -> JobOptions | None:
    """Options of the jobs of one method; ``None`` when it is not declared as a job."""
    return declared_jobs(model_class).get(method_name)


def _read_declarations(model_class: type) -> dict[str, JobOptions]:
    given: dict[str, dict[str, Any]] = {}
    for base in reversed(model_class.__mro__):
        for name, member in vars(base).items():
            declaration = getattr(member, _ATTRIBUTE, None)
            if isinstance(declaration, dict):
                given[name] = {**given.get(name, {}), **declaration}
    channel = getattr(model_class, "_job_channel", None)
    return {
        name: JobOptions(**{**options, "channel": options.get("channel") or channel})
        for name, options in given.items()
    }
