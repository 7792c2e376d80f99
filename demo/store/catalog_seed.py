"""The catalogue of a new store: categories, products and what is in stock.

The first 28 products and 14 categories are those of a real store's interface, their
dates moved into the past. Then come :mod:`.catalog_oddities`, each with one thing that
trips importers up; then as many made-up products as are wanted (:mod:`.catalog_goods`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from . import attributes, catalog_tree, categories, product_media, stock
from .catalog_goods import goods
from .catalog_names import EXTRA_ATTRIBUTES
from .catalog_oddities import oddities
from .data import load
from .database import Database

CAPTURED = 28
"""How many products the recorded store has; fewer there never are."""

_TABLES = ("product_value", "product_category", "product", "detail_id")


def catalog(database: Database, number: int) -> None:
    """Fill the store with ``number`` products, instead of those that it has.

    With :data:`CAPTURED` or fewer, the store is the recorded one and no more.
    """
    captured = load("catalog.json")
    more = max(number - CAPTURED, 0)
    first_id = captured["products"][-1]["id"] + 1
    odd = oddities(first_id)[:more]
    made = list(goods(more - len(odd), first_id + len(odd)))
    with database.write() as connection:
        clear(connection)
        attributes.seed(connection, EXTRA_ATTRIBUTES if more else None)
        categories.seed(
            connection,
            captured["categories"] + (catalog_tree.categories() if more else []),
        )
        store_products(connection, captured["products"])
        for sku, source, quantity, status in captured["source_items"]:
            stock.save_source_item(connection, sku, source, quantity, status)
        store_products(connection, odd + made)
        _fill_other_sources(connection, odd + made)


def _fill_other_sources(
    connection: sqlite3.Connection, products: list[dict[str, Any]]
) -> None:
    """Put goods of the second website in its sources, parts of bundles excepted."""
    parts = {
        link["sku"]
        for product in products
        for option in product["details"].get("bundle_product_options", [])
        for link in option["product_links"]
    }
    for product in products:
        is_held = product["type_id"] == "simple" and product["sku"] not in parts
        if is_held and 2 in product["website_ids"]:
            lyon, bordeaux = product["id"] % 30, product["id"] % 7
            for source, held in (("lyon", lyon), ("bordeaux", bordeaux)):
                stock.save_source_item(
                    connection, product["sku"], source, held, int(held > 0)
                )


def clear(connection: sqlite3.Connection) -> None:
    """Remove the catalogue; ids start anew."""
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])
    product_media.clear(connection)
    stock.clear(connection)


def store_products(
    connection: sqlite3.Connection, products: Iterable[dict[str, Any]]
) -> None:
    """Store products of the form of ``catalog.json``."""
    for product in products:
        connection.execute(
            "INSERT INTO product VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                product["id"],
                product["sku"],
                product["type_id"],
                attributes.DEFAULT_SET,
                product["created_at"],
                product["updated_at"],
                json.dumps(product["website_ids"]),
                json.dumps(product.get("details", {}), ensure_ascii=False),
            ],
        )
        views = {"0": product["values"], **product.get("views", {})}
        connection.executemany(
            "INSERT INTO product_value VALUES (?, ?, ?, ?)",
            [
                (product["id"], code, int(view), value)
                for view, values in views.items()
                for code, value in values.items()
            ],
        )
        connection.executemany(
            "INSERT INTO product_category VALUES (?, ?, ?)",
            [(product["id"], *link) for link in product.get("category_links", [])],
        )
        connection.executemany(
            "INSERT INTO product_media VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    entry.get("id"),
                    product["id"],
                    entry["media_type"],
                    entry["position"],
                    entry["disabled"],
                    entry["file"],
                    json.dumps({"0": entry["label"]}, ensure_ascii=False),
                )
                for entry in product.get("media", [])
            ],
        )
        stock.save_item(connection, product, product["stock"])
