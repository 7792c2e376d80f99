"""The demo's imports, done as its user would: by pressing the buttons of the backend's form."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from .odoo_session import OdooSession
from .store.auth import Credentials
from .store.control import Store

BACKEND = "magento.backend"
RUN = "connector.run"
CUSTOMER = "magento.res.partner"
#: Seconds between two lines of progress.
TELL_EVERY = 4.0

Tell = Callable[[str], None]


class DemoFailed(RuntimeError):
    """The main job did not come out as it should; says what was seen instead."""


@dataclass
class Jobs:
    """Progress of the jobs made since some moment."""

    total: int = 0
    done: int = 0
    failed: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Whether none is left to run."""
        return self.total == self.done + self.failed


@dataclass(frozen=True)
class Run:
    """An import of the backend as its form shows it, while it runs and afterwards."""

    id: int = 0
    name: str = ""
    state: str = "running"
    progress: int = 0
    found_count: int = 0
    created_count: int = 0
    updated_count: int = 0
    unchanged_count: int = 0
    skipped_count: int = 0
    failed_count: int = 0
    job_count: int = 0

    @property
    def seen(self) -> int:
        """Records with which everything went well."""
        return self.created_count + self.updated_count + self.unchanged_count


@dataclass(frozen=True)
class Import:
    """What the import of one kind of records came to.

    :ivar kind: what was imported, in the plural
    :ivar in_store: how many the store has
    :ivar bound: how many are linked in Odoo afterwards
    """

    kind: str
    in_store: int
    bound: int
    run: Run
    seconds: float

    HEADINGS = (
        "",
        "in the store",
        "in Odoo",
        "new",
        "updated",
        "as before",
        "skipped",
        "failed",
        "jobs",
        "seconds",
        "per second",
    )

    def cells(self) -> tuple[str, ...]:
        """The line of the summary, under :attr:`HEADINGS`."""
        run = self.run
        pace = run.found_count / self.seconds if self.seconds else 0
        counts = (
            self.in_store,
            self.bound,
            run.created_count,
            run.updated_count,
            run.unchanged_count,
            run.skipped_count,
            run.failed_count,
            run.job_count,
        )
        return (
            self.kind,
            *(str(count) for count in counts),
            f"{self.seconds:.1f}",
            f"{pace:.0f}",
        )


