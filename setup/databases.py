"""Databases: made with our addons installed, copied, updated when code changed, dropped."""

from __future__ import annotations

import hashlib
import os
import secrets
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from console import Problem, run, step
from layout import (
    CONFIG,
    DATA_DIR,
    DATABASE_PREFIX,
    DEMO_ADDONS,
    DEMO_DATABASE,
    LOGS,
    REQUIREMENTS,
    ROOT,
    SERVER_WIDE_MODULES,
    STAMPS,
    TEMPLATE_DATABASE,
    TEST_ADDONS,
    addons,
    foreign_dependencies,
    venv_python,
)
from odoo_source import addons_folders
from postgres import Server

#: Job channels: at most four jobs at once, two of them Magento's.
CHANNELS = "root:4,root.magento:2"


def write_config(odoo: Path, server: Server) -> Path:
    """Write Odoo's configuration file for this machine; readable by its owner only."""
    folders = [ROOT, TEST_ADDONS, *addons_folders(odoo)]
    options = {
        "addons_path": ",".join(str(folder) for folder in folders),
        "data_dir": DATA_DIR,
        "db_host": server.host or False,
        "db_port": server.port or False,
        "db_user": server.user or False,
        "db_password": server.password or False,
        "admin_passwd": secrets.token_urlsafe(24),
        "list_db": False,
        "server_wide_modules": SERVER_WIDE_MODULES,
        "http_interface": "127.0.0.1",
        "workers": 0,
    }
    lines = ["[options]", *(f"{name} = {value}" for name, value in options.items())]
    lines += ["", "[queue_job]", f"channels = {CHANNELS}", ""]
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    CONFIG.touch(mode=0o600)
    CONFIG.write_text("\n".join(lines))
    return CONFIG


def odoo_command(database: str, *arguments: str) -> list[str]:
    """Command line that runs Odoo on a database with the project's configuration."""
    return [str(venv_python()), "-m", "odoo", *_common(database), *arguments]


def odoo_shell(database: str) -> list[str]:
    """Command line of Odoo's interactive shell on a database."""
    return [str(venv_python()), "-m", "odoo", "shell", *_common(database)]


def _common(database: str) -> list[str]:
    return ["-c", str(CONFIG), "-d", database]


class Databases:
    """The databases of one server, always named with the project's prefix."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def ensure_template(self) -> str:
        """Database with everything installed that our addons depend on; made once.

        Made anew when Odoo, the requirements or the dependencies change.
        """
        wanted = _digest(
            [REQUIREMENTS],
            (STAMPS / "environment").read_text(),
            *foreign_dependencies(),
        )
        stamp = STAMPS / "template"
        if self.exists(TEMPLATE_DATABASE) and _read(stamp) == wanted:
            return TEMPLATE_DATABASE
        with step(f"Template database: installing {', '.join(foreign_dependencies())}"):
            self.drop(TEMPLATE_DATABASE)
            self.install(TEMPLATE_DATABASE, foreign_dependencies())
        stamp.write_text(wanted)
        return TEMPLATE_DATABASE

    def ensure_demo(self) -> str:
        """The demo's database, with our addons as they are now."""
        names = [*addons(), *DEMO_ADDONS]
        stamp = STAMPS / "demo"
        wanted = _digest(_sources(addons()), *names)
        if not self.exists(DEMO_DATABASE) or not stamp.exists():
            with step(
                f"Demo database: installing {', '.join(names)} (with Odoo's demo data)"
            ):
                self.drop(DEMO_DATABASE)
                self.install(DEMO_DATABASE, names, "--with-demo")
        elif _read(stamp) != wanted:
            with step("Demo database: updating our addons, whose code changed"):
                stamp.unlink()
                self.install(DEMO_DATABASE, names, update=True)
        stamp.write_text(wanted)
        return DEMO_DATABASE

    def install(
        self, name: str, modules: Iterable[str], *options: str, update: bool = False
    ) -> None:
        """Install (and update, if asked) addons in a database, which is made when missing."""
        wanted = ",".join(modules)
        command = odoo_command(
            name, "-i", wanted, "--stop-after-init", "--no-http", *options
        )
        if update:
            command += ["-u", wanted]
        log = LOGS / f"install-{name}.log"
        run(command, log=log, what=f"installing {wanted} in {name}", cwd=ROOT)

    def exists(self, name: str) -> bool:
        """Whether there is such a database."""
        return (
            self._ask("select count(*) from pg_database where datname = %s", name)
            == "1"
        )

    def drop(self, name: str) -> None:
        """Drop a database of ours, and its files, if it is there."""
        _ours(name)
        self._ask(f'drop database if exists "{name}" with (force)')

    def copy(self, source: str, name: str) -> str:
        """Make a database as a copy of another; returns its name."""
        _ours(name)
        self.drop(name)
        self._ask(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = %s",
            source,
        )
        self._ask(f'create database "{name}" template "{source}"')
        return name

    def ours(self) -> list[str]:
        """Names of all databases of the project on this server."""
        found = self._ask(
            "select coalesce(string_agg(datname, ' '), '') from pg_database where datname like %s",
            DATABASE_PREFIX.replace("_", r"\_") + "%",
        )
        return found.split()

    @contextmanager
    def scratch(self, name: str, source: str) -> Iterator[str]:
        """A copy of a database that is dropped afterwards."""
        database = self.copy(source, DATABASE_PREFIX + name)
        try:
            yield database
        finally:
            self.drop(database)

    def _ask(self, query: str, *values: str) -> str:
        """First value of a query's answer, as text; asked from the virtual environment."""
        code = (
            "import sys, psycopg2\n"
            "c = psycopg2.connect(dbname='postgres'); c.autocommit = True; k = c.cursor()\n"
            "k.execute(sys.argv[1], sys.argv[2:] or None)\n"
            "print(k.fetchone()[0] if k.description else '')\n"
        )
        answer = subprocess.run(
            [venv_python(), "-c", code, query, *values],
            capture_output=True,
            text=True,
            env=environment(self.server),
        )
        if answer.returncode:
            reason = (answer.stderr.strip().splitlines() or ["no answer"])[-1]
            raise Problem(f"PostgreSQL refused `{query}`: {reason}")
        return answer.stdout.strip()


def environment(server: Server) -> dict[str, str]:
    """This process's environment with the way to the server in it."""
    return {**os.environ, **server.environment}


def _ours(name: str) -> None:
    if not name.startswith(DATABASE_PREFIX):
        raise Problem(
            f"the database {name!r} is not named {DATABASE_PREFIX}*: it is not ours to drop."
        )


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _sources(names: Iterable[str]) -> list[Path]:
    return [
        path
        for name in names
        for path in sorted((ROOT / name).rglob("*"))
        if path.is_file()
        and "__pycache__" not in path.parts
        and "tests" not in path.parts
    ]


def _digest(files: Sequence[Path], *texts: str) -> str:
    digest = hashlib.sha256("\n".join(texts).encode())
    for path in files:
        digest.update(str(path).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
