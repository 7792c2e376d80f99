"""`make connector` writes addons that install, lint and pass their tests."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from e2e.conftest import database_copy

ROOT = Path(__file__).resolve().parents[2]
SETUP = ROOT / "setup"
#: name, entity: with a contact, a product, or nothing of Odoo behind its bindings.
#: Names that nobody uses: what lies in the project is installed already.
MADE = {"probe": "customer", "probed": "product", "my_probe_2": "sale_order"}
#: Seconds for installing all of them and running their tests.
TIME_LIMIT = 300

sys.path.insert(0, str(SETUP))
import connector_names  # noqa: E402
from layout import TOOLS  # noqa: E402
from lint import CHECKS  # noqa: E402
from postgres import free_port  # noqa: E402


def run(command, **options):
    return subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        **options,
    )


def generate(folder, name, entity, *options):
    names = ["--name", name, "--entity", entity]
    return run([sys.executable, SETUP, "connector", *names, "--into", folder, *options])


def skip_without_index():
    asked = run([sys.executable, "-m", "pip", "index", "versions", "copier"])
    if asked.returncode:
        pytest.skip(
            "the package index cannot be reached, the generator needs copier from it: "
            + asked.stdout.strip().splitlines()[-1]
        )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one addon of each sort."""
    folder = tmp_path_factory.mktemp("addons")
    for name, entity in MADE.items():
        outcome = generate(folder, name, entity)
        if "package index" in outcome.stdout:
            skip_without_index()
        assert outcome.returncode == 0, outcome.stdout
        assert f"Written: {folder / f'connector_{name}'}" in outcome.stdout
    return folder


def addon(folder, name):
    return folder / f"connector_{name}"


