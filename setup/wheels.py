"""``make wheels``: every addon as a wheel, installable with pip beside Odoo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from console import run, say
from environment import pip
from layout import LOGS, ROOT, WHEELS, addons
from tools import ensure_tools


def build_wheels(names: Sequence[str] = (), folder: Path = WHEELS) -> list[Path]:
    """Build the wheels of addons into a folder; returns their paths.

    Uses the pinned build backend of the tools' environment, where ``pip install
    ./component`` would fetch the newest.

    :param names: addons at the root of the repository; all without any
    :raises Problem: when one cannot be built, with the end of what pip said
    """
    programs = ensure_tools()
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--no-deps", "--no-build-isolation"]
    built: list[Path] = []
    for name in names or addons():
        for old in folder.glob(f"odoo_addon_{name}-*.whl"):
            old.unlink()
        run(
            [
                *pip(programs / "python"),
                "wheel",
                *options,
                "--wheel-dir",
                folder,
                ROOT / name,
            ],
            log=LOGS / "wheels.log",
            what=f"building the wheel of {name}",
        )
        built += folder.glob(f"odoo_addon_{name}-*.whl")
    for path in built:
        say(f"    {path.name}")
    return built
