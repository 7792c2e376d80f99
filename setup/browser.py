"""The browser that browser tests drive: found on the machine, or installed where root may."""

from __future__ import annotations

import os
import shutil

from console import Problem, say, step
from environment import apt_install

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def ensure_browser() -> str | None:
    """Path of Chromium or Chrome; ``None`` when there is none and we may not install it."""
    found = _find()
    if found:
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        try:
            with step("Browser: installing Debian's chromium for the browser tests"):
                apt_install("chromium")
        except Problem as problem:
            say(f"    {problem}")
        found = _find()
    if not found:
        say(
            "    no browser here: the browser tests will be skipped. Install Chromium (Debian: apt install chromium) "
            "or name one with CHROMIUM=/path/to/chromium."
        )
    return found


def _find() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    for name in (*NAMES, MAC):
        if shutil.which(name):
            return shutil.which(name)
    return None
