"""How our XML files are laid out: four spaces a level, nothing that has a meaning moved.

Only blanks between tags and between attributes change. Elements that hold text stay
as they are with all that is in them, and so do attribute values and comments' texts:
views, QWeb templates and translated terms mean after it what they meant before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

INDENT = "    "
HEADER = '<?xml version="1.0" encoding="UTF-8" ?>'

_TOKEN = re.compile(
    r"""<!--.*?--> | <!\[CDATA\[.*?\]\]> | <\?.*?\?> | <!DOCTYPE[^>]*>
    | <(?:[^<>"'] | "[^"]*" | '[^']*')*> | [^<]+""",
    re.DOTALL | re.VERBOSE,
)
_TAG_PART = re.compile(r"""("[^"]*"|'[^']*')""")
_HEADER = re.compile(r"\A<\?xml[^>]*\?>\s*")
#: Blanks mean something in these, whatever they hold.
_VERBATIM = {"pre", "textarea", "script", "style"}


class XmlStyleError(Exception):
    """The file cannot be formatted: it is not well-formed."""


@dataclass
class _Token:
    text: str
    #: "open", "close", "empty", "blank", "text" or "other" (comment, instruction)
    kind: str
    #: Whether it stands in an element that holds text.
    verbatim: bool = False

    @property
    def name(self) -> str:
        return re.split(r"[\s/>]", self.text.lstrip("</"), maxsplit=1)[0]


def format_xml(text: str) -> str:
    """The document in the house's layout.

    :raises XmlStyleError: when it is not well-formed

    >>> print(format_xml('<odoo><data>\\n <x a="1"   b="2"/>\\n</data></odoo>'), end="")
    <?xml version="1.0" encoding="UTF-8" ?>
    <odoo><data>
            <x a="1" b="2" />
        </data></odoo>
    """
    meaning = _meaning(text)
    body = _HEADER.sub("", text)
    tokens = [_token(match.group()) for match in _TOKEN.finditer(body)]
    _mark_verbatim(tokens)
    wanted = f"{HEADER}\n{_laid_out(tokens).strip()}\n"
    if _meaning(wanted) != meaning:
        raise XmlStyleError("formatting would change its meaning: lay it out by hand")
    return wanted


def _meaning(text: str) -> str:
    try:
        return ElementTree.canonicalize(text, strip_text=True)
    except (ElementTree.ParseError, ValueError) as error:
        raise XmlStyleError(f"is not well-formed: {error}") from error


def _token(text: str) -> _Token:
    if not text.startswith("<"):
        return _Token(text, "text" if text.strip() else "blank")
    if text.startswith("<![CDATA["):
        return _Token(text, "text")
    if text.startswith(("<!", "<?")):
        return _Token(text, "other")
    if text.startswith("</"):
        return _Token(text, "close")
    return _Token(text, "empty" if text.endswith("/>") else "open")


def _mark_verbatim(tokens: list[_Token]) -> None:
    """Find the elements that hold text, and mark what lies between their tags."""
    opened: list[int] = []
    closed_at: dict[int, int] = {}
    holds_text: set[int] = set()
    for position, token in enumerate(tokens):
        if token.kind == "open":
            opened.append(position)
            if token.name in _VERBATIM or "xml:space" in token.text:
                holds_text.add(position)
        elif token.kind == "close":
            closed_at[opened.pop()] = position
        elif token.kind == "text" and opened:
            holds_text.add(opened[-1])
    for start in holds_text:
        for token in tokens[start + 1 : closed_at[start] + 1]:
            token.verbatim = True


def _laid_out(tokens: list[_Token]) -> str:
    written: list[str] = []
    depth = 0
    column = 0  # where the token began before
    for position, token in enumerate(tokens):
        if token.kind == "close":
            depth -= 1
        if token.verbatim or token.kind == "text":
            written.append(token.text)
        elif token.kind == "blank":
            following = tokens[position + 1 : position + 2]
            closes = bool(following) and following[0].kind == "close"
            written.append(_between_tags(token.text, depth - closes))
        elif token.kind == "other":
            written.append(_shifted(token.text, column, depth))
        else:
            written.append(_tag(token.text, depth))
        if token.kind == "open":
            depth += 1
        column = len(token.text.rpartition("\n")[2].expandtabs(4))
    return "".join(written)


def _between_tags(blank: str, depth: int) -> str:
    """At most one empty line is left; on one line, one space or what was there."""
    newlines = min(blank.count("\n"), 2)
    return "\n" * newlines + INDENT * depth if newlines else blank


def _shifted(comment: str, column: int, depth: int) -> str:
    """A comment's further lines move by as much as its first one does."""
    first, *lines = comment.split("\n")
    by = len(INDENT) * depth - column
    moved = [first]
    for line in lines:
        bare = line.expandtabs(4).lstrip(" ")
        indent = len(line.expandtabs(4)) - len(bare)
        moved.append(" " * max(indent + by, 0) + bare if bare else "")
    return "\n".join(moved)


def _tag(tag: str, depth: int) -> str:
    """One blank between attributes, or a line of its own for each that had one."""
    end = "/>" if tag.endswith("/>") else ">"
    parts = _TAG_PART.split(tag.removesuffix(end))
    for number in range(0, len(parts), 2):  # the others are quoted values
        last = number == len(parts) - 1
        parts[number] = _blanks(parts[number], depth if last else depth + 1)
    inside = "".join(parts)
    if inside.rstrip(" ").endswith("\n"):
        return inside.rstrip(" \n") + f"\n{INDENT * depth}{end}"
    return inside.rstrip() + (" />" if end == "/>" else end)


def _blanks(text: str, depth: int) -> str:
    return re.sub(
        r"\s+", lambda m: f"\n{INDENT * depth}" if "\n" in m.group() else " ", text
    )
