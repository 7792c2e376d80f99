"""``make demo``: a store, Odoo with its job runner, and customers that move from one to the other."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path

from .main_job import (
    DemoFailed,
    Edit,
    Summary,
    check_connection,
    edit_reaches_store,
    ensure_backend,
    import_everything,
)
from .odoo_server import OdooServer, ServerError, free_port
from .odoo_session import OdooError, OdooSession
from .store.control import Store

ODOO_PORT = 8069
STORE_PORT = 8217


def main(arguments: list[str] | None = None) -> int:
    """Run the demo; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--check", action="store_true", help="end after the summary")
    parser.add_argument("--idle", action="store_true", help="without the main job")
    options = parser.parse_args(arguments)
    # A service manager's "stop" ends the demo as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _run(options)
    except KeyboardInterrupt:
        _say("\nStopped.")
        return 0 if not options.check else 130
    except (DemoFailed, OdooError, ServerError) as error:
        print(f"\ndemo: {error}", file=sys.stderr, flush=True)
        return 1


def _run(options: argparse.Namespace) -> int:
    options.home.mkdir(parents=True, exist_ok=True)
    _say("==> Demo store: a Magento 2 REST API with 300 customers")
    with Store(
        database=options.home / "store.sqlite", port=free_port(STORE_PORT)
    ) as store:
        _say(f"    listening on {store.url}")
        _say("==> Odoo: starting the server with its job runner")
        server = OdooServer(
            options.config, options.database, options.log, port=ODOO_PORT
        )
        with server:
            odoo = OdooSession(server.url, options.database)
            backend_id = ensure_backend(odoo, store.url, store.credentials)
            failed = False
            if not options.idle:
                failed = not _main_job(odoo, backend_id, store)
            if options.check:
                return 1 if failed else 0
            _tell_what_to_see(server, store)
            while True:
                time.sleep(3600)


def _main_job(odoo: OdooSession, backend_id: int, store: Store) -> bool:
    """Run the main job and print its summary; whether it came out well."""

    def tell(line: str) -> None:
        _say(f"    {line}")

    _say("==> Main job: the customers of the store arrive in Odoo, in a run")
    tell(f"check connection: {check_connection(odoo, backend_id)}")
    summary = import_everything(odoo, backend_id, store.stats()["customers"], tell)
    _say("==> The way back: somebody edits a contact in Odoo")
    edit = edit_reaches_store(odoo, backend_id, store, tell)
    tell(f"in Odoo       {edit.customer}: phone {edit.phone}")
    tell(f"in the store  customer {edit.external_id}: phone {edit.in_store}")
    _say("==> Summary")
    for line in summary.lines():
        tell(line)
    tell(f"edit in the store after {edit.seconds:>5.1f} s")
    problems = _problems(odoo, backend_id, summary, edit)
    for problem in problems:
        tell(f"NOT AS EXPECTED: {problem}")
    return not problems


def _problems(
    odoo: OdooSession, backend_id: int, summary: Summary, edit: Edit
) -> list[str]:
    """What is not as it should be after the main job, in words."""
    problems = []
    bound = odoo.count("magento.res.partner", [("backend_id", "=", backend_id)])
    if bound != summary.in_store:
        problems.append(
            f"{bound} customers are bound in Odoo, the store has {summary.in_store}"
        )
    if summary.run.seen != summary.in_store:
        problems.append(
            f"{summary.run.seen} customers were looked at, the store has {summary.in_store}"
        )
    if summary.run.failed_count or summary.run.state != "done":
        problems.append(
            f"the run is {summary.run.state}, {summary.run.failed_count} customers failed"
        )
    if not summary.checkpoints:
        problems.append("no checkpoint for the customers of an unknown country")
    if not edit.arrived:
        problems.append(
            f"the phone number {edit.phone} did not reach the store, it has {edit.in_store}"
        )
    return problems


def _tell_what_to_see(server: OdooServer, store: Store) -> None:
    _say(f"""
Open  {server.url}/odoo   login admin, password admin
  Connectors / Magento / Backends  the demo store: check the connection, import again (nothing is doubled)
  Connectors / Magento / Customers the customers that arrived; open one, page Connectors
  Connectors / Operations          runs with their progress, failures, and checkpoints: customers that a person must look at
  Connectors / Technical           the jobs that did it, and all components
Change a customer's name, phone, e-mail or address in Odoo: seconds later the store has it.
The store's own side: {store.url}
Ctrl-C stops Odoo, the store and PostgreSQL.""")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
