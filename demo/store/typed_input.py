"""Turns what a client sent into the declared types, or refuses it as Magento does.

A type is one of the words ``int``, ``float``, ``string``, ``bool``, ``mixed``, a
:class:`Record` or a :class:`ListOf`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Union

from .errors import StoreError, required, unsupported_field

Type = Union[str, "Record", "ListOf"]

_TRUE = {"1", "true", "on", "yes"}
_NUMERIC = re.compile(r"\s*[-+]?(\d+(\.\d*)?|\.\d+)\s*", re.ASCII)


@dataclass(frozen=True)
class ListOf:
    """A list whose items are all of one type."""

    item: Type


@dataclass(frozen=True)
class Record:
    """An object with known fields, which may be spelled snake_case or camelCase."""

    fields: dict[str, Type]
    check: Callable[[dict[str, Any]], None] | None = None
    _names: dict[str, str] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._names.update({_folded(name): name for name in self.fields})

    def name_of(self, key: str) -> str:
        """Return the field that a client means by ``key``, or refuse it."""
        name = self._names.get(_folded(key))
        if name is None:
            raise unsupported_field(_upper_camel(key))
        return name


def convert(value: Any, type_: Type) -> Any:
    """Return ``value`` as ``type_``.

    :raises StoreError: 400, with the value and the type that was expected.
    """
    if isinstance(type_, Record):
        return _convert_record(value, type_)
    if isinstance(type_, ListOf):
        return _convert_list(value, type_)
    if value is None or type_ == "mixed":
        return value
    if isinstance(value, dict | list):
        raise _wrong_type("Array", type_)
    return _SCALARS[type_](value)


def _convert_record(value: Any, record: Record) -> dict[str, Any]:
    if isinstance(value, list):
        value = {str(index): item for index, item in enumerate(value)}
    result: dict[str, Any] = {}
    for key, item in (value if isinstance(value, dict) else {}).items():
        name = record.name_of(key)
        try:
            result[name] = convert(item, record.fields[name])
        except WrongType as error:
            raise WrongType(
                f'Error occurred during "{key}" processing. {error.message}'
            ) from None
    if record.check:
        record.check(result)
    return result


def _convert_list(value: Any, type_: ListOf) -> list[Any] | None:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return None
    return [convert(item, type_.item) for item in value]


class WrongType(StoreError):
    """The 400 for a value of another type than declared."""

    def __init__(self, message: str) -> None:
        super().__init__(400, message)


def _wrong_type(value: Any, type_: str) -> WrongType:
    return WrongType(
        f'The "{value}" value\'s type is invalid. The "{type_}" type was expected. '
        "Verify and try again."
    )


def _to_int(value: Any) -> int:
    if isinstance(value, bool):
        raise _wrong_type("1" if value else "", "int")
    return value if type(value) is int else int(_number(value, "int"))


def _to_float(value: Any) -> float:
    return _number(value, "float")


def _number(value: Any, type_: str) -> float:
    if isinstance(value, str) and not _NUMERIC.fullmatch(value):
        raise _wrong_type(value, type_)
    return float(value)


def _to_string(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return str(value)


def _to_bool(value: Any) -> bool:
    return str(value).lower() in _TRUE


_SCALARS: dict[str, Callable[[Any], Any]] = {
    "int": _to_int,
    "float": _to_float,
    "string": _to_string,
    "bool": _to_bool,
}


def _folded(key: str) -> str:
    return str(key).replace("_", "").lower()


def _upper_camel(key: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in str(key).split("_"))


def body_parameter(body: dict[str, Any], name: str, type_: Type) -> Any:
    """Return the parameter ``name`` of a request body in its declared type.

    :raises StoreError: 400, if it is missing or wrong.
    """
    if body.get(name) is None:
        raise required(name)
    return convert(body[name], type_)
