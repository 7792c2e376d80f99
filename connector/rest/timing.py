"""When a server wants to be asked again, from the headers of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: Bounds, in seconds, of what is believed of a server: a daily quota is the longest.
WAIT_MIN, WAIT_MAX = 1, 86400
#: Names of the headers with the moment at which a quota is full again.
_RESET_HEADERS = ("X-RateLimit-Reset", "RateLimit-Reset", "X-Rate-Limit-Reset")
_REMAINING_HEADERS = (
    "X-RateLimit-Remaining",
    "RateLimit-Remaining",
    "X-Rate-Limit-Remaining",
)
#: A number above is no duration but an instant, in seconds since 1970; above the
#: second one, in milliseconds.
_INSTANT, _INSTANT_IN_MS = 10**9, 10**12


def http_date(value: str) -> datetime | None:
    """A date of a header, with its zone; ``None`` if it is none.

    >>> http_date("Mon, 23 Nov 2026 11:00:00 GMT")
    datetime.datetime(2026, 11, 23, 11, 0, tzinfo=datetime.timezone.utc)
    """
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def server_now(headers: Mapping[str, str]) -> datetime | None:
    """The server's clock when it answered, with its zone."""
    return http_date(headers.get("Date", ""))


def retry_after(headers: Mapping[str, str], longest: int = WAIT_MAX) -> int | None:
    """Seconds to wait by the header ``Retry-After`` (RFC 9110, 10.2.3), within reason.

    An instant is compared with the server's own clock, where it shows it: the two
    clocks need not agree.

    >>> retry_after({"Retry-After": "7"}), retry_after({"Retry-After": "99999999"})
    (7, 86400)
    >>> noon = "Mon, 23 Nov 2026 12:00:00 GMT"
    >>> retry_after({"Retry-After": noon, "Date": "Mon, 23 Nov 2026 11:59:30 GMT"})
    30
    >>> retry_after({}), retry_after({"Retry-After": "soon"})
    (None, None)
    """
    value = headers.get("Retry-After", "").strip()
    seconds = _number(value)
    if seconds is None:
        moment = http_date(value)
        if moment is None:
            return None
        seconds = (moment - _now(headers)).total_seconds()
    return _bounded(seconds, longest)


def quota_reset(headers: Mapping[str, str], longest: int = WAIT_MAX) -> int | None:
    """Seconds until a quota is full again, by ``X-RateLimit-Reset`` and its spellings.

    Some servers send a duration, some an instant in seconds or milliseconds.

    >>> quota_reset({"X-RateLimit-Reset": "30"})
    30
    >>> at = "Mon, 23 Nov 2026 11:59:30 GMT"
    >>> quota_reset({"X-RateLimit-Reset": "1795435200", "Date": at})
    30
    >>> quota_reset({"X-RateLimit-Reset": "1795435200000", "Date": at})
    30
    >>> quota_reset({})
    """
    value = next((headers[name] for name in _RESET_HEADERS if name in headers), "")
    seconds = _number(value.strip())
    if seconds is None:
        return None
    if seconds > _INSTANT_IN_MS:
        seconds /= 1000
    if seconds > _INSTANT:
        seconds -= _now(headers).timestamp()
    return _bounded(seconds, longest)


def wait_named(headers: Mapping[str, str], longest: int = WAIT_MAX) -> int | None:
    """Seconds after which the server wants to be asked again, if it says so."""
    seconds = retry_after(headers, longest)
    return quota_reset(headers, longest) if seconds is None else seconds


def quota_is_spent(headers: Mapping[str, str]) -> bool:
    """Whether the server says that it counts requests, and that none is left.

    >>> quota_is_spent({"X-RateLimit-Remaining": "0"}), quota_is_spent({})
    (True, False)
    """
    return any(headers.get(name, "").strip() == "0" for name in _REMAINING_HEADERS)


def _now(headers: Mapping[str, str]) -> datetime:
    return server_now(headers) or datetime.now(UTC)


def _number(value: str) -> float | None:
    digits, point, fraction = value[:20].partition(".")
    if digits.isascii() and digits.isdigit() and (not point or fraction.isdigit()):
        return float(value[:20])
    return None


def _bounded(seconds: float, longest: int) -> int:
    # Rounded up: earlier than named, the server would refuse again.
    return int(min(max(-(-seconds // 1), WAIT_MIN), longest))
