"""Countries and states of a shop's addresses, as Odoo knows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from odoo.api import Environment


@dataclass(frozen=True)
class Place:
    """Ids of an address's country and state, ``False`` when Odoo knows none.

    :ivar country_code: the country as the shop names it
    :ivar region: the region as the shop names it
    """

    country_id: int | bool = False
    state_id: int | bool = False
    country_code: str | None = None
    region: str | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether the shop names a country that Odoo doesn't know."""
        return bool(self.country_code and not self.country_id)


def find_places(env: Environment, addresses: Iterable[dict]) -> dict[str, Place]:
    """The place of each address, by the address's id.

    The shop's own region ids mean nothing here: a state is found by its country and
    its code, else by its name. Free text in the shop has the text as its code, too.
    """
    addresses = list(addresses)
    codes = {(address["country_id"] or "").upper() for address in addresses} - {""}
    if not codes:
        return {address["id"]: Place() for address in addresses}
    countries = {
        country.code: country
        for country in env["res.country"].search([("code", "in", list(codes))])
    }
    states = _states(env, [country.id for country in countries.values()], addresses)
    places = {}
    for address in addresses:
        country = countries.get((address["country_id"] or "").upper())
        region = address["region"] or {}
        state_id: int | bool = False
        if country:
            for text in (region.get("region_code"), region.get("region")):
                state_id = state_id or states.get((country.id, _key(text)), False)
        places[address["id"]] = Place(
            country_id=country.id if country else False,
            state_id=state_id,
            country_code=address["country_id"],
            region=region.get("region") or region.get("region_code"),
        )
    return places


def _key(text: str | None) -> str:
    return (text or "").casefold()


def _states(
    env: Environment, country_ids: list[int], addresses: list[dict]
) -> dict[tuple[int, str], int]:
    """(country id, code or name) → state id; a code wins over a name."""
    if not country_ids or not any(
        text
        for address in addresses
        for text in (
            (address["region"] or {}).get(key) for key in ("region_code", "region")
        )
    ):
        return {}
    states = env["res.country.state"].search_fetch(
        [("country_id", "in", country_ids)], ["country_id", "code", "name"]
    )
    by_name = {(state.country_id.id, _key(state.name)): state.id for state in states}
    by_code = {(state.country_id.id, _key(state.code)): state.id for state in states}
    return {**by_name, **by_code}
