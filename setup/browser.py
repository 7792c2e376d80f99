"""The browser that browser tests drive: found on the machine, or installed where root may."""

from __future__ import annotations

import os
import shutil
import subprocess

from console import Problem, say, step
from environment import apt_install
from layout import venv_python

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: A bare Debian lacks this library of Playwright's own Node.
DRIVER_NEEDS = "libatomic1"
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def ensure_browser() -> str | None:
    """Path of Chromium or Chrome, with what drives it in working order.

    Root on Debian gets what is missing; for others it is said.

    :return: ``None`` when there is none, so that browser tests are skipped
    """
    may_install = os.geteuid() == 0 and bool(shutil.which("apt-get"))
    found = _find()
    if not found and may_install:
        _install("chromium", "Browser: installing Debian's chromium")
        found = _find()
    if not found:
        say(
            "    no browser here: the browser tests will be skipped. Install Chromium (Debian: apt install chromium) "
            "or name one with CHROMIUM=/path/to/chromium."
        )
        return None
    if not _driver_runs() and may_install:
        _install(DRIVER_NEEDS, f"Browser: installing {DRIVER_NEEDS} for its driver")
    if not _driver_runs():
        say(
            "    Playwright, which drives the browser, does not run here: the browser tests will be skipped. "
            f"It wants the library of Debian's package {DRIVER_NEEDS} (apt install {DRIVER_NEEDS})."
        )
        return None
    return found


def _install(package: str, what: str) -> None:
    try:
        with step(what):
            apt_install(package)
    except Problem as problem:
        say(f"    {problem}")


def _driver_runs() -> bool:
    command = [str(venv_python()), "-m", "playwright", "--version"]
    return not subprocess.run(command, capture_output=True).returncode


def _find() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    for name in (*NAMES, MAC):
        if shutil.which(name):
            return shutil.which(name)
    return None
