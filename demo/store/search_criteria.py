"""The ``searchCriteria`` parameter: what it asks for, and how it is echoed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .errors import bad_request, required
from .settings import Settings
from .typed_input import ListOf, Record, convert


@dataclass(frozen=True)
class Filter:
    """One comparison; ``value`` is None when the client gave none."""

    field: str | None
    value: str | None
    condition: str

    def echo(self) -> dict[str, Any]:
        return {
            "field": self.field,
            "value": self.value,
            "condition_type": self.condition,
        }


@dataclass(frozen=True)
class SortOrder:
    """One sort key; anything else than ASC sorts downwards."""

    field: str | None
    direction: str | None

    def echo(self) -> dict[str, Any]:
        return {"field": self.field, "direction": self.direction}


@dataclass(frozen=True)
class SearchCriteria:
    """What a client asked of a list.

    :param groups: all of them must hold; of the filters in one, any.
    :param page_size: None when not given.
    :param page: None when not given.
    """

    groups: list[list[Filter]] = field(default_factory=list)
    sort_orders: list[SortOrder] = field(default_factory=list)
    page_size: int | None = None
    page: int | None = None

    def echo(self) -> dict[str, Any]:
        """Return the ``search_criteria`` of the answer."""
        echo: dict[str, Any] = {
            "filter_groups": [
                {"filters": [item.echo() for item in group]} for group in self.groups
            ]
        }
        if self.sort_orders:
            echo["sort_orders"] = [order.echo() for order in self.sort_orders]
        if self.page_size is not None:
            echo["page_size"] = self.page_size
        if self.page is not None:
            echo["current_page"] = self.page
        return echo


def _check_direction(order: dict[str, Any]) -> None:
    direction = order.get("direction")
    if direction is not None:
        order["direction"] = direction.upper()
        if order["direction"] not in ("ASC", "DESC"):
            raise bad_request(
                "The sort order has to be specified as %1 for ascending order or %2 "
                "for descending order.",
                ["ASC", "DESC"],
            )


_FILTER = Record({"field": "string", "value": "string", "condition_type": "string"})
_GROUP = Record({"filters": ListOf(_FILTER)})
_SORT_ORDER = Record({"field": "string", "direction": "string"}, check=_check_direction)
_CRITERIA = Record(
    {
        "filter_groups": ListOf(_GROUP),
        "sort_orders": ListOf(_SORT_ORDER),
        "page_size": "int",
        "current_page": "int",
    }
)


def read(parameters: dict[str, Any], settings: Settings) -> SearchCriteria:
    """Return the criteria in the query's ``parameters``.

    Criteria that are no array (``searchCriteria=abc``), or whose groups are none,
    restrict nothing: so does Magento.

    :raises StoreError: 400, when they are missing, misspelt or of a wrong type, or the
        page is larger than the store allows.
    """
    given = parameters.get("searchCriteria", parameters.get("search_criteria"))
    if given is None:
        raise required("searchCriteria")
    data = convert(given, _CRITERIA)
    page_size = data.get("page_size")
    largest = settings.maximum_page_size
    if largest and page_size is not None and page_size > largest:
        raise bad_request("Maximum SearchCriteria pageSize is %max", {"max": largest})
    if page_size is None:
        page_size = settings.default_page_size
    return SearchCriteria(
        groups=[
            [_read_filter(item) for item in group.get("filters") or []]
            for group in data.get("filter_groups") or []
        ],
        sort_orders=[
            SortOrder(item.get("field"), item.get("direction"))
            for item in data.get("sort_orders") or []
        ],
        page_size=page_size,
        page=data.get("current_page"),
    )


def _read_filter(item: dict[str, Any]) -> Filter:
    return Filter(
        field=item.get("field"),
        value=item.get("value"),
        condition=item.get("condition_type") or "eq",
    )
