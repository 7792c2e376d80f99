"""Errors, as the people who operate a connector read them."""

from __future__ import annotations

from odoo.addons.queue_job.exception import BaseQueueJobError

from .exception import error_kind


def failure_message(error: BaseException) -> str:
    """What a person reads of an error that a job meets.

    Who raised an error that nobody foresaw did not write for people: ``'name'`` alone
    would be the message of a ``KeyError``.

    >>> from odoo.addons.connector.exception import SkipRecord
    >>> failure_message(KeyError("name")), failure_message(SkipRecord("No name"))
    ("KeyError: 'name'", 'No name')
    """
    if error_kind(error) == "bug" and not isinstance(error, BaseQueueJobError):
        return f"{type(error).__name__}: {error}".removesuffix(": ")
    return str(error.args[0] if error.args else error) or type(error).__name__
