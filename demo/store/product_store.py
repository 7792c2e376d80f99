"""How products are stored, and how they are read.

Values of attributes live apart from their product, one row per store view; view 0 is
every view that has no value of its own. What lists hold (links, options, tier prices)
is one JSON object per product.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from . import attributes, product_media, stock
from .attributes import Attribute
from .errors import StoreError

SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS product (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        sku TEXT NOT NULL UNIQUE COLLATE NOCASE,
        type_id TEXT NOT NULL,
        attribute_set_id INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        website_ids TEXT NOT NULL,
        details TEXT NOT NULL DEFAULT '{}'
    )
    """,
    "CREATE INDEX IF NOT EXISTS product_updated ON product (updated_at, id)",
    """
    CREATE TABLE IF NOT EXISTS product_value (
        product_id INTEGER NOT NULL,
        code TEXT NOT NULL,
        view_id INTEGER NOT NULL,
        value,
        PRIMARY KEY (product_id, code, view_id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS product_category (
        product_id INTEGER NOT NULL,
        category_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        UNIQUE (product_id, category_id)
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS product_category_category
        ON product_category (category_id)
    """,
    "CREATE TABLE IF NOT EXISTS detail_id (id INTEGER PRIMARY KEY AUTOINCREMENT)",
)

MAIN = ("name", "price", "status", "visibility", "weight")
"""Attributes that answers show beside the custom ones."""

Values = dict[str, Any]


@dataclass(frozen=True)
class Brief:
    """What an order needs to know of a product.

    :param price: in the view asked for; 0 for configurables and dynamic bundles, None
        for grouped products.
    :param tax_class_id: as text, as the interface has it; None when the product has none.
    :param children: ids of a configurable's variants; products of a bundle's options
        and of a group.
    :param options: a bundle's options, or the attributes of a configurable.
    """

    id: int
    sku: str
    type_id: str
    name: str
    price: float | None
    special_price: float | None
    weight: float | None
    tax_class_id: str | None
    status: int
    website_ids: tuple[int, ...]
    children: tuple[int, ...]
    options: list[dict[str, Any]] = field(default_factory=list)
    values: Values = field(default_factory=dict)


def not_there() -> StoreError:
    """Return the 404 for a product that is not there."""
    return StoreError(
        404,
        "The product that was requested doesn't exist. Verify the product and try "
        "again.",
    )


def find(connection: sqlite3.Connection, sku: str) -> sqlite3.Row:
    """Return the row of the product with a SKU, whatever its case.

    :raises StoreError: 404, if there is none.
    """
    row = connection.execute("SELECT * FROM product WHERE sku = ?", [sku]).fetchone()
    if row is None:
        raise not_there()
    return row


def rows_of(connection: sqlite3.Connection, ids: Iterable[int]) -> list[sqlite3.Row]:
    """Return the rows of products, in the order of ``ids``; those gone are left out."""
    ids = list(ids)
    found = {
        row["id"]: row
        for row in connection.execute(
            "SELECT * FROM product WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(ids)],
        )
    }
    return [found[id_] for id_ in ids if id_ in found]


def ids_of(connection: sqlite3.Connection, skus: Iterable[str]) -> dict[str, int]:
    """Return ids by SKU, in capital letters; unknown ones are left out."""
    rows = connection.execute(
        "SELECT id, sku FROM product WHERE sku COLLATE NOCASE IN "
        "(SELECT value FROM json_each(?))",
        [json.dumps(list(skus))],
    )
    return {row["sku"].upper(): row["id"] for row in rows}


def values_of(
    connection: sqlite3.Connection, ids: Iterable[int], view_id: int
) -> dict[int, Values]:
    """Return the values that products have in a view (0: in ``all``)."""
    found: dict[int, Values] = defaultdict(dict)
    for row in connection.execute(
        "SELECT product_id, code, value FROM product_value WHERE product_id IN "
        "(SELECT value FROM json_each(?)) AND view_id IN (0, ?) "
        "ORDER BY product_id, code, view_id",
        [json.dumps(list(ids)), view_id],
    ):
        found[row["product_id"]][row["code"]] = row["value"]
    return found


