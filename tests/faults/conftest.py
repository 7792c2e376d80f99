"""Real processes and connections for the tests of faults: what they need, and how they wait."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from e2e.conftest import connect, database_copy

from demo.main_job import ensure_backend
from demo.odoo_server import OdooServer
from demo.odoo_session import OdooSession
from demo.store.control import Store

Value = TypeVar("Value")

#: What is drawn by chance can be drawn again: CONNECTOR_FAULTS_SEED=... make test
SEED = int(os.environ.get("CONNECTOR_FAULTS_SEED") or random.randrange(10**6))


class Timeout(AssertionError):
    """What was waited for did not come."""


def wait_for(condition: Callable[[], Value], what: str, seconds: float = 90) -> Value:
    """Look again and again until a condition holds; return what it returned."""
    deadline = time.monotonic() + seconds
    while True:
        if value := condition():
            return value
        if time.monotonic() > deadline:
            raise Timeout(f"{what}: not within {seconds:.0f} s (seed {SEED})")
        time.sleep(0.02)


class Database:
    """Questions to a database, on a connection of its own."""

    def __init__(self, name: str, connection: Any = None) -> None:
        self.name = name
        self.connection = connection or connect(name)

    def rows(self, query: str, *values: Any) -> list[tuple]:
        with self.connection.cursor() as cursor:
            cursor.execute(query, values or None)
            return cursor.fetchall() if cursor.description else []

    def value(self, query: str, *values: Any) -> Any:
        return self.rows(query, *values)[0][0]

    def jobs(self, after: int = 0) -> dict[str, int]:
        """State → number of jobs, of those newer than a job."""
        return dict(
            self.rows(
                "SELECT state, count(*) FROM queue_job WHERE id > %s GROUP BY state",
                after,
            )
        )

    def wake_runner(self) -> None:
        """Let the job runner look for jobs whose worker died.

        It does when something happens in the queue, else once a minute.
        """
        self.rows("SELECT pg_notify('queue_job', '')")

    def wait_for_jobs(
        self,
        after: int = 0,
        seconds: float = 90,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> dict[str, int]:
        """Wait until all jobs newer than a job are over; return how many are in which state.

        :param meanwhile: called before each look
        """

        def over() -> dict[str, int]:
            meanwhile()
            self.wake_runner()
            jobs = self.jobs(after)
            unfinished = {"pending", "enqueued", "started", "wait_dependencies"}
            return {} if unfinished & jobs.keys() else jobs

        return wait_for(over, f"the end of the jobs {self.jobs(after)}", seconds)

    def customers(self, backend_id: int) -> list[str]:
        """Ids in the store of the customers of a backend, in order."""
        rows = self.rows(
            "SELECT external_id FROM magento_res_partner WHERE backend_id = %s "
            "ORDER BY external_id::int",
            backend_id,
        )
        return [external_id for (external_id,) in rows]


class Nest:
    """A process of ``nest.py``, which tells what it does line by line."""

    def __init__(self, config: str, database: str, task: str, **arguments: Any) -> None:
        script = Path(__file__).with_name("nest.py")
        command = [sys.executable, str(script), config, database, task]
        self.process = subprocess.Popen(
            [*command, json.dumps(arguments)], stdout=subprocess.PIPE, text=True
        )

    def told(self, key: str) -> Any:
        """Wait for the next line that tells this; ``None`` when the process ended."""
        for line in self.process.stdout:
            what = json.loads(line)
            if key in what:
                return what[key]
        return None

    def lines(self) -> list[dict[str, Any]]:
        """All that it tells until its end."""
        return [json.loads(line) for line in self.process.stdout]

    def __enter__(self) -> Nest:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="session", autouse=True)
def chance() -> random.Random:
    """What is left to chance; its seed is in the report of a failure."""
    print(f"CONNECTOR_FAULTS_SEED={SEED}")
    return random.Random(SEED)


@pytest.fixture(scope="session")
def config(request: pytest.FixtureRequest) -> str:
    return request.config.getoption("--odoo-config")


@pytest.fixture(scope="module")
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A copy of the database with all our addons, for the tests of a module."""
    name = request.module.__name__.rpartition(".")[2]
    with database_copy(f"faults_{name}") as copy:
        opened = Database(copy)
        yield opened
        opened.connection.close()


def as_arguments(store: Store) -> dict[str, Any]:
    """The way to a store, for another process."""
    keys = store.credentials
    names = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
    return {
        "url": store.url,
        "credentials": {name: getattr(keys, name) for name in names},
        "login": {"username": keys.username, "password": keys.password},
    }


@pytest.fixture(scope="module")
def server(
    config: str, database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OdooServer]:
    """An Odoo server with workers and job runner."""
    log = tmp_path_factory.mktemp("odoo") / "odoo.log"
    # An administrator who does not like to wait.
    database.rows("UPDATE queue_job_function SET retry_pattern = '{\"1\": 1}'")
    with OdooServer(Path(config), database.name, log, workers=4) as running:
        yield running


@pytest.fixture
def odoo(server: OdooServer) -> OdooSession:
    """The administrator's session."""
    return OdooSession(server.url, server.database)


@pytest.fixture
def backend_id(
    odoo: OdooSession, store: Store, request: pytest.FixtureRequest
) -> Iterator[int]:
    """A backend of its own for each test; the store behaves well again afterwards."""
    store.reset()
    name = request.node.name
    created = ensure_backend(odoo, store.url, store.credentials, name=name)
    odoo.call("magento.backend", "write", [created], {"allow_private_network": True})
    yield created
    store.reset()
