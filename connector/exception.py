"""Errors of connectors, grouped by what the job that meets them should do.

======================== ==========================================================
Raise                    when
======================== ==========================================================
NetworkRetryableError    the backend did not answer: the job is retried later
NoExternalId             the external id is not there *yet*: the job is retried later
RetryableJobError        anything else that passes by itself (a lock, a race)
IDMissingInBackend       the record is gone on the backend
ManyIDSInBackend         a key that should be unique matches several records
InvalidDataError         values are refused before they are created or written
MappingError             a value has no counterpart on the other side
======================== ==========================================================
"""

from odoo.addons.queue_job.exception import JobError, RetryableJobError

__all__ = [
    "ConnectorException",
    "IDMissingInBackend",
    "InvalidDataError",
    "JobError",
    "ManyIDSInBackend",
    "MappingError",
    "NetworkRetryableError",
    "NoConnectorUnitError",
    "NoExternalId",
    "RetryableJobError",
]


class ConnectorException(Exception):
    """Base of the errors of connectors that a retry would not cure."""


class NoConnectorUnitError(ConnectorException):
    """No component for a piece of work; kept for old connectors.

    The lookup itself raises ``NoComponentError`` of the addon ``component``.
    """


class InvalidDataError(ConnectorException):
    """Values were refused before the record was created or written."""


class MappingError(ConnectorException):
    """A value could not be converted for the other side."""


class NetworkRetryableError(RetryableJobError):
    """The network or the backend is in trouble: try the job again later."""


class NoExternalId(RetryableJobError):
    """The record has no external id yet: try the job again later."""


class IDMissingInBackend(JobError):
    """The record does not exist, or no longer, on the backend."""


class ManyIDSInBackend(JobError):
    """A key that should be unique matches several records of the backend."""
