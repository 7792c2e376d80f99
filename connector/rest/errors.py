"""What can go wrong while talking to a server, one class per thing to do about it.

======================= =============== ==============================================
class                   kind            when
======================= =============== ==============================================
ServerUnreachable       retry           no answer, time-out, 408, 502, 503, 504
TooManyRequests         retry           429: again when the server said so
BudgetSpent             retry           our own budget of requests is used up
ServerFailure           retry           500 and other 5xx, a bounded number of times
UnreadableAnswer        retry           not JSON, cut short, too long
RecordMissing           skip            the record is gone (404, 410)
RequestRefused          skip            the server does not accept these data (400...)
EndlessPages            stop            pages that repeat, or never end
AddressRefused          configuration   the address is one of a private network
RestConfigurationError  configuration   a person must change a setting, here or there
======================= =============== ==============================================

A connector that wants names of its own inherits from these.
"""

from __future__ import annotations

from ..exception import (
    ConfigurationError,
    IDMissingInBackend,
    InvalidDataError,
    NetworkRetryableError,
    RetryLater,
    StopBatch,
)


def printable(text: str) -> str:
    r"""The text in one line, with a mark for each character that can't be shown.

    >>> printable("a\0b\r\n \ud800 c") == "a\ufffdb \ufffd c"
    True
    """
    line = " ".join(text.split())
    return "".join(char if char.isprintable() else "\ufffd" for char in line)


class RestError(Exception):
    """Common side of all errors of the client; its text needs no other context.

    :param call: method and URL, without any secret
    :param seen: what happened, with the server's own words where it gave some
    :param advice: what to do about it
    :param status: HTTP status, ``None`` when there was no answer
    :param kwargs: what the other parent of the class takes, such as ``seconds``
    """

    def __init__(
        self,
        call: str,
        seen: str,
        advice: str = "",
        *,
        status: int | None = None,
        **kwargs: object,
    ) -> None:
        # What a server sends may hold characters that no database stores, and then
        # not even the failure of the job could be.
        call, seen, advice = (printable(text) for text in (call, seen, advice))
        text = f"{call}: {seen}"
        super().__init__(f"{text} {advice}".rstrip(), **kwargs)
        self.call = call
        self.seen = seen
        self.advice = advice
        self.status = status


class ServerUnreachable(RestError, NetworkRetryableError):
    """No answer, or a proxy saying that the server does not answer.

    :ivar passing: whether the same request may succeed in a second, as after a
        connection that broke; not after a time limit, which made us wait already
    :ivar unsent: whether the request never left: then any method may be repeated
    """

    passing = False
    unsent = False


class TooManyRequests(RestError, NetworkRetryableError):
    """The server, or what stands before it, asks to slow down.

    The next record would meet the same: a chunk of records comes back as a whole.
    """


class BudgetSpent(RestError, NetworkRetryableError):
    """So many requests wait already that ours would hold up a worker for too long."""


class ServerFailure(RestError, RetryLater):
    """The server had an internal error.

    Many answer 500 to a passing failure as well as to a request that they don't
    understand, and the answer does not tell which: hence bounded retries.
    """


class UnreadableAnswer(RestError, NetworkRetryableError):
    """Something else than the JSON asked for: a page, a part of an answer, nothing.

    :ivar passing: as in :class:`ServerUnreachable`
    """

    passing = False


class RestConfigurationError(RestError, ConfigurationError):
    """Only a change of settings helps; retrying would change nothing."""


class AddressRefused(RestConfigurationError):
    """The host is on a private network, which the backend does not allow."""


class RecordMissing(RestError, IDMissingInBackend):
    """The server has no record with this id (any more)."""


class RequestRefused(RestError, InvalidDataError):
    """The server refuses what was sent."""


class EndlessPages(RestError, StopBatch):
    """A list repeats its pages, or has more of them than is believable."""
