"""The store's SQLite file: connections for many threads, and the tables' creation."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

SCHEMA_VERSION = 2


class Database:
    """A file of records, safe to use from any thread.

    Readers never wait (write-ahead log); writers take turns.

    :param path: the file; created when it is not there.
    :param schema: statements that create the tables of every entity.
    """

    def __init__(self, path: str, schema: Sequence[str]) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._idle_lock = threading.Lock()
        self._write_lock = threading.Lock()
        with self.read() as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, SCHEMA_VERSION):
                raise ValueError(
                    f"{path} was written by another version of the store "
                    f"({version} instead of {SCHEMA_VERSION}): remove it, "
                    "it is seeded anew"
                )
            connection.execute("PRAGMA journal_mode = WAL")
        with self.write() as connection:
            for statement in schema:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection for reading."""
        with self._idle_lock:
            connection = self._idle.pop() if self._idle else None
        connection = connection or self._connect()
        try:
            yield connection
        finally:
            with self._idle_lock:
                self._idle.append(connection)

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection for writing: all of the block is stored, or nothing."""
        with self._write_lock, self.read() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with self._idle_lock:
            while self._idle:
                self._idle.pop().close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, timeout=30
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection
