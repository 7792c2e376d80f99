"""What can go wrong while talking to a shop, one class per thing to do about it.

=====================  =====================================================
class                  what the job queue does with it
=====================  =====================================================
ShopUnreachable        tries again (network, time-out, 502, 503, 504)
TooManyRequests        tries again when the shop said so (429)
ShopFailure            tries again, a bounded number of times (500 and other 5xx)
UnreadableAnswer       tries again, a bounded number of times (not JSON, cut short)
ConfigurationError     fails: a person must change a setting, here or in the shop
RecordMissing          fails: the record is gone in the shop (404)
RequestRefused         fails: the shop does not accept these data (400 and others)
=====================  =====================================================
"""

from __future__ import annotations

from odoo.addons.connector.exception import (
    IDMissingInBackend,
    InvalidDataError,
    JobError,
    NetworkRetryableError,
    RetryableJobError,
)


def printable(text: str) -> str:
    r"""The text in one line, with a mark for each character that can't be shown.

    >>> printable("a\0b\r\n \ud800 c") == "a\ufffdb \ufffd c"
    True
    """
    line = " ".join(text.split())
    return "".join(char if char.isprintable() else "\ufffd" for char in line)


class MagentoError(Exception):
    """Common side of all errors of the client; its text needs no other context.

    :param call: method and URL, without any secret
    :param seen: what happened, with the shop's own words where it gave some
    :param advice: what to do about it
    :param status: HTTP status, ``None`` when there was no answer
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


class ShopUnreachable(MagentoError, NetworkRetryableError):
    """No answer, or a proxy saying that the shop does not answer."""


class TooManyRequests(MagentoError, RetryableJobError):
    """The shop, or what stands before it, asks to slow down."""


class ShopFailure(MagentoError, RetryableJobError):
    """The shop had an internal error.

    Magento answers 500 to a passing failure as well as to a search on a field that
    it doesn't know, and the answer does not tell which: hence bounded retries.
    """


class UnreadableAnswer(MagentoError, NetworkRetryableError):
    """Something else than the JSON asked for: a page, a part of an answer, nothing."""


class ConfigurationError(MagentoError, JobError):
    """Only a change of settings helps; retrying would change nothing."""


class RecordMissing(MagentoError, IDMissingInBackend):
    """The shop has no record with this id (any more)."""


class RequestRefused(MagentoError, InvalidDataError):
    """The shop refuses what was sent."""
