"""Countries and their regions. Only the regions of CA, DE, FR and US are known."""

from __future__ import annotations

from typing import Any

from .auth import ANONYMOUS
from .data import load
from .errors import StoreError
from .rest import Call, Routes

routes = Routes()


def country_ids() -> set[str]:
    """Return the codes that the store takes for a country."""
    return {country["id"] for country in load("countries.json")}


def regions(country_id: str) -> list[dict[str, str]]:
    """Return the regions of a country as ``{id, code, name}``, ids being strings."""
    return load("regions.json").get(country_id, [])


@routes.get("directory/countries", ANONYMOUS)
def list_countries(call: Call) -> list[dict[str, Any]]:
    return [_answer(country) for country in load("countries.json")]


@routes.get("directory/countries/:countryId", ANONYMOUS)
def read_country(call: Call) -> dict[str, Any]:
    for country in load("countries.json"):
        if country["id"] == call.path["countryId"]:
            return _answer(country)
    raise StoreError(
        404, "The country isn't available. Verify the country and try again."
    )


def _answer(country: dict[str, Any]) -> dict[str, Any]:
    answer = {
        "id": country["id"],
        "two_letter_abbreviation": country["id"],
        "three_letter_abbreviation": country["alpha3"],
        "full_name_locale": country["name"],
        "full_name_english": country["name"],
    }
    if regions(country["id"]):
        answer["available_regions"] = regions(country["id"])
    return answer
