"""Errors of connectors, grouped by what happens next to the job that meets them.

======================== =============== ============================================
Raise                    kind            when
======================== =============== ============================================
NetworkRetryableError    retry           the backend did not answer
NoExternalId             retry           the external id is not there *yet*
RetryLater               retry           anything else that passes by itself
IDMissingInBackend       skip            the record is gone on the backend
ManyIDSInBackend         skip            a key that should be unique matches several
InvalidDataError         skip            values are refused before they are written
MappingError             skip            a value has no counterpart on the other side
SkipRecord               skip            any other reason that lies in the record
StopBatch                stop            nothing else of the batch is to be tried
ConfigurationError       configuration   a person must set something first
anything else            bug             nobody foresaw it
======================== =============== ============================================

The kinds are classes that can be mixed into a connector's own errors; which one an
error is of, :func:`error_kind` tells.
"""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import psycopg2

from odoo.exceptions import ConcurrencyError, LockError, UserError
from odoo.fields import Datetime
from odoo.service.model import PG_CONCURRENCY_ERRORS_TO_RETRY

from odoo.addons.queue_job.exception import (
    FailedJobError,
    JobError,
    RetryableJobError,
)

if TYPE_CHECKING:
    from odoo.models import BaseModel

__all__ = [
    "ConfigurationError",
    "ConnectorException",
    "ErrorKind",
    "IDMissingInBackend",
    "InvalidDataError",
    "JobError",
    "ManyIDSInBackend",
    "MappingError",
    "NetworkRetryableError",
    "NoConnectorUnitError",
    "NoExternalId",
    "OvertakenError",
    "RetryLater",
    "RetryableJobError",
    "SkipRecord",
    "StopBatch",
    "error_kind",
]

#: What happens next, see :func:`error_kind`.
ErrorKind = Literal["retry", "skip", "stop", "configuration", "bug"]


class RetryLater(RetryableJobError):
    """It passes by itself: the job is tried again later.

    :param msg: what we were doing, what we saw
    :param seconds: delay before the next try; without it, and without ``at``, the
        retry pattern of the job's method decides
    :param ignore_retry: do not count this try
    :param at: instant of the next try (naive UTC), when the backend named one
    """

    def __init__(
        self,
        msg: str,
        seconds: int | None = None,
        ignore_retry: bool = False,
        at: datetime | None = None,
    ) -> None:
        if at is not None and seconds is None:
            # Never 0: the queue takes it for unset. Rounded up: not before the instant.
            delay = (at - Datetime.now()).total_seconds()
            seconds = max(1, math.ceil(delay))
        super().__init__(msg, seconds=seconds, ignore_retry=ignore_retry)
        self.at = at


class SkipRecord(Exception):
    """This record cannot be done, for a reason that lies in it; the others go on."""


class StopBatch(Exception):
    """Nothing else of this batch is to be tried: the next record would meet the same.

    What was done before is kept if it was committed.
    """


class ConfigurationError(JobError):
    """A person must set something; the jobs that wait for it are then run again.

    :param msg: what is to be set, and where
    :param record: the record to act on, such as the backend, when it is known
    """

    def __init__(self, msg: str, record: BaseModel | None = None) -> None:
        super().__init__(msg)
        self.record = record


class ConnectorException(Exception):
    """Base of the errors of connectors that a retry would not cure."""


class NoConnectorUnitError(ConnectorException):
    """No component for a piece of work; kept for old connectors.

    The lookup itself raises ``NoComponentError`` of the addon ``component``.
    """


class InvalidDataError(ConnectorException, SkipRecord):
    """Values were refused before the record was created or written."""


class MappingError(ConnectorException, SkipRecord):
    """A value could not be converted for the other side."""


class NetworkRetryableError(RetryLater):
    """The network or the backend is in trouble: try the job again later."""


class NoExternalId(RetryLater):
    """The record has no external id yet: try the job again later."""


class OvertakenError(RetryLater):
    """Another transaction imported some of the records after ours had begun."""


class IDMissingInBackend(JobError, SkipRecord):
    """The record does not exist, or no longer, on the backend."""


class ManyIDSInBackend(JobError, SkipRecord):
    """A key that should be unique matches several records of the backend."""


def error_kind(error: BaseException) -> ErrorKind:
    """Tell what happens next when a job meets an error.

    * ``retry``: it passes by itself, the job is tried again
    * ``skip``: this record fails, the others of its batch go on
    * ``stop``: nothing else of the batch is tried
    * ``configuration``: a person must set something, then the job is run again
    * ``bug``: nobody foresaw it

    >>> error_kind(MappingError("no such country")), error_kind(KeyError("id"))
    ('skip', 'bug')
    """
    if isinstance(error, FailedJobError) and isinstance(
        error.__cause__, RetryableJobError
    ):
        # The queue gave up after the last try: it is still what passes by itself.
        error = error.__cause__
    if isinstance(error, ConfigurationError):
        return "configuration"
    if isinstance(error, StopBatch):
        return "stop"
    if isinstance(error, RetryableJobError | ConcurrencyError | LockError):
        return "retry"
    if isinstance(error, psycopg2.Error):
        return "retry" if error.pgcode in PG_CONCURRENCY_ERRORS_TO_RETRY else "bug"
    if isinstance(error, SkipRecord | UserError):
        return "skip"
    return "bug"
