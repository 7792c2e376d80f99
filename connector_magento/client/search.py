"""The query of Magento's list end points, from plain (field, condition, value)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

Filter = Sequence[object]

#: Any other condition is silently read as ``eq`` by Magento.
CONDITIONS = frozenset(
    {
        *("eq", "neq", "gt", "gteq", "lt", "lteq", "from", "to"),
        *("like", "nlike", "in", "nin", "finset", "null", "notnull"),
    }
)
#: Above ten groups the server's order of parameters (natural) differs from that of
#: OAuth 1.0a (bytewise), and signed requests are refused.
MAX_FILTERS = 10
MOMENT_FORMAT = "%Y-%m-%d %H:%M:%S"


def moment(value: datetime) -> str:
    """A date and time as Magento compares it: UTC, without a zone mark.

    >>> from datetime import timedelta, timezone
    >>> paris = timezone(timedelta(hours=1))
    >>> moment(datetime(2026, 11, 23, 2, 5, tzinfo=paris))
    '2026-11-23 01:05:00'
    """
    if value.tzinfo is not None:
        value = value.astimezone(UTC)
    return value.strftime(MOMENT_FORMAT)


def search_query(
    filters: Iterable[Filter] = (),
    *,
    page_size: int,
    page: int = 1,
    sort: Iterable[str] = (),
    fields: str = "",
) -> list[tuple[str, str]]:
    """Pairs of the query string for one page of a list.

    :param filters: ``(field, condition, value)`` triples, all of which must hold
    :param sort: names of the fields to sort on, ascending
    :param fields: the parts of the answer that are wanted, e.g. ``"items[id]"``
    :raises ValueError: a filter that Magento would misunderstand without saying so

    >>> for pair in search_query([("email", "like", "%@a.test")], page_size=2):
    ...     print(*pair)
    searchCriteria[filter_groups][0][filters][0][field] email
    searchCriteria[filter_groups][0][filters][0][condition_type] like
    searchCriteria[filter_groups][0][filters][0][value] %@a.test
    searchCriteria[pageSize] 2
    searchCriteria[currentPage] 1
    """
    query: list[tuple[str, str]] = []
    filters = list(filters)
    if len(filters) > MAX_FILTERS:
        raise ValueError(
            f"{len(filters)} filters, but a signed request can hold {MAX_FILTERS} only:"
            " use the condition 'in' with a list of values."
        )
    for index, (field, condition, value) in enumerate(filters):
        key = f"searchCriteria[filter_groups][{index}][filters][0]"
        query += [
            (f"{key}[field]", str(field)),
            (f"{key}[condition_type]", str(condition)),
            (f"{key}[value]", _filter_value(field, condition, value)),
        ]
    for index, field in enumerate(sort):
        key = f"searchCriteria[sortOrders][{index}]"
        query += [(f"{key}[field]", field), (f"{key}[direction]", "ASC")]
    query += [
        ("searchCriteria[pageSize]", str(page_size)),
        ("searchCriteria[currentPage]", str(page)),
    ]
    if fields:
        query.append(("fields", fields))
    return query


def _filter_value(field: object, condition: object, value: object) -> str:
    if condition not in CONDITIONS:
        raise ValueError(
            f"Unknown condition {condition!r} on {field!r}, which Magento would read as"
            f" 'eq'. Use one of: {', '.join(sorted(CONDITIONS))}."
        )
    if condition in ("null", "notnull"):
        return "1"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        value = ",".join(str(item) for item in value)
    if value is None or value is False or value == "":
        raise ValueError(
            f"The filter {field!r} {condition!r} has no value: Magento would find"
            " nothing. Leave the filter out, or use 'null'."
        )
    return str(value)
