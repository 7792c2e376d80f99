"""The demo's main job, done as its user would: by pressing the buttons of the backend's form."""

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
    failed_count: int = 0
    job_count: int = 0

    @property
    def seen(self) -> int:
        """Records with which everything went well."""
        return self.created_count + self.updated_count + self.unchanged_count


@dataclass(frozen=True)
class Summary:
    """What the import of customers came to."""

    in_store: int
    run: Run
    checkpoints: int
    seconds: float

    def lines(self) -> list[str]:
        """The summary as text."""
        pace = self.run.found_count / self.seconds if self.seconds else 0
        return [
            f"customers in the store  {self.in_store:>6}",
            f"imported (new in Odoo)  {self.run.created_count:>6}",
            f"updated                 {self.run.updated_count:>6}",
            f"up to date already      {self.run.unchanged_count:>6}",
            f"failed                  {self.run.failed_count:>6}",
            f"to review               {self.checkpoints:>6}   (checkpoints)",
            f"jobs                    {self.run.job_count:>6}   in {self.seconds:.1f} s: {pace:.0f} customers per second",
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
) -> int:
    """Create the backend of the store, or tell the one that is there where it is now.

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


def import_everything(
    odoo: OdooSession, backend_id: int, in_store: int, tell: Tell
) -> Summary:
    """Import all customers with stores and groups, and follow the run.

    :param in_store: number of customers that the store has
    :param tell: called with each line of progress
    :raises DemoFailed: when the run stands still
    """
    start = time.monotonic()
    run_id = start_run(odoo, backend_id, "action_import_customers")
    run = follow_run(odoo, run_id, tell)
    seconds = time.monotonic() - start
    checkpoints = odoo.count(
        "connector.checkpoint",
        [("backend_id", "=", f"{BACKEND},{backend_id}"), ("state", "=", "need_review")],
    )
    return Summary(in_store, run, checkpoints, seconds)


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
    standstill: float = 90,
) -> Run:
    """Tell how far a run is until it ends.

    :param every: seconds between two looks
    :param standstill: give up when nothing moved for so many seconds
    :raises DemoFailed: then
    """
    last, moved, told = Run(), time.monotonic(), ""
    while True:
        odoo.call(RUN, "refresh", [run_id])
        (values,) = odoo.read(
            RUN, [("id", "=", run_id)], [one.name for one in fields(Run)]
        )
        run, now = Run(**values), time.monotonic()
        if run != last:
            last, moved = run, now
        bar = "#" * (run.progress // 5)
        line = f"[{bar:<20}] {run.progress:>3} %  {run.seen} of {run.found_count} customers, {run.failed_count} failed"
        if line != told:
            tell(line)
            told = line
        if run.state != "running":
            return run
        if now - moved > standstill:
            raise DemoFailed(f"nothing moved for {standstill:.0f} s: {told}")
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
    standstill: float = 90,
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