def checked(check, folder):
    """What a check of `make lint` looks at, in an addon that is not ours."""
    if check.name in ("pylint", "oca"):
        return [folder]
    if check.name == "pylint-tests":
        return [folder / "tests"]
    files = [path for path in folder.rglob("*") if path.is_file()]
    if check.name in ("ruff", "format"):
        return [
            *("--config", ROOT / "pyproject.toml"),
            *(path for path in files if path.suffix == ".py"),
        ]
    return [path for path in files if path.name != "LICENSE"]


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize(
    "check", [one for one in CHECKS if one.select], ids=lambda check: check.name
)
def test_lint(folder, name, check):
    path = f"{TOOLS / 'bin'}{os.pathsep}{os.environ['PATH']}"
    for command in check.commands:
        outcome = run(
            [*command, *checked(check, addon(folder, name))],
            env={**os.environ, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize("name", MADE)
def test_nothing_is_left_to_fill_in(folder, name):
    made = [path for path in addon(folder, name).rglob("*") if path.is_file()]
    assert {"__manifest__.py", "LICENSE", "DESCRIPTION.md", "common.py"} <= {
        path.name for path in made
    }
    for path in made:
        assert path.suffix != ".jinja"
        assert not re.search(r"[{]{2}|[{]%", str(path) + path.read_text("utf-8"))


def test_installs_and_passes_its_tests(folder, request, tmp_path):
    """All checks of the kit for one of them; buttons, views and rights of each."""
    log = tmp_path / "odoo.log"
    from odoo.tools import config

    paths = ",".join([*config["addons_path"], str(folder)])
    tags = "/connector_probe,/connector_probed:TestBackend,/connector_my_probe_2:TestBackend"
    with database_copy("generator") as database, log.open("w") as stream:
        code = subprocess.run(
            [
                *(sys.executable, "-m", "odoo"),
                *("-c", request.config.getoption("--odoo-config"), "-d", database),
                *(
                    "--addons-path",
                    paths,
                    "-i",
                    ",".join(f"connector_{n}" for n in MADE),
                ),
                *("--test-tags", tags, "--stop-after-init"),
                *("--http-port", str(free_port())),
            ],
            cwd=ROOT,
            stdout=stream,
            stderr=subprocess.STDOUT,
            timeout=TIME_LIMIT,
        ).returncode
    text = log.read_text("utf-8", "replace")
    wrong = [
        line for line in text.splitlines() if re.search(r" (ERROR|WARNING) ", line)
    ]
    found = re.findall(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", text)
    assert found, (
        f"Odoo ended with exit status {code} before its tests:\n{text[-3000:]}"
    )
    counts = found[-1]
    assert counts[:2] == ("0", "0"), "\n".join(wrong)
    assert int(counts[2]) >= 50, "the kit's checks are not among the tests that ran"
    assert code == 0, text[-2000:]
    about = [line for line in wrong if re.search("connector_(my_)?probe", line)]
    assert about == []


@pytest.mark.parametrize(
    ("name", "entity", "options", "said"),
    [
        ("2bad", "customer", (), "NAME=2bad: a name begins with a letter.* NAME=bad,"),
        ("Existing", "customer", (), "NAME=Existing: .* NAME=existing,"),
        ("with-dash", "customer", (), "NAME=with-dash: .* NAME=with_dash,"),
        ("with space", "customer", (), "NAME=with space: .* NAME=with_space,"),
        ("", "customer", (), "NAME=: .* NAME=acme,"),
        ("9", "customer", (), "NAME=9: .* NAME=acme,"),
        ("a__b", "customer", (), "NAME=a__b: .* NAME=a_b,"),
        ("été", "customer", (), "NAME=été: .* NAME=t,"),
        ("class", "customer", (), "NAME=class: it is a word of Python"),
        ("res", "customer", (), "NAME=res: models and addons called res... are Odoo's"),
        ("ir_shop", "customer", (), "NAME=ir_shop: .* Odoo's"),
        ("a" * 21, "customer", (), "it has 21 letters, at most 20"),
        ("acme", "customers", (), "ENTITY=customers is a plural: say ENTITY=customer"),
        ("acme", "people", (), "ENTITY=people is a plural: say ENTITY=person"),
        ("acme", "categories", (), "is a plural: say ENTITY=category"),
        ("acme", "sale_orders", (), "is a plural: say ENTITY=sale_order"),
        ("acme", "series", (), "ENTITY=series has no plural of its own: give one"),
        ("acme", "series", ("--plural", "series"), "PLURAL=series: it is the singular"),
        ("acme", "lens", ("--plural", "2"), "PLURAL=2: a name begins with a letter"),
        ("acme", "Order", (), "ENTITY=Order: .* ENTITY=order,"),
        ("acme", "import", (), "ENTITY=import: it is a word of Python"),
        ("acme", "backend", (), "ENTITY=backend: the addon itself uses this name"),
    ],
)
def test_names_that_cannot_be(tmp_path, name, entity, options, said):
    outcome = generate(tmp_path, name, entity, *options)
    assert outcome.returncode == 1
    assert re.search(said, outcome.stdout), outcome.stdout
    assert "Traceback" not in outcome.stdout
    assert list(tmp_path.iterdir()) == []


def test_plural_of_ones_own(folder):
    """A word that looks like a plural is none if the author says what its plural is."""
    outcome = generate(folder, "optics", "lens", "--plural", "lenses")
    assert outcome.returncode == 0, outcome.stdout
    adapter = folder / "connector_optics" / "components" / "lens_adapter.py"
    assert '_path = "lenses"' in adapter.read_text("utf-8")


def test_what_exists_is_left_alone(folder):
    kept = addon(folder, "probe") / "models" / "backend.py"
    before = kept.read_text("utf-8")
    outcome = generate(folder, "probe", "product")
    assert outcome.returncode == 1
    assert re.search("connector_probe exists already.*Choose another", outcome.stdout)
    assert kept.read_text("utf-8") == before
    outcome = run(
        [sys.executable, SETUP, "connector", "--name", "magento"]
        + ["--entity", "customer"]
    )
    assert "connector_magento exists already" in outcome.stdout


def test_folder_that_is_not_there(tmp_path):
    outcome = generate(tmp_path / "nowhere", "acme", "customer")
    assert outcome.returncode == 1
    assert "there is no such folder" in outcome.stdout


def test_make_asks_for_what_is_missing():
    for given, missing in (((), "NAME=acme"), (("NAME=acme",), "ENTITY=customer")):
        outcome = run(["make", "connector", *given])
        assert outcome.returncode
        assert f"{missing} is missing" in outcome.stdout


def test_examples_of_the_names():
    results = doctest.testmod(connector_names)
    assert (results.failed, results.attempted > 3) == (0, True)
