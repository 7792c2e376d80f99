"""Commands behind the Makefile: ``sh setup/run COMMAND``. ``help`` lists them.

The first half of every command runs with whatever Python the machine has and
makes the virtual environment; the rest runs inside it.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from console import Problem, fail, say
from databases import Databases, environment, odoo_command, odoo_shell, write_config
from environment import ensure_environment
from layout import (
    CONFIG,
    DEMO,
    DEMO_DATABASE,
    LOCAL,
    LOGS,
    ROOT,
    SITE,
    WHEELS,
    addons,
    venv_python,
)
from lint import lint
from odoo_source import find_odoo
from postgres import NAMED_BY, postgres, remove
from suites import run_suites
from tools import ensure_sources, ensure_tools
from wheels import build_wheels

from connector import make_connector


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="sh setup/run", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser(
        "setup", help="Odoo 19, virtual environment, PostgreSQL, demo database"
    )
    demo = commands.add_parser(
        "demo", help="set up, then all of the demo store arrives in Odoo"
    )
    demo.add_argument("--check", action="store_true", help="end after the summary")
    commands.add_parser(
        "run", help="Odoo and the demo store, without the demo's main job"
    )
    tests = commands.add_parser("test", help="all test suites")
    tests.add_argument("--only", default="", help="comma-separated names of suites")
    commands.add_parser("shell", help="Odoo's shell on the demo database")
    update = commands.add_parser("update", help="update an addon in the demo database")
    update.add_argument("addon")
    lints = commands.add_parser("lint", help="style, Odoo's conventions, docs")
    lints.add_argument("--fix", action="store_true", help="put right what can be")
    lints.add_argument("--only", default="", help="comma-separated names of checks")
    lints.add_argument("files", nargs="*", help="what to look at; everything without")
    commands.add_parser("types", help="type hints of the code")
    commands.add_parser("docs", help="the documentation, as web pages")
    wheels = commands.add_parser("wheels", help="every addon as a wheel")
    wheels.add_argument("--into", type=Path, default=WHEELS, help="another folder")
    wheels.add_argument("addons", nargs="*", help="only these addons")
    connector = commands.add_parser(
        "connector", help="a new addon for a vendor's system"
    )
    connector.add_argument("--name", required=True, help="the system, as in acme")
    connector.add_argument("--entity", required=True, help="as in customer")
    connector.add_argument("--plural", default="", help="of the entity, if unusual")
    connector.add_argument("--into", type=Path, help="folder where the addon goes")
    commands.add_parser("environment", help="only the virtual environment")
    commands.add_parser("clean", help="remove everything that was set up")
    options = parser.parse_args(arguments)
    try:
        return globals()[f"_{options.command}"](options)
    except Problem as problem:
        return fail(problem)
    except KeyboardInterrupt:
        say("\nsetup: interrupted; run the same command again to go on.")
        return 130


@contextmanager
def _ready() -> Iterator[Databases]:
    """Everything set up and PostgreSQL running, for as long as the block runs."""
    _environment(None)
    with postgres() as server:
        write_config(find_odoo(), server)
        yield Databases(server)


@contextmanager
def _alone() -> Iterator[None]:
    """One set-up at a time on a checkout; a second one waits and then finds it done."""
    LOCAL.mkdir(parents=True, exist_ok=True)
    with (LOCAL / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("    another command is setting up: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _environment(options: argparse.Namespace | None) -> int:
    with _alone():
        ensure_environment(find_odoo())
    return 0


def _setup(options: argparse.Namespace) -> int:
    with _ready() as databases, _alone():
        databases.ensure_demo()
    say("Set up. Next: make demo, or make test.")
    return 0


def _demo(options: argparse.Namespace) -> int:
    return _play(["--check"] if options.check else [])


def _run(options: argparse.Namespace) -> int:
    return _play(["--idle"])


def _play(arguments: list[str]) -> int:
    with _ready() as databases:
        with _alone():
            database = databases.ensure_demo()
        command = [
            venv_python(),
            "-m",
            "demo",
            "--config",
            CONFIG,
            "--database",
            database,
        ]
        command += ["--home", DEMO, "--log", LOGS / "demo-odoo.log", *arguments]
        return _foreground(command, environment(databases.server))


def _test(options: argparse.Namespace) -> int:
    with _ready() as databases:
        return run_suites(databases, options.only)


def _shell(options: argparse.Namespace) -> int:
    with _ready() as databases:
        with _alone():
            databases.ensure_demo()
        return _foreground(odoo_shell(DEMO_DATABASE), environment(databases.server))


def _update(options: argparse.Namespace) -> int:
    if options.addon not in addons():
        raise Problem(
            f"ADDON={options.addon}: there is no such addon. There are: {', '.join(addons())}."
        )
    with _ready() as databases:
        with _alone():
            databases.ensure_demo()
        command = odoo_command(
            DEMO_DATABASE, "-u", options.addon, "--stop-after-init", "--no-http"
        )
        return _foreground(command, environment(databases.server))


def _lint(options: argparse.Namespace) -> int:
    with _alone():
        ensure_tools()
        ensure_sources()
    return lint(options.only, options.fix, options.files)


def _types(options: argparse.Namespace) -> int:
    with _alone():
        ensure_tools()
        ensure_sources()
    return lint("types")


def _docs(options: argparse.Namespace) -> int:
    with _alone():
        ensure_tools()
        ensure_sources()
    status = lint("docs")
    if not status:
        say(f"Open {SITE / 'index.html'}")
    return status


def _wheels(options: argparse.Namespace) -> int:
    with _alone():
        build_wheels(options.addons, options.into)
    return 0


def _connector(options: argparse.Namespace) -> int:
    with _alone():
        make_connector(options.name, options.entity, options.into, options.plural)
    return 0


def _clean(options: argparse.Namespace) -> int:
    if any(os.environ.get(name) for name in NAMED_BY) and venv_python().exists():
        with postgres() as server:
            databases = Databases(server)
            for name in databases.ours():
                say(f"==> Dropping database {name}")
                databases.drop(name)
    remove()
    if LOCAL == ROOT or ROOT in LOCAL.parents or (LOCAL / "setup.lock").exists():
        say(f"==> Removing {LOCAL}")
        shutil.rmtree(LOCAL, ignore_errors=True)
    for made in (WHEELS, SITE):
        shutil.rmtree(made, ignore_errors=True)
    return 0


def _foreground(command: list, variables: dict[str, str]) -> int:
    """Run a command that talks to the terminal itself, and let it end in order on Ctrl-C."""
    process = subprocess.Popen([str(part) for part in command], cwd=ROOT, env=variables)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the child got it too and is stopping what it started


if __name__ == "__main__":
    sys.exit(main())