def briefs(
    connection: sqlite3.Connection, view_id: int, ids: Iterable[int] | None = None
) -> dict[int, Brief]:
    """Return products by id, as a view shows them; all of them without ``ids``."""
    if ids is None:
        ids = [row["id"] for row in connection.execute("SELECT id FROM product")]
    rows = rows_of(connection, ids)
    values = values_of(connection, [row["id"] for row in rows], view_id)
    known = ids_of(connection, [link["sku"] for row in rows for link in _links(row)])
    return {row["id"]: _brief(row, values[row["id"]], known) for row in rows}


def _links(row: sqlite3.Row) -> list[dict[str, Any]]:
    """Return the links of a bundle or a group, ``sku`` being that of the other."""
    details = json.loads(row["details"])
    links = [
        link
        for option in details.get("bundle_product_options", [])
        for link in option["product_links"]
    ]
    links += [
        {**link, "sku": link["linked_product_sku"]}
        for link in details.get("product_links", [])
        if link["link_type"] == "associated"
    ]
    return links


def _brief(row: sqlite3.Row, values: Values, known: dict[str, int]) -> Brief:
    details = json.loads(row["details"])
    children = list(details.get("configurable_product_links", []))
    children += [
        known[link["sku"].upper()]
        for link in _links(row)
        if link["sku"].upper() in known
    ]
    return Brief(
        id=row["id"],
        sku=row["sku"],
        type_id=row["type_id"],
        name=values.get("name") or "",
        price=values.get("price"),
        special_price=values.get("special_price"),
        weight=values.get("weight"),
        tax_class_id=values.get("tax_class_id"),
        status=values.get("status", 1),
        website_ids=tuple(json.loads(row["website_ids"])),
        children=tuple(dict.fromkeys(children)),
        options=details.get("bundle_product_options")
        or details.get("configurable_product_options")
        or [],
        values=values,
    )


def load(connection: sqlite3.Connection, sku: str, view_id: int) -> dict[str, Any]:
    """Return a product as the interface shows it.

    :param view_id: the view whose values are wanted; 0 for ``all``.
    :raises StoreError: 404, if there is none with this SKU.
    """
    row = find(connection, sku)
    return answers(connection, [row], view_id, with_stock=True)[0]


def answers(
    connection: sqlite3.Connection,
    rows: Iterable[sqlite3.Row],
    view_id: int,
    with_stock: bool = False,
) -> list[dict[str, Any]]:
    """Return rows of products as the interface shows them.

    :param with_stock: with the stock item, which lists leave out.
    """
    rows = list(rows)
    ids = [row["id"] for row in rows]
    reading = _Reading(
        attributes=attributes.all_by_code(connection),
        values=values_of(connection, ids, view_id),
        categories=category_links(connection, ids),
        media=product_media.entries(connection, ids, view_id),
        stock_items=stock.items(connection, ids) if with_stock else {},
        child_prices=_child_prices(connection, rows, view_id),
        existing=_existing_children(connection, rows),
    )
    return [reading.answer(row) for row in rows]


