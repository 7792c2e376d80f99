"""How every text file ends its lines and itself; the XML ones are laid out too.

Run as a program, it names the files that are otherwise, and with ``--fix`` corrects
them: ``python setup/text_style.py [--fix] FILE...``.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from xml_style import XmlStyleError, format_xml

_CONFLICT = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)


#: Blanks at the end of their lines may be content; ruff looks after the code.
_OWN_BLANKS = {".py"}


def format_text(text: str, suffix: str = "") -> str:
    """The text with Unix line ends, no blanks at the end of a line, one newline at the end.

    :param suffix: what the file's name ends with. Two spaces at the end of a line are a
        line break in Markdown; in Python blanks may be part of a string.

    >>> format_text("one \\r\\ntwo\\n\\n")
    'one\\ntwo\\n'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if suffix not in _OWN_BLANKS:
        text = "\n".join(
            line
            if suffix == ".md" and re.search(r"\S  $", line)
            else line.rstrip(" \t")
            for line in text.split("\n")
        )
    text = text.rstrip("\n")
    return text + "\n" if text else ""


def check(path: Path, fix: bool) -> list[str]:
    """What is wrong with a file, one sentence each; with ``fix`` what was put right."""
    content = path.read_bytes()
    if b"\0" in content:
        return []
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return [f"{path}: is not UTF-8: {error}"]
    if conflict := _CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        return [f"{path}:{line}: a merge conflict is left unresolved"]
    wanted = format_text(text, path.suffix)
    if path.suffix == ".xml":
        try:
            wanted = format_xml(wanted)
        except XmlStyleError as error:
            return [f"{path}: {error}"]
    if wanted == text:
        return []
    if fix:
        path.write_bytes(wanted.encode("utf-8"))
        return [f"{path}: formatted"]
    return [f"{path}:{_first_difference(text, wanted)}: would be formatted"]


def _first_difference(text: str, wanted: str) -> int:
    pairs = zip(text.split("\n"), wanted.split("\n"), strict=False)
    return next((n for n, (a, b) in enumerate(pairs, 1) if a != b), text.count("\n"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Check or fix the files named; status 1 when one is not, or was not, in style."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fix", action="store_true")
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    findings = [line for path in options.files for line in check(path, options.fix)]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
