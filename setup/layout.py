"""Where things are: the only place that knows the project's folders and names."""

from __future__ import annotations

import ast
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Everything the project installs or makes on this machine; ignored by git.
LOCAL = Path(os.environ.get("CONNECTOR_HOME") or ROOT / ".local").resolve()

ODOO_PREFIX = LOCAL / "odoo"
VENV = LOCAL / "venv"
#: The environment of lint, types, docs and wheels: nothing that runs needs it.
TOOLS = LOCAL / "lint"
#: Our addons as they are imported, `odoo/addons/<name>`, for tools that only read.
SOURCES = LOCAL / "sources"
POSTGRES = LOCAL / "postgres"
STAMPS = LOCAL / "stamps"
LOGS = LOCAL / "log"
CONFIG = LOCAL / "odoo.conf"
DATA_DIR = LOCAL / "data"
DEMO = LOCAL / "demo"

TEST_ADDONS = ROOT / "tests" / "addons"
REQUIREMENTS = ROOT / "requirements.txt"
TOOLS_REQUIREMENTS = ROOT / "requirements-lint.txt"
WHEELS = ROOT / "dist"
SITE = ROOT / "site"

#: Databases are named so, and only databases named so are ever dropped.
DATABASE_PREFIX = "odoo_connector_"
DEMO_DATABASE = DATABASE_PREFIX + "demo"
#: Of Odoo: the demo's shop is in France, and keeps its books as one does there.
DEMO_ADDONS = ["l10n_fr_account"]
TEMPLATE_DATABASE = DATABASE_PREFIX + "template"

#: Odoo loads queue_job in every process, or there is no job runner.
SERVER_WIDE_MODULES = "base,web,queue_job"


def venv_python() -> Path:
    """The interpreter of the project's virtual environment."""
    return VENV / "bin" / "python"


def addons(folder: Path = ROOT) -> list[str]:
    """Names of the addons that lie in a folder, sorted."""
    return sorted(path.parent.name for path in folder.glob("*/__manifest__.py"))


def manifest(name: str) -> dict:
    """The manifest of one of our addons, test-only ones included."""
    for folder in (ROOT, TEST_ADDONS):
        path = folder / name / "__manifest__.py"
        if path.exists():
            return ast.literal_eval(path.read_text("utf-8"))
    raise KeyError(name)


def foreign_dependencies() -> list[str]:
    """Addons that ours depend on and that are not ours, sorted."""
    ours = set(addons()) | set(addons(TEST_ADDONS))
    needed: set[str] = set()
    for name in ours:
        needed.update(manifest(name).get("depends", ()))
    return sorted(needed - ours)