def category_links(
    connection: sqlite3.Connection, ids: Iterable[int]
) -> dict[int, list[dict[str, Any]]]:
    """Return the categories of products, first assigned first."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in connection.execute(
        "SELECT * FROM product_category WHERE product_id IN "
        "(SELECT value FROM json_each(?)) ORDER BY rowid",
        [json.dumps(list(ids))],
    ):
        found[row["product_id"]].append(
            {"position": row["position"], "category_id": str(row["category_id"])}
        )
    return found


def _child_prices(
    connection: sqlite3.Connection, rows: list[sqlite3.Row], view_id: int
) -> dict[str, float | int | None]:
    """Return the prices of all that bundles choose from, by SKU in capitals."""
    skus = {link["sku"] for row in rows for link in _links(row)}
    if not skus:
        return {}
    ids = ids_of(connection, skus)
    values = values_of(connection, ids.values(), view_id)
    return {sku: stock.number(values[id_].get("price")) for sku, id_ in ids.items()}


def _existing_children(
    connection: sqlite3.Connection, rows: list[sqlite3.Row]
) -> set[int]:
    wanted = [
        child
        for row in rows
        if row["type_id"] == "configurable"
        for child in json.loads(row["details"]).get("configurable_product_links", [])
    ]
    return {row["id"] for row in rows_of(connection, wanted)} if wanted else set()


@dataclass(frozen=True)
class _Reading:
    """All that answers for some products are made of."""

    attributes: dict[str, Attribute]
    values: dict[int, Values]
    categories: dict[int, list[dict[str, Any]]]
    media: dict[int, list[dict[str, Any]]]
    stock_items: dict[int, dict[str, Any]]
    child_prices: dict[str, float | int | None]
    existing: set[int]

    def answer(self, row: sqlite3.Row) -> dict[str, Any]:
        values = self.values[row["id"]]
        details = json.loads(row["details"])
        answer = {
            "id": row["id"],
            "sku": row["sku"],
            "name": values.get("name"),
            "attribute_set_id": row["attribute_set_id"],
            "price": stock.number(values.get("price")),
            "status": values.get("status", 1),
            "visibility": values.get("visibility", 4),
            "type_id": row["type_id"],
            "created_at": row["created_at"],
            "updated_at": row["updated_at"],
            "weight": stock.number(values.get("weight")),
        }
        answer = {key: value for key, value in answer.items() if value is not None}
        answer["extension_attributes"] = self._extension(row, values, details)
        answer |= {
            "product_links": details.get("product_links", []),
            "options": details.get("options", []),
            "media_gallery_entries": product_media.with_roles(
                self.media.get(row["id"], []), values
            ),
            "tier_prices": sorted(
                details.get("tier_prices", []),
                key=lambda tier: (tier["customer_group_id"], tier["qty"]),
            ),
            "custom_attributes": self._custom(row["id"], values),
        }
        return answer

    def _extension(
        self, row: sqlite3.Row, values: Values, details: dict[str, Any]
    ) -> dict[str, Any]:
        answer: dict[str, Any] = {"website_ids": json.loads(row["website_ids"])}
        if self.categories.get(row["id"]):
            answer["category_links"] = self.categories[row["id"]]
        if row["id"] in self.stock_items:
            answer["stock_item"] = self.stock_items[row["id"]]
        if row["type_id"] == "bundle":
            is_fixed = values.get("price_type") == "1"
            answer["bundle_product_options"] = [
                self._bundle_option(row, option, is_fixed)
                for option in details.get("bundle_product_options", [])
            ]
        elif row["type_id"] == "configurable":
            answer["configurable_product_options"] = [
                self._configurable_option(row, option)
                for option in details.get("configurable_product_options", [])
            ]
            answer["configurable_product_links"] = [
                child
                for child in details.get("configurable_product_links", [])
                if child in self.existing
            ]
        elif row["type_id"] == "downloadable":
            for key in ("downloadable_product_links", "downloadable_product_samples"):
                answer[key] = details.get(key, [])
        return answer

    def _bundle_option(
        self, row: sqlite3.Row, option: dict[str, Any], is_fixed: bool
    ) -> dict[str, Any]:
        links = [
            link if is_fixed else {**link, **self._price_of(link["sku"])}
            for link in option["product_links"]
            if link["sku"].upper() in self.child_prices
        ]
        answer = {key: option[key] for key in option if key != "product_links"}
        return answer | {"sku": row["sku"], "product_links": links}

    def _price_of(self, sku: str) -> dict[str, Any]:
        return {"price": self.child_prices[sku.upper()], "price_type": None}

    def _configurable_option(
        self, row: sqlite3.Row, option: dict[str, Any]
    ) -> dict[str, Any]:
        ranks: dict[str, int] = next(
            (
                attribute.order
                for attribute in self.attributes.values()
                if str(attribute.id) == option["attribute_id"]
            ),
            {},
        )
        values = sorted(
            option["values"], key=lambda value: ranks.get(str(value["value_index"]), -1)
        )
        return option | {"values": values, "product_id": row["id"]}

    def _custom(self, product_id: int, values: Values) -> list[dict[str, Any]]:
        custom = []
        for code, attribute in self.attributes.items():
            if code == "category_ids":
                links = self.categories.get(product_id, [])
                value: Any = [link["category_id"] for link in links]
            elif code in MAIN or values.get(code) is None:
                continue
            elif attribute.backend == "decimal":
                value = f"{values[code]:.6f}"
            else:
                value = str(values[code])
            custom.append({"attribute_code": code, "value": value})
        return custom
