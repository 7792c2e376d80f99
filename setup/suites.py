"""``make test``: every suite, two at a time, with a summary at the end that a machine can read."""

from __future__ import annotations

import re
import subprocess
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from browser import ensure_browser
from console import Problem, say, step
from databases import Databases, environment, odoo_command
from layout import (
    CONFIG,
    DATABASE_PREFIX,
    LOGS,
    ROOT,
    TEST_ADDONS,
    addons,
    venv_python,
)
from postgres import free_port

INSTALLED_DATABASE = DATABASE_PREFIX + "installed"
#: A suite that is still running after this many seconds is stopped and counts as failed.
TIME_LIMIT = 40 * 60


@dataclass
class Result:
    """What came out of one suite."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)
    seconds: float = 0
    notes: list[str] = field(default_factory=list)

    def blame(self, log: Path, text: str) -> None:
        """Make it a failure, and show what the log says of it."""
        self.failed = self.failed or 1
        shown = "\n      ".join(_errors(text))
        self.notes.append(f"see {log}; it says:\n      {shown}")


def run_suites(databases: Databases, only: str = "") -> int:
    """Run all suites, or those that ``only`` names; returns the exit status.

    :param only: comma-separated names: an addon, or a folder below ``tests/``
    :raises Problem: when ``only`` names something that does not exist
    """
    names = [name.strip() for name in only.split(",") if name.strip()]
    chosen_addons, chosen_folders = _choose(names)
    browser = (
        ensure_browser() if _wants_browser(chosen_addons, chosen_folders) else None
    )
    template = databases.ensure_template()
    variables = {
        **environment(databases.server),
        "CHROMIUM": browser or "",
    }
    lanes: list[Callable[[], Result]] = []
    if chosen_addons:
        lanes.append(lambda: _odoo_suite(databases, template, chosen_addons, variables))
    if chosen_folders:
        lanes.append(
            lambda: _pytest_suite(databases, template, chosen_folders, variables)
        )
    say(
        f"==> Tests: {', '.join([*chosen_addons, *(str(f.relative_to(ROOT)) for f in chosen_folders)])}"
    )
    start = time.monotonic()
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(lambda lane: _timed(lane), lanes))
    return _summary(results, time.monotonic() - start)


def _choose(names: list[str]) -> tuple[list[str], list[Path]]:
    ours, tests = addons(), addons(TEST_ADDONS)
    folders = sorted(
        path
        for path in (ROOT / "tests").iterdir()
        if path.is_dir() and any(path.rglob("test_*.py")) and path != TEST_ADDONS
    )
    if not names:
        return [*ours, *tests], folders
    chosen = [
        name
        for name in [*ours, *tests]
        if name in names or name.removeprefix("test_") in names
    ]
    picked = [folder for folder in folders if folder.name in names]
    unknown = set(names) - set(chosen) - {folder.name for folder in picked}
    if unknown:
        known = ", ".join([*ours, *tests, *(folder.name for folder in folders)])
        raise Problem(
            f"ONLY={','.join(names)}: there is no suite {', '.join(sorted(unknown))}. There are: {known}."
        )
    return chosen, picked


def _wants_browser(chosen: list[str], folders: list[Path]) -> bool:
    if any(folder.name == "e2e" for folder in folders):
        return True
    return any(
        "HttpCase" in path.read_text("utf-8")
        for name in chosen
        for path in [
            *(ROOT / name).glob("tests/*.py"),
            *(TEST_ADDONS / name).glob("tests/*.py"),
        ]
    )


def _timed(lane: Callable[[], Result]) -> Result:
    start = time.monotonic()
    result = lane()
    result.seconds = time.monotonic() - start
    say(
        f"    {result.name}: {result.passed} passed, {result.failed} failed in {result.seconds:.0f} s"
    )
    return result


def _odoo_suite(
    databases: Databases, template: str, names: list[str], variables: dict[str, str]
) -> Result:
    """Install the addons in a fresh database and run their own tests while they install."""
    result = Result(f"odoo ({', '.join(names)})")
    log = LOGS / "test-odoo.log"
    with databases.scratch("test", template) as database:
        command = odoo_command(
            database,
            *(
                "-i",
                ",".join(names),
                "--test-tags",
                ",".join(f"/{name}" for name in names),
            ),
            *("--stop-after-init", "--workers", "0", "--http-port", str(free_port())),
        )
        code = _watch(command, log, variables)
    text = log.read_text("utf-8", "replace")
    counts = re.findall(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", text)
    failed = sum(int(count[0]) + int(count[1]) for count in counts[-1:])
    total = sum(int(count[2]) for count in counts[-1:])
    result.skipped = re.findall(r"odoo\.addons\.\S+: skipped (\S+ .*)", text)
    result.passed = total - failed - len(result.skipped)
    result.failed = failed
    for name in names:
        folders = [ROOT / name / "tests", TEST_ADDONS / name / "tests"]
        has_tests = any(any(folder.glob("test_*.py")) for folder in folders)
        if has_tests and not re.search(rf"odoo\.addons\.{name}\.tests\.", text):
            result.notes.append(f"no test of {name} ran")
    if code and not failed:
        result.notes.append(f"Odoo ended with exit status {code}")
    if not counts:
        result.notes.append("Odoo reported no test result")
    if failed or result.notes:
        result.blame(log, text)
    return result


def _pytest_suite(
    databases: Databases, template: str, folders: list[Path], variables: dict[str, str]
) -> Result:
    """What crosses addons, with pytest-odoo on a database where all addons are installed."""
    names = ", ".join(str(folder.relative_to(ROOT)) for folder in folders)
    result = Result(f"pytest ({names})")
    log, report = LOGS / "test-pytest.log", LOGS / "test-pytest.xml"
    report.unlink(missing_ok=True)
    needs_odoo = any(folder.name != "store" for folder in folders)
    command = [str(venv_python()), "-m", "pytest", "-rs", f"--junitxml={report}"]
    if needs_odoo:
        with step("Test database: installing our addons"):
            databases.copy(template, INSTALLED_DATABASE)
            databases.install(INSTALLED_DATABASE, [*addons(), *addons(TEST_ADDONS)])
        database = databases.copy(INSTALLED_DATABASE, DATABASE_PREFIX + "pytest")
        command += [f"--odoo-config={CONFIG}", f"--odoo-database={database}"]
        variables = {**variables, "CONNECTOR_INSTALLED_DATABASE": INSTALLED_DATABASE}
    else:
        command += ["-p", "no:odoo"]
    try:
        code = _watch([*command, *(str(folder) for folder in folders)], log, variables)
    finally:
        if needs_odoo:
            databases.drop(DATABASE_PREFIX + "pytest")
            databases.drop(INSTALLED_DATABASE)
    text = log.read_text("utf-8", "replace")
    if not report.exists():
        result.notes.append(f"pytest ended with exit status {code} and no report")
        result.blame(log, text)
        return result
    for case in ElementTree.parse(report).iter("testcase"):
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            result.failed += 1
        elif skipped is not None:
            result.skipped.append(f"{case.get('name')}: {skipped.get('message')}")
        else:
            result.passed += 1
    if code or not result.passed:
        result.blame(log, text)
    return result


def _watch(command: list[str], log: Path, variables: dict[str, str]) -> int:
    """Run a suite with its output in a log file; stops it at the time limit."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            stdout=stream,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=ROOT,
            env=variables,
        )
        timer = threading.Timer(TIME_LIMIT, process.kill)
        timer.start()
        try:
            return process.wait()
        finally:
            timer.cancel()
            if process.poll() is None:
                process.terminate()
                process.wait(30)


def _errors(text: str, most: int = 60) -> list[str]:
    """The lines of a log that tell what failed, else its end."""
    lines = text.splitlines()
    marks = [
        i
        for i, line in enumerate(lines)
        if re.search(r" (ERROR|CRITICAL) |^(FAILED|ERROR) |^E  ", line)
    ]
    if not marks:
        return lines[-15:]
    shown = sorted({j for i in marks for j in range(i, min(i + 12, len(lines)))})
    return [lines[i] for i in shown[:most]]


def _summary(results: list[Result], seconds: float) -> int:
    say(f"\n==> Summary after {seconds:.0f} s")
    for result in results:
        say(
            f"    {'ok    ' if not result.failed else 'FAILED'} {result.name}: {result.passed} passed, "
            f"{result.failed} failed, {len(result.skipped)} skipped, {result.seconds:.0f} s"
        )
        for reason in result.skipped:
            say(f"           skipped {reason}")
        for note in result.notes:
            say(f"           {note}")
    passed = sum(result.passed for result in results)
    failed = sum(result.failed for result in results)
    skipped = sum(len(result.skipped) for result in results)
    if not passed and not failed:
        failed = 1
        say("    no test ran")
    say(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0
