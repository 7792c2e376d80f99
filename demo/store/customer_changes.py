"""What a write does to a customer, and the rules that it must keep."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from . import customer_groups, stores
from .customer_types import (
    ADDRESS_CUSTOM_ATTRIBUTES,
    ADDRESS_KEYS,
    ATTRIBUTES,
    CUSTOM_ATTRIBUTES,
)
from .directory import country_ids, regions
from .errors import StoreError, bad_request, combined, no_such_entity, required
from .shop import now

MAX_LENGTH = 255

_DEFAULTS = ("default_billing", "default_shipping")
_SERVER_SIDE = ("created_at", "updated_at", "created_in", *_DEFAULTS)
_POSTCODE_OPTIONAL = {"HK", "IE", "MO", "PA", "GB"}
_NAME_MARKS = set("&,.-_'’` ")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_NAMES = {
    "firstname": "First Name",
    "lastname": "Last Name",
    "middlename": "Middle Name",
}
_REQUIRED_OF_ADDRESS = {
    "firstname": "firstname",
    "lastname": "lastname",
    "street": "street",
    "city": "city",
    "telephone": "telephone",
    "postcode": "postcode",
    "country_id": "countryId",
}


@dataclass
class Address:
    """An address as it shall be stored; without id it is yet to be made.

    :param default_for: what it is the default of: ``default_billing``, ...
    """

    id: int | None
    payload: dict[str, Any]
    default_for: set[str] = field(default_factory=set)


@dataclass
class Customer:
    """A customer as it shall be stored.

    :param values: its attributes.
    :param addresses: all of them; None leaves those stored as they are.
    """

    id: int | None
    values: dict[str, Any]
    is_subscribed: bool = False
    custom_attributes: dict[str, Any] = field(default_factory=dict)
    addresses: list[Address] | None = None
    is_new: bool = False


def new(given: dict[str, Any], view: dict[str, Any]) -> Customer:
    """Return the customer that a POST asks for.

    :param view: the store view of the request, where the customer names none.
    """
    view = _view_for(given, view)
    moment = now()
    values = {name: given[name] for name in ATTRIBUTES if name in given}
    values |= {
        "website_id": view["website_id"],
        "store_id": view["id"],
        "group_id": given.get("group_id") or customer_groups.DEFAULT_GROUP,
        "created_in": view["name"],
        "created_at": moment,
        "updated_at": moment,
        "disable_auto_group_change": given.get("disable_auto_group_change") or 0,
        **dict.fromkeys(_DEFAULTS),
    }
    return Customer(
        id=None,
        values=_without_empty(values),
        is_subscribed=_is_subscribed(given, False),
        custom_attributes=_custom_attributes(given, {}, CUSTOM_ATTRIBUTES),
        addresses=[_address(item, None) for item in given.get("addresses") or []],
        is_new=True,
    )


def _view_for(given: dict[str, Any], view: dict[str, Any]) -> dict[str, Any]:
    website_id = given.get("website_id")
    if given.get("store_id") is not None:
        chosen = stores.view_by_id(given["store_id"])
        if chosen is None:
            raise StoreError(
                404,
                "The store that was requested wasn't found. Verify the store and try "
                "again.",
            )
        if website_id not in (None, chosen["website_id"]):
            raise bad_request("The store view is not in the associated website.")
        return chosen
    if website_id in (None, view["website_id"]):
        return view
    chosen = stores.default_view(website_id)
    if chosen is None:
        raise StoreError(
            404,
            "The website with id %1 that was requested wasn't found. Verify the "
            "website and try again.",
            [website_id],
        )
    return chosen


def merged(before: dict[str, Any], given: dict[str, Any]) -> Customer:
    """Return the customer that a PUT asks for: keys left out keep their value.

    :param before: the customer as the interface shows it.
    :raises StoreError: 400, if a default address would be lost; 404 for an address
        that the customer does not have.
    """
    values = {name: before[name] for name in ATTRIBUTES if name in before}
    values |= {
        name: given[name]
        for name in ATTRIBUTES
        if name in given and name not in _SERVER_SIDE
    }
    values["updated_at"] = now()
    for kind in _DEFAULTS:
        wanted = str(given.get(kind) or before.get(kind) or "")
        values[kind] = int(wanted) if wanted.isdecimal() else None
    known = {item["id"]: item for item in before["addresses"]}
    addresses = None
    if given.get("addresses") is not None:
        addresses = [_merged_address(item, known) for item in given["addresses"]]
    customer = Customer(
        id=before["id"],
        values=_without_empty(values),
        is_subscribed=_is_subscribed(
            given, before["extension_attributes"]["is_subscribed"]
        ),
        custom_attributes=_custom_attributes(given, before, CUSTOM_ATTRIBUTES),
        addresses=addresses,
    )
    _keep_defaults(customer, given.get("addresses") or [], set(known))
    return customer


def _merged_address(given: dict[str, Any], known: dict[int, Any]) -> Address:
    if not given.get("id"):
        return _address(given, None)
    if given["id"] not in known:
        raise no_such_entity("addressId", given["id"])
    return _address(given, known[given["id"]])


def _keep_defaults(
    customer: Customer, given: list[dict[str, Any]], known: set[int]
) -> None:
    """Let the default addresses stay what they were, unless the write says other."""
    listed = customer.addresses
    ids = known if listed is None else {address.id for address in listed}
    for kind in _DEFAULTS:
        wanted = customer.values[kind]
        if wanted is None or any(kind in item.default_for for item in listed or []):
            continue
        if listed == []:
            customer.values[kind] = None
        elif wanted not in ids:
            raise bad_request(
                "The %fieldName value is invalid. Set the correct value and try again.",
                {"fieldName": kind},
            )
        for address, item in zip(listed or [], given, strict=True):
            if address.id == wanted and item.get(kind) is not False:
                address.default_for.add(kind)


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: None if value == "" else value for name, value in values.items()}


def _is_subscribed(given: dict[str, Any], before: bool) -> bool:
    wanted = (given.get("extension_attributes") or {}).get("is_subscribed")
    return before if wanted is None else wanted


def _custom_attributes(
    given: dict[str, Any], before: dict[str, Any], known: tuple[str, ...]
) -> dict[str, Any]:
    values = {
        item["attribute_code"]: item["value"]
        for item in before.get("custom_attributes", [])
    }
    for item in given.get("custom_attributes") or []:
        if item.get("attribute_code") in known:
            values[item["attribute_code"]] = item.get("value")
    return {code: value for code, value in values.items() if value not in (None, "")}


def _address(given: dict[str, Any], before: dict[str, Any] | None) -> Address:
    payload = {
        key: value
        for key, value in ((before or {}) | given).items()
        if key in ADDRESS_KEYS and value not in (None, "")
    }
    region_told = bool(given.get("region")) or given.get("region_id") is not None
    if before is None or region_told:
        payload |= _region(given, payload.get("country_id"))
    if before is None and not region_told:
        # Magento keeps no region id then: the inner one reads 0, the outer is missing.
        del payload["region_id"]
    custom = _custom_attributes(given, before or {}, ADDRESS_CUSTOM_ATTRIBUTES)
    if custom:
        payload["custom_attributes"] = custom
    return Address(
        id=before["id"] if before else None,
        payload=payload,
        default_for={kind for kind in _DEFAULTS if given.get(kind)},
    )


def _region(given: dict[str, Any], country_id: str | None) -> dict[str, Any]:
    """Return the two region keys of an address: a known region, free text or none."""
    wanted = given.get("region") or {}
    wanted_id = wanted.get("region_id") or given.get("region_id")
    text = wanted.get("region") or wanted.get("region_code")
    for known in regions(country_id or ""):
        if (int(known["id"]) == wanted_id) if wanted_id else (known["code"] == text):
            region_id = int(known["id"])
            return _region_keys(known["code"], known["name"], region_id)
    return _region_keys(text, text, 0)


def _region_keys(code: str | None, name: str | None, region_id: int) -> dict[str, Any]:
    return {
        "region": {"region_code": code, "region": name, "region_id": region_id},
        "region_id": region_id,
    }


def check(
    connection: sqlite3.Connection, customer: Customer, street_lines: int
) -> None:
    """Return when a customer may be stored.

    :param street_lines: how many lines a street may have.
    :raises StoreError: 400 with all that is wrong with the customer's own fields, else
        with what is wrong with the first bad address.
    """
    problems = _problems(customer.values)
    if problems:
        raise bad_request("\n".join(problems))
    if not customer_groups.exists(connection, customer.values["group_id"]):
        raise no_such_entity("id", customer.values["group_id"])
    other = connection.execute(
        "SELECT id FROM customer WHERE email = ? AND website_id = ? AND id IS NOT ?",
        [customer.values["email"], customer.values["website_id"], customer.id],
    ).fetchone()
    if other is not None:
        raise bad_request(
            "A customer with the same email address already exists in an associated "
            "website."
        )
    for address in customer.addresses or []:
        _check_address(address.payload, street_lines)


def _problems(values: dict[str, Any]) -> list[str]:
    problems = [
        f'"{label}" is a required value.'
        for name, label in _NAMES.items()
        if name != "middlename" and not (values.get(name) or "").strip()
    ]
    problems += _name_problems(values)
    email = values.get("email") or ""
    if not email:
        problems.append('"Email" is a required value.')
    elif not _EMAIL.fullmatch(email):
        problems.append('"Email" is not a valid email address.')
    return problems


def _name_problems(values: dict[str, Any]) -> list[str]:
    return [
        f"{label} is not valid!"
        for name, label in _NAMES.items()
        if not is_valid_name(values.get(name) or "")
    ]


def is_valid_name(name: str) -> bool:
    """Tell whether a name has none but letters, digits and the marks allowed.

    >>> is_valid_name("O’Sample-Lee & Søn"), is_valid_name("Testa (pro)")
    (True, False)
    """
    return len(name) <= MAX_LENGTH and all(
        character in _NAME_MARKS
        or character.isspace()
        or unicodedata.category(character)[0] in "LM"
        or unicodedata.category(character) == "Nd"
        for character in name
    )


def _check_address(payload: dict[str, Any], street_lines: int) -> None:
    lines = [line for line in payload.get("street") or [] if line]
    if len(lines) > street_lines:
        raise bad_request(
            f'"Street Address" cannot contain more than {street_lines} lines.'
        )
    country = payload.get("country_id")
    problems: list[StoreError] = [
        required(label)
        for key, label in _REQUIRED_OF_ADDRESS.items()
        if not (lines if key == "street" else str(payload.get(key) or "").strip())
        and not (key == "postcode" and country in _POSTCODE_OPTIONAL)
    ]
    if country and country not in country_ids():
        problems.append(
            bad_request(
                'Invalid value of "%value" provided for the %fieldName field.',
                {"fieldName": "countryId", "value": country},
            )
        )
    if problems:
        raise combined(problems)
    names = _name_problems(payload)
    if names:
        raise bad_request("\n".join(names))
