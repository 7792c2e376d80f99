"""PostgreSQL is restarted while jobs run, in a cluster of the test's own.

The cluster of the other tests stays untouched, wherever it is: this one is made with
the programs of this machine, gets a dump of the database with all our addons, and goes
with the test. Without those programs, the test is skipped.
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from e2e.conftest import connect

from odoo.tools import config as odoo_config

from demo.main_job import BACKEND, ensure_backend, newest_job
from demo.odoo_server import OdooServer, free_port
from demo.odoo_session import OdooSession
from demo.store.control import Store

from .conftest import Database, wait_for
from .test_job_runner import CUSTOMERS_PATH, failures, ids_of

DATABASE = "odoo_connector_faults_restart"


def find_programs() -> Path:
    """Folder of PostgreSQL's programs, of a version that reads the other's dump."""
    found = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/usr").glob("pgsql-*/bin"),
        *Path("/opt/homebrew/opt").glob("postgresql*/bin"),
        *Path("/usr/local/opt").glob("postgresql*/bin"),
    ]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    connection = connect("postgres")
    needed = connection.server_version // 10000
    connection.close()
    for folder in found:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "pg_dump")):
            answer = subprocess.run(
                [folder / "pg_dump", "--version"], capture_output=True, text=True
            )
            version = re.search(r"(\d+)(\.|beta|rc|devel)", answer.stdout)
            if version and int(version[1]) >= needed:
                return folder
    pytest.skip(
        f"no PostgreSQL programs (initdb, pg_ctl, pg_dump) of version {needed} or newer "
        "on this machine: the server of the other tests is not ours to restart"
    )


class Cluster:
    """A PostgreSQL of its own, which can be stopped and started."""

    def __init__(self, programs: Path, home: Path) -> None:
        self.programs = programs
        self.home = home
        self.port = free_port()
        self.password = secrets.token_urlsafe(16)
        # PostgreSQL refuses root.
        self.account = None
        if not os.geteuid():
            accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
            self.account = accounts.get("postgres") or accounts["nobody"]

    @property
    def variables(self) -> dict[str, str]:
        """The way to it, as PostgreSQL's programs and Odoo know it."""
        return {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": "odoo",
            "PGPASSWORD": self.password,
        }

    def run(self, program: str, *arguments: object) -> None:
        options = {}
        if self.account:
            options = {"user": self.account.pw_uid, "group": self.account.pw_gid}
            options["extra_groups"] = []
        subprocess.run(
            [self.programs / program, *map(str, arguments)],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            **options,
        )

    def make(self) -> None:
        secret = self.home / "password"
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        if self.account:
            os.chown(self.home, self.account.pw_uid, self.account.pw_gid)
            os.chown(secret, self.account.pw_uid, self.account.pw_gid)
        self.run(
            *("initdb", "-D", self.home / "data", "-U", "odoo", "--auth=scram-sha-256"),
            *(f"--pwfile={secret}", "--encoding=UTF8", "--locale=C", "-N"),
        )
        secret.unlink()
        self.control("start")

    def control(self, action: str, *arguments: str) -> None:
        settings = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 "
            "-c unix_socket_directories= -c max_connections=100"
        )
        options = () if action == "stop" else ("-o", settings)
        self.run(
            *("pg_ctl", action, "-w", "-D", self.home / "data"),
            *("-l", self.home / "log", *options, *arguments),
        )

    def connect(self, database: str):
        connection = psycopg2.connect(
            dbname=database,
            host="127.0.0.1",
            port=self.port,
            user="odoo",
            password=self.password,
        )
        connection.autocommit = True
        return connection

    def fill(self, source: str) -> None:
        """Make the database, with what a database of the other server holds."""
        connection = self.connect("postgres")
        connection.cursor().execute(f'CREATE DATABASE "{DATABASE}"')
        connection.close()
        names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER"}
        there = {
            variable: str(odoo_config[f"db_{name}"])
            for name, variable in (*names.items(), ("password", "PGPASSWORD"))
            if odoo_config[f"db_{name}"]
        }
        dump = subprocess.Popen(
            [self.programs / "pg_dump", "-Fc", "-Z0", "--no-owner", source],
            stdout=subprocess.PIPE,
            env={**os.environ, **there},
        )
        subprocess.run(
            [self.programs / "pg_restore", "--no-owner", "-d", DATABASE],
            stdin=dump.stdout,
            env={**os.environ, **self.variables},
            check=True,
        )
        assert dump.wait() == 0


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    source = os.environ.get("CONNECTOR_INSTALLED_DATABASE")
    if not source:
        pytest.skip(
            "CONNECTOR_INSTALLED_DATABASE names no database to copy: run `make test ONLY=faults`"
        )
    programs = find_programs()
    with tempfile.TemporaryDirectory(prefix="faults-postgres-") as folder:
        made = Cluster(programs, Path(folder))
        try:
            made.make()
            made.fill(source)
            yield made
        finally:
            if (made.home / "data" / "postmaster.pid").exists():
                made.control("stop", "-m", "immediate")


@pytest.fixture(scope="module")
def server(cluster: Cluster, config: str, tmp_path_factory) -> Iterator[OdooServer]:
    """An Odoo server with workers and job runner on that cluster."""
    log = tmp_path_factory.mktemp("odoo") / "odoo.log"
    # Variables go before what the configuration file says.
    with pytest.MonkeyPatch.context() as patch:
        for name, value in cluster.variables.items():
            patch.setenv(name, value)
        with OdooServer(Path(config), DATABASE, log, workers=4) as running:
            yield running


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_postgres_restarts_in_the_middle_of_an_import(
    cluster: Cluster, server: OdooServer, how: str
) -> None:
    """Stopped in order, or as in a crash: after the restart, every customer arrives."""
    supervise(server)
    odoo = OdooSession(server.url, server.database)
    with Store(customers=80) as store:
        backend_id = ensure_backend(odoo, store.url, store.credentials, name=how)
        odoo.call(
            *(BACKEND, "write", [backend_id]),
            {"allow_private_network": True, "page_size": 10},
        )
        slow = store.fault("slow", path=CUSTOMERS_PATH, seconds=0.3)
        before = newest_job(odoo)
        odoo.press(BACKEND, backend_id, "action_import_customers")
        wait_for(lambda: len(store.log(path=CUSTOMERS_PATH)) >= 2, "two requests")

        cluster.control("restart", "-m", how)

        store.remove_fault(slow)
        database = Database(DATABASE, cluster.connect(DATABASE))
        jobs = database.wait_for_jobs(before, meanwhile=lambda: supervise(server))
        assert set(jobs) == {"done"}, failures(database)
        assert database.customers(backend_id) == ids_of(store)
        database.connection.close()


def supervise(server: OdooServer) -> None:
    """Start Odoo again when it ended, as systemd or Docker do.

    Odoo's master process ends when it forks a worker while PostgreSQL is away.
    """
    if server.process.poll() is not None:
        server.stop(kill=True)
        server.start()
