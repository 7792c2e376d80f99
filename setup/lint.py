"""``make lint``, ``make types`` and ``make docs``: the checks that only read the code.

Each check is one command. ``pre-commit`` runs the same ones, with the files of a commit.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from console import Problem, say
from layout import LOCAL, ROOT, SITE, SOURCES, TEST_ADDONS, TOOLS

#: Never looked into: made by programs, or kept byte for byte as a store sent it.
_SKIPPED_FOLDERS = {
    "__pycache__",
    "build",
    "captures",
    "captures_catalogue",
    "captures_orders",
    "dist",
    "node_modules",
    "site",
}
_KEPT_AS_IS = {"LICENSE"}

Selection = Callable[[Sequence[Path]], list[str]]


@dataclass(frozen=True)
class Check:
    """One thing that is checked: its name is what ``--only`` and pre-commit call it."""

    name: str
    what: str
    commands: Sequence[Sequence[str]]
    #: Out of the files looked at, the arguments to add; no argument, no run.
    #: ``None``: the commands name what they read.
    select: Selection | None = None
    fixes: Sequence[Sequence[str]] = ()
    environment: dict[str, str] = field(default_factory=dict)


def _with_suffix(*suffixes: str) -> Selection:
    return lambda files: [str(f) for f in files if not suffixes or f.suffix in suffixes]


def _addons_of(files: Sequence[Path]) -> list[str]:
    """The addons that the files belong to."""
    found = set()
    for file in files:
        for folder in (ROOT / file).parents:
            if folder.parent in (ROOT, TEST_ADDONS):
                if (folder / "__manifest__.py").exists():
                    found.add(str(folder.relative_to(ROOT)))
                break
    return sorted(found)


_STYLE = [sys.executable, str(Path(__file__).with_name("text_style.py"))]
#: How mypy names the folders of our addons.
_AS_IMPORTED = f"{os.path.relpath(SOURCES, ROOT)}/odoo/addons/"

_PYLINT = ["pylint", "--rcfile", ".pylintrc"]
_NOT_IN_TESTS = [
    "invalid-commit",
    "method-required-super",
    "missing-return",
    "odoo-addons-relative-import",
    "translation-required",
]
_MYPY = ["mypy", "--cache-dir", str(LOCAL / "mypy")]

CHECKS = [
    Check(
        "text",
        "ends of lines and files, layout of XML",
        commands=[_STYLE],
        fixes=[[*_STYLE, "--fix"]],
        select=_with_suffix(),
    ),
    Check(
        "ruff",
        "mistakes and imports in Python",
        commands=[["ruff", "check", "--quiet", "--force-exclude"]],
        fixes=[["ruff", "check", "--quiet", "--force-exclude", "--fix-only"]],
        select=_with_suffix(".py"),
    ),
    Check(
        "format",
        "layout of Python",
        commands=[["ruff", "format", "--quiet", "--force-exclude", "--diff"]],
        fixes=[["ruff", "format", "--quiet", "--force-exclude"]],
        select=_with_suffix(".py"),
    ),
    Check(
        "pylint",
        "Odoo's conventions in Python (pylint-odoo)",
        commands=[[*_PYLINT, "--ignore", "tests"]],
        select=_addons_of,
    ),
    Check(
        "pylint-tests",
        "the same in the addons' tests",
        # Classes inside of test methods look to it like models; texts of errors that
        # tests raise need no translation, and other connections must commit.
        commands=[[*_PYLINT, "--disable", ",".join(_NOT_IN_TESTS)]],
        select=lambda files: [
            f"{addon}/tests"
            for addon in _addons_of(files)
            if (ROOT / addon / "tests").is_dir()
        ],
    ),
    Check(
        "oca",
        "Odoo's conventions in XML, CSV and manifests (oca-odoo-pre-commit-hooks)",
        commands=[["oca-checks-odoo-module", "--config", ".oca_hooks.cfg"]],
        select=_addons_of,
    ),
    Check(
        "docs",
        "the documentation builds, without a warning",
        commands=[["mkdocs", "build", "--strict", "--site-dir", str(SITE)]],
        # The theme's advertisement of another program would be all that a failure shows.
        environment={"NO_MKDOCS_2_WARNING": "1"},
    ),
    Check(
        "types",
        "type hints (mypy)",
        commands=[_MYPY, [*_MYPY, "--explicit-package-bases", "setup"]],
        environment={
            "MYPYPATH": os.pathsep.join(map(str, (SOURCES, ROOT / "setup", ROOT)))
        },
    ),
]
#: ``make types`` is a command of its own.
_NOT_IN_LINT = {"types"}


def lint(names: str = "", fix: bool = False, files: Sequence[str] = ()) -> int:
    """Run the checks and say for each whether it is content; returns the exit status.

    The tools' environment and the sources must be there, see :mod:`tools`.

    :param names: comma-separated names of checks; all but ``types`` without any
    :param fix: put right what can be put right by a program, then check
    :param files: what to look at, relative to the root; everything without any
    :raises Problem: when a name is unknown
    """
    chosen = _choose(names)
    looked_at = sorted(filter(_is_ours, map(Path, files) if files else _all_files()))
    verdicts = {check.name: _run(check, fix, looked_at) for check in chosen}
    failed = [name for name, good in verdicts.items() if not good]
    if not failed:
        say(f"==> Lint: all good ({', '.join(verdicts)})")
        return 0
    fixable = not fix and any(check.fixes for check in chosen if check.name in failed)
    hint = "; `make lint FIX=1` puts right what a program can" if fixable else ""
    say(f"==> Lint: {', '.join(failed)} found something to correct, see above{hint}")
    return 1


def _choose(names: str) -> list[Check]:
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    if unknown := wanted - {check.name for check in CHECKS}:
        raise Problem(
            f"there is no check {', '.join(sorted(unknown))}. "
            f"There are: {', '.join(check.name for check in CHECKS)}."
        )
    return [
        check
        for check in CHECKS
        if (check.name in wanted if wanted else check.name not in _NOT_IN_LINT)
    ]


def _is_ours(file: Path) -> bool:
    """Whether it is written here, not by a program nor by somebody else."""
    folders = _SKIPPED_FOLDERS.intersection(file.parts)
    return not folders and file.name not in _KEPT_AS_IS


def _all_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        hidden = {name for name in folders if name.startswith(".") and name != ".ci"}
        folders[:] = sorted(set(folders) - hidden - _SKIPPED_FOLDERS)
        for name in names:
            path = Path(folder, name)
            if not path.is_symlink() and path.suffix not in {".pyc", ".png"}:
                yield path.relative_to(ROOT)


def _run(check: Check, fix: bool, files: Sequence[Path]) -> bool:
    """Run one check, showing what it prints only when it is not content."""
    extra = check.select(files) if check.select else []
    if check.select and not extra:
        return True
    variables = {**os.environ, **check.environment, "PYTHONDONTWRITEBYTECODE": "1"}
    variables["PATH"] = f"{TOOLS / 'bin'}{os.pathsep}{variables.get('PATH', '')}"
    start = time.monotonic()
    outputs = []
    good = True
    for command in [*(check.fixes if fix else ()), *check.commands]:
        outcome = subprocess.run(
            [*command, *extra],
            cwd=ROOT,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if command in check.fixes:
            if outcome.stdout.strip():
                outputs.append(outcome.stdout)
        elif outcome.returncode:
            good = False
            outputs.append(outcome.stdout)
    verdict = "ok    " if good else "FAILED"
    elapsed = time.monotonic() - start
    say(f"    {verdict} {check.name}: {check.what}, {elapsed:.0f} s")
    for output in outputs:
        shown = output.strip().replace(_AS_IMPORTED, "")
        say("\n".join(f"      {line}" for line in shown.splitlines()))
    return good
