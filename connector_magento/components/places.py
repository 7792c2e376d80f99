"""Countries and states of a shop's addresses, as Odoo knows them."""

from __future__ import annotations

from dataclasses import dataclass

from odoo.api import Environment

from odoo.addons.component.core import WorkContext


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


class Gazetteer:
    """Finds places, and looks each country up once.

    The shop's own region ids mean nothing here: a state is found by its country and
    its code, else by its name. Free text in the shop has the text as its code, too.
    """

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._countries: dict[str, int | bool] = {}
        self._states: dict[int, dict[str, int]] = {}

    @classmethod
    def of(cls, work: WorkContext) -> Gazetteer:
        """The one that all components share that work together."""
        if not hasattr(work, "magento_gazetteer"):
            work.magento_gazetteer = cls(work.env)
        return work.magento_gazetteer

    def find(self, address: dict) -> Place:
        """The place of an address that was checked."""
        region = address["region"] or {}
        country_id = self._country((address["country_id"] or "").upper())
        state_id: int | bool = False
        names = (region.get("region_code"), region.get("region"))
        if country_id and any(names):
            states = self._states_of(country_id)
            found = (states[_key(name)] for name in names if _key(name) in states)
            state_id = next(found, False)
        return Place(
            country_id=country_id,
            state_id=state_id,
            country_code=address["country_id"],
            region=region.get("region") or region.get("region_code"),
        )

    def _country(self, code: str) -> int | bool:
        if code not in self._countries:
            found = self._env["res.country"].search([("code", "=", code)], limit=1)
            self._countries[code] = bool(code) and found.id
        return self._countries[code]

    def _states_of(self, country_id: int) -> dict[str, int]:
        """Code or name → state; a code wins over a name."""
        if country_id not in self._states:
            states = self._env["res.country.state"].search_fetch(
                [("country_id", "=", country_id)], ["code", "name"]
            )
            by_name = {_key(state.name): state.id for state in states}
            by_code = {_key(state.code): state.id for state in states}
            self._states[country_id] = {**by_name, **by_code}
        return self._states[country_id]


def _key(text: str | None) -> str:
    return (text or "").casefold()
