"""Made-up products of a larger store, as many as are wanted.

They come in rounds: a configurable product with its variants, then simple ones, now and
then a service, a download, a bundle or a group of what came before.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from .catalog_names import (
    COLORS,
    CONFIGURABLE,
    DOWNLOAD,
    SIMPLE,
    SIZES,
    SPECIALS,
    STYLES,
    VIRTUAL,
    Family,
    ean13,
    slug,
)
from .seed import NIGHTLY_UPDATE
from .stock import COMPOSITES

SEED = 20241124
FIRST_DAY = datetime(2025, 1, 6, 7, 30)

FRENCH, GERMAN, PRO_ENGLISH = "2", "4", "3"
Product = dict[str, Any]

_LARGEST_GROUP = 7
"""A configurable product with six variants."""


def common_values(name: str, sku: str) -> dict[str, Any]:
    """Return the values that any product has."""
    return {
        "name": name,
        "status": 1,
        "visibility": 4,
        "options_container": "container2",
        "msrp_display_actual_price_type": "0",
        "url_key": slug(f"{name} {sku}"),
        "required_options": "0",
        "has_options": "0",
    }


def media_file(name: str) -> str:
    """Return where Magento puts a file, without its suffix.

    >>> media_file("SHI-001")
    '/s/h/shi-001'
    """
    name = slug(name)
    return f"/{name[0]}/{name[1]}/{name}"


def picture(product: Product, *files: str) -> None:
    """Give a product pictures; the first has all roles."""
    name = product["values"]["name"]
    product["media"] = [
        {
            "media_type": "image",
            "label": name,
            "position": position,
            "disabled": False,
            "file": file,
        }
        for position, file in enumerate(files, 1)
    ]
    for role in ("image", "small_image", "thumbnail"):
        product["values"][role] = files[0]
        product["values"][f"{role}_label"] = name


def goods(number: int, first_id: int) -> Iterator[Product]:
    """Yield ``number`` products with ids from ``first_id`` on."""
    maker = _Maker(first_id)
    left = number
    for index in range(number):
        for group in maker.round(index):
            if len(group) <= left:
                left -= len(group)
                yield from group
        if left < _LARGEST_GROUP:
            break
    for _ in range(left):
        yield maker.simple()


class _Maker:
    """Makes products one after another; remembers those that others can contain."""

    def __init__(self, first_id: int) -> None:
        self._next_id = first_id
        self._dice = random.Random(SEED)
        self._counts: dict[str, int] = {}
        self._simples: list[Product] = []
        self._option_id = 1000
        self._link_id = 1000

    def round(self, index: int) -> Iterator[list[Product]]:
        """Yield groups of products that belong together."""
        yield self._configurable(index)
        yield [self.simple()]
        if index % 2:
            yield [self.simple()]
        if index % 4 == 1:
            yield [self._plain(VIRTUAL, "virtual")]
        if index % 5 == 2:
            yield [self._download()]
        if index % 6 == 3:
            yield [self._bundle(is_fixed=index % 12 == 3)]
        if index % 8 == 4:
            yield [self._group()]

    def simple(self) -> Product:
        """Return the next simple product."""
        product = self._plain(SIMPLE, "simple")
        self._simples.append(product)
        return product

    def _number(self, code: str) -> int:
        self._counts[code] = self._counts.get(code, 0) + 1
        return self._counts[code]

    def _plain(self, families: tuple[Family, ...], type_id: str) -> Product:
        family = families[self._number(type_id) % len(families)]
        number = self._number(family.code)
        return self._product(family, type_id, f"{family.code}-{number:03}", number)

    def _product(
        self,
        family: Family,
        type_id: str,
        sku: str,
        number: int,
        suffix: str = "",
    ) -> Product:
        dice, product_id = self._dice, self._next_id
        self._next_id += 1
        style = STYLES[number % len(STYLES)]
        if number >= len(STYLES):
            style += f" {number // len(STYLES) + 1}"
        english, french, german = (f"{n} {style}{suffix}" for n in family.names)
        price = round(family.price * dice.uniform(0.8, 1.4), 2)
        values = common_values(english, sku) | {
            "price": price,
            "tax_class_id": family.tax_class,
            "short_description": f"{english}.",
            "description": f"<p>{english} &ndash; <em>made up</em> for tests.</p>",
            "cost": round(price * 0.55, 4),
        }
        if family.weight is not None:
            values["weight"] = family.weight
        if type_id in ("simple", "virtual") and product_id % 9:
            values["ean"] = ean13(product_id)
        if product_id % 7 == 0 and type_id != "configurable":
            values["special_price"] = round(price * 0.8, 2)
            values |= dice.choice(SPECIALS)
        websites = dice.choice(([1], [1, 2], [1, 2], [1, 2]))
        product: Product = {
            "id": product_id,
            "sku": sku,
            "type_id": type_id,
            **self._moments(product_id),
            "website_ids": websites,
            "values": values,
            "views": {FRENCH: {"name": french, "short_description": f"{french}."}},
            "category_links": [[family.category, number]],
            "stock": self._stock(type_id),
            "details": {},
        }
        if 2 in websites:
            dollars = {"price": round(price * 1.1, 2)}
            product["views"][PRO_ENGLISH] = dollars
            product["views"][GERMAN] = {**dollars, "name": german}
        if dice.random() < 0.85:
            file, kind = media_file(sku), (".jpg", ".png")[product_id % 2]
            files = [f"{file}{kind}", f"{file}_back.png"]
            picture(product, *files[: 1 + product_id % 2])
        return product

    def _moments(self, product_id: int) -> dict[str, str]:
        created = FIRST_DAY + timedelta(minutes=53 * product_id)
        updated = created + timedelta(hours=product_id % 40, seconds=product_id % 5)
        moments = {
            "created_at": f"{created:%Y-%m-%d %H:%M:%S}",
            "updated_at": f"{updated:%Y-%m-%d %H:%M:%S}",
        }
        if product_id % 4 == 0:
            moments["updated_at"] = max(NIGHTLY_UPDATE, moments["updated_at"])
        return moments

    def _stock(self, type_id: str) -> dict[str, Any]:
        if type_id in ("virtual", "downloadable"):
            return {
                "qty": 0,
                "is_in_stock": True,
                "manage_stock": False,
                "use_config_manage_stock": False,
            }
        if type_id in COMPOSITES:
            return {"qty": 0, "is_in_stock": True}
        quantity = self._dice.choice((0, 1, 3, 12, 25, 40, 60, 100, 250))
        backorders = {"backorders": 1, "use_config_backorders": False}
        return {
            "qty": quantity,
            "is_in_stock": quantity > 0,
            **(backorders if self._dice.random() < 0.05 else {}),
        }

    def _configurable(self, index: int) -> list[Product]:
        family = CONFIGURABLE[index % len(CONFIGURABLE)]
        number = self._number(family.code)
        sku = f"{family.code}-{number:03}"
        colors = self._dice.sample(sorted(COLORS), self._dice.choice((1, 2, 2)))
        sizes = self._dice.sample(sorted(SIZES), self._dice.choice((2, 2, 3)))
        variants = []
        for color in colors:
            for size in sizes:
                label = f"{COLORS[color]} {SIZES[size]}"
                code = label.upper().replace(" ", "-")
                variant = self._product(
                    family, "simple", f"{sku}-{code}", number, f" {label}"
                )
                variant["values"] |= {
                    "visibility": 1,
                    "color": str(color),
                    "size": str(size),
                }
                variant["category_links"] = []
                variants.append(variant)
        parent = self._product(family, "configurable", sku, number)
        for key in ("weight", "cost", "short_description"):
            parent["values"].pop(key, None)
        make_configurable(
            parent, variants, {93: ("Color", colors), 137: ("Size", sizes)}
        )
        return [*variants, parent]

    def _download(self) -> Product:
        product = self._plain(DOWNLOAD, "downloadable")
        self._link_id += 1
        product["values"] |= {"links_purchased_separately": "0", "links_title": "Links"}
        product["details"] = {
            "downloadable_product_links": [
                {
                    "id": self._link_id,
                    "title": "File",
                    "sort_order": 1,
                    "is_shareable": 0,
                    "price": 0,
                    "number_of_downloads": 5,
                    "link_type": "file",
                    "link_file": f"/f/i/{slug(product['sku'])}.pdf",
                    "sample_type": None,
                }
            ],
            "downloadable_product_samples": [],
        }
        return product

    def _bundle(self, is_fixed: bool) -> Product:
        family = Family("KIT", ("Gift box", "Coffret", "Geschenkbox"), 50, 60.0)
        number = self._number("KIT")
        product = self._product(family, "bundle", f"KIT-{number:03}", number)
        options = []
        for position, title in enumerate(("Main", "Extra"), 1):
            self._option_id += 1
            parts = self._dice.sample(self._simples, 2)
            options.append(
                {
                    "option_id": self._option_id,
                    "title": title,
                    "required": position == 1,
                    "type": "select" if position == 1 else "checkbox",
                    "position": position,
                    "product_links": [
                        self._bundle_link(part, rank, is_fixed)
                        for rank, part in enumerate(parts, 1)
                    ],
                }
            )
        flag = "1" if is_fixed else "0"
        product["values"] |= {
            "price_type": flag,
            "sku_type": flag,
            "weight_type": flag,
            "price_view": "0",
            "shipment_type": flag,
        }
        if not is_fixed:
            product["values"] |= {"price": 0, "weight": 0}
            for key in ("cost", "special_price"):
                product["values"].pop(key, None)
            for view in product["views"].values():
                view.pop("price", None)
        product["details"] = {"bundle_product_options": options}
        return product

    def _bundle_link(self, part: Product, rank: int, is_fixed: bool) -> dict[str, Any]:
        self._link_id += 1
        return {
            "id": str(self._link_id),
            "sku": part["sku"],
            "option_id": self._option_id,
            "qty": rank,
            "position": rank,
            "is_default": rank == 1,
            "price": 5 * (rank - 1) if is_fixed else 0,
            "price_type": 0,
            "can_change_quantity": 0,
        }

    def _group(self) -> Product:
        family = Family("SET", ("Starter set", "Lot de départ", "Starterset"), 21, 1.0)
        number = self._number("SET")
        product = self._product(family, "grouped", f"GRP-{number:03}", number)
        for key in ("price", "weight", "cost", "special_price", "tax_class_id"):
            product["values"].pop(key, None)
        for view in product["views"].values():
            view.pop("price", None)
        product["details"] = {
            "product_links": [
                associated(product["sku"], part, rank)
                for rank, part in enumerate(self._dice.sample(self._simples, 3), 1)
            ]
        }
        return product


def associated(sku: str, part: Product, rank: int, qty: int = 1) -> dict[str, Any]:
    """Return the link of a group to one of its products."""
    return {
        "sku": sku,
        "link_type": "associated",
        "linked_product_sku": part["sku"],
        "linked_product_type": part["type_id"],
        "position": rank,
        "extension_attributes": {"qty": qty},
    }


def make_configurable(
    parent: Product,
    variants: list[Product],
    attributes: dict[int, tuple[str, list[int]]],
) -> None:
    """Turn ``parent`` into the configurable product of ``variants``.

    :param attributes: by id: label and the options that variants have.
    """
    parent["values"]["price"] = 0
    for view in parent["views"].values():
        view.pop("price", None)
    parent["details"] = {
        "configurable_product_options": [
            {
                "id": 1000 + parent["id"] * 4 + position,
                "attribute_id": str(attribute_id),
                "label": label,
                "position": position,
                "values": [{"value_index": option} for option in options],
                "product_id": parent["id"],
            }
            for position, (attribute_id, (label, options)) in enumerate(
                attributes.items()
            )
        ],
        "configurable_product_links": [variant["id"] for variant in variants],
    }
