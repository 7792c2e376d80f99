"""Products with one awkward thing each, in every store that is larger than recorded."""

from __future__ import annotations

from typing import Any

from . import catalog_tree
from .catalog_goods import (
    Product,
    associated,
    common_values,
    make_configurable,
    media_file,
    picture,
)
from .catalog_names import ean13
from .pictures import BROKEN, HUGE, MISSING, WRONG_TYPE

SHARED_BARCODE = ean13(777)
SHARED_BARCODE_SKUS = ("ODD-TWIN-A", "ODD-TWIN-B")
"""Two products with one barcode."""

BAD_IMAGE_SKUS = {
    "ODD-IMG-BROKEN": BROKEN,
    "ODD-IMG-MISSING": MISSING,
    "ODD-IMG-HUGE": HUGE,
    "ODD-IMG-TYPE": WRONG_TYPE,
}
"""Products whose only picture is no good: cut off, 404, 12 MB, a web page."""

AWKWARD_SKU = 'ODD/1 "dé" d\'été'
LONGEST_SKU = "ODD-" + "64-CHARACTERS-" * 4 + "END!"
UNKNOWN_TAX_CLASS_SKU = "ODD-TAX-UNKNOWN"
SAME_SECOND = "2025-06-01 03:00:00"

_UPDATED = "2025-03-01 10:00:00"


def oddities(first_id: int) -> list[Product]:
    """Return the odd products, in the form of ``catalog.json``."""
    makers = (*_simple(), *_with_pictures())
    products = [_complete(first_id + n, given) for n, given in enumerate(makers)]
    composites = _composites(first_id + len(products), products)
    return products + composites


def _odd(sku: str, name: str, **given: Any) -> Product:
    return {"sku": sku, "name": name, **given}


def _complete(product_id: int, given: Product) -> Product:
    """Return a whole product of what is odd about it."""
    sku, name = given["sku"], given["name"]
    values = common_values(name, sku) | {
        "url_key": f"odd-{product_id}",
        "price": 10.0,
        "weight": 0.5,
        "tax_class_id": "2",
    }
    values |= given.get("values", {})
    return {
        "id": product_id,
        "sku": sku,
        "type_id": given.get("type_id", "simple"),
        "created_at": "2024-12-31 23:59:59",
        "updated_at": given.get("updated_at", _UPDATED),
        "website_ids": given.get("website_ids", [1, 2]),
        "values": {key: value for key, value in values.items() if value is not None},
        "views": given.get("views", {}),
        "category_links": given.get(
            "category_links", [[catalog_tree.UNSORTED_ID, product_id]]
        ),
        "stock": given.get("stock", {"qty": 20, "is_in_stock": True}),
        "details": given.get("details", {}),
    }


def _simple() -> tuple[Product, ...]:
    html = (
        '<h2>Title</h2><p style="color:red">A <b>bold</b> &amp; odd text.</p>'
        '<img src="{{media url="wysiwyg/x.jpg"}}"><script>alert(1)</script>'
        "<table><tr><td>1</td></tr></table>{{widget type=&quot;x&quot;}}"
    )
    return (
        _odd(AWKWARD_SKU, "SKU with slash, space, quotes and accents"),
        _odd("ODD 50%#?&=+", "SKU of marks that mean something in a URL"),
        _odd("ODD  two  spaces", "SKU with two spaces in a row"),
        _odd("品番-001", "日本語の商品コード"),
        _odd("00013", "SKU that looks like a number"),
        _odd("odd-lower", "SKU in small letters"),
        _odd(LONGEST_SKU, "SKU of 64 characters"),
        *(
            _odd(sku, f"One barcode for two: {sku}", values={"ean": SHARED_BARCODE})
            for sku in SHARED_BARCODE_SKUS
        ),
        _odd("ODD-EAN-BAD", "Barcode that is none", values={"ean": "see box"}),
        _odd("ODD-NOWEIGHT", "No weight", values={"weight": None}),
        _odd("ODD-PRICE-4", "Price of four decimals", values={"price": 0.3335}),
        _odd("ODD-PRICE-0", "Costs nothing", values={"price": 0}),
        _odd("ODD-PRICE-BIG", "Costs a fortune", values={"price": 1234567.89}),
        _odd("ODD-HTML", "Description in HTML", values={"description": html}),
        _odd(
            "ODD-ENTITY",
            "Fish &amp; <i>Chips</i>  ",
            values={"short_description": "&lt;b&gt;no markup&lt;/b&gt;"},
        ),
        _odd("ODD-EMOJI", "Tea for two 🍵🍵 – 👩‍🍳’s choice"),
        _odd("ODD-LONGNAME", "Long name " * 25 + "12345"),
        _odd("ODD-SAME-1", "Same name"),
        _odd("ODD-SAME-2", "Same name"),
        _odd("ODD-NOCATEGORY", "In no category", category_links=[]),
        _odd(
            "ODD-CLOSED",
            "Only in a category that is switched off",
            category_links=[[catalog_tree.INACTIVE_ID, 0]],
        ),
        _odd(
            "ODD-MANY",
            "In twelve categories",
            category_links=[[category, 0] for category in range(17, 29)],
        ),
        _odd("ODD-NOSITE", "In no website", website_ids=[]),
        _odd(
            "ODD-PRO",
            "In the second website only",
            website_ids=[2],
            views={
                "3": {"price": 12.5},
                "4": {"price": 12.5, "name": "Nur für Profis"},
            },
        ),
        _odd("ODD-DISABLED", "Disabled", values={"status": 2}),
        _odd(
            "ODD-DISABLED-PRO",
            "Disabled in one website",
            views={"3": {"status": 2}, "4": {"status": 2, "name": "Hier aus"}},
        ),
        _odd("ODD-HIDDEN", "Not visible, and no variant", values={"visibility": 1}),
        _odd(
            "ODD-SPECIAL-PAST",
            "Special price that is over",
            values={
                "special_price": 8.0,
                "special_from_date": "2020-01-01 00:00:00",
                "special_to_date": "2020-01-31 00:00:00",
            },
        ),
        _odd(
            "ODD-SPECIAL-NOW",
            "Special price without end",
            values={"special_price": 8.0, "special_from_date": "2024-01-01 00:00:00"},
        ),
        _odd(
            "ODD-SPECIAL-LATER",
            "Special price to come",
            values={"special_price": 8.0, "special_from_date": "2098-01-01 00:00:00"},
        ),
        _odd(
            "ODD-SPECIAL-MORE",
            "Special price above the price",
            values={"special_price": 12.0},
        ),
        _odd("ODD-TAX-NONE", "Tax class none", values={"tax_class_id": "0"}),
        _odd("ODD-TAX-MISSING", "No tax class at all", values={"tax_class_id": None}),
        _odd(
            UNKNOWN_TAX_CLASS_SKU,
            "Tax class that is gone",
            values={"tax_class_id": "99"},
        ),
        _odd("ODD-SECOND-A", "Same second A", updated_at=SAME_SECOND),
        _odd("ODD-SECOND-B", "Same second B", updated_at=SAME_SECOND),
        _odd(
            "ODD-BACKORDER",
            "Sold below zero",
            stock={
                "qty": -7,
                "is_in_stock": True,
                "backorders": 2,
                "use_config_backorders": False,
            },
        ),
        _odd(
            "ODD-DECIMAL",
            "Sold by the metre",
            stock={
                "qty": 12.375,
                "is_in_stock": True,
                "is_qty_decimal": True,
                "min_sale_qty": 0.25,
                "use_config_min_sale_qty": 0,
            },
        ),
        _odd("ODD-OPTION-GONE", "Colour that is gone", values={"color": "4711"}),
        _odd(
            "ODD-VIRTUAL",
            "Service with a weight",
            type_id="virtual",
            values={"ean": ""},
        ),
    )


