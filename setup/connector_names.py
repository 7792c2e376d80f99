"""The names in a new connector: which are possible, and what follows from them."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass, field

from console import Problem

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
#: Longer ones make names of database objects that PostgreSQL cuts off.
_LONGEST = 20
#: First parts of the names of Odoo's models and addons: what is called so is theirs.
_TAKEN = frozenset(
    [
        "account",
        "auth",
        "base",
        "bus",
        "calendar",
        "component",
        "connector",
        "contacts",
        "crm",
        "data",
        "digest",
        "event",
        "fleet",
        "helpdesk",
        "hr",
        "iap",
        "ir",
        "l10n",
        "loyalty",
        "lunch",
        "mail",
        "maintenance",
        "mass",
        "mrp",
        "odoo",
        "onboarding",
        "payment",
        "phone",
        "point",
        "portal",
        "pos",
        "privacy",
        "product",
        "project",
        "purchase",
        "queue",
        "rating",
        "repair",
        "report",
        "res",
        "resource",
        "sale",
        "sales",
        "sms",
        "spreadsheet",
        "stock",
        "survey",
        "test",
        "theme",
        "uom",
        "utm",
        "web",
        "website",
    ]
)
#: What a generated addon uses itself.
_OWN = frozenset(
    {"backend", "base", "binding", "components", "models", "tests", "views"}
)
_IRREGULAR = {
    "child": "children",
    "person": "people",
    "man": "men",
    "woman": "women",
    "datum": "data",
    "index": "indices",
    "staff": "staff",
    "equipment": "equipment",
    "series": "series",
    "leaf": "leaves",
    "shelf": "shelves",
    "analysis": "analyses",
    "basis": "bases",
}


@dataclass(frozen=True)
class Field:
    """A value that is imported and exported.

    :ivar key: its name on the other side
    :ivar name: the field of Odoo
    :ivar example: a value, with ``{n}`` for a number
    """

    key: str
    name: str
    label: str
    example: str | float


@dataclass(frozen=True)
class Entity:
    """What is imported and exported.

    :ivar path: where its records are on the other side
    :ivar odoo_model: the model that it becomes a record of; empty if the binding is all
        that Odoo has of it
    :ivar depends: addons that the model needs
    """

    name: str
    title: str
    plural: str
    plural_title: str
    class_name: str
    path: str
    odoo_model: str = ""
    depends: list[str] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)


def title(name: str) -> str:
    """A name as people read it.

    >>> title("sale_order")
    'Sale Order'
    """
    return name.replace("_", " ").title()


def plural_of(word: str) -> str:
    """The plural of an English word.

    >>> [plural_of(word) for word in ("order", "tax", "category", "day", "sales_person")]
    ['orders', 'taxes', 'categories', 'days', 'sales_people']
    """
    before, _, last = word.rpartition("_")
    before = f"{before}_" if before else ""
    if last in _IRREGULAR:
        return before + _IRREGULAR[last]
    if last.endswith(("s", "x", "z", "ch", "sh")):
        return f"{word}es"
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}s"


def singular_of(word: str) -> str:
    """What a word is the plural of; empty if it looks like a singular.

    >>> [singular_of(word) for word in ("orders", "boxes", "categories", "address")]
    ['order', 'box', 'category', '']
    >>> singular_of("people"), singular_of("staff")
    ('person', '')
    """
    before, _, last = word.rpartition("_")
    before = f"{before}_" if before else ""
    for singular, plural in _IRREGULAR.items():
        if last == plural and last != singular:
            return before + singular
    if last.endswith(("ss", "us", "is")) or last in _IRREGULAR or len(last) < 4:
        return ""
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        candidate = last.removesuffix(ending) + instead
        if last.endswith(ending) and plural_of(candidate) == last:
            return before + candidate
    return ""


def check_name(name: str) -> None:
    """Refuse a name of a system that no addon can have.

    :raises Problem: with one that can
    """
    _check_word("NAME", name, "acme")
    if name.partition("_")[0] in _TAKEN:
        raise Problem(
            f"NAME={name}: models and addons called {name.partition('_')[0]}... are Odoo's. "
            f"Take the name of the system, such as NAME=acme."
        )


def check_entity(entity: str, plural: str = "") -> None:
    """Refuse a name of an entity that cannot be used.

    :param plural: given by the author, who then knows that the entity is a singular
    :raises Problem: with one that can
    """
    _check_word("ENTITY", entity, "customer")
    if entity in _OWN:
        raise Problem(
            f"ENTITY={entity}: the addon itself uses this name. Say what is imported, "
            "such as ENTITY=customer."
        )
    if plural:
        _check_word("PLURAL", plural, "customers")
        if plural == entity:
            raise Problem(
                f"PLURAL={plural}: it is the singular as well, which would give two things "
                "one name. Choose another one, such as "
                f"PLURAL={entity}_records."
            )
        return
    singular = singular_of(entity)
    if singular:
        raise Problem(
            f"ENTITY={entity} is a plural: say ENTITY={singular}. If it is a "
            "singular, give its plural, too, as PLURAL=..."
        )
    if plural_of(entity) == entity:
        raise Problem(
            f"ENTITY={entity} has no plural of its own: give one that the addon can use, "
            f"such as PLURAL={entity}_records."
        )


def entity_of(name: str, plural: str = "") -> Entity:
    """What is known of an entity: the Odoo model behind it, and some of its fields."""
    plural = plural or plural_of(name)
    odoo_model, depends, fields = _behind(name)
    return Entity(
        name=name,
        title=title(name),
        plural=plural,
        plural_title=title(plural),
        class_name=title(name).replace(" ", ""),
        path=plural,
        odoo_model=odoo_model,
        depends=depends,
        fields=[
            Field("name", "name", "Name", f"{title(name)} {{n}}"),
            *fields,
        ],
    )


def _behind(name: str) -> tuple[str, list[str], list[Field]]:
    """Odoo's model of an entity, the addons it needs, and what it has but a name."""
    if name in ("customer", "partner", "contact", "supplier", "vendor", "person"):
        return (
            "res.partner",
            ["contacts"],
            [
                Field("email", "email", "E-mail", "mail{n}@example.com"),
                Field("phone", "phone", "Phone", "+32 2 555 0{n}"),
                Field("city", "city", "City", "Brussels"),
            ],
        )
    if name == "product":
        return (
            "product.template",
            ["product"],
            [
                Field("sku", "default_code", "Internal Reference", "SKU-{n}"),
                Field("price", "list_price", "Sales Price", 9.5),
            ],
        )
    return "", [], [Field("note", "note", "Note", "Note {n}")]


def _check_word(option: str, word: str, example: str) -> None:
    if not _NAME.fullmatch(word):
        wanted = re.sub(r"[^a-z0-9]+", "_", word.lower()).strip("_")
        wanted = wanted.lstrip("0123456789_")
        if not _NAME.fullmatch(wanted):
            wanted = example
        raise Problem(
            f"{option}={word}: a name begins with a letter and has only lower-case "
            f"letters, digits and single underscores: {option}={wanted}, for example."
        )
    if len(word) > _LONGEST:
        raise Problem(
            f"{option}={word}: it has {len(word)} letters, at most {_LONGEST} are possible."
        )
    if keyword.iskeyword(word):
        raise Problem(
            f"{option}={word}: it is a word of Python. Choose another one, such as "
            f"{option}={example}."
        )
