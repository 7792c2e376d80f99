"""Pages of the documentation, and the examples in them that have to run.

A page's examples run from top to bottom, in one namespace:

- a fence ``python`` is run; a fence ``pycon`` is run as a doctest, its output compared;
- an HTML comment ``<!-- not run: why -->`` on the line before a fence leaves it out;
- a line ``<!-- continues: other.md -->`` anywhere runs that page's examples first;
- other languages (``bash``, ``xml``, ``ini``, ``text``...) are for reading only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

#: Languages of fences that are not run. Any other one is a spelling mistake.
FOR_READING = {"bash", "console", "ini", "json", "text", "toml", "xml"}
FOR_RUNNING = {"python", "pycon"}

_FENCE = re.compile(r"^(?P<indent>\s*)(?P<ticks>```+)(?P<language>.*)$")
_NOT_RUN = re.compile(r"<!--\s*not run:(?P<reason>.*?)-->")
_CONTINUES = re.compile(r"^<!--\s*continues:(?P<pages>.*?)-->$", re.MULTILINE)


class PageError(ValueError):
    """A page is written so that its examples could pass unseen."""


@dataclass(frozen=True)
class Example:
    """One block to run.

    :param line: number of its first line in the page, from 1
    """

    code: str
    line: int
    doctest: bool


@dataclass
class Page:
    """One page: its examples, and the pages whose examples run before."""

    path: Path
    examples: list[Example] = field(default_factory=list)
    continues: list[Path] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Path from the project's root, as shown in a failure."""
        return self.path.relative_to(ROOT).as_posix()

    def chain(self) -> list[Page]:
        """This page after those that it continues."""
        pages: list[Page] = []
        for path in self.continues:
            pages += [page for page in read(path).chain() if page not in pages]
        return [*pages, self]


def all_paths() -> list[Path]:
    """All pages: those in the root and what is below ``docs/``."""
    root = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    return [*root, *sorted(DOCS.rglob("*.md"))]


def read(path: Path) -> Page:
    """Read a page. :raises PageError: it has a fence that nobody would run"""
    return parse(path.read_text("utf-8"), path)


def parse(text: str, path: Path) -> Page:
    """Find the examples in a page's text; see :func:`read`."""
    page = Page(path)
    for found in _CONTINUES.finditer(text):
        page.continues += [path.parent / name for name in found["pages"].split()]
    lines = text.splitlines()
    number = 0
    while number < len(lines):
        opening = _FENCE.match(lines[number])
        if not opening:
            number += 1
            continue
        end = _end_of_fence(lines, number, opening, path)
        language = opening["language"].strip()
        where = f"{path}, line {number + 1}"
        if language not in FOR_RUNNING | FOR_READING:
            raise PageError(
                f"{where}: a fence in language {language!r}: use one of "
                f"{', '.join(sorted(FOR_RUNNING | FOR_READING))}."
            )
        if language in FOR_RUNNING and not _is_left_out(lines, number, where):
            if opening["indent"]:
                raise PageError(
                    f"{where}: an indented example: write it at the margin."
                )
            code = "\n".join(lines[number + 1 : end]) + "\n"
            page.examples.append(Example(code, number + 2, language == "pycon"))
        number = end + 1
    return page


def _end_of_fence(
    lines: list[str], start: int, opening: re.Match[str], path: Path
) -> int:
    for number in range(start + 1, len(lines)):
        if lines[number].strip() == opening["ticks"]:
            return number
    raise PageError(f"{path}, line {start + 1}: the fence is never closed.")


def _is_left_out(lines: list[str], fence: int, where: str) -> bool:
    mark = _NOT_RUN.search(lines[fence - 1]) if fence else None
    if mark and not mark["reason"].strip():
        raise PageError(f"{where}: `not run` needs a reason.")
    return bool(mark)
