"""Processes that work on the same records at once, and die at any moment."""

from __future__ import annotations

import os
import random
import signal

from odoo.addons.queue_job.jobrunner.runner import Database as RunnerDatabase

from demo.store.control import Store

from .conftest import SEED, Database, Nest, as_arguments, wait_for

CUSTOMERS = 200
PROCESSES = 8
KILLED = 5
#: Jobs for each record: so many alone, and so many in a chunk.
COPIES = 1


def requeue_dead_jobs(database: Database) -> None:
    """What the job runner does every now and then, without its ten seconds of patience."""
    query = RunnerDatabase._query_requeue_dead_jobs(None)
    assert query.count("INTERVAL '10 sec'") == 1
    database.rows(query.replace("INTERVAL '10 sec'", "INTERVAL '0 sec'"))


def test_eight_processes_import_the_same_records(
    database: Database, config: str, chance: random.Random
) -> None:
    """Eight processes have the same 200 records to import, five of them are killed.

    Each record is imported by a job of its own and in one of a chunk, which any
    process takes in any order. Processes are killed with SIGKILL when a number of jobs,
    drawn by chance, is done: in the middle of another one, then.
    """
    partners = "SELECT count(*) FROM res_partner"
    before = database.value(partners)
    with (
        Store(customers=CUSTOMERS) as store,
        Nest(
            config,
            database.name,
            "same_records",
            store=as_arguments(store),
            copies=COPIES,
            processes=PROCESSES,
        ) as nest,
    ):
        ids = nest.told("ids")
        assert len(ids) == len(set(ids)) == CUSTOMERS
        uuids = {uuid for (uuid,) in database.rows("SELECT uuid FROM queue_job")}
        assert len(uuids) == COPIES * (CUSTOMERS + CUSTOMERS // 25)
        pids = nest.told("pids")
        moments = sorted(chance.sample(range(5, len(uuids) - 100), KILLED))
        victims = chance.sample(pids, KILLED)
        print(f"seed {SEED}: kill {victims} of {pids} when {moments} jobs are done")
        for moment, victim in zip(moments, victims, strict=True):
            wait_for(
                lambda moment=moment: database.jobs().get("done", 0) >= moment,
                f"{moment} jobs that are done",
            )
            os.kill(victim, signal.SIGKILL)
            wait_for_requeue(database, victim)
        statuses = dict(zip(pids, wait_for_end(nest, database), strict=True))

    assert statuses == {pid: -signal.SIGKILL if pid in victims else 0 for pid in pids}
    # No job lost: each is done, those of the dead included.
    states = dict(database.rows("SELECT uuid, state FROM queue_job"))
    assert {uuid: states.get(uuid) for uuid in uuids} == dict.fromkeys(uuids, "done")
    assert set(states.values()) == {"done"}
    print(
        f"{len(states)} jobs, {len(states) - len(uuids)} of them set aside on the way"
    )
    # No record lost, none there twice, and nothing left of those who died.
    backend_id = database.value("SELECT id FROM magento_backend")
    assert sorted(database.customers(backend_id)) == sorted(ids)
    contacts = """
        SELECT odoo_id FROM magento_res_partner UNION SELECT odoo_id FROM magento_address
    """
    assert database.value(f"SELECT count(*) FROM ({contacts}) AS contact") == (
        database.value(partners) - before
    )
    assert database.value(
        "SELECT count(DISTINCT odoo_id) FROM magento_res_partner"
    ) == len(ids)
    assert (
        database.value(
            "SELECT count(*) - count(DISTINCT external_id) FROM magento_address"
        )
        == 0
    )


def wait_for_end(nest: Nest, database: Database) -> list[int]:
    """Exit statuses of the processes, once all jobs are over."""
    wait_for(
        lambda: not set(database.jobs()) - {"done", "failed"},
        "the end of all jobs",
        150,
    )
    return nest.told("statuses")


def wait_for_requeue(database: Database, victim: int) -> None:
    """Wait until another process can take the job of a dead one.

    PostgreSQL ends its connections, and their locks, a moment after it died.
    """
    left = "SELECT count(*) FROM queue_job WHERE state = 'started' AND worker_pid = %s"
    wait_for(
        lambda: requeue_dead_jobs(database) or not database.value(left, victim),
        f"the job of process {victim}",
    )
