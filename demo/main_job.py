"""The demo's main job, done as its user would: by pressing the buttons of the backend's form."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .odoo_session import OdooSession
from .store.auth import Credentials

BACKEND = "magento.backend"
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
class Summary:
    """What the import of customers came to."""

    in_store: int
    imported: int
    updated: int
    unchanged: int
    jobs: Jobs
    checkpoints: int
    seconds: float

    def lines(self) -> list[str]:
        """The summary as text."""
        pace = self.jobs.total / self.seconds if self.seconds else 0
        lines = [
            f"customers in the store  {self.in_store:>6}",
            f"imported (new in Odoo)  {self.imported:>6}",
            f"updated                 {self.updated:>6}",
            f"up to date already      {self.unchanged:>6}",
            f"failed                  {self.jobs.failed:>6}",
            f"to review               {self.checkpoints:>6}   (checkpoints)",
            f"jobs                    {self.jobs.total:>6}   in {self.seconds:.1f} s: {pace:.0f} per second",
        ]
        return lines + [f"  failed job: {reason}" for reason in self.jobs.failures]


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
    """Import stores and groups, then all customers, and wait for the jobs.

    :param in_store: number of customers that the store has
    :param tell: called with each line of progress
    :raises DemoFailed: when the jobs stand still
    """
    before = odoo.count(CUSTOMER, [("backend_id", "=", backend_id)])
    last_job = newest_job(odoo)
    start = time.monotonic()
    for button in ("action_import_stores", "action_import_customer_groups"):
        odoo.press(BACKEND, backend_id, button)
    wait_for_jobs(odoo, last_job, tell)
    odoo.press(BACKEND, backend_id, "action_import_customers")
    jobs = wait_for_jobs(odoo, last_job, tell)
    seconds = time.monotonic() - start
    imported = odoo.count(CUSTOMER, [("backend_id", "=", backend_id)]) - before
    over = [
        ("id", ">", last_job),
        ("model_name", "=", CUSTOMER),
        ("method_name", "=", "import_record"),
        ("state", "=", "done"),
    ]
    unchanged = odoo.count("queue.job", [*over, ("result", "like", "up to date")])
    checkpoints = odoo.count(
        "connector.checkpoint",
        [("backend_id", "=", f"{BACKEND},{backend_id}"), ("state", "=", "need_review")],
    )
    return Summary(
        in_store=in_store,
        imported=imported,
        updated=odoo.count("queue.job", over) - imported - unchanged,
        unchanged=unchanged,
        jobs=jobs,
        checkpoints=checkpoints,
        seconds=seconds,
    )


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
