"""What no file of the project may hold, and how long one may get."""

from __future__ import annotations

import re

from .project import ROOT, exception_classes, files

#: Longer ones say in their docstring why: "Longer than 400 lines because ...".
MOST_LINES = 400
EXCUSE = "Longer than 400 lines because"

# Written so that this file does not hold them.
FORBIDDEN = {
    "a folder of the machine that built it": rf"{'/'}(?:work|root|home/\w+)/(?!\.\.\.)",
    "a file of a workplace": rf"{'/'}tmp/[A-Za-z_]\w*",
    "the host of a package registry": "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("npmjs", "org"),
            ("npmjs", "com"),
            ("deb", "debian", "org"),
        )
    ),
}


def readable_texts():
    for path in files():
        try:
            yield path.relative_to(ROOT), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def test_the_patterns_find_what_they_forbid():
    machine, workplace, registry = (re.compile(p) for p in FORBIDDEN.values())
    assert machine.search("see /" + "work/main/x")
    assert machine.search("/" + "home/ann/x")
    assert workplace.search("/" + "tmp/out.txt")
    assert registry.search("https://" + "pypi." + "org/simple")
    assert not machine.search("the homework/main")


def test_no_file_names_a_build_machine_or_a_registry():
    found = [
        f"{path}:{number}: {what}: {line.strip()[:100]}"
        for path, text in readable_texts()
        for what, pattern in FORBIDDEN.items()
        if re.search(pattern, text)
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert found == []


def test_no_module_is_long_without_saying_why():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files(".py")
        if (lines := (text := path.read_text("utf-8")).count("\n")) > MOST_LINES
        and EXCUSE not in " ".join("\n".join(text.split("\n")[:20]).split())
    }
    assert long == {}, "split it, or say at its head: " + EXCUSE


def test_no_merge_conflict_and_nothing_left_to_do():
    mark = re.compile(
        r"^[<>]{7} |\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b", re.MULTILINE
    )
    found = [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}"
        for path, text in readable_texts()
        if path.suffix in {".py", ".xml", ".sh", ".toml", ".yml"}
        for match in mark.finditer(text)
    ]
    assert found == []


def test_every_error_is_documented():
    page = (ROOT / "docs" / "errors.md").read_text("utf-8")
    modules = [
        *ROOT.glob("*/exception.py"),
        *ROOT.glob("*/client/errors.py"),
        *ROOT.glob("*/rest/errors.py"),
    ]
    errors = {name: path for path in modules for name in exception_classes(path)}
    assert {"NoComponentError", "MappingError", "RequestRefused"} <= set(errors)
    missing = {
        name: str(path.relative_to(ROOT))
        for name, path in errors.items()
        if not re.search(rf"\b{name}\b", page)
    }
    assert missing == {}, "name them in docs/errors.md"


def test_the_places_that_contributing_names_exist():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = {
        path
        for row in re.findall(r"^\|.*\|$", text, re.MULTILINE)
        for path in re.findall(r"`([\w.]+/[\w./-]*|[\w-]+\.\w+)`", row)
        if "..." not in path
    }
    assert "component/builder.py" in named
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_make_knows_every_command_that_is_documented():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]
    named = {
        target
        for page in pages
        for target in re.findall(
            r"(?:`|^)make ([a-z]+)", page.read_text(), re.MULTILINE
        )
    }
    assert {"demo", "test", "lint"} <= named & targets
    assert named - targets == set()
