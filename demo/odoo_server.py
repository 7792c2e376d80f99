"""A real Odoo server with its job runner, as a child process: for the demo and the end-to-end tests."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType


class ServerError(RuntimeError):
    """The server did not come up; says where its log is and how it ends."""


class OdooServer:
    """Odoo in prefork mode (HTTP workers, cron, job runner) on one database.

    Use it as a context manager; leaving the block stops the server and all its
    workers. The process has a session of its own, so that Ctrl-C in a terminal
    reaches the parent only, which then stops it in order.

    :param config: Odoo configuration file with the way to PostgreSQL and the job channels
    :param database: name of the database to serve
    :param log: file that gets Odoo's log
    :param port: port to prefer; another free one is taken when it is busy
    :param workers: number of HTTP workers, which also run the jobs
    :param options: further command-line options of Odoo
    :raises ServerError: from ``start`` when the server does not answer in time
    """

    def __init__(
        self,
        config: Path,
        database: str,
        log: Path,
        port: int = 0,
        workers: int = 4,
        options: tuple[str, ...] = (),
        start_timeout: float = 120,
    ) -> None:
        self.config = config
        self.database = database
        self.log = log
        self.wanted_port = port
        self.workers = workers
        self.options = options
        self.start_timeout = start_timeout
        self.port = 0
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        """Address to open in a browser."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> OdooServer:
        """Start the server and wait until it answers."""
        self.port = free_port(self.wanted_port)
        command = [sys.executable, "-m", "odoo", "-c", str(self.config)]
        command += ["-d", self.database, "--db-filter", f"^{self.database}$"]
        command += ["--workers", str(self.workers), "--max-cron-threads", "1"]
        command += ["--http-interface", "127.0.0.1", "--http-port", str(self.port)]
        command += ["--gevent-port", str(free_port()), *self.options]
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as stream:
            self.process = subprocess.Popen(
                command,
                stdout=stream,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._wait_until_ready()
        return self

    def stop(self, kill: bool = False) -> None:
        """Stop the server and its workers.

        :param kill: with SIGKILL for the whole process group, as in a crash
        """
        process, self.process = self.process, None
        if process is None:
            return
        if not kill:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + self.start_timeout
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/web/health", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        ending = "\n    ".join(
            self.log.read_text("utf-8", "replace").splitlines()[-15:]
        )
        self.stop(kill=True)
        raise ServerError(
            f"Odoo on database {self.database!r} did not answer at {self.url} within "
            f"{self.start_timeout:.0f} s; its log {self.log} ends with:\n    {ending}"
        )

    def __enter__(self) -> OdooServer:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def free_port(wanted: int = 0) -> int:
    """The wanted port of the loopback address if it is free, else any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise ServerError("no free port on the loopback address")
