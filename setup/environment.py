"""The virtual environment: pinned packages, with Odoo 19 on its path."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from console import Problem, run, step
from layout import LOCAL, LOGS, REQUIREMENTS, STAMPS, VENV, venv_python


def ensure_environment(odoo: Path) -> Path:
    """Make or repair the virtual environment; returns its interpreter.

    Does nothing when requirements, Python and Odoo are those of the last time.

    :param odoo: folder that holds the package ``odoo``
    :raises Problem: when it cannot be made, with what to do about it
    """
    stamp = STAMPS / "environment"
    wanted = _fingerprint(odoo)
    if venv_python().exists() and stamp.exists() and stamp.read_text() == wanted:
        return venv_python()
    make_venv(VENV)
    with step(f"Python packages: installing what {REQUIREMENTS.name} pins"):
        run(
            [*pip(venv_python()), "install", "--no-deps", "-r", REQUIREMENTS],
            log=LOGS / "pip.log",
            what="installing the Python packages (is the package index reachable?)",
        )
    site_packages = next(VENV.glob("lib/python3.*/site-packages"))
    (site_packages / "odoo-19.pth").write_text(f"{odoo}\n")
    run(
        [venv_python(), "-c", "import odoo.release, odoo.http"],
        log=LOGS / "import.log",
        what="importing Odoo in the new environment",
    )
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)
    return venv_python()


def pip(python: Path) -> list[str | Path]:
    """The beginning of a command that calls the pip of an environment."""
    return [python, "-m", "pip", "--disable-pip-version-check", "--quiet"]


def _fingerprint(odoo: Path) -> str:
    digest = hashlib.sha256(REQUIREMENTS.read_bytes())
    digest.update(f"{odoo} {sys.version_info[:2]}".encode())
    return digest.hexdigest()


def make_venv(folder: Path) -> None:
    """Make a virtual environment, unless a usable one of this Python is there.

    :raises Problem: when it cannot be made, with what to do about it
    """
    python = folder / "bin" / "python"
    check = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    usable = (
        python.exists()
        and not subprocess.run([python, "-c", check], capture_output=True).returncode
    )
    if usable:
        return
    shutil.rmtree(folder, ignore_errors=True)
    LOCAL.mkdir(parents=True, exist_ok=True)
    with step(f"Virtual environment with Python {sys.version.split()[0]}"):
        _install_venv_module()
        run(
            [sys.executable, "-m", "venv", folder],
            log=LOGS / "venv.log",
            what="making the virtual environment",
        )


def _install_venv_module() -> None:
    """Debian splits ``ensurepip`` from Python: get it, or say how to."""
    if not subprocess.run(
        [sys.executable, "-c", "import venv, ensurepip"], capture_output=True
    ).returncode:
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.geteuid() or not shutil.which("apt-get"):
        raise Problem(
            f"Python's module `venv` is missing: install it (Debian: apt install {package}), then run this again."
        )
    apt_install(package)


def apt_install(*packages: str) -> None:
    """Install Debian packages; for root only.

    :raises Problem: when apt cannot, with the end of its output
    """
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    log = LOGS / "apt.log"
    names = ", ".join(packages)
    run(
        ["apt-get", "update", "-q"],
        log=log,
        what="updating apt's lists",
        env=environment,
    )
    run(
        ["apt-get", "install", "-yq", "--no-install-recommends", *packages],
        log=log,
        what=f"installing {names}",
        env=environment,
    )
