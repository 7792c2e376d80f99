"""An export whose process dies right after the creation in the store."""

from __future__ import annotations

import signal

import pytest

from demo.store.control import Store

from .conftest import Database, Nest, as_arguments
from .test_killed_processes import requeue_dead_jobs


@pytest.mark.parametrize("moment", ["created", "answered"])
def test_crash_after_the_creation_leaves_one_record_in_the_store(
    database: Database, config: str, moment: str
) -> None:
    """SIGKILL before Odoo has the answer, or with it: there is one customer afterwards."""
    name = f"Killed{moment}"
    binding = (
        "SELECT binding.external_id FROM connector_test_parcel AS binding "
        "JOIN connector_test_record AS record ON record.id = binding.odoo_id "
        "WHERE record.name = %s"
    )
    with Store(customers=5) as store:
        arguments = {"store": as_arguments(store), "name": name}
        before = store.stats()["customers"]
        with Nest(config, database.name, "export", moment=moment, **arguments) as nest:
            external_id = nest.told("created")
            assert nest.process.wait(60) == -signal.SIGKILL
        assert store.stats()["customers"] == before + 1
        assert database.value(binding, name) is None
        requeue_dead_jobs(database)

        with Nest(config, database.name, "export", moment="", **arguments) as nest:
            told = nest.lines()
            assert nest.process.wait(60) == 0

        assert told == [{"done": True}]
        assert store.stats()["customers"] == before + 1
        assert database.value(binding, name) == external_id
        assert set(database.jobs()) == {"done"}
