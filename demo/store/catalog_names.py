"""Names, prices and choices that the made-up products of a store are put together of."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

EXTRA_ATTRIBUTES: dict[str, list[Any]] = {
    "attributes": [
        {
            "attribute_id": 144,
            "attribute_code": "ean",
            "frontend_input": "text",
            "scope": "global",
            "backend_type": "varchar",
            "is_required": False,
            "default_frontend_label": "EAN",
            "is_user_defined": True,
            "frontend_labels": [{"store_id": 2, "label": "Code-barres"}],
        },
        {
            "attribute_id": 145,
            "attribute_code": "fit",
            "frontend_input": "select",
            "scope": "global",
            "backend_type": "int",
            "is_required": False,
            "default_frontend_label": "Fit",
            "is_user_defined": True,
            "frontend_labels": [{"store_id": 2, "label": "Coupe"}],
            "default_value": "",
        },
    ],
    "options": [
        ["color", 20, "Black", 0, {"2": "Noir", "4": "Schwarz"}],
        ["color", 21, "White", 0, {"2": "Blanc", "4": "Weiß"}],
        ["color", 22, "Green", 0, {"2": "Vert", "4": "Grün"}],
        ["color", 23, "Yellow", 0, {"2": "Jaune", "4": "Gelb"}],
        ["color", 24, "Navy / Sea", 0, {"2": "Bleu marine", "4": "Marineblau"}],
        ["size", 25, "XS", 3, {}],
        ["size", 26, "XL", 4, {}],
        ["size", 27, 'XXL (52")', 5, {}],
        ["fit", 28, "Slim", 0, {"2": "Ajustée", "4": "Schmal"}],
        ["fit", 29, "Regular", 1, {"2": "Droite", "4": "Normal"}],
        ["manufacturer", 30, "Fictive & Fils", 0, {}],
        ["manufacturer", 31, "Müller Musterwerke", 0, {}],
    ],
}


COLORS = {10: "Red", 11: "Blue", 20: "Black", 21: "White", 22: "Green", 23: "Yellow"}
SIZES = {25: "XS", 4: "S", 5: "M", 6: "L", 26: "XL"}


@dataclass(frozen=True)
class Family:
    code: str
    names: tuple[str, str, str]
    category: int
    price: float
    weight: float | None = 0.4
    tax_class: str = "2"


def _families(*rows: tuple[Any, ...]) -> tuple[Family, ...]:
    return tuple(
        Family(code, tuple(names.split("|")), *rest) for code, names, *rest in rows
    )


CONFIGURABLE = _families(
    ("SHI", "Linen shirt|Chemise en lin|Leinenhemd", 38, 49.9, 0.3),
    ("TRO", "Chino trousers|Pantalon chino|Chinohose", 39, 59.0, 0.6),
    ("DRE", "Summer dress|Robe d’été|Sommerkleid", 40, 79.95, 0.35),
    ("SKI", "Pleated skirt|Jupe plissée|Faltenrock", 41, 45.5, 0.3),
    ("JAC", "Canvas jacket|Veste en toile|Leinwandjacke", 36, 129.0, 1.1),
    ("RAI", "Rain coat|Ciré|Regenmantel", 37, 99.99, 0.9),
    ("BOO", "Ankle boots|Bottines|Stiefeletten", 33, 139.0, 1.4),
    ("SAN", "Leather sandals|Sandales en cuir|Ledersandalen", 34, 65.0, 0.7),
)
SIMPLE = _families(
    ("PAN", "Iron pan|Poêle en fer|Eisenpfanne", 19, 39.9, 1.8),
    ("POT", "Enamel pot|Marmite émaillée|Emailtopf", 20, 54.0, 2.2),
    ("PLA", "Stoneware plate|Assiette en grès|Steingutteller", 22, 11.5, 0.6),
    ("GLA", "Tumbler|Gobelet|Trinkglas", 23, 4.25, 0.2),
    ("SEE", "Seed bag|Sachet de graines|Samentüte", 25, 2.95, 0.01, "5"),
    ("SPA", "Garden spade|Bêche|Spaten", 27, 32.0, 1.6),
    ("CUS", "Cushion|Coussin|Kissen", 29, 24.9, 0.5),
    ("LAM", "Desk lamp|Lampe de bureau|Schreibtischlampe", 31, 69.0, 1.3),
    ("BOK", "Novel|Roman|Roman", 43, 18.5, 0.4, "5"),
    ("TEA", "Green tea|Thé vert|Grüner Tee", 48, 7.9, 0.1, "5"),
    ("CHO", "Dark chocolate|Chocolat noir|Zartbitterschokolade", 51, 3.6, 0.1, "5"),
    ("BAG", "Backpack|Sac à dos|Rucksack", 56, 89.0, 0.9),
    ("GLO", "Work gloves|Gants de travail|Arbeitshandschuhe", 58, 12.75, 0.2),
)
VIRTUAL = _families(
    ("SRV", "Assembly service|Montage à domicile|Montageservice", 53, 45.0, None),
    ("WAR", "Warranty extension|Extension de garantie|Garantie", 53, 29.0, None),
)
DOWNLOAD = _families(
    ("EBK", "E-book|Livre numérique|E-Book", 52, 9.99, None, "5"),
    ("CRS", "Video course|Cours en vidéo|Videokurs", 53, 120.0, None),
)
STYLES = (
    "Alba",
    "Boréal",
    "Caspian",
    "Dünen",
    "Élan",
    "Fjord",
    "Garrigue",
    "Hélios",
    "Indigo",
    "Jade",
    "Kestrel",
    "Lumière",
    "Mistral",
    "Nordwind",
    "Océan",
    "Piñon",
)
SPECIALS: tuple[dict[str, Any], ...] = (
    {
        "special_from_date": "2020-01-01 00:00:00",
        "special_to_date": "2021-01-31 00:00:00",
    },
    {"special_from_date": "2024-01-01 00:00:00"},
    {"special_from_date": "2098-01-01 00:00:00"},
    {
        "special_from_date": "2024-06-01 00:00:00",
        "special_to_date": "2097-12-31 00:00:00",
    },
)


def ean13(number: int) -> str:
    """Return a barcode with its right check digit.

    >>> ean13(1)
    '2000000000015'
    """
    digits = f"2{number:011}"
    odd, even = (sum(map(int, digits[start::2])) for start in (0, 1))
    return digits + str(-(odd + 3 * even) % 10)


def slug(text: str) -> str:
    """Return ``text`` as a URL key.

    >>> slug("Élan – d’été & co")
    'elan-d-ete-co'
    """
    plain = unicodedata.normalize("NFD", text.lower())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
