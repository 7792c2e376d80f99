"""Customers with one awkward thing each, near the head of every seeded store.

All of them can be imported as they are, but for those with an address in
:data:`UNKNOWN_COUNTRY`: they need a person to choose a country.
"""

from __future__ import annotations

import re
from typing import Any

UNKNOWN_COUNTRY = "AN"
"""The Netherlands Antilles, dissolved in 2010: Magento lists them, Odoo 19 does not."""

_LONG = 255


def _long(start: str) -> str:
    """Return a text of the length that Magento allows for names."""
    words = " ".join([start] * _LONG)
    return words[: _LONG - 1] + "é"


def _address(**keys: Any) -> dict[str, Any]:
    return {
        "country_id": "FR",
        "street": ["1 place de l’Exemple"],
        "city": "Orléans",
        "postcode": "45000",
        "telephone": "+33 (0)2 38 00 00 00",
    } | keys


def _customer(email: str, **keys: Any) -> dict[str, Any]:
    """Return a customer who is named after what is odd about them."""
    words = re.findall("[A-Za-z]+", email.partition("@")[0])
    customer: dict[str, Any] = {
        "email": email,
        "firstname": "Odile",
        "lastname": " ".join(words).title(),
        "store_id": 1,
        "group_id": 1,
        "addresses": [_address()],
    } | keys
    for address in customer["addresses"]:
        for name in ("firstname", "lastname"):
            address.setdefault(name, customer[name])
    return customer


ODDITIES: tuple[dict[str, Any], ...] = (
    _customer(
        "antilles.only@example.test",
        firstname="Anneke",
        lastname="Antillen",
        addresses=[
            _address(
                country_id=UNKNOWN_COUNTRY,
                street=["Kaya Ejemplo 7"],
                city="Willemstad",
                postcode="0000",
            )
        ],
    ),
    _customer(
        "antilles.second@example.test",
        firstname="Bram",
        lastname="Benedenwind",
        addresses=[
            _address(),
            _address(
                country_id=UNKNOWN_COUNTRY,
                street=["Kaya Prueba 12"],
                city="Kralendijk",
                postcode="0000",
            ),
        ],
    ),
    _customer(
        "long.names@example.test",
        firstname=_long("Maximilienne"),
        lastname=_long("Wolfeschlegelsteinhausenbergerdorff"),
        addresses=[
            _address(
                company=_long("Donaudampfschifffahrtsgesellschaft"),
                street=[_long("Allée des Longueurs"), _long("Bâtiment")],
                city=_long("Taumatawhakatangihangakoauauotamatea"),
            )
        ],
    ),
    _customer(
        "company.vat@example.test",
        firstname="Jean-Noël",
        lastname="Fictif",
        group_id=5,
        taxvat="FR40303265045",
        addresses=[
            _address(company="Société Fictive & Fils SARL", vat_id="FR40303265045"),
            _address(company="Fictive Deutschland GmbH", vat_id="DE136695976"),
        ],
    ),
    _customer(
        "company.spaced.vat@example.test",
        group_id=2,
        taxvat="fr 40 303 265 045",
        addresses=[_address(company="Filiale « Été »", vat_id="FR 40303265045")],
    ),
    _customer(
        "company.html@example.test",
        addresses=[_address(company="<b>Bold</b> & <script>alert(1)</script> Ltd.")],
    ),
    _customer("twice@example.test", lastname="Twice-Base"),
    _customer("Twice@Example.test", lastname="Twice-Pro", store_id=3, group_id=2),
    _customer("MiXeD.CaSe@Example.Test", lastname="Mixed"),
    _customer("plus+tag+again@example.test", lastname="Plus"),
    _customer("apostrophe.o'brien@example.test", lastname="O'Brien"),
    _customer("no.address@sub.example.test", addresses=[]),
    _customer(
        "four.addresses@example.test",
        addresses=[
            _address(),
            _address(company="Entrepôt", city="Tours", postcode="37000"),
            _address(firstname="Someone", lastname="Else", city="Blois"),
            _address(country_id="BE", city="Liège", postcode="4000"),
        ],
    ),
    _customer("same.address.twice@example.test", addresses=[_address(), _address()]),
    _customer(
        "us.no.region@example.test",
        store_id=3,
        addresses=[_address(country_id="US", city="Los Angeles", postcode="90001")],
    ),
    _customer(
        "us.region@example.test",
        store_id=3,
        addresses=[
            _address(country_id="US", city="Austin", postcode="73301", region=57)
        ],
    ),
    _customer(
        "region.free.text@example.test",
        addresses=[
            _address(
                country_id="GB",
                city="Truro",
                postcode="TR1 1AA",
                region="Kernow / West",
            )
        ],
    ),
    _customer(
        "kosovo@example.test",
        firstname="Arbër",
        lastname="Shembull",
        addresses=[_address(country_id="XK", city="Prishtinë", postcode="10000")],
    ),
    _customer(
        "no.postcode@example.test",
        addresses=[_address(country_id="HK", city="香港", postcode="")],
    ),
    _customer(
        "legacy@example.test",
        custom_attributes={"legacy_code": "L-0001"},
        addresses=[_address(custom_attributes={"door_code": "12B4"})],
    ),
    _customer("leap.day@example.test", dob="1904-02-29", gender=3),
    _customer("not.specified@example.test", gender=3, prefix="Mx", suffix="Jr."),
    # The same letter in its composed and in its decomposed form.
    _customer("composed@example.test", lastname="Lef\u00e8vre"),
    _customer("decomposed@example.test", lastname="Lefe\u0300vre"),
    _customer("spaces@example.test", firstname="  Ana ", lastname=" de   la Espacio "),
    _customer("digits@example.test", firstname="1", lastname="23"),
    _customer("arabic@example.test", firstname="عبد الرحمن", lastname="بن علي"),
    _customer("hebrew@example.test", firstname="דוגמה", lastname="בדיקה"),
    _customer("thai@example.test", firstname="ตัวอย่าง", lastname="ทดสอบ"),
    _customer("greek@example.test", firstname="Ζωή", lastname="Δοκιμής"),
    _customer("closed.view@example.test", store_id=5),
)