def table(imports: Sequence[Import]) -> list[str]:
    """The imports as lines of text, one under the other."""
    rows = [Import.HEADINGS, *(one.cells() for one in imports)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Edit:
    """A change that somebody made in Odoo, on its way to the store."""

    customer: str
    external_id: str
    phone: str
    in_store: str
    seconds: float

    @property
    def arrived(self) -> bool:
        """Whether the store has it."""
        return self.in_store == self.phone


def ensure_backend(
    odoo: OdooSession,
    url: str,
    credentials: Credentials,
    name: str = "Demo store",
    **settings: Any,
) -> int:
    """Create the backend of the store, or tell the one that is there where it is now.

    :param settings: values of other fields of the backend
    :return: id of the ``magento.backend``
    """
    values = {
        "url": url,
        # The demo's store is on this machine.
        "allow_private_network": True,
        "export_customers": True,
        "auth_method": "oauth",
        "consumer_key": credentials.consumer_key,
        "consumer_secret": credentials.consumer_secret,
        "access_token": credentials.access_token,
        "access_token_secret": credentials.access_token_secret,
        **settings,
    }
    found = odoo.read(BACKEND, [("name", "=", name)], ["id"], limit=1)
    if found:
        odoo.call(BACKEND, "write", [found[0]["id"]], values)
        return found[0]["id"]
    return odoo.call(BACKEND, "create", [{"name": name, **values}])[0]


def check_connection(odoo: OdooSession, backend_id: int) -> str:
    """Press *Check connection*; returns what the person reads.

    :raises DemoFailed: when the store cannot be used
    """
    odoo.press(BACKEND, backend_id, "action_check_connection")
    (backend,) = odoo.read(
        BACKEND,
        [("id", "=", backend_id)],
        ["last_check_state", "last_check_message"],
    )
    if backend["last_check_state"] != "ok":
        raise DemoFailed(f"the store refused Odoo: {backend['last_check_message']}")
    return backend["last_check_message"]


def import_records(
    odoo: OdooSession,
    backend_id: int,
    button: str,
    kind: str,
    models: Sequence[str],
    in_store: int,
    tell: Tell,
) -> Import:
    """Press a button that imports, and follow its run.

    :param kind: what it imports, in the plural
    :param models: the bindings of what it imports
    :param in_store: how many of them the store has
    :param tell: called with each line of progress
    :raises DemoFailed: when the run stands still
    """
    start = time.monotonic()
    run_id = start_run(odoo, backend_id, button)
    run = follow_run(odoo, run_id, tell, kind=kind)
    seconds = time.monotonic() - start
    mine = [("backend_id", "=", backend_id)]
    bound = sum(odoo.count(model, mine) for model in models)
    return Import(kind, in_store, bound, run, seconds)


def start_run(odoo: OdooSession, backend_id: int, button: str) -> int:
    """Press a button of the backend that imports; the id of its run.

    :raises DemoFailed: when no run was started
    """
    newest = _runs(odoo, backend_id, [])
    odoo.press(BACKEND, backend_id, button)
    runs = _runs(odoo, backend_id, [("id", ">", newest[0].id)] if newest else [])
    if not runs:
        raise DemoFailed(f"{button} started no run")
    return runs[0].id


def _runs(odoo: OdooSession, backend_id: int, domain: list) -> list[Run]:
    """Runs of the backend, the newest first."""
    found = odoo.read(
        RUN,
        [("backend", "=", f"{BACKEND},{backend_id}"), *domain],
        [one.name for one in fields(Run)],
        order="id desc",
        limit=1,
    )
    return [Run(**values) for values in found]


def follow_run(
    odoo: OdooSession,
    run_id: int,
    tell: Tell,
    every: float = 0.5,
    standstill: float = 180,
    kind: str = "customers",
) -> Run:
    """Tell how far a run is until it ends.

    :param kind: what it imports, in the plural
    :param every: seconds between two looks
    :param standstill: give up when nothing moved for so many seconds
    :raises DemoFailed: then
    """
    last, moved, told = Run(), time.monotonic(), 0.0
    while True:
        odoo.call(RUN, "refresh", [run_id])
        (values,) = odoo.read(
            RUN, [("id", "=", run_id)], [one.name for one in fields(Run)]
        )
        run, now = Run(**values), time.monotonic()
        if run != last:
            last, moved = run, now
        bar = "#" * (run.progress // 5)
        line = f"[{bar:<20}] {run.progress:>3} %  {run.seen} of {run.found_count} {kind}, {run.failed_count} failed"
        over = run.state != "running"
        if over or now - told > TELL_EVERY:
            tell(line)
            told = now
        if over:
            return run
        if now - moved > standstill:
            raise DemoFailed(f"nothing moved for {standstill:.0f} s: {line}")
        time.sleep(every)


def edit_reaches_store(
    odoo: OdooSession, backend_id: int, store: Store, tell: Tell
) -> Edit:
    """Change a customer's phone number in Odoo, as a person does, and look in the store.

    :raises DemoFailed: when the export stands still
    """
    (customer,) = odoo.read(
        CUSTOMER,
        [("backend_id", "=", backend_id), ("address_ids", "!=", False)],
        ["odoo_id", "external_id"],
        limit=1,
        order="id desc",
    )
    partner_id, name = customer["odoo_id"]
    phone = f"+33 1 99 00 {time.time_ns() // 10**9 % 10000:04d}"
    last_job = newest_job(odoo)
    start = time.monotonic()
    odoo.call("res.partner", "write", [partner_id], {"phone": phone})
    wait_for_jobs(odoo, last_job, tell, every=0.2)
    in_store = main_phone(store.customer(customer["external_id"]))
    seconds = time.monotonic() - start
    return Edit(name, customer["external_id"], phone, in_store, seconds)


def main_phone(customer: dict[str, Any]) -> str:
    """The phone number of the store's default billing address, else of the first."""
    main = min(customer["addresses"], key=lambda one: not one.get("default_billing"))
    return main["telephone"]


def wait_for_jobs(
    odoo: OdooSession,
    after: int,
    tell: Tell,
    every: float = 1.0,
    standstill: float = 180,
) -> Jobs:
    """Wait until all jobs newer than ``after`` are over.

    :param after: id of the newest job that is not to be waited for
    :param every: seconds between two looks
    :param standstill: give up when nothing moved for so many seconds
    :raises DemoFailed: then
    """
    last, moved, told = Jobs(), time.monotonic(), 0.0
    while True:
        jobs = _look(odoo, after)
        now = time.monotonic()
        if jobs != last:
            last, moved = jobs, now
        over = jobs.total > 0 and jobs.over
        if over or now - told > TELL_EVERY:
            told = now
            tell(f"jobs: {jobs.done} of {jobs.total} done, {jobs.failed} failed")
        if over:
            jobs.failures = _failures(odoo, after)
            return jobs
        if time.monotonic() - moved > standstill:
            raise DemoFailed(
                f"nothing moved for {standstill:.0f} s: {jobs.done} of {jobs.total} jobs done, {jobs.failed} failed"
            )
        time.sleep(every)


def newest_job(odoo: OdooSession) -> int:
    """Id of the newest job; 0 when there is none."""
    newest = odoo.read("queue.job", [], ["id"], order="id desc", limit=1)
    return newest[0]["id"] if newest else 0


def _look(odoo: OdooSession, after: int) -> Jobs:
    groups: Sequence[dict] = odoo.call(
        "queue.job", "read_group", [("id", ">", after)], ["state"], ["state"]
    )
    counts = {group["state"]: group["state_count"] for group in groups}
    return Jobs(
        total=sum(counts.values()),
        done=counts.get("done", 0) + counts.get("cancelled", 0),
        failed=counts.get("failed", 0),
    )


def _failures(odoo: OdooSession, after: int) -> list[str]:
    failed = odoo.read(
        "queue.job",
        [("id", ">", after), ("state", "=", "failed")],
        ["name", "exc_message"],
        limit=10,
    )
    return [f"{job['name']}: {job['exc_message']}" for job in failed]
