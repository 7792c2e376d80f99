"""The one name of a contact, and the several that a shop keeps of a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

PARTS = ("prefix", "firstname", "middlename", "lastname", "suffix")

#: Marks that Magento allows in a name besides letters and digits of any script; seen
#: on Magento 2.4.7, which refuses the whole customer because of any other.
_ALLOWED_MARKS = frozenset("&,.-_'’` ")


def full_name(names: Mapping[str, object]) -> str:
    """Prefix, names and suffix of a person, as far as they are known.

    >>> full_name({"prefix": "Dr", "firstname": "Ada", "lastname": "King"})
    'Dr Ada King'
    """
    return " ".join(str(names[part]) for part in PARTS if names.get(part))


def split_name(name: str, known: Mapping[str, object]) -> dict[str, str] | None:
    """What of a person's names changed, given the new whole name.

    The names that the shop has tell where the parts end: a prefix, a suffix, and
    whichever of the other names is still there stays in its place. Of two names
    that the shop does not know the last word is the last name.

    :param known: the person's names in the shop
    :return: the changed ones of ``firstname``, ``middlename`` and ``lastname``;
        ``None`` if there is one word only, from which two names can't be made

    >>> known = {"prefix": "Dr", "firstname": "Ada", "lastname": "de la Cruz"}
    >>> split_name("Dr Ada de la Cruz", known)
    {}
    >>> split_name("Dr Eva María de la Cruz", known)
    {'firstname': 'Eva María'}
    >>> split_name("Ada King", known)
    {'lastname': 'King'}
    >>> split_name("Bea Anna Roy", known)
    {'firstname': 'Bea Anna', 'lastname': 'Roy'}
    >>> split_name("Bea", known) is None
    True
    """
    words = clean_name(name).split()
    before = {part: _words(known.get(part)) for part in PARTS}
    if before["prefix"] and _starts(words, before["prefix"]):
        words = words[len(before["prefix"]) :]
    if before["suffix"] and _ends(words, before["suffix"]):
        words = words[: -len(before["suffix"])]
    if len(words) < 2:
        return None
    first, middle, last = (
        before[part] for part in ("firstname", "middlename", "lastname")
    )
    if _starts(words, first + middle) and len(words) > len(first + middle):
        last = words[len(first + middle) :]
    elif _ends(words, middle + last) and len(words) > len(middle + last):
        first = words[: len(words) - len(middle + last)]
    elif _ends(words, last) and len(words) > len(last):
        first, middle = words[: len(words) - len(last)], []
    elif _starts(words, first) and len(words) > len(first):
        middle, last = [], words[len(first) :]
    else:
        first, middle, last = words[:-1], [], words[-1:]
    now = {"firstname": first, "middlename": middle, "lastname": last}
    return {
        part: " ".join(value) for part, value in now.items() if value != before[part]
    }


def clean_name(name: str) -> str:
    """The name without the characters that make Magento refuse it.

    >>> clean_name("Søn & O’Hara (Lyon)"), clean_name("A/B  #1")
    ('Søn & O’Hara Lyon', 'A B 1')
    """
    kept = (char if _is_allowed(char) else " " for char in name)
    return " ".join("".join(kept).split())


def _is_allowed(char: str) -> bool:
    category = unicodedata.category(char)
    return char in _ALLOWED_MARKS or category[0] in "LM" or category == "Nd"


def _words(text: object) -> list[str]:
    return str(text).split() if text else []


def _starts(words: list[str], beginning: list[str]) -> bool:
    return bool(beginning) and words[: len(beginning)] == beginning


def _ends(words: list[str], end: list[str]) -> bool:
    return bool(end) and words[-len(end) :] == end
