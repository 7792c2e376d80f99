"""Watch what is written to the database, what is created, and what is logged."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from odoo.api import Environment
from odoo.models import BaseModel
from odoo.sql_db import Cursor

_WRITES = re.compile(
    r'^\s*(?:WITH\b.*?\)\s*)?(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)',
    re.IGNORECASE | re.DOTALL,
)
#: What jobs and runs write about themselves.
_BOOKKEEPING = ("queue_job", "connector_run", "connector_cursor", "connector_rest_")
#: They say what is sent, which is where credentials slip through.
_TALKATIVE = ("urllib3", "requests", "odoo.addons")


@contextmanager
def written_tables() -> Iterator[list[str]]:
    """The tables that are written in the block, one entry for each statement."""
    tables: list[str] = []
    execute = Cursor.execute

    def watched(cursor: Cursor, query: object, *args: object, **kwargs: object):
        found = _WRITES.match(str(getattr(query, "code", query)))
        if found and not found[1].startswith(_BOOKKEEPING):
            tables.append(found[1])
        return execute(cursor, query, *args, **kwargs)

    with mock.patch.object(Cursor, "execute", watched):
        yield tables


@contextmanager
def created_records(but_on: Cursor) -> Iterator[list[tuple[str, int]]]:
    """(model, id) of all that is created in the block on other cursors than this."""
    created: list[tuple[str, int]] = []
    create = BaseModel._create

    def watched(records: BaseModel, data_list: list[dict]) -> BaseModel:
        made = create(records, data_list)
        if records.env.cr is not but_on:
            created.extend((made._name, id_) for id_ in made._ids)
        return made

    with mock.patch.object(BaseModel, "_create", watched):
        yield created


def delete_created(env: Environment, created: list[tuple[str, int]]) -> None:
    """Delete records, the last one first; none of it is exported.

    What others still refer to is tried again once these are gone.
    """
    env = env(context={**env.context, "connector_no_export": True})
    left = list(dict.fromkeys(reversed(created)))
    while left:
        kept = []
        for model, id_ in left:
            try:
                with env.cr.savepoint():
                    env[model].browse(id_).exists().unlink()
            except Exception as error:
                kept.append((model, id_))
                reason = error
        if len(kept) == len(left):
            raise RuntimeError(f"Cannot delete what the test left: {left}") from reason
        left = kept


@contextmanager
def captured_log() -> Iterator[list[str]]:
    """All that is logged in the block, debug messages included; it goes nowhere else."""
    lines: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    root = logging.getLogger()
    loggers = [root, *(logging.getLogger(name) for name in _TALKATIVE)]
    levels = [logger.level for logger in loggers]
    handlers = root.handlers
    root.handlers = [Collect()]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.handlers = handlers
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
