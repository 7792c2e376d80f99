"""Which values the shop may send: checked here once, trusted everywhere else.

A schema names the fields that we read, their kind, and which must be there. What is
checked comes out in one form: ids as text, flags as booleans, moments as datetimes in
UTC, missing values as ``None``. Fields that no schema names are left as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from odoo.tools.translate import LazyGettext, LazyTranslate

from odoo.addons.connector.exception import InvalidDataError

from .search import MOMENT_FORMAT

_lt = LazyTranslate(__name__, default_lang="en_US")

#: No text field of Magento that is read here holds more than 255 characters.
TEXT_LIMIT = 1000
_QUOTED = 80

_A_TEXT = _lt("a text")
_AN_ID = _lt("an id (a whole number)")
_A_FLAG = _lt("true or false")
_A_MOMENT = _lt("a date and time (YYYY-MM-DD HH:MM:SS)")
_A_LIST = _lt("a list")
_AN_OBJECT = _lt("an object")


class UnexpectedData(InvalidDataError):
    """The shop sent a record that can't be imported as it is.

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


class Text(Kind):
    """A text; blanks around it are dropped, and nothing but blanks is nothing."""

    def read(self, value: object) -> str | None:
        if not isinstance(value, str):
            raise _mismatch(value, _A_TEXT)
        if "\0" in value:
            raise _Wrong(_lt("holds a null character, which can't be stored"))
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise _Wrong(_lt("holds half a character, which can't be stored"))
        if len(value) > TEXT_LIMIT:
            raise _Wrong(
                _lt(
                    "is %(length)s characters long, more than the %(limit)s allowed",
                    length=len(value),
                    limit=TEXT_LIMIT,
                )
            )
        return value.strip() or None


class Identifier(Kind):
    """A record's id; Magento prints some as numbers, some as text. 0 is valid."""

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
    """True or false, in any of Magento's spellings."""

    def read(self, value: object) -> bool:
        if isinstance(value, (bool, int, str)) and str(value).lower() in _FLAGS:
            return _FLAGS[str(value).lower()]
        raise _mismatch(value, _A_FLAG)


_FLAGS = {"true": True, "1": True, "false": False, "0": False, "": False}


class Moment(Kind):
    """A date and time; Magento prints all in UTC, without zone mark."""

    def read(self, value: object) -> datetime | None:
        if value == "" or str(value).startswith("0000-00-00"):
            return None
        try:
            return datetime.strptime(str(value), MOMENT_FORMAT)
        except ValueError:
            raise _mismatch(value, _A_MOMENT) from None


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


@dataclass(frozen=True)
class Schema:
    """The fields of one kind of record.

    :ivar label: what the record is called in messages
    :ivar fields: kind of each field by its name
    :ivar naming: fields that help a person to find a record that has no id
    """

    label: LazyGettext
    fields: Mapping[str, Kind]
    naming: tuple[str, ...] = ("email", "code", "name")

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
                "%(record)s can't be imported: %(problems)s. Correct it in Magento, then"
                " set this job to pending again.",
                record=name[:1].upper() + name[1:],
                problems="; ".join(f"“{path}” {text}" for path, text in texts),
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


WEBSITE = Schema(
    _lt("website"),
    {
        "id": Identifier(required=True),
        "code": Text(required=True),
        "name": Text(required=True),
    },
)
STORE = Schema(
    _lt("store"),
    {
        "id": Identifier(required=True),
        "website_id": Identifier(required=True),
        "root_category_id": Identifier(),
        "code": Text(),
        "name": Text(required=True),
    },
)
STORE_VIEW = Schema(
    _lt("store view"),
    {
        "id": Identifier(required=True),
        "store_group_id": Identifier(required=True),
        "website_id": Identifier(required=True),
        "code": Text(required=True),
        "name": Text(required=True),
        "is_active": Flag(),
    },
)
STORE_CONFIG = Schema(
    _lt("configuration of the store view"),
    {
        "id": Identifier(required=True),
        "locale": Text(),
        "timezone": Text(),
        "base_currency_code": Text(),
    },
)
CUSTOMER_GROUP = Schema(
    _lt("customer group"),
    {
        "id": Identifier(required=True),
        "code": Text(required=True),
        "tax_class_id": Identifier(),
        "tax_class_name": Text(),
    },
)
REGION = Schema(
    _lt("region"), {"region_code": Text(), "region": Text(), "region_id": Identifier()}
)
ADDRESS = Schema(
    _lt("address"),
    {
        "id": Identifier(required=True),
        "prefix": Text(),
        "firstname": Text(),
        "middlename": Text(),
        "lastname": Text(),
        "suffix": Text(),
        "company": Text(),
        "street": Texts(),
        "city": Text(),
        "postcode": Text(),
        "country_id": Text(),
        "region": Part(schema=REGION),
        "telephone": Text(),
        "vat_id": Text(),
        "default_billing": Flag(),
        "default_shipping": Flag(),
    },
)
CUSTOMER = Schema(
    _lt("customer"),
    {
        "id": Identifier(required=True),
        "email": Text(required=True),
        "prefix": Text(),
        "firstname": Text(required=True),
        "middlename": Text(),
        "lastname": Text(required=True),
        "suffix": Text(),
        "taxvat": Text(),
        "group_id": Identifier(),
        "website_id": Identifier(),
        "store_id": Identifier(),
        "created_at": Moment(),
        "updated_at": Moment(),
        "default_billing": Identifier(),
        "default_shipping": Identifier(),
        "addresses": Parts(schema=ADDRESS),
        "extension_attributes": Part(
            schema=Schema(_lt("customer"), {"is_subscribed": Flag()})
        ),
    },
)
