"""The memory of a worker while it imports many records."""

from __future__ import annotations

from .conftest import Database, Nest

#: KiB between 1,000 and 10,000 records that are no growth: the allocator's grain.
ALLOWED = 6 * 1024


def test_importing_10000_records_keeps_memory_flat(
    database: Database, config: str
) -> None:
    """One process performs all jobs of an import by chunks, from the first to the last.

    Measured is the resident memory of the process that works, as ``/proc/self/statm``
    tells it between two jobs, after a garbage collection: once 1,000 records are
    imported (registry, caches and prepared statements are warm then) and again at
    10,000. The records are light, and made while they are read; PostgreSQL is real.
    """
    with Nest(config, database.name, "memory", counts=[1_000, 10_000]) as nest:
        told = nest.lines()
        assert nest.process.wait(60) == 0
    assert [line["wanted"] for line in told] == [1_000, 10_000]
    first, last = told
    growth = last["rss"] - first["rss"]
    print(
        f"resident memory: {first['rss']} KiB at {first['imported']} records, "
        f"{last['rss']} KiB at {last['imported']}: {growth:+} KiB"
    )
    assert last["imported"] == 10_000
    assert (
        database.value("SELECT count(DISTINCT external_id) FROM connector_test_item")
        == 10_000
    )
    assert set(database.jobs()) == {"done"}
    assert growth < ALLOWED
