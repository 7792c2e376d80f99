"""Which values a server may send: checked once, trusted everywhere else.

A schema names the fields that are read, their kind, and which must be there. What is
checked comes out in one form: ids as text, flags as booleans, moments as datetimes in
UTC, missing values as ``None``. Fields that no schema names are left as they are.

>>> customer = Schema(_lt("customer"), {"id": Identifier(required=True), "vip": Flag()})
>>> customer.check({"id": 7, "vip": "1", "note": "x"})
{'id': '7', 'vip': True, 'note': 'x'}
>>> customer.check({"id": 7, "vip": "perhaps"})
Traceback (most recent call last):
...
odoo.addons.connector.schema.UnexpectedData: The customer with id 7 can't be imported: “vip” holds 'perhaps' where true or false belongs. Correct it on the backend, then run this job again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from odoo.tools.translate import LazyGettext, LazyTranslate

from .exception import InvalidDataError

_lt = LazyTranslate(__name__, default_lang="en_US")

#: Characters of a text beyond which it is refused; see ``Text.longest``.
TEXT_LIMIT = 1000
_QUOTED = 80

_A_TEXT = _lt("a text")
_AN_ID = _lt("an id (a whole number)")
_A_FLAG = _lt("true or false")
_A_NUMBER = _lt("a number")
_A_MOMENT = _lt("a date and time (YYYY-MM-DD HH:MM:SS)")
_A_LIST = _lt("a list")
_AN_OBJECT = _lt("an object")


class UnexpectedData(InvalidDataError):
    """The server sent a record that can't be imported as it is.

    :ivar problems: pairs of a field's path and what is wrong with it
    """

    def __init__(self, message: str, problems: list[tuple[str, str]]) -> None:
        super().__init__(message)
        self.problems = problems


class _Wrong(Exception):
    """A value that does not fit: a path below the field, and what is wrong."""

    def __init__(self, problem: LazyGettext, path: str = "") -> None:
        super().__init__(path)
        self.problem = problem
        self.path = path


@dataclass(frozen=True)
class Kind:
    """What a field may hold.

    :ivar required: whether it must hold something
    """

    required: bool = False

    def read(self, value: object) -> object:
        """The value in our form. :raises _Wrong: it does not fit"""
        raise NotImplementedError


@dataclass(frozen=True)
class Text(Kind):
    """A text; blanks around it are dropped, and nothing but blanks is nothing.

    :ivar longest: number of characters beyond which it is refused
    """

    longest: int = TEXT_LIMIT

    def read(self, value: object) -> str | None:
        if not isinstance(value, str):
            raise _mismatch(value, _A_TEXT)
        if "\0" in value:
            raise _Wrong(_lt("holds a null character, which can't be stored"))
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise _Wrong(_lt("holds half a character, which can't be stored"))
        if len(value) > self.longest:
            raise _Wrong(
                _lt(
                    "is %(length)s characters long, more than the %(limit)s allowed",
                    length=len(value),
                    limit=self.longest,
                )
            )
        return value.strip() or None


class Identifier(Kind):
    """A record's id, a whole number that may come as text. 0 is valid."""

    def read(self, value: object) -> str | None:
        if isinstance(value, str):
            value = value.strip()
            if not value:
                return None
            if value.isascii() and value.isdigit():
                return str(int(value))
        elif isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return str(value)
        raise _mismatch(value, _AN_ID)


class Flag(Kind):
    """True or false, in any of the usual spellings."""

    def read(self, value: object) -> bool:
        if isinstance(value, (bool, int, str)) and str(value).lower() in _FLAGS:
            return _FLAGS[str(value).lower()]
        raise _mismatch(value, _A_FLAG)


_FLAGS = {"true": True, "1": True, "false": False, "0": False, "": False}


class Number(Kind):
    """A number, which may come as text; exact, as amounts need it."""

    def read(self, value: object) -> Decimal | None:
        if value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise _mismatch(value, _A_NUMBER)
        try:
            number = Decimal(str(value).strip())
        except InvalidOperation:
            raise _mismatch(value, _A_NUMBER) from None
        if not number.is_finite():
            raise _mismatch(value, _A_NUMBER)
        return number


@dataclass(frozen=True)
class Moment(Kind):
    """A date and time; what comes with a zone is moved to UTC, the rest is UTC.

    :ivar format: how the server prints it, as ``strptime`` takes it; ISO 8601 if empty
    """

    format: str = ""

    def read(self, value: object) -> datetime | None:
        if value == "" or str(value).startswith("0000-00-00"):
            return None
        try:
            moment = (
                datetime.strptime(str(value), self.format)
                if self.format
                else datetime.fromisoformat(str(value))
            )
        except ValueError:
            raise _mismatch(value, _A_MOMENT) from None
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        return moment


