"""Tax classes, rates and rules. They never change."""

from __future__ import annotations

from typing import Any

from .data import load
from .errors import no_such_entity
from .rest import Call, Routes, search_fixed

RESOURCE = "Magento_Tax::manage_tax"

routes = Routes()


def _search(call: Call, kind: str) -> dict[str, Any]:
    return search_fixed(call, load("tax.json")[kind], "taxsearch0000")


@routes.get("taxClasses/search", RESOURCE)
def search_classes(call: Call) -> dict[str, Any]:
    return _search(call, "classes")


@routes.get("taxRates/search", RESOURCE)
def search_rates(call: Call) -> dict[str, Any]:
    return _search(call, "rates")


@routes.get("taxRules/search", RESOURCE)
def search_rules(call: Call) -> dict[str, Any]:
    return _search(call, "rules")


@routes.get("taxClasses/:taxClassId", RESOURCE)
def read_class(call: Call) -> dict[str, Any]:
    class_id = call.path_id("taxClassId")
    for row in load("tax.json")["classes"]:
        if row["class_id"] == class_id:
            return dict(row)
    raise no_such_entity("class_id", class_id)
