"""Odoo 19 itself: one that the user names, else the Debian package in a prefix of ours.

Odoo is not published on the Python package index; Debian's suite sid has it as
``odoo-19``. The package is unpacked, not installed: the machine's own suites
and packages stay as they are.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from console import Problem, run, step
from layout import LOCAL, LOGS, ODOO_PREFIX

#: Odoo, and the packages whose files it links to, all from suite sid.
FROM_SID = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
)
#: The web client wants the class names of Font Awesome 4.7: sid has 6.
FONT_AWESOME = ("fonts-font-awesome", "bookworm")

#: Debian strips this file; without it the browser console logs an error.
STRIPPED = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"

ADVICE = (
    "name an Odoo 19 that you have: ODOO_SRC=/path/to/odoo (a checkout of branch 19.0, or the folder that "
    "holds the package `odoo`)"
)


def find_odoo() -> Path:
    """Folder to put on Python's path so that ``import odoo`` gives Odoo 19.

    Uses ``ODOO_SRC`` when set, else downloads the Debian package once.

    :raises Problem: when ``ODOO_SRC`` holds no Odoo 19, or it cannot be downloaded
    """
    named = os.environ.get("ODOO_SRC")
    if named:
        return _named_odoo(Path(named).expanduser().resolve())
    packages = ODOO_PREFIX / "usr/lib/python3/dist-packages"
    if not (ODOO_PREFIX / ".complete").exists():
        with step(
            "Odoo 19: downloading the Debian package (123 MB) into a prefix of the project"
        ):
            _unpack_debian_packages()
            stub = packages / STRIPPED
            stub.parent.mkdir(parents=True, exist_ok=True)
            if not stub.exists():
                stub.write_text(
                    "// Stripped by Debian; empty, so that nothing fails to load.\n"
                )
        (ODOO_PREFIX / ".complete").touch()
    return packages


def addons_folders(source: Path) -> list[Path]:
    """Folders with Odoo's own addons that are not inside the package ``odoo``."""
    return [path for path in [source / "addons"] if (path / "web").is_dir()]


def _named_odoo(named: Path) -> Path:
    for folder in (named, named / "usr/lib/python3/dist-packages"):
        release = folder / "odoo" / "release.py"
        if release.exists():
            found = re.search(
                r"version_info\s*=\s*\(([^)]*)\)", release.read_text("utf-8")
            )
            if not found or not found[1].strip().startswith("19,"):
                seen = found[1] if found else "no version"
                raise Problem(
                    f"ODOO_SRC={named} is not Odoo 19 (version: {seen}): {ADVICE}."
                )
            return folder
    raise Problem(f"ODOO_SRC={named} holds no package `odoo`: {ADVICE}.")


def _unpack_debian_packages() -> None:
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        raise Problem(f"this machine has no apt to download Odoo 19 with: {ADVICE}.")
    mirror = _mirror()
    shutil.rmtree(ODOO_PREFIX, ignore_errors=True)
    ODOO_PREFIX.mkdir(parents=True)
    for suite, packages in (("sid", FROM_SID), (FONT_AWESOME[1], FONT_AWESOME[:1])):
        folder = LOCAL / "apt" / suite
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "lists" / "partial").mkdir(parents=True)
        (folder / "cache" / "archives" / "partial").mkdir(parents=True)
        keyring = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
        trust = f"[signed-by={keyring}] " if keyring.exists() else ""
        (folder / "sources.list").write_text(f"deb {trust}{mirror} {suite} main\n")
        apt = _apt(folder)
        _fetch(
            [*apt, "update"],
            folder,
            f"reading the package list of Debian's suite {suite}",
        )
        _fetch(
            [*apt, "download", *packages], folder, f"downloading {', '.join(packages)}"
        )
        for archive in sorted(folder.glob("*.deb")):
            run(
                ["dpkg", "-x", archive, ODOO_PREFIX],
                log=LOGS / "dpkg.log",
                what=f"unpacking {archive.name}",
            )
        shutil.rmtree(folder, ignore_errors=True)


def _mirror() -> str:
    """The Debian mirror that this machine uses already."""
    answer = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)"],
        capture_output=True,
        text=True,
    )
    for uri in answer.stdout.split():
        if uri.rstrip("/").endswith("/debian"):
            return uri
    raise Problem(
        f"apt on this machine names no Debian mirror to download Odoo 19 from: {ADVICE}."
    )


def _apt(folder: Path) -> list[str]:
    options = {
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "Dir::Cache::pkgcache": "",
        "Dir::Cache::srcpkgcache": "",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "APT::Update::Error-Mode": "any",
    }
    return ["apt-get", *(f"-o{name}={value}" for name, value in options.items())]


def _fetch(command: list[str], folder: Path, what: str) -> None:
    try:
        run(command, log=LOGS / "apt.log", what=what, cwd=folder, tail=4)
    except Problem as problem:
        raise Problem(f"{problem}\nCheck the network, or {ADVICE}.") from problem