def _with_pictures() -> list[Product]:
    return [_odd(sku, f"Picture: {sku[8:].lower()}") for sku in BAD_IMAGE_SKUS]


def _composites(next_id: int, simple: list[Product]) -> list[Product]:
    by_sku = {product["sku"]: product for product in simple}
    for sku, file in BAD_IMAGE_SKUS.items():
        picture(by_sku[sku], file)
    hidden = by_sku["ODD-EMOJI"]
    picture(hidden, media_file("odd-emoji") + ".png")
    for role in ("image", "small_image", "thumbnail"):
        hidden["values"][role] = "no_selection"

    made: list[Product] = []

    def add(sku: str, name: str, **given: Any) -> Product:
        made.append(_complete(next_id + len(made), _odd(sku, name, **given)))
        return made[-1]

    variants = [
        add(
            f"ODD-VAR-{code}",
            f"Variant {code}",
            values={"visibility": 1, "color": color, "size": "5", "fit": fit} | extra,
            category_links=[],
        )
        for code, color, fit, extra in (
            ("RED", "10", "28", {"price": 30.0}),
            ("BLUE", "11", "29", {"price": 35.5}),
            ("OFF", "20", "29", {"price": 30.0, "status": 2}),
        )
    ]
    three = {
        93: ("Color", [10, 11, 20]),
        137: ("Size", [5]),
        145: ("Fit", [28, 29]),
    }
    parent = add("ODD-CONF-3", "Three attributes, one variant disabled")
    parent["type_id"] = "configurable"
    make_configurable(parent, variants, three)
    sharing = add("ODD-CONF-SHARED", "Has variants of another product")
    sharing["type_id"] = "configurable"
    make_configurable(sharing, variants[:2], {93: ("Color", [10, 11])})
    empty = add("ODD-CONF-EMPTY", "Has no variants yet")
    empty["type_id"] = "configurable"
    make_configurable(empty, [], {93: ("Color", [])})
    for product in (parent, sharing, empty):
        product["values"].pop("weight")
        product["stock"] = {"qty": 0, "is_in_stock": True}
    group = add("ODD-GROUP", "Group with a disabled product and an amount")
    group["type_id"] = "grouped"
    for key in ("price", "weight", "tax_class_id"):
        group["values"].pop(key)
    parts = [by_sku["ODD-DISABLED"], by_sku["ODD-EMOJI"]]
    group["details"] = {
        "product_links": [
            associated(group["sku"], part, rank, qty=rank)
            for rank, part in enumerate(parts, 1)
        ]
    }
    bundle = add("ODD-BUNDLE-EMPTY", "Bundle without options", type_id="bundle")
    bundle["values"] |= {"price": 0, "price_type": "0", "shipment_type": "0"}
    bundle["details"] = {"bundle_product_options": []}
    return made
