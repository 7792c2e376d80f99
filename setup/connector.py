"""``make connector``: a new addon for a vendor's system, from the template beside this."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from connector_names import Entity, check_entity, check_name, entity_of, title
from console import Problem, run, say
from layout import LOGS, ROOT
from tools import ensure_tools

TEMPLATE = Path(__file__).with_name("connector_template")


@dataclass(frozen=True)
class Connector:
    """What the template is filled with.

    :ivar name: the vendor's system, as in ``acme``
    :ivar addon: name of the addon
    :ivar backend_model: model of the backend
    :ivar binding_model: model of the bindings
    """

    name: str
    title: str
    class_name: str
    addon: str
    backend_model: str
    binding_model: str
    entity: Entity

    @classmethod
    def of(cls, name: str, entity: str, plural: str = "") -> Connector:
        """The connector with these names.

        :raises Problem: when one of them cannot be used, with what would do
        """
        check_name(name)
        check_entity(entity, plural)
        found = entity_of(entity, plural)
        behind = found.odoo_model or entity.replace("_", ".")
        return cls(
            name=name,
            title=title(name),
            class_name=title(name).replace(" ", ""),
            addon=f"connector_{name}",
            backend_model=f"{name.replace('_', '.')}.backend",
            binding_model=f"{name.replace('_', '.')}.{behind}",
            entity=found,
        )


def make_connector(
    name: str, entity: str, folder: Path | None = None, plural: str = ""
) -> Path:
    """Write a new addon; returns its folder.

    :param name: the vendor's system, in lower case: ``acme``
    :param entity: what is imported and exported, in the singular: ``customer``
    :param folder: where the addon goes; the root of the repository without
    :param plural: of the entity, when it is not the usual one
    :raises Problem: when it cannot be written, with what to do about it
    """
    connector = Connector.of(name, entity, plural)
    target = (folder or ROOT).resolve() / connector.addon
    if target.exists():
        raise Problem(
            f"NAME={name}: {target} exists already. Choose another name, or delete it first."
        )
    if not target.parent.is_dir():
        raise Problem(f"DIR={folder}: there is no such folder. Make it first.")
    programs = ensure_tools()
    with tempfile.TemporaryDirectory() as scratch:
        answers = Path(scratch, "answers.json")
        answers.write_text(json.dumps(asdict(connector)))
        run(
            [
                *(programs / "copier", "copy", "--quiet", "--defaults"),
                *("--data-file", answers, TEMPLATE, scratch),
            ],
            log=LOGS / "connector.log",
            what=f"filling the template of {connector.addon}",
        )
        made = Path(scratch, connector.addon)
        _lay_out(made, programs)
        shutil.copy(ROOT / "connector" / "LICENSE", made)
        # In one go: what is there is complete.
        shutil.copytree(made, target)
    _tell_next_steps(connector, target)
    return target


def _lay_out(made: Path, programs: Path) -> None:
    """Break lines where `make lint` wants them: it depends on how long the names are."""
    log, what = LOGS / "connector.log", "laying out the new addon"
    settings: list[str | Path] = ["--config", ROOT / "pyproject.toml", "--quiet", made]
    run([programs / "ruff", "check", "--fix-only", *settings], log=log, what=what)
    run([programs / "ruff", "format", *settings], log=log, what=what)
    texts = [path for path in made.rglob("*") if path.is_file()]
    style = Path(__file__).with_name("text_style.py")
    run([sys.executable, style, "--fix", *texts], log=log, what=what)


def _tell_next_steps(connector: Connector, target: Path) -> None:
    say(f"Written: {target}")
    if target.parent != ROOT:
        say("It installs like any other addon, beside those of this repository.")
        return
    say(f"Try it:  make test ONLY={connector.addon}")
    say("Next:    docs/first-connector.md")