class Texts(Kind):
    """A list of texts, without the empty ones."""

    def read(self, value: object) -> list[str]:
        if not isinstance(value, list):
            raise _mismatch(value, _A_LIST)
        texts = []
        for rank, item in enumerate(value):
            try:
                texts.append(Text().read(item) if item is not None else None)
            except _Wrong as wrong:
                raise _Wrong(wrong.problem, f"[{rank}]") from None
        return [text for text in texts if text]


_ADVICE = _lt("Correct it on the backend, then run this job again.")


@dataclass(frozen=True)
class Schema:
    """The fields of one kind of record.

    :ivar label: what the record is called in messages
    :ivar fields: kind of each field by its name
    :ivar naming: fields that help a person to find a record that has no id
    :ivar advice: what to do about a record that can't be imported
    """

    label: LazyGettext
    fields: Mapping[str, Kind]
    naming: tuple[str, ...] = ("email", "code", "name")
    advice: LazyGettext = _ADVICE

    def check(
        self,
        data: object,
        external_id: object = None,
        translate: Callable[[LazyGettext], str] = str,
    ) -> dict:
        """The record with its fields in our form.

        :param external_id: id under which the record was asked for
        :raises UnexpectedData: naming the record, each wrong field and its value
        """
        problems: list[tuple[str, LazyGettext]] = []
        checked = self.read(data, problems)
        if external_id and checked.get("id") not in (None, str(external_id)):
            problems.append(
                ("id", _lt("is “%(id)s”, another than asked for", id=checked["id"]))
            )
        if not problems:
            return checked
        texts = [(path, translate(problem)) for path, problem in problems]
        name = translate(self._name(data, external_id or checked.get("id")))
        message = translate(
            _lt(
                "%(record)s can't be imported: %(problems)s. %(advice)s",
                record=name[:1].upper() + name[1:],
                problems="; ".join(f"“{path}” {text}" for path, text in texts),
                advice=translate(self.advice),
            )
        )
        raise UnexpectedData(message, texts)

    def read(self, data: object, problems: list[tuple[str, LazyGettext]]) -> dict:
        """The record in our form; what is wrong is added to ``problems``."""
        if data == []:
            data = {}  # PHP's empty object
        if not isinstance(data, dict):
            problems.append(("", _mismatch(data, _AN_OBJECT).problem))
            return {}
        checked = dict(data)
        for name, kind in self.fields.items():
            value = data.get(name)
            try:
                checked[name] = None if value is None else kind.read(value)
            except _Wrong as wrong:
                checked[name] = None
                problems.append((f"{name}{wrong.path}", wrong.problem))
            else:
                if kind.required and checked[name] is None:
                    problems.append((name, _lt("is missing")))
        return checked

    def _name(self, data: object, external_id: object) -> LazyGettext:
        if external_id:
            return _lt(
                "the %(label)s with id %(id)s", label=self.label, id=str(external_id)
            )
        hints = ", ".join(self._hints(data))
        if hints:
            return _lt(
                "a %(label)s without id (%(hints)s)", label=self.label, hints=hints
            )
        return _lt("a %(label)s without id", label=self.label)

    def _hints(self, data: object) -> Iterator[str]:
        for name in self.naming:
            if isinstance(data, dict) and data.get(name):
                yield f"{name} {_quote(data[name])}"


@dataclass(frozen=True, kw_only=True)
class Part(Kind):
    """A record inside a record."""

    schema: Schema

    def read(self, value: object) -> dict:
        problems: list[tuple[str, LazyGettext]] = []
        checked = self.schema.read(value, problems)
        for path, problem in problems:
            raise _Wrong(problem, f".{path}" if path else "")
        return checked


@dataclass(frozen=True, kw_only=True)
class Parts(Kind):
    """A list of records inside a record."""

    schema: Schema

    def read(self, value: object) -> list[dict]:
        if not isinstance(value, list):
            raise _mismatch(value, _A_LIST)
        part = Part(schema=self.schema)
        checked = []
        for rank, item in enumerate(value):
            try:
                checked.append(part.read(item))
            except _Wrong as wrong:
                raise _Wrong(wrong.problem, f"[{rank}]{wrong.path}") from None
        return checked


def _mismatch(value: object, expected: LazyGettext) -> _Wrong:
    return _Wrong(
        _lt(
            "holds %(value)s where %(expected)s belongs",
            value=_quote(value),
            expected=expected,
        )
    )


def _quote(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
