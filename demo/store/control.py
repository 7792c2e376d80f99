"""Starts, stops and disturbs a store from Python; for demo and tests.

>>> with Store() as store:                                   # doctest: +SKIP
...     store.fault("status", path="/customers/", status=429, retry_after=1, times=3)
...     ...  # use store.url and store.credentials
...     assert store.log(path="/customers/")
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from .auth import CREDENTIALS, Credentials
from .catalog_control import CatalogControl
from .order_control import OrderControl

_ROOT = Path(__file__).resolve().parents[2]
_READY = "store listening on "


class StoreNotStarted(Exception):
    """The store's process ended, or stayed silent, instead of listening."""


class Store(CatalogControl, OrderControl):
    """A store in a process of its own.

    As a context manager it starts on entry and stops on exit. The process also ends
    when the one that started it does.

    :param customers: how many a new file gets.
    :param products: the same; 28 or fewer give the recorded catalogue and no more.
    :param orders: the same for orders, which take a second for 500.
    :param database: its file; without one, a temporary one that goes with the store.
    :param port: 0 = any free one. A restart keeps the port.
    :param settings: settings other than Magento's defaults (see :mod:`.settings`).
    :param credentials: the keys to the store, always the same.
    """

    credentials: Credentials = CREDENTIALS

    def __init__(
        self,
        customers: int = 300,
        database: str | os.PathLike[str] | None = None,
        port: int = 0,
        host: str = "127.0.0.1",
        settings: dict[str, Any] | None = None,
        products: int = 520,
        orders: int = 0,
    ) -> None:
        self.customers = customers
        self.products = products
        self.orders = orders
        self.host = host
        self.port = port
        self.first_settings = settings or {}
        self._folder: str | None = None
        self._database = os.fspath(database) if database is not None else None
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """The base URL, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    @property
    def database(self) -> str:
        """The path of the store's file."""
        if self._database is None:
            self._folder = tempfile.mkdtemp(prefix="demo-store-")
            self._database = os.path.join(self._folder, "store.sqlite")
        return self._database

    def start(self, timeout: float = 60) -> Store:
        """Start the process and return when it listens.

        :raises StoreNotStarted: with what it wrote, when it does not.
        """
        command = [sys.executable, "-m", "demo.store", "--until-stdin-closes"]
        command += ["--host", self.host, "--port", str(self.port)]
        command += ["--database", self.database, "--customers", str(self.customers)]
        command += ["--products", str(self.products)]
        command += ["--orders", str(self.orders)]
        command += ["--settings", json.dumps(self.first_settings)]
        self._process = subprocess.Popen(
            command,
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        timer = threading.Timer(timeout, self._process.kill)
        timer.start()
        line = self._output.readline()
        timer.cancel()
        if not line.startswith(_READY):
            status = self._process.wait()
            raise StoreNotStarted(
                f"the store ended with status {status} instead of listening on "
                f"{self.host}:{self.port}; it says why on its standard error"
            )
        self.port = int(line.rpartition(":")[2])
        for _ in self.credentials.as_dict():
            self._output.readline()
        return self

    @property
    def _output(self) -> Any:
        return self._process.stdout if self._process else None

    def stop(self) -> None:
        """Stop the process as Ctrl-C does; nothing, if it does not run."""
        self._end(gently=True)

    def kill(self) -> None:
        """End the process at once, as a power cut would."""
        self._end(gently=False)

    def restart(self) -> None:
        """Stop and start again, with the same file and port."""
        self.stop()
        self.start()

    def _end(self, gently: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if gently:
            process.terminate()
        else:
            process.kill()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()

    def __enter__(self) -> Store:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = self._database = None

    def fault(self, kind: str, **description: Any) -> str:
        """Let requests go wrong from now on; return the id of the fault.

        :param kind: one of :data:`demo.store.faults.KINDS`.
        :param description: see :class:`demo.store.faults.Fault`.
        """
        return self._call("POST", "/faults", {"kind": kind, **description})["id"]

    def faults(self) -> list[dict[str, Any]]:
        """Return the faults, with how many requests each concerned and struck."""
        return self._call("GET", "/faults")

    def struck(self, fault_id: str) -> int:
        """Return how many requests a fault has struck."""
        return next(f["struck"] for f in self.faults() if f["id"] == fault_id)

    def clear_faults(self) -> None:
        """Let the store behave again."""
        self._call("DELETE", "/faults")

    def remove_fault(self, fault_id: str) -> None:
        """Remove one fault."""
        self._call("DELETE", f"/faults/{fault_id}")

    def log(
        self, path: str = "", method: str = "", since: int = 0
    ) -> list[dict[str, Any]]:
        """Return the requests seen, oldest first, without credentials.

        :param path: a pattern that the path must contain.
        :param since: only those after this number.
        """
        query = urlencode({"path": path, "method": method, "since": since})
        return self._call("GET", f"/log?{query}")

    def clear_log(self) -> None:
        """Forget the requests seen so far."""
        self._call("DELETE", "/log")

    def stats(self) -> dict[str, Any]:
        """Return counts: requests by status and path, most at once, customers."""
        return self._call("GET", "/stats")

    def customer(self, customer_id: int | str) -> dict[str, Any]:
        """Return a customer as the store has it now.

        :raises urllib.error.HTTPError: 404, there is none.
        """
        return self._call("GET", f"/customers/{customer_id}")

    def settings(self, **changes: Any) -> dict[str, Any]:
        """Change settings; return all of them."""
        return self._call("POST", "/settings", changes)

    def expire_tokens(self) -> None:
        """Make every admin token given out so far worthless."""
        self._call("POST", "/expire_tokens")

    def reset(self) -> None:
        """Put records, settings, faults and log back to the beginning."""
        self._call("POST", "/reset")

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/_store{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=120) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            text = error.read().decode()
            if error.code == 400:
                raise ValueError(json.loads(text)["message"]) from None
            raise
