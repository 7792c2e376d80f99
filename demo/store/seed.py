"""The customers of a new store: always the same, and awkward on purpose.

The first 31 are those of a real store's interface, their dates moved into the past. Then
come :data:`~.oddities.ODDITIES`, each with one thing that trips importers up; then any
number of people made of :mod:`.names`.
"""

from __future__ import annotations

import copy
import random
from datetime import datetime, timedelta
from typing import Any

from . import customers as customer_entity
from . import stores
from .customer_changes import Address, Customer
from .customer_types import ADDRESS_KEYS, ATTRIBUTES
from .data import load
from .database import Database
from .directory import regions
from .names import COMPANIES, LOCALES, Locale
from .oddities import ODDITIES, UNKNOWN_COUNTRY

SEED = 20241123
FIRST_DAY = datetime(2024, 12, 1)
NIGHTLY_UPDATE = "2025-06-01 03:00:00"
"""The second in which one customer in four was last changed: by a nightly job."""

UNKNOWN_COUNTRY_EMAILS = tuple(
    sorted(
        oddity["email"]
        for oddity in ODDITIES
        if any(a["country_id"] == UNKNOWN_COUNTRY for a in oddity["addresses"])
    )
)
"""Customers with an address in a country that Odoo does not know: two."""

_VIEWS = (1, 1, 1, 2, 2, 3, 4)
_GROUPS = (1, 1, 1, 1, 2, 3, 4, 5, 6)
_DEFAULTS = ("default_billing", "default_shipping")


def customers(database: Database, number: int) -> None:
    """Fill the store with ``number`` customers, instead of those that it has."""
    customer_entity.clear(database)
    with database.write() as connection:
        for customer in make(number):
            customer_entity.store(connection, customer)


def make(number: int) -> list[Customer]:
    """Return the first ``number`` customers, ready to be stored."""
    captured = load("customers.json")
    made = [_from_answer(answer) for answer in captured[:number]]
    next_id = captured[-1]["id"] + 1
    dice = random.Random(SEED)
    for index in range(max(number - len(captured), 0)):
        if index < len(ODDITIES):
            given = copy.deepcopy(ODDITIES[index])
        else:
            given = _person(dice, index)
        made.append(_from_given(given, next_id + index, index))
    return made


def _from_answer(answer: dict[str, Any]) -> Customer:
    values = {name: answer.get(name) for name in ATTRIBUTES}
    return Customer(
        id=answer["id"],
        values=values,
        is_subscribed=answer["extension_attributes"]["is_subscribed"],
        addresses=[
            Address(
                id=item["id"],
                payload={key: item[key] for key in ADDRESS_KEYS if key in item},
                default_for={kind for kind in _DEFAULTS if item.get(kind)},
            )
            for item in answer["addresses"]
        ],
        is_new=True,
    )


def _from_given(given: dict[str, Any], customer_id: int, index: int) -> Customer:
    view = stores.view_by_id(given["store_id"]) or {}
    created = FIRST_DAY + timedelta(minutes=37 * index)
    updated = created + timedelta(hours=index % 50, seconds=index % 7)
    moments = {
        "created_at": f"{created:%Y-%m-%d %H:%M:%S}",
        "updated_at": f"{updated:%Y-%m-%d %H:%M:%S}",
    }
    if index % 4 == 0:
        moments["updated_at"] = max(NIGHTLY_UPDATE, moments["updated_at"])
    values = {name: given.get(name) for name in ATTRIBUTES} | moments
    values["website_id"] = view["website_id"]
    values["created_in"] = view["name"]
    values["disable_auto_group_change"] = 0
    addresses = [_address(item) for item in given["addresses"]]
    for address in addresses[index % 2 :]:
        if not address.payload["region"]["region"]:
            # As Magento leaves it out where no region was ever told.
            del address.payload["region_id"]
    if addresses:
        addresses[0].default_for.add("default_billing")
        addresses[-1 if index % 2 else 0].default_for.add("default_shipping")
    return Customer(
        id=customer_id,
        values=values,
        is_subscribed=index % 3 == 0,
        custom_attributes=given.get("custom_attributes", {}),
        addresses=addresses,
        is_new=True,
    )


def _address(given: dict[str, Any]) -> Address:
    payload = {key: given[key] for key in ADDRESS_KEYS if given.get(key)}
    payload |= _region(given.get("region"), given["country_id"])
    if given.get("custom_attributes"):
        payload["custom_attributes"] = given["custom_attributes"]
    return Address(id=None, payload=payload)


def _region(region: int | str | None, country_id: str) -> dict[str, Any]:
    code: str | None = None
    name: str | None = None
    region_id = 0
    if isinstance(region, int):
        known = next(r for r in regions(country_id) if r["id"] == str(region))
        code, name, region_id = known["code"], known["name"], region
    elif region:
        code = name = region
    return {
        "region": {"region_code": code, "region": name, "region_id": region_id},
        "region_id": region_id,
    }


def _person(dice: random.Random, index: int) -> dict[str, Any]:
    locale = dice.choice(LOCALES)
    firstname, lastname = dice.choice(locale.firstnames), dice.choice(locale.lastnames)
    person: dict[str, Any] = {
        "email": f"customer{index:05}@example.test",
        "firstname": firstname,
        "lastname": lastname,
        "store_id": dice.choice(_VIEWS),
        "group_id": dice.choice(_GROUPS),
        "addresses": [
            _place(dice, locale, firstname, lastname)
            for _ in range(dice.choice((0, 1, 1, 1, 2, 2, 3, 4)))
        ],
    }
    if dice.random() < 0.3:
        person["gender"] = dice.choice((1, 2, 3))
    if dice.random() < 0.3:
        person["dob"] = f"{dice.randint(1930, 2006)}-{dice.randint(1, 12):02}-17"
    if dice.random() < 0.2:
        person["prefix"] = dice.choice(("Mme", "M.", "Dr.", "Herr", "Ms"))
    if dice.random() < 0.1:
        person["middlename"] = dice.choice(("A.", "Ñ", "van", "マリ"))
    if dice.random() < 0.1:
        person["custom_attributes"] = {"legacy_code": f"L-{index:04}"}
    return person


def _place(
    dice: random.Random, locale: Locale, firstname: str, lastname: str
) -> dict[str, Any]:
    place: dict[str, Any] = {
        "country_id": locale.country,
        "street": [dice.choice(locale.streets).format(number=dice.randint(1, 240))],
        "city": dice.choice(locale.cities),
        "postcode": _digits(dice, locale.postcode),
        "telephone": _digits(dice, locale.telephone),
        "firstname": firstname,
        "lastname": lastname,
    }
    if locale.regions and dice.random() < 0.6:
        place["region"] = dice.choice(locale.regions)
    if dice.random() < 0.2:
        place["street"].append(
            dice.choice(("Bâtiment C", "3rd floor", "c/o Échantillon"))
        )
    if dice.random() < 0.25:
        place["company"] = dice.choice(COMPANIES)
    return place


def _digits(dice: random.Random, template: str) -> str:
    return "".join(
        str(dice.randint(0, 9)) if character == "#" else character
        for character in template
    )
