"""The environment of the tools that read the code: lint, types, docs, wheels."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from console import run, step
from environment import make_venv, pip
from layout import LOGS, ROOT, SOURCES, STAMPS, TOOLS, TOOLS_REQUIREMENTS, addons

#: Odoo has no type stubs: whatever comes from it is of any type.
_ANYTHING = "from typing import Any\n\ndef __getattr__(name: str) -> Any: ...\n"


def ensure_tools() -> Path:
    """Make or repair the tools' environment; returns the folder of its programs.

    Does nothing when the requirements and Python are those of the last time.

    :raises Problem: when it cannot be made, with what to do about it
    """
    programs = TOOLS / "bin"
    stamp = STAMPS / "tools"
    digest = hashlib.sha256(TOOLS_REQUIREMENTS.read_bytes())
    digest.update(f"{sys.version_info[:2]}".encode())
    wanted = digest.hexdigest()
    python = programs / "python"
    usable = python.exists() and stamp.exists()
    if usable and stamp.read_text() == wanted:
        return programs
    make_venv(TOOLS)
    with step(f"Tools: installing what {TOOLS_REQUIREMENTS.name} pins"):
        run(
            [*pip(python), "install", "--no-deps", "-r", TOOLS_REQUIREMENTS],
            log=LOGS / "pip-tools.log",
            what="installing the tools (is the package index reachable?)",
        )
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)
    return programs


def ensure_sources() -> Path:
    """Lay our addons out as ``odoo.addons.<name>`` for tools that follow imports.

    Returns the folder that holds ``odoo``. Odoo itself is not in it.
    """
    folder = SOURCES / "odoo" / "addons"
    folder.mkdir(parents=True, exist_ok=True)
    for package in (folder.parent, folder):
        (package / "__init__.pyi").write_text(_ANYTHING)
    wanted = {name: ROOT / name for name in addons()}
    for link in folder.iterdir():
        if link.is_symlink() and wanted.get(link.name) != link.readlink():
            link.unlink()
    for name, target in wanted.items():
        link = folder / name
        if not link.is_symlink():
            link.symlink_to(target)
    return SOURCES
