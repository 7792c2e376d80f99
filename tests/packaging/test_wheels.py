"""Each addon is a wheel: complete, with true dependencies, importable, and typed."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDONS = sorted(path.parent.name for path in ROOT.glob("*/__manifest__.py"))
SETUP = ROOT / "setup"
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
#: Addons of OCA that ours depend on: packages as well, while Odoo's come with `odoo`.
OF_OCA = {"queue_job", "sale_automatic_workflow_payment_mode", "sale_exception"}
#: Folders and files that an addon cannot do without; code is looked at by importing.
DATA = {"data", "i18n", "report", "security", "static", "views", "wizards"}

# What a connector's author writes; `reveal_type` makes mypy say what it sees.
SNIPPET = """\
from odoo.addons.component.core import Component, WorkContext


class PartnerImporter(Component):
    _name = "acme.partner.importer"
    _usage = "record.importer"

    def run(self, external_id: str) -> int:
        return len(external_id)


def work_with(work: WorkContext) -> None:
    reveal_type(work.get(PartnerImporter))
    reveal_type(work.get(PartnerImporter).run("1"))
"""


def run(command, **options):
    return subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )


def run_with_index(command):
    """Run what may need the package index; skips only when that cannot be reached."""
    outcome = run(command)
    if outcome.returncode:
        asked = run([*PIP, "index", "versions", "whool"])
        if asked.returncode:
            pytest.skip(
                "the package index cannot be reached, the wheels need their build "
                f"backend from it: {asked.stdout.strip().splitlines()[-1]}"
            )
        pytest.fail(outcome.stdout)
    return outcome


@pytest.fixture(scope="session")
def wheels(tmp_path_factory):
    """Wheels of all addons, by addon, as ``make wheels`` builds them."""
    folder = tmp_path_factory.mktemp("wheels")
    run_with_index([sys.executable, SETUP, "wheels", "--into", folder])
    found = {}
    for path in folder.glob("*.whl"):
        name = path.name.split("-", 1)[0].removeprefix("odoo_addon_")
        assert name not in found
        found[name] = path
    assert sorted(found) == ADDONS
    return found


@pytest.fixture(scope="session")
def installed(wheels, tmp_path_factory):
    """The folder where all wheels are installed, and nothing else."""
    folder = tmp_path_factory.mktemp("site-packages")
    outcome = run(
        [*PIP, "install", "--no-deps", "--no-index", "--target", folder]
        + list(wheels.values())
    )
    assert outcome.returncode == 0, outcome.stdout
    return folder


def python_beside_odoo(folder, code):
    """Run code with Odoo, and our addons only where they were installed."""
    outcome = run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
    )
    assert outcome.returncode == 0, outcome.stdout
    return json.loads(outcome.stdout.splitlines()[-1])


def manifest(name):
    return ast.literal_eval((ROOT / name / "__manifest__.py").read_text("utf-8"))


def metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        [name] = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
        return HeaderParser().parsestr(archive.read(name).decode())


@pytest.mark.parametrize("name", ADDONS)
def test_metadata(wheels, name):
    found = metadata(wheels[name])
    said = manifest(name)
    assert found["Name"] == f"odoo-addon-{name}"
    assert found["Version"].startswith(said["version"])
    assert found["License"] == said["license"]
    required = set(found.get_all("Requires-Dist"))
    assert "odoo==19.0.*" in required
    packaged = {name for name in required if name.startswith("odoo-addon-")}
    wanted = {*ADDONS, *OF_OCA} & set(said["depends"])
    assert packaged == {f"odoo-addon-{dependency}==19.0.*" for dependency in wanted}
    assert set(said.get("external_dependencies", {}).get("python", ())) <= required


@pytest.mark.parametrize("name", ADDONS)
def test_every_file_is_in_the_wheel(wheels, name):
    inside = f"odoo/addons/{name}/"
    with zipfile.ZipFile(wheels[name]) as archive:
        packed = {
            path.removeprefix(inside)
            for path in archive.namelist()
            if path.startswith(inside)
        }
    addon = ROOT / name
    wanted = {
        str(path.relative_to(addon))
        for path in addon.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and (
            path.relative_to(addon).parts[0] in DATA
            or path.name in {"py.typed", "__manifest__.py", "LICENSE"}
        )
    }
    assert {"__manifest__.py", "LICENSE"} <= wanted
    assert wanted - packed == set(), "packed is what git knows: `git add` new files"
    assert not any("__pycache__" in path for path in packed)
    assert not any(path.startswith("tests/addons") for path in packed)


def test_addons_are_importable_beside_odoo(installed):
    names = [f"odoo.addons.{name}" for name in ADDONS]
    where = python_beside_odoo(
        installed,
        "import importlib, json, odoo.tools\n"
        "import odoo.addons.base, odoo.addons.queue_job\n"
        f"found = [importlib.import_module(name).__file__ for name in {names}]\n"
        "print(json.dumps(found))",
    )
    assert where == [
        str(installed / "odoo" / "addons" / name / "__init__.py") for name in ADDONS
    ]


def test_odoo_finds_the_installed_addons(installed):
    """As Odoo does when it lists what can be installed, without an `addons_path`."""
    where = python_beside_odoo(
        installed,
        "import json\n"
        "from odoo.modules.module import Manifest, initialize_sys_path\n"
        "initialize_sys_path()\n"
        f"found = [Manifest.for_addon(name) for name in {ADDONS}]\n"
        "print(json.dumps([[m.path, m['version'], m['data']] for m in found]))",
    )
    for name, (path, version, data) in zip(ADDONS, where, strict=True):
        assert path == str(installed / "odoo" / "addons" / name)
        assert version == manifest(name)["version"]
        assert [file for file in data if not Path(path, file).is_file()] == []


def test_pip_installs_an_addon_from_its_folder(tmp_path):
    """As a user does it: the build backend comes from the index."""
    run_with_index(
        [*PIP, "install", "--no-deps", "--target", tmp_path, ROOT / "component"]
    )
    assert (tmp_path / "odoo" / "addons" / "component" / "core.py").is_file()


def test_hints_are_seen_by_a_type_checker(installed, tmp_path):
    """`work.get(SomeClass)` is known to an editor as that class."""
    environment = tmp_path / "environment"
    run([sys.executable, "-m", "venv", "--without-pip", environment])
    [site_packages] = environment.glob("lib/python3.*/site-packages")
    (site_packages / "installed.pth").write_text(f"{installed}\n")
    (tmp_path / "snippet.py").write_text(SNIPPET)
    mypy = tools_programs() / "mypy"
    outcome = run(
        [mypy, "--python-executable", environment / "bin" / "python"]
        + ["--cache-dir", tmp_path / "cache", "snippet.py"],
        cwd=tmp_path,
    )
    revealed = [
        line.partition('Revealed type is "')[2].rstrip('"')
        for line in outcome.stdout.splitlines()
        if "Revealed type" in line
    ]
    names = [name.rpartition(".")[2] for name in revealed]
    assert names == ["PartnerImporter", "int"], outcome.stdout
    assert "error:" not in outcome.stdout


def tools_programs():
    """The folder of the tools' programs; the fixture `wheels` has made them."""
    code = "import layout; print(layout.TOOLS / 'bin')"
    outcome = run([sys.executable, "-c", code], cwd=SETUP)
    return Path(outcome.stdout.strip())
