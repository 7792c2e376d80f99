"""Attributes of products, the options of those that have some, and attribute sets."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from .data import load

DEFAULT_SET = 4

SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS product_attribute (
        attribute_id INTEGER PRIMARY KEY AUTOINCREMENT,
        position INTEGER NOT NULL,
        attribute_code TEXT NOT NULL UNIQUE,
        frontend_input TEXT,
        is_user_defined INTEGER NOT NULL,
        in_set INTEGER NOT NULL,
        payload TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS product_attribute_option (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        attribute_code TEXT NOT NULL,
        sort_order INTEGER NOT NULL,
        labels TEXT NOT NULL
    )
    """,
)


@dataclass(frozen=True)
class Attribute:
    """One attribute, as far as products need to know it.

    :param scope: ``global``, ``website`` or ``store``: where its values may differ.
    :param order: ids of its options to their rank.
    """

    id: int
    code: str
    input: str | None
    scope: str
    backend: str
    order: dict[str, int] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """How its values compare: ``int`` for numbers, else ``text``."""
        return "int" if self.backend in ("int", "decimal") else "text"


def all_by_code(connection: sqlite3.Connection) -> dict[str, Attribute]:
    """Return every attribute, in the order in which products show them."""
    ranks: dict[str, dict[str, int]] = {}
    for code, option_id, _label in options(connection, 0):
        ranks.setdefault(code, {})[str(option_id)] = len(ranks.get(code, ()))
    found = {}
    for row in connection.execute("SELECT * FROM product_attribute ORDER BY position"):
        payload = json.loads(row["payload"])
        code = row["attribute_code"]
        found[code] = Attribute(
            row["attribute_id"],
            code,
            row["frontend_input"],
            payload["scope"],
            payload["backend_type"],
            ranks.get(code, {}),
        )
    return found


def options(
    connection: sqlite3.Connection, view_id: int, code: str | None = None
) -> list[tuple[str, int, str]]:
    """Return code, id and label of options in the order in which they are shown."""
    rows = []
    for row in connection.execute(
        "SELECT * FROM product_attribute_option WHERE ? IN (attribute_code, '')",
        [code or ""],
    ):
        labels = json.loads(row["labels"])
        label = labels.get(str(view_id), labels["0"])
        rows.append((row["sort_order"], _collated(label), row, label))
    rows.sort(key=lambda item: item[:2])
    return [(row["attribute_code"], row["id"], label) for _, _, row, label in rows]


def _collated(label: str) -> str:
    plain = unicodedata.normalize("NFD", label.lower())
    return "".join(char for char in plain if not unicodedata.combining(char))


def seed(connection: sqlite3.Connection, extra: dict[str, list[Any]] | None) -> None:
    """Put attributes and options back to those of the beginning.

    :param extra: what a larger shop has on top; the form is that of the data file.
    """
    for table in ("product_attribute", "product_attribute_option"):
        connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])
    for source in filter(None, (load("attributes.json"), extra)):
        for given in source["attributes"]:
            store(connection, given["attribute_id"], given)
        connection.executemany(
            "INSERT INTO product_attribute_option VALUES (?, ?, ?, ?)",
            [
                (option_id, code, rank, json.dumps({"0": label, **labels}))
                for code, option_id, label, rank, labels in source["options"]
            ],
        )


def store(
    connection: sqlite3.Connection, attribute_id: int | None, given: dict[str, Any]
) -> int:
    """Store an attribute; return its id.

    :param given: what is known of it; ``in_set`` False keeps it out of the default set.
    """
    in_set = given.get("in_set", True)
    position = connection.execute("SELECT count(*) FROM product_attribute").fetchone()
    cursor = connection.execute(
        "INSERT INTO product_attribute VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            attribute_id,
            position[0],
            given["attribute_code"],
            given["frontend_input"],
            given.get("is_user_defined", False),
            in_set,
            json.dumps(given, ensure_ascii=False),
        ],
    )
    return int(cursor.lastrowid or 0)
