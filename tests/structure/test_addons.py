"""Every addon says about itself what Odoo, pip and a reader need."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from odoo.modules.module import Manifest

from .project import LICENCES, ROOT, TEST_ADDONS, addon_folders, manifest

ADDONS = addon_folders()
PUBLISHED = [addon for addon in ADDONS if addon.parent == ROOT]
WITH_HINTS = ("component", "component_event", "connector")
BUILD_SYSTEM = (
    '[build-system]\nrequires = ["whool"]\nbuild-backend = "whool.buildapi"\n'
)


def name_of(addon: Path) -> str:
    return addon.name


def test_our_addons_are_found():
    names = {addon.name for addon in PUBLISHED}
    assert {
        "component",
        "connector",
        "connector_ecommerce",
        "connector_magento",
    } <= names
    assert any(addon.parent == TEST_ADDONS for addon in ADDONS)


@pytest.mark.parametrize("addon", ADDONS, ids=name_of)
def test_manifest(addon):
    found = manifest(addon)
    assert re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", found["version"])
    assert found["license"] in LICENCES
    assert found["author"] == "Odoo Connector contributors"
    assert found["name"].strip()
    assert found.get("installable", True) is True
    assert found["depends"], "an addon depends on something, if only on base"
    assert found["depends"] == list(dict.fromkeys(found["depends"]))


@pytest.mark.parametrize("addon", ADDONS, ids=name_of)
def test_data_files_exist_and_all_are_named(addon):
    found = manifest(addon)
    named = [*found.get("data", ()), *found.get("demo", ())]
    assert [name for name in named if not (addon / name).is_file()] == []
    present = {
        str(path.relative_to(addon))
        for folder in ("data", "demo", "security", "views", "wizards", "report")
        for path in addon.glob(f"{folder}/*")
        if path.suffix in {".xml", ".csv"}
    }
    assert present - set(named) == set(), "neither in `data` nor in `demo`"


@pytest.mark.parametrize("addon", ADDONS, ids=name_of)
def test_arrows_point_down(addon):
    """Nothing below knows anything above."""
    layers = [
        "component",
        "component_event",
        "connector",
        "connector_ecommerce",
        "connector_magento",
    ]
    if addon.name not in layers:
        return
    above = layers[layers.index(addon.name) + 1 :]
    assert not set(above) & set(manifest(addon)["depends"])
    importing = re.compile(rf"odoo\.addons\.({'|'.join(above)})\b" if above else r"$^")
    guilty = [
        str(path.relative_to(ROOT))
        for path in addon.rglob("*.py")
        if any(
            importing.search(line)
            for line in path.read_text("utf-8").splitlines()
            if line.lstrip().startswith(("from ", "import "))
        )
    ]
    assert guilty == []


@pytest.mark.parametrize("addon", PUBLISHED, ids=name_of)
def test_published_addon_is_a_distribution_with_a_readme(addon):
    assert (addon / "pyproject.toml").read_text("utf-8") == BUILD_SYSTEM
    assert (addon / "readme" / "DESCRIPTION.md").read_text("utf-8").strip()


@pytest.mark.parametrize("addon", PUBLISHED, ids=name_of)
def test_licence_text_is_the_one_that_the_manifest_names(addon):
    licence = (addon / "LICENSE").read_text("utf-8")
    assert licence.split("\n", 1)[0].strip() == LICENCES[manifest(addon)["license"]]


def copyleft(names: list[str], seen: set[str] | None = None) -> set[str]:
    """Addons under the AGPL, among some and all those that they depend on."""
    seen = set() if seen is None else seen
    found: set[str] = set()
    for name in names:
        if name in seen:
            continue
        seen.add(name)
        said = Manifest.for_addon(name)
        assert said, f"{name} is not installed: its licence is unknown"
        if said["license"] == "AGPL-3":
            found.add(name)
        found |= copyleft(said["depends"], seen)
    return found


def test_licences_of_others_are_read():
    assert "sale_exception" in copyleft(["connector_ecommerce"])
    assert copyleft(["connector", "queue_job", "sale_stock"]) == set()


@pytest.mark.parametrize("addon", ADDONS, ids=name_of)
def test_what_depends_on_the_agpl_is_under_it(addon):
    because_of = copyleft(manifest(addon)["depends"])
    if because_of:
        assert manifest(addon)["license"] == "AGPL-3", because_of


@pytest.mark.parametrize("addon", PUBLISHED, ids=name_of)
def test_licence_is_told_beside_the_code(addon):
    """The overview of licences names each addon under its licence."""
    text = (ROOT / "LICENSE").read_text("utf-8")
    [lesser, affero] = re.findall(r"^The addons? .*?(?:\n\n)", text, re.M | re.S)[:2]
    told = affero if manifest(addon)["license"] == "AGPL-3" else lesser
    assert f"`{addon.name}`" in told


@pytest.mark.parametrize("name", WITH_HINTS)
def test_hints_are_published(name):
    assert (ROOT / name / "py.typed").is_file()
