"""Lets Markdown pages show docstrings, which are written as Odoo's are, in reStructuredText."""

from __future__ import annotations

import re
from typing import Any

import griffe

_ROLE = re.compile(r":(?:attr|class|data|exc|func|meth|mod):`~?\.?([^`]+)`")
_LITERAL = re.compile(r"::[ ]*$", re.MULTILINE)
_DOCTEST = re.compile(
    r"^(?P<indent>[ ]*)>>> .*(?:\n(?P=indent)\S.*|\n(?P=indent)[ ]+\S.*)*", re.MULTILINE
)


class RstDocstrings(griffe.Extension):
    """Turns roles, literal blocks and doctests of all docstrings into Markdown."""

    def on_object(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        """Convert the docstring of a module, class, function or attribute."""
        if obj.docstring:
            obj.docstring.value = to_markdown(obj.docstring.value)


def to_markdown(text: str) -> str:
    """The docstring in Markdown.

    >>> to_markdown("See :meth:`run`, as in::")
    'See `run`, as in:'
    >>> to_markdown("Adds.\\n\\n>>> 1 + 1\\n2").splitlines()[2:]
    ['```pycon', '>>> 1 + 1', '2', '```']
    """
    text = _ROLE.sub(r"`\1`", text)
    text = _LITERAL.sub(":", text)
    return _DOCTEST.sub(_fence, text)


def _fence(doctest: re.Match[str]) -> str:
    indent = doctest["indent"]
    return f"{indent}```pycon\n{doctest[0]}\n{indent}```"
