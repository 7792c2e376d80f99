"""Keeps the credentials of backends out of the log when SQL goes wrong."""

from __future__ import annotations

import logging
import re

_sql_logger = logging.getLogger("odoo.sql_db")


class HideValues(logging.Filter):
    """Hides the values that statements write into some tables.

    Odoo logs a statement that fails with all its values, and PostgreSQL's message
    with the whole row: for a backend, its credentials are among them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._tables: dict[str, re.Pattern[str]] = {}

    def add(self, table: str) -> None:
        """Hide what is written into a table from now on."""
        # A statement that failed is logged as bytes: its line ends show as two letters.
        name = re.escape(table)
        self._tables[table] = re.compile(rf'(INSERT INTO|UPDATE) +"?{name}(?!\w)')
        _sql_logger.addFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        for table, writes in list(self._tables.items()):
            found = writes.search(message)
            if found:
                record.msg = (
                    "%s %s: its values are not logged, credentials may be among them%s"
                )
                record.args = (found[1], table, _reason(record.args))
                break
        return True


def _reason(arguments: object) -> str:
    """The first line of the error in a log record: PostgreSQL's details hold the row."""
    for argument in arguments if isinstance(arguments, tuple) else ():
        if isinstance(argument, Exception):
            return f": {str(argument).partition(chr(10))[0]}"
    return ""


#: the one that filters the log of this process
hide_values = HideValues()
