"""The project as files: what the structural tests look at."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEST_ADDONS = ROOT / "tests" / "addons"
LICENCES = {
    "LGPL-3": "GNU LESSER GENERAL PUBLIC LICENSE",
    "AGPL-3": "GNU AFFERO GENERAL PUBLIC LICENSE",
}

_MADE_BY_PROGRAMS = {"__pycache__", "build", "dist", "node_modules", "site"}


def addon_folders() -> list[Path]:
    """Our addons, those that are published first."""
    return [
        manifest.parent
        for folder in (ROOT, TEST_ADDONS)
        for manifest in sorted(folder.glob("*/__manifest__.py"))
    ]


def manifest(addon: Path) -> dict:
    """What an addon says about itself."""
    return ast.literal_eval((addon / "__manifest__.py").read_text("utf-8"))


def files(*suffixes: str) -> Iterator[Path]:
    """All files of the project, or those with a suffix; none that a program made."""
    for folder, folders, names in os.walk(ROOT):
        hidden = {name for name in folders if name.startswith(".") and name != ".ci"}
        folders[:] = sorted(set(folders) - hidden - _MADE_BY_PROGRAMS)
        for name in sorted(names):
            path = Path(folder, name)
            if not suffixes or path.suffix in suffixes:
                yield path


def exception_classes(path: Path) -> list[str]:
    """Names of the classes of a module whose parents' names say that they are errors."""
    classes = [
        node
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]
    errors: list[str] = []
    for node in classes:
        parents = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
        if any(p in errors or p.endswith(("Error", "Exception")) for p in parents):
            errors.append(node.name)
    return errors
